"""What did the reader settle? Flags, then the environment, then `unjargon.toml`, then the defaults.

The file is `./unjargon.toml`, else `unjargon.toml` in the user's configuration folder. Environment variables are
UNJARGON_DB and UNJARGON_CONTACT.
"""

import os
import tomllib
from collections.abc import Mapping, Sequence
from datetime import time
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from platformdirs import user_config_path
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from analysis.interests.rules import Interests, Rule, RuleKind
from collector.settings import CollectorSettings
from db.languages import PAGE_LANGUAGES
from reports.page import DEFAULT_ROOM, Room
from unjargon.errors import Unusable

NAME = "unjargon.toml"


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is no time zone; write it as in Europe/Madrid") from error
    return name


def _written(language: object) -> object:
    if language not in PAGE_LANGUAGES:
        *others, last = map(repr, PAGE_LANGUAGES)
        raise ValueError(f"Input should be {', '.join(others)} or {last}")
    return language


class CheckSettings(BaseModel):
    """What `unjargon check` lets pass: terms of a project that need no explanation, and files to leave out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    allow: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()  # patterns, from the folder that the command runs in


class DigestSettings(BaseModel):
    """How long a day's page is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    items: Annotated[int, Field(ge=1, le=1000)] = DEFAULT_ROOM.items  # stories told in full
    more: Annotated[int, Field(ge=0, le=10_000)] = DEFAULT_ROOM.more  # stories that have a line each
    length: Annotated[int, Field(ge=1, le=10_000)] = DEFAULT_ROOM.length  # words of a story told in full

    @property
    def room(self) -> Room:
        """The same, as the page is told."""
        return Room(self.items, self.more, self.length)


def _known(interests: Interests) -> Interests:
    """The interests. Raises ValueError for a rule about a field or a kind of source that there is not."""
    for rule in interests.rules():
        known = _fields() if rule.kind is RuleKind.SENSE else _kinds() if rule.kind is RuleKind.SOURCE else None
        if known and rule.field not in known:
            raise ValueError(_not_known(rule, known))
    return interests


def _not_known(rule: Rule, known: Sequence[str]) -> str:
    what, there_are = f'"{rule.written}": there is no', ", ".join(known)
    if rule.kind is RuleKind.SOURCE:
        return f"{what} source {rule.field!r}; there are: {there_are}"
    return f'{what} field {rule.field!r}; there are: {there_are}; for the words themselves write "words:{rule.written}"'


def _fields() -> list[str]:
    """The fields of the lexicon: a file each."""
    from analysis.lexicon.lines import LEXICON

    return sorted(path.stem for path in LEXICON.glob("*.jsonl"))


def _kinds() -> list[str]:
    """The kinds of source that can be in a store: those that are collected from, and what was explained and kept."""
    from collector.sources import SOURCES
    from collector.sources.article import Article

    return [*(source.declared.kind for source in SOURCES), Article.kind]


class Settings(CollectorSettings):
    """Everything that can be settled: the collector's part, and the front door's."""

    language: Annotated[str, BeforeValidator(_written)] = "en"
    timezone: Annotated[str, AfterValidator(_zone)] = "UTC"
    store: Annotated[str, Field(min_length=1)] = "unjargon.db"
    digests: Path = Path("digests")  # the folder that `daily` writes to
    daily_at: time = time(7, 0)  # local time in `timezone` at which `serve` makes the digest
    check: CheckSettings = CheckSettings()
    digest: DigestSettings = DigestSettings()
    interests: Annotated[Interests, AfterValidator(_known)] = Interests()

    @property
    def zone(self) -> ZoneInfo:
        """The time zone whose days are the digests' days."""
        return ZoneInfo(self.timezone)


def find_file(folder: Path | None = None) -> Path | None:
    """The settings file that counts, if there is one."""
    here = (folder or Path()) / NAME
    theirs = user_config_path("unjargon") / NAME
    return next((path for path in (here, theirs) if path.is_file()), None)


def load_settings(path: Path | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of a file, else of the file that counts, else the defaults. Raises Unusable, naming file and key."""
    environment = os.environ if environment is None else environment
    path = path or find_file()
    found = _read(path) if path else {}
    for key, name in (("store", "UNJARGON_DB"), ("contact", "UNJARGON_CONTACT")):
        if environment.get(name):
            found[key] = environment[name]
    try:
        return Settings.model_validate(found)
    except ValidationError as error:
        raise Unusable(_named(error, path)) from error


def _read(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Unusable(
            f"cannot read the settings {path}: {error.strerror}; check the path and its permissions"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Unusable(
            f"the settings {path} are not TOML: {error}; mend the line, or make a new file: unjargon init"
        ) from error


def _named(error: ValidationError, path: Path | None) -> str:
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"]) or "settings"
    tables: dict[str, type[BaseModel]] = {"check": CheckSettings, "digest": DigestSettings, "interests": Interests}
    within = tables.get(str(first["loc"][0]) if first["loc"] else "", Settings)
    known = ", ".join(sorted(within.model_fields))
    if first["type"] == "extra_forbidden":
        return f"{path or 'the environment'}: there is no setting {key!r}; the settings are: {known}"
    return (
        f"{path or 'the environment'}: {key}: {first['msg'].removeprefix('Value error, ')}; mend it, or remove the line"
    )
