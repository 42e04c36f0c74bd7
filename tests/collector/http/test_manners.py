"""What does a server see of us: how often, how many at once, and after which wait?"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from email.utils import format_datetime
from itertools import pairwise
from typing import Any, TypeVar

import httpx
import pytest

from collector.errors import AskedToWait
from collector.http.client import Client
from collector.http.limits import Limits
from collector.http.transport import PRIVATE, VettingTransport
from collector.runs.collect import collect
from collector.source import Options, Source
from collector.sources import SOURCES, polite, source_named
from db.models import Outcome, State
from db.store import Store

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
ELSEWHERE = "somewhere.example"  # a host of which no pace is known
HOSTS = (*(host for source in SOURCES for host in source.declared.paces), ELSEWHERE)
# the seconds a request that services state: Mastodon's 300 in five minutes, of any server, is the pace of all others
STATED = {
    "hn.algolia.com": 3600 / 10_000,
    "api.coingecko.com": 60 / 30,
    "lobste.rs": 60 / 30,
    "oauth.reddit.com": 60 / 100,
    ELSEWHERE: 300 / 300,
}
T = TypeVar("T")


# --- a town of servers -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Visit:
    """A request, as the server of its host saw it."""

    at: datetime
    host: str
    path: str
    headers: Message = field(repr=False)


@dataclass(frozen=True)
class Said:
    """What a server answers."""

    body: bytes = b"[]"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    def wire(self) -> bytes:
        length = {} if self.status == 304 else {"Content-Length": str(len(self.body))}
        lines = [f"{name}: {value}" for name, value in {**self.headers, **length}.items()]
        return "\r\n".join([f"HTTP/1.1 {self.status} Said", *lines, "", ""]).encode() + self.body


Answer = Callable[[Visit], Awaitable[Said]]


class Town(httpx.AsyncBaseTransport):
    """Every host there is, on one port of loopback, and the clock of all, which moves when nobody has a thing to do."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.at = NOW
        self.visits: list[Visit] = []
        self.most: Counter[str] = Counter()  # requests that a host had open at once
        self._open: Counter[str] = Counter()
        self._sent = 0
        self._talks: set[asyncio.Task[Any]] = set()

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        async with await asyncio.start_server(self._serve, "127.0.0.1", 0) as server:
            self._port = server.sockets[0].getsockname()[1]
            self._roads = VettingTransport(connect=5, allow_private=True)
            yield
            for talk in self._talks:
                talk.cancel()

    def now(self) -> datetime:
        return self.at

    async def sleep(self, seconds: float) -> None:
        await self.quiet()
        self.at += timedelta(seconds=seconds)

    async def quiet(self, turns: int = 50) -> None:
        """Returns when for so many turns of the loop nothing was sent and all has arrived."""
        still = 0
        while still < turns:
            before = self._sent, len(self.visits)
            await asyncio.sleep(0)
            still = still + 1 if before == (len(self.visits), self._sent) else 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self._sent += 1
        door = request.url.copy_with(scheme="http", host="127.0.0.1", port=self._port)
        roads = {**request.extensions, PRIVATE: True}  # every host is on loopback here
        sent = httpx.Request(request.method, door, headers=request.headers, stream=request.stream, extensions=roads)
        return await self._roads.handle_async_request(sent)

    async def aclose(self) -> None:
        await self._roads.aclose()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._talks.add(asyncio.current_task())
        try:
            while not reader.at_eof():
                line, _, head = (await reader.readuntil(b"\r\n\r\n")).partition(b"\r\n")
                headers = message_from_bytes(head)
                await reader.readexactly(int(headers.get("content-length", 0)))
                visit = Visit(self.at, headers["host"], line.split()[1].decode(), headers)
                writer.write((await self._received(visit)).wire())
                await writer.drain()
        except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _received(self, visit: Visit) -> Said:
        self.visits.append(visit)
        self._open[visit.host] += 1
        self.most[visit.host] = max(self.most[visit.host], self._open[visit.host])
        said = await self.answer(visit)
        self._open[visit.host] -= 1
        return said


def visited(town: Town, act: Callable[[Client], Coroutine[Any, Any, T]], **changes: Any) -> T:
    """What `act` gives with a client that has this town for its network and its clock."""
    limits = Limits(allow_private=True, backoff=0, total=10)

    async def visit() -> T:
        async with (
            town.opened(),
            Client(town, transport=town, **{"limits": limits, "pace": polite, **changes}) as client,
        ):
            return await act(client)

    return asyncio.run(visit())


