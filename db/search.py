"""Where do these words stand, in posts, trends and meanings?

Case and accents make no difference. All words have to be there, in any order; the last may be the beginning of one.
"""
# ruff: noqa: S608 - nothing but our own words is put together

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final, Literal

from sqlalchemy import Connection

from db.errors import StoreError
from db.models import PostKey
from db.sql.access import Access
from db.sql.rows import storable
from db.views import SHOWN

_MOST_WORDS: Final = 32  # more make SQLite's parser give up

_MEANINGS: Final = f"""
    SELECT s.provenance AS source, s.id AS external_id, s.term AS title, s.evidence_url AS url,
        trim(coalesce(w.expansion, '') || ': ' || coalesce(w.meaning, ''), ': ') AS snippet
    FROM wording_fts JOIN wording w ON w.id = wording_fts.rowid JOIN sense s ON s.id = w.sense
    WHERE wording_fts MATCH ? AND ({SHOWN}) ORDER BY wording_fts.rank, s.id, w.language LIMIT ?"""
_TRENDS: Final = """
    SELECT t.source, t.external_id, t.title, t.url, snippet(trend_fts, 0, '', '', '…', 24) AS snippet
    FROM trend_fts JOIN trend t ON t.id = trend_fts.rowid
    WHERE trend_fts MATCH ? ORDER BY trend_fts.rank, t.source, t.external_id LIMIT ?"""
_POSTS: Final = """
    SELECT p.source, p.external_id, coalesce(p.title, '') AS title, p.url,
        snippet(post_fts, 0, '', '', '…', 24) AS snippet
    FROM post_fts JOIN post p ON p.id = post_fts.rowid
    WHERE post_fts MATCH ? ORDER BY post_fts.rank, p.source, p.external_id LIMIT ?"""


@dataclass(frozen=True)
class Hit:
    """A post, trend or meaning that holds the words. A meaning is named by its provenance and the id of its sense."""

    kind: Literal["post", "trend", "meaning"]
    source: str
    external_id: str
    title: str  # empty for a post that has none
    snippet: str  # what stands around the words, on one line; of a meaning all of it
    url: str | None


def search(store: Access, words: str, *, limit: int = 20) -> list[Hit]:
    """At most `limit` places that hold all the words: the best meaning, trend and post, the second of each, and so on.

    Any text will do: what is neither letter nor digit separates words, and no words find nothing. A trend's headline is
    found as the trend only. Raises StoreError; on PostgreSQL always, because the index is SQLite's.
    """
    asked = _expression(words)
    if not asked or limit < 1:
        return []
    with store.read() as connection:
        if connection.dialect.name != "sqlite":
            message = f"The store {store.location} has no full-text search; only stores in SQLite have. Use SQL there."
            raise StoreError(message, location=store.location)
        # a sense is found in each of its languages, a headline as trend and as post
        meanings = _hits(connection, "meaning", _MEANINGS, asked, limit * 2)
        trends = _hits(connection, "trend", _TRENDS, asked, limit)
        posts = _hits(connection, "post", _POSTS, asked, limit * 2)
    return _in_turn(meanings, trends, posts)[:limit]


def _expression(words: str) -> str:
    # in double quotes every word is just a word: no operator, no column
    found = [f'"{word}"' for word in re.findall(r"[^\W_]+", storable(words))[:_MOST_WORDS]]
    return " ".join(found) + "*" if found else ""


def _hits(
    connection: Connection, kind: Literal["post", "trend", "meaning"], sql: str, asked: str, limit: int
) -> list[Hit]:
    found = connection.exec_driver_sql(sql, (asked, limit)).all()
    return [Hit(kind, r.source, r.external_id, r.title, " ".join(r.snippet.split()), r.url) for r in found]


def _in_turn(*ranked: Sequence[Hit]) -> list[Hit]:
    # ranks of different indices cannot be compared, places can
    hits = (hit for place in zip_longest(*ranked) for hit in place if hit is not None)
    trends = {_key(hit) for hits_of_kind in ranked for hit in hits_of_kind if hit.kind == "trend"}
    return list(_once(hit for hit in hits if hit.kind != "post" or _key(hit) not in trends))


def _key(hit: Hit) -> PostKey:
    return hit.source, hit.external_id


def _once(hits: Iterator[Hit]) -> Iterator[Hit]:
    seen: set[tuple[str, str, str]] = set()
    for hit in hits:
        if (hit.kind, *_key(hit)) not in seen:
            seen.add((hit.kind, *_key(hit)))
            yield hit
