"""What the encyclopedias are asked for, and what they say.

Revision: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TIME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "encyclopedia_entry",
        sa.Column("encyclopedia", sa.String(), nullable=False),
        sa.Column("term", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("phrase", sa.String(), nullable=False),
        sa.Column("meaning", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("licence", sa.String(), nullable=False),
        sa.Column("fetched_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("encyclopedia", "term", "position", name=op.f("pk_encyclopedia_entry")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "lookup",
        sa.Column("encyclopedia", sa.String(), nullable=False),
        sa.Column("term", sa.String(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("again_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("encyclopedia", "term", name=op.f("pk_lookup")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "wish",
        sa.Column("term", sa.String(), nullable=False),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.Column("in_trend", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("term", name=op.f("pk_wish")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    for table in ("wish", "lookup", "encyclopedia_entry"):
        op.drop_table(table)
