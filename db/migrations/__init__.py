"""Which revision is a store at, and how is it brought to the newest?

The stored revision is read with plain SQL. Alembic is imported only when there is something to do.
"""
# ruff: noqa: PLC0415

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, inspect
from sqlalchemy.schema import SchemaItem

from db.views import INDEXED

if TYPE_CHECKING:
    from alembic.config import Config

NEWEST: Final = "0006"  # numbers of four digits, so that later ones sort after earlier ones
SCRIPT_LOCATION: Final = Path(__file__).parent


class Foreign(Exception):
    """The database has tables, and none of them is ours."""


class UnknownRevision(Exception):
    """No script leads from `revision`: a newer version made it."""

    def __init__(self, revision: str) -> None:
        super().__init__(f"unknown revision {revision}")
        self.revision = revision


def stored_revision(connection: Connection) -> str | None:
    """The revision that the database says it is at; None when it is empty. Raises Foreign."""
    tables = inspect(connection).get_table_names()
    if "alembic_version" not in tables:
        if tables:
            raise Foreign
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def upgrade(connection: Connection, scripts: Path = SCRIPT_LOCATION) -> None:
    """Bring the database to the newest revision that `scripts` has, within the transaction of `connection`.

    Raises UnknownRevision when it is at none of them.
    """
    from alembic import command
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    config = configured(connection, scripts)
    stored = stored_revision(connection)
    if stored is not None:
        try:
            ScriptDirectory.from_config(config).get_revision(stored)
        except CommandError as error:
            raise UnknownRevision(stored) from error
    command.upgrade(config, "head")


def configured(connection: Connection | None = None, scripts: Path = SCRIPT_LOCATION) -> "Config":
    """Alembic's settings for these `scripts`; `connection` is the one that env.py works on."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def ours(_item: SchemaItem, name: str | None, kind: str, *_: object) -> bool:
    """Whether Alembic should compare this: the tables of the full-text indices are SQLite's own."""
    return not (kind == "table" and name is not None and name.startswith(tuple(f"{table}_fts" for table in INDEXED)))
