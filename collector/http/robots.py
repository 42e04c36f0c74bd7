"""May programs read an address, by the robots.txt of its host? (RFC 9309)"""

import asyncio
import math
from collections.abc import Awaitable, Callable

import httpx
from protego import Protego

from collector.errors import Damaged, Disallowed, Refused, ServerFailed, TooLarge, Unreachable
from collector.http.agent import PRODUCT
from collector.http.answer import Response, shown

_MOST_BYTES = 512_000  # section 2.5 asks for at least 500 KiB

_Fetch = Callable[[httpx.URL], Awaitable[Response]]


class Robots:
    """The rules of one host, read once; where they cannot be had, nobody else waits for them."""

    def __init__(self, host: str) -> None:
        self._host = host
        self._reading = asyncio.Lock()
        self._rules: Protego | None = None
        self._unreachable = ""  # why they cannot be had

    @property
    def crawl_delay(self) -> float:
        """The seconds between two requests that they ask for; 0 where they do not, or are not read."""
        delay = (self._rules.crawl_delay(PRODUCT) if self._rules else None) or 0.0
        return delay if math.isfinite(delay) else 0.0

    async def check(self, target: httpx.URL, fetch: _Fetch) -> None:
        """Raises Disallowed when they do not let us read this address, Unreachable when they cannot be had."""
        async with self._reading:
            if self._rules is None:
                self._rules = await self._fetched(target, fetch)
        if not self._rules.can_fetch(str(target), PRODUCT):
            raise Disallowed(
                f"robots.txt of {self._host} does not let programs read {shown(str(target))} (or could not be read); "
                "remove the source, or ask its operator",
                url=str(target),
            )

    async def _fetched(self, target: httpx.URL, fetch: _Fetch) -> Protego:
        if self._unreachable:
            raise Unreachable(self._unreachable, url=str(target))
        try:
            return await _rules(target.join("/robots.txt"), fetch)
        except Unreachable as error:
            self._unreachable = str(error)
            raise


async def _rules(robots_txt: httpx.URL, fetch: _Fetch) -> Protego:
    """Section 2.3.1: no robots.txt (4xx) allows everything; one that cannot be read allows nothing."""
    try:
        answer = await fetch(robots_txt)
    except Refused:
        return Protego.parse("")
    except (ServerFailed, TooLarge, Damaged):
        return Protego.parse("User-agent: *\nDisallow: /")
    return Protego.parse(answer.body[:_MOST_BYTES].decode("utf-8-sig", "replace"))
