"""A term rises where it is new in the store, or mentioned more than its own past predicts."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from analysis.trends.bursts import surge
from analysis.trends.rising import FEWEST_THREADS, rising
from db.models import Kind, RisingTerm, ThreadTerm

DAY = datetime(2026, 11, 24, tzinfo=UTC)
SINCE, UNTIL = DAY - timedelta(days=6), DAY + timedelta(days=1)


def use(thread: str, said: float, collected: float | None = None, **changes: str | None) -> ThreadTerm:
    """A use of TPU in a thread, so many days after the day's beginning."""
    at = DAY + timedelta(days=said)
    stored = DAY + timedelta(days=said if collected is None else collected)
    values = {"term": "TPU", "kind": Kind.ACRONYM, "sense": "tpu", "source": "s", "thread": thread} | changes
    return ThreadTerm(**values, said_at=at, collected_at=stored)


def found(uses: list[ThreadTerm]) -> list[RisingTerm]:
    return rising(uses, SINCE, UNTIL, day=DAY)


def threads(*said: float) -> list[ThreadTerm]:
    return [use(str(number), at) for number, at in enumerate(said)]


@pytest.mark.parametrize(
    ("uses", "rises"),
    [
        (threads(-3, -1, 0.5), True),
        (threads(0.1, 0.2, 0.3), True),
        (threads(-3, 0.5), False),  # too few threads
        (threads(-3, -2, -1), False),  # none of this day
        (threads(-20, -3, -1, 0.5), False),  # was in the store before
        ([use(str(n), -400 + n, 0.5) for n in range(FEWEST_THREADS)], False),  # old posts that were collected today
        ([use("1", 0.1), use("1", 0.1, sense=None), use("2", 0.2)], False),
        ([], False),
    ],
)
def test_what_is_new_rises(uses: list[ThreadTerm], rises: bool) -> None:
    assert [term.is_new for term in found(uses)] == [True] * rises


def test_what_bursts_rises_and_is_not_called_new() -> None:
    before = [use(f"old{n}", -40 + n) for n in range(33)]
    burst = [use(f"new{n}", 0.3 + n / 500) for n in range(40)]
    [term] = found([*before, *burst])
    assert (term.is_new, term.term, len(term.threads)) == (False, "TPU", 40)
    assert found([*before, *threads(-6, -5, -4, -3, -2, -1, 0.5)]) == []


def test_each_sense_counts_for_itself_and_the_most_used_comes_first() -> None:
    other = [use(str(n), 0.1, sense="other") for n in range(4)]
    assert [term.sense for term in found([*threads(0.1, 0.2, 0.3), *other])] == ["other", "tpu"]


def test_the_order_of_the_uses_changes_nothing() -> None:
    uses = threads(-3, -1, 0.5, 0.5)
    assert len({tuple(found(list(each))) for each in permutations(uses)}) == 1
    assert found(uses)[0].threads == (("s", "0"), ("s", "1"), ("s", "2"), ("s", "3"))


# --- bursts of mentions ---


def hours(*numbers: float) -> list[datetime]:
    return [DAY + timedelta(hours=number) for number in numbers]


STEADY = hours(*range(-240, 24, 6))


@pytest.mark.parametrize(
    ("mentions", "expected"),
    [
        ([], None),
        (STEADY, None),
        (hours(*(n / 10 for n in range(100))), None),  # what begins in the window has no past
        (hours(30, 31, 99), None),  # not yet
        ([*STEADY, *hours(*(3 + n / 40 for n in range(60)))], 16.0),
        ([*STEADY, *hours(*(-100 + n / 40 for n in range(60)))], None),  # it burst before
        ([*hours(-24 * 10_000), *STEADY, *hours(*(3 + n / 40 for n in range(60)))], 16.0),  # long forgotten
    ],
)
def test_a_surge_is_told_in_times_of_the_usual(mentions: list[datetime], expected: float | None) -> None:
    found = surge(mentions, DAY, UNTIL)
    assert found == (expected and pytest.approx(expected))
    assert surge(mentions[::-1], DAY, UNTIL) == found