def always(said: Said) -> Answer:
    async def answer(visit: Visit) -> Said:
        return said

    return answer


def run(town: Town, sources: Sequence[Source], store: Store, **changes: Any) -> list[Outcome]:
    """One run of the collector, as a day has many."""
    return visited(town, lambda client: collect(sources, client, store, town, **changes), validators=store)


# --- how often, and how many at once ---------------------------------------------------------------------------------


def served_twice(way: str) -> Answer:
    """A server that makes two requests of each, in its way."""
    seen: Counter[str] = Counter()

    async def answer(visit: Visit) -> Said:
        seen[visit.path] += 1
        if visit.path.startswith("/there") or seen[visit.path] > 1:
            return Said()
        return Said(status=302, headers={"Location": f"/there{visit.path}"}) if way == "redirects" else Said(status=500)

    return answer


@pytest.mark.parametrize("way", ["redirects", "fails at first"])
@pytest.mark.parametrize("host", HOSTS)
def test_no_host_sees_more_than_its_rate_however_many_wait(host: str, way: str) -> None:
    async def crowd(client: Client) -> None:
        twigs = [client.branch(), client.branch()]
        await asyncio.gather(*(twigs[n % 2].get(f"https://{host}/{n}", robots=False) for n in range(10)))

    town = Town(served_twice(way))
    visited(town, crowd)
    gaps = [(later.at - earlier.at).total_seconds() for earlier, later in pairwise(town.visits)]
    assert len(town.visits) == 20
    # nor does anyone wait for longer than the pace asks
    assert gaps == pytest.approx([polite(host).interval] * 19)
    assert min(gaps) >= STATED.get(host, 0)


@pytest.mark.parametrize("host", HOSTS)
def test_no_host_has_more_open_requests_than_its_pace_allows(host: str) -> None:
    limit = polite(host).concurrency
    full = asyncio.Barrier(limit)

    async def answer(visit: Visit) -> Said:
        await full.wait()
        await town.quiet(500)  # longer than it takes to wait for a turn: if more could come, they would
        return Said()

    async def crowd(client: Client) -> None:
        twigs = [client.branch() for _ in range(3 * limit)]
        await asyncio.gather(*(twig.get(f"https://{host}/", robots=False) for twig in twigs))

    town = Town(answer)
    visited(town, crowd)
    assert town.most == {host: limit}


# --- who wants to be left alone --------------------------------------------------------------------------------------

FEED = b"""<rss version="2.0"><channel><title>Faro</title><item><title>New lamp</title>
<link>https://faro.example/lamp</link><guid>lamp</guid></item></channel></rss>"""


def in_seconds(seconds: int) -> str:
    return str(seconds)


def as_a_date(seconds: int) -> str:
    """RFC 9110, section 5.6.7."""
    return format_datetime(NOW + timedelta(seconds=seconds), usegmt=True)


def busy_until(until: datetime, says: str, status: int) -> Answer:
    async def answer(visit: Visit) -> Said:
        return Said(FEED) if visit.at >= until else Said(b"", status, {"Retry-After": says})

    return answer


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("form", [in_seconds, as_a_date])
def test_a_long_wait_is_kept_by_the_run_and_by_those_that_follow(
    form: Callable[[int], str], status: int, store: Store
) -> None:
    until = NOW + timedelta(seconds=120)
    town = Town(busy_until(until, form(120), status))
    feeds = [source_named(f"feed:https://faro.example/{name}.xml") for name in "ab"]
    first = run(town, feeds, store, at_once=1)
    assert [(outcome.state, outcome.retry_at) for outcome in first] == [(State.WAIT, until)] * 2
    assert len(town.visits) == 1, "the second feed of the host was not asked for"
    town.at = until - timedelta(seconds=1)
    assert run(town, feeds, store) == first
    assert len(town.visits) == 1
    town.at = until
    assert [outcome.state for outcome in run(town, feeds, store)] == [State.OK, State.OK]
    assert [visit.path for visit in town.visits[1:]] == ["/a.xml", "/b.xml"]


@pytest.mark.parametrize("form", [in_seconds, as_a_date])
def test_a_short_wait_is_waited_for(form: Callable[[int], str], store: Store) -> None:
    until = NOW + timedelta(seconds=7)
    town = Town(busy_until(until, form(7), 429))
    (outcome,) = run(town, [source_named("feed:https://faro.example/a.xml")], store)
    assert (outcome.state, outcome.retry_at) == (State.OK, None)
    assert [visit.at for visit in town.visits] == [NOW, until]


