"""What the tests of the sources ask for: answers, a client of a network that is a table, and what must always hold."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from collector.answer import Response
from collector.http import Client, Limits, Pace
from collector.replay import ReplayClock
from collector.source import Collected

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)


class Table(httpx.AsyncBaseTransport):
    """A network: address (without its query, or with) -> status and body; `*` stands for all others."""

    def __init__(self, answers: Mapping[str, tuple[int, bytes]]) -> None:
        self.answers = answers
        self.asked: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = str(request.url)
        self.asked.append(url)
        missing = self.answers.get("*", (404, b'{"error":"Not Found"}'))
        status, body = self.answers.get(url) or self.answers.get(url.partition("?")[0]) or missing
        return httpx.Response(status, stream=httpx.ByteStream(body))


@pytest.fixture(scope="session")
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session")
def payloads() -> Path:
    return Path(__file__).parent


@pytest.fixture
def network() -> Callable[[Mapping[str, tuple[int, bytes]]], tuple[Client, Table]]:
    """A client of such a network, and the network, which remembers what was asked."""

    def build(answers: Mapping[str, tuple[int, bytes]]) -> tuple[Client, Table]:
        table = Table(answers)
        pace = Pace(interval=0, concurrency=4)
        client = Client(ReplayClock(NOW), transport=table, limits=Limits(backoff=0, attempts=1), pace=lambda host: pace)
        return client, table

    return build


@pytest.fixture(scope="session")
def answer() -> Callable[[bytes], Response]:
    """A server's answer with this body."""
    return lambda body: Response("https://example.org/some/feed", 200, {}, body, NOW)


@pytest.fixture(scope="session")
def sound() -> Callable[[Collected], None]:
    """What holds for all that any source gives."""
    return check_sound


def check_sound(collected: Collected) -> None:
    posts = {post.external_id: post for post in collected.posts}
    assert len(posts) == len(collected.posts), "a post twice"
    for post in collected.posts:
        if post.parent is None:
            assert post.thread == post.external_id, "a root is its own thread"
        else:
            assert posts[post.parent].thread == post.thread, "a parent in another thread"
        assert post.title is None or post.text.startswith(post.title), "a title that is not in the text"
        assert _root(post.external_id, {key: p.parent for key, p in posts.items()}) == post.thread
    trends = [trend.external_id for trend in collected.trends]
    assert len(set(trends)) == len(trends), "a trend twice"
    assert set(trends) <= set(posts), "a trend without its post"
    assert Counter(sighting.trend for sighting in collected.sightings) == Counter(trends), "one sighting a trend"


def _root(key: str, parents: Mapping[str, str | None]) -> str:
    for _ in parents:
        above = parents[key]
        if above is None:
            return key
        key = above
    raise AssertionError("a circle of answers")
