"""What time is it, and how is time waited for?"""

import asyncio
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """The only time there is: a replay and the tests bring their own."""

    def now(self) -> datetime:
        """Aware, in UTC."""
        ...

    async def sleep(self, seconds: float) -> None: ...


class SystemClock:
    """The wall clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
