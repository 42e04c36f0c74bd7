"""How long do 1,000 comments of Hacker News take over Firebase, beside the same calls alone in the same run?

A server of our own, in a process of its own, takes 20 ms for an answer. It has no trees of comments, as if Algolia
failed, so each comment costs a call. The calls alone are httpx at the same concurrency: they make nothing of answers,
store nothing, and know beforehand what to ask for, while the source learns it level by level. Firebase has no interval
between two calls; Algolia's, for the ten trees that do not come, is taken out: with it, ours would only wait.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx

from benchmarks.figures import Figure

_STORIES, _COMMENTS, BRANCHES = 10, 100, 3  # comments of each story, answers to each comment
LATENCY = 0.02  # seconds
_ROUNDS = 3  # the fastest counts

STORY_NUMBERS = [1_000 * number for number in range(1, _STORIES + 1)]
_WORDS = "<p>It is the KV cache that fills the memory &amp; not the weights: <i>we measured it</i>.<p>See the notes."


def measure() -> Iterator[Figure]:
    """Seconds of the calls alone, of collecting, and the one by the other."""
    with serving() as port:
        alone, collected = [], []
        for _ in range(_ROUNDS):
            alone.append(asyncio.run(calls_alone(port)))
            collected.append(asyncio.run(collecting(port)))
    asked = len(_addresses())
    yield f"{asked:,} calls alone", f"{min(alone):.2f} s, {asked / min(alone):.0f} a second", "-"
    comments = _STORIES * _COMMENTS
    yield f"{comments:,} comments fetched and stored", f"{min(collected):.2f} s", "-"
    yield "beside the calls alone", f"{min(collected) / min(alone):.2f}x", "1.5x"


# --- the server ------------------------------------------------------------------------------------------------------


def _item(number: int) -> dict[str, object]:
    """A story, or a comment: those of a story are numbered after it, level by level, from the top."""
    story, place = number - number % 1_000, number % 1_000
    below = range(BRANCHES * place + 1, min(BRANCHES * (place + 1), _COMMENTS) + 1)
    told: dict[str, object] = {"id": number, "by": "mira", "time": 1_795_000_000 + place}
    told["kids"] = [story + kid for kid in below]
    if place:
        return {**told, "type": "comment", "parent": story + (place - 1) // BRANCHES, "text": f"{place}: {_WORDS}"}
    return {**told, "type": "story", "title": f"Story {story}", "score": 9, "descendants": _COMMENTS}


def _answers() -> dict[str, bytes]:
    """What each path is answered with."""
    numbers = [story + place for story in STORY_NUMBERS for place in range(_COMMENTS + 1)]
    items = {f"/v0/item/{number}.json": json.dumps(_item(number)).encode() for number in numbers}
    return {"/v0/topstories.json": json.dumps(STORY_NUMBERS).encode(), **items}


async def _serve() -> None:
    """Prints its port and answers until it is ended."""
    known = _answers()

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while asked := await reader.readline():
            while await reader.readline() not in (b"\r\n", b""):
                pass
            body = known.get(asked.split(b" ")[1].decode())
            await asyncio.sleep(LATENCY)
            status = "404 Not Found" if body is None else "200 OK"
            writer.write(f"HTTP/1.1 {status}\r\nContent-Length: {len(body or b'')}\r\n\r\n".encode() + (body or b""))
        writer.close()

    server = await asyncio.start_server(speak, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@contextmanager
def serving() -> Iterator[int]:
    """The server's port."""
    command = [sys.executable, "-m", "benchmarks.hackernews"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        yield int(server.stdout.readline())
        server.terminate()


# --- the two that are measured ---------------------------------------------------------------------------------------


class Rerouted(httpx.AsyncBaseTransport):
    """The network, in which every name leads to the server."""

    def __init__(self, inner: httpx.AsyncBaseTransport, port: int) -> None:
        self._inner = inner
        self._port = port

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url.copy_with(scheme="http", host="127.0.0.1", port=self._port)
        request = httpx.Request(request.method, url, headers=request.headers, extensions=request.extensions)
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()


def _addresses() -> list[str]:
    """What the source asks for: its list, the items, and a tree of each story, which it does not get."""
    from collector.sources.hackernews.firebase import FIREBASE
    from collector.sources.hackernews.trees import ALGOLIA

    trees = [f"{ALGOLIA}/items/{story}" for story in STORY_NUMBERS]
    return [*(f"{FIREBASE}{path.removeprefix('/v0')}" for path in _answers()), *trees]


async def calls_alone(port: int) -> float:
    """Seconds for all of the calls, with as many under way as the source may have."""
    from collector.sources import polite

    places = asyncio.Semaphore(polite("hacker-news.firebaseio.com").concurrency)
    async with httpx.AsyncClient(transport=Rerouted(httpx.AsyncHTTPTransport(), port)) as client:

        async def call(url: str) -> None:
            async with places:
                await client.get(url)

        start = time.perf_counter()
        await asyncio.gather(*map(call, _addresses()))
        return time.perf_counter() - start


async def collecting(port: int) -> float:
    """Seconds from asking for the list to the last comment in the store."""
    from collector.http.client import Client
    from collector.http.clock import SystemClock
    from collector.http.transport import VettingTransport
    from collector.runs.collect import collect
    from collector.source import Options
    from collector.sources import polite
    from collector.sources.hackernews import HackerNews
    from db.store import Store

    clock = SystemClock()
    network = Rerouted(VettingTransport(connect=10, allow_private=True), port)
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "store.db") as store:
        async with Client(clock, transport=network, pace=lambda host: replace(polite(host), interval=0)) as client:
            start = time.perf_counter()
            (outcome,) = await collect([HackerNews.named("", Options(threads=_STORIES))], client, store, clock)
            seconds = time.perf_counter() - start
        assert outcome.posts == _STORIES * (_COMMENTS + 1), outcome
    return seconds


if __name__ == "__main__":
    asyncio.run(_serve())
