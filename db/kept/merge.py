"""Two collections of one thing differ: which of their values stand?

The newest that says something: nothing, or an empty text, never replaces something. Of two values from one moment the
longer stands, then the greater. So it changes nothing in which order collections arrive, or how often.

A `Version` holds, for each field that says something, its value and when that was collected. `place` is a post's thread
and parent together; one that knows the parent is never replaced by one that does not.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from db.models import Post, PostKey, Trend
from db.sql.rows import Values, storable

_Dated = tuple[datetime, Any]
Version = Mapping[str, _Dated]

LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)
# what a source said first is kept of these
_EARLIEST: Final[tuple[str, ...]] = ("collected_at", "stated_language")
_PLAIN: Final[tuple[str, ...]] = ("author", "title", "text", "url", "score", "created_at")
# a change of one of these can change what the analysis finds
_READ: Final[tuple[str, ...]] = ("author", "title", "text", "url", "created_at", "thread", "parent")


def merge(one: Version, other: Version) -> Version:
    """What stands of two versions of the same thing."""
    return {field: _standing(field, one.get(field), other.get(field)) for field in sorted({*one, *other})}


def _standing(field: str, one: _Dated | None, other: _Dated | None) -> _Dated:
    there = [dated for dated in (one, other) if dated is not None]
    return min(there) if field in _EARLIEST else max(there, key=lambda dated: _precedence(field, dated))


def _precedence(field: str, dated: _Dated) -> tuple[bool, datetime, int, Any]:
    at, value = dated
    certain = field != "place" or value[1] is not None
    return certain, at, len(value) if isinstance(value, str) else 0, value


def post_version(post: Post) -> Version:
    """What one collection says of a post."""
    said: Values = {field: storable(getattr(post, field)) for field in _PLAIN}
    said["place"] = _place(post.external_id, post.thread, storable(post.parent))
    at = post.collected_at
    said |= {"stated_language": post.language, "collected_at": at}
    return {field: (at, value) for field, value in said.items() if value not in (None, "")}


def trend_version(trend: Trend, at: datetime) -> Version:
    """What one collection, made `at` that time, says of a trend."""
    said: Values = {"title": trend.title, "url": storable(trend.url)}
    return {field: (at, value) for field, value in said.items() if value not in (None, "")}


def _place(external_id: str, thread: str, parent: str | None) -> tuple[str, str | None] | None:
    # what stands alone is either a root, or something whose thread was not read
    return None if thread == external_id and parent is None else (thread, parent)


def stored_version(row: Values) -> Version:
    """The version that a row of `post` or `trend` holds."""
    times = {field: datetime.fromisoformat(at) for field, at in json.loads(row["older"] or "{}").items()}
    said = {field: row[field] for field in (*_PLAIN, *_EARLIEST) if field in row}
    if "thread" in row:
        said["place"] = _place(row["external_id"], row["thread"], row["parent"])
        times["collected_at"] = row["collected_at"]
    newest: datetime = row["newest_at"]
    return {f: (times.get(f, newest), value) for f, value in said.items() if value not in (None, "")}


def row_of_post(key: PostKey, version: Version, stored: Values | None) -> Values:
    """The row of `post` that holds a version; what the analysis wrote in the stored one stays if it still holds."""
    said = {field: version[field][1] if field in version else None for field in (*_PLAIN, *_EARLIEST)}
    thread, parent = version["place"][1] if "place" in version else (key[1], None)
    row = _keyed(key, version) | said | {"text": said["text"] or "", "thread": thread, "parent": parent}
    same_text = stored is not None and stored["text"] == row["text"]
    same = stored is not None and all(stored[field] == row[field] for field in _READ)
    row["language"] = stored["language"] if stored and same_text else None
    row["analysed"] = stored["analysed"] if stored and same else None
    return row


def row_of_trend(key: PostKey, version: Version) -> Values:
    """The row of `trend` that holds a version."""
    title, url = (version[field][1] if field in version else None for field in ("title", "url"))
    return _keyed(key, version) | {"title": title or "", "url": url}


def _keyed(key: PostKey, version: Version) -> Values:
    newest = max((at for at, _ in version.values()), default=LONG_AGO)
    older = {f: at.isoformat() for f, (at, _) in sorted(version.items()) if at != newest and f != "collected_at"}
    times = {"newest_at": newest, "older": json.dumps(older) if older else None}
    return {"source": key[0], "external_id": key[1]} | times
