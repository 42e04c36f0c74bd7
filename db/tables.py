"""In which tables are the records of `db/models.py` kept?

Tables are named in the singular; the plural names are the public views of `db/views.py`. Those that full-text search
reads have an integer key, because SQLite may renumber rows that have none; the others are sorted by their keys, so
that the same facts give the same bytes in whatever order they came.
"""

from datetime import UTC, date, datetime

from sqlalchemy import BigInteger, Dialect, ForeignKeyConstraint, Index, MetaData, Text, UniqueConstraint, false, func
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Field, SQLModel
from sqlmodel._compat import SQLModelConfig

from db.models import (
    Definition,
    Digest,
    EncyclopediaEntry,
    KeptPage,
    Key,
    Kind,
    Lookup,
    Mention,
    Outcome,
    Post,
    Provenance,
    Sighting,
    State,
    Trend,
    Utc,
    Validators,
    Wish,
)


class UtcText(TypeDecorator[datetime]):
    """A time as ISO 8601 text with `+00:00`; as text these sort by time, with or without fractions of a second."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        """PostgreSQL has to compare byte by byte too."""
        return Text(collation="C") if dialect.name == "postgresql" else Text()

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> str | None:
        """The text of an aware time."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return None if value is None else value.astimezone(UTC).isoformat()

    def process_result_value(self, value: str | None, _dialect: Dialect) -> datetime | None:
        """The time that the text says."""
        return None if value is None else datetime.fromisoformat(value)


class Row(SQLModel):
    """What every table has in common."""

    # batch migrations can only change constraints that have a name
    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        }
    )


WRITABLE = SQLModelConfig(frozen=False)  # the database fills rows in; records stay frozen
SORTED = {"sqlite_with_rowid": False}


def _of_post() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["source", "post"], ["post.source", "post.external_id"], ondelete="CASCADE")


