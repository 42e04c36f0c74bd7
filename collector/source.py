"""What is a source, what does it say of itself, what does asking it yield? How it can fail: `collector/errors.py`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Protocol, Self, TypeVar

from pydantic import TypeAdapter

from db.models import Post, Sighting, Trend

if TYPE_CHECKING:
    from collector.http.answer import Response
    from collector.http.client import Client
    from collector.http.pace import Pace

Wired = TypeVar("Wired")


@dataclass(frozen=True)
class Collected:
    """What one source gave: every trend has a post with its key, every post's parent is in the same thread.

    `problems` names what of it was damaged or missing, one sentence each; the rest is whole. `notes` say what this way
    of asking never gives.
    """

    posts: Sequence[Post] = ()
    trends: Sequence[Trend] = ()
    sightings: Sequence[Sighting] = ()
    problems: Sequence[str] = ()
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Options:
    """What the settings say of one source."""

    every: timedelta | None = None  # None: the source's own interval
    threads: int = 10  # how many threads to read in full at each run
    extra: dict[str, str] = field(default_factory=dict)


# --- what a kind of source says of itself ----------------------------------------------------------------------------


ReadSaved = Callable[["Response", str, datetime], Collected | None]  # an answer, for the source of this name


@dataclass(frozen=True)
class SavedJson:
    """JSON of a service, as a reader may have saved it: it is known by the names in it."""

    names: str  # with blanks between them; `outer.inner` is one inside another
    read: ReadSaved


@dataclass(frozen=True)
class SavedMarkup:
    """A feed or page, as a reader may have saved it: it is known by patterns of which all are found in it."""

    elements: tuple[bytes, ...]
    read: ReadSaved  # None where it is another page in spite of them


@dataclass(frozen=True)
class TemplateLine:
    """A line in the settings that `unjargon init` writes: on, or commented out for the reason in `remark`."""

    source: str  # a name, or a table with one in the words of TOML
    remark: str = ""
    is_on: bool = False


@dataclass(frozen=True)
class Described:
    """A line of the table in `docs/sources.md`."""

    names: str
    gives: str
    on: str  # whether from the start; if not, why


@dataclass(frozen=True)
class Declaration:
    """All that is said of a kind of source outside the file that asks it.

    The lists, the settings' template, the paces, the messages, the pages and the documents are made of these.
    """

    kind: str
    title: str  # what people call it; empty where each language of the pages has a word for it
    form: str  # what its name looks like, for messages
    interval: timedelta  # how often it is asked, unless the settings say otherwise
    unchanged: timedelta  # for how long its list usually stays the same at most; the same holds
    example: str  # a name of this kind
    described: tuple[Described, ...]
    template: tuple[TemplateLine, ...]
    address: str | None = None  # that it can read, for example; None: it has lists only
    reads: str = ""  # what is at such addresses, for messages
    paces: Mapping[str, "Pace"] = field(default_factory=dict)  # of hosts that say how fast they may be asked
    is_promoted: bool = False  # each entry is paid for, and its rank bought
    saved_objects: tuple[SavedJson, ...] = ()
    saved_lists: tuple[SavedJson, ...] = ()
    saved_feeds: tuple[SavedMarkup, ...] = ()
    saved_pages: tuple[SavedMarkup, ...] = ()
    # what neither names nor elements tell: it looks at any file first; None for a file of another
    saved_files: Callable[[str, bytes, datetime], Collected | None] | None = None


def in_shape(shape: type[Wired] | TypeAdapter[Wired], parse: Callable[[Wired, str, datetime], Collected]) -> ReadSaved:
    """Reads an answer in its wire shape, as the source itself does."""
    adapter = shape if isinstance(shape, TypeAdapter) else TypeAdapter(shape)
    return lambda answer, source, now: parse(answer.json(adapter), source, now)


# --- asking ----------------------------------------------------------------------------------------------------------


def only_name(declared: Declaration, argument: str, why: str) -> str:
    """The name of a source of which there is one. Raises ValueError for an argument, saying `why` it takes none."""
    if argument:
        raise ValueError(f"{why} and takes no argument such as {argument!r}; write {declared.form}.")
    return declared.kind


class Reader(Protocol):
    """What reads a thread or a page at its address."""

    @classmethod
    def recognises(cls, url: str) -> bool:
        """Whether `read` can fetch what is at this address, as far as its form tells."""
        ...

    @classmethod
    async def read(cls, client: "Client", url: str) -> Collected:
        """What is at `url`. Raises CollectError; NotSpoken where it turns out that the form of the address misled."""
        ...


class Source(Reader, Protocol):
    """A place that is collected from. The name is `kind` or `kind:argument`, as in the settings."""

    declared: ClassVar[Declaration]
    name: str

    @classmethod
    def named(cls, argument: str, options: Options) -> Self:
        """The source `kind:argument`. Raises ValueError when the argument makes no sense for this kind."""
        ...

    async def collect(self, client: "Client") -> Collected:
        """What is trending and discussed there now. Raises CollectError when nothing could be had."""
        ...
