"""In which tables are the records of `db/models` kept?

Tables are named in the singular; the plural names are the public views of `db/views.py`. Those that full-text search
reads have an integer key, because SQLite may renumber rows that have none; the others are sorted by their keys, so
that the same facts give the same bytes in whatever order they came. The classes say what the tables are; what is read
and written are plain rows (`db/sql/rows.py`), so no object of them is ever made.
"""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, Table, Text, UniqueConstraint, and_, false, func
from sqlmodel import Field

from db.columns import TableBase, UtcText
from db.models import (
    Act,
    Definition,
    Digest,
    EncyclopediaEntry,
    KeptPage,
    Key,
    Kind,
    LinkedPage,
    Lookup,
    Mention,
    Outcome,
    PageWish,
    Position,
    Post,
    Provenance,
    Sighting,
    State,
    Trend,
    Utc,
    Validators,
    Wish,
)

_SORTED = {"sqlite_with_rowid": False}


def _of_post() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["source", "post"], ["post.source", "post.external_id"], ondelete="CASCADE")


class PostRow(TableBase, Post, table=True):
    """A post as its collections, put together, say it is."""

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


class TrendRow(TableBase, Trend, table=True):
    """A trend as its collections, put together, say it is."""

    __tablename__ = "trend"
    __table_args__ = (UniqueConstraint("source", "external_id"),)
    id: int | None = Field(default=None, primary_key=True)
    newest_at: Utc = Field(sa_type=UtcText)
    older: str | None = None


class SightingRow(TableBase, Sighting, table=True):
    """One observation of a trend."""

    __tablename__ = "sighting"
    __table_args__ = (Index(None, "seen_at"), _SORTED)
    source: Key = Field(primary_key=True)
    trend: Key = Field(primary_key=True)
    seen_at: Utc = Field(primary_key=True, sa_type=UtcText)
    rank: int = Field(sa_type=BigInteger)
    volume: int | None = Field(default=None, sa_type=BigInteger)


class OutcomeRow(TableBase, Outcome, table=True):
    """What came of asking a source."""

    __tablename__ = "outcome"
    __table_args__ = _SORTED
    source: Key = Field(primary_key=True)
    at: Utc = Field(primary_key=True, sa_type=UtcText)
    state: State = Field(sa_type=Text)
    retry_at: Utc | None = Field(default=None, sa_type=UtcText)


class KeptPageRow(TableBase, KeptPage, table=True):
    """The page of a source that could not be read."""

    __tablename__ = "kept_page"
    __table_args__ = _SORTED
    source: Key = Field(primary_key=True)
    at: Utc = Field(sa_type=UtcText)


class ValidatorsRow(TableBase, Validators, table=True):
    """What to ask a server with next time."""

    __tablename__ = "validators"
    __table_args__ = _SORTED
    url: str = Field(primary_key=True)


class SenseRow(TableBase, table=True):
    """One meaning of a term; its words are in `wording`."""

    __tablename__ = "sense"
    __table_args__ = _SORTED
    id: str = Field(primary_key=True)
    term: str
    folded: str = Field(index=True)  # the term without regard to case
    kind: Kind = Field(sa_type=Text)
    category: str | None = None
    domain: str | None = None
    level: int | None = None
    provenance: Provenance = Field(sa_type=Text)
    evidence_url: str | None = None


class WordingRow(TableBase, table=True):
    """A sense in one language. The term stands here again, for full-text search."""

    __tablename__ = "wording"
    __table_args__ = (UniqueConstraint("sense", "language"),)
    id: int | None = Field(default=None, primary_key=True)
    sense: str = Field(foreign_key="sense.id", ondelete="CASCADE")
    language: str
    term: str
    expansion: str | None = None
    meaning: str | None = None


class MentionRow(TableBase, Mention, table=True):
    """A term at a place in a post."""

    __tablename__ = "mention"
    __table_args__ = (_of_post(), _SORTED)
    source: Key = Field(primary_key=True)
    post: Key = Field(primary_key=True)
    start: int = Field(primary_key=True)
    end: int = Field(primary_key=True)
    term: str = Field(primary_key=True)
    folded: str = Field(index=True)
    kind: Kind = Field(sa_type=Text)
    sense: str | None = Field(default=None, foreign_key="sense.id", index=True)
    confidence: float | None = None


class DefinitionRow(TableBase, Definition, table=True):
    """A long form that an author wrote."""

    __tablename__ = "definition"
    __table_args__ = (_of_post(), _SORTED)
    source: Key = Field(primary_key=True)
    post: Key = Field(primary_key=True)
    start: int = Field(primary_key=True)
    end: int = Field(primary_key=True)
    term: str = Field(primary_key=True)
    folded: str = Field(index=True)
    language: str


