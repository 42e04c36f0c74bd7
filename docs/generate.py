"""Which documents are made by the program itself? The command reference, the rooms, the sources, the README's excerpt.

python docs/generate.py            writes them
python docs/generate.py --check    exit 1 when they are not up to date
"""

import ast
import logging
import re
import sys
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import click
import typer
from typer.testing import CliRunner

from collector.sources import SOURCES
from unjargon.cli import app
from unjargon.work.daily import run_demo

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("unjargon", "collector", "analysis", "db", "reports")
HOUSE_TERMS = """
## Words

| term | what it is |
|---|---|
| API | application programming interface, by which programs ask a server |
| GraphQL | graph query language, in which one answer has just what was asked for |
| HTML | Hypertext Markup Language, in which web pages are written |
| HTTP | Hypertext Transfer Protocol, by which servers are asked |
| HTTPS | the same, enciphered |
| JSON | JavaScript Object Notation, in which programs exchange values |
| JSON-LD | the same, for linked data in web pages |
| PSB | Pacific Symposium on Biocomputing, where a paper was given |
| RFC | Request for Comments, the papers in which the internet is agreed on |
| REST | representational state transfer, a style of such interfaces |
| RSS | Really Simple Syndication, a format of feeds |
| SQL | Structured Query Language, in which databases are asked |
| XML | Extensible Markup Language |
"""
EXCERPT = ("<!-- an excerpt of the demo digest -->", "<!-- end of the excerpt -->")
TABLE = ("<!-- the table of the sources -->", "<!-- end of the table -->")
SPANS = {
    "year": timedelta(days=365),
    "week": timedelta(weeks=1),
    "day": timedelta(days=1),
    "h": timedelta(hours=1),
    "min": timedelta(minutes=1),
}


def command_reference() -> str:
    """The command reference, from each command's own help."""
    group = typer.main.get_command(app)
    assert isinstance(group, click.Group) or hasattr(group, "commands")
    intro = "Made from `--help` by `docs/generate.py`. `--db` and `--lang` are accepted before the command too; after"
    parts = [f"# Command reference\n\n{intro} it, they win.\n"]
    for name in group.commands:  # type: ignore[attr-defined]
        shown = CliRunner().invoke(app, [name, "--help"], prog_name="unjargon", env={"COLUMNS": "100", "TERM": "dumb"})
        parts.append(f"## unjargon {name}\n\n```\n{shown.output.strip()}\n```\n")
    return "\n".join(parts)


def readme() -> str:
    """The README with the beginning of the demo's English digest between its marks."""
    with tempfile.TemporaryDirectory() as folder:
        english, *_ = run_demo(Path(folder) / "demo.db")
        page = english.read_text(encoding="utf-8")
    items = re.split(r"(?m)^(?=##+ )", page)
    told = shortest([item for item in items if re.match(r"### \d+\. ", item)])
    lines = [*told.splitlines(), "", *rows_of(told, page)]
    excerpt = "".join(f"> {line}\n" if line else ">\n" for line in lines)
    return between(ROOT / "README.md", EXCERPT, f"\n{excerpt}\n")


def between(path: Path, marks: tuple[str, str], text: str) -> str:
    """The document with this text between its marks."""
    before, rest = path.read_text(encoding="utf-8").split(marks[0])
    return f"{before}{marks[0]}\n{text}{marks[1]}{rest.split(marks[1])[1]}"


def sources() -> str:
    """The document on the sources with what they declare in its table."""
    rows = [
        (row.names, row.gives, row.on, span(declared.interval), span(declared.unchanged))
        for declared in (source.declared for source in SOURCES)
        for row in declared.described
    ]
    head = ("name", "gives", "is on by default", "asked every", "stale after")
    lines = [head, ("---",) * len(head), *rows]
    table = "".join(f"| {' | '.join(line)} |\n" for line in lines)
    return between(ROOT / "docs" / "sources.md", TABLE, f"\n{table}\n")


def span(time: timedelta) -> str:
    """A length of time in the largest unit in which it is whole: 20 min, 6 h, 2 days, 4 weeks."""
    name, unit = next((name, unit) for name, unit in SPANS.items() if not time % unit)
    number = time // unit
    return f"{number} {name}{'s' if number > 1 and name in ('day', 'week', 'year') else ''}"


def shortest(items: list[str]) -> str:
    """The item that shows some glosses in its headline, and a conversation, in the fewest lines."""
    whole = [item for item in items if item.splitlines()[0].count(" [") > 2 and item.count("- **") > 2]
    return min(whole, key=lambda item: (item.count("\n"), item)).strip()


def rows_of(item: str, page: str) -> list[str]:
    """The head of the page's glossary, and its rows for what the item explains."""
    table = [line for line in page.splitlines() if line.startswith("|")]
    return [*table[:2], *(row for row in table[2:] if f"{row.split(' | ')[0].removeprefix('| ')} [" in item)]


def house() -> str:
    """Every package, wing and file with the question that it answers: its docstring's first line."""
    intro = "Made from the first line of each file by `docs/generate.py`. A folder is a wing, and has one question."
    parts = [f"# The house\n\n{intro} Why it is so: [design.md](design.md).\n"]
    for package in PACKAGES:
        parts.append(f"## `{package}`\n\n{question(ROOT / package)}\n")
        parts += [wing(folder) for folder in wings(ROOT / package)]
    return "\n".join(parts) + "\n" + HOUSE_TERMS


def wings(folder: Path) -> list[Path]:
    """A package's own files first, then its folders, by name."""
    below = sorted(path for path in folder.rglob("*") if (path / "__init__.py").is_file() and path.name != "versions")
    return [folder, *below]


def wing(folder: Path) -> str:
    """A table of the files of a folder."""
    name = folder.relative_to(ROOT).as_posix()
    files = sorted(path for path in folder.glob("*.py") if path.name != "__init__.py")
    heading = f"### `{name}`\n\n{question(folder)}\n\n" if "/" in name else ""
    rows = "".join(f"| `{path.name}` | {question(path)} |\n" for path in files)
    return f"{heading}| file | question |\n|---|---|\n{rows}" if files else heading


def question(path: Path) -> str:
    """The first line of a file's or folder's docstring, safe in a table."""
    file = path / "__init__.py" if path.is_dir() else path
    said = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return said.partition("\n")[0].replace("|", "\\|")


DOCUMENTS: dict[Path, Callable[[], str]] = {
    ROOT / "docs" / "commands.md": command_reference,
    ROOT / "docs" / "house.md": house,
    ROOT / "docs" / "sources.md": sources,
    ROOT / "README.md": readme,
}


def main() -> int:
    """Writes the documents, or says which are out of date."""
    logging.getLogger("stamina").setLevel(logging.ERROR)
    stale = 0
    for path, make in DOCUMENTS.items():
        text = make()
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        if "--check" in sys.argv:
            print(f"{path.relative_to(ROOT)} is not up to date; run: make format")  # noqa: T201
            stale = 1
        else:
            path.write_text(text, encoding="utf-8")
    return stale


if __name__ == "__main__":
    sys.exit(main())
