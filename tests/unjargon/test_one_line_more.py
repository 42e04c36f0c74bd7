"""Is a format one file and one line; is a language of pages, besides what reading it needs?

The packages are copied, a made-up language and format are added to the copy, and it runs as a process of its own.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("unjargon", "collector", "analysis", "db", "reports")
CODE = "qaa"  # ISO 639-3 leaves it to private use
READING = """
from dataclasses import replace

from analysis.languages import en

LANGUAGE = replace(en.LANGUAGE, code="qaa", models=(), header="termu")
"""
SHOUTING = """
from reports.formats import markdown


def render(page):
    return markdown.render(page).upper()
"""
FEED = """\
Trending now
#
Lumen Coop raises $4B to build NPU farms in the fjords
Data parallelism (DP) gave us most of it, and DP alone is not enough. Our GPU machines wait for the ZQXV.
"""
RUN = """
import json, sys
from unjargon.cli import main
for arguments in json.loads(sys.argv[1]):
    try:
        main(arguments)
    except SystemExit as ended:
        if ended.code:
            raise
"""


def made_up(words: str) -> str:
    """The file of words with an u at the end of every word; keys, places and tables stay."""
    return re.sub(r'"[^"]*"', lambda said: re.sub(r"\{\w+\}|[^\W\d_]+", _with_u, said.group()), words)


def _with_u(word: re.Match[str]) -> str:
    return word.group() if word.group().startswith("{") else f"{word.group()}u"


def added(path: Path, before: str, line: str) -> None:
    """Adds a line to a list, before its end."""
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1
    path.write_text(text.replace(before, line + before), encoding="utf-8")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a copy with a third language and format has made a demo and explanations, and checked them."""
    copy, folder = (tmp_path_factory.mktemp(name) for name in ("copy", "pages"))
    for package in PACKAGES:
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
    english = (copy / "reports" / "languages" / "en.toml").read_text(encoding="utf-8")
    (copy / "reports" / "languages" / f"{CODE}.toml").write_text(made_up(english), encoding="utf-8")
    added(copy / "db" / "languages.py", "\n)\n", f'\n    "{CODE}",')
    (copy / "analysis" / "languages" / f"{CODE}.py").write_text(READING, encoding="utf-8")
    added(copy / "analysis" / "languages" / "__init__.py", ", fr\n", f", {CODE}")
    added(copy / "analysis" / "languages" / "__init__.py", ", fr)}\n", f", {CODE}")
    (copy / "reports" / "formats" / "shouting.py").write_text(SHOUTING, encoding="utf-8")
    added(copy / "reports" / "formats" / "__init__.py", "\n)\n", '\n    Format("loud", "shouting"),')
    (folder / "feed.txt").write_text(FEED, encoding="utf-8")
    commands = [
        ["demo", "--db", "demo.db"],
        ["explain", "feed.txt", "--lang", CODE, "-o", "explained.md"],
        ["explain", "feed.txt", "--lang", CODE, "--acronyms", "never", "-o", "never.md"],
        ["explain", "feed.txt", "--format", "loud", "-o", "loud.txt"],
        ["digest", "--help"],
        ["digest", "--lang", CODE, "--db", "demo.db", "--format", "json", "-o", "digest.json"],
        ["check", f"digest-{CODE}.md", "explained.md", "never.md", "--lang", CODE],
    ]
    environment = {**os.environ, "PYTHONPATH": str(copy), "XDG_CONFIG_HOME": str(folder)}
    command = [sys.executable, "-c", RUN, json.dumps(commands)]
    ran = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    (folder / "printed.txt").write_text(ran.stdout, encoding="utf-8")
    return folder


def test_the_command_line_knows_both(pages: Path) -> None:
    printed = (pages / "printed.txt").read_text(encoding="utf-8")
    assert "md|json|loud" in printed
    assert "en|es|qaa" in printed


def test_a_page_is_printed_in_the_new_format(pages: Path) -> None:
    text = (pages / "loud.txt").read_text(encoding="utf-8")
    assert text.startswith("# EXPLANATION\n")
    assert "LUMEN COOP RAISES $4B" in text


def test_the_demo_has_a_digest_in_it(pages: Path) -> None:
    page = (pages / f"digest-{CODE}.md").read_text(encoding="utf-8")
    assert page.startswith("# Digestu, ")
    assert "| termu | spelledu outu | inu plainu wordsu | fromu |" in page
    assert json.loads((pages / "digest.json").read_text(encoding="utf-8"))["language"] == CODE
    assert (pages / "digest-en.md").exists()
    assert (pages / "digest-es.md").exists()


def test_what_nobody_says_in_it_is_said_in_english_and_marked(pages: Path) -> None:
    page = (pages / "explained.md").read_text(encoding="utf-8")
    assert "GPU [graphics processing unit (en)]" in page
    assert re.search(r"^\| GPU \| graphics processing unit \(en\) \| [^|]+ \(en\) \| lexiconu \|$", page, re.MULTILINE)
    assert re.search(r"^\| \$4B \| [^|]+ dollars \(en\) \|", page, re.MULTILINE)
    assert "| ZQXV | unknownu |" in page


def test_what_an_author_wrote_needs_no_mark(pages: Path) -> None:
    page = (pages / "explained.md").read_text(encoding="utf-8")
    assert re.search(r"^\| DP \| [Dd]ata parallelism( \(en\))? \|", page, re.MULTILINE)
    assert "Data parallelism (DP) gave" in page
