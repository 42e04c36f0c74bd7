"""What is on a page, whatever format prints it? Frozen values, in print order; the words are in the page's language."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal, NamedTuple

from db.models import Act, Entry, Extract, Gloss, Movement, PostKey

TEXTS = ("file", "article")  # kinds of sources that are one text by itself, pasted or on a page, and no conversation
ItemKind = Literal["trend", "thread"]
Acronyms = Literal["first", "never"]  # spelled out at their first mention; or written only in quotations


@dataclass(frozen=True)
class SourceName:
    """A source as a reader knows it: `name` and `country` are our words, `place` is from outside; each may be empty."""

    key: str
    name: str
    place: str = ""
    country: str = ""


@dataclass(frozen=True)
class SeenOn:
    """A source that has the item: where it stands on its list (None: the source has it as a thread), and the link."""

    source: SourceName
    rank: int | None
    url: str | None


@dataclass(frozen=True)
class Wording:
    """Words that are no longer verbatim: acronyms are written out. `glosses` are those to be shown, as an extract's."""

    text: str
    glosses: tuple[Gloss, ...]


@dataclass(frozen=True)
class Quote:
    """Words of a post, with the glosses that are to be shown, and what is printed for them, or below them, on a page
    without acronyms."""

    extract: Extract
    written_out: Wording | None = None


@dataclass(frozen=True)
class Speech:
    """What somebody does in a conversation, to whom, in which words; `depth` steps below what it responds to."""

    act: Act
    author: str | None
    to: str | None
    responds_to: str | None  # the external id of that post
    depth: int
    weight: float
    is_question: bool  # it asks what is discussed
    quote: Quote


@dataclass(frozen=True)
class Part:
    """A section of a text: its heading, and the words of it that say most."""

    heading: Quote | None
    said: tuple[Quote, ...]


@dataclass(frozen=True)
class Update:
    """What is new of a story that the digest before had: the sources that tell it since, and so many comments."""

    tellings: tuple[SeenOn, ...]
    comments: int


@dataclass(frozen=True)
class Rising:
    """A term that is new or mentioned more than usual; in so many threads, on these sources."""

    entry: Entry
    is_new: bool
    threads: int
    seen_on: tuple[SeenOn, ...]


@dataclass(frozen=True, kw_only=True)
class PageItem:
    """A story in full: a trend or a thread with its words and its glossary.

    The glosses of the extracts are only those to be shown. `why` says why the item stands where it stands. What only a
    digest says of an item is empty on other pages.
    """

    number: int = 0
    kind: ItemKind
    title: Quote | None
    title_cut: bool  # the title is the beginning of a longer text
    status: Movement | None = None
    ranks: tuple[int, ...] = ()  # one a look, on the source that ranks it best that day, oldest first
    sparkline: str = ""
    seen_on: tuple[SeenOn, ...] = ()
    first_seen: datetime | None = None
    first_seen_words: str = ""
    written: datetime | None = None  # when the latest of it was
    is_old: bool = False  # that was so long ago that it is no news
    comments: int = 0
    why: str = ""
    tells: bool = True  # more than a subject
    language: str | None = None  # in which it is told, where that is not the page's
    in_one_line: Quote | None = None
    description: tuple[Quote, ...] = ()
    parts: tuple[Part, ...] = ()  # of a text by one author
    conversation: tuple[Speech, ...] = ()  # in reading order
    others: Mapping[Act, int] = field(default_factory=dict)  # how many more posts do what
    asks: bool = False  # the description is the question
    question: Quote | None = None
    outcome: Quote | None = None
    truncated: bool = False
    entries: tuple[Entry, ...]  # of the glossary: what its words need
    elsewhere: tuple[Entry, ...] = ()  # what only those words of the thread need that are not told
    members: tuple[PostKey, ...]
    rule: str | None = None  # of the reader's, as it was written, by which the item is a favourite
    moved: str = ""  # how it moved, in words
    update: Update | None = None  # where the digest before had it

    @property
    def is_open(self) -> bool:
        """Whether something is asked and discussed, and nobody says how it ends."""
        asked = self.asks or self.question or any(said.is_question for said in self.conversation)
        return bool(asked and self.conversation and not self.outcome)

    @property
    def body(self) -> tuple[Quote, ...]:
        """All that is quoted below its title, in print order."""
        headed = (each for part in self.parts for each in (part.heading, *part.said))
        said = (each.quote for each in self.conversation)
        found = (self.in_one_line, *self.description, *headed, *said, self.question, self.outcome)
        return tuple(each for each in found if each)

    @property
    def extracts(self) -> tuple[Extract, ...]:
        """All that is quoted of it."""
        return tuple(each.extract for each in ((self.title,) if self.title else ()) + self.body)


