"""When may a host be asked next, and by how many at once?"""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from collector.errors import AskedToWait
from collector.http.clock import Clock
from collector.http.pace import Pace
from collector.http.robots import Robots


@dataclass
class Host:
    """What is known of one host in this run."""

    name: str
    pace: Pace
    closed_until: datetime | None = None  # it asked to be left alone
    slots: asyncio.Semaphore = field(init=False)
    robots: Robots = field(init=False)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)
    _asked_at: datetime | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.slots = asyncio.Semaphore(self.pace.concurrency)
        self.robots = Robots(self.name)

    def close(self, until: datetime) -> None:
        """Of several waits the longest counts."""
        self.closed_until = max(until, self.closed_until or until)

    async def turn(self, clock: Clock, patience: float, url: str) -> None:
        """Returns when the next request may start. Raises AskedToWait where that is later than `patience` seconds."""
        async with self._turn:
            while (wait := self._to_wait(clock.now())) > 0:
                until = self.closed_until
                if until is not None and (until - clock.now()).total_seconds() > patience:
                    message = f"{self.name} asked to wait until {until:%Y-%m-%d %H:%M:%S} UTC; it is left alone"
                    raise AskedToWait(message, url=url, retry_at=until)
                await clock.sleep(wait)
                # waited to the end, but for an answer that came meanwhile and asks for more; a replay's clock stands
                if self.closed_until == until:
                    break
            self._asked_at = clock.now()

    def _to_wait(self, now: datetime) -> float:
        """The seconds until the next request may start."""
        closed = (self.closed_until - now).total_seconds() if self.closed_until else 0.0
        interval = max(self.pace.interval, self.robots.crawl_delay)
        since = (now - self._asked_at).total_seconds() if self._asked_at else interval
        # a clock that was set back must not make us wait for longer than the interval
        return max(closed, min(interval, interval - since))
