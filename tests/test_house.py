"""The house stays one that can be seen at a glance: short files, short functions, one meaning a name."""

import ast
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("unjargon", "collector", "analysis", "db", "reports")
MOST_LINES, MOST_OF_A_FUNCTION = 350, 40
# names that several files have with one meaning: a registry reads them from each
SHARED = {
    "LANGUAGE": "what must be known of the language that the file is about",
    "commands": "the group of commands of the file",
    "render": "the page in the format that the file is about",
}


def sources() -> list[Path]:
    """The files of code; a migration is a record of what was done, and stays as it is."""
    try:
        listed = subprocess.check_output(["git", "ls-files", "*.py"], cwd=ROOT, text=True, stderr=subprocess.DEVNULL)
        found = [ROOT / line for line in listed.splitlines()]
    except (OSError, subprocess.CalledProcessError):  # unpacked, and no checkout
        folders = (*PACKAGES, "tests", "benchmarks", "docs")
        found = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return [path for path in found if path.is_file() and "versions" not in path.parts]


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def named(path: Path) -> Iterator[str]:
    """The public names that a file defines at its top."""
    for node in parsed(path).body:
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                names = [name]
            case ast.Assign(targets=targets):
                names = [target.id for target in targets if isinstance(target, ast.Name)]
            case ast.AnnAssign(target=ast.Name(id=name)):
                names = [name]
            case _:
                names = []
        yield from (name for name in names if not name.startswith("_"))


def test_a_file_answers_one_question() -> None:
    lengths = {path.relative_to(ROOT): len(path.read_text(encoding="utf-8").splitlines()) for path in sources()}
    assert lengths
    assert not {str(path): lines for path, lines in lengths.items() if lines > MOST_LINES}


def test_a_function_can_be_seen_whole() -> None:
    found = {
        f"{path.relative_to(ROOT)}:{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in sources()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert not {name: lines for name, lines in found.items() if lines > MOST_OF_A_FUNCTION}


def test_no_two_public_names_are_alike() -> None:
    places: dict[str, set[str]] = defaultdict(set)
    for path in sources():
        inside = path.relative_to(ROOT)
        if inside.parts[0] in PACKAGES:
            for name in named(path):
                places[name].add(str(inside))
    assert not {name: files for name, files in places.items() if len(files) > 1 and name not in SHARED}


@pytest.mark.parametrize("package", PACKAGES)
def test_a_room_says_its_question(package: str) -> None:
    rooms = [path for path in sources() if path.relative_to(ROOT).parts[0] == package]
    assert rooms
    assert not [str(path) for path in rooms if not ast.get_docstring(parsed(path))]
