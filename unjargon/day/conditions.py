"""How does a source stand, by what came of asking it? (pure)

An answer holds its posts and trends; "not modified" holds what the answer before it held. A source is judged by its
looks, as trends are: one that was not asked for a week has not become stale in it.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import chain, groupby, islice, takewhile
from operator import itemgetter
from statistics import fmean
from typing import NamedTuple

from db.models import Outcome, State

_RUNS = 10  # that count for the items per run


class Condition(StrEnum):
    """How a source stands; exactly one of these."""

    FRESH = "fresh"
    STALE = "stale"  # it answers, with nothing, or with the same for longer than its kind does
    WAIT = "asked to wait"
    REFUSED = "refused"
    BROKEN = "broken"  # what it answers cannot be read
    UNREACHABLE = "unreachable"
    FAILED = "failed"
    NEVER = "never asked"
    OFF = "off"


_TROUBLES = {
    State.WAIT: Condition.WAIT,
    State.REFUSED: Condition.REFUSED,
    State.UNREACHABLE: Condition.UNREACHABLE,
    State.FAILED: Condition.FAILED,
    State.DAMAGED: Condition.BROKEN,
    State.CHANGED: Condition.BROKEN,
}


class Stand(NamedTuple):
    """How a source stands: `since` when, where it is not fresh, and `until` when it asked to be left alone.

    A stale source that gives nothing is so since it gave something last; `since` is None where it never did.
    """

    condition: Condition
    since: datetime | None = None
    until: datetime | None = None


def stand(history: Iterable[Outcome], unchanged: timedelta | None) -> Stand:
    """How the source with this history, the newest first, stands.

    `unchanged`: for how long its list usually stays the same at most; None: it may for ever.
    """
    outcomes = iter(history)
    latest = next(outcomes, None)
    if latest is None:
        return Stand(Condition.NEVER)
    trouble = _TROUBLES.get(latest.state)
    if trouble:
        *_, first = [latest, *takewhile(lambda each: _TROUBLES.get(each.state) is trouble, outcomes)]
        return Stand(trouble, first.at, latest.retry_at)
    return _answering(_held(chain([latest], outcomes)), unchanged)


def _answering(held: Iterable[tuple[str | None, datetime]], unchanged: timedelta | None) -> Stand:
    runs = ((content, [at for _, at in run]) for content, run in groupby(held, key=itemgetter(0)))
    content, looks = next(runs)
    if content == "":
        before = next(runs, None)
        return Stand(Condition.STALE, before[1][0] if before else None)
    if unchanged is not None and looks[0] - looks[-1] > unchanged:
        return Stand(Condition.STALE, looks[-1])
    return Stand(Condition.FRESH)


def _held(history: Iterable[Outcome]) -> Iterator[tuple[str | None, datetime]]:
    """What each answer held, the newest first: empty for nothing, None where nobody knows what has not changed."""
    waiting: list[datetime] = []
    for outcome in (each for each in history if each.answered):
        waiting.append(outcome.at)
        if outcome.state is not State.NOT_MODIFIED:
            content = _content(outcome)
            yield from ((content, at) for at in waiting)
            waiting = []
    yield from ((None, at) for at in waiting)


def _content(outcome: Outcome) -> str:
    if outcome.state is State.EMPTY:
        return ""
    # of an outcome that an older version stored nobody knows whether it was the same
    return outcome.fingerprint or f"at {outcome.at}"


def items_per_run(history: Iterable[Outcome]) -> float | None:
    """How many posts and trends it gave on average, in the last runs that it answered; None where it never did."""
    given = [outcome.posts + outcome.trends for outcome in islice((o for o in history if o.answered), _RUNS)]
    return fmean(given) if given else None
