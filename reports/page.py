"""What is on a page, whatever format prints it? Frozen values, in print order; the words are in the page's language."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal, NamedTuple

from db.models import Entry, Extract, Gloss, Movement, PostKey

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
class Section:
    """Rows of a glossary under one heading (None: without one)."""

    heading: str | None
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Wording:
    """Words that are no longer verbatim: acronyms are written out. `glosses` are those to be shown, as an extract's."""

    text: str
    glosses: tuple[Gloss, ...]


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
    title: Extract | None
    title_written_out: Wording | None = None  # what is printed for it on a page without acronyms
    title_cut: bool  # the title is the beginning of a longer text
    status: Movement | None = None
    ranks: tuple[int, ...] = ()  # one a look, on the source that ranks it best that day, oldest first
    sparkline: str = ""
    seen_on: tuple[SeenOn, ...] = ()
    first_seen: datetime | None = None
    first_seen_words: str = ""
    comments: int = 0
    why: str = ""
    description: tuple[Extract, ...]
    description_written_out: tuple[Wording | None, ...]  # one for each; None where it stays as it is
    sections: tuple[Section, ...]
    question: Extract | None
    question_written_out: Wording | None = None
    in_one_line: Extract | None
    in_one_line_written_out: Wording | None = None
    truncated: bool
    members: tuple[PostKey, ...]
    rule: str | None = None  # of the reader's, as it was written, by which the item is a favourite
    moved: str = ""  # how it moved, in words
    update: Update | None = None  # where the digest before had it

    @property
    def extracts(self) -> tuple[Extract, ...]:
        return tuple(each for each in (self.title, *self.description, self.question, self.in_one_line) if each)

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(entry for section in self.sections for entry in section.entries)


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
    """How many stories a day's page has: so many in full, so many more in a line each; the others are counted."""

    items: int = 12
    more: int = 30


DEFAULT_ROOM = Room()


@dataclass(frozen=True, kw_only=True)
class DigestPage:
    """A day. `items` are told in full. The others are a line each, and their terms are in `rest_entries`: `rest`, and
    those that are `going`, of which the digest before told and nothing is new. `ranking` are those that moved."""

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
    going: tuple[PageItem, ...]
    ranking: tuple[PageItem, ...]
    rising: tuple[Rising, ...]
    rest_entries: tuple[Entry, ...]
    unlisted: int  # stories for which there was no room
    more_entries: tuple[Entry, ...] = ()  # of words that the page itself uses

    @property
    def entries(self) -> tuple[Entry, ...]:
        rising = (each.entry for each in self.rising)
        return (*(e for item in self.items for e in item.entries), *rising, *self.rest_entries, *self.more_entries)

    @property
    def every_item(self) -> tuple[PageItem, ...]:
        return (*self.items, *self.rest, *self.going)


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
    more_entries: tuple[Entry, ...] = ()

    @property
    def every_item(self) -> tuple[PageItem, ...]:
        return (*self.trends, *self.threads)

    @property
    def is_text(self) -> bool:
        return all(is_text(source) for page_item in self.every_item for source, _ in page_item.members)

    @property
    def entries(self) -> tuple[Entry, ...]:
        return (*(e for item in self.every_item for e in item.entries), *self.more_entries)


ReportPage = DigestPage | ExplanationPage


def is_text(source: str) -> bool:
    return source.partition(":")[0] in TEXTS


def with_entries(page: ReportPage, entries: Iterable[Entry]) -> ReportPage:
    """The page with more rows in the glossary at its end, for words that its own glossary uses."""
    made = replace(page, more_entries=(*page.more_entries, *entries))
    return replace(made, counts=counts(made.every_item, made.entries))


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
