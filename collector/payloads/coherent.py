"""Does what a source gave hang together, and what of it can be stored? (pure)"""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from collector.source import Collected
from db.models import Post, Sighting, Trend

_Sourced = TypeVar("_Sourced", Post, Trend, Sighting)


def coherent(name: str, collected: Collected) -> Collected:
    """What can be stored of what the source `name` gave, in order of time; what cannot is a problem more.

    Posts have unique keys (of two versions the fuller is kept), a parent is another post of the same thread and not
    below its own answer, a trend has its post, a sighting its trend.
    """
    posts = {post.external_id: post for post in sorted(_own(name, collected.posts), key=_fullness)}
    trends = {trend.external_id: trend for trend in _own(name, collected.trends)}
    strays = _strays(posts)
    kept = trends.keys() & posts.keys()
    # of two ranks at one moment the better is kept
    sightings = {(s.trend, s.seen_at): s for s in sorted(_own(name, collected.sightings), key=lambda s: -s.rank)}
    found = {
        "belong to another source": len(collected.posts) - len(_own(name, collected.posts)),
        "answer a post that is not in their thread": len(strays),
        "are trends without their post": len(trends) - len(kept),
        "are ranks of no trend": sum(sighting.trend not in trends for sighting in sightings.values()),
    }
    noted = [f"{number} of its records {what}" for what, number in found.items() if number]
    posts |= {post.external_id: post.model_copy(update={"parent": None}) for post in strays}
    return Collected(
        posts=sorted(posts.values(), key=lambda p: (p.created_at or p.collected_at, p.external_id)),
        trends=[trends[key] for key in sorted(kept)],
        sightings=sorted(
            (sighting for sighting in sightings.values() if sighting.trend in kept),
            key=lambda s: (s.seen_at, s.rank, s.trend),
        ),
        problems=[*collected.problems, *noted],
        notes=collected.notes,
    )


def _own(name: str, records: Sequence[_Sourced]) -> list[_Sourced]:
    return [record for record in records if record.source == name]


def _fullness(post: Post) -> tuple[int, int, str]:
    """Of two versions of one post the fuller is kept; the last part only settles ties."""
    return len(post.text), post.score or 0, post.model_dump_json()


def _strays(posts: Mapping[str, Post]) -> list[Post]:
    """The posts whose parent is missing, in another thread, or below them."""
    settled: set[str] = set()
    strays = []
    for post in sorted(posts.values(), key=lambda p: p.external_id):
        path: set[str] = set()
        at: Post | None = post
        while at is not None and at.external_id not in settled:
            path.add(at.external_id)
            settled.add(at.external_id)
            parent = posts.get(at.parent) if at.parent is not None else None
            if at.parent is not None and (parent is None or parent.thread != at.thread or parent.external_id in path):
                strays.append(at)
                break
            at = parent
    return strays
