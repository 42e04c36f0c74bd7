"""What does a recording hold, read by other means than the parsers?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import NamedTuple
from unicodedata import normalize

import pytest

from collector.http.answer import Response
from collector.source import Collected

pytestmark = pytest.mark.shared

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
ADDRESS = "https://example.org/recorded"


class Fact(NamedTuple):
    """What a payload says of a post. None: it does not say. The words are those that must be read, in their order."""

    parent: str | None
    author: str | None
    time: datetime | None
    link: str | None
    words: tuple[str, ...] = ()


Facts = dict[str, Fact]
STAND_IN = "the status that was asked for"


@dataclass(frozen=True)
class Endpoint:
    """Which files answer it, how they are read, and what they hold by an independent count."""

    files: str  # pattern of folder/file
    parse: Callable[[Response], Collected]
    holds: Callable[[bytes], Facts | None]  # None: an error


def iso(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value).astimezone(UTC) if value else None


def seconds(since_1970: int | None) -> datetime | None:
    return None if since_1970 is None else datetime.fromtimestamp(since_1970, UTC)


class Words(HTMLParser):
    """What stands between the tags; the name and size of a picture's file, which forums put below it, are no words."""

    INLINE = frozenset("a abbr b big code del em font i ins kbd mark s small span strong sub sup tt u wbr".split())

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.above: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.said += [] if tag in self.INLINE else [" "]
        if tag == "div":
            self.above.append(dict(attrs).get("class") or "")

    def handle_endtag(self, tag: str) -> None:
        self.said += [] if tag in self.INLINE else [" "]
        if tag == "div" and self.above:
            self.above.pop()

    def handle_data(self, data: str) -> None:
        self.said += [] if "meta" in self.above else [data]


def read(html: str | None) -> tuple[str, ...]:
    words = Words()
    words.feed(html or "")
    words.close()
    return tuple(normalize("NFC", "".join(words.said)).split())
