"""Which records do the packages hand each other? All are frozen and validated; their tables are in `db/tables.py`.

Times are aware and in UTC. Text is plain (HTML is converted once, at the door) and in Unicode NFC. Offsets are
characters of a post's stored text, [start, end).
"""

import unicodedata
from collections.abc import Mapping
from datetime import UTC, date
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from db.languages import LANGUAGES as LANGUAGES  # noqa: PLC0414 - the records are in these languages


def clean_text(value: str) -> str:
    """The text as it is stored: NFC, line ends as `\\n`, without characters that no store or page can hold."""
    if value.isascii() and value.isprintable():
        return value
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    # lone surrogates cannot be encoded; NUL ends a string in SQLite; the other C0 controls have no meaning in text
    kept = "".join(c for c in value if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    return unicodedata.normalize("NFC", kept)


def _clean(value: object) -> object:
    return clean_text(value) if isinstance(value, str) else value


Utc = Annotated[AwareDatetime, AfterValidator(lambda at: at.astimezone(UTC))]
Text = Annotated[str, BeforeValidator(_clean)]
Key = Annotated[str, BeforeValidator(_clean), Field(min_length=1)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$|^unknown$")]


class Record(BaseModel):
    """A fact: frozen, validated, equal by value."""

    model_config = ConfigDict(frozen=True, extra="forbid")


# --- what the collector writes ---------------------------------------------------------------------------------------


class Post(Record):
    """One message, headline or comment. `text` is everything there is to read: a title is its first paragraph."""

    source: Key
    external_id: Key
    thread: Key  # external id of the root post; its own for a root
    parent: Text | None = None  # external id of the post that it answers
    author: Text | None = None
    title: Text | None = None
    text: Text = ""
    language: Language | None = None
    url: Text | None = None
    score: int | None = None
    created_at: Utc | None = None
    collected_at: Utc


class Trend(Record):
    """An item on a source's ranked list; the post with the same key holds its headline."""

    source: Key
    external_id: Key
    title: Text
    url: Text | None = None


class Sighting(Record):
    """One observation of a trend: where it stood on the source's list, and when."""

    source: Key
    trend: Key  # external id
    rank: Annotated[int, Field(ge=1)]
    volume: int | None = None  # what the source counts: points, uses, searches
    seen_at: Utc


class State(StrEnum):
    """How asking a source ended."""

    OK = "ok"
    PARTIAL = "partial"  # something of it was damaged or missing, the rest is in the store
    EMPTY = "empty"  # answered, and holds nothing
    NOT_MODIFIED = "not modified"
    WAIT = "asked to wait"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    FAILED = "failed"  # the server failed
    DAMAGED = "damaged"  # answered with something that cannot be read
    CHANGED = "markup changed"  # its page holds nothing where the content used to stand

    @property
    def answered(self) -> bool:
        """Whether the source did its part."""
        return self in (State.OK, State.PARTIAL, State.EMPTY, State.NOT_MODIFIED)


class Outcome(Record):
    """What came of asking one source once."""

    source: Key
    at: Utc
    state: State
    message: Text = ""  # what happened, to what, and what to do; empty when all is well
    posts: int = 0  # that it gave, new or not: collecting the same again must change nothing
    trends: int = 0
    fingerprint: str | None = None  # of the keys of these posts and trends; None where it gave none
    retry_at: Utc | None = None

    @property
    def answered(self) -> bool:
        """Whether the source did its part."""
        return self.state.answered


class KeptPage(Record):
    """The newest page of a source in which nothing was found where its content used to stand, for a report."""

    source: Key
    at: Utc
    url: Text
    page: bytes  # its beginning


class Validators(Record):
    """What a server gave to ask "has this changed?" next time (RFC 9110, section 13)."""

    url: str
    etag: str | None = None
    last_modified: str | None = None


# --- what the analysis writes ----------------------------------------------------------------------------------------


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
    language: Language
    author: str | None = None
    start: int
    end: int


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
    alternatives: tuple[Alternative, ...] = ()

    @property
    def texts(self) -> list[str]:
        """What the row says of the term, whose own acronyms need rows too."""
        return [text for text in (self.expansion, self.original, self.meaning) if text]


class Explanation(Record):
    """A thread or trend in plain words, in one language; each sentence is an extract, so its evidence is with it."""

    source: str
    thread: str
    language: Language
    headline: Extract | None = None
    about: tuple[Extract, ...] = ()
    entries: tuple[Entry, ...] = ()
    question: Extract | None = None
    in_one_line: Extract | None = None
    truncated: bool = False  # the text that was read ends in the middle
    latest: tuple[Extract, ...] = ()  # what the answers say that came last, where others had come before


class Story(Record):
    """Trends and threads about the same thing. `members` are the (source, thread) keys, oldest first; those of them
    that only repeat the words of an earlier one (quotes, cross-posts, boosts) are its `copies`."""

    id: str
    title: Text
    members: tuple[tuple[str, str], ...]
    copies: frozenset[tuple[str, str]] = frozenset()
    first_seen: Utc
    last_seen: Utc


class Movement(StrEnum):
    """How a trend stands against its own past; `analysis/trends/standings.py` says precisely when it is which."""

    NEW = "new"
    UP = "up"
    DOWN = "down"
    BACK = "back"
    STEADY = "steady"


class Standing(Record):
    """What the looks at one source's list say of a trend. A look is one observation of the whole list."""

    source: Key
    movement: Movement  # when it was seen last, against what was seen before the window
    ranks: Annotated[tuple[int, ...], Field(min_length=1)]  # one a look that had it, oldest first
    before: int | None  # its last rank before the window; None: it was not seen before
    away: Annotated[int, Field(ge=0)]  # looks without it, between its last sighting before the window and its latest
    first_seen: Utc
    last_seen: Utc
    listed: bool  # whether the latest look had it
    peak: int  # its best rank
    peak_at: Utc  # when it had that first
    looks: Annotated[int, Field(ge=1)]  # from its first sighting to the latest look
    velocity: float | None  # ranks an hour, positive when it rises; None: one sighting says nothing

    @property
    def rank(self) -> int:
        """Where it stood when it was seen last."""
        return self.ranks[-1]

    @property
    def share(self) -> float:
        """In which part of the looks since its first sighting it was on the list: above 0, at most 1."""
        return len(self.ranks) / self.looks


class StoryRank(Record):
    """Where a story stands among the others, and the numbers that put it there."""

    story: Key
    place: Annotated[int, Field(ge=1)]
    score: float  # the combined rank's: the higher, the better the place
    movement: Movement | None  # None: on no list in the window, and known before it
    standings: tuple[Standing, ...] = ()  # one a source: those seen in the window first, the best rank first
    comments: int = 0
    surge: float | None = None  # so many times its usual mentions, where they burst in the window
    first_seen: Utc  # by us: collected, or on a list


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


class Headline(Record):
    """The root of a thread as stories are made of it, and the headlines that stand below it if it is a trend."""

    post: Post
    below: tuple[Post, ...] = ()
    link: str | None  # where the trend leads, if it is one
    last_seen: Utc  # on a list, else when it was collected
    story: str | None  # that it belongs to so far
    mentions: tuple[Mention, ...] = ()


class Facts(Record):
    """All that the analysis found in one thread; saving it replaces what was known of that thread."""

    source: str
    thread: str
    languages: Mapping[str, str]  # external id of a post -> language
    mentions: tuple[Mention, ...] = ()
    senses: tuple[Sense, ...] = ()  # those that the mentions refer to
    definitions: tuple[Definition, ...] = ()
    explanations: tuple[Explanation, ...] = ()


# --- what the analysis asks of the encyclopedias, and what these say --------------------------------------------------


class Wish(Record):
    """An acronym whose meaning is not known somewhere: what the collector may ask the encyclopedias for."""

    term: Key
    posts: Annotated[int, Field(ge=0)]  # in how many it stands without a meaning
    in_trend: bool  # whether it stands so in a trend's title


class Lookup(Record):
    """What came of asking one encyclopedia for one term, and from when on it may be asked again (None: never)."""

    encyclopedia: Key  # wikipedia:en
    term: Key
    at: Utc
    state: State
    message: Text = ""  # what happened, to what, and what to do; empty when all is well
    again_at: Utc | None = None


class EncyclopediaEntry(Record):
    """What an encyclopedia says that a term may mean, as it words it; whether it is a reading is for the analysis.

    A `Definition`, in contrast, was written by an author of a collected post.
    """

    encyclopedia: Key
    term: Key
    position: Annotated[int, Field(ge=0)]  # in its answer
    language: Language
    phrase: Text  # what may be the long form: a page's title, or how a line of a list begins
    meaning: Text = ""  # what that is, in a phrase or sentence
    text: Text = ""  # more words about it: the beginning of the page
    subject: Text | None = None  # what Wikidata calls it, the same in every language
    url: Text
    licence: Text  # of its words
    fetched_at: Utc


# --- and what it wants to know of the pages that trends link to -------------------------------------------------------


class PageWish(Record):
    """A trend that says nothing but its title, and the page that it links to: the collector may read that."""

    source: Key
    trend: Key  # external id
    url: Key


class LinkedPage(Record):
    """What came of reading a page that a trend links to, and from when on it may be asked again (None: never).

    What the page says of itself is empty where it could not be read.
    """

    url: Key  # as the trend has it
    at: Utc
    state: State
    message: Text = ""  # what happened, to what, and what to do; empty when all is well
    again_at: Utc | None = None
    title: Text = ""
    text: Text = ""  # its description and first paragraph, without the title
    site: Text | None = None
    language: Language | None = None
    written_at: Utc | None = None


# --- what the reports write ------------------------------------------------------------------------------------------


class Digest(Record):
    """A day's page as it was written."""

    day: date
    language: Language
    markdown: str
