"""Is a server on loopback asked as we mean to, in the time that there is for it?"""

import asyncio
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from collector.errors import Refused, Unreachable
from collector.http.answer import Response
from collector.http.client import Client
from collector.http.pace import Pace

Asking = Callable[..., Any]
Got = Callable[..., Response]
RawServer = Callable[[Callable[[socket.socket], None]], AbstractContextManager[str]]


def test_a_server_is_told_what_we_take(got: Got, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_data(b"{}")
    got(httpserver.url_for("/"))
    headers = httpserver.log[0][0].headers
    assert headers["accept-encoding"] == "gzip, identity"
    assert headers["accept"] == "application/json"
    assert headers["host"] == f"{httpserver.host}:{httpserver.port}"


def test_what_is_sent_arrives_and_goes_nowhere_else(asking: Asking, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/graphql", method="POST", data=b"{}").respond_with_data(b"[1]")
    httpserver.expect_request("/moved", method="POST").respond_with_data(status=307, headers={"Location": "/graphql"})

    def sent(path: str) -> Response:
        url = httpserver.url_for(path)
        return asking(lambda client: client.post(url, b"{}", kind="application/json", secret={"x-key": "mine"}))

    assert sent("/graphql").body == b"[1]"
    request = httpserver.log[-1][0]
    assert (request.headers["content-type"], request.headers["x-key"]) == ("application/json", "mine")
    with pytest.raises(Refused, match="elsewhere"):
        sent("/moved")


# --- time ------------------------------------------------------------------------------------------------------------


def test_a_clock_that_is_set_back_does_not_stop_us(asking: Asking, wristwatch: Any, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_data(b"[]")

    async def twice(client: Client) -> None:
        await client.get(httpserver.url_for("/"), robots=False)
        wristwatch.at -= timedelta(hours=1)
        await client.get(httpserver.url_for("/"), robots=False)

    asking(twice, pace=lambda host: Pace(interval=2.0))
    assert wristwatch.slept == [2.0]


def test_no_request_outlasts_the_time_of_its_branch(asking: Asking, raw_server: RawServer, silent: Any) -> None:
    async def ask(client: Client) -> None:
        with raw_server(silent) as url:
            branch = client.branch(within=0.1)
            # the second waits for its turn at the host, and the third comes when it is too late
            two = await asyncio.gather(*(branch.get(url, robots=False) for _ in range(2)), return_exceptions=True)
            with pytest.raises(Unreachable) as third:
                await branch.post(url, b"", kind="text/plain", secret={})
            for error in (*two, third.value):
                assert isinstance(error, Unreachable)
                assert "had no answer when the time of its source was up" in str(error)
                assert error.url == url

    asking(ask, pace=lambda host: Pace(interval=0, concurrency=1))
    assert silent.asked == 1


def test_the_time_of_one_branch_is_not_that_of_another(asking: Asking, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_data(b"[]")

    async def ask(client: Client) -> int:
        client.branch(within=0)
        return (await client.branch().get(httpserver.url_for("/"), robots=False)).status

    assert asking(ask) == 200
