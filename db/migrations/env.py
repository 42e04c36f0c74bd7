"""How does Alembic work on a store?

`Store.open` hands it a connection. On the command line, to write a revision, a scratch store is named with
`alembic -x store=scratch.db …` (see `docs/database.md`).
"""

from alembic import context
from sqlalchemy import Connection

from db.migrations import ours
from db.sql.engine import reach
from db.sql.location import located
from db.tables import METADATA
from db.views import create_public, drop_public


def _migrate(connection: Connection) -> None:
    """Run what was asked for, with views and full-text indices taken away and made again around it."""
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        render_as_batch=True,
        include_object=ours,
    )
    drop_public(connection)
    with context.begin_transaction():
        context.run_migrations()
    if connection.dialect.has_table(connection, "post"):
        create_public(connection)


def _from_command_line() -> None:
    """The same on the store that `-x store=…` names."""
    store = located(context.get_x_argument(as_dictionary=True)["store"])
    with reach(store, create=True, read_only=False).begin() as connection:
        _migrate(connection)


_given = context.config.attributes.get("connection")
if _given is not None:
    _migrate(_given)
else:
    _from_command_line()
