"""How does a command get at the reader's store?"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from db.query import ResultSet, query
from db.store import Store
from unjargon.errors import NotDone


def open_store(location: str | Path = "unjargon.db", *, create: bool = True) -> Store:
    """The store at a path or database URL, brought up to date. Raises db.errors.StoreError."""
    return Store.open(location, create=create)


@contextmanager
def known_store(location: str) -> Iterator[Store | None]:
    """The reader's store where there is one, else None; it is not made."""
    if not Store.exists(location):
        yield None
        return
    with open_store(location, create=False) as store:
        yield store


def ask(location: str, sql: str, *, rows: int = 10_000) -> ResultSet:
    """What SQL finds in the store. Raises NotDone when there is no store, db.errors.QueryError for the SQL."""
    if not Store.exists(location):
        raise NotDone(f"there is no store at {location} yet; collect first: unjargon collect")
    return query(location, sql, rows=rows)
