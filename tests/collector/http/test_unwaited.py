"""Does work that cannot be interrupted keep nobody waiting?"""

import asyncio
import threading
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from collector.http.client import Client
from collector.http.unwaited import aside
from collector.source import Options
from collector.sources.feed import Feed

Network = Callable[[Mapping[str, tuple[int, bytes]]], tuple[Client, Any]]


def test_what_the_work_returns_or_raises_comes_back() -> None:
    assert asyncio.run(aside(lambda: 7)) == 7
    with pytest.raises(ZeroDivisionError):
        asyncio.run(aside(lambda: 1 // 0))


def test_nobody_waits_for_work_that_hangs() -> None:
    left = threading.Event()

    async def impatient() -> int:
        hanging = [asyncio.create_task(aside(left.wait)) for _ in range(50)]
        done = await aside(lambda: 7)
        for task in hanging:
            task.cancel()
        return done

    # the work still hangs when the run ends
    assert asyncio.run(impatient()) == 7
    left.set()


def test_a_feed_that_takes_long_to_mend_is_read_aside(network: Network) -> None:
    address = "https://blog.example/feed.xml"
    client, _ = network({address: (200, b"<rss>" + b"<a>" * 50_000)})

    async def impatient() -> None:
        async with asyncio.timeout(0.1):
            await Feed.named(address, Options()).collect(client)

    # read where everything else runs, it would come to its end, as an error of its own, before anybody could leave it
    with pytest.raises(TimeoutError):
        asyncio.run(impatient())