class PostRow(Row, Post, table=True):
    """A post as its collections, put together, say it is."""

    model_config = WRITABLE
    __tablename__ = "post"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        Index(None, "source", "thread"),
        Index(None, "collected_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    score: int | None = Field(default=None, sa_type=BigInteger)
    created_at: Utc | None = Field(default=None, sa_type=UtcText)
    collected_at: Utc = Field(sa_type=UtcText)
    stated_language: str | None = None  # what the source says; `language` is what the analysis says
    newest_at: Utc = Field(sa_type=UtcText)  # when the newest of the values was collected
    older: str | None = None  # the values that are older than that: JSON, field -> time
    analysed: str | None = None  # the fingerprint of the analysis that has read it


class TrendRow(Row, Trend, table=True):
    """A trend as its collections, put together, say it is."""

    model_config = WRITABLE
    __tablename__ = "trend"
    __table_args__ = (UniqueConstraint("source", "external_id"),)
    id: int | None = Field(default=None, primary_key=True)
    newest_at: Utc = Field(sa_type=UtcText)
    older: str | None = None


class SightingRow(Row, Sighting, table=True):
    """One observation of a trend."""

    model_config = WRITABLE
    __tablename__ = "sighting"
    __table_args__ = (Index(None, "seen_at"), SORTED)
    source: Key = Field(primary_key=True)
    trend: Key = Field(primary_key=True)
    seen_at: Utc = Field(primary_key=True, sa_type=UtcText)
    rank: int = Field(sa_type=BigInteger)
    volume: int | None = Field(default=None, sa_type=BigInteger)


class OutcomeRow(Row, Outcome, table=True):
    """What came of asking a source."""

    model_config = WRITABLE
    __tablename__ = "outcome"
    __table_args__ = SORTED
    source: Key = Field(primary_key=True)
    at: Utc = Field(primary_key=True, sa_type=UtcText)
    state: State = Field(sa_type=Text)
    retry_at: Utc | None = Field(default=None, sa_type=UtcText)


class KeptPageRow(Row, KeptPage, table=True):
    """The page of a source that could not be read."""

    model_config = WRITABLE
    __tablename__ = "kept_page"
    __table_args__ = SORTED
    source: Key = Field(primary_key=True)
    at: Utc = Field(sa_type=UtcText)


class ValidatorsRow(Row, Validators, table=True):
    """What to ask a server with next time."""

    model_config = WRITABLE
    __tablename__ = "validators"
    __table_args__ = SORTED
    url: str = Field(primary_key=True)


class SenseRow(Row, table=True):
    """One meaning of a term; its words are in `wording`."""

    __tablename__ = "sense"
    __table_args__ = SORTED
    id: str = Field(primary_key=True)
    term: str
    folded: str = Field(index=True)  # the term without regard to case
    kind: Kind = Field(sa_type=Text)
    category: str | None = None
    domain: str | None = None
    provenance: Provenance = Field(sa_type=Text)
    evidence_url: str | None = None


class WordingRow(Row, table=True):
    """A sense in one language. The term stands here again, for full-text search."""

    __tablename__ = "wording"
    __table_args__ = (UniqueConstraint("sense", "language"),)
    id: int | None = Field(default=None, primary_key=True)
    sense: str = Field(foreign_key="sense.id", ondelete="CASCADE")
    language: str
    term: str
    expansion: str | None = None
    meaning: str | None = None


class MentionRow(Row, Mention, table=True):
    """A term at a place in a post."""

    model_config = WRITABLE
    __tablename__ = "mention"
    __table_args__ = (_of_post(), SORTED)
    source: Key = Field(primary_key=True)
    post: Key = Field(primary_key=True)
    start: int = Field(primary_key=True)
    end: int = Field(primary_key=True)
    term: str = Field(primary_key=True)
    folded: str = Field(index=True)
    kind: Kind = Field(sa_type=Text)
    sense: str | None = Field(default=None, foreign_key="sense.id", index=True)
    confidence: float | None = None


class DefinitionRow(Row, Definition, table=True):
    """A long form that an author wrote."""

    model_config = WRITABLE
    __tablename__ = "definition"
    __table_args__ = (_of_post(), SORTED)
    source: Key = Field(primary_key=True)
    post: Key = Field(primary_key=True)
    start: int = Field(primary_key=True)
    end: int = Field(primary_key=True)
    term: str = Field(primary_key=True)
    folded: str = Field(index=True)
    language: str


class WishRow(Row, Wish, table=True):
    """An acronym that the encyclopedias are to be asked for."""

    model_config = WRITABLE
    __tablename__ = "wish"
    __table_args__ = SORTED
    term: Key = Field(primary_key=True)


class LookupRow(Row, Lookup, table=True):
    """What came of asking an encyclopedia for a term."""

    model_config = WRITABLE
    __tablename__ = "lookup"
    __table_args__ = SORTED
    encyclopedia: Key = Field(primary_key=True)
    term: Key = Field(primary_key=True)
    at: Utc = Field(sa_type=UtcText)
    state: State = Field(sa_type=Text)
    again_at: Utc | None = Field(default=None, sa_type=UtcText)


class EncyclopediaEntryRow(Row, EncyclopediaEntry, table=True):
    """What an encyclopedia says that a term may mean."""

    model_config = WRITABLE
    __tablename__ = "encyclopedia_entry"
    __table_args__ = SORTED
    encyclopedia: Key = Field(primary_key=True)
    term: Key = Field(primary_key=True)
    position: int = Field(primary_key=True)
    language: str
    fetched_at: Utc = Field(sa_type=UtcText)


class ExplanationRow(Row, table=True):
    """A thread in plain words; `body` is the record as JSON."""

    __tablename__ = "explanation"
    __table_args__ = SORTED
    source: str = Field(primary_key=True)
    thread: str = Field(primary_key=True)
    language: str = Field(primary_key=True)
    body: str


class StoryRow(Row, table=True):
    """A story; what belongs to it is in `story_member`."""

    __tablename__ = "story"
    __table_args__ = SORTED
    id: str = Field(primary_key=True)
    title: str
    first_seen: datetime = Field(sa_type=UtcText)
    last_seen: datetime = Field(sa_type=UtcText)


class StoryMemberRow(Row, table=True):
    """The story that a thread belongs to: at most one."""

    __tablename__ = "story_member"
    __table_args__ = SORTED
    source: str = Field(primary_key=True)
    thread: str = Field(primary_key=True)
    story: str = Field(foreign_key="story.id", ondelete="CASCADE", index=True)
    position: int
    is_copy: bool = Field(sa_column_kwargs={"server_default": false()})


class DigestRow(Row, Digest, table=True):
    """A day's page."""

    model_config = WRITABLE
    __tablename__ = "digest"
    __table_args__ = SORTED
    day: date = Field(primary_key=True)
    language: str = Field(primary_key=True)


class MarkRow(Row, table=True):
    """What is to be known of the store as a whole: `sample` where it holds invented data."""

    __tablename__ = "mark"
    __table_args__ = SORTED
    name: str = Field(primary_key=True)


TABLES = Row.metadata.tables
POST, TREND, SIGHTING, STORY, STORY_MEMBER = (TABLES[n] for n in ("post", "trend", "sighting", "story", "story_member"))
MENTION, DEFINITION, SENSE, WORDING = (TABLES[n] for n in ("mention", "definition", "sense", "wording"))
OUTCOME, VALIDATORS, EXPLANATION, DIGEST = (TABLES[n] for n in ("outcome", "validators", "explanation", "digest"))
MARK, KEPT_PAGE = TABLES["mark"], TABLES["kept_page"]
WISH, LOOKUP, ENCYCLOPEDIA_ENTRY = (TABLES[n] for n in ("wish", "lookup", "encyclopedia_entry"))

SAID_AT = func.coalesce(POST.c.created_at, POST.c.collected_at, type_=POST.c.created_at.type)
