"""Do `trends` and `stories` tell how things moved, to people in both languages and to programs?"""

import csv
import io
import json
import re
import shutil
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from analysis.analyse import analyse
from db.models import Outcome, Post, Sighting, State, Story, Trend
from db.store import Store
from reports.words import page_words
from unjargon.cli import main
from unjargon.looking.stories import history_as_text, history_of
from unjargon.looking.trends import as_blocks, moved_row, trends_of
from unjargon.settings import Settings

Run = Callable[..., Any]
START = datetime(2026, 11, 22, 6, tzinfo=UTC)
RANKS = {  # by look, one a day; 0: not on the list
    "steady": (1, 1, 1, 1),
    "up": (0, 9, 7, 2),
    "down": (2, 2, 2, 3),
    "back": (4, 4, 0, 5),
    "new": (0, 0, 0, 4),
    "gone": (3, 3, 3, 0),
}


def day(number: float) -> datetime:
    return START + timedelta(days=number)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store whose source was looked at on four days, and another that was gone for a week before."""
    posts = [
        Post(source="list", external_id=name, thread=name, title=f"All of {name}", text=f"All of {name}", **at(ranks))
        for name, ranks in RANKS.items()
    ]
    seen = [
        Sighting(source="list", trend=name, rank=rank, seen_at=day(look))
        for name, ranks in RANKS.items()
        for look, rank in enumerate(ranks)
        if rank
    ]
    week = [Sighting(source="slow", trend="x", rank=rank, seen_at=day(at)) for at, rank in ((-6, 8), (1, 2))]
    posts.append(Post(source="slow", external_id="x", thread="x", text="\x1b[31mSlow\u202e <b>|", collected_at=day(-6)))
    keys = {(post.source, post.external_id): post.text for post in posts}
    trends = [Trend(source=source, external_id=name, title=title) for (source, name), title in keys.items()]
    path = tmp_path_factory.mktemp("four") / "days.db"
    with Store.open(path) as store:
        store.add(posts, trends, [*seen, *week])
        store.record(Outcome(source="slow", at=day(2), state=State.UNREACHABLE))
        analyse(store, names=False)
        members = (("list", "down"), ("slow", "x"), ("list", "up"))
        story = Story(id="both", title="Both lists", members=members, first_seen=day(-6), last_seen=day(3))
        store.save_stories([*store.all_stories(), story])
    return path


@pytest.fixture
def four_days(original: Path, here: Path) -> Path:
    """A copy of it, which commands use here."""
    return Path(shutil.copyfile(original, here / "unjargon.db"))


def at(ranks: tuple[int, ...]) -> dict[str, datetime]:
    return {"collected_at": day(next(look for look, rank in enumerate(ranks) if rank))}


def rows(run: Run, *arguments: str) -> list[dict[str, Any]]:
    ran = run(*arguments, "--format", "json")
    assert (ran.status, ran.err) == (0, "")
    found: list[dict[str, Any]] = json.loads(ran.out)
    return found


# --- trends ---


@pytest.mark.usefixtures("four_days")
def test_trends_are_the_latest_lists_and_how_each_has_moved(run: Run) -> None:
    found = {(row["rank"], row["status"]) for row in rows(run, "trends") if row["source"] == "list"}
    assert found == {(1, "steady"), (2, "up"), (3, "down"), (5, "back"), (4, "new")}


@pytest.mark.usefixtures("four_days")
def test_a_source_that_was_gone_for_a_week_has_its_own_latest_look(run: Run) -> None:
    [slow] = [row for row in rows(run, "trends") if row["source"] == "slow"]
    assert (slow["rank"], slow["status"], slow["before"], slow["seen_at"]) == (2, "up", 8, "2026-11-23T06:00:00Z")
    assert (slow["share"], slow["velocity"], slow["away"]) == (1, None, 0)


@pytest.mark.usefixtures("four_days")
def test_the_numbers_of_a_trend(run: Run) -> None:
    [up] = [row for row in rows(run, "trends") if row["title"] == "All of up"]
    assert (up["ranks"], up["before"], up["peak"], up["looks"], up["listed"]) == ([9, 7, 2], 7, 2, 3, True)
    assert up["velocity"] == pytest.approx(5 / 24, abs=0.001)
    assert up["history"] == "▁▃█"
    assert up["story"] == "both"
    assert up["first_seen"] == "2026-11-23T06:00:00Z"


@pytest.mark.usefixtures("four_days")
@pytest.mark.parametrize(
    ("since", "expected"),
    [
        ("2026-11-25", {"steady": "steady", "up": "up", "down": "down", "back": "back", "new": "new"}),
        ("30h", {"steady": "steady", "up": "up", "down": "down", "back": "back", "new": "new", "gone": "steady"}),
        (
            "2026-11-23",
            {"steady": "steady", "up": "new", "down": "down", "back": "back", "new": "new", "gone": "steady"},
        ),
        ("90d", dict.fromkeys(RANKS, "new")),
    ],
)
def test_since_is_the_window_that_is_judged(run: Run, since: str, expected: dict[str, str]) -> None:
    found = rows(run, "trends", "--since", since)
    named = {row["title"].split()[-1]: row["status"] for row in found if row["source"] == "list"}
    assert named == expected


@pytest.mark.usefixtures("four_days")
def test_rising_is_what_gained_most_first(run: Run) -> None:
    found = [(row["source"], row["status"], row["rank"]) for row in rows(run, "trends", "--rising")]
    assert found == [("list", "new", 4), ("slow", "up", 2), ("list", "up", 2), ("list", "back", 5)]


@pytest.mark.usefixtures("four_days")
@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        (1, [("list", 1)]),
        (2, [("list", 1), ("slow", 2)]),
        (3, [("list", 1), ("list", 2), ("slow", 2)]),
        (5, [("list", 1), ("list", 2), ("list", 3), ("list", 4), ("slow", 2)]),
    ],
)
def test_a_limit_keeps_the_best_ranks_of_every_list_and_says_that_there_are_more(
    run: Run, limit: int, expected: list[tuple[str, int]]
) -> None:
    ran = run("trends", "--limit", str(limit), "--format", "json")
    assert [(row["source"], row["rank"]) for row in json.loads(ran.out)] == expected
    assert ran.err == f"only {limit} of 6 trends are shown; for more: --limit\n"


@pytest.mark.usefixtures("four_days")
def test_of_what_rises_a_limit_keeps_what_gained_most(run: Run) -> None:
    ran = run("trends", "--rising", "--limit", "2", "--format", "json")
    assert [(row["source"], row["status"]) for row in json.loads(ran.out)] == [("list", "new"), ("slow", "up")]
    assert "only 2 of 4 trends are shown" in ran.err


def test_days_are_days_of_the_time_zone(run: Run, four_days: Path, here: Path) -> None:
    assert four_days.exists()
    (here / "unjargon.toml").write_text('timezone = "Pacific/Auckland"')  # where the last look was at 19:00
    assert rows(run, "trends", "--since", "2026-11-26") == []
    assert len(rows(run, "trends", "--since", "2026-11-25")) == 5


@pytest.mark.usefixtures("four_days")
@pytest.mark.parametrize("since", ["", "yesterday", "2026-13-01", "-5h", "0m", "9999d", "9" * 40, "2026-11-24T06:00"])
def test_what_is_no_time_is_wrong_usage(run: Run, since: str) -> None:
    ran = run("trends", f"--since={since}")
    assert (ran.status, ran.out) == (2, "")
    assert "neither a day nor a length of time; write it as in 2026-11-24, 24h or 7d" in ran.err


def test_a_store_without_lists_has_no_trends(run: Run) -> None:
    run("define", "QFBS", "batch scheduling")
    assert rows(run, "trends") == []
    assert rows(run, "trends", "--rising", "--since", "24h") == []
    assert run("trends").status == 0


@pytest.mark.usefixtures("four_days")
def test_people_read_it_in_their_language(run: Run) -> None:
    english = run("trends").out
    assert english.splitlines()[0].split() == "source rank status history title first seen last seen story".split()
    spanish = run("trends", "--lang", "es").out
    assert spanish.splitlines()[0].split() == "fuente puesto estado evolución título desde última vez historia".split()
    assert "vuelve" in spanish
    assert run("trends", "--lang", "es", "--format", "md").out.startswith("| fuente | puesto |")
    assert len({run("trends", "--lang", lang, "--format", "csv").out for lang in ("en", "es")}) == 1


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("wide", [20, 40, 71])
def test_a_narrow_terminal_has_lines_that_fit(four_days: Path, language: str, wide: int) -> None:
    with Store.open(four_days) as store:
        found = [moved_row(each) for each in trends_of(store, Settings())]
    text = as_blocks(found, page_words(language), wide)
    assert max(map(len, text.splitlines())) <= wide
    assert not {"\x1b", "\u202e"} & set(text)
    assert page_words(language).say("back") in text


class Screen(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.usefixtures("four_days")
@pytest.mark.parametrize("columns", [30, 80, 200])
def test_on_a_terminal_nothing_is_wider_than_it(monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    with redirect_stdout(Screen()) as screen, pytest.raises(SystemExit) as ended:
        main(["trends"])
    lines = re.sub(r"\x1b\[[0-9;]*m", "", screen.getvalue()).splitlines()
    assert ended.value.code == 0
    assert max(map(len, lines)) <= columns
    assert ("status" in lines[0], "first seen" in lines[0]) == (columns >= 72, columns >= 100)


# --- stories ---


@pytest.mark.usefixtures("four_days")
def test_the_history_of_a_story_for_programs(run: Run) -> None:
    [found] = rows(run, "stories", "both")
    assert (found["first_seen"], found["last_seen"]) == ("2026-11-16T06:00:00Z", "2026-11-25T06:00:00Z")
    assert (found["day"], found["status"], found["place"]) == ("2026-11-25", "steady", 1)
    assert found["why"] == "2 sources, still #2"
    assert [(each["source"], each["ranks"]) for each in found["ranks"]] == [("list", [2, 2, 2, 2]), ("slow", [8, 2])]
    assert [each["rank"] for each in found["sightings"]] == [8, 2, 2, 9, 2, 2, 7, 2, 3]
    assert {each["thread"]: each["posts"] for each in found["posts"]} == {"down": 1, "x": 1, "up": 1}
    timeline = list(csv.DictReader(io.StringIO(run("stories", "both", "--format", "csv").out)))
    assert [int(each["rank"]) for each in timeline] == [each["rank"] for each in found["sightings"]]
    assert run("stories", "both", "--format", "md").out.startswith("| seen_at | source | rank | volume | title |")


@pytest.mark.usefixtures("four_days")
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["in the digest of 2026-11-25: 2 sources, still #2", "Ranks", "up from #8", "Posts"]),
        ("es", ["en el resumen del 2026-11-25: 2 fuentes, sigue en el n.º 2", "Puestos", "sube desde el n.º 8"]),
    ],
)
def test_the_history_of_a_story_for_people(run: Run, language: str, said: list[str]) -> None:
    ran = run("stories", "both", "--lang", language)
    assert (ran.status, ran.err) == (0, "")
    assert [part for part in said if part not in ran.out] == []
    assert not {"\x1b", "\u202e"} & set(ran.out)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_story_fits_a_narrow_terminal(four_days: Path, language: str) -> None:
    with Store.open(four_days) as store:
        text = history_as_text(history_of(store, "both", Settings(language=language)), 40)
    assert max(map(len, text.splitlines())) <= 40


@pytest.mark.usefixtures("store")
def test_every_story_of_the_list_can_be_told(run: Run) -> None:
    listed = rows(run, "stories", "--limit", "1000")
    for row in [*listed[:3], max(listed, key=lambda row: row["sources"])]:
        assert run("stories", row["id"]).status == 0
    [found] = rows(run, "stories", row["id"], "--lang", "es")
    assert "acronym" in {entry["kind"] for entry in found["terms"]}
    assert len({each["source"] for each in found["posts"]}) == row["sources"]


@pytest.mark.usefixtures("four_days")
@pytest.mark.parametrize("name", ["", "nope", "BOTH", "\x1b[31m", "' OR 1=1 --", "a" * 10_000])
def test_a_story_that_is_none_is_said_to_be_none(run: Run, name: str) -> None:
    ran = run("stories", "--", name)
    assert (ran.status, ran.out) == (1, "")
    assert "in the store; which there are: unjargon stories" in ran.err
    assert "\x1b" not in ran.err
