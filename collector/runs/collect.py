"""How are sources asked? Sources -> fetch -> store: one outcome a source, never an exception.

Sources are asked side by side (it is the pace of each host that spares its server), and what one gave is in the store
before the next is waited for: a run that is killed, or a source that breaks or hangs, costs nobody else's work.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar

from collector.errors import CollectError, Unreachable
from collector.http.client import Client
from collector.http.clock import Clock, SystemClock
from collector.http.conditional import StoredValidators
from collector.http.pace import Pace
from collector.http.recording import Recording, ReplayClock, Run
from collector.payloads.choice import chosen
from collector.payloads.coherent import coherent
from collector.runs.clients import online, replaying
from collector.runs.outcomes import failed, left_alone, succeeded, unread_page, waiting
from collector.settings import CollectorSettings
from collector.source import Source
from db.errors import StoreError
from db.models import KeptPage, Outcome, Post, Sighting, Trend, Validators

_log = logging.getLogger(__name__)

_Came = TypeVar("_Came")

_AT_ONCE = 100  # sources: all, for most readers, and fewer than the files that a process may open
_ASKING = 0.9  # of a source's time; in the rest it makes something of what came


class CollectionStore(StoredValidators, Protocol):
    """Where what was collected is kept."""

    def add(self, posts: Sequence[Post], trends: Sequence[Trend], sightings: Sequence[Sighting]) -> object: ...

    def record(self, outcome: Outcome, page: KeptPage | None) -> None: ...

    def remember(self, validators: Validators) -> None: ...

    def outcomes(self) -> Sequence[Outcome]:
        """The newest outcome of each source."""
        ...


class _Asked(NamedTuple):
    """How asking a source ended, and the page to keep of it."""

    outcome: Outcome
    page: KeptPage | None = None


async def collect(
    sources: Sequence[Source],
    client: Client,
    store: CollectionStore,
    clock: Clock,
    *,
    by_name: bool = False,
    time_limit: float = 120.0,
    at_once: int = _AT_ONCE,
    max_posts: int | None = None,
) -> list[Outcome]:
    """One outcome a source, in the order of `sources`; what they gave is in the store.

    A source that asked to be left alone until later is not asked, and its outcome stands, unless it was asked for
    `by_name`. `time_limit` is in seconds, for each source: shortly before it, no more answers are waited for.
    `max_posts` are kept of each thread, the root among them (`collector.payloads.choice`).
    """
    standing = {o.source: o for o in store.outcomes() if left_alone(o, clock.now())}
    places = asyncio.Semaphore(at_once)

    async def one(source: Source) -> tuple[Outcome, Client]:
        if source.name in standing and not by_name:
            return standing[source.name], client.branch()
        async with places:
            branch = client.branch(within=_ASKING * time_limit)
            asked = await _asked(source, branch, store, time_limit, max_posts)
            return _recorded(waiting(asked.outcome, branch.closed_until()), asked.page, store), branch

    ended = await asyncio.gather(*map(one, sources))
    # a host may have asked to be left alone when one of its sources was already done
    return [_settled(outcome, branch, store) for outcome, branch in ended]


def _settled(outcome: Outcome, branch: Client, store: CollectionStore) -> Outcome:
    settled = waiting(outcome, branch.closed_until())
    return outcome if settled == outcome else _recorded(settled, None, store)


async def _asked(
    source: Source, client: Client, store: CollectionStore, time_limit: float, max_posts: int | None
) -> _Asked:
    at = client.now()
    try:
        answered = await in_time(source.name, source.collect(client), time_limit)
        choice = chosen(coherent(source.name, answered), max_posts)
        collected = choice.collected
        store.add(collected.posts, collected.trends, collected.sightings)
        if not collected.problems:  # a server must not say "not modified" of something that we could not read
            for validators in client.new_validators.values():
                store.remember(validators)
        return _Asked(succeeded(source.name, at, collected, choice.line))
    except Exception as error:
        if not isinstance(error, CollectError | StoreError):
            _log.debug("asking %s ended unexpectedly", source.name, exc_info=True)
        return _Asked(failed(source.name, at, error), unread_page(source.name, at, error))


async def in_time(name: str, asking: Awaitable[_Came], time_limit: float) -> _Came:
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


def _recorded(outcome: Outcome, page: KeptPage | None, store: CollectionStore) -> Outcome:
    try:
        store.record(outcome, page)
    except Exception as error:
        _log.debug("the outcome of %s is not stored", outcome.source, exc_info=True)
        return failed(outcome.source, outcome.at, error)
    return outcome


def collect_once(
    sources: Sequence[Source],
    store: CollectionStore,
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


def replay(
    folder: Path, sources: Sequence[Source], store: CollectionStore, *, max_posts: int | None = None
) -> list[Outcome]:
    """Collects from a recorded folder, run by run: the outcomes of all runs, oldest first.

    `max_posts`: as in `collect`. No wall clock reaches the store. Raises WrongShape when the folder is no recording.
    """
    runs = Recording.load(folder).runs
    return [outcome for run in runs for outcome in asyncio.run(_replayed(run, sources, store, max_posts))]


async def _replayed(
    run: Run, sources: Sequence[Source], store: CollectionStore, max_posts: int | None
) -> list[Outcome]:
    async with replaying(run, store) as client:
        return await collect(sources, client, store, ReplayClock(run.at), at_once=1, max_posts=max_posts)
