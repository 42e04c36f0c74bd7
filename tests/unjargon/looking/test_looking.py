"""Can people and programs look at what the store holds, and change nothing?"""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from collector.sources import SOURCES
from db.views import PUBLIC_VIEWS

Run = Callable[..., Any]
TABLES = (
    ("trends", "--limit", "1000"),
    ("trends", "--since", "7d", "--limit", "1000"),
    ("trends", "--rising"),
    ("stories",),
    ("threads",),
    ("sources",),
    ("status",),
    ("search", "GPU"),
    ("query", "SELECT source, title, score FROM posts"),
    ("doctor", "--offline"),
)


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("command", TABLES, ids=" ".join)
class TestEveryTable:
    """Is a table the same in every format?"""

    def test_as_json(self, run: Run, command: tuple[str, ...]) -> None:
        ran = run(*command, "--format", "json")
        assert (ran.status, ran.err) == (0, "")
        rows = json.loads(ran.out)
        assert rows
        assert all(row.keys() == rows[0].keys() for row in rows)

    def test_as_csv_and_markdown_with_as_many_rows(self, run: Run, command: tuple[str, ...]) -> None:
        rows = json.loads(run(*command, "--format", "json").out)
        head, *records = csv.reader(io.StringIO(run(*command, "--format", "csv").out))
        assert head == list(rows[0])[: len(head)]  # lists within a row are in JSON only
        assert len(records) == len(rows)
        markdown = run(*command, "--format", "md").out.splitlines()
        assert len(markdown) == len(rows) + 2
        assert all(line.startswith("| ") and line.endswith(" |") for line in markdown)

    def test_as_a_table_of_whole_lines(self, run: Run, command: tuple[str, ...]) -> None:
        rows = json.loads(run(*command, "--format", "json").out)
        lines = run(*command).out.splitlines()
        assert len(lines) == len(rows) + 1
        assert lines[0].split()[0] == next(iter(rows[0])).split("_")[0]
        assert all(line.isprintable() for line in lines)

    def test_in_any_encoding(self, run: Run, command: tuple[str, ...]) -> None:
        plain = run(*command, "--format", "json", encoding="ascii")
        assert plain.status == 0
        assert json.loads(plain.out) == json.loads(run(*command, "--format", "json").out)
        assert run(*command, encoding="ascii").status == 0


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("command", [("trends",), ("stories",), ("threads",), ("search", "the")])
def test_a_limit_is_kept(run: Run, command: tuple[str, ...]) -> None:
    assert len(json.loads(run(*command, "--limit", "3", "--format", "json").out)) == 3
    for limit in ("0", "-1", "many", "9" * 30):
        ran = run(*command, "--limit", limit)
        assert (ran.status, ran.out) == (2, "")
        assert "--limit" in ran.err


@pytest.mark.usefixtures("store")
def test_trends_are_those_of_the_last_look(run: Run) -> None:
    rows = json.loads(run("trends", "--limit", "1000", "--format", "json").out)
    for source in {row["source"] for row in rows}:
        mine = [row for row in rows if row["source"] == source]
        assert len({row["seen_at"] for row in mine}) == 1
        assert [row["rank"] for row in mine] == sorted(row["rank"] for row in mine)


@pytest.mark.usefixtures("store")
def test_threads_are_newest_first(run: Run) -> None:
    times = [row["started_at"] for row in json.loads(run("threads", "--format", "json").out) if row["started_at"]]
    assert times == sorted(times, reverse=True)


@pytest.mark.usefixtures("store")
def test_status_counts_the_public_views(run: Run) -> None:
    rows = json.loads(run("status", "--format", "json").out)
    assert [row["what"] for row in rows] == list(PUBLIC_VIEWS)
    for row in rows:
        [found] = json.loads(run("query", f"SELECT count(*) AS n FROM {row['what']}", "--format", "json").out)
        assert found["n"] == row["count"] > 0


