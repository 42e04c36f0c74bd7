"""How are the pages' own words said in each language? They stand in `languages/`, a file a language."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo
from functools import cache
from pathlib import Path, PurePath
from urllib.parse import urlsplit

from db.languages import PAGE_LANGUAGES
from reports.page import SourceName

STRINGS = Path(__file__).parent / "templates" / "strings.toml"  # the names, which are the same in every language
LANGUAGE_FILES = Path(__file__).parent / "languages"


@dataclass(frozen=True)
class Titles:
    """What sources are called: those of a kind, and single ones by their reader."""

    kinds: Mapping[str, str] = field(default_factory=dict)
    promoted: Sequence[str] = ()  # kinds of which each entry is paid for
    own: Mapping[str, str] = field(default_factory=dict)


UNNAMED = Titles()


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
    languages: Mapping[str, str]
    encyclopedias: Mapping[str, str]
    titles: Titles = UNNAMED

    def naming(self, titles: Titles) -> "Words":
        """The same words, with these names of sources."""
        return replace(self, titles=titles)

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
        """What a reader calls the source `kind` or `kind:argument`. What is not known has its key as its place.

        A title that the reader gave it is no word of ours, and stands for its place.
        """
        kind, _, argument = key.partition(":")
        name = self._kind(kind, argument)
        if own := self.titles.own.get(key):
            return SourceName(key, name if kind in self.titles.promoted else "", place=own)
        if kind == "file":
            return SourceName(key, name, place=PurePath(argument).name)  # where it lies is the reader's own affair
        if kind == "feed":
            return SourceName(key, name, place=_host(argument) or argument)
        if name and argument in self.countries:
            return SourceName(key, name, country=self.countries[argument])
        return SourceName(key, name, place=argument.removeprefix("http://") if name else key)

    def _kind(self, kind: str, argument: str) -> str:
        """What a kind of source is called; empty where its place says enough, or all."""
        match kind:
            case "file":
                return self.words["file" if PurePath(argument).name else "pasted"]
            case "article":
                return self.words["web_page"]
            case "feed":
                return "" if argument else self.words["feed"]
        name = self.titles.kinds.get(kind, "")
        return self.say("promoted", name=name) if kind in self.titles.promoted else name

    def called(self, key: str) -> str:
        """What a table calls a source: by the title that the reader gave it, else by its key."""
        return self.titles.own.get(key, key)

    def field(self, domain: str, category: str | None = None) -> str:
        """What a reader calls a domain of the lexicon, and within it a category."""
        name = self.fields.get(domain, domain)
        return f"{name} ({category[:1].lower()}{category[1:]})" if category else name

    def encyclopedia(self, url: str) -> str | None:
        """What a reader calls the encyclopedia that has a page at this address, if it is one of ours."""
        domain = (_host(url) or "").split(".")[-2:]
        return self.encyclopedias.get(domain[0]) if domain[1:] == ["org"] else None


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


@cache
def page_words(language: str) -> Words:
    """The words of a language of pages. Raises ValueError for one that the pages are not written in."""
    if language not in PAGE_LANGUAGES:
        raise ValueError(f"no page is written in {language!r}; choose one of: {', '.join(PAGE_LANGUAGES)}")
    own = tomllib.loads((LANGUAGE_FILES / f"{language}.toml").read_text(encoding="utf-8"))
    return Words(
        language,
        own["words"],
        own["one"],
        own["many"],
        **own["calendar"],
        countries=own["countries"],
        fields=own["fields"],
        languages=own["languages"],
        encyclopedias=tomllib.loads(STRINGS.read_text(encoding="utf-8"))["encyclopedias"],
    )
