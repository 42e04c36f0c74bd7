"""How is something read from the store, or changed in it: in one short transaction?"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, Select

from db.sql.engine import raising_store_errors
from db.sql.location import Location
from db.sql.rows import Values


class Access:
    """An open store, whatever is kept in it. What the database reports comes out as a StoreError."""

    def __init__(self, engine: Engine, location: Location) -> None:
        self._engine = engine
        self._location = location

    @property
    def location(self) -> str:
        """Where it is, without any password."""
        return str(self._location)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One transaction that sees the store as it is now; for this package's own files."""
        with raising_store_errors(self._location), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction that changes all or nothing; for this package's own files."""
        immediate = self._engine.execution_options(immediate=True)
        with raising_store_errors(self._location), immediate.begin() as connection:
            yield connection

    def _rows(self, query: Select[Any]) -> list[Values]:
        with self.read() as connection:
            return [dict(values) for values in connection.execute(query).mappings()]
