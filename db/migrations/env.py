"""How does Alembic work on a store?

`Store.open` hands it a connection. On the command line, to write a revision, name a store that is up to date:
`alembic -x store=unjargon.db revision --autogenerate -m "what changes"`.
"""

from alembic import context
from sqlalchemy import Connection

from db.migrations import ours
from db.tables import Row
from db.views import create_public, drop_public


def migrate(connection: Connection) -> None:
    """Run what was asked for, with views and full-text indices taken away and made again around it."""
    context.configure(
        connection=connection,
        target_metadata=Row.metadata,
        render_as_batch=True,
        include_object=ours,
    )
    drop_public(connection)
    with context.begin_transaction():
        context.run_migrations()
    if connection.dialect.has_table(connection, "post"):
        create_public(connection)


def from_command_line() -> None:
    """The same on the store that `-x store=…` names."""
    from db.store import Store  # noqa: PLC0415 - it loads this package

    with Store.open(context.get_x_argument(as_dictionary=True)["store"]) as store, store.write() as connection:
        migrate(connection)


given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    from_command_line()