@dataclass(frozen=True)
class Counts:
    """What a page holds. A term counts once for each of its meanings; undecided: one of several meanings."""

    stories: int
    threads: int
    explained: int
    undecided: int
    unknown: int


@dataclass(frozen=True)
class Unanswered:
    """A source that did not answer when it was last asked."""

    source: SourceName
    state: str
    words: str
    message: str  # from outside, cut short


@dataclass(frozen=True)
class Stale:
    """A source that answers, and has given nothing new since then: nothing at all, or the same for too long."""

    source: SourceName
    since: datetime | None  # None: it never gave anything
    words: str


class Room(NamedTuple):
    """How many stories a day's page has: so many in full, with so many words each, and so many more in a line each; the
    others are counted."""

    items: int = 12
    more: int = 30
    length: int = 60


DEFAULT_ROOM = Room()


@dataclass(frozen=True, kw_only=True)
class DigestPage:
    """A day. `items` are told in full, the others in a line each: `rest` are new, `ranking` moved, and of those that
    are `going` the digest before told. The glossary is that of all of them."""

    day: date
    language: str
    acronyms: Acronyms
    sample: bool
    counts: Counts
    asked: int = 0
    answered: int = 0
    unanswered: tuple[Unanswered, ...] = ()
    stale: tuple[Stale, ...] = ()
    unread: int  # stories of the day that have no explanation in this language yet
    kept_out: int  # stories of the day that the reader's rules keep out
    items: tuple[PageItem, ...]
    rest: tuple[PageItem, ...]
    ranking: tuple[PageItem, ...]
    going: tuple[PageItem, ...]
    rising: tuple[Rising, ...]
    unlisted: int  # stories for which there was no room
    entries: tuple[Entry, ...]  # the glossary

    @property
    def every_item(self) -> tuple[PageItem, ...]:
        """The stories that are on it."""
        return (*self.items, *self.rest, *self.ranking, *self.going)


@dataclass(frozen=True)
class ExplanationPage:
    """What was given to be explained: a pasted feed or a thread from an address."""

    language: str
    acronyms: Acronyms
    sample: bool
    pasted: bool
    seen_on: tuple[SeenOn, ...]  # where it comes from, unless it was pasted
    comments: int
    left_out: int  # posts of it that were not read
    counts: Counts
    trends: tuple[PageItem, ...]
    threads: tuple[PageItem, ...]
    entries: tuple[Entry, ...]  # the glossary of what is told
    elsewhere: tuple[Entry, ...]  # of what is not

    @property
    def every_item(self) -> tuple[PageItem, ...]:
        """What is explained."""
        return (*self.trends, *self.threads)

    @property
    def is_text(self) -> bool:
        """Whether it is no conversation."""
        return all(is_text(source) for page_item in self.every_item for source, _ in page_item.members)


ReportPage = DigestPage | ExplanationPage


def is_text(source: str) -> bool:
    return source.partition(":")[0] in TEXTS


def with_entries(page: ReportPage, entries: Iterable[Entry]) -> ReportPage:
    """The page with more rows at the end of its glossary, for words that it uses itself."""
    made = (*page.entries, *entries)
    counted = counts((), (*made, *(page.elsewhere if isinstance(page, ExplanationPage) else ())))
    # stories for which there is no room are counted too
    return replace(
        page, entries=made, counts=replace(counted, stories=page.counts.stories, threads=page.counts.threads)
    )


def is_known(entry: Entry) -> bool:
    return entry.expansion is not None or entry.meaning is not None or entry.provenance is not None


def is_undecided(entry: Entry) -> bool:
    return not is_known(entry) and len(entry.alternatives) > 1


def is_unknown(entry: Entry) -> bool:
    return not is_known(entry) and not is_undecided(entry)


def meaning_of(entry: Entry) -> tuple[str, str | None, str | None]:
    return entry.term, entry.expansion, entry.meaning


def counts(items: Sequence[PageItem], entries: Iterable[Entry]) -> Counts:
    """How many items there are of each kind, and how many meanings and terms in the glossaries."""
    entries = list(entries)

    def terms(chosen: Callable[[Entry], bool]) -> set[str]:
        return {entry.term for entry in entries if chosen(entry)}

    explained = {meaning_of(entry) for entry in entries if is_known(entry)}
    known = terms(is_known)
    undecided = terms(is_undecided) - known
    threads = sum(page_item.kind == "thread" for page_item in items)
    return Counts(
        stories=len(items) - threads,
        threads=threads,
        explained=len(explained),
        undecided=len(undecided),
        unknown=len(terms(is_unknown) - known - undecided),
    )
