"""How can asking a server fail?

CollectError                  base, an UnjargonError (`db/errors.py`); carries `url`
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

from datetime import datetime

from db.errors import UnjargonError


class CollectError(UnjargonError):
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
