"""Is it told how each source stands, what is the matter with it, and what to send with a report?"""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from reports.words import page_words
from unjargon.day.conditions import Condition, Stand
from unjargon.looking.sources import KnownSource, state_in_words

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


# --- how each stands -------------------------------------------------------------------------------------------------

FEED = "https://kestrel.example/rss"
SOURCE = f"feed:{FEED}"
ITEM = """<item><title>A quiet fan</title><link>https://kestrel.example/{0}</link><guid>https://kestrel.example/{0}</guid>
<description>The GPU no longer howls at night.</description></item>"""


def rss(*numbers: int) -> str:
    """A feed with these items."""
    items = "".join(map(ITEM.format, numbers))
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Kestrel</title>{items}</channel></rss>'


def on(day: int, body: str = "", status: int = 200, url: str = FEED) -> Answered:
    return Answered(f"2026-11-{day:02}T06:00:00Z", url, body, status)


def standing(run: Run, source: str = SOURCE) -> dict[str, Any]:
    rows = {row["name"]: row for row in json.loads(run("sources", "--format", "json").out)}
    found: dict[str, Any] = rows[source]
    return found


@pytest.mark.parametrize(
    ("answers", "stands", "said"),
    [
        ([on(1, rss(1, 2)), on(2, rss(2, 3))], ("fresh", None), "fresh "),
        ([on(1, rss(1)), on(2, rss())], ("stale", "2026-11-01T06:00:00Z"), "stale since 2026-11-01"),
        ([on(1, rss(1)), on(2, rss()), on(3, rss())], ("stale", "2026-11-01T06:00:00Z"), "stale since 2026-11-01"),
        ([on(1, rss()), on(2, rss())], ("stale", None), "stale: has given nothing so far"),
        ([on(1, rss(1)), on(29, rss(1))], ("fresh", None), "fresh "),
        ([on(1, rss(1)), on(30, rss(1))], ("stale", "2026-11-01T06:00:00Z"), "stale since 2026-11-01"),
        ([on(1, rss(1)), on(30, status=304)], ("stale", "2026-11-01T06:00:00Z"), "stale since 2026-11-01"),
        ([on(1, rss(1)), on(2, status=403)], ("refused", "2026-11-02T06:00:00Z"), "refused since 2026-11-02"),
        ([on(1, status=500), on(2, status=500)], ("failed", "2026-11-01T06:00:00Z"), "failed since 2026-11-01"),
        ([on(1, "<html>")], ("broken", "2026-11-01T06:00:00Z"), "broken: cannot be read"),
    ],
)
def test_a_source_stands_by_what_came_of_asking_it(
    run: Run, record: Record, answers: list[Answered], stands: tuple[str, str | None], said: str
) -> None:
    run("collect", SOURCE, "--replay", str(record(answers)))
    found = standing(run)
    assert (found["state"], found["since"]) == stands
    assert found["enabled"] is False
    [line] = [line for line in run("sources").out.splitlines() if line.startswith(SOURCE)]
    assert said in line


def test_a_source_that_asked_to_wait_says_until_when(run: Run, record: Record) -> None:
    folder = record([on(1, status=429)])
    lines = (folder / "recording.jsonl").read_text().replace('"headers": {}', '"headers": {"retry-after": "13200"}')
    (folder / "recording.jsonl").write_text(lines)
    run("collect", SOURCE, "--replay", str(folder))
    assert (standing(run)["state"], standing(run)["until"]) == ("asked to wait", "2026-11-01T09:40:00Z")
    assert "asked to wait until 2026-11-01 09:40, which is over" in run("sources").out
    assert "pidió esperar hasta 2026-11-01 09:40; ya pasó" in run("sources", "--lang", "es").out


@pytest.mark.parametrize(
    ("until", "language", "expected"),
    [
        (datetime(2026, 11, 24, 9, 40, tzinfo=UTC), "en", "asked to wait until 09:40"),
        (datetime(2026, 11, 25, 9, 40, tzinfo=UTC), "es", "pide esperar hasta 2026-11-25 09:40"),
        (datetime(2026, 11, 24, 5, 40, tzinfo=UTC), "es", "pidió esperar hasta 05:40; ya pasó"),
    ],
)
def test_a_wait_is_said_with_its_day_where_that_is_another(until: datetime, language: str, expected: str) -> None:
    found = KnownSource("bluesky", True, Stand(Condition.WAIT, until, until))
    assert state_in_words(found, page_words(language), datetime(2026, 11, 24, 6, tzinfo=UTC)) == expected


