"""Which terms stand where, and what do they mean?"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from db.models.record import Key, LanguageCode, Record, Utc


class Kind(StrEnum):
    """What a term is; exactly one of these."""

    ACRONYM = "acronym"
    JARGON = "jargon"
    TICKER = "ticker"
    NAME = "name"


class Provenance(StrEnum):
    """Where a meaning comes from, in the order in which they are believed."""

    THREAD = "thread"  # written in this thread
    READER = "reader"  # the reader's own glossary
    LEXICON = "lexicon"
    CORPUS = "corpus"  # learned from other collected threads
    ENCYCLOPEDIA = "encyclopedia"
    MODEL = "model"
    RULE = "rule"  # computed: an amount, a plural


class Sense(Record):
    """One meaning of a term. `expansion` and `meaning` are by language; a name has no expansion."""

    id: Key
    term: Key
    kind: Kind
    expansion: Mapping[str, str] = Field(default_factory=dict)
    meaning: Mapping[str, str] = Field(default_factory=dict)
    category: str | None = None  # a key of the lexicon's categories
    domain: str | None = None
    level: int | None = None  # who knows it: 1 who reads news, 2 who follows the field, 3 the trade
    provenance: Provenance
    evidence_url: str | None = None


class Mention(Record):
    """A term at [start, end) of a post's stored text, and the sense that it has there (None: not known)."""

    source: Key
    post: Key
    start: Annotated[int, Field(ge=0)]
    end: int
    surface: str
    term: str
    kind: Kind
    sense: str | None = None
    confidence: Annotated[float, Field(ge=0, le=1)] | None = None


class Definition(Record):
    """An author wrote what a term means: at [start, end) of the post stands the long form."""

    source: Key
    post: Key
    thread: Key
    term: str
    expansion: str
    language: LanguageCode
    author: str | None = None
    start: int
    end: int


class ThreadTerm(Record):
    """A term in one thread, in one sense (None: not known): since when, and since when it is in the store."""

    term: str
    kind: Kind
    sense: str | None
    source: str
    thread: str
    said_at: Utc
    collected_at: Utc


class RisingTerm(Record):
    """A term that is new, or mentioned more than its own past predicts."""

    term: str
    kind: Kind
    sense: str | None
    is_new: bool  # else it bursts
    threads: tuple[tuple[str, str], ...]  # (source, thread) of those in the window that use it, oldest first
