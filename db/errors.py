"""How can a store fail, and what does a person need to know of it?

    StoreError              base; carries `location`, without any password
    ├── StoreNewer          written by a newer version of unjargon
    ├── StoreDamaged        no database, a malformed one, or another program's
    ├── StoreUnwritable     read-only, full disk, missing folder, no permission
    └── StoreBusy           locked by another program for longer than we wait

What the database itself reports is mapped in one table, `KNOWN`. SQLite is recognised by its primary result code
(https://www.sqlite.org/rescode.html), PostgreSQL by its SQLSTATE.
"""

import sqlite3
from typing import Final


class StoreError(Exception):
    """The store at `location` cannot do what it was asked; the message says what happened and what to do."""

    def __init__(self, message: str, *, location: str = "") -> None:
        super().__init__(message)
        self.location = location


class StoreNewer(StoreError):
    """The store was written by a newer version."""


class StoreDamaged(StoreError):
    """What is there is no store that can be read."""


class StoreUnwritable(StoreError):
    """The store cannot be written, or not be opened at all."""


class StoreBusy(StoreError):
    """Another program holds the store."""


Failure = tuple[type[StoreError], str]

_BUSY: Final[Failure] = (StoreBusy, "is in use by another program. Wait until it has finished, then try again")
_READ_ONLY: Final[Failure] = (StoreUnwritable, "is read-only. Give yourself permission to write it, or choose another")
_FULL: Final[Failure] = (
    StoreUnwritable,
    "cannot grow: the disk is full. Nothing was changed; free some space, then retry",
)
_DAMAGED: Final[Failure] = (StoreDamaged, "is damaged. Put a backup in its place, or move it away and start a new one")
_SHAPE: Final[Failure] = (StoreDamaged, "does not hold the tables that a store has. Put a backup in its place")
_MISMATCH: Final[Failure] = (
    StoreError,
    "was given facts about a post or a meaning that it does not hold; they were not saved",
)

KNOWN: Final[dict[int | str, Failure]] = {
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


def failure(error: BaseException, location: str) -> StoreError:
    """The StoreError that says what a database driver's `error` means for the store at `location`."""
    kind, message = KNOWN.get(_code(error), (StoreError, f"cannot be used: {_first_line(error)}"))
    return kind(f"The store {location} {message}.", location=location)


def _code(error: BaseException) -> int | str:
    code = getattr(error, "sqlite_errorcode", None)
    # the low byte is the primary code; the others only refine it
    return code & 0xFF if code is not None else getattr(error, "sqlstate", None) or ""


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
