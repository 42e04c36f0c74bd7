"""Which posts of a long thread are kept, when there are to be at most so many? (pure)"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from collector.source import Collected
from db.models import Post


class Chosen(NamedTuple):
    """What is kept, and of how many posts what was left out."""

    collected: Collected
    posts: int
    left_out: int

    @property
    def line(self) -> str:
        """What was left out, in a sentence; empty where nothing was."""
        if not self.left_out:
            return ""
        return (
            f"left out {self.left_out:,} of {self.posts:,} posts, those that were valued least at each depth; "
            "a larger --max-posts keeps more"
        )


def chosen(collected: Collected, most: int | None) -> Chosen:
    """At most `most` posts of each thread (None: all), at least its root, and with each post all that it answers.

    A fair choice: the best of the answers to the root first; then in turns the next of these and the best at the second
    depth, and so on, so that every depth has its turn and a shallow one has more of them. The best are those with the
    highest score; where there are no scores, with the most answers below them.
    """
    if most is None:
        return Chosen(collected, len(collected.posts), 0)
    threads: defaultdict[str, list[Post]] = defaultdict(list)
    for post in collected.posts:
        threads[post.thread].append(post)
    kept = {key for posts in threads.values() for key in _kept(posts, max(1, most))}
    posts = [post for post in collected.posts if post.external_id in kept]
    left_out = len(collected.posts) - len(posts)
    return Chosen(replace(collected, posts=posts), len(collected.posts), left_out)


def _kept(posts: Sequence[Post], most: int) -> set[str]:
    if len(posts) <= most:
        return {post.external_id for post in posts}
    tree = _Tree(posts)
    kept = set(tree.roots[:most])
    levels = tree.levels()
    rounds = 1
    while any(levels) and len(kept) < most:
        for level in levels[:rounds]:
            if level:
                missing = tree.path(level.pop()) - kept
                if len(kept) + len(missing) <= most:
                    kept |= missing
        rounds += 1
    return kept


class _Tree:
    """The posts of a thread, by what they answer."""

    def __init__(self, posts: Sequence[Post]) -> None:
        known = {post.external_id for post in posts}
        self._posts = posts
        self._parents = {post.external_id: post.parent for post in posts if post.parent in known}
        self.roots = [post.external_id for post in posts if post.external_id not in self._parents]

    def path(self, key: str) -> set[str]:
        """The post and all that it answers, up to the root."""
        path: set[str] = set()
        at: str | None = key
        while at is not None and at not in path:
            path.add(at)
            at = self._parents.get(at)
        return path

    def levels(self) -> list[list[str]]:
        """The posts at each depth below the root, the best last."""
        below = self._below()
        by_key = {post.external_id: post for post in self._posts}

        def value(key: str) -> tuple[int, int, float, str]:
            post = by_key[key]
            return post.score or 0, below[key], -(post.created_at or post.collected_at).timestamp(), key

        return [sorted(level, key=value) for level in self._by_depth()[1:]]

    def _by_depth(self) -> list[list[str]]:
        answers: defaultdict[str, list[str]] = defaultdict(list)
        for key, parent in self._parents.items():
            answers[parent or ""].append(key)
        levels = [self.roots]
        while levels[-1]:
            levels.append([answer for key in levels[-1] for answer in answers[key]])
        return levels[:-1]

    def _below(self) -> dict[str, int]:
        """How many posts stand below each, in all."""
        below = dict.fromkeys((post.external_id for post in self._posts), 0)
        for level in reversed(self._by_depth()):
            for key in level:
                if (parent := self._parents.get(key)) is not None:
                    below[parent] += below[key] + 1
        return below
