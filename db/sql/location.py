"""Where is a store: in memory, in a file, or on a server?"""

import re
from dataclasses import dataclass
from pathlib import Path

_MEMORY = ("sqlite://", ":memory:", "sqlite:///:memory:")
_PASSWORD = re.compile(r"(?<=://)([^:/@]*):.*@")


@dataclass(frozen=True)
class Location:
    """A place that a store can be in: `path` for a file, `url` for a server, neither for memory."""

    path: Path | None = None
    url: str | None = None

    def __str__(self) -> str:
        """How it is written in messages: without the password."""
        if self.url:
            return _PASSWORD.sub(r"\1:***@", self.url)
        return str(self.path) if self.path else "in memory"


def located(written: str | Path) -> Location:
    """The place that a person wrote as a path, `sqlite://` (in memory), `sqlite:///path`, or a database URL."""
    text = str(written)
    if text in _MEMORY:
        return Location()
    if text.startswith("sqlite:///"):
        text = text.removeprefix("sqlite:///")
    elif "://" in text:
        return Location(url=text)
    return Location(path=Path(text).expanduser())
