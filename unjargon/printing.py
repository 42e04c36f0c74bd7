"""How do results reach the terminal, or another program, and how does what is typed reach us?"""

import codecs
import csv
import io
import json
import os
import shutil
import sys
import textwrap
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from itertools import count
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from collector.wishes.fulfil import Fulfilled
    from db.models import Outcome
    from reports.words import Words


class TableFormat(StrEnum):
    """What a table can be printed as."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MD = "md"


TableRow = Mapping[str, Any]
_READABLE = 100  # characters of a line, however wide the terminal is
_ESCAPES = "unjargon.escapes"  # what a terminal's encoding cannot hold is written so


def escaped(error: UnicodeError) -> tuple[str, int]:
    """What cannot be encoded as `\\uXXXX`, which JSON reads as the character itself, for `codecs.register_error`."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4)), error.end


def ready_output() -> None:
    """Lets standard output hold every character, whatever its encoding, and take anything where it is closed."""
    codecs.register_error(_ESCAPES, escaped)
    # closed with the process, not before: hence no context and no warning
    sys.stdout = sys.stdout or open(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_ESCAPES)


def typed() -> BinaryIO:
    """Standard input, as bytes; empty when there is none."""
    return sys.stdin.buffer if sys.stdin else io.BytesIO()


def say(message: str) -> None:
    """A line of progress or warning, on standard error."""
    print(printable(message), file=sys.stderr)  # noqa: T201


def say_progress(message: str) -> None:
    """How far it is, in place of what was said before, where a person looks at it; nothing where nobody does."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{printable(message)}\r")
        sys.stderr.flush()


def say_outcome(outcome: "Outcome") -> None:
    """How asking a source ended, in a line."""
    told = outcome.message.startswith(outcome.state)
    said = outcome.message if told else ": ".join(filter(None, [outcome.state, outcome.message]))
    found = f" (posts: {outcome.posts}, trends: {outcome.trends})" if outcome.answered else ""
    say(f"{outcome.source}: {said}{found}")


def say_fulfilled(done: "Fulfilled") -> None:
    """What each encyclopedia and the linked pages knew, in a line each; nothing where nothing was asked for."""
    pages = done.pages
    lines = [
        *((f"{d.encyclopedia}: unknown terms", d.asked, d.found, d.problem) for d in done.lookups),
        ("pages that trends link to", pages.asked, pages.told, pages.problem),
    ]
    for what, asked, found, problem in lines:
        if asked or found or problem:
            say("; ".join(filter(None, (f"{what} asked for: {asked}, found: {found}", problem))))


def put(text: str) -> None:
    """A result, on standard output."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


def put_bytes(content: bytes) -> None:
    """A result that is not ours to word, on standard output: byte by byte, or readable where a person looks at it."""
    if sys.stdout.isatty():
        put("\n".join(map(printable, content.decode("utf-8", "replace").splitlines())))
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(content)


def put_rows(columns: Sequence[str], rows: Sequence[TableRow], form: TableFormat = TableFormat.TABLE) -> None:
    """The rows in a format; JSON is a list of objects with all the columns."""
    match form:
        case TableFormat.JSON:
            put(json.dumps([{c: _plain(row.get(c)) for c in columns} for row in rows], ensure_ascii=False, indent=2))
        case TableFormat.CSV:
            put(_csv(columns, rows))
        case TableFormat.MD:
            put(_markdown(columns, rows))
        case TableFormat.TABLE:
            _table(columns, rows)


def under_titles(columns: Sequence[str], rows: Sequence[TableRow], own: "Words") -> tuple[list[str], list[TableRow]]:
    """The columns, and the rows below them, by the names that readers know them by."""
    names = {column: own.say(f"column_{column}") for column in columns}
    return list(names.values()), [{names[column]: row[column] for column in columns} for row in rows]


def distinct_columns(columns: Sequence[str]) -> list[str]:
    """The names of columns, with a number where one stands again: a row is known by them."""
    named: dict[str, None] = {}
    for column in columns:
        free = (name for number in count(1) if (name := f"{column}:{number}") not in named)
        named[column if column not in named else next(free)] = None
    return list(named)


def width() -> int | None:
    """The characters of a line of the terminal; None where nobody looks at it, and nothing is to be wrapped."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value if isinstance(value, (int, float, str, bool, type(None))) else str(value)


def _cell(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return "" if value is None else printable(str(value))


def printable(text: str) -> str:
    """Without what would move a terminal's cursor or turn its text around."""
    return "".join(c if c.isprintable() else " " for c in text)


def wrapped(begin: str, text: str, width: int | None) -> list[str]:
    """The text in lines of at most `width` characters, the first behind `begin`; one line where `width` is None."""
    text = " ".join(printable(text).split())
    if width is None:
        return [begin + text]
    return textwrap.wrap(
        text,
        max(min(width, _READABLE), len(begin) + 10),
        initial_indent=begin,
        subsequent_indent=" " * len(begin),
        break_on_hyphens=False,
    )


def _csv(columns: Sequence[str], rows: Sequence[TableRow]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_plain(row.get(c)) for c in columns] for row in rows)
    return out.getvalue()


def _markdown(columns: Sequence[str], rows: Sequence[TableRow]) -> str:
    """A table of GitHub's flavour, in which nothing that a post says is more than its words."""
    lines = [
        [_markdown_cell(column) for column in columns],
        ["---"] * len(columns),
        *([_markdown_cell(row.get(c), linked=_holds_addresses(c)) for c in columns] for row in rows),
    ]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _holds_addresses(column: str) -> bool:
    return column.partition(":")[0].endswith("url")  # a second one of a query is url:1


def _markdown_cell(value: Any, *, linked: bool = False) -> str:
    from reports.markdown_text import escape, in_cell, link

    said = "" if value is None else f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value)
    shown = escape(said, inside=True)
    return in_cell(link(shown, said) if linked else shown)


def _table(columns: Sequence[str], rows: Sequence[TableRow]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(Text(_cell(row.get(c))) for c in columns))
    # where nobody looks at it, nothing is cut or wrapped
    width = None if sys.stdout.isatty() else 10_000
    Console(width=width, highlight=False, soft_wrap=not sys.stdout.isatty()).print(table)