def test_sources_have_a_row_for_every_kind(run: Run, here: Path) -> None:
    (here / "unjargon.toml").write_text('sources = ["hackernews:best", "wikipedia:es"]')
    rows = json.loads(run("sources", "--format", "json").out)
    assert [row["kind"] for row in rows[:2]] == ["hackernews", "wikipedia"]
    assert {row["kind"] for row in rows} == {source.declared.kind for source in SOURCES}
    off = {row["name"]: row for row in rows if not row["enabled"]}
    assert (off["telegram"]["state"], off["telegram"]["last_success"]) == ("off", None)
    assert off["telegram"]["message"].startswith("telegram:CHANNEL")


def test_sources_say_how_each_ended(run: Run, store: Path, here: Path) -> None:
    (here / "unjargon.toml").write_text('sources = ["hackernews", "google-trends:FR"]')
    rows = {row["name"]: row for row in json.loads(run("sources", "--format", "json").out)}
    assert (rows["hackernews"]["enabled"], rows["hackernews"]["state"]) == (True, "fresh")
    assert (rows["google-trends:FR"]["enabled"], rows["google-trends:FR"]["state"]) == (True, "never asked")
    assert (rows["bluesky"]["enabled"], rows["bluesky"]["state"]) == (False, "fresh")
    failed = rows["feed:https://chainpulse.example/rss"]
    assert (failed["state"], failed["since"], failed["last_success"]) == ("broken", "2026-11-22T06:00:00Z", None)
    assert "chainpulse.example" in failed["message"]


# --- search --------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    "words", [("procesamiento", "grafico"), ("PROCESAMIENTO", "GRÁFICO"), ("gráfico procesamiento",)]
)
def test_search_minds_neither_case_nor_accents_nor_order(run: Run, words: tuple[str, ...]) -> None:
    rows = json.loads(run("search", *words, "--format", "json").out)
    assert "GPU" in [row["title"] for row in rows if row["kind"] == "meaning"]


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    "words", ["", "…", '"', "AND", "NEAR(", "title:x", "*", "' OR 1=1 --", "\x00", "😀", "zzqqzz", "a" * 99_999]
)
def test_any_words_can_be_searched(run: Run, words: str) -> None:
    ran = run("search", "--format", "json", "--", words)
    assert ran.status == 0
    assert isinstance(json.loads(ran.out), list)


# --- query ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM posts",
        "DELETE FROM post",
        "UPDATE post SET text = ''",
        "INSERT INTO digest SELECT * FROM digest",
        "DROP TABLE post",
        "CREATE TABLE x (y)",
        "PRAGMA user_version = 5",
        "PRAGMA journal_mode = DELETE",
        "ATTACH 'other.db' AS other",
        "VACUUM INTO 'copy.db'",
        "SELECT load_extension('x')",
        "BEGIN EXCLUSIVE",
        "WITH x AS (SELECT 1) DELETE FROM post",
        "SELECT 1; DELETE FROM post",
    ],
)
def test_a_query_can_only_read(
    run: Run, store: Path, here: Path, content: Callable[[Path], list[str]], sql: str
) -> None:
    before = content(store)
    ran = run("query", sql)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("unjargon: The query ")
    assert content(store) == before
    assert not {"other.db", "copy.db"} & {path.name for path in here.iterdir()}


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    "sql", ["", ";", "-- nothing", "SELEC 1", "SELECT * FROM nowhere", "SELECT '", "SELECT 1\x00", "😀"]
)
def test_sql_that_cannot_be_read_is_wrong_usage(run: Run, sql: str) -> None:
    ran = run("query", "--", sql)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("unjargon: The")


@pytest.mark.usefixtures("store")
def test_columns_of_one_name_are_told_apart(run: Run) -> None:
    ran = run("query", "SELECT 1 AS a, 2 AS a, 3 AS b, 4 AS a", "--format", "json")
    assert json.loads(ran.out) == [{"a": 1, "a:1": 2, "b": 3, "a:2": 4}]


@pytest.mark.usefixtures("store")
def test_values_of_every_kind_are_printed(run: Run) -> None:
    text = "'a|b' || char(10) || '\"c' || char(27)"
    sql = f"SELECT NULL AS n, 1.5 AS f, x'00ff' AS b, {text} AS t, 9223372036854775807 AS i"
    [row] = json.loads(run("query", sql, "--format", "json").out)
    assert (row["n"], row["f"], row["i"]) == (None, 1.5, 2**63 - 1)
    assert row["t"] == 'a|b\n"c\x1b'
    markdown = run("query", sql, "--format", "md").out.splitlines()
    assert len(markdown) == 3
    assert "a\\|b" in markdown[2]
    assert "\x1b" not in run("query", sql).out


