"""Does `unjargon check` name what a page leaves unexplained, where it stands, and nothing else?"""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from analysis.explaining.contract import Unexplained
from unjargon.explaining.check import Finding, as_github

Run = Callable[..., Any]
ROOT = Path(__file__).resolve().parents[3]
UNKNOWN = "QZX is not explained, and no meaning of it is known; write it out, or allow it: <!-- unjargon: allow QZX -->"


def test_file_line_and_column_of_the_first_mention_of_each(run: Run, here: Path) -> None:
    (here / "a.md").write_text(
        "# Fine\n\nThe ñandú 😀 uses DP and DP, on a `TPU`.\nAnd on a **QZX**.\n", encoding="utf-8"
    )
    ran = run("check", "a.md")
    assert ran.status == 1
    first, second = ran.out.splitlines()
    assert first.startswith("a.md:3:18: DP is not explained; write DP [")
    assert first.count(" or DP [") == 2
    assert second == f"a.md:4:12: {UNKNOWN}"
    assert ran.err == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "No such words here.",
        "DP (data parallelism) is fast.",
        "Data parallelism (DP) is fast, says DP.",
        "> so DP [data parallelism] it is",
        "DP\n\n| term | spelled out |\n|---|---|\n| DP | data parallelism |\n",
        "DP\n\n| Término | significado |\n|---|---|\n| DP | desconocido |\n",
        "`DP`, [a link](https://example.org/DP) and $DPX",
        "<!-- unjargon: allow DP -->\nDP",
    ],
)
def test_what_is_explained_is_fine(run: Run, here: Path, text: str) -> None:
    (here / "a.md").write_text(text)
    assert run("check", "a.md") == (0, "", "")


def test_a_file_that_cannot_be_read_does_not_keep_the_others_from_it(run: Run, here: Path) -> None:
    (here / "bytes.md").write_bytes(b"DP \xff")
    (here / "binary.md").write_bytes(b"DP \x00\x01")
    (here / "utf16.md").write_bytes("On DP.".encode("utf-16"))
    (here / "huge.md").write_bytes(b"DP " * 4_000_000)
    (here / "a.md").write_text("On QZX.")
    (here / "fine.md").write_text("Nothing.")
    names = (
        "missing.md",
        "bytes.md",
        "binary.md",
        "utf16.md",
        "huge.md",
        "x" * 5000,
        "a\0b",
        "no*.md",
        "a.md",
        "fine.md",
    )
    ran = run("check", *names)
    assert (ran.status, ran.out) == (1, f"a.md:1:4: {UNKNOWN}\n")
    said = ran.err.splitlines()
    assert said[0] == "missing.md: cannot be read: No such file or directory; check the path"
    assert said[1] == "bytes.md: is no text in UTF-8 (byte 3); save it as UTF-8"
    assert said[2] == "binary.md: is no text but binary data; leave it out"
    assert said[3] == "utf16.md: is no text in UTF-8 (byte 0); save it as UTF-8"
    assert said[4] == "huge.md: is larger than 10 MB, which no document is; split it, or leave it out"
    assert said[5].endswith("File name too long; check the path")
    assert said[6] == "a b: cannot be read: embedded null byte; check the path"
    assert said[7] == "no*.md: no file fits this pattern; check it, and the folder that you are in"
    assert len(said) == 8


def test_lines_are_counted_as_editors_count_them(run: Run, here: Path) -> None:
    (here / "a.md").write_bytes(b"\xef\xbb\xbfOne.\r\n\r\nOn QZX.\r\n")
    assert run("check", "a.md").out == f"a.md:3:4: {UNKNOWN}\n"


def test_no_file_is_wrong_usage(run: Run) -> None:
    ran = run("check")
    assert ran.status == 2
    assert "FILE" in ran.err


# --- which files ---


@pytest.fixture
def tree(here: Path) -> Path:
    """A project's documents, each with an acronym of its own."""
    names = (
        "b.md a.md notes.txt docs/z.markdown docs/old/y.md docs/old/deep/x.MD .git/w.md node_modules/p/v.md env/u.md"
    )
    for number, name in enumerate(names.split()):
        path = here / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"On QZX and QX{number}Q.")
    (here / "env" / "pyvenv.cfg").write_text("")
    return here


def checked(run: Run, *names: str) -> list[str]:
    """The files that something was found in, in the order of the findings."""
    return list(dict.fromkeys(line.partition(":")[0] for line in run("check", *names).out.splitlines()))


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["."], ["a.md", "b.md", "docs/z.markdown", "docs/old/y.md", "docs/old/deep/x.MD"]),
        (["docs"], ["docs/z.markdown", "docs/old/y.md", "docs/old/deep/x.MD"]),
        (["*.md"], ["a.md", "b.md"]),
        (["docs/**/*.md"], ["docs/old/y.md"]),
        (["d*"], ["docs/z.markdown", "docs/old/y.md", "docs/old/deep/x.MD"]),
        (["b.md", ".", "a.md"], ["b.md", "a.md", "docs/z.markdown", "docs/old/y.md", "docs/old/deep/x.MD"]),
        (["notes.txt", ".git/w.md"], ["notes.txt", ".git/w.md"]),
    ],
)
@pytest.mark.usefixtures("tree")
def test_folders_and_patterns(run: Run, names: list[str], expected: list[str]) -> None:
    assert checked(run, *names) == expected


def test_a_file_whose_name_is_a_pattern(run: Run, here: Path) -> None:
    (here / "a[1].md").write_text("On QZX.")
    assert run("check", "a[1].md").out == f"a[1].md:1:4: {UNKNOWN}\n"


def test_a_folder_without_documents_is_said_and_fine(run: Run, here: Path) -> None:
    (here / "empty").mkdir()
    assert run("check", "empty") == (0, "", "empty: holds no Markdown file (.md, .markdown)\n")


