"""How did asking a source end, and is it to be asked now? (pure)"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from collector.errors import (
    AskedToWait,
    CollectError,
    Damaged,
    MarkupChanged,
    NotModified,
    Refused,
    ServerFailed,
    TooLarge,
    Unreachable,
)
from collector.http.answer import clipped
from collector.payloads.wire import stable_id
from collector.source import Collected, Source
from db.errors import StoreError
from db.models import KeptPage, Outcome, State

KEPT_PAGE_BYTES = 500_000  # of a page that could not be read
_SLACK = timedelta(seconds=30)  # a tick that comes a moment early must not skip a source until the next tick


def due_sources(
    sources: Iterable[Source], outcomes: Iterable[Outcome], now: datetime, every: Mapping[str, timedelta] | None = None
) -> list[Source]:
    """The sources to ask now, by the newest outcome of each; `every` has the intervals that the settings change."""
    newest = {outcome.source: outcome for outcome in outcomes}
    intervals = every or {}
    return [s for s in sources if _is_due(newest.get(s.name), intervals.get(s.name, s.declared.interval), now)]


def _is_due(last: Outcome | None, interval: timedelta, now: datetime) -> bool:
    if last is None:
        return True
    return not left_alone(last, now) and now >= last.at + interval - min(_SLACK, interval / 10)


def left_alone(outcome: Outcome, now: datetime) -> bool:
    """Whether the source asked to be left alone until later than now."""
    return outcome.retry_at is not None and outcome.retry_at > now


STATE_OF: Mapping[type[CollectError], State] = {
    CollectError: State.FAILED,
    Unreachable: State.UNREACHABLE,
    Refused: State.REFUSED,
    AskedToWait: State.WAIT,
    ServerFailed: State.FAILED,
    NotModified: State.NOT_MODIFIED,
    TooLarge: State.DAMAGED,
    Damaged: State.DAMAGED,
    MarkupChanged: State.CHANGED,
}


def failed(name: str, at: datetime, error: Exception) -> Outcome:
    """What an error means for the source that it ended."""
    error = _first(error)
    if isinstance(error, StoreError):
        return Outcome(source=name, at=at, state=State.FAILED, message=clipped(str(error), 400))
    if not isinstance(error, CollectError):
        what = clipped(f"{type(error).__name__}: {error}", 120)
        return Outcome(
            source=name, at=at, state=State.FAILED, message=f"unexpected {what} in {name}; please report this"
        )
    state = next(STATE_OF[kind] for kind in type(error).__mro__ if kind in STATE_OF)
    retry_at = error.retry_at if isinstance(error, AskedToWait) else None
    message = "" if state is State.NOT_MODIFIED else clipped(f"{error}{_where_kept(name, error)}", 400)
    return Outcome(source=name, at=at, state=state, message=message, retry_at=retry_at)


def _where_kept(name: str, error: CollectError) -> str:
    return f"; its page is kept: unjargon sources --page {name}" if isinstance(error, MarkupChanged) else ""


def unread_page(name: str, at: datetime, error: Exception) -> KeptPage | None:
    """The page to keep for a report, if the error is about one."""
    error = _first(error)
    if not isinstance(error, MarkupChanged):
        return None
    return KeptPage(source=name, at=at, url=error.url, page=error.page[:KEPT_PAGE_BYTES])


def _first(error: Exception) -> Exception:
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return error


def succeeded(name: str, at: datetime, collected: Collected, left_out: str = "") -> Outcome:
    """What came of a source that answered, how many posts and trends it gave, and what was `left_out` of them."""
    something = bool(collected.posts or collected.trends)
    match something, bool(collected.problems):
        case True, False:
            state = State.OK
        case True, True:
            state = State.PARTIAL
        case False, True:
            state = State.DAMAGED
        case _:
            state = State.EMPTY
    message = "; ".join(filter(None, (problems_in_short(collected.problems), *collected.notes, left_out)))
    return Outcome(
        source=name,
        at=at,
        state=state,
        message=message,
        posts=len(collected.posts),
        trends=len(collected.trends),
        fingerprint=stable_id(*_keys(collected)) if something else None,
    )


def _keys(collected: Collected) -> list[str]:
    """What tells whether a source gives the same as before: its posts and trends, wherever they stand."""
    posts = [f"post {post.external_id}" for post in collected.posts]
    return sorted([*posts, *(f"trend {trend.external_id}" for trend in collected.trends)])


def waiting(outcome: Outcome, until: datetime | None) -> Outcome:
    """The outcome of a source whose hosts all want to be left alone until then (None: they do not)."""
    if until is None or (outcome.retry_at is not None and outcome.retry_at >= until):
        return outcome
    return outcome.model_copy(update={"retry_at": until})


def problems_in_short(problems: Sequence[str], shown: int = 3) -> str:
    """The first problems, and how many more there are."""
    first = "; ".join(clipped(problem.rstrip(". "), 200) for problem in problems[:shown])
    rest = len(problems) - shown
    return f"{first}; and {rest} more" if rest > 0 else first
