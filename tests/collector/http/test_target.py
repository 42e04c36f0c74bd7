"""Which addresses are asked, and are redirects followed to those alone?"""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from collector.errors import CollectError, Refused, TooLarge
from collector.http.answer import Response
from collector.http.client import Client
from collector.http.target import target_uri

HERE = "https://a.example"

Network = Callable[..., tuple[Client, Any]]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "notaurl",
        "/path",
        "http://",
        "ftp://example.org/",
        "file:///etc/passwd",
        "http://[::1",
        "http://example.org:99999/",
        "http://example.org:0/",
        "http://ana:secret@example.org/",
        "http://example.org/\0",
        "http://example.org/" + "a" * 70_000,
    ],
)
def test_what_is_no_plain_web_address_is_refused(network: Network, url: str) -> None:
    client, table = network({"*": (200, b"")})
    with pytest.raises(Refused) as caught:
        asyncio.run(client.get(url, robots=False))
    assert "secret" not in str(caught.value)
    assert table.asked == []


def test_parameters_join_the_query_of_the_address() -> None:
    params = {"q": "caffè & té", "n": 2, "tags": ["x", "y"]}
    asked = target_uri(f"{HERE}/search?a=1#part", params).params
    assert (asked["a"], asked["q"], asked["n"], asked.get_list("tags")) == ("1", "caffè & té", "2", ["x", "y"])
    assert target_uri(f"{HERE}/#part").fragment == ""


def answered(network: Network, url: str, answers: dict[str, Any]) -> Response:
    client, _ = network(answers)
    return asyncio.run(client.get(url, robots=False))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(network: Network, status: int) -> None:
    answers = {f"{HERE}/old": (status, {"location": "/new?a=1#part"}, b""), f"{HERE}/new": (200, b"[]")}
    assert answered(network, f"{HERE}/old", answers).url == f"{HERE}/new?a=1"


@pytest.mark.parametrize(("hops", "error"), [(5, None), (6, TooLarge)])
def test_redirects_end(network: Network, hops: int, error: type[CollectError] | None) -> None:
    answers: dict[str, Any] = {f"{HERE}/{hop}": (302, {"location": f"/{hop + 1}"}, b"") for hop in range(hops)}
    answers[f"{HERE}/{hops}"] = (200, b"[]")
    if error is None:
        assert answered(network, f"{HERE}/0", answers).status == 200
    else:
        with pytest.raises(error, match="redirects more than 5 times"):
            answered(network, f"{HERE}/0", answers)


@pytest.mark.parametrize(
    "place",
    ["ftp://example.org/", "http://a:b@example.org/", "http://[::1", "javascript:alert(1)", "http://x:99999/"],
)
def test_redirects_to_what_is_no_web_address_are_refused(network: Network, place: str) -> None:
    with pytest.raises(Refused):
        answered(network, f"{HERE}/", {f"{HERE}/": (302, {"location": place}, b""), "*": (200, b"[]")})


def test_a_redirect_without_a_place_is_refused(network: Network) -> None:
    with pytest.raises(Refused, match="301"):
        answered(network, f"{HERE}/", {f"{HERE}/": (301, b"")})


def test_a_readers_key_is_shown_to_its_own_host_alone(network: Network) -> None:
    answers = {
        f"{HERE}/one": (302, {"location": f"{HERE}/two"}, b""),
        f"{HERE}/two": (302, {"location": "https://b.example/three"}, b""),
        "*": (200, b"[]"),
    }
    client, table = network(answers)
    asyncio.run(client.get(f"{HERE}/one", secret={"x-key": "mine"}, robots=False))
    assert [request.headers.get("x-key") for request in table.requests] == ["mine", "mine", None]
