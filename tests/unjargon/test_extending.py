"""A source, an encyclopedia, a format and a language more, as docs/extending.md has them: a file and a line each.

The document is run: its files are written into a copy of the packages, its lines are added, its commands are given.
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
DOCUMENT = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
FILES = re.findall(r"^`([^`\n]+)`:\n\n```python\n(.*?)^```$", DOCUMENT, re.DOTALL | re.MULTILINE)
LINES = re.findall(r"^```diff\n\+\+\+ (\S+)\n(.*?)^```$", DOCUMENT, re.DOTALL | re.MULTILINE)
AT = "2026-11-24T06:00:00Z"
RECORDED = {
    "https://tidepool.example/hot.json": {
        "stories": [
            {"id": "1", "title": "Harbour lights now run on ZQXV", "link": "https://harbour.example/lights"},
            {"id": "2", "title": "A quiet week for kelp", "link": "https://kelp.example/week"},
        ]
    },
    "https://reef.example/ZQXV.json": {"stands_for": "zonal quartz xenon valve", "means": "A valve for light."},
}
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


def changed(path: Path, change: str) -> None:
    """Does to a file what a block says: lines with a plus come after the line above them, or for one with a minus."""
    text = path.read_text(encoding="utf-8")
    for hunk in change.split("@@\n"):
        before = [line[1:] for line in hunk.splitlines() if line[0] in " -"]
        after = [line[1:] for line in hunk.splitlines() if line[0] in " +"]
        assert text.count("\n".join(before)) == 1, (path, before)
        text = text.replace("\n".join(before), "\n".join(after))
    path.write_text(text, encoding="utf-8")


def record(folder: Path) -> None:
    """A recording of what the invented servers answer, twice."""
    folder.mkdir()
    lines = []
    for number, (url, answer) in enumerate(RECORDED.items()):
        (folder / f"{number}.json").write_text(json.dumps(answer), encoding="utf-8")
        headers = {"content-type": "application/json"}
        lines.append(
            {"at": AT, "method": "GET", "url": url, "status": 200, "headers": headers, "file": f"{number}.json"}
        )
    (folder / "recording.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a copy with all that the document adds has collected, explained and checked."""
    copy, folder = (tmp_path_factory.mktemp(name) for name in ("copy", "pages"))
    for package in PACKAGES:
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
    for path, content in FILES:
        (copy / path).write_text(content, encoding="utf-8")
    for path, change in LINES:
        changed(copy / path, change)
    english = (copy / "reports" / "languages" / "en.toml").read_text(encoding="utf-8")
    (copy / "reports" / "languages" / f"{CODE}.toml").write_text(made_up(english), encoding="utf-8")
    (folder / "feed.txt").write_text(FEED, encoding="utf-8")
    (folder / "unjargon.toml").write_text('contact = "ana@example.org"\n', encoding="utf-8")
    record(folder / "recorded")
    collect = ["collect", "tidepool", "--replay", "recorded", "--db", "tide.db"]
    commands = [
        ["demo", "--db", "demo.db"],
        ["explain", "feed.txt", "--lang", CODE, "-o", "explained.md"],
        ["explain", "feed.txt", "--lang", CODE, "--acronyms", "never", "-o", "never.md"],
        ["explain", "feed.txt", "--format", "loud", "-o", "loud.txt"],
        ["digest", "--help"],
        ["digest", "--lang", CODE, "--db", "demo.db", "--format", "json", "-o", "digest.json"],
        ["check", f"digest-{CODE}.md", "explained.md", "never.md", "--lang", CODE],
        collect,
        ["analyse", "--db", "tide.db"],
        collect,
        ["analyse", "--db", "tide.db"],
        ["trends", "--db", "tide.db", "--format", "csv"],
        ["term", "ZQXV", "--db", "tide.db", "--format", "csv"],
    ]
    environment = {**os.environ, "PYTHONPATH": str(copy), "XDG_CONFIG_HOME": str(folder)}
    command = [sys.executable, "-c", RUN, json.dumps(commands)]
    ran = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    (folder / "printed.txt").write_text(ran.stdout, encoding="utf-8")
    return folder


def test_the_document_has_the_four() -> None:
    assert [path for path, _ in FILES] == [
        "collector/sources/tidepool.py",
        "collector/wishes/encyclopedias/reef.py",
        "reports/formats/loud.py",
        "analysis/languages/qaa.py",
    ]


def test_the_source_is_collected_and_listed(pages: Path) -> None:
    printed = (pages / "printed.txt").read_text(encoding="utf-8")
    assert re.search(r"^tidepool,1,.*Harbour lights now run on ZQXV", printed, re.MULTILINE), printed
    assert "A quiet week for kelp" in printed


def test_the_encyclopedia_says_what_nobody_else_does(pages: Path) -> None:
    printed = (pages / "printed.txt").read_text(encoding="utf-8")
    assert "ZQXV,zonal quartz xenon valve,A valve for light.,encyclopedia" in printed


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
    assert "| termu | spelledu outu | inu plainu wordsu |" in page
    assert json.loads((pages / "digest.json").read_text(encoding="utf-8"))["language"] == CODE
    assert (pages / "digest-en.md").exists()
    assert (pages / "digest-es.md").exists()


def test_what_nobody_says_in_it_is_said_in_english_and_marked(pages: Path) -> None:
    page = (pages / "explained.md").read_text(encoding="utf-8")
    assert "GPU [graphics processing unit (en)]" in page
    assert re.search(r"^\| GPU \| graphics processing unit \(en\) \| [^|]+ \(en\) \|", page, re.MULTILINE)
    assert re.search(r"^\| \$4B \| [^|]+ dollars \(en\) \|", page, re.MULTILINE)
    assert "| ZQXV | unknownu |" in page


def test_what_an_author_wrote_needs_no_mark(pages: Path) -> None:
    page = (pages / "explained.md").read_text(encoding="utf-8")
    assert re.search(r"^\| DP \| [Dd]ata parallelism( \(en\))? \|", page, re.MULTILINE)
    assert "Data parallelism (DP) gave" in page
