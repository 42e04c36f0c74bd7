"""What tells whether a source gives the same as before, and the pages that could not be read.

Revision: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TIME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    with op.batch_alter_table("outcome") as outcome:
        outcome.add_column(sa.Column("fingerprint", sa.String(), nullable=True))
    op.create_table(
        "kept_page",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("page", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_kept_page")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("kept_page")
    with op.batch_alter_table("outcome") as outcome:
        outcome.drop_column("fingerprint")
