"""How are the wishes of the analysis fulfilled: meanings from the encyclopedias, and the pages that trends link to?"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Protocol

from collector.http.client import Client
from collector.http.clock import Clock, SystemClock
from collector.http.pace import Pace
from collector.http.recording import Recording, Run
from collector.runs.clients import online, replaying
from collector.settings import CollectorSettings
from collector.wishes.lookup import Encyclopedia, LookedUp, LookupStore, ask_encyclopedias
from collector.wishes.pages import PagesRead, PageStore, read_pages


class WishStore(LookupStore, PageStore, Protocol):
    """Where wishes come from, and where answers are kept."""


class Fulfilled(NamedTuple):
    """What came of a run: one result for each encyclopedia, and one for the pages."""

    lookups: Sequence[LookedUp] = ()
    pages: PagesRead = PagesRead()

    @property
    def found(self) -> int:
        """How many answers there are that the analysis has not seen."""
        return self.pages.told + sum(each.found for each in self.lookups)


def fulfil(
    store: WishStore,
    settings: CollectorSettings,
    encyclopedias: Sequence[Encyclopedia],
    *,
    pace: Callable[[str], Pace],
    record: Path | None = None,
    clock: Clock | None = None,
    started: datetime | None = None,
) -> Fulfilled:
    """Asks over the network for what the settings let it. `pace`, `record`, `started`: as for `collect_once`."""

    async def once() -> Fulfilled:
        async with online(settings, store, clock or SystemClock(), record, started, pace=pace) as client:
            return await _asked(client, store, settings, encyclopedias)

    return asyncio.run(once())


def replay_wishes(
    folder: Path, store: WishStore, settings: CollectorSettings, encyclopedias: Sequence[Encyclopedia]
) -> list[Fulfilled]:
    """Asks a recorded folder, run by run. What it does not hold counts as not asked. Raises WrongShape."""
    return [asyncio.run(_replayed(run, store, settings, encyclopedias)) for run in Recording.load(folder).runs]


async def _replayed(
    run: Run, store: WishStore, settings: CollectorSettings, encyclopedias: Sequence[Encyclopedia]
) -> Fulfilled:
    async with replaying(run, store) as client:
        return await _asked(client, store, settings, encyclopedias)


async def _asked(
    client: Client, store: WishStore, settings: CollectorSettings, encyclopedias: Sequence[Encyclopedia]
) -> Fulfilled:
    limit = settings.time_limit
    known = ask_encyclopedias(encyclopedias if settings.encyclopedias else (), client, store, time_limit=limit)
    told = read_pages(client.public(), store, time_limit=limit) if settings.linked_pages else _nothing()
    return Fulfilled(*await asyncio.gather(known, told))


async def _nothing() -> PagesRead:
    return PagesRead()
