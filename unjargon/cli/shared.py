"""What do all commands share: what was given before them, the settings, the store, where a page is written?"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from unjargon.cli.options import PageLanguage
from unjargon.printing import put, say

if TYPE_CHECKING:
    from db.store import Store
    from unjargon.settings import Settings


@dataclass
class Flags:
    """What was given before the command."""

    db: str | None = None
    lang: PageLanguage | None = None


def settings_of(ctx: typer.Context, db: str | None, lang: PageLanguage | None) -> "Settings":
    """The settings, with what was given after the command, else before it."""
    from unjargon.settings import load_settings

    settings = load_settings()
    given = {"store": db or ctx.obj.db, "language": lang or ctx.obj.lang}
    return settings.model_copy(update={key: str(value) for key, value in given.items() if value})


def limited(settings: "Settings", most: int | None) -> "Settings":
    """The settings, with `--max-posts` where it was given."""
    return settings.model_copy(update={"max_posts": most}) if most else settings


@contextmanager
def store_of(settings: "Settings", *, create: bool = True) -> Iterator["Store"]:
    """The reader's store, open. Without `create`, a missing one is said to be missing."""
    from unjargon.stores import open_store

    with open_store(settings.store, create=create) as store:
        yield store


def written(text: str, output: Path | None) -> None:
    """A page, to a file or to standard output."""
    from unjargon.pages import write_text

    if output is None:
        put(text)
    else:
        write_text(output, text)
        say(f"written to {output}")
