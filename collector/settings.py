"""What may the reader settle about collecting?"""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from collector.source import Options

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
SHORTEST = timedelta(minutes=1)
LONGEST = timedelta(days=366)


def duration(value: object) -> object:
    """`30m`, `2h`, `1d` or `90s` as a timedelta. Raises ValueError for other words, and beyond a minute to a year."""
    if isinstance(value, timedelta):
        return value
    found = re.fullmatch(r"\s*([0-9]{1,8})\s*([smhd])\s*", value) if isinstance(value, str) else None
    if not found:
        raise ValueError(f'{str(value)[:40]!r} is no length of time; write it as "30m", "2h" or "1d"')
    span = timedelta(**{UNITS[found[2]]: int(found[1])})
    if not SHORTEST <= span <= LONGEST:
        raise ValueError(f"{found[0]!r} is too short or too long; a source is asked at most once a minute")
    return span


def _contact(value: str) -> str:
    if not (value.isascii() and value.isprintable()):
        raise ValueError("an address of mail or of a page, in plain ASCII: it is sent in a header")
    return value.strip()


class SourceSettings(BaseModel):
    """One source: its name, `kind` or `kind:argument`, and what differs from the defaults."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(min_length=1)]
    every: Annotated[timedelta, BeforeValidator(duration)] | None = None  # None: the source's own interval
    # for how long its list may stay the same before it is stale; None: as its kind
    unchanged: Annotated[timedelta, BeforeValidator(duration)] | None = None
    threads: Annotated[int, Field(ge=0, le=100)] = 10
    title: str | None = None  # what pages and tables call it
    # of its ranks, in a story's place; None: 1, but for lists of paid promotion, whose ranks are bought
    weight: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)] | None = None
    extra: Mapping[str, str] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, value: Any) -> Any:
        return {"name": value} if isinstance(value, str) else value

    @property
    def options(self) -> Options:
        """What the source itself is told."""
        return Options(every=self.every, threads=self.threads, extra=dict(self.extra))


def _distinct(sources: tuple[SourceSettings, ...]) -> tuple[SourceSettings, ...]:
    names = [source.name for source in sources]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise ValueError(f'"{twice}" is named twice; keep one of them')
    return sources


class CollectorSettings(BaseModel):
    """The collector's part of `unjargon.toml`. A source is a name, or a table with a name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    contact: Annotated[str, AfterValidator(_contact)] = ""  # whom an operator can write to; sent to every server
    # None: those that declare to be on from the start
    sources: Annotated[tuple[SourceSettings, ...], AfterValidator(_distinct)] | None = None
    encyclopedias: bool = True  # ask Wikipedia and Wiktionary for terms that stay unknown and matter
    max_posts: Annotated[int, Field(ge=1)] | None = None  # of each thread; None: all
    linked_pages: bool = True  # read the pages that trends link to which say nothing but their title
    allow_private: bool = False  # ask instances of your own on private addresses
    time_limit: Annotated[float, Field(gt=0, le=3600)] = 120.0  # seconds for one source

    @property
    def unchanged(self) -> dict[str, timedelta]:
        """For how long the lists of sources may stay the same, where the settings say so."""
        return {source.name: source.unchanged for source in self.sources or () if source.unchanged}
