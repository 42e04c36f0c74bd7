"""What does it mean for a store that its database reports an error?

SQLite is recognised by its primary result code (https://www.sqlite.org/rescode.html), PostgreSQL by its SQLSTATE.
"""

import sqlite3
from typing import Final

from db.errors import StoreBusy, StoreDamaged, StoreError, StoreUnwritable

BUSY_SECONDS: Final = 10.0  # that we wait for another program before it is said to be busy

_Failure = tuple[type[StoreError], str]

_BUSY: Final[_Failure] = (StoreBusy, "is in use by another program. Wait until it has finished, then try again")
_READ_ONLY: Final[_Failure] = (StoreUnwritable, "is read-only. Give yourself permission to write it, or choose another")
_FULL: Final[_Failure] = (
    StoreUnwritable,
    "cannot grow: the disk is full. Nothing was changed; free some space, then retry",
)
_DAMAGED: Final[_Failure] = (StoreDamaged, "is damaged. Put a backup in its place, or move it away and start a new one")
_SHAPE: Final[_Failure] = (StoreDamaged, "does not hold the tables that a store has. Put a backup in its place")
_MISMATCH: Final[_Failure] = (
    StoreError,
    "was given facts about a post or a meaning that it does not hold; they were not saved",
)

KNOWN_FAILURES: Final[dict[int | str, _Failure]] = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_PROTOCOL: _BUSY,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_CANTOPEN: (
        StoreUnwritable,
        "cannot be opened. Check that its folder exists, that it is a file, and that you may read and write it",
    ),
    sqlite3.SQLITE_IOERR: (StoreUnwritable, "cannot be read or written: the disk reports an error. Check the disk"),
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: (StoreDamaged, "is not a database. Choose another file; this one was left as it is"),
    sqlite3.SQLITE_ERROR: _SHAPE,
    sqlite3.SQLITE_CONSTRAINT: _MISMATCH,
    "55P03": _BUSY,  # lock_not_available
    "40P01": _BUSY,  # deadlock_detected
    "25006": _READ_ONLY,  # read_only_sql_transaction
    "42501": _READ_ONLY,  # insufficient_privilege
    "53100": _FULL,  # disk_full
    "XX001": _DAMAGED,  # data_corrupted
    "XX002": _DAMAGED,  # index_corrupted
    "42P01": _SHAPE,  # undefined_table
    "42703": _SHAPE,  # undefined_column
    "23503": _MISMATCH,  # foreign_key_violation
}


def store_error(error: BaseException, location: str) -> StoreError:
    """The StoreError that says what a database driver's `error` means for the store at `location`."""
    kind, message = KNOWN_FAILURES.get(_code(error), (StoreError, f"cannot be used: {_first_line(error)}"))
    return kind(f"The store {location} {message}.", location=location)


def _code(error: BaseException) -> int | str:
    code = getattr(error, "sqlite_errorcode", None)
    # the low byte is the primary code; the others only refine it
    return code & 0xFF if code is not None else getattr(error, "sqlstate", None) or ""


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
