"""Which terms are the encyclopedias asked for, and is what they said in the store, whatever comes after it?"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from collector.errors import AskedToWait, NotRecorded, NotText, Refused, ServerFailed, TooLarge, Unreachable, WrongShape
from collector.http.client import Client
from collector.http.recording import ReplayClock, unhurried
from collector.wishes.lookup import (
    FAILED,
    NOTHING_FOUND,
    OUT_OF_REACH,
    TERMS_A_RUN,
    LookedUp,
    ask_encyclopedias,
    due_terms,
)
from db.models import EncyclopediaEntry, Lookup, State, Wish
from db.store import Store

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def wish(term: str, posts: int = 2, in_trend: bool = False) -> Wish:
    return Wish(term=term, posts=posts, in_trend=in_trend)


def entry(term: str, position: int = 0, encyclopedia: str = "told") -> EncyclopediaEntry:
    return EncyclopediaEntry(
        encyclopedia=encyclopedia,
        term=term,
        position=position,
        language="en",
        phrase=f"long form of {term}",
        url="https://told.example/wiki",
        licence="CC0",
        fetched_at=NOW,
    )


def lookup(term: str, state: State = State.OK, again_at: datetime | None = None) -> Lookup:
    return Lookup(encyclopedia="told", term=term, at=NOW, state=state, again_at=again_at)


@dataclass
class Told:
    """An encyclopedia that says as it is told, and remembers what it was asked for."""

    answers: Mapping[str, Sequence[EncyclopediaEntry] | Exception]
    name: str = "told"
    asked: list[str] = field(default_factory=list)

    async def look_up(self, client: Client, term: str) -> list[EncyclopediaEntry]:
        self.asked.append(term)
        answer = self.answers.get(term, ())
        if isinstance(answer, Exception):
            raise answer
        return list(answer)


@dataclass
class Silent:
    """An encyclopedia that never answers."""

    name: str = "silent"

    async def look_up(self, client: Client, term: str) -> list[EncyclopediaEntry]:
        await asyncio.Event().wait()
        raise AssertionError


@pytest.fixture
def store(store: Store) -> Store:
    """A store in which three terms are wished for."""
    store.save_wishes([wish("AAA", 2), wish("BBB", 9), wish("CCC", 1, in_trend=True)])
    return store


def run(store: Store, *encyclopedias: Told | Silent, at: datetime = NOW, time_limit: float = 5.0) -> list[LookedUp]:
    async def ask() -> list[LookedUp]:
        async with Client(ReplayClock(at), transport=httpx.AsyncBaseTransport(), pace=unhurried) as client:
            return await ask_encyclopedias(encyclopedias, client, store, time_limit=time_limit)

    return asyncio.run(ask())


# --- which terms -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lookups", "expected"),
    [
        ([], ["CCC", "BBB", "AAA"]),
        ([lookup("CCC")], ["BBB", "AAA"]),
        ([lookup("CCC", State.EMPTY, LATER)], ["BBB", "AAA"]),
        ([lookup("CCC", State.EMPTY, NOW)], ["BBB", "AAA", "CCC"]),
        ([lookup("CCC", State.UNREACHABLE, LATER)], ["BBB", "AAA"]),
        ([lookup("BBB", State.DAMAGED, NOW), lookup("CCC", State.FAILED, NOW)], ["AAA", "CCC", "BBB"]),
        ([lookup("ZZZ", State.WAIT, LATER)], []),
        ([lookup("ZZZ", State.WAIT, NOW)], ["CCC", "BBB", "AAA"]),
        ([lookup("CCC").model_copy(update={"encyclopedia": "another"})], ["CCC", "BBB", "AAA"]),
    ],
)
def test_what_matters_most_is_asked_first_and_nothing_twice(lookups: list[Lookup], expected: list[str]) -> None:
    wishes = [wish("AAA", 2), wish("BBB", 9), wish("CCC", 1, in_trend=True)]
    assert due_terms(wishes, lookups, "told", NOW) == expected


def test_a_run_asks_for_a_few_terms_only() -> None:
    assert len(due_terms([wish(f"T{number}") for number in range(500)], [], "told", NOW)) == TERMS_A_RUN


# --- what comes of it ------------------------------------------------------------------------------------------------


def test_what_was_said_is_kept_and_so_is_that_nothing_was(store: Store) -> None:
    told = Told({"AAA": [entry("AAA"), entry("AAA", 1)]})
    assert run(store, told) == [LookedUp("told", asked=3, found=1)]
    assert store.encyclopedia_entries() == [entry("AAA"), entry("AAA", 1)]
    assert [(known.term, known.state, known.again_at) for known in store.lookups()] == [
        ("AAA", State.OK, None),
        ("BBB", State.EMPTY, NOW + NOTHING_FOUND),
        ("CCC", State.EMPTY, NOW + NOTHING_FOUND),
    ]


def test_nothing_is_asked_twice_until_it_may_have_changed(store: Store) -> None:
    told = Told({"AAA": [entry("AAA")]})
    run(store, told)
    assert run(store, told, at=NOW + NOTHING_FOUND - timedelta(hours=1)) == [LookedUp("told")]
    assert told.asked == ["CCC", "BBB", "AAA"]
    run(store, told, at=NOW + NOTHING_FOUND)
    assert told.asked[3:] == ["CCC", "BBB"]


@pytest.mark.parametrize(
    ("error", "state", "again"),
    [
        (Refused("no such thing", status=403), State.REFUSED, FAILED),
        (NotText("a page came"), State.DAMAGED, FAILED),
        (WrongShape("another shape"), State.DAMAGED, FAILED),
        (TooLarge("too large"), State.DAMAGED, FAILED),
        (KeyError("oh\x1b\u202e"), State.FAILED, FAILED),
        (ServerFailed("500"), State.FAILED, OUT_OF_REACH),
        (Unreachable("no answer"), State.UNREACHABLE, OUT_OF_REACH),
        (AskedToWait("later", retry_at=LATER), State.WAIT, timedelta(hours=1)),
    ],
)
def test_a_failure_is_named_and_remembered_and_costs_nothing_else(
    store: Store, error: Exception, state: State, again: timedelta
) -> None:
    told = Told({"CCC": [entry("CCC")], "BBB": error, "AAA": [entry("AAA")]})
    (done,) = run(store, told, Told({"AAA": [entry("AAA", encyclopedia="other")]}, "other"))[:1]
    assert done.problem.startswith("BBB: ")
    assert done.problem.isprintable()
    (known,) = [known for known in store.lookups() if (known.encyclopedia, known.term) == ("told", "BBB")]
    assert (known.state, known.again_at) == (state, NOW + again)
    assert known.message
    kept = [(e.encyclopedia, e.term) for e in store.encyclopedia_entries()]
    passing = state in (State.FAILED, State.UNREACHABLE, State.WAIT)
    assert ("told", "CCC") in kept
    assert ("other", "AAA") in kept
    assert (("told", "AAA") in kept) is not passing, "who does not answer is not asked on"


def test_an_encyclopedia_that_asked_to_wait_is_left_alone_for_all_terms(store: Store) -> None:
    told = Told({"CCC": AskedToWait("later", retry_at=LATER)})
    run(store, told)
    run(store, told, at=NOW + timedelta(minutes=59))
    assert told.asked == ["CCC"]
    run(store, told, at=LATER)
    assert told.asked == ["CCC", "BBB", "AAA", "CCC"]


def test_what_nobody_was_asked_for_is_not_remembered(store: Store) -> None:
    told = Told({"BBB": NotRecorded("not in the recording")})
    assert run(store, told) == [LookedUp("told", asked=2)]
    assert [known.term for known in store.lookups()] == ["AAA", "CCC"]


def test_an_encyclopedia_that_hangs_ends(store: Store) -> None:
    (done,) = run(store, Silent(), time_limit=0.01)
    assert (done.asked, done.found) == (1, 0)
    assert "CCC: silent took longer than 0.01 s" in done.problem
    assert [known.state for known in store.lookups()] == [State.UNREACHABLE]


def test_what_failed_later_does_not_lose_what_was_said(store: Store) -> None:
    run(store, Told({"AAA": [entry("AAA")]}))
    store.save_lookup(lookup("AAA", State.DAMAGED, LATER))
    assert store.encyclopedia_entries() == [entry("AAA")]


def test_a_store_that_cannot_be_written_is_a_problem(store: Store, tmp_path: Path) -> None:
    store.close()
    with Store.open(tmp_path / "store.db", read_only=True) as shut:
        (done,) = run(shut, Told({}))
    assert "read-only" in done.problem
    assert done.asked == 0
