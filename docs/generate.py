"""Which documents are made by the program itself? The command reference, and the excerpt in the README.

python docs/generate.py            writes them
python docs/generate.py --check    exit 1 when they are not up to date
"""

import logging
import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import click
import typer
from typer.testing import CliRunner

from unjargon.cli import app
from unjargon.work.daily import run_demo

ROOT = Path(__file__).resolve().parent.parent
MARKS = ("<!-- an excerpt of the demo digest -->", "<!-- end of the excerpt -->")


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
    items = re.split(r"(?m)^(?=## \d+\. )", page)
    excerpt = "".join(f"> {line}\n" if line else ">\n" for line in shortest(items[1:]).splitlines())
    before, rest = (ROOT / "README.md").read_text(encoding="utf-8").split(MARKS[0])
    return f"{before}{MARKS[0]}\n\n{excerpt}\n{MARKS[1]}{rest.split(MARKS[1])[1]}"


def shortest(items: list[str]) -> str:
    """The item that shows some glosses in its headline, and its table, in the fewest lines."""
    whole = [
        item for item in items if "\n| " in item and item.splitlines()[0].count(" [") > 2 and "What it is about" in item
    ]
    return min(whole, key=lambda item: (item.count("\n"), item)).strip()


DOCUMENTS: dict[Path, Callable[[], str]] = {
    ROOT / "docs" / "commands.md": command_reference,
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
