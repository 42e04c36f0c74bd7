"""What is a source, and what does asking it yield? How it can fail is in `collector/errors.py`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Protocol, Self

from db.models import Post, Sighting, Trend

if TYPE_CHECKING:
    from collector.http.client import Client


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

    kind: ClassVar[str]
    form: ClassVar[str]  # what its name looks like, for messages
    interval: ClassVar[timedelta]  # how often it is asked, unless the settings say otherwise
    unchanged: ClassVar[timedelta]  # for how long its list usually stays the same at most; the same holds
    name: str

    @classmethod
    def named(cls, argument: str, options: Options) -> Self:
        """The source `kind:argument`. Raises ValueError when the argument makes no sense for this kind."""
        ...

    async def collect(self, client: "Client") -> Collected:
        """What is trending and discussed there now. Raises CollectError when nothing could be had."""
        ...
