"""What did the analysis find in a thread, and how is the thread told in plain words?"""

from collections.abc import Mapping
from enum import StrEnum

from db.models.record import Key, LanguageCode, Record, Text
from db.models.terms import Definition, Kind, Mention, Provenance, Sense


class Gloss(Record):
    """What to put beside the characters [start, end) of an extract when they are the page's first mention."""

    start: int
    end: int
    term: str
    expansion: str | None = None  # None: not known


class Extract(Record):
    """Words of a post, verbatim: `text` is [start, end) of its stored text."""

    source: str
    post: str
    start: int
    end: int
    text: str
    author: str | None = None
    url: Text | None = None
    language: str | None = None  # in which it is written; None: not known
    glosses: tuple[Gloss, ...] = ()


class Alternative(Record):
    """A meaning that was not chosen, and how likely it is."""

    expansion: str
    confidence: float


class Entry(Record):
    """A row of a glossary, in one language. `provenance` None: the meaning is not known."""

    term: str
    kind: Kind
    expansion: str | None = None
    original: str | None = None  # the English long form, where the letters come from it: P2P, peer-to-peer
    meaning: str | None = None
    category: str | None = None  # the heading under which it stands, in the language of the explanation
    provenance: Provenance | None = None
    evidence_url: str | None = None
    confidence: float | None = None
    level: int | None = None  # as its sense's
    alternatives: tuple[Alternative, ...] = ()

    @property
    def texts(self) -> list[str]:
        """What the row says of the term, whose own acronyms need rows too."""
        return [text for text in (self.expansion, self.original, self.meaning) if text]


class Act(StrEnum):
    """What a post does in its thread; exactly one of these (after ISO 24617-2)."""

    ASKS = "asks"
    ANSWERS = "answers"
    AGREES = "agrees"
    DISAGREES = "disagrees"
    CORRECTS = "corrects"
    ADDS = "adds"
    PROPOSES = "proposes"
    EXPLAINS = "explains"
    JOKES = "jokes"
    THANKS = "thanks"
    OTHER = "other"


class Position(Record):
    """What one post does, and to which other; [start, end) are the words that carry it, if any do."""

    source: Key
    post: Key
    act: Act
    to: str | None = None  # the external id of the post that it responds to
    start: int | None = None
    end: int | None = None


class Voice(Record):
    """A position with its words, as an explanation tells it."""

    act: Act
    to: str | None
    to_author: str | None  # whose post it responds to
    weight: float  # how much the conversation turns on it
    words: Extract


class Chapter(Record):
    """A section of a text by one author: its heading, and the sentences that say most, or the points of its list."""

    heading: Extract | None
    said: tuple[Extract, ...]


class Explanation(Record):
    """A thread or trend in plain words, in one language; each sentence is an extract, so its evidence is with it."""

    source: str
    thread: str
    language: LanguageCode
    headline: Extract | None = None
    in_one_line: Extract | None = None
    about: tuple[Extract, ...] = ()
    chapters: tuple[Chapter, ...] = ()  # of a text by one author
    voices: tuple[Voice, ...] = ()  # in reading order; of a long thread those that it turns on
    acts: Mapping[Act, int] = {}  # how many posts do what, those that have no voice included
    question: Extract | None = None
    outcome: Extract | None = None
    truncated: bool = False  # the text that was read ends in the middle
    entries: tuple[Entry, ...] = ()


class Facts(Record):
    """All that the analysis found in one thread; saving it replaces what was known of that thread."""

    source: str
    thread: str
    languages: Mapping[str, str]  # external id of a post -> language
    mentions: tuple[Mention, ...] = ()
    senses: tuple[Sense, ...] = ()  # those that the mentions refer to
    definitions: tuple[Definition, ...] = ()
    positions: tuple[Position, ...] = ()
    explanations: tuple[Explanation, ...] = ()
