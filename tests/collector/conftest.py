"""What the tests of the collector share: a time, and a client of a network that is a table."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from collector.http.client import Client
from collector.http.clock import Clock
from collector.http.limits import Limits
from collector.http.pace import Pace
from collector.http.recording import ReplayClock
from collector.sources import SOURCES
from db.store import Store

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
Reply = tuple[int, bytes] | tuple[int, Mapping[str, str], bytes]  # status, headers where there are some, body


class Table(httpx.AsyncBaseTransport):
    """A network: address (without its query, or with) -> what is answered; `*` stands for all others.

    A list is answered in turn. What was asked is remembered.
    """

    def __init__(self, answers: Mapping[str, Reply | list[Reply]]) -> None:
        self.answers = answers
        self.requests: list[httpx.Request] = []

    @property
    def asked(self) -> list[str]:
        return [str(request.url) for request in self.requests]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        url = str(request.url)
        missing = self.answers.get("*", (404, b'{"error":"Not Found"}'))
        reply = self.answers.get(url) or self.answers.get(url.partition("?")[0]) or missing
        status, *headers, body = reply.pop(0) if isinstance(reply, list) else reply
        return httpx.Response(status, headers=dict(*headers), stream=httpx.ByteStream(body))


@pytest.fixture(scope="session")
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session")
def examples() -> Mapping[str, tuple[str, str | None]]:
    """By kind of source: a name, and an address that it can read, if it reads any."""
    return {source.declared.kind: (source.declared.example, source.declared.address) for source in SOURCES}


@pytest.fixture(scope="session")
def network() -> Callable[..., tuple[Client, Table]]:
    """A client of such a network, and the network, which remembers what was asked; what is named differs for it."""

    def build(answers: Mapping[str, Reply | list[Reply]], clock: Clock | None = None, **changes: Any) -> Any:
        table = Table(answers)
        pace = Pace(interval=0, concurrency=4)
        usual = {"limits": Limits(backoff=0, attempts=1), "pace": lambda host: pace}
        return Client(clock or ReplayClock(NOW), transport=table, **{**usual, **changes}), table

    return build


@pytest.fixture
def store(empty_store: Path, tmp_path: Path) -> Iterator[Store]:
    """A store that holds nothing yet."""
    with Store.open(shutil.copy(empty_store, tmp_path / "store.db")) as opened:
        yield opened