def test_what_is_typed(run: Run) -> None:
    ran = run("check", "-", given=b"Los GPU y QZX de la casa")
    assert ran.status == 1
    first, second = ran.out.splitlines()
    assert first.startswith("-:1:5: GPU is not explained; write GPU [unidades de procesamiento ")
    assert second == f"-:1:11: {UNKNOWN}"


# --- what is allowed and left out ---


@pytest.mark.parametrize(
    ("exclude", "left"),
    [
        (["docs"], ["a.md", "b.md"]),
        (["docs/old/"], ["a.md", "b.md", "docs/z.markdown"]),
        (["./docs/old/*"], ["a.md", "b.md", "docs/z.markdown"]),
        (["*.md", "**/*.MD"], ["docs/z.markdown"]),
        (["old", "b.md"], ["a.md", "docs/z.markdown"]),
        (["**/a.md"], ["b.md", "docs/z.markdown", "docs/old/y.md", "docs/old/deep/x.MD"]),
    ],
)
def test_files_that_the_project_leaves_out(run: Run, tree: Path, exclude: list[str], left: list[str]) -> None:
    (tree / "unjargon.toml").write_text(f"[check]\nexclude = {exclude}\n")
    assert checked(run, ".") == left
    assert checked(run, str(tree)) == [str(tree / name) for name in left]


def test_a_file_that_is_named_and_left_out_is_left_out(run: Run, tree: Path) -> None:
    (tree / "unjargon.toml").write_text('[check]\nexclude = ["docs"]\n')
    assert run("check", "docs/old/y.md") == (0, "", "")


def test_acronyms_that_the_project_allows(run: Run, here: Path) -> None:
    (here / "unjargon.toml").write_text('[check]\nallow = ["QZX", "ACME"]\n')
    (here / "a.md").write_text("On QZX, QZXs and ACME.")
    assert run("check", "a.md") == (0, "", "")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[check\n", "are not TOML"),
        ("[check]\nallowed = []\n", "there is no setting 'check.allowed'"),
        ('[check]\nallow = "QZX"\n', "check.allow: Input should be a valid tuple"),
        ("language = 7\n", "language: Input should be 'en' or 'es'"),
    ],
)
def test_broken_settings_are_said_and_the_files_are_checked(run: Run, here: Path, content: str, said: str) -> None:
    (here / "unjargon.toml").write_text(content)
    (here / "a.md").write_text("On QZX.")
    ran = run("check", "a.md")
    assert (ran.status, ran.out) == (2, f"a.md:1:4: {UNKNOWN}\n")
    assert said in ran.err
    assert ran.err.endswith("; the files are checked without them\n")


# --- formats ---


def test_json(run: Run, here: Path) -> None:
    (here / "a.md").write_text("The GPUs on\n**QZX**.")
    ran = run("check", "--format", "json", "a.md", "missing.md")
    assert ran.status == 1
    common = {"file": "a.md", "language": "en"}
    assert json.loads(ran.out) == [
        {
            **common,
            "line": 1,
            "column": 5,
            "acronym": "GPUs",
            "suggestions": ["GPUs [graphics processing units]"],
            "message": "GPUs is not explained; write GPUs [graphics processing units]",
        },
        {**common, "line": 2, "column": 3, "acronym": "QZX", "suggestions": [], "message": UNKNOWN},
    ]
    documented = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8").partition("## What `check` finds")[2]
    assert {key for row in json.loads(ran.out) for key in row if f"`{key}`" not in documented} == set()


def test_json_of_nothing_is_an_empty_list(run: Run, here: Path) -> None:
    (here / "a.md").write_text("Nothing.")
    assert run("check", "--format", "json", "a.md") == (0, "[]\n", "")


def test_workflow_commands(run: Run, here: Path) -> None:
    name = "100%, a:b\n.md"
    (here / name).write_text("On QZX.")
    ran = run("check", "--format", "github", name)
    place = "file=100%25%2C a%3Ab%0A.md,line=1,col=4,title=Unexplained acronym"
    assert (ran.status, ran.out) == (1, f"::error {place}::{UNKNOWN}\n")


def test_a_message_is_escaped_as_the_runner_reads_it() -> None:
    found = Unexplained("QZX", "QZX", 0, 3, 1, 1, ("QZX [100% of x:\r\n, y]",))
    command = as_github(Finding("a.md", "en", found))
    assert command.endswith("::QZX is not explained; write QZX [100%25 of x:%0D%0A, y]")


def test_no_name_of_a_file_begins_a_line_of_its_own(run: Run, here: Path) -> None:
    name = "a\n::error::b\x1b[2J.md"
    (here / name).write_text("On QZX.")
    assert run("check", name).out == f"a ::error::b [2J.md:1:4: {UNKNOWN}\n"


# --- where it is used ---

# https://pre-commit.com/#creating-new-hooks
KEYS = set(
    "id name entry language files exclude types types_or exclude_types always_run fail_fast verbose pass_filenames"
    " require_serial description language_version minimum_pre_commit_version args stages".split()
)


def test_the_hook_is_one_that_pre_commit_knows(run: Run, here: Path) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert set(hook) <= KEYS
    assert (hook["id"], hook["language"], hook["types"]) == ("unjargon", "python", ["markdown"])
    program, *arguments = hook["entry"].split()
    assert program in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    (here / "a.md").write_text("On QZX.")
    assert run(*arguments, "a.md").out == f"a.md:1:4: {UNKNOWN}\n"


def test_what_the_project_says_of_itself_passes(run: Run) -> None:
    assert run("check", *(str(ROOT / name) for name in ("README.md", "CHANGELOG.md", "docs"))) == (0, "", "")
