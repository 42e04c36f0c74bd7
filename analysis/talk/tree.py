"""Who answers whom in a thread? (pure)"""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from db.models import Post


class ThreadNode(NamedTuple):
    """A post and how deep it stands under the root."""

    post: Post
    depth: int
    replies: int  # in all below it


def tree(posts: Sequence[Post]) -> list[ThreadNode]:
    """The posts in reading order, each once: the root, then each reply under what it answers.

    A post whose parent is missing, or answers itself in a circle, stands under the root.
    """
    known = {post.external_id: post for post in posts}
    root = next((p for p in posts if p.external_id == p.thread), posts[0] if posts else None)
    children: dict[str | None, list[Post]] = defaultdict(list)
    for post in posts:
        if post is not root:
            parent = post.parent if post.parent in known and post.parent != post.external_id else None
            children[parent or (root.external_id if root else None)].append(post)
    order: list[tuple[Post, int]] = []
    seen: set[str] = set()
    if root:
        _walk(root, 0, children, order, seen)
        for post in posts:  # what only a circle reaches
            if post.external_id not in seen:
                _walk(post, 1, children, order, seen)
    return _counted(order)


def _walk(
    root: Post, depth: int, children: dict[str | None, list[Post]], order: list[tuple[Post, int]], seen: set[str]
) -> None:
    stack = [(root, depth)]
    while stack:
        post, level = stack.pop()
        if post.external_id in seen:
            continue
        seen.add(post.external_id)
        order.append((post, level))
        stack.extend((child, level + 1) for child in reversed(children[post.external_id]))


def _counted(order: Sequence[tuple[Post, int]]) -> list[ThreadNode]:
    """How many posts follow each one at a greater depth, read from the end."""
    counts = [0] * len(order)
    below: list[tuple[int, int]] = []  # (depth, posts in that subtree), nearest last
    for at in range(len(order) - 1, -1, -1):
        depth = order[at][1]
        while below and below[-1][0] > depth:
            counts[at] += below.pop()[1]
        below.append((depth, counts[at] + 1))
    return [ThreadNode(post, depth, count) for (post, depth), count in zip(order, counts, strict=True)]
