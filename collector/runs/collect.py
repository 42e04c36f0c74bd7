"""What came of asking the sources? Due sources -> fetch -> store: one outcome a source, never an exception.

Sources are asked side by side (it is the pace of each host that spares its server), and what one gave is in the store
before the next is waited for: a run that is killed, or a source that breaks or hangs, costs nobody else's work.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar

import httpx

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
from collector.http.answer import one_line
from collector.http.client import Client, Clock, Limits, Remembers, SystemClock
from collector.http.disk import own_file
from collector.http.pace import Pace
from collector.http.recording import (
    REPLAY_LIMITS,
    Recording,
    RecordingTransport,
    ReplayClock,
    ReplayTransport,
    Run,
    unhurried,
)
from collector.http.transport import VettingTransport
from collector.payloads.choice import chosen
from collector.payloads.wire import fingerprint
from collector.settings import CollectorSettings
from collector.source import Collected, Source
from db.errors import StoreError
from db.models import KeptPage, Outcome, Post, Sighting, State, Trend, Validators

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")

KEPT_BYTES = 500_000  # of a page that could not be read
AT_ONCE = 100  # sources: all, for most readers, and fewer than the files that a process may open
ASKING = 0.9  # of a source's time; in the rest it makes something of what came
SLACK = timedelta(seconds=30)  # a tick that comes a moment early must not skip a source until the next tick


class Store(Remembers, Protocol):
    """Where what was collected is kept."""

    def add(self, posts: Sequence[Post], trends: Sequence[Trend], sightings: Sequence[Sighting]) -> object: ...

    def record(self, outcome: Outcome, page: KeptPage | None) -> None: ...

    def remember(self, validators: Validators) -> None: ...

    def outcomes(self) -> Sequence[Outcome]:
        """The newest outcome of each source."""
        ...


# --- deciding (pure) -------------------------------------------------------------------------------------------------


def due(
    sources: Iterable[Source], outcomes: Iterable[Outcome], now: datetime, every: Mapping[str, timedelta] | None = None
) -> list[Source]:
    """The sources to ask now, by the newest outcome of each; `every` has the intervals that the settings change."""
    newest = {outcome.source: outcome for outcome in outcomes}
    intervals = every or {}
    return [s for s in sources if _is_due(newest.get(s.name), intervals.get(s.name, s.declared.interval), now)]


def _is_due(last: Outcome | None, interval: timedelta, now: datetime) -> bool:
    if last is None:
        return True
    return not _stands(last, now) and now >= last.at + interval - min(SLACK, interval / 10)


def _stands(outcome: Outcome | None, now: datetime) -> bool:
    """Whether the source asked to be left alone until later than now."""
    return outcome is not None and outcome.retry_at is not None and outcome.retry_at > now


STATES: Mapping[type[CollectError], State] = {
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
        return Outcome(source=name, at=at, state=State.FAILED, message=one_line(str(error), 400))
    if not isinstance(error, CollectError):
        what = one_line(f"{type(error).__name__}: {error}", 120)
        return Outcome(
            source=name, at=at, state=State.FAILED, message=f"unexpected {what} in {name}; please report this"
        )
    state = next(STATES[kind] for kind in type(error).__mro__ if kind in STATES)
    retry_at = error.retry_at if isinstance(error, AskedToWait) else None
    message = "" if state is State.NOT_MODIFIED else one_line(f"{error}{_where_kept(name, error)}", 400)
    return Outcome(source=name, at=at, state=state, message=message, retry_at=retry_at)


def _where_kept(name: str, error: CollectError) -> str:
    return f"; its page is kept: unjargon sources --page {name}" if isinstance(error, MarkupChanged) else ""


def unread_page(name: str, at: datetime, error: Exception) -> KeptPage | None:
    """The page to keep for a report, if the error is about one."""
    error = _first(error)
    if not isinstance(error, MarkupChanged):
        return None
    return KeptPage(source=name, at=at, url=error.url, page=error.page[:KEPT_BYTES])


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
        fingerprint=fingerprint(*keys_of(collected)) if something else None,
    )


def keys_of(collected: Collected) -> list[str]:
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
    first = "; ".join(one_line(problem.rstrip(". "), 200) for problem in problems[:shown])
    rest = len(problems) - shown
    return f"{first}; and {rest} more" if rest > 0 else first


def whole(name: str, collected: Collected) -> Collected:
    """What can be stored of what the source `name` gave, in order of time; what cannot is a problem more.

    Posts have unique keys (of two versions the fuller is kept), a parent is another post of the same thread and not
    below its own answer, a trend has its post, a sighting its trend.
    """
    posts = {post.external_id: post for post in sorted(_own(name, collected.posts), key=_fullness)}
    trends = {trend.external_id: trend for trend in _own(name, collected.trends)}
    strays = _strays(posts)
    kept = trends.keys() & posts.keys()
    # of two ranks at one moment the better is kept
    sightings = {(s.trend, s.seen_at): s for s in sorted(_own(name, collected.sightings), key=lambda s: -s.rank)}
    found = {
        "belong to another source": len(collected.posts) - len(_own(name, collected.posts)),
        "answer a post that is not in their thread": len(strays),
        "are trends without their post": len(trends) - len(kept),
        "are ranks of no trend": sum(sighting.trend not in trends for sighting in sightings.values()),
    }
    noted = [f"{number} of its records {what}" for what, number in found.items() if number]
    posts |= {post.external_id: post.model_copy(update={"parent": None}) for post in strays}
    return Collected(
        posts=sorted(posts.values(), key=lambda p: (p.created_at or p.collected_at, p.external_id)),
        trends=[trends[key] for key in sorted(kept)],
        sightings=sorted(
            (sighting for sighting in sightings.values() if sighting.trend in kept),
            key=lambda s: (s.seen_at, s.rank, s.trend),
        ),
        problems=[*collected.problems, *noted],
        notes=collected.notes,
    )


Sourced = TypeVar("Sourced", Post, Trend, Sighting)


def _own(name: str, records: Sequence[Sourced]) -> list[Sourced]:
    return [record for record in records if record.source == name]


def _fullness(post: Post) -> tuple[int, int, str]:
    """Of two versions of one post the fuller is kept; the last part only settles ties."""
    return len(post.text), post.score or 0, post.model_dump_json()


def _strays(posts: Mapping[str, Post]) -> list[Post]:
    """The posts whose parent is missing, in another thread, or below them."""
    settled: set[str] = set()
    strays = []
    for post in sorted(posts.values(), key=lambda p: p.external_id):
        path: set[str] = set()
        at: Post | None = post
        while at is not None and at.external_id not in settled:
            path.add(at.external_id)
            settled.add(at.external_id)
            parent = posts.get(at.parent) if at.parent is not None else None
            if at.parent is not None and (parent is None or parent.thread != at.thread or parent.external_id in path):
                strays.append(at)
                break
            at = parent
    return strays


class Asked(NamedTuple):
    """How asking a source ended, and the page to keep of it."""

    outcome: Outcome
    page: KeptPage | None = None


# --- acting ----------------------------------------------------------------------------------------------------------


async def collect(
    sources: Sequence[Source],
    client: Client,
    store: Store,
    clock: Clock,
    *,
    by_name: bool = False,
    time_limit: float = 120.0,
    at_once: int = AT_ONCE,
    max_posts: int | None = None,
) -> list[Outcome]:
    """One outcome a source, in the order of `sources`; what they gave is in the store.

    A source that asked to be left alone until later is not asked, and its outcome stands, unless it was asked for
    `by_name`. `time_limit` is in seconds, for each source: shortly before it, no more answers are waited for.
    `max_posts` are kept of each thread, the root among them (`collector.payloads.choice`).
    """
    standing = {o.source: o for o in store.outcomes() if _stands(o, clock.now())}
    places = asyncio.Semaphore(at_once)

    async def one(source: Source) -> tuple[Outcome, Client]:
        if source.name in standing and not by_name:
            return standing[source.name], client.branch()
        async with places:
            branch = client.branch(within=ASKING * time_limit)
            asked = await _asked(source, branch, store, time_limit, max_posts)
            return _recorded(waiting(asked.outcome, branch.closed_until()), asked.page, store), branch

    ended = await asyncio.gather(*map(one, sources))
    # a host may have asked to be left alone when one of its sources was already done
    return [_settled(outcome, branch, store) for outcome, branch in ended]


def _settled(outcome: Outcome, branch: Client, store: Store) -> Outcome:
    settled = waiting(outcome, branch.closed_until())
    return outcome if settled == outcome else _recorded(settled, None, store)


async def _asked(source: Source, client: Client, store: Store, time_limit: float, max_posts: int | None) -> Asked:
    at = client.now()
    try:
        answered = await in_time(source.name, source.collect(client), time_limit)
        choice = chosen(whole(source.name, answered), max_posts)
        collected = choice.collected
        store.add(collected.posts, collected.trends, collected.sightings)
        if not collected.problems:  # a server must not say "not modified" of something that we could not read
            for validators in client.fresh.values():
                store.remember(validators)
        return Asked(succeeded(source.name, at, collected, choice.line))
    except Exception as error:
        if not isinstance(error, CollectError | StoreError):
            log.debug("asking %s ended unexpectedly", source.name, exc_info=True)
        return Asked(failed(source.name, at, error), unread_page(source.name, at, error))


async def in_time(name: str, asking: Awaitable[Answer], time_limit: float) -> Answer:
    """What comes of asking, within `time_limit` seconds. Raises Unreachable when it takes longer."""
    limit = asyncio.timeout(time_limit)
    try:
        async with limit:
            return await asking
    except TimeoutError as error:
        if not limit.expired():
            raise
        message = f"{name} took longer than {time_limit:g} s; what it had so far is dropped, it is asked again"
        raise Unreachable(message) from error


def _recorded(outcome: Outcome, page: KeptPage | None, store: Store) -> Outcome:
    try:
        store.record(outcome, page)
    except Exception as error:
        log.debug("the outcome of %s is not stored", outcome.source, exc_info=True)
        return failed(outcome.source, outcome.at, error)
    return outcome


def collect_once(
    sources: Sequence[Source],
    store: Store,
    settings: CollectorSettings,
    *,
    pace: Callable[[str], Pace],
    by_name: bool = False,
    record: Path | None = None,
    clock: Clock | None = None,
    started: datetime | None = None,
) -> list[Outcome]:
    """`collect` over the network, for callers that are not asynchronous.

    `pace`: how fast each host may be asked. `record`: a folder to write the answers to, as part of the run that
    `started` then (else now).
    """
    clock = clock or SystemClock()

    async def once() -> list[Outcome]:
        async with online(settings, store, clock, record, started, pace=pace) as client:
            return await collect(
                sources,
                client,
                store,
                clock,
                by_name=by_name,
                time_limit=settings.time_limit,
                max_posts=settings.max_posts,
            )

    return asyncio.run(once())


def online(
    settings: CollectorSettings,
    store: Remembers,
    clock: Clock,
    record: Path | None,
    started: datetime | None,
    *,
    pace: Callable[[str], Pace],
) -> Client:
    """A client of the network; `record`, `started` and `pace` are as for `collect_once`."""
    limits = Limits(allow_private=settings.allow_private)
    transport: httpx.AsyncBaseTransport = VettingTransport(connect=limits.connect, allow_private=limits.allow_private)
    if record is not None:
        transport = RecordingTransport(transport, record, (started or clock.now()).replace(microsecond=0), limits)
    return Client(
        clock,
        transport=transport,
        contact=settings.contact,
        validators=store,
        limits=limits,
        pace=pace,
        disk=own_file,
    )


def replay(folder: Path, sources: Sequence[Source], store: Store, *, max_posts: int | None = None) -> list[Outcome]:
    """Collects from a recorded folder, run by run: the outcomes of all runs, oldest first.

    `max_posts`: as in `collect`. No wall clock reaches the store. Raises WrongShape when the folder is no recording.
    """
    runs = Recording.load(folder).runs
    return [outcome for run in runs for outcome in asyncio.run(_replayed(run, sources, store, max_posts))]


async def _replayed(run: Run, sources: Sequence[Source], store: Store, max_posts: int | None) -> list[Outcome]:
    async with replaying(run, store) as client:
        return await collect(sources, client, store, ReplayClock(run.at), at_once=1, max_posts=max_posts)


def replaying(run: Run, store: Remembers) -> Client:
    """A client of one run of a recording; it has no disk, as it has no network."""
    clock, transport = ReplayClock(run.at), ReplayTransport(run)
    return Client(clock, transport=transport, validators=store, limits=REPLAY_LIMITS, pace=unhurried)
