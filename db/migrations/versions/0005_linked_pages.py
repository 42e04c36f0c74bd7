"""The pages that trends link to: which are wanted, and what they say.

Revision: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TIME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "linked_page",
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("again_at", TIME, nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("site", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("written_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_linked_page")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "page_wish",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("trend", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("source", "trend", name=op.f("pk_page_wish")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    for table in ("page_wish", "linked_page"):
        op.drop_table(table)
