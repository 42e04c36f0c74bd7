"""What does a new file of settings say?"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from db.languages import PAGE_LANGUAGES
from unjargon.errors import NotDone

if TYPE_CHECKING:
    from collector.source import TemplateLine


def example(store: str | None = None, language: str = "en", feeds: Sequence[tuple[str, str]] = ()) -> str:
    """A commented file of settings; what is not given is written as its default, commented out.

    `feeds` are titles and addresses, which are collected from besides the first sources.
    """
    line = f"store = {_quoted(store)}" if store else '# store = "unjargon.db"'
    lines = [f"    {{ name = {_quoted(f'feed:{url}')}, title = {_quoted(title)} }},\n" for title, url in feeds]
    languages = " or ".join(map(_quoted, PAGE_LANGUAGES))
    return EXAMPLE.format(languages=languages, language=language, store=line, **_sources(), feeds="".join(lines))


def _sources() -> dict[str, str]:
    """The lines that the sources declare: those that are on, examples, and those that are off for a reason."""
    from collector.sources.declared import declarations

    lines = [line for declared in declarations() for line in declared.template]
    return {
        "first": "".join(_line(line) for line in lines if line.is_on),
        "others": "".join(_line(line) for line in lines if not line.is_on and not line.remark),
        "off": "".join(_line(line) for line in lines if not line.is_on and line.remark),
    }


def _line(line: "TemplateLine") -> str:
    source = line.source if line.source.startswith("{") else _quoted(line.source)
    text = f"    {'' if line.is_on else '# '}{source},"
    return f"{text:<38}  # {line.remark}\n" if line.remark else f"{text}\n"


def _quoted(text: str) -> str:
    """Written so, a JSON string is a TOML string too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def feeds_of(path: Path) -> list[tuple[str, str]]:
    """The titles and addresses in an OPML list. Raises NotDone for a file that cannot be read, or is none."""
    from collector.errors import CollectError
    from collector.opml import feeds

    try:
        return [(line.title, line.url) for line in feeds(path.read_bytes())]
    except (OSError, ValueError) as error:
        raise NotDone(f"cannot read {path}: {getattr(error, 'strerror', None) or error}; check the path") from error
    except CollectError as error:
        raise NotDone(f"{path}: {error}") from error


EXAMPLE = """\
# Settings of unjargon. Every line is optional; what is commented out shows the default.

# The language of digests and explanations: {languages}.
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

# Of a trend that is nothing but a title, the page that it links to is read, once, when sources are asked: its title,
# description and first paragraph. false: never.
# linked_pages = true

# All posts of a thread are kept. A line max_posts = 500 keeps so many at most: the best of each depth, and what they
# answer.

# Whether servers on private addresses are asked too, such as an instance of your own at home.
# allow_private = false

# What is collected from. A source is its name, or a table with a name and what differs from the defaults.
sources = [
{first}{others}    # What follows is off for the reason beside it; docs/sources.md says more.
{off}{feeds}]
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

# How long a day's page is: so many stories in full, of so many words each, so many more in a line each; the others
# are counted.
# [digest]
# items = 12
# more = 30
# length = 60

# What `unjargon check` lets pass: your project's own acronyms, and files or folders to leave out.
# [check]
# allow = ["ACME"]
# exclude = ["docs/old", "CHANGELOG.md"]
"""
