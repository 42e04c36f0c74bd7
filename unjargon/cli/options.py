"""Which options do several commands have?"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from unjargon.printing import TableFormat


class Lang(StrEnum):
    """The languages of pages."""

    EN = "en"
    ES = "es"


class Form(StrEnum):
    """The formats of pages."""

    MD = "md"
    JSON = "json"


class Findings(StrEnum):
    """What the findings of `check` can be printed as."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


class Spelling(StrEnum):
    """When a page writes acronyms."""

    FIRST = "first"
    NEVER = "never"


Db = Annotated[str | None, typer.Option("--db", metavar="PATH|URL", help="The store.")]
Language = Annotated[Lang | None, typer.Option("--lang", help="The language of the page.")]
Table = Annotated[TableFormat, typer.Option("--format", help="How to print the table.")]
Page = Annotated[Form, typer.Option("--format", help="The format of the page.")]
Report = Annotated[
    Findings, typer.Option("--format", help="file:line:column; a JSON list; or GitHub's workflow commands.")
]
Acronyms = Annotated[
    Spelling,
    typer.Option(
        "--acronyms", help="Spelled out at their first mention; or never but in quotations, repeated without."
    ),
]
Limit = Annotated[int, typer.Option("--limit", min=1, max=10_000, help="At most so many rows.")]
MaxPosts = Annotated[
    int | None,
    typer.Option(
        "--max-posts", min=1, metavar="N", help="Of each thread: the best of each depth, and what they answer."
    ),
]
Output = Annotated[Path | None, typer.Option("-o", "--output", metavar="PATH", help="A file; else standard output.")]