def test_a_page_whose_markup_changed_breaks_its_source(run: Run, record: Record) -> None:
    run("collect", "github", "--replay", str(record([on(1, CHANGED, url=GITHUB)])))
    assert (standing(run, "github")["state"], standing(run, "github")["last_success"]) == ("broken", None)
    ran = run("sources")
    assert "broken: markup changed" in ran.out
    assert "github: markup changed: https://github.com/trending has no article.Box-row" in ran.err
    assert "no se puede leer: su página cambió" in run("sources", "--lang", "es").out


def test_the_settings_say_how_long_a_list_may_stay_the_same(run: Run, record: Record, here: Path) -> None:
    run("collect", SOURCE, "--replay", str(record([on(1, rss(1)), on(10, rss(1))])))
    assert standing(run)["state"] == "fresh"
    (here / "unjargon.toml").write_text(f'sources = [{{ name = "{SOURCE}", unchanged = "7d" }}]')
    assert (standing(run)["state"], standing(run)["enabled"]) == ("stale", True)


def test_items_per_run_are_the_mean(run: Run, record: Record) -> None:
    run("collect", SOURCE, "--replay", str(record([on(1, rss(1, 2)), on(2, rss(3)), on(3, status=500), on(4, rss())])))
    assert standing(run)["items_per_run"] == 1.0


def test_what_was_never_asked_and_what_is_off_stand_so(run: Run, here: Path) -> None:
    (here / "unjargon.toml").write_text('sources = ["bluesky"]')
    assert (standing(run, "bluesky")["state"], standing(run, "telegram")["state"]) == ("never asked", "off")
    assert "sin consultar" in run("sources", "--lang", "es").out


# --- on a page -------------------------------------------------------------------------------------------------------


def header(run: Run, day: int, language: str = "en") -> str:
    lines: list[str] = run("digest", "--date", f"2026-11-{day:02}", "--lang", language).out.splitlines()
    return lines[2]


def test_the_page_names_what_is_stale_and_an_earlier_page_does_not(run: Run, record: Record) -> None:
    other = "feed:https://wren.example/rss"
    wren = other.removeprefix("feed:")
    answers = [on(20, rss(1)), on(20, rss(1, 2), url=wren), on(21, rss()), on(21, rss(3), url=wren)]
    run("collect", SOURCE, other, "--replay", str(record(answers)))
    run("analyse")
    assert header(run, 21).endswith("2 of 2 sources answered · stale: `kestrel.example` since 20 November")
    assert header(run, 21, "es").endswith("2 de 2 fuentes · sin novedades: `kestrel.example` desde el 20 de noviembre")
    assert header(run, 20).endswith("2 of 2 sources answered")
    assert "answered" not in header(run, 22), "nobody was asked on that day"


def test_the_page_names_what_never_gave_anything(run: Run, record: Record) -> None:
    run("collect", SOURCE, "--replay", str(record([on(20, rss()), on(21, rss())])))
    assert header(run, 21).endswith("1 of 1 sources answered · stale: `kestrel.example` with nothing so far")


# --- a file that the reader keeps ------------------------------------------------------------------------------------


def test_a_file_that_is_kept_is_on_the_page_by_its_name_alone(run: Run, here: Path) -> None:
    (here / "notes").mkdir()
    (here / "notes" / "links.txt").write_text("#\nLumen Coop builds farms in the fjords\n", encoding="utf-8")
    (here / "unjargon.toml").write_text('sources = ["file:notes/links.txt"]')
    assert run("collect").status == 0
    assert "file:notes/links.txt: not modified" in run("collect").err
    run("analyse")
    printed = run("digest").out
    assert "File (`links.txt`) #1" in printed
    assert "notes/links.txt" not in printed
    assert "Archivo (`links.txt`) n.º 1" in run("digest", "--lang", "es").out
    assert standing(run, "file:notes/links.txt")["state"] == "fresh"


def test_a_file_that_may_not_be_read_is_said_to_be(run: Run, here: Path, read_only: Callable[..., None]) -> None:
    (here / "links.txt").write_text("words")
    (here / "links.txt").chmod(0)
    ran = run("collect", "file:links.txt")
    assert ran.status == 1
    assert "file:links.txt: refused: links.txt may not be read; check its permissions" in ran.err
