"""How do posts become threads in which every parent is present, and lists become trends and sightings?"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from collector.source import Collected
from db.models import Post, Sighting, Trend


class RankedPost(NamedTuple):
    """A place on a ranked list: the post that holds the headline, and what the source counts of it."""

    post: Post
    title: str
    url: str | None
    volume: int | None
    rank: int | None = None  # where the list numbers its places itself, as on its second page


def gathered(
    now: datetime,
    posts: Iterable[Post],
    entries: Sequence[RankedPost] = (),
    problems: Sequence[str] = (),
) -> Collected:
    """What one answer gave: each post once, and the entries of its list ranked, each once.

    The ranks are those that the entries have; what has none is ranked by its place, from 1.
    """
    trends: dict[str, Trend] = {}
    sightings: list[Sighting] = []
    for post, title, url, volume, rank in entries:
        key = post.external_id
        if key not in trends:
            trends[key] = Trend(source=post.source, external_id=key, title=title, url=url)
            place = rank or len(trends)
            sightings.append(Sighting(source=post.source, trend=key, rank=place, volume=volume, seen_at=now))
    headlines = (entry.post for entry in entries)
    return Collected(_once([*posts, *headlines]), list(trends.values()), sightings, list(problems))


def united(parts: Iterable[Collected]) -> Collected:
    """What several answers of one source gave, as one: each post and each trend once, as it came first."""
    listed: set[str] = set()
    trends: list[Trend] = []
    sightings: list[Sighting] = []
    posts: list[Post] = []
    problems: list[str] = []
    notes: dict[str, None] = {}
    for part in parts:
        new = [trend for trend in part.trends if trend.external_id not in listed]
        listed.update(trend.external_id for trend in new)
        trends += new
        added = {trend.external_id for trend in new}
        sightings += [sighting for sighting in part.sightings if sighting.trend in added]
        posts += part.posts
        problems += part.problems
        notes.update(dict.fromkeys(part.notes))
    return Collected(_once(posts), trends, sightings, problems, list(notes))


def _once(posts: Iterable[Post]) -> list[Post]:
    """Each post as it came first; what answers a post of another thread moves to that thread."""
    kept: dict[str, Post] = {}
    for post in posts:
        if post.external_id in kept:
            continue
        parent = kept.get(post.parent) if post.parent is not None else None
        moved = {"thread": parent.thread} if parent is not None else {}
        kept[post.external_id] = post.model_copy(update=moved)
    return list(kept.values())


def grown(posts: Iterable[Post], under: str | None = None) -> list[Post]:
    """The posts in their threads, every parent before its answers.

    `posts` name their parents, their `thread` is set here. A parent that is missing keeps its place as an empty post.
    With `under`, all is one thread with that root, and what has no known place hangs below it; without, what has no
    parent is a root. A circle of answers, which only damaged payloads have, is cut.
    """
    by_id: dict[str, Post] = {}
    for post in posts:
        by_id.setdefault(post.external_id, post)
    if not by_id:
        return []
    like = next(iter(by_id.values()))
    for missing in [under, *(post.parent for key, post in by_id.items() if key != under)]:
        if missing is not None and missing not in by_id:
            by_id[missing] = _empty(like, missing)
    parents = {key: None if key == under else (post.parent or under) for key, post in by_id.items()}
    _cut_circles(parents, under)
    return _planted(by_id, parents)


def _empty(like: Post, external_id: str) -> Post:
    """A post of which only the id is known."""
    return Post(source=like.source, external_id=external_id, thread=external_id, collected_at=like.collected_at)


def _cut_circles(parents: dict[str, str | None], under: str | None) -> None:
    reaches_a_root: set[str] = set()
    for start in parents:
        path: dict[str, None] = {}
        at: str | None = start
        while at is not None and at not in reaches_a_root:
            if at in path:
                parents[at] = under
                break
            path[at] = None
            at = parents[at]
        reaches_a_root.update(path)


def _planted(by_id: dict[str, Post], parents: dict[str, str | None]) -> list[Post]:
    answers: dict[str | None, list[str]] = {}
    for key, parent in parents.items():
        answers.setdefault(parent, []).append(key)
    planted: list[Post] = []
    for root in answers[None]:
        waiting = [root]
        while waiting:
            key = waiting.pop()
            planted.append(by_id[key].model_copy(update={"thread": root, "parent": parents[key]}))
            waiting.extend(reversed(answers.get(key, [])))
    return planted
