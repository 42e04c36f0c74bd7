"""Is what goes wrong on the way an error of ours, and asked again only where that may help?"""

import asyncio
import inspect
import socket
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

import httpx
import pytest

from collector.errors import CollectError, Unreachable
from collector.http.answer import Response
from collector.http.client import Client
from collector.http.failures import HTTPX_ERRORS, HTTPX_FAILURES
from collector.http.limits import Limits

HERE = "https://a.example/"

Network = Callable[..., tuple[Client, Any]]
Asking = Callable[..., Any]
Got = Callable[..., Response]
RawServer = Callable[[Callable[[socket.socket], None]], AbstractContextManager[str]]


def test_no_exception_of_httpx_is_left_out() -> None:
    public = {kind for kind in vars(httpx).values() if inspect.isclass(kind) and issubclass(kind, Exception)}
    assert public == set(HTTPX_FAILURES)
    assert all(issubclass(kind, HTTPX_ERRORS) for kind in public)


# --- asking again ----------------------------------------------------------------------------------------------------


def again(network: Network, *replies: tuple[int, bytes]) -> tuple[Callable[[], Response], Any]:
    """What asks a server that gives these replies in turn, as often as we do, and the network."""
    client, table = network({HERE: list(replies)}, limits=Limits(backoff=0))
    return lambda: asyncio.run(client.get(HERE, robots=False)), table


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_passing_failure_is_asked_again(network: Network, status: int) -> None:
    ask, _ = again(network, (status, b""), (200, b"[1]"))
    assert ask().json(list[int]) == [1]


@pytest.mark.parametrize(("status", "asked"), [(500, 3), (501, 1), (520, 1), (400, 1), (404, 1), (429, 1)])
def test_how_often_a_lasting_failure_is_asked(network: Network, status: int, asked: int) -> None:
    ask, table = again(network, *[(status, b"")] * 4)
    with pytest.raises(CollectError):
        ask()
    assert len(table.asked) == asked


def test_who_was_silent_for_too_long_is_not_asked_again(
    got: Got, raw_server: RawServer, loopback: Limits, silent: Any
) -> None:
    with raw_server(silent) as url, pytest.raises(Unreachable, match="in time"):
        got(url, limits=replace(loopback, read=0.1))
    assert silent.asked == 1


def test_an_interrupted_request_is_not_asked_again(asking: Asking, raw_server: RawServer) -> None:
    asked, left = threading.Event(), threading.Event()
    connections = []

    def keep_waiting(connection: socket.socket) -> None:
        connections.append(connection)
        asked.set()
        left.wait()

    async def interrupted(client: Client) -> None:
        with raw_server(keep_waiting) as url:
            task = asyncio.create_task(client.get(url, robots=False))
            await asyncio.to_thread(asked.wait)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            left.set()

    asking(interrupted)
    assert len(connections) == 1


# --- servers that misbehave ------------------------------------------------------------------------------------------


def test_a_server_that_drips_for_ever_is_left(got: Got, raw_server: RawServer, loopback: Limits) -> None:
    def drip(connection: socket.socket) -> None:
        try:
            connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            while not left.wait(0.02):
                connection.sendall(b"x")
        except OSError:
            pass

    left = threading.Event()
    with raw_server(drip) as url:
        with pytest.raises(Unreachable, match="in time"):
            got(url, limits=replace(loopback, total=0.3))
        left.set()


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 200_000,
    ],
)
def test_a_server_that_speaks_no_http_is_unreachable(got: Got, raw_server: RawServer, said: bytes) -> None:
    with raw_server(lambda connection: connection.sendall(said)) as url, pytest.raises(Unreachable):
        got(url)


def test_a_port_where_nobody_listens_is_unreachable(got: Got) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(Unreachable, match="cannot be reached: it takes no connections"):
        got(f"http://127.0.0.1:{port}/")


def test_a_port_without_encryption_is_said_to_have_none(got: Got, raw_server: RawServer) -> None:
    def plain(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with raw_server(plain) as url, pytest.raises(Unreachable, match="it has no secure connection"):
        got(url.replace("http://", "https://"))
