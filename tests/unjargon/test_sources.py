"""Is it told how each source stands, what is the matter with it, and what to send with a report?"""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

Run = Callable[..., Any]
GITHUB = "https://github.com/trending"
GOOD = """<!DOCTYPE html><html><body><article class="Box-row"><h2><a href="/faro-labs/lantern">lantern</a></h2>
<p>A lamp that explains itself</p><span class="float-sm-right">12 stars today</span></article></body></html>"""
CHANGED = GOOD.replace("Box-row", "Row")


class Answered(NamedTuple):
    """What a server answered, and when."""

    at: str
    url: str
    body: str = ""
    status: int = 200


Record = Callable[[Sequence[Answered]], Path]


@pytest.fixture
def record(here: Path) -> Record:
    """Writes a recording of these answers, and returns its folder."""

    def write(answers: Sequence[Answered]) -> Path:
        folder = here / "recorded"
        folder.mkdir(exist_ok=True)
        lines = []
        for number, (at, url, body, status) in enumerate(answers):
            (folder / f"{number}.body").write_text(body)
            lines.append({"at": at, "url": url, "status": status, "headers": {}, "file": f"{number}.body"})
        (folder / "recording.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
        return folder

    return write


# --- a page whose markup changed -------------------------------------------------------------------------------------


def test_the_page_whose_markup_changed_is_printed_for_a_report_until_the_source_answers(
    run: Run, record: Record
) -> None:
    folder = record([Answered("2026-11-22T06:00:00Z", GITHUB, CHANGED)])
    ran = run("collect", "github", "--replay", str(folder))
    assert ran.status == 1
    assert "github: markup changed: https://github.com/trending has no article.Box-row, or is another page" in ran.err
    assert "its page is kept: unjargon sources --page github" in ran.err
    assert run("sources", "--page", "github") == (0, CHANGED, "")
    record([Answered("2026-11-23T06:00:00Z", GITHUB, GOOD)])
    assert run("collect", "github", "--replay", str(folder)).status == 0
    assert run("sources", "--page", "github").status == 1


@pytest.mark.parametrize("source", ["hackernews", "no source at all", ""])
def test_where_no_page_is_kept_a_sentence_says_so(run: Run, source: str) -> None:
    ran = run("sources", "--page", source)
    assert (ran.status, ran.out) == (1, "")
    assert f"no page of {source!r} is kept" in ran.err
