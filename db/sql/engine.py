"""How is a store reached, kept safe from other programs, and brought to the newest revision?"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import QueuePool, StaticPool

from db.errors import MissingDriver, StoreDamaged, StoreError, StoreNewer, StoreUnwritable
from db.migrations import NEWEST, SCRIPT_LOCATION, Foreign, UnknownRevision, stored_revision, upgrade
from db.sql.failures import BUSY_SECONDS, store_error
from db.sql.location import Location


@contextmanager
def raising_store_errors(location: Location) -> Iterator[None]:
    """What the database driver reports inside comes out as a StoreError."""
    try:
        yield
    except DBAPIError as error:
        raise store_error(error.orig or error, str(location)) from error
    except sqlite3.Error as error:
        raise store_error(error, str(location)) from error


def reach(location: Location, *, create: bool, read_only: bool) -> Engine:
    """An engine for the store; nothing is opened yet. Raises StoreError where there is nothing to open."""
    if location.url:
        return _server(location, read_only)
    if location.path is None:
        return _sqlite(":memory:", StaticPool)
    if "\0" in str(location.path):
        raise StoreUnwritable("A path cannot hold a NUL character. Choose another.", location=str(location))
    if (read_only or not create) and not location.path.exists():
        raise StoreError(
            f"There is no store at {location}. Collect something first, or name another.", location=str(location)
        )
    mode = "ro" if read_only else "rwc" if create else "rw"
    return _sqlite(f"{location.path.absolute().as_uri()}?mode={mode}", QueuePool)


def _sqlite(uri: str, pool: type[QueuePool] | type[StaticPool]) -> Engine:
    def connect() -> sqlite3.Connection:
        # no isolation level: transactions begin where we say (below), and hold changes of tables too
        return sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)

    engine = create_engine("sqlite://", creator=connect, poolclass=pool)
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")


def _begin(connection: Connection) -> None:
    # a transaction that reads before it writes would fail at once, without waiting, when another has written meanwhile
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _server(location: Location, read_only: bool) -> Engine:
    options = {"options": "-c default_transaction_read_only=on"} if read_only else {}
    try:
        url = make_url(location.url or "")
    except ArgumentError as error:
        raise _no_store(location) from error
    if url.drivername not in ("postgresql", "postgres", "postgresql+psycopg"):
        raise _no_store(location)
    if "@" in (url.host or ""):
        message = "An @ in a password is written %40 in a database URL. Write it so, and try again."
        raise StoreError(message, location=str(location))
    try:
        return create_engine(url.set(drivername="postgresql+psycopg"), connect_args=options)
    except ImportError as error:
        message = f"The store {location} needs a PostgreSQL driver. Install it with: pip install 'unjargon[postgres]'."
        raise MissingDriver(message, location=str(location)) from error


def bring_up_to_date(
    engine: Engine,
    location: Location,
    *,
    read_only: bool = False,
    newest: str = NEWEST,
    scripts: Path = SCRIPT_LOCATION,
) -> None:
    """Bring the store to the newest revision, after a backup of what is in its file.

    Raises StoreNewer when it was written by a newer version, StoreDamaged when it is no store of ours.
    """
    try:
        with engine.begin() as connection:
            stored = stored_revision(connection)
        if stored != newest:
            if read_only:
                raise _not_brought_up(location, stored)
            _back_up(engine, location, stored)
            _upgrade(engine, scripts)
    except Foreign as error:
        message = f"{location} is a database of another program. Choose another file; this one was left as it is."
        raise StoreDamaged(message, location=str(location)) from error
    except UnknownRevision as error:
        message = (
            f"The store {location} was written by a newer version ({error.revision}). Upgrade unjargon to read it."
        )
        raise StoreNewer(message, location=str(location)) from error
    if location.path and not read_only:
        # kept in the file: readers and one writer do not wait for each other
        with raw(engine) as connection:
            connection.execute("PRAGMA journal_mode = WAL")


def _not_brought_up(location: Location, stored: str | None) -> Exception:
    """Why a store that is at another revision cannot only be read."""
    if stored is not None and stored > NEWEST:
        return UnknownRevision(stored)
    message = f"The store {location} is empty or of an older version. Open it once for writing to bring it up to date."
    return StoreError(message, location=str(location))


def _no_store(location: Location) -> StoreError:
    message = f"{location} is no store. Name a file, or a database as postgresql://user:password@host/name."
    return StoreError(message, location=str(location))


@contextmanager
def raw(engine: Engine) -> Iterator[Any]:
    """The driver's own connection, outside any transaction."""
    with closing(engine.raw_connection()) as connection:
        yield connection.driver_connection


def _back_up(engine: Engine, location: Location, revision: str | None) -> None:
    if location.path is None or location.path.stat().st_size == 0:
        return
    beside = location.path.with_name(f"{location.path.name}.backup-{revision or 'empty'}")
    unfinished = beside.with_name(f"{beside.name}.part")
    with raw(engine) as source, closing(sqlite3.connect(unfinished)) as target:
        source.backup(target)
    unfinished.replace(beside)


def _upgrade(engine: Engine, scripts: Path) -> None:
    # a table that is rebuilt is dropped first, which must not take what refers to it along
    with engine.execution_options(immediate=True).connect() as connection:
        _foreign_keys(connection, "OFF")
        try:
            with connection.begin():
                upgrade(connection, scripts)
        finally:
            _foreign_keys(connection, "ON")


def _foreign_keys(connection: Connection, state: str) -> None:
    driver = connection.connection.driver_connection
    if isinstance(driver, sqlite3.Connection):
        driver.execute(f"PRAGMA foreign_keys = {state}")
