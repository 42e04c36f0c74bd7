"""How can what was asked for fail, and how does the command end then?

    UnjargonError               base; the message is for people, `exit_status` is how the command ends
    ├── StoreError              carries `location`, without any password
    │   ├── StoreNewer          2: written by a newer version of unjargon
    │   ├── StoreDamaged        2: no database, a malformed one, or another program's
    │   ├── StoreUnwritable     read-only, full disk, missing folder, no permission
    │   ├── StoreBusy           locked by another program for longer than we wait
    │   └── MissingDriver       2: on a server, and what speaks to that is not installed
    ├── QueryError              2: the SQL was not run, or not to its end
    ├── CollectError            `collector/errors.py`
    ├── AlreadyRunning          2: `collector/runs/schedule.py`
    ├── LexiconError            2: `analysis/lexicon/lines.py`
    └── Trouble                 `unjargon/errors.py`

The exit status is 1 where none is shown: something that was asked for by name failed. 2: the command could not begin.
"""

from typing import ClassVar


class UnjargonError(Exception):
    """What happened, to what, and what to do."""

    exit_status: ClassVar[int] = 1


class StoreError(UnjargonError):
    """The store at `location` cannot do what it was asked; the message says what happened and what to do."""

    def __init__(self, message: str, *, location: str = "") -> None:
        super().__init__(message)
        self.location = location


class StoreNewer(StoreError):
    """The store was written by a newer version."""

    exit_status = 2


class StoreDamaged(StoreError):
    """What is there is no store that can be read."""

    exit_status = 2


class StoreUnwritable(StoreError):
    """The store cannot be written, or not be opened at all."""


class StoreBusy(StoreError):
    """Another program holds the store."""


class MissingDriver(StoreError):
    """What speaks to the store's server is not installed."""

    exit_status = 2


class QueryError(UnjargonError):
    """The SQL was not run, or not to its end; the message says why, for the person who wrote it."""

    exit_status = 2
