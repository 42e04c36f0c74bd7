"""Which options do several commands have?"""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from db.languages import PAGE_LANGUAGES
from reports.formats import FORMATS
from unjargon.printing import TableFormat

if TYPE_CHECKING:
    PageLanguage: TypeAlias = str
    PageFormat: TypeAlias = str
else:  # as many as there are in the lists, which a checker of types cannot count
    PageLanguage = StrEnum("PageLanguage", [(code, code) for code in PAGE_LANGUAGES])
    PageFormat = StrEnum("PageFormat", [(each.name, each.name) for each in FORMATS])


class Findings(StrEnum):
    """What the findings of `check` can be printed as."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


class Spelling(StrEnum):
    """When a page writes acronyms."""

    FIRST = "first"
    NEVER = "never"


StoreOption = Annotated[str | None, typer.Option("--db", metavar="PATH|URL", help="The store.")]
LanguageOption = Annotated[PageLanguage | None, typer.Option("--lang", help="The language of the page.")]
TableOption = Annotated[TableFormat, typer.Option("--format", help="How to print the table.")]
PageOption = Annotated[PageFormat, typer.Option("--format", help="The format of the page.")]
FindingsOption = Annotated[
    Findings, typer.Option("--format", help="file:line:column; a JSON list; or GitHub's workflow commands.")
]
AcronymsOption = Annotated[
    Spelling,
    typer.Option(
        "--acronyms", help="Spelled out at their first mention; or never but in quotations, repeated without."
    ),
]
LimitOption = Annotated[int, typer.Option("--limit", min=1, max=10_000, help="At most so many rows.")]
MaxPostsOption = Annotated[
    int | None,
    typer.Option(
        "--max-posts", min=1, metavar="N", help="Of each thread: the best of each depth, and what they answer."
    ),
]
OutputOption = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="PATH", help="A file; else standard output.")
]
