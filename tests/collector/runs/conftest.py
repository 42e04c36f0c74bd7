"""A street of servers on loopback that say what no framework would, and a run that collects from all of them."""

import asyncio
import re
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, NamedTuple

import httpx
import pytest

from collector.http.client import Client
from collector.http.limits import Limits
from collector.http.pace import Pace
from collector.http.recording import ReplayClock
from collector.http.transport import Resolve, VettingTransport, resolve
from collector.runs.collect import collect
from collector.sources import source_named
from db.models import Outcome
from db.store import Store

LIMITS = Limits(connect=1.5, read=1.5, total=2.5, backoff=0, max_bytes=200_000, allow_private=True)
SLOWEST = 10.0  # seconds for one source: longer than all of its time-outs
PROMISED = SLOWEST + 5


class Asked(NamedTuple):
    """A request, and the streams of its connection."""

    path: str
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter


class WithoutTls(httpx.AsyncBaseTransport):
    """The network, but for these places, which are asked without encryption: on loopback nobody has a certificate."""

    def __init__(self, inner: httpx.AsyncBaseTransport, places: set[str]) -> None:
        self.inner = inner
        self.places = places

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        if url.netloc.decode() in self.places:
            url = url.copy_with(scheme="http")
        plain = httpx.Request(request.method, url, headers=request.headers, extensions=request.extensions)
        return await self.inner.handle_async_request(plain)

    async def aclose(self) -> None:
        await self.inner.aclose()


@asynccontextmanager
async def opened(speak: Callable[[Asked], Awaitable[None]]) -> AsyncIterator[str]:
    """A server that speaks so; its host and port."""
    connections: list[asyncio.Task[None] | None] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(asyncio.current_task())
        found = re.match(rb"GET (\S+) ", await reader.read(65_536))
        try:
            await speak(Asked(found[1].decode() if found else "", reader, writer))
        except ConnectionError:
            pass  # the other side has left
        finally:
            writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    yield f"127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    listening.close()
    await asyncio.gather(*filter(None, connections))


@pytest.fixture
def deaf() -> Iterator[str]:
    """A place whose queue of connections is full, so that no more are taken."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        place = listener.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(place)
        yield f"127.0.0.1:{place[1]}"
        for one in waiting:
            one.close()


@pytest.fixture
def shut() -> str:
    """A place where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"127.0.0.1:{listener.getsockname()[1]}"


@pytest.fixture
def resolver() -> Iterator[Resolve]:
    """Names lead where they lead, but for one for which nobody answers."""
    left = threading.Event()

    def look(host: str, port: int) -> Sequence[str]:
        if host == "lost.example":
            left.wait()
        return resolve(host, port)

    yield look
    left.set()


@pytest.fixture
def collected(
    deaf: str, shut: str, resolver: Resolve, store: Store, now: Any
) -> Callable[[Sequence[Any]], list[Outcome]]:
    """The outcomes of asking all neighbours of a street, in their order: each has a `source` and how it `speak`s.

    Raises TimeoutError when the run takes longer than promised.
    """

    async def ask(neighbours: Sequence[Any]) -> list[Outcome]:
        async with AsyncExitStack() as stack:
            places = [await stack.enter_async_context(opened(each.speak)) for each in neighbours]
            named = list(zip(neighbours, places, strict=True))
            sources = [source_named(each.source.format(place=place, deaf=deaf, shut=shut)) for each, place in named]
            plain = {place for each, place in named if not each.source.startswith("feed:https:")}
            vetting = VettingTransport(connect=LIMITS.connect, allow_private=True, resolver=resolver)
            clock, network = ReplayClock(now), WithoutTls(vetting, plain)
            pace = Pace(interval=0, concurrency=4)
            async with (
                asyncio.timeout(PROMISED),
                Client(clock, transport=network, limits=LIMITS, pace=lambda host: pace) as client,
            ):
                return await collect(sources, client, store, clock, time_limit=SLOWEST)

    return lambda neighbours: asyncio.run(ask(neighbours))
