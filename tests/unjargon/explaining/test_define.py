"""Does a meaning of the reader's own count everywhere at once?"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


def meanings(run: Run, name: str, *flags: str) -> list[dict[str, Any]]:
    ran = run("term", name, "--format", "json", *flags)
    assert ran.status == 0, ran.err
    rows: list[dict[str, Any]] = json.loads(ran.out)
    return rows


def test_every_meaning_is_listed_without_a_store(run: Run, here: Path) -> None:
    spelled = {row["spelled_out"] for row in meanings(run, "DP")}
    assert {"data parallelism", "dynamic programming"} <= spelled
    assert list(here.iterdir()) == []


def test_the_seen_meanings_come_first_with_where_and_since_when(run: Run, store: Path) -> None:
    rows = meanings(run, "dp")
    first = rows[0]
    assert first["term"] == "DP"
    assert first["mentions"] > 0
    assert first["threads"] > 0
    assert first["first_seen"] <= first["last_seen"]
    assert first["example"].startswith("hackernews ")
    counts = [row["mentions"] for row in rows]
    assert counts == sorted(counts, reverse=True)


def test_a_term_that_nobody_knows_is_an_error_that_says_how_to_add_it(run: Run) -> None:
    ran = run("term", "QFBS")
    assert (ran.status, ran.out) == (1, "")
    assert "no meaning of 'QFBS' is known" in ran.err
    assert "unjargon define" in ran.err


def test_a_definition_counts_everywhere_at_once(run: Run, store: Path, feed: Path) -> None:
    before = run("digest", "--date", "2026-11-22").out
    assert "data plumbing" not in before
    ran = run("define", "DP", "data plumbing", "--meaning", "Moving numbers about in pipes.")
    assert (ran.status, ran.out) == (0, "")
    assert "DP" in ran.err
    own = [row["spelled_out"] for row in meanings(run, "DP") if row["from"] == "reader"]
    assert own == ["data plumbing"]
    (feed.parent / "note.txt").write_text("The new release makes DP much faster than it was.")
    assert "data plumbing" in run("explain", "note.txt").out
    given = json.dumps({"id": 1, "posts": [{"id": 1, "text": "The new release makes DP fast."}]}).encode()
    assert "data plumbing" in run("terms", "--db", "unjargon.db", given=given).out
    after = run("digest", "--date", "2026-11-22").out
    assert "data plumbing" in after
    assert "Moving numbers about in pipes." in after


def test_a_definition_can_be_corrected(run: Run, store: Path) -> None:
    for words in ("data plumbing", "distant planets"):
        assert run("define", "DP", words).status == 0
    own = [row["spelled_out"] for row in meanings(run, "DP") if row["from"] == "reader"]
    assert own == ["distant planets"]
    digest = run("digest", "--date", "2026-11-22").out
    assert "distant planets" in digest
    assert "data plumbing" not in digest


def test_a_definition_in_one_language_serves_in_both(run: Run, here: Path) -> None:
    run("define", "QFBS", "planificación por lotes", "--lang", "es")
    assert meanings(run, "QFBS", "--lang", "en")[0]["spelled_out"] == "planificación por lotes"
    ran = run("define", "QFBS", "batch scheduling", "--lang", "en")
    elsewhere = "in es it is planificación por lotes; change that with --lang es"
    instead = "in place of planificación por lotes"
    assert ran.err == f"QFBS: batch scheduling; it counts from now on, {instead} ({elsewhere})\n"
    assert meanings(run, "QFBS", "--lang", "es")[0]["spelled_out"] == "planificación por lotes"
    assert meanings(run, "QFBS", "--lang", "en")[0]["spelled_out"] == "batch scheduling"


def plainly(run: Run, *flags: str) -> tuple[str, str | None]:
    """What QFBS stands for, and its plain meaning."""
    row = meanings(run, "QFBS", *flags)[0]
    return row["spelled_out"], row["meaning"]


@pytest.mark.parametrize("again", ["batch scheduling", "Batch scheduling", "batch schedulings"])
def test_a_plain_meaning_stays_for_the_same_expansion(run: Run, here: Path, again: str) -> None:
    run("define", "QFBS", "batch scheduling", "--meaning", "Jobs wait in a line.")
    ran = run("define", "QFBS", again)
    assert plainly(run) == (again, "Jobs wait in a line.")
    instead = "" if again == "batch scheduling" else ", in place of batch scheduling"
    assert ran.err.startswith(f"QFBS: {again}; it counts from now on{instead}")
    assert "gone" not in ran.err


def test_another_expansion_takes_the_plain_meaning_with_it_and_says_so(run: Run, here: Path) -> None:
    run("define", "QFBS", "batch scheduling", "--meaning", "Jobs wait in a line.")
    ran = run("define", "QFBS", "bank service")
    assert plainly(run) == ("bank service", None)
    # what served in the other language until it is given there stays there
    assert plainly(run, "--lang", "es") == ("batch scheduling", "Jobs wait in a line.")
    first, second = ran.err.splitlines()
    assert first.startswith("QFBS: bank service; it counts from now on, in place of batch scheduling (in es it is")
    assert second == 'QFBS: the meaning that it had is gone: "Jobs wait in a line."; to have one: --meaning "…"'


@pytest.mark.parametrize(
    ("given", "left", "said"),
    [
        ("They queue.", "They queue.", 'QFBS: the meaning that it had is gone: "Jobs wait in a line."'),
        ("", None, 'QFBS: the meaning that it had is gone: "Jobs wait in a line."; to have one: --meaning "…"'),
    ],
)
def test_a_plain_meaning_can_be_changed_and_taken_away(
    run: Run, here: Path, given: str, left: str | None, said: str
) -> None:
    run("define", "QFBS", "batch scheduling", "--meaning", "Jobs wait in a line.")
    ran = run("define", "QFBS", "batch scheduling", "--meaning", given)
    assert plainly(run) == ("batch scheduling", left)
    assert ran.err.splitlines() == ["QFBS: batch scheduling; it counts from now on", said]


def test_a_term_that_is_written_in_another_way_says_which_it_replaces(run: Run, here: Path) -> None:
    run("define", "QFBS", "batch scheduling")
    assert run("define", "qfbs", "batch scheduling").err == (
        "qfbs: batch scheduling; it counts from now on, in place of QFBS: batch scheduling\n"
    )


def test_defining_the_same_again_changes_nothing(run: Run, store: Path, content: Callable[[Path], list[str]]) -> None:
    run("define", "DP", "data plumbing")
    before = content(store)
    run("define", "DP", "data plumbing")
    assert content(store) == before


@pytest.mark.parametrize(
    "words", [("", "x"), ("DP", ""), ("DP", " \t\n"), ("\x00", "x"), ("DP", "\x07\u202e"), ("…", "x")]
)
def test_words_that_say_nothing_define_nothing(run: Run, words: tuple[str, str]) -> None:
    ran = run("define", *words)
    assert ran.status == 2
    assert 'unjargon define DP "data parallelism"' in ran.err


@pytest.mark.parametrize("words", [("D" * 501, "x"), ("DP", "x" * 501), ("DP", "x", "--meaning", "x" * 501)])
def test_a_meaning_is_no_book(run: Run, words: tuple[str, ...]) -> None:
    ran = run("define", *words)
    assert ran.status == 2
    assert "at most 500 characters" in ran.err


def test_hostile_words_are_kept_as_words(run: Run, here: Path) -> None:
    run("define", "QFBS", "a | b\n# <script>\x1b[31m*c*", "--meaning", "one\n\n| two | \u202e")
    table = run("term", "QFBS").out
    assert "\x1b" not in table
    assert "\u202e" not in table
    assert table.splitlines()[0] == "1. QFBS · a | b # <script>[31m*c*"
    (here / "note.txt").write_text("What is QFBS for?")
    page = run("explain", "note.txt").out
    assert "<script>" not in page
    assert "\n# <" not in page
