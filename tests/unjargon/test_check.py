"""Does `unjargon check` name what a page leaves unexplained, where it stands, and nothing else?"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


def test_file_line_and_column_of_the_first_mention_of_each(run: Run, here: Path) -> None:
    (here / "a.md").write_text(
        "# Fine\n\nThe ñandú 😀 uses DP and DP, on a `TPU`.\nAnd on a **QZX**.\n", encoding="utf-8"
    )
    ran = run("check", "a.md")
    assert ran.status == 1
    assert ran.out.splitlines() == ["a.md:3:18: DP is not explained", "a.md:4:12: QZX is not explained"]
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
    (here / "a.md").write_text("On DP.")
    (here / "fine.md").write_text("Nothing.")
    ran = run("check", "missing.md", ".", "bytes.md", "x" * 5000, "a.md", "fine.md")
    assert ran.status == 1
    assert ran.out == "a.md:1:4: DP is not explained\n"
    said = ran.err.splitlines()
    assert said[0] == "missing.md: cannot be read: No such file or directory; check the path"
    assert said[1] == ".: cannot be read: Is a directory; check the path"
    assert said[2] == "bytes.md: is no text in UTF-8 (byte 3); save it as UTF-8"
    assert said[3].endswith("File name too long; check the path")
    assert len(said) == 4


def test_lines_are_counted_as_editors_count_them(run: Run, here: Path) -> None:
    (here / "a.md").write_bytes(b"\xef\xbb\xbfOne.\r\n\r\nOn DP.\r\n")
    assert run("check", "a.md").out == "a.md:3:4: DP is not explained\n"


def test_no_file_is_wrong_usage(run: Run) -> None:
    ran = run("check")
    assert ran.status == 2
    assert "FILE" in ran.err
