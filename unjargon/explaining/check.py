"""Which acronyms do these files use and not explain, and what would explain them?

names -> documents, or what is wrong with them -> findings -> a line, an object or a workflow command each
"""

import glob
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path, PurePath
from typing import Literal, NamedTuple

from analysis.explaining.contract import Unexplained, unexplained
from analysis.lexicon.lexicon import load_lexicon
from analysis.text.detection import detect
from unjargon.errors import Unusable, os_reason
from unjargon.printing import printable, typed
from unjargon.settings import CheckSettings, load_settings

_LARGEST = 10_000_000  # bytes of a document
_TYPED = "-"
_MARKDOWN = (".md", ".markdown")
_Form = Literal["text", "json", "github"]
_NOT_WRITTEN_HERE = frozenset({"node_modules", "__pycache__", "site-packages"})


class Document(NamedTuple):
    """A text by the name that it was asked for with."""

    name: str
    text: str


class Problem(NamedTuple):
    """What could not be checked; `fails`: although it was asked for by name."""

    message: str
    fails: bool = True


class Finding(NamedTuple):
    """An acronym that a document does not explain; `language` is the one that it was read in."""

    file: str
    language: str
    found: Unexplained

    @property
    def acronym(self) -> str:
        """As it stands there, on one line."""
        return " ".join(self.found.surface.split())

    @property
    def message(self) -> str:
        """What is wrong, and what to do about it."""
        if self.found.suggestions:
            return f"{self.acronym} is not explained; write {' or '.join(self.found.suggestions)}"
        allow = f"<!-- unjargon: allow {self.found.term} -->"
        return f"{self.acronym} is not explained, and no meaning of it is known; write it out, or allow it: {allow}"


def check_files(
    names: Sequence[str],
    language: str | None,
    put: Callable[[str], None],
    say: Callable[[str], None],
    *,
    form: _Form = "text",
    rules: CheckSettings | None = None,
) -> bool:
    """Puts what is found in files, folders and patterns (`-`: what is typed), and says what could not be read.

    Whether everything that was named could be read and explains all that it uses.
    """
    rules = rules or CheckSettings()
    clean, findings = True, []
    for each in documents(names, rules.exclude):
        if isinstance(each, Problem):
            say(each.message)
            clean = clean and not each.fails
            continue
        findings += (found := _findings(each, language, rules.allow))
        for finding in found if form != "json" else ():
            put(as_github(finding) if form == "github" else as_line(finding))
    if form == "json":
        put(as_json(findings))
    return clean and not findings


def rules_of_settings(say: Callable[[str], None]) -> CheckSettings | None:
    """What the project's settings say of checking; None, and said why, where they cannot be read."""
    try:
        return load_settings().check
    except Unusable as error:
        say(f"unjargon: {error}; the files are checked without them")
        return None


def _findings(document: Document, language: str | None, allowed: Iterable[str]) -> list[Finding]:
    code = language or detect(document.text[:20_000])
    found = unexplained(document.text, code, load_lexicon(), allowed=tuple(allowed))
    return [Finding(document.name, code, each) for each in found]


# --- what is checked -------------------------------------------------------------------------------------------------


def documents(names: Sequence[str], exclude: Sequence[str]) -> Iterator[Document | Problem]:
    """What these names stand for, each file once, without what is to be left out."""
    seen = set()
    for name in names:
        for path in _paths(name, exclude):
            if isinstance(path, Problem):
                yield path
            elif path not in seen and (path == _TYPED or not is_excluded(path, exclude)):
                seen.add(path)
                yield _document(path)


