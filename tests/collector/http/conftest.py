"""What the tests of the client share: a clock that sleeping moves on, and a client of real servers on loopback."""

import asyncio
import socket
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

import pytest

from collector.http.answer import Response
from collector.http.client import Client
from collector.http.limits import Limits
from collector.http.pace import Pace

T = TypeVar("T")
LOOPBACK = Limits(allow_private=True, backoff=0, connect=5, read=5, total=10)


@dataclass
class Wristwatch:
    """A clock that sleeping moves on."""

    at: datetime
    slept: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += timedelta(seconds=seconds)


@pytest.fixture
def wristwatch(now: datetime) -> Wristwatch:
    return Wristwatch(now)


@pytest.fixture(scope="session")
def loopback() -> Limits:
    return LOOPBACK


@pytest.fixture
def asking(wristwatch: Wristwatch) -> Callable[..., Any]:
    """What asking does with a client on loopback: `asking(act, **changes)`, where `act` takes the client."""

    def ask(act: Callable[[Client], Coroutine[Any, Any, T]], **changes: Any) -> T:
        async def asked() -> T:
            usual = {"limits": LOOPBACK, "pace": lambda host: Pace(interval=0, concurrency=4)}
            async with Client(wristwatch, **{**usual, **changes}) as client:
                return await act(client)

        return asyncio.run(asked())

    return ask


@pytest.fixture
def got(asking: Callable[..., Any]) -> Callable[..., Response]:
    """The answer of a documented API at an address: robots.txt is not asked for."""
    return lambda url, **changes: asking(lambda client: client.get(url, robots=False), **changes)


Speak = Callable[[socket.socket], None]


@pytest.fixture(scope="session")
def raw_server() -> Callable[[Speak], AbstractContextManager[str]]:
    """A server that says what no framework would; the address that it is at."""

    @contextmanager
    def serving(speak: Speak) -> Iterator[str]:
        with socket.create_server(("127.0.0.1", 0)) as listener:

            def serve() -> None:
                while True:
                    try:
                        connection, _ = listener.accept()
                    except OSError:
                        return
                    with connection:
                        connection.recv(65_536)
                        speak(connection)

            threading.Thread(target=serve, daemon=True).start()
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
            listener.shutdown(socket.SHUT_RDWR)

    return serving


class Silent:
    """A server that takes what it is asked and never answers; `asked` is how often that was."""

    def __init__(self) -> None:
        self.asked = 0
        self.left = threading.Event()

    def __call__(self, connection: socket.socket) -> None:
        self.asked += 1
        self.left.wait()


@pytest.fixture
def silent() -> Iterator[Silent]:
    server = Silent()
    yield server
    server.left.set()