def test_who_waits_for_a_turn_hears_that_the_host_wants_none() -> None:
    async def both(client: Client) -> list[object]:
        asked = (client.get(f"https://{ELSEWHERE}/{name}", robots=False) for name in "ab")
        return await asyncio.gather(*asked, return_exceptions=True)

    town = Town(always(Said(b"", 429, {"Retry-After": "60"})))
    errors = visited(town, both)
    assert [getattr(error, "retry_at", None) for error in errors] == [NOW + timedelta(seconds=60)] * 2
    assert len(town.visits) == 1


def test_of_several_waits_the_longest_counts_and_none_is_endless() -> None:
    in_a_minute = NOW + timedelta(minutes=1)

    async def leave(client: Client) -> list[datetime | None]:
        for seconds in (60, 30):
            client.leave_alone(f"https://{ELSEWHERE}/{seconds}", seconds)
        twig = client.branch()
        heard = [twig.closed_until()]
        with pytest.raises(AskedToWait) as error:
            await twig.get(f"https://{ELSEWHERE}/", robots=False)
        heard += [error.value.retry_at, twig.closed_until()]
        await twig.get("https://other.example/", robots=False)
        heard.append(twig.closed_until())
        heard.append(client.leave_alone("https://other.example/", 10**18))
        return [*heard, twig.closed_until()]

    town = Town(always(Said()))
    # a source that may still ask one of its hosts is not closed
    a_day = NOW + timedelta(days=1)
    assert visited(town, leave) == [None, in_a_minute, in_a_minute, None, a_day, in_a_minute]
    assert [visit.host for visit in town.visits] == ["other.example"]


# --- Stack Exchange says it in the body ------------------------------------------------------------------------------

HOT = b'{"items": [{"question_id": 1, "title": "Why?", "answer_count": 1}], "has_more": false%s}'


def backing_off(seconds: int, site: str, method: str) -> Answer:
    """Stack Exchange, where one method of one site wants to be left alone."""

    async def answer(visit: Visit) -> Said:
        url = httpx.URL(visit.path)
        wanted = url.params["site"] == site and url.path.endswith(method)
        backoff = b', "backoff": %d' % seconds if wanted else b""
        return Said(HOT % backoff if url.path.endswith("/questions") else b'{"items": []%s}' % backoff)

    return answer


@pytest.mark.parametrize("names", [("superuser", "serverfault"), ("serverfault", "superuser")])
@pytest.mark.parametrize("at_once", [1, 8])
def test_a_back_off_closes_the_host_to_all_its_sources_in_this_run_and_the_next(
    names: Sequence[str], at_once: int, store: Store
) -> None:
    town = Town(backing_off(300, "superuser", "/questions"))
    sites = [source_named(f"stackexchange:{name}", Options(threads=0)) for name in names]
    outcomes = run(town, sites, store, at_once=at_once)
    told = names.index("superuser")
    assert [outcome.state for outcome in outcomes] == [State.OK, State.OK if told else State.WAIT]
    (until,) = {outcome.retry_at for outcome in outcomes}
    assert until == town.visits[told].at + timedelta(seconds=300)
    assert len(town.visits) == told + 1
    town.at = until - timedelta(seconds=1)
    assert run(town, sites, store, at_once=at_once) == outcomes
    assert len(town.visits) == told + 1
    town.at = until
    assert State.OK in {outcome.state for outcome in run(town, sites, store, at_once=at_once)}
    assert town.visits[told + 1].at == until


@pytest.mark.parametrize("seconds", [5, 300])
def test_a_back_off_holds_for_what_the_same_source_asks_next(seconds: int, store: Store) -> None:
    town = Town(backing_off(seconds, "superuser", "/questions"))
    (outcome,) = run(town, [source_named("stackexchange:superuser")], store)
    gaps = [(later.at - earlier.at).total_seconds() for earlier, later in pairwise(town.visits)]
    # a short one is waited for; a long one costs the answers, and says so
    assert gaps == ([5, 1] if seconds == 5 else [])
    assert outcome.state is (State.OK if seconds == 5 else State.PARTIAL)
    assert ("asked to wait until 2026-11-24 06:05:00 UTC" in outcome.message) == (seconds == 300)
    assert outcome.retry_at == (None if seconds == 5 else NOW + timedelta(seconds=300))
