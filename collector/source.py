"""What is a source, what does asking it yield, and how can that fail?

CollectError                  base; carries `url`
├── Unreachable               no answer: time-out, reset, DNS, TLS, a private address
├── Refused                   the server says no (401, 403, 404, 451, …)
│   ├── Disallowed            its robots.txt does, and nothing was asked
│   └── NotRecorded           a replay has no answer to this
├── AskedToWait               429 or 503 with a time; carries `retry_at`
├── ServerFailed              5xx
├── NotModified               304; an outcome, not a failure
├── TooLarge                  more bytes, or more redirects, than we take
└── Damaged                   an answer that cannot be read
    ├── NotText               the bytes are no text, or not the format that was asked for (not JSON, HTML for JSON)
    ├── WrongShape            JSON or XML, and not in the shape that the API promises
    │   └── MarkupChanged     a page that has nothing where its content used to stand; carries `page`
    └── NotSpoken             the address looks like one of a service, and its server does not speak that interface
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Protocol, Self

from db.models import Post, Sighting, Trend

if TYPE_CHECKING:
    from collector.http import Client


class CollectError(Exception):
    """Asking for `url` failed; the message says what happened and what to do."""

    def __init__(self, message: str, *, url: str = "") -> None:
        super().__init__(message)
        self.url = url


class Unreachable(CollectError):
    """No answer came."""


class Refused(CollectError):
    """The server says no. `status` is None when nothing was asked; `body` is what came with the refusal."""

    def __init__(self, message: str, *, url: str = "", status: int | None = None, body: bytes = b"") -> None:
        super().__init__(message, url=url)
        self.status = status
        self.body = body


class Disallowed(Refused):
    """The robots.txt of the server says no."""


class NotRecorded(Refused):
    """Nobody was asked: what is replayed has no answer to this."""


class AskedToWait(CollectError):
    """The server wants to be left alone until `retry_at`."""

    def __init__(self, message: str, *, url: str = "", retry_at: datetime | None = None) -> None:
        super().__init__(message, url=url)
        self.retry_at = retry_at


class ServerFailed(CollectError):
    """The server answered that it failed."""


class NotModified(CollectError):
    """Nothing has changed since the last time."""


class TooLarge(CollectError):
    """The answer is larger than we take."""


class Damaged(CollectError):
    """An answer came that cannot be read."""


class NotText(Damaged):
    """Not the format that was asked for."""


class WrongShape(Damaged):
    """The right format, and not the shape that the API promises."""


class MarkupChanged(WrongShape):
    """A page of the web that has nothing where its content used to stand. `page` is the page."""

    def __init__(self, message: str, *, url: str = "", page: bytes = b"") -> None:
        super().__init__(message, url=url)
        self.page = page


class NotSpoken(Damaged):
    """The server does not speak the interface of the service that its address looks like."""


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