@pytest.mark.usefixtures("store")
def test_rows_beyond_the_limit_are_said_to_be_left_out(run: Run) -> None:
    sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 10001) SELECT i FROM n"
    ran = run("query", sql, "--format", "csv")
    assert ran.status == 0
    assert len(ran.out.splitlines()) == 10_001
    assert "only the first 10000 rows are shown" in ran.err


@pytest.mark.usefixtures("store")
def test_no_rows_are_no_rows(run: Run) -> None:
    assert run("query", "SELECT 1 AS a WHERE 0", "--format", "json").out == "[]\n"
    assert run("query", "SELECT 1 AS a WHERE 0", "--format", "csv").out == "a\n"
    assert run("query", "SELECT 1 AS a WHERE 0").out == "a\n"


# --- digest --------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("store")
def test_the_digest_of_the_latest_day_is_the_digest_of_its_date(run: Run) -> None:
    assert run("digest").out == run("digest", "--date", "2026-11-24").out
    assert json.loads(run("digest", "--format", "json").out)["day"] == "2026-11-24"


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("day", ["2026-11-21", "1999-12-31", "9998-12-31", "0002-01-01"])
def test_a_day_without_anything_says_so(run: Run, day: str) -> None:
    ran = run("digest", "--date", day)
    assert ran.status == 0
    assert "Nothing to report" in ran.out


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    "day",
    [
        "",
        "yesterday",
        "2026-13-01",
        "2026-02-30",
        "22-11-2026",
        "2026-11-2",
        "20261122",
        "2026-W47-7",
        "9999-12-31",
        "0001-01-01",
        "２０２６-11-22",
    ],
)
def test_what_is_no_date_is_wrong_usage(run: Run, day: str) -> None:
    ran = run("digest", "--date", day)
    assert (ran.status, ran.out) == (2, "")
    assert "is no date; write it as in 2026-11-24" in ran.err


def test_days_are_days_of_the_time_zone(run: Run, store: Path, here: Path) -> None:
    (here / "unjargon.toml").write_text('timezone = "Pacific/Honolulu"')  # where the last answers came on the 23rd
    assert json.loads(run("digest", "--format", "json").out)["day"] == "2026-11-23"


@pytest.mark.usefixtures("store")
def test_a_digest_to_a_file(run: Run, here: Path) -> None:
    ran = run("digest", "--lang", "es", "-o", "new/folder/d.md")
    assert (ran.status, ran.out, ran.err) == (0, "", "written to new/folder/d.md\n")
    assert (here / "new/folder/d.md").read_text(encoding="utf-8") == run("digest", "--lang", "es").out


@pytest.mark.usefixtures("store")
def test_formats_that_are_none_are_wrong_usage(run: Run) -> None:
    ran = run("digest", "--format", "pdf")
    assert ran.status == 2
    assert "'md', 'json'" in ran.err


@pytest.mark.parametrize(
    "command",
    [
        ("digest",),
        ("analyse",),
        ("trends",),
        ("stories",),
        ("stories", "x"),
        ("status",),
        ("search", "x"),
        ("query", "SELECT 1"),
    ],
)
def test_without_a_store_it_is_said_what_makes_one(run: Run, here: Path, command: tuple[str, ...]) -> None:
    ran = run(*command)
    assert (ran.status, ran.out) == (1, "")
    assert "here is no store at unjargon.db" in ran.err
    assert "ollect" in ran.err
    assert list(here.iterdir()) == []


def test_a_store_without_anything_says_so(run: Run) -> None:
    run("define", "QFBS", "batch scheduling")
    ran = run("digest")
    assert (ran.status, ran.out) == (1, "")
    assert "collect first: unjargon collect" in ran.err


def test_analysing_again_does_nothing(run: Run, store: Path, content: Callable[[Path], list[str]]) -> None:
    before = content(store)
    ran = run("analyse")
    assert (ran.status, ran.out) == (0, "")
    assert ran.err.startswith("analysed posts: 0, in threads: 0; stories in the store: ")
    assert content(store) == before
