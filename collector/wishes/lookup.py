"""What do the encyclopedias say of the terms that stay unknown? Wishes of the analysis -> ask -> store.

Each encyclopedia is asked for one term after the other, and what it said of one is in the store before it is asked for
the next. Nothing that was answered is asked again, nor what failed, for some weeks.
"""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from collector.errors import AskedToWait, CollectError, NotRecorded, ServerFailed, Unreachable
from collector.http.client import Client
from collector.http.conditional import StoredValidators
from collector.runs.collect import in_time
from collector.runs.outcomes import failed, problems_in_short
from db.errors import StoreError
from db.models import EncyclopediaEntry, Lookup, Outcome, State, Wish

_log = logging.getLogger(__name__)

TERMS_A_RUN = 10  # of one encyclopedia

# when to ask again: pages are written in the meantime; what is wrong with an answer is mended slowly
NOTHING_FOUND = timedelta(weeks=8)
FAILED = timedelta(weeks=3)
OUT_OF_REACH = timedelta(days=1)  # which says nothing about the term
# after one of these the others would fare no better: they wait for the next run
_ENDS_THE_RUN = (State.UNREACHABLE, State.WAIT, State.FAILED)


class Encyclopedia(Protocol):
    """Who is asked what a term may mean."""

    @property
    def name(self) -> str:
        """What it is called in the store: `wikipedia:en`."""
        ...

    async def look_up(self, client: Client, term: str) -> list[EncyclopediaEntry]:
        """What the term may mean there, numbered from 0; empty when it has nothing. Raises CollectError."""
        ...


class LookupStore(StoredValidators, Protocol):
    """Where wishes come from, and where answers are kept."""

    def wishes(self) -> Sequence[Wish]: ...

    def lookups(self) -> Sequence[Lookup]: ...

    def save_lookup(self, lookup: Lookup, entries: Sequence[EncyclopediaEntry]) -> None: ...


@dataclass(frozen=True)
class LookedUp:
    """What came of asking one encyclopedia in one run: for how many terms, and how many it has."""

    encyclopedia: str
    asked: int = 0
    found: int = 0
    problem: str = ""  # one sentence; empty when all is well


# --- deciding (pure) -------------------------------------------------------------------------------------------------


def due_terms(wishes: Iterable[Wish], lookups: Iterable[Lookup], encyclopedia: str, now: datetime) -> list[str]:
    """The terms to ask an encyclopedia for now, those that matter most first; none while it asks to be left alone.

    What was never asked for comes before what failed: a term that always fails must not keep the others waiting.
    """
    before = {lookup.term: lookup for lookup in lookups if lookup.encyclopedia == encyclopedia}
    if any(lookup.state is State.WAIT and not _over(lookup, now) for lookup in before.values()):
        return []
    open_wishes = [wish for wish in wishes if wish.term not in before or _over(before[wish.term], now)]
    ordered = sorted(open_wishes, key=lambda wish: (wish.term in before, not wish.in_trend, -wish.posts, wish.term))
    return [wish.term for wish in ordered[:TERMS_A_RUN]]


def _over(lookup: Lookup, now: datetime) -> bool:
    return lookup.again_at is not None and lookup.again_at <= now


def _answered_lookup(encyclopedia: str, term: str, at: datetime, entries: Sequence[EncyclopediaEntry]) -> Lookup:
    """What an answer means: one that says something is never asked for again."""
    state, again_at = (State.OK, None) if entries else (State.EMPTY, at + NOTHING_FOUND)
    return Lookup(encyclopedia=encyclopedia, term=term, at=at, state=state, again_at=again_at)


def _failed_lookup(encyclopedia: str, term: str, at: datetime, error: Exception) -> Lookup | None:
    """What an error means; None when nobody was asked: that is not to be remembered."""
    if (found := asked_again(encyclopedia, at, error)) is None:
        return None
    outcome, again_at = found
    return Lookup(
        encyclopedia=encyclopedia, term=term, at=at, state=outcome.state, message=outcome.message, again_at=again_at
    )


def asked_again(name: str, at: datetime, error: Exception) -> tuple[Outcome, datetime] | None:
    """What an error means for whoever was asked, and when to ask again; None when nobody was asked."""
    if isinstance(error, NotRecorded):
        return None
    outcome = failed(name, at, error)
    transient = isinstance(error, Unreachable | AskedToWait | ServerFailed)
    return outcome, outcome.retry_at or at + (OUT_OF_REACH if transient else FAILED)


# --- acting ----------------------------------------------------------------------------------------------------------


async def ask_encyclopedias(
    encyclopedias: Iterable[Encyclopedia], client: Client, store: LookupStore, *, time_limit: float = 120.0
) -> list[LookedUp]:
    """Asks each encyclopedia, side by side, for what is due; what they said is in the store. Never an exception.

    `time_limit` is in seconds, for each term.
    """
    return list(await asyncio.gather(*(_asked(each, client, store, time_limit) for each in encyclopedias)))


async def _asked(encyclopedia: Encyclopedia, client: Client, store: LookupStore, time_limit: float) -> LookedUp:
    kept: list[Lookup] = []
    broken = ""
    try:
        for term in due_terms(store.wishes(), store.lookups(), encyclopedia.name, client.now()):
            lookup, entries = await _answer(encyclopedia, client, term, time_limit)
            if lookup is None:
                continue
            store.save_lookup(lookup, entries)
            kept.append(lookup)
            if lookup.state in _ENDS_THE_RUN:
                break
    except StoreError as error:
        broken = str(error)
    problems = [f"{lookup.term}: {lookup.message}" for lookup in kept if lookup.message]
    return LookedUp(
        encyclopedia.name,
        asked=len(kept),
        found=sum(lookup.state is State.OK for lookup in kept),
        problem=broken or problems_in_short(problems),
    )


async def _answer(
    encyclopedia: Encyclopedia, client: Client, term: str, time_limit: float
) -> tuple[Lookup | None, Sequence[EncyclopediaEntry]]:
    at = client.now()
    try:
        entries = await in_time(encyclopedia.name, encyclopedia.look_up(client, term), time_limit)
    except Exception as error:
        if not isinstance(error, CollectError):
            _log.debug("asking %s for %s ended unexpectedly", encyclopedia.name, term, exc_info=True)
        return _failed_lookup(encyclopedia.name, term, at, error), ()
    return _answered_lookup(encyclopedia.name, term, at, entries), entries
