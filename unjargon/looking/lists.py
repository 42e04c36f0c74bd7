"""What is in the store, and how fresh is it?"""

from collections.abc import Iterable
from typing import NamedTuple

from db.search import Hit
from unjargon.printing import TableRow
from unjargon.settings import Settings
from unjargon.stores import ask, open_store


class StoreList(NamedTuple):
    """A list that a command prints: its columns, and the view and order that they come from."""

    columns: tuple[str, ...]
    sql: str


STORE_LISTS = {
    "threads": StoreList(
        ("source", "title", "posts", "authors", "started_at", "url"),
        "SELECT source, title, posts, authors, started_at, url FROM threads "
        "ORDER BY started_at DESC, source, external_id",
    ),
    "stories": StoreList(
        ("id", "title", "sources", "first_seen", "last_seen", "status"),
        "SELECT id, title, sources, first_seen, last_seen, status FROM stories ORDER BY last_seen DESC, id",
    ),
}
STATUS_COLUMNS = ("what", "count", "newest")
HIT_COLUMNS = ("kind", "source", "title", "snippet", "url")


def look(settings: Settings, name: str, limit: int) -> list[TableRow]:
    """The first rows of a list."""
    listing = STORE_LISTS[name]
    found = ask(settings.store, listing.sql, rows=limit)
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


def status_rows(settings: Settings) -> list[TableRow]:
    """How many rows each public view has, and the newest of those that have a time."""
    with open_store(settings.store, create=False) as store:
        counted = store.counts()
    newest = ask(
        settings.store,
        "SELECT (SELECT max(collected_at) FROM posts) AS posts, (SELECT max(seen_at) FROM trends) AS trends, "
        "(SELECT max(last_seen) FROM stories) AS stories, (SELECT max(day) FROM digests) AS digests",
    )
    times = dict(zip(newest.columns, newest.rows[0], strict=True))
    return [{"what": view, "count": count, "newest": times.get(view)} for view, count in counted.items()]


def hit_rows(hits: Iterable[Hit]) -> list[TableRow]:
    """What a search found, as rows."""
    return [{c: getattr(hit, c) for c in HIT_COLUMNS} for hit in hits]
