"""What did the reader settle? Flags, then the environment, then `unjargon.toml`, then the defaults.

The file is `./unjargon.toml`, else `unjargon.toml` in the user's configuration folder. Environment variables are
UNJARGON_DB and UNJARGON_CONTACT.
"""

import json
import os
import tomllib
from collections.abc import Mapping, Sequence
from datetime import time
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from platformdirs import user_config_path
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from analysis.interests import Interests, Rule, RuleKind
from collector.settings import CollectorSettings
from unjargon.errors import NotDone, Unusable

NAME = "unjargon.toml"


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is no time zone; write it as in Europe/Madrid") from error
    return name


class CheckSettings(BaseModel):
    """What `unjargon check` lets pass: terms of a project that need no explanation, and files to leave out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    allow: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()  # patterns, from the folder that the command runs in


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
    from analysis.lexicon.lexicon import FOLDER

    return sorted(path.stem for path in FOLDER.glob("*.jsonl"))


def _kinds() -> list[str]:
    """The kinds of source that can be in a store: those that are collected from, and what was explained and kept."""
    from collector.sources import SOURCES
    from collector.sources.article import Article

    return [*(source.kind for source in SOURCES), Article.kind]


class Settings(CollectorSettings):
    """Everything that can be settled: the collector's part, and the front door's."""

    language: Literal["en", "es"] = "en"
    timezone: Annotated[str, AfterValidator(_zone)] = "UTC"
    store: Annotated[str, Field(min_length=1)] = "unjargon.db"
    digests: Path = Path("digests")  # the folder that `daily` writes to
    daily_at: time = time(7, 0)  # local time in `timezone` at which `serve` makes the digest
    check: CheckSettings = CheckSettings()
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
    tables: dict[str, type[BaseModel]] = {"check": CheckSettings, "interests": Interests}
    within = tables.get(str(first["loc"][0]) if first["loc"] else "", Settings)
    known = ", ".join(sorted(within.model_fields))
    if first["type"] == "extra_forbidden":
        return f"{path or 'the environment'}: there is no setting {key!r}; the settings are: {known}"
    return (
        f"{path or 'the environment'}: {key}: {first['msg'].removeprefix('Value error, ')}; mend it, or remove the line"
    )


def example(store: str | None = None, language: str = "en", feeds: Sequence[tuple[str, str]] = ()) -> str:
    """A commented file of settings; what is not given is written as its default, commented out.

    `feeds` are titles and addresses, which are collected from besides the first sources.
    """
    line = f"store = {_quoted(store)}" if store else '# store = "unjargon.db"'
    lines = [f"    {{ name = {_quoted(f'feed:{url}')}, title = {_quoted(title)} }},\n" for title, url in feeds]
    return EXAMPLE.format(language=language, store=line, feeds="".join(lines))


def _quoted(text: str) -> str:
    """Written so, a JSON string is a TOML string too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def feeds_of(path: Path) -> list[tuple[str, str]]:
    """The titles and addresses in an OPML list. Raises NotDone for a file that cannot be read, or is none."""
    from collector.opml import feeds
    from collector.source import CollectError

    try:
        return [(line.title, line.url) for line in feeds(path.read_bytes())]
    except (OSError, ValueError) as error:
        raise NotDone(f"cannot read {path}: {getattr(error, 'strerror', None) or error}; check the path") from error
    except CollectError as error:
        raise NotDone(f"{path}: {error}") from error


EXAMPLE = """\
# Settings of unjargon. Every line is optional; what is commented out shows the default.

# The language of digests and explanations: "en" or "es".
language = "{language}"

# Days are days in this time zone.
timezone = "UTC"

# The store: a file, or a database URL.
{store}

# Where `unjargon daily` writes its digests, and when `unjargon serve` makes them.
# digests = "digests"
# daily_at = 07:00:00

# Whom a server's operator can write to about your requests: a mail address or a page. It is sent with every request.
# contact = ""

# Terms that stay unknown, and stand in two posts or in a trend's title, are looked up in Wikipedia and Wiktionary when
# sources are asked: a few each time, none twice. They ask for a contact (above). false: they are never asked.
# encyclopedias = true

# Whether servers on private addresses are asked too, such as an instance of your own at home.
# allow_private = false

# What is collected from. A source is its name, or a table with a name and what differs from the defaults.
sources = [
    "hackernews",                       # also hackernews:best, hackernews:new, hackernews:ask, hackernews:show
    "mastodon:mastodon.social",         # any instance; at home also mastodon:http://192.168.1.5:3000
    "bluesky",
    "google-trends:US",                 # any country
    "google-trends:ES",
    # "feed:https://example.org/feed.xml",
    # {{ name = "feed:https://example.org/blog.atom", title = "A blog", every = "2h", unchanged = "60d" }},
    # {{ name = "hackernews:show", threads = 5 }},
    # What follows is off for the reason beside it; docs/sources.md says more.
    # "github",                         # a page without an interface; also github:python
    # "wikipedia:en",                   # wants a contact (above); also wikipedia:es
    # "stackexchange:stackoverflow",    # without a key, 300 requests a day for all its sites
    # "devto",                          # a matter of taste, as the next two are
    # "coingecko",
    # "producthunt",
    # "dexscreener",                    # paid promotion
    # "file:links.txt",                 # needs a file that you keep; it is read here, and stays here
    # "telegram:CHANNEL",               # needs the name of a public channel
    # "reddit:LocalLLaMA",              # a few feeds; more with your own REDDIT_CLIENT_ID
    # "discourse:forum.example.org",    # needs a forum
    # {{ name = "lobsters", extra = {{ consent = "who agreed" }} }},  # ask its operator first
    # "x:trends24/spain",               # terms not known; x:trends/23424950 needs X_BEARER_TOKEN, and is charged for
{feeds}]
# Reddit, Discourse and YouTube have feeds: feed:https://www.reddit.com/r/LocalLLaMA/hot/.rss (once an hour is polite).

# What you want to read. A story is kept out by the first rule of `exclude` that fits; else, where `include` has rules,
# it needs one of them. `boost` brings stories forward (a factor above 1) or back (below 1). Rules look at a story's
# headline and opening post. A rule is one of these: a word or phrase, which is met in the plural too, with or without
# accents (and in capitals only where you write capitals: "AI" is not "ai"); a term with its field, where it has that
# meaning; a regular expression between slashes, in single quotes; a source, or all of a kind; a language; "words:"
# before words with slashes or colons. More is said in docs/interests.md.
# [interests]
# include = ["airdrop", "zero-knowledge proof", "ai/LLM", '/rug ?pulls?/', "source:hackernews", "language:es"]
# exclude = ["horoscope", "words:CI/CD", "source:google-trends:US"]
# boost = {{ "crypto/airdrop" = 2, "source:mastodon" = 0.5 }}

# What `unjargon check` lets pass: your project's own acronyms, and files or folders to leave out.
# [check]
# allow = ["ACME"]
# exclude = ["docs/old", "CHANGELOG.md"]
"""
