"""Is nobody reached who must not be: private addresses, and those of the link?"""

import asyncio
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

import httpx
import pytest
from pytest_httpserver import HTTPServer

from collector.errors import Unreachable
from collector.http.answer import Response
from collector.http.client import Client
from collector.http.limits import Limits
from collector.http.transport import VettingTransport, ip_addresses, is_public

Asking = Callable[..., Any]
Got = Callable[..., Response]


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("::ffff:93.184.215.14", True),
        ("10.0.0.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("0.0.0.0", False),
        ("::", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("::ffff:169.254.169.254", False),
        ("2002:7f00:1::", False),
        ("64:ff9b::a00:1", False),
        ("64:ff9b::808:808", True),
    ],
)
def test_which_addresses_anyone_can_reach(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "0.0.0.0"]
)
def test_private_addresses_are_not_asked(got: Got, loopback: Limits, httpserver: HTTPServer, host: str) -> None:
    with pytest.raises(Unreachable):
        got(f"http://{host}:{httpserver.port}/", limits=replace(loopback, allow_private=False))
    assert httpserver.log == []


@pytest.mark.parametrize("host", ["169.254.169.254", "[fe80::1]", "[::ffff:169.254.1.1]"])
def test_addresses_of_the_link_are_not_asked_even_by_name(got: Got, host: str) -> None:
    with pytest.raises(Unreachable, match="is a private address"):
        got(f"http://{host}/latest")


def test_no_server_leads_to_a_private_address_that_the_reader_did_not_name(
    got: Got, raw_server: Callable[[Any], AbstractContextManager[str]], silent: Any, httpserver: HTTPServer
) -> None:
    with raw_server(silent) as other:
        for path, target in (("/home", "/"), ("/away", other)):
            httpserver.expect_request(path).respond_with_data(status=302, headers={"Location": target})
        httpserver.expect_request("/").respond_with_data(b"[]")
        assert got(httpserver.url_for("/home")).status == 200
        with pytest.raises(Unreachable, match="only one that you name yourself"):
            got(httpserver.url_for("/away"))
    assert silent.asked == 0


def test_an_address_that_strangers_chose_is_never_private(asking: Asking, httpserver: HTTPServer) -> None:
    with pytest.raises(Unreachable, match="is a private address"):
        asking(lambda client: client.public().get(httpserver.url_for("/")))
    assert httpserver.log == []


# --- names -----------------------------------------------------------------------------------------------------------


def test_names_that_nobody_answers_for_keep_no_others_waiting(asking: Asking, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_data(b"[]")
    left = threading.Event()

    def resolver(host: str, port: int) -> list[str]:
        if host.startswith("unknown"):
            left.wait()
        return ["127.0.0.1"]

    async def ask(client: Client) -> int:
        lost = [asyncio.create_task(client.get(f"http://unknown{n}.example/", robots=False)) for n in range(50)]
        await asyncio.sleep(0)
        found = await client.get(f"http://known.example:{httpserver.port}/", robots=False)
        for error in await asyncio.gather(*lost, return_exceptions=True):
            assert isinstance(error, Unreachable)
        return found.status

    # all of them are still being looked up when the run ends
    assert asking(ask, transport=VettingTransport(connect=0.3, allow_private=True, resolver=resolver)) == 200
    left.set()


def test_a_name_without_an_address_is_said_to_have_none(got: Got) -> None:
    with pytest.raises(Unreachable, match="its name has no address"):
        got("http://nothing.invalid/")


@pytest.mark.parametrize("host", ["nothing.invalid", "a" * 70 + ".example", "..", "\u00ff"])
def test_a_name_without_an_address_is_an_error_with_a_name(host: str) -> None:
    with pytest.raises(httpx.ConnectError):
        asyncio.run(ip_addresses(host, 80))
