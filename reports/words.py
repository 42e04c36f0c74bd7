"""How are the pages' own words said in each language? They stand in `languages/`, a file a language."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import cache
from pathlib import Path, PurePath
from urllib.parse import urlsplit

from db.languages import LANGUAGES
from reports.page import SourceName

PROMOTED = ("dexscreener",)  # kinds of source of which each entry is paid for
STRINGS = Path(__file__).parent / "templates" / "strings.toml"  # the names, which are the same in every language
LANGUAGE_FILES = Path(__file__).parent / "languages"


@dataclass(frozen=True)
class Words:
    """One language's words."""

    language: str
    words: Mapping[str, str]
    one: Mapping[str, str]
    many: Mapping[str, str]
    weekdays: Sequence[str]
    months: Sequence[str]
    countries: Mapping[str, str]
    fields: Mapping[str, str]
    names: Mapping[str, str]

    def say(self, key: str, **values: object) -> str:
        """The string `key` with its places filled in. Raises KeyError for a key or value that is not there."""
        return self.words[key].format_map(values)

    def count(self, key: str, n: int) -> str:
        """So many of `key`: "1 source", "2 sources"."""
        return (self.one if n == 1 else self.many)[key].format(n=n)

    def calendar(self, day: date) -> dict[str, str]:
        """The parts of a date, for `say`."""
        return {
            "weekday": self.weekdays[day.weekday()],
            "number": str(day.day),
            "month": self.months[day.month - 1],
            "year": str(day.year),
        }

    def moment(self, today: str, otherwise: str, at: datetime, day: date, zone: tzinfo) -> str:
        """The string `today` with the clock in it, or `otherwise`, with the date too, when it was not on `day`."""
        local = at.astimezone(zone)
        key = today if local.date() == day else otherwise
        return self.say(key, time=f"{local:%H:%M}", **self.calendar(local.date()))

    def source(self, key: str) -> SourceName:
        """What a reader calls the source `kind` or `kind:argument`. What is not known has its key as its place."""
        kind, _, argument = key.partition(":")
        if kind == "file":
            kept = PurePath(argument).name  # where it lies is the reader's own affair
            return SourceName(key, self.words["file" if kept else "pasted"], place=kept)
        if kind == "article":
            return SourceName(key, self.words["web_page"], place=argument)
        if kind == "feed":
            return SourceName(key, "" if argument else self.words["feed"], place=_host(argument) or argument)
        if kind not in self.names:
            return SourceName(key, "", place=key)
        if argument in self.countries and kind == "google-trends":
            return SourceName(key, self.names[kind], country=self.countries[argument])
        name = self.say("promoted", name=self.names[kind]) if kind in PROMOTED else self.names[kind]
        return SourceName(key, name, place=argument.removeprefix("http://"))

    def field(self, domain: str, category: str | None = None) -> str:
        """What a reader calls a domain of the lexicon, and within it a category."""
        name = self.fields.get(domain, domain)
        return f"{name} ({category[:1].lower()}{category[1:]})" if category else name

    def encyclopedia(self, url: str) -> str | None:
        """What a reader calls the encyclopedia that has a page at this address, if it is one of ours."""
        domain = (_host(url) or "").split(".")[-2:]
        return self.names.get(domain[0]) if domain[1:] == ["org"] else None


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


@cache
def page_words(language: str) -> Words:
    """The words of a language of pages. Raises ValueError for one that the pages are not written in."""
    if language not in LANGUAGES:
        raise ValueError(f"no page is written in {language!r}; choose one of: {', '.join(LANGUAGES)}")
    own = tomllib.loads((LANGUAGE_FILES / f"{language}.toml").read_text(encoding="utf-8"))
    return Words(
        language,
        own["words"],
        own["one"],
        own["many"],
        **own["calendar"],
        countries=own["countries"],
        fields=own["fields"],
        names=tomllib.loads(STRINGS.read_text(encoding="utf-8"))["names"],
    )