def _paths(name: str, exclude: Sequence[str]) -> Iterator[str | Problem]:
    """The files of a folder, those that fit a pattern, or the file itself."""
    is_there = name == _TYPED or "\0" in name or os.path.lexists(name)
    if not is_there and any(sign in name for sign in "*?["):
        fitting = sorted(glob.glob(name, recursive=True))  # noqa: PTH207 - a pattern may begin anywhere
        if not fitting:
            yield Problem(f"{name}: no file fits this pattern; check it, and the folder that you are in")
        for path in fitting:
            yield from _walked(path, exclude) if Path(path).is_dir() else [path]
    elif is_there and name != _TYPED and "\0" not in name and Path(name).is_dir():
        inside = list(_walked(name, exclude))
        yield from inside or [Problem(f"{name}: holds no Markdown file ({', '.join(_MARKDOWN)})", fails=False)]
    else:
        yield name


def _walked(folder: str, exclude: Sequence[str]) -> Iterator[str | Problem]:
    """The Markdown files below a folder, in order: not those of hidden folders, of installed packages, or left out."""
    problems: list[OSError] = []
    for place, folders, files in os.walk(folder, onerror=problems.append):
        folders[:] = sorted(each for each in folders if _is_own(Path(place, each)))
        paths = [str(Path(place, file)) for file in sorted(files) if file.lower().endswith(_MARKDOWN)]
        yield from (path for path in paths if not is_excluded(path, exclude))
    for error in problems:
        yield Problem(f"{error.filename}: cannot be read: {os_reason(error)}; check its permissions, or leave it out")


def _is_own(folder: Path) -> bool:
    return not (folder.name.startswith(".") or folder.name in _NOT_WRITTEN_HERE or (folder / "pyvenv.cfg").exists())


def is_excluded(path: str, patterns: Iterable[str]) -> bool:
    """Whether a pattern fits the path, a folder above it, or, where the pattern has no slash, one of their names."""
    inside = os.path.relpath(path) if PurePath(path).is_absolute() else os.path.normpath(path)
    pure = PurePath(inside)
    places = [each.as_posix() for each in (pure, *pure.parents) if each.name]
    for pattern in (each.removeprefix("./").rstrip("/") for each in patterns):
        beside = [place.rpartition("/")[2] for place in places] if "/" not in pattern else []
        if any(
            fnmatchcase(each, fits) for each in (*places, *beside) for fits in (pattern, pattern.removeprefix("**/"))
        ):
            return True
    return False


def _document(name: str) -> Document | Problem:
    try:
        content = typed().read(_LARGEST + 1) if name == _TYPED else _content(Path(name))
    except (OSError, ValueError) as error:
        return Problem(f"{name}: cannot be read: {os_reason(error)}; check the path")
    if len(content) > _LARGEST:
        return Problem(
            f"{name}: is larger than {_LARGEST // 1_000_000} MB, which no document is; split it, or leave it out"
        )
    if b"\0" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Problem(f"{name}: is no text but binary data; leave it out")
    try:
        return Document(name, content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return Problem(f"{name}: is no text in UTF-8 (byte {error.start}); save it as UTF-8")


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_LARGEST + 1)


# --- how it is printed -----------------------------------------------------------------------------------------------


def as_line(finding: Finding) -> str:
    """`file:line:column: what is wrong; what to do`, which editors know how to open."""
    return printable(f"{finding.file}:{finding.found.line}:{finding.found.column}: {finding.message}")


def as_github(finding: Finding) -> str:
    """A workflow command that marks the place on GitHub.

    The runner takes five characters of a property, and three of a message, only in their percent form
    (`escapeProperty` and `escapeData` in actions/toolkit, packages/core/src/command.ts).
    """
    place = {
        "file": PurePath(finding.file).as_posix(),
        "line": str(finding.found.line),
        "col": str(finding.found.column),
        "title": "Unexplained acronym",
    }
    properties = ",".join(f"{key}={_property(value)}" for key, value in place.items())
    return f"::error {properties}::{_message(finding.message)}"


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")


def as_json(findings: Iterable[Finding]) -> str:
    """A list of objects, as `docs/formats.md` has it."""
    rows = [
        {
            "file": each.file,
            "line": each.found.line,
            "column": each.found.column,
            "acronym": each.acronym,
            "language": each.language,
            "suggestions": list(each.found.suggestions),
            "message": each.message,
        }
        for each in findings
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)
