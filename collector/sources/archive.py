"""What does a line of an archive say, and where do its posts belong? (`unjargon import`)

A line of JSON is one post, `{"source", "id", "thread"?, "parent"?, "author"?, "title"?, "text", "url"?, "lang"?,
"created_at", "rank"?}`; other keys are ignored. One with a `rank` stood there on its source's list when it was written.
An archive is what somebody collected then: what it holds counts as collected when it was written.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Annotated

from pydantic import BeforeValidator, Field, ValidationError, field_validator

from collector.pages.plaintext import headed, one_line
from collector.payloads.addresses import web_url
from collector.payloads.sound import misfit
from collector.payloads.wire import Moment, Wire, primary_language
from collector.source import Collected
from db.models import Key, Post, PostKey, Sighting, Text, Trend


class BadPost(ValueError):
    """A line that is no post: what is wrong, and what to do."""


def _id(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


_Id = Annotated[Key, BeforeValidator(_id)]


class Archived(Wire):
    """A post as an archive holds it."""

    source: Key
    id: _Id
    thread: _Id | None = None
    parent: _Id | None = None
    author: Text | None = None
    title: Text | None = None
    text: Text | None
    url: Text | None = None
    lang: Text | None = None
    created_at: Moment
    rank: Annotated[int, Field(strict=True, ge=1, lt=2**63)] | None = None

    @field_validator("created_at")
    @classmethod
    def _readable(cls, at: datetime | None) -> datetime:
        if at is None:
            raise ValueError("no time; write it as 2026-11-24T05:30:00Z")
        return at

    @property
    def key(self) -> PostKey:
        return self.source, self.id


def read_line(line: bytes) -> Archived:
    """The post of a line. Raises BadPost."""
    try:
        return Archived.model_validate(_object(line))
    except ValidationError as error:
        raise BadPost(f"{misfit(error).replace('Value error, ', '')}; mend that and import it again") from error


def _object(line: bytes) -> dict[str, object]:
    try:
        written = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise BadPost("it is not UTF-8; save the file in that encoding") from error
    except (ValueError, RecursionError) as error:
        raise BadPost(f"it is no JSON ({error}); write one object a line") from error
    if not isinstance(written, dict):
        raise BadPost("it is no object; write one a line")
    return written


def named(lines: Iterable[Archived]) -> set[PostKey]:
    """The posts whose places decide where these belong: themselves, and what they answer."""
    return {(line.source, each) for line in lines for each in (line.id, line.parent, line.thread) if each is not None}


def collected(lines: Sequence[Archived], stored: Mapping[PostKey, str], now: datetime) -> Collected:
    """The records of these lines; `stored`: the threads of those `named` posts that are in the store.

    What answers a post is in its thread, whatever it says itself. A parent or root that is nowhere keeps its place as
    an empty post. A circle of answers, which only damaged archives have, is cut.
    """
    placing = _placing(lines)
    roots = _roots(placing, stored)
    posts = [_post(line, roots[line.key], _answered(placing[line.key]), now) for line in lines]
    ranked = [(line.rank, post) for line, post in zip(lines, posts, strict=True) if line.rank is not None]
    return Collected(
        [*posts, *_missing(posts, stored)],
        [_trend(post) for _, post in ranked],
        [Sighting(source=p.source, trend=p.external_id, rank=rank, seen_at=p.collected_at) for rank, p in ranked],
    )


def moved_threads(posts: Iterable[Post], stored: Mapping[PostKey, str]) -> dict[PostKey, str]:
    """The threads in the store whose roots turned out to answer something, and where they belong instead."""
    threads = (((post.source, post.external_id), post.thread) for post in posts)
    return {key: thread for key, thread in threads if stored.get(key) == key[1] != thread}


def _post(line: Archived, root: str, answered: Sequence[str], now: datetime) -> Post:
    title = one_line(line.title or "") or None
    return Post(
        source=line.source,
        external_id=line.id,
        thread=root,
        parent=None if line.id == root else next(iter(answered), None),
        author=line.author,
        title=title,
        text=headed(title, line.text or ""),
        language=primary_language(line.lang),
        url=web_url(line.url),
        created_at=line.created_at,
        collected_at=min(line.created_at or now, now),  # a clock that is ahead would make all else old
    )


def _trend(post: Post) -> Trend:
    title = post.title or one_line(post.text[:200]) or post.external_id
    return Trend(source=post.source, external_id=post.external_id, title=title, url=post.url)


# --- which thread ----------------------------------------------------------------------------------------------------


def _answered(line: Archived) -> list[str]:
    """What it says that it answers, the nearest first."""
    return [each for each in (line.parent, line.thread) if each is not None and each != line.id]


def _placing(lines: Iterable[Archived]) -> dict[PostKey, Archived]:
    """Of several lines about one post the first that says what it answers, or the first."""
    by_key: dict[PostKey, Archived] = {}
    for line in lines:
        if line.key not in by_key or (_answered(line) and not _answered(by_key[line.key])):
            by_key[line.key] = line
    return by_key


def _roots(by_key: Mapping[PostKey, Archived], stored: Mapping[PostKey, str]) -> dict[PostKey, str]:
    """The root of the thread of each line."""
    roots: dict[PostKey, str] = {}
    for key in by_key:
        path: dict[PostKey, None] = {}
        at: PostKey | None = key
        while at is not None and at not in path and at not in roots:
            path[at] = None
            top, at = at, _step(at, by_key, stored)
        roots |= dict.fromkeys(path, roots[at] if at in roots else (at or top)[1])
    return roots


def _step(key: PostKey, by_key: Mapping[PostKey, Archived], stored: Mapping[PostKey, str]) -> PostKey | None:
    """One step towards the root: what is there of what it answers, else the thread that it names; None at the root."""
    answered = [(key[0], each) for each in (_answered(by_key[key]) if key in by_key else ())]
    root = key[0], stored.get(key, key[1])
    there = [each for each in answered if each in by_key or each in stored]
    return next(iter([*there, *answered[::-1]]), None if root == key else root)


def _missing(posts: Iterable[Post], stored: Mapping[PostKey, str]) -> list[Post]:
    """Empty posts in the places of what is answered and is nowhere."""
    posts = list(posts)
    there = {(post.source, post.external_id) for post in posts} | stored.keys()
    empty: dict[PostKey, Post] = {}
    for post in posts:
        for each in (post.parent, post.thread):
            key = post.source, each or post.thread
            if key not in there and key not in empty:
                above = None if key[1] == post.thread else post.thread
                empty[key] = Post(
                    source=post.source,
                    external_id=key[1],
                    thread=post.thread,
                    parent=above,
                    collected_at=post.collected_at,
                )
    return list(empty.values())
