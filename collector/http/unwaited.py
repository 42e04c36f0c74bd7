"""How does work that cannot be interrupted keep nobody waiting?"""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

_Result = TypeVar("_Result")


async def aside(work: Callable[[], _Result]) -> _Result:
    """What `work` returns or raises, from a thread of its own that nobody waits for once the caller is cancelled.

    The event loop's own threads are few, and a run ends only when they have ended: work that hangs in them would keep
    everybody waiting.
    """
    done: Future[_Result] = Future()
    done.set_running_or_notify_cancel()

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as error:
            done.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return await asyncio.wrap_future(done)
