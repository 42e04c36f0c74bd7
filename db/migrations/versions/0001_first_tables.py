"""The first tables.

Revision: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TIME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "digest",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("markdown", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("day", "language", name=op.f("pk_digest")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "explanation",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("thread", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("source", "thread", "language", name=op.f("pk_explanation")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "mark",
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_mark")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "outcome",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.Column("trends", sa.Integer(), nullable=False),
        sa.Column("retry_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("source", "at", name=op.f("pk_outcome")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "post",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("thread", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column("author", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("score", sa.BigInteger(), nullable=True),
        sa.Column("created_at", TIME, nullable=True),
        sa.Column("collected_at", TIME, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stated_language", sa.String(), nullable=True),
        sa.Column("newest_at", TIME, nullable=False),
        sa.Column("older", sa.String(), nullable=True),
        sa.Column("analysed", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_post_source_external_id")),
    )
    op.create_index(op.f("ix_post_collected_at"), "post", ["collected_at"], unique=False)
    op.create_index(op.f("ix_post_source_thread"), "post", ["source", "thread"], unique=False)
    op.create_table(
        "sense",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("term", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("category", sa.String(), nullable=True),
        sa.Column("domain", sa.String(), nullable=True),
        sa.Column("provenance", sa.Text(), nullable=False),
        sa.Column("evidence_url", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sense")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_sense_folded"), "sense", ["folded"], unique=False)
    op.create_table(
        "sighting",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("trend", sa.String(), nullable=False),
        sa.Column("rank", sa.BigInteger(), nullable=False),
        sa.Column("volume", sa.BigInteger(), nullable=True),
        sa.Column("seen_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("source", "trend", "seen_at", name=op.f("pk_sighting")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_sighting_seen_at"), "sighting", ["seen_at"], unique=False)
    op.create_table(
        "story",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("first_seen", TIME, nullable=False),
        sa.Column("last_seen", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "trend",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("newest_at", TIME, nullable=False),
        sa.Column("older", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trend")),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_trend_source_external_id")),
    )
    op.create_table(
        "validators",
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("etag", sa.String(), nullable=True),
        sa.Column("last_modified", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_validators")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "definition",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("thread", sa.String(), nullable=False),
        sa.Column("expansion", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=True),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("term", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source", "post"],
            ["post.source", "post.external_id"],
            name=op.f("fk_definition_source_post"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("source", "post", "start", "end", "term", name=op.f("pk_definition")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_definition_folded"), "definition", ["folded"], unique=False)
    op.create_table(
        "mention",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("surface", sa.String(), nullable=False),
        sa.Column("term", sa.String(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sense", sa.String(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("folded", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["sense"], ["sense.id"], name=op.f("fk_mention_sense")),
        sa.ForeignKeyConstraint(
            ["source", "post"],
            ["post.source", "post.external_id"],
            name=op.f("fk_mention_source_post"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("source", "post", "start", "end", "term", name=op.f("pk_mention")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_mention_folded"), "mention", ["folded"], unique=False)
    op.create_index(op.f("ix_mention_sense"), "mention", ["sense"], unique=False)
    op.create_table(
        "story_member",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("thread", sa.String(), nullable=False),
        sa.Column("story", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["story"], ["story.id"], name=op.f("fk_story_member_story"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("source", "thread", name=op.f("pk_story_member")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_story_member_story"), "story_member", ["story"], unique=False)
    op.create_table(
        "wording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sense", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("term", sa.String(), nullable=False),
        sa.Column("expansion", sa.String(), nullable=True),
        sa.Column("meaning", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["sense"], ["sense.id"], name=op.f("fk_wording_sense"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wording")),
        sa.UniqueConstraint("sense", "language", name=op.f("uq_wording_sense_language")),
    )


def downgrade() -> None:
    for table in (
        "wording",
        "story_member",
        "mention",
        "definition",
        "validators",
        "trend",
        "story",
        "sighting",
        "sense",
        "post",
        "outcome",
        "mark",
        "explanation",
        "digest",
    ):
        op.drop_table(table)
