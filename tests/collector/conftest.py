"""What the tests of the collector share: a time, and a client of a network that is a table."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import httpx
import pytest

from collector.http import Client, Limits, Pace
from collector.replay import ReplayClock

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)


class Table(httpx.AsyncBaseTransport):
    """A network: address (without its query, or with) -> status and body; `*` stands for all others.

    `headers` has those of an answer, by its address.
    """

    def __init__(
        self, answers: Mapping[str, tuple[int, bytes]], headers: Mapping[str, Mapping[str, str]] | None = None
    ) -> None:
        self.answers = answers
        self.headers = headers or {}
        self.asked: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = str(request.url)
        self.asked.append(url)
        missing = self.answers.get("*", (404, b'{"error":"Not Found"}'))
        status, body = self.answers.get(url) or self.answers.get(url.partition("?")[0]) or missing
        return httpx.Response(status, headers=dict(self.headers.get(url, {})), stream=httpx.ByteStream(body))


@pytest.fixture(scope="session")
def now() -> datetime:
    return NOW


@pytest.fixture
def network() -> Callable[..., tuple[Client, Table]]:
    """A client of such a network, and the network, which remembers what was asked."""

    def build(
        answers: Mapping[str, tuple[int, bytes]], headers: Mapping[str, Mapping[str, str]] | None = None
    ) -> tuple[Client, Table]:
        table = Table(answers, headers)
        pace = Pace(interval=0, concurrency=4)
        client = Client(ReplayClock(NOW), transport=table, limits=Limits(backoff=0, attempts=1), pace=lambda host: pace)
        return client, table

    return build
