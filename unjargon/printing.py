"""How does a table reach the terminal, or another program?"""

import csv
import io
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any


class TableFormat(StrEnum):
    """What a table can be printed as."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MD = "md"


Row = Mapping[str, Any]


def say(message: str) -> None:
    """A line of progress or warning, on standard error."""
    print(_printable(message), file=sys.stderr)  # noqa: T201


def put(text: str) -> None:
    """A result, on standard output."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


def put_rows(columns: Sequence[str], rows: Sequence[Row], form: TableFormat = TableFormat.TABLE) -> None:
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


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value if isinstance(value, (int, float, str, bool, type(None))) else str(value)


def _cell(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return "" if value is None else _printable(str(value))


def _printable(text: str) -> str:
    """Without what would move a terminal's cursor or turn its text around."""
    return "".join(c if c.isprintable() else " " for c in text)


def _csv(columns: Sequence[str], rows: Sequence[Row]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_plain(row.get(c)) for c in columns] for row in rows)
    return out.getvalue()


def _markdown(columns: Sequence[str], rows: Sequence[Row]) -> str:
    lines = [
        columns,
        ["---"] * len(columns),
        *([_cell(row.get(c)).replace("|", "\\|") for c in columns] for row in rows),
    ]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _table(columns: Sequence[str], rows: Sequence[Row]) -> None:
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