class PositionRow(TableBase, Position, table=True):
    """What a post does in its thread."""

    __tablename__ = "position"
    __table_args__ = (_of_post(), _SORTED)
    source: Key = Field(primary_key=True)
    post: Key = Field(primary_key=True)
    act: Act = Field(sa_type=Text)


class WishRow(TableBase, Wish, table=True):
    """An acronym that the encyclopedias are to be asked for."""

    __tablename__ = "wish"
    __table_args__ = _SORTED
    term: Key = Field(primary_key=True)


class LookupRow(TableBase, Lookup, table=True):
    """What came of asking an encyclopedia for a term."""

    __tablename__ = "lookup"
    __table_args__ = _SORTED
    encyclopedia: Key = Field(primary_key=True)
    term: Key = Field(primary_key=True)
    at: Utc = Field(sa_type=UtcText)
    state: State = Field(sa_type=Text)
    again_at: Utc | None = Field(default=None, sa_type=UtcText)


class EncyclopediaEntryRow(TableBase, EncyclopediaEntry, table=True):
    """What an encyclopedia says that a term may mean."""

    __tablename__ = "encyclopedia_entry"
    __table_args__ = _SORTED
    encyclopedia: Key = Field(primary_key=True)
    term: Key = Field(primary_key=True)
    position: int = Field(primary_key=True)
    language: str
    fetched_at: Utc = Field(sa_type=UtcText)


class PageWishRow(TableBase, PageWish, table=True):
    """A page that the collector is to read: one a trend."""

    __tablename__ = "page_wish"
    __table_args__ = _SORTED
    source: Key = Field(primary_key=True)
    trend: Key = Field(primary_key=True)


class LinkedPageRow(TableBase, LinkedPage, table=True):
    """What came of reading a page."""

    __tablename__ = "linked_page"
    __table_args__ = _SORTED
    url: Key = Field(primary_key=True)
    at: Utc = Field(sa_type=UtcText)
    state: State = Field(sa_type=Text)
    language: str | None = None
    again_at: Utc | None = Field(default=None, sa_type=UtcText)
    written_at: Utc | None = Field(default=None, sa_type=UtcText)


class ExplanationRow(TableBase, table=True):
    """A thread in plain words; `body` is the record as JSON."""

    __tablename__ = "explanation"
    __table_args__ = _SORTED
    source: str = Field(primary_key=True)
    thread: str = Field(primary_key=True)
    language: str = Field(primary_key=True)
    body: str


class StoryRow(TableBase, table=True):
    """A story; what belongs to it is in `story_member`."""

    __tablename__ = "story"
    __table_args__ = _SORTED
    id: str = Field(primary_key=True)
    title: str
    first_seen: datetime = Field(sa_type=UtcText)
    last_seen: datetime = Field(sa_type=UtcText)


class StoryMemberRow(TableBase, table=True):
    """The story that a thread belongs to: at most one."""

    __tablename__ = "story_member"
    __table_args__ = _SORTED
    source: str = Field(primary_key=True)
    thread: str = Field(primary_key=True)
    story: str = Field(foreign_key="story.id", ondelete="CASCADE", index=True)
    position: int
    is_copy: bool = Field(sa_column_kwargs={"server_default": false()})


class DigestRow(TableBase, Digest, table=True):
    """A day's page."""

    __tablename__ = "digest"
    __table_args__ = _SORTED
    day: date = Field(primary_key=True)
    language: str = Field(primary_key=True)


class MarkRow(TableBase, table=True):
    """What is to be known of the store as a whole: `sample` where it holds invented data."""

    __tablename__ = "mark"
    __table_args__ = _SORTED
    name: str = Field(primary_key=True)


METADATA = TableBase.metadata


def _named(names: str) -> Iterator[Table]:
    return (METADATA.tables[name] for name in names.split())


POST, TREND, SIGHTING, STORY, STORY_MEMBER = _named("post trend sighting story story_member")
MENTION, DEFINITION, SENSE, WORDING, EXPLANATION, POSITION = _named(
    "mention definition sense wording explanation position"
)
OUTCOME, VALIDATORS, KEPT_PAGE, DIGEST, MARK = _named("outcome validators kept_page digest mark")
WISH, LOOKUP, ENCYCLOPEDIA_ENTRY, PAGE_WISH, LINKED_PAGE = _named(
    "wish lookup encyclopedia_entry page_wish linked_page"
)

SAID_AT = func.coalesce(POST.c.created_at, POST.c.collected_at, type_=POST.c.created_at.type)
# how a post is joined to what stands in it, to the trend whose headline it is, and to its thread's place in a story
MENTIONING = and_(POST.c.source == MENTION.c.source, POST.c.external_id == MENTION.c.post)
HEADLINING = and_(POST.c.source == TREND.c.source, POST.c.external_id == TREND.c.external_id)
BELONGING = and_(POST.c.source == STORY_MEMBER.c.source, POST.c.thread == STORY_MEMBER.c.thread)
