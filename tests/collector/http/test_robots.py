"""Is the robots.txt of a host read once, and obeyed?"""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

import pytest

from collector.errors import Refused, Unreachable
from collector.http.client import Client
from collector.http.limits import Limits

RULES = "https://a.example/robots.txt"
OPEN, CLOSED = "https://a.example/open", "https://a.example/private/x"

Network = Callable[..., tuple[Client, Any]]


def test_it_is_read_once_and_obeyed(network: Network, wristwatch: Any) -> None:
    rules = b"User-agent: *\nDisallow: /private\nCrawl-delay: 3\n"
    client, table = network({RULES: (200, rules), OPEN: (200, b"[]")}, wristwatch)

    async def ask() -> None:
        await asyncio.gather(*(client.get(OPEN) for _ in range(2)))
        with pytest.raises(Refused, match=r"robots\.txt"):
            await client.get(CLOSED)

    asyncio.run(ask())
    assert table.asked == [RULES, OPEN, OPEN]
    assert wristwatch.slept == [3.0, 3.0]


@pytest.mark.parametrize(
    ("status", "body", "allowed"),
    [
        (200, "", True),
        (200, "<html>a page for everything", True),
        (200, "\ufeffUser-agent: unjargon\nDisallow: /", False),
        (200, "User-agent: *\nDisallow: /\n\nUser-agent: unjargon\nAllow: /", True),
        (200, "Crawl-delay: nan\nUser-agent: *\nCrawl-delay: inf", True),
        (401, "", True),
        (404, "", True),
        (500, "", False),
        (503, "", False),
    ],
)
def test_what_it_allows(network: Network, status: int, body: str, allowed: bool) -> None:
    client, _ = network({RULES: (status, body.encode()), OPEN: (200, b"[]")})
    if allowed:
        assert asyncio.run(client.get(OPEN)).status == 200
    else:
        with pytest.raises(Refused, match=r"robots\.txt"):
            asyncio.run(client.get(OPEN))


def test_a_redirect_asks_for_the_rules_of_where_it_leads(network: Network) -> None:
    answers = {
        "https://b.example/robots.txt": (200, b"User-agent: *\nDisallow: /private"),
        OPEN: (302, {"location": "https://b.example/private"}, b""),
    }
    client, table = network(answers)
    with pytest.raises(Refused, match=r"robots\.txt of b\.example"):
        asyncio.run(client.get(OPEN))
    assert table.asked == [RULES, OPEN, "https://b.example/robots.txt"]


def test_one_that_cannot_be_had_is_waited_for_once(
    asking: Callable[..., None],
    loopback: Limits,
    raw_server: Callable[[Any], AbstractContextManager[str]],
    silent: Any,
) -> None:
    async def ask(client: Client) -> None:
        with raw_server(silent) as url:
            for path in ("a", "b"):
                with pytest.raises(Unreachable, match=r"robots\.txt did not answer in time"):
                    await client.get(f"{url}{path}")

    asking(ask, limits=replace(loopback, read=0.1))
    assert silent.asked == 1
