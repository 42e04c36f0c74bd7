"""What does this SQL say about the store, when it may only read?

Three locks: the file is opened read-only, SQLite asks us before every step of a statement whether that is allowed, and
time, rows and sizes have a limit.
"""

import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from db.errors import QueryError
from db.sql.failures import BUSY_SECONDS, store_error
from db.sql.location import located

_LONGEST_VALUE: Final = 16_000_000  # bytes
_MOST_CHARACTERS: Final = 64_000_000  # in one answer
_STEPS: Final = 10_000  # of SQLite's machine between two looks at the clock
_ALLOWED: Final = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE)

_Value = str | int | float | bytes | None


@dataclass(frozen=True)
class ResultSet:
    """What a query found; `truncated` when there was more."""

    columns: tuple[str, ...]
    rows: list[tuple[_Value, ...]]
    truncated: bool


def query(location: str | Path, sql: str, *, seconds: float = 5.0, rows: int = 10_000) -> ResultSet:
    """Run one SELECT on the store at a path, and return at most `rows` rows, read within `seconds`.

    It can read everything and change nothing. Raises QueryError for the SQL, StoreError for the store.
    """
    place = located(location)
    if place.path is None:
        raise QueryError(f"Only a store in a file can be queried here, and {place} is none. Use its own client.")
    deadline = time.monotonic() + seconds
    try:
        with closing(_locked(place.path)) as connection:
            connection.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
            return _answer(connection, sql, rows, seconds)
    except sqlite3.Error as error:
        raise store_error(error, str(place)) from error


def _locked(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)
    try:
        connection.text_factory = lambda raw: raw.decode(errors="replace")
        connection.execute("PRAGMA query_only = ON")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        # full-text search sets itself up with statements of its own, which the lock would refuse
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE sql LIKE '%USING fts5%'").fetchall():
            connection.execute(f"SELECT 1 FROM {name} LIMIT 0").fetchall()  # noqa: S608 - a name from the store itself
        connection.set_authorizer(_allows)
    except BaseException:
        connection.close()
        raise
    return connection


def _allows(action: int, first: str | None, second: str | None, _database: str | None, _within: str | None) -> int:
    if action == sqlite3.SQLITE_FUNCTION:
        return sqlite3.SQLITE_DENY if second == "load_extension" else sqlite3.SQLITE_OK
    # how a full-text index learns whether it has changed
    harmless = action == sqlite3.SQLITE_PRAGMA and first == "data_version"
    return sqlite3.SQLITE_OK if harmless or action in _ALLOWED else sqlite3.SQLITE_DENY


def _answer(connection: sqlite3.Connection, sql: str, most: int, seconds: float) -> ResultSet:
    try:
        cursor = connection.execute(sql)
        if cursor.description is None:
            raise QueryError("There is no query here. Write one that begins with SELECT.")
        return _read(cursor, most)
    # ValueError: characters that SQLite cannot be given; Warning: a second statement
    except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
        if (message := _said(error, seconds)) is None:
            raise
        raise QueryError(message) from error


def _read(cursor: sqlite3.Cursor, most: int) -> ResultSet:
    columns = tuple(column[0] for column in cursor.description)
    rows: list[tuple[_Value, ...]] = []
    size = 0
    for row in cursor:
        size += sum(len(value) for value in row if isinstance(value, str | bytes))
        if len(rows) == most or size > _MOST_CHARACTERS:
            return ResultSet(columns, rows, truncated=True)
        rows.append(row)
    return ResultSet(columns, rows, truncated=False)


def _said(error: Exception, seconds: float) -> str | None:
    """What the SQL did wrong; None when it is the store that failed."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    if code == sqlite3.SQLITE_AUTH or "not authorized" in str(error):
        return "The query is not allowed: it may read with SELECT, and do nothing else."
    if code == sqlite3.SQLITE_ERROR:
        return f"The query cannot be read: {error}. The views are described in docs/database.md."
    return {
        sqlite3.SQLITE_INTERRUPT: f"The query took longer than {seconds:g} seconds. Ask for less, or add a WHERE.",
        sqlite3.SQLITE_TOOBIG: "The query makes a value that is too large. Ask for less.",
    }.get(code)
