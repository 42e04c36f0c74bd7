"""How did asking the sources end? With one outcome each, never an exception, and nobody loses what another gave."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, Self

import httpx
import pytest
from declarations import made_up

from collector.errors import (
    AskedToWait,
    CollectError,
    Damaged,
    MarkupChanged,
    NotModified,
    NotText,
    Refused,
    ServerFailed,
    TooLarge,
    Unreachable,
    WrongShape,
)
from collector.http.client import Client
from collector.http.recording import ReplayClock, unhurried
from collector.runs.collect import collect
from collector.runs.outcomes import KEPT_PAGE_BYTES
from collector.source import Collected, Declaration, Options, Source
from db.models import Outcome, Post, Sighting, State, Trend, Validators
from db.store import Store

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)

Act = Callable[[Client], Coroutine[Any, Any, Collected]]


@dataclass
class Told:
    """A source that does as it is told."""

    name: str
    act: Act
    declared: ClassVar[Declaration] = made_up("told")

    @classmethod
    def named(cls, argument: str, options: Options) -> Self:
        raise NotImplementedError

    @classmethod
    def recognises(cls, url: str) -> bool:
        return False

    async def collect(self, client: Client) -> Collected:
        return await self.act(client)

    @classmethod
    async def read(cls, client: Client, url: str) -> Collected:
        raise NotImplementedError


def post(key: str, source: str = "a", **changes: Any) -> Post:
    return Post(**{"source": source, "external_id": key, "thread": key, "text": key, "collected_at": NOW, **changes})


def trend(key: str, source: str = "a") -> Trend:
    return Trend(source=source, external_id=key, title=key)


def sighting(key: str, rank: int = 1, source: str = "a") -> Sighting:
    return Sighting(source=source, trend=key, rank=rank, seen_at=NOW)


def giving(name: str, collected: Collected) -> Told:
    async def act(_: Client) -> Collected:
        return collected

    return Told(name, act)


def failing(name: str, error: BaseException) -> Told:
    async def act(_: Client) -> Collected:
        raise error

    return Told(name, act)


class Nowhere(httpx.AsyncBaseTransport):
    """No network."""


class Leaping(selectors.DefaultSelector):
    """Waits for nothing: what it would have waited for is how far it is ahead."""

    ahead = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        found = super().select(0 if timeout else timeout)
        self.ahead += 0.0 if found else timeout or 0.0
        return found


class Unhurried(asyncio.SelectorEventLoop):
    """A loop whose time passes at once where nobody has a thing to do."""

    def __init__(self) -> None:
        self.leaping = Leaping()
        super().__init__(self.leaping)

    def time(self) -> float:
        return super().time() + self.leaping.ahead


def run(sources: Sequence[Source], store: Any, at: datetime = NOW, **changes: Any) -> list[Outcome]:
    async def ask() -> list[Outcome]:
        clock = ReplayClock(at)
        async with Client(clock, transport=Nowhere(), pace=unhurried) as client:
            return await collect(sources, client, store, clock, **changes)

    return asyncio.run(ask())


# --- outcomes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (CollectError("?"), State.FAILED),
        (Unreachable("no answer"), State.UNREACHABLE),
        (Refused("no"), State.REFUSED),
        (AskedToWait("later", retry_at=LATER), State.WAIT),
        (ServerFailed("500"), State.FAILED),
        (NotModified("same"), State.NOT_MODIFIED),
        (TooLarge("large"), State.DAMAGED),
        (Damaged("odd"), State.DAMAGED),
        (NotText("html"), State.DAMAGED),
        (WrongShape("shape"), State.DAMAGED),
        (MarkupChanged("markup", page=b"<html>"), State.CHANGED),
        (ZeroDivisionError("division by zero"), State.FAILED),
        (RecursionError(), State.FAILED),
        (TimeoutError(), State.FAILED),
        (ExceptionGroup("both", [Refused("no"), ZeroDivisionError()]), State.REFUSED),
    ],
)
def test_an_error_is_an_outcome_and_costs_nobody_else(store: Store, error: Exception, state: State) -> None:
    outcomes = run([failing("bad", error), giving("a", Collected([post("1")]))], store)
    assert [(outcome.source, outcome.state) for outcome in outcomes] == [("bad", state), ("a", State.OK)]
    assert outcomes[0].retry_at == getattr(error, "retry_at", None)
    assert bool(outcomes[0].message) is (state is not State.NOT_MODIFIED)
    assert store.outcomes() == sorted(outcomes, key=lambda outcome: outcome.source)
    assert store.counts()["posts"] == 1


@pytest.mark.parametrize("wrapped", [False, True])
def test_a_page_whose_markup_changed_is_kept_and_bounded_until_the_source_answers(store: Store, wrapped: bool) -> None:
    page = b"<html>" + b"x" * KEPT_PAGE_BYTES
    error = MarkupChanged("markup changed: no h2", url="https://a.example/", page=page)
    (outcome,) = run([failing("a", ExceptionGroup("one", [error]) if wrapped else error)], store)
    assert outcome.message == "markup changed: no h2; its page is kept: unjargon sources --page a"
    kept = store.kept_page("a")
    assert kept
    assert (kept.at, kept.url, kept.page) == (NOW, "https://a.example/", page[:KEPT_PAGE_BYTES])
    run([giving("a", Collected([post("1")]))], store, LATER)
    assert store.kept_page("a") is None


def test_what_was_not_expected_asks_to_be_reported(store: Store) -> None:
    (outcome,) = run([failing("bad", KeyError("\x1b[31m\u202eevil\n"))], store)
    assert outcome.message.startswith("unexpected KeyError: ")
    assert outcome.message.endswith("in bad; please report this")
    assert outcome.message.isprintable()


@pytest.mark.parametrize(
    ("collected", "state", "message"),
    [
        (Collected([post("1")]), State.OK, ""),
        (Collected(), State.EMPTY, ""),
        (Collected([post("1")], problems=["item 3 is missing."]), State.PARTIAL, "item 3 is missing"),
        (Collected(problems=["nothing could be read"]), State.DAMAGED, "nothing could be read"),
    ],
)
def test_the_state_of_an_answer(store: Store, collected: Collected, state: State, message: str) -> None:
    (outcome,) = run([giving("a", collected)], store)
    assert (outcome.state, outcome.message) == (state, message)


def test_outcomes_count_what_was_given(store: Store) -> None:
    given_twice = giving("a", Collected([post("1"), post("2")], [trend("1")], [sighting("1")]))
    first, again = run([given_twice], store)[0], run([given_twice], store, LATER)[0]
    assert (first.posts, first.trends) == (2, 1)
    assert (again.posts, again.trends, again.state) == (2, 1, State.OK)


@pytest.mark.parametrize(
    ("then", "same"),
    [
        (Collected([post("2"), post("1", score=9)], [trend("1")], [sighting("1", 7)]), True),
        (Collected([post("1"), post("2")]), False),
        (Collected([post("1"), post("2"), post("3")], [trend("1")]), False),
        (Collected([post("1"), post("2")], [trend("2")]), False),
    ],
)
def test_the_same_posts_and_trends_have_one_fingerprint_wherever_they_stand(
    store: Store, then: Collected, same: bool
) -> None:
    first = run([giving("a", Collected([post("1"), post("2")], [trend("1")], [sighting("1")]))], store)[0]
    again = run([giving("a", then)], store, LATER)[0]
    assert first.fingerprint
    assert (again.fingerprint == first.fingerprint) is same


@pytest.mark.parametrize(
    "act", [giving("a", Collected()), failing("a", NotModified("same")), failing("a", Refused("no"))]
)
def test_what_gave_nothing_has_no_fingerprint(store: Store, act: Told) -> None:
    assert run([act], store)[0].fingerprint is None


def test_a_source_that_hangs_ends(store: Store) -> None:
    async def hang(_: Client) -> Collected:
        await asyncio.Event().wait()
        raise AssertionError

    hung, fine = run([Told("hung", hang), giving("a", Collected([post("1")]))], store, time_limit=0.01)
    assert (hung.state, fine.state) == (State.UNREACHABLE, State.OK)
    assert "0.01 s" in hung.message


def test_what_a_source_has_when_its_time_is_up_is_kept(store: Store) -> None:
    class HangsOnThreads(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if request.url.path != "/list":
                await asyncio.Event().wait()
            return httpx.Response(200, stream=httpx.ByteStream(b"[]"))

    async def act(client: Client) -> Collected:
        await client.get("https://a.example/list", robots=False)
        try:
            await client.get("https://a.example/thread", robots=False)
        except CollectError as error:
            return Collected([post("1")], problems=[str(error)])
        raise AssertionError

    async def ask() -> list[Outcome]:
        clock = ReplayClock(NOW)
        async with Client(clock, transport=HangsOnThreads(), pace=unhurried) as client:
            return await collect([Told("a", act)], client, store, clock, time_limit=20)

    with asyncio.Runner(loop_factory=Unhurried) as runner:
        (outcome,) = runner.run(ask())
    assert (outcome.state, outcome.posts) == (State.PARTIAL, 1)
    assert "https://a.example/thread had no answer" in outcome.message
    assert store.counts()["posts"] == 1


def test_what_one_source_gave_is_stored_before_the_next_is_done(store: Store) -> None:
    async def look(_: Client) -> Collected:
        seen.append(store.counts()["posts"])
        return Collected()

    seen: list[int] = []
    run([giving("a", Collected([post("1")])), Told("b", look)], store, at_once=1)
    assert seen == [1]


def test_no_more_sources_at_once_than_allowed(store: Store) -> None:
    async def count(_: Client) -> Collected:
        running.append(len(running) - ended.count(1) + 1)
        await asyncio.sleep(0)
        ended.append(1)
        return Collected()

    running: list[int] = []
    ended: list[int] = []
    run([Told(f"s{number}", count) for number in range(6)], store, at_once=2)
    assert max(running) == 2


@pytest.mark.parametrize("broken", ["add", "record"])
def test_a_store_that_fails_is_an_outcome(tmp_path: Path, broken: str) -> None:
    with Store.open(tmp_path / "store.db") as whole_store:
        whole_store.add([], [], [])
    with Store.open(tmp_path / "store.db", read_only=True) as store:
        source = giving("a", Collected([post("1")])) if broken == "add" else failing("a", NotModified("same"))
        (outcome,) = run([source], store)
    assert outcome.state is State.FAILED
    assert "read-only" in outcome.message


# --- waits and validators --------------------------------------------------------------------------------------------


def test_a_source_that_asked_to_wait_is_left_alone_until_then(store: Store) -> None:
    waiting = run([failing("a", AskedToWait("later", retry_at=LATER))], store)
    willing = giving("a", Collected([post("1")]))
    soon = NOW + timedelta(minutes=30)
    assert run([willing], store, soon) == waiting
    assert run([willing], store, soon, by_name=True)[0].state is State.OK


def test_after_the_wait_it_is_asked_again(store: Store) -> None:
    run([failing("a", AskedToWait("later", retry_at=LATER))], store)
    assert run([giving("a", Collected([post("1")]))], store, LATER)[0].state is State.OK


@pytest.mark.parametrize(
    ("problems", "error", "remembered"),
    [((), None, True), (("item 3 is damaged",), None, False), ((), WrongShape("odd"), False)],
)
def test_validators_are_remembered_only_when_all_was_read_and_stored(
    store: Store, problems: Sequence[str], error: CollectError | None, remembered: bool
) -> None:
    url = "https://example.org/feed"

    class Feed(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            return httpx.Response(200, headers={"ETag": '"1"'}, stream=httpx.ByteStream(b"[]"))

    async def act(client: Client) -> Collected:
        await client.get(url, conditional=True, robots=False)
        if error:
            raise error
        return Collected([post("1")], problems=problems)

    async def ask() -> None:
        clock = ReplayClock(NOW)
        async with Client(clock, transport=Feed(), validators=store, pace=unhurried) as client:
            await collect([Told("a", act)], client, store, clock)

    asyncio.run(ask())
    assert store.validators(url) == (Validators(url=url, etag='"1"') if remembered else None)


def test_what_a_way_of_asking_never_gives_is_said_and_no_problem(store: Store) -> None:
    (outcome,) = run([giving("a", Collected(posts=[post("1")], notes=["read by a feed, without scores"]))], store)
    assert (outcome.state, outcome.message) == (State.OK, "read by a feed, without scores")


def test_of_a_long_thread_only_so_many_posts_are_kept_and_the_outcome_says_so(store: Store) -> None:
    answers = [post(str(number), thread="root", parent="root", score=number) for number in range(5)]
    (outcome,) = run([giving("a", Collected(posts=[post("root"), *answers]))], store, max_posts=3)
    assert (outcome.state, outcome.posts) == (State.OK, 3)
    assert outcome.message.startswith("left out 3 of 6 posts")
    assert [kept.external_id for kept in store.posts("a", "root")] == ["root", "3", "4"]
