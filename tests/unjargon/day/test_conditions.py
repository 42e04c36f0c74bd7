"""Is a source said to stand as it does, by what came of asking it?"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.models import Outcome, State
from unjargon.day.conditions import Condition, Stand, items_per_run, stand

START = datetime(2026, 11, 20, 6, tzinfo=UTC)
LONG = timedelta(hours=24)
STATES = {
    "=": State.NOT_MODIFIED,
    "-": State.EMPTY,
    "w": State.WAIT,
    "r": State.REFUSED,
    "u": State.UNREACHABLE,
    "f": State.FAILED,
    "d": State.DAMAGED,
    "c": State.CHANGED,
}


def at(hours: int) -> datetime:
    return START + timedelta(hours=hours)


def history(drawn: str, every: int = 8) -> list[Outcome]:
    """The outcomes that these letters draw, the oldest first in the drawing and the newest first in the list.

    A capital is an answer with these items, `?` one whose items an older version stored; the others are in STATES.
    """
    outcomes = []
    for number, letter in enumerate(drawn):
        when = at(number * every)
        if letter in STATES:
            retry_at = when + timedelta(hours=1) if letter == "w" else None
            outcomes.append(Outcome(source="a", at=when, state=STATES[letter], retry_at=retry_at))
        else:
            kept = None if letter == "?" else letter
            outcomes.append(Outcome(source="a", at=when, state=State.OK, posts=3, trends=2, fingerprint=kept))
    return outcomes[::-1]


@pytest.mark.parametrize(
    ("drawn", "condition", "since"),
    [
        ("A", Condition.FRESH, None),
        ("AB", Condition.FRESH, None),
        ("AAAA", Condition.FRESH, None),  # for a day, and not for longer
        ("AAAAA", Condition.STALE, 0),
        ("BAAAAA", Condition.STALE, 8),
        ("A====", Condition.STALE, 0),
        ("A===", Condition.FRESH, None),
        ("AA==A", Condition.STALE, 0),
        ("=====", Condition.STALE, 0),  # of what nobody knows is known that it stayed
        ("A===B", Condition.FRESH, None),
        ("B=A====", Condition.STALE, 16),
        ("BBBBBA", Condition.FRESH, None),
        ("AfuwrA", Condition.STALE, 0),  # it was asked often in between, and holds the same
        ("ABABAB", Condition.FRESH, None),
        ("?????", Condition.FRESH, None),
        ("?====", Condition.STALE, 0),
        ("-", Condition.STALE, None),
        ("---", Condition.STALE, None),
        ("A-", Condition.STALE, 0),
        ("AB---", Condition.STALE, 8),
        ("A=--", Condition.STALE, 8),  # it had its items when it was asked the second time, too
        ("A-==", Condition.STALE, 0),
        ("A-f-", Condition.STALE, 0),
        ("A--B", Condition.FRESH, None),
        ("A--BBBBB", Condition.STALE, 24),
        ("r", Condition.REFUSED, 0),
        ("AAAAAr", Condition.REFUSED, 40),
        ("Auuu", Condition.UNREACHABLE, 8),
        ("Aufu", Condition.UNREACHABLE, 24),
        ("Af", Condition.FAILED, 8),
        ("Adcd", Condition.BROKEN, 8),
        ("cA", Condition.FRESH, None),
        ("", Condition.NEVER, None),
    ],
)
def test_a_source_stands_by_its_looks(drawn: str, condition: Condition, since: int | None) -> None:
    assert stand(history(drawn), LONG) == Stand(condition, None if since is None else at(since))


def test_what_asked_to_wait_stands_so_until_then() -> None:
    assert stand(history("Aww"), LONG) == Stand(Condition.WAIT, at(8), at(17))


@pytest.mark.parametrize(
    ("unchanged", "condition"), [(32, Condition.FRESH), (31, Condition.STALE), (0, Condition.STALE)]
)
def test_how_long_a_list_may_stay_the_same_is_for_its_kind(unchanged: int, condition: Condition) -> None:
    assert stand(history("AAAAA"), timedelta(hours=unchanged)).condition is condition


def test_of_a_kind_that_there_is_not_any_list_may_stay_the_same() -> None:
    assert stand(history("A" * 500), None) == Stand(Condition.FRESH)
    assert stand(history("A-"), None).condition is Condition.STALE


def test_no_more_of_a_history_is_read_than_decides() -> None:
    read: list[Outcome] = []

    def one_by_one() -> Iterator[Outcome]:
        for outcome in history("A" * 90 + "BC"):
            read.append(outcome)
            yield outcome

    stand(one_by_one(), LONG)
    assert len(read) == 2


@given(st.text("AB?=-wrufdc", max_size=12))
def test_every_history_has_one_condition_and_no_time_outside_it(drawn: str) -> None:
    outcomes = history(drawn)
    condition, since, until = stand(outcomes, LONG)
    assert condition is not Condition.OFF
    assert (condition is Condition.NEVER) is (not drawn)
    assert (until is not None) is (condition is Condition.WAIT)
    assert since is None or outcomes[-1].at <= since <= outcomes[0].at
    assert condition is not Condition.FRESH or since is None


@given(st.text("AB?=-wrufdc", max_size=8), st.text("wrufdc", max_size=3))
def test_trouble_that_is_over_changes_nothing(before: str, trouble: str) -> None:
    assert stand(history(before + trouble + "AAAA"), None).condition is Condition.FRESH


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [("", None), ("wruf", None), ("A", 5.0), ("A-", 2.5), ("A=", 2.5), ("Af", 5.0), ("-" * 9 + "A" * 10, 5.0)],
)
def test_items_per_run_are_the_mean_of_the_last_ten_that_answered(drawn: str, expected: float | None) -> None:
    assert items_per_run(history(drawn)) == expected
