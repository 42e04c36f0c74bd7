"""What does it mean how asking a source ended, and is it to be asked now?"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest
from declarations import made_up

from collector.errors import CollectError, MarkupChanged
from collector.runs.outcomes import STATE_OF, due_sources, problems_in_short
from collector.source import Declaration
from db.models import Outcome, State

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def test_each_error_of_the_tree_has_a_state() -> None:
    assert {*CollectError.__subclasses__(), CollectError, MarkupChanged} == set(STATE_OF)


def test_only_the_first_problems_are_told() -> None:
    assert problems_in_short(["a.", "b", "c", "d", "e"]) == "a; b; c; and 2 more"


@dataclass(frozen=True)
class HalfHourly:
    name: str = "a"
    declared: ClassVar[Declaration] = made_up("a")


def outcome(ago: timedelta, state: State = State.OK, retry_at: datetime | None = None) -> Outcome:
    return Outcome(source="a", at=NOW - ago, state=state, retry_at=retry_at)


@pytest.mark.parametrize(
    ("last", "every", "expected"),
    [
        (None, {}, True),
        (outcome(timedelta(minutes=30)), {}, True),
        (outcome(timedelta(minutes=29, seconds=45)), {}, True),
        (outcome(timedelta(minutes=29)), {}, False),
        (outcome(timedelta(minutes=29)), {"a": timedelta(minutes=10)}, True),
        (outcome(timedelta(minutes=31)), {"a": timedelta(hours=2)}, False),
        (outcome(timedelta(minutes=29), State.FAILED), {}, False),
        (outcome(timedelta(hours=9), State.WAIT, LATER), {}, False),
        (outcome(timedelta(hours=9), State.WAIT, NOW), {}, True),
    ],
)
def test_when_a_source_is_due(last: Outcome | None, every: dict[str, timedelta], expected: bool) -> None:
    source = HalfHourly()
    assert due_sources([source], [last] if last else [], NOW, every) == ([source] if expected else [])
