"""Who says what in each thread, and who knows a term; explanations tell it, so those there are must be made anew.

Revision: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "position",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("to", sa.String(), nullable=True),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["source", "post"],
            ["post.source", "post.external_id"],
            name=op.f("fk_position_source_post"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("source", "post", name=op.f("pk_position")),
        sqlite_with_rowid=False,
    )
    op.add_column("sense", sa.Column("level", sa.Integer(), nullable=True))
    op.execute("DELETE FROM explanation")


def downgrade() -> None:
    op.drop_column("sense", "level")
    op.drop_table("position")
