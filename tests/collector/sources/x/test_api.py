"""Is X API v2 asked with the reader's own token, and are its answers read whole?"""

import asyncio
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from collector.errors import CollectError, Refused, WrongShape
from collector.http.answer import Response
from collector.http.client import Client
from collector.source import Collected, Options
from collector.sources.x import X
from collector.sources.x.shapes import Trends
from collector.sources.x.trends import parse_trends

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
API = "https://api.x.com/2"
TOKEN = "a-readers-own-token"
USERS = {"users": [{"id": "1", "username": "ana"}, {"id": "2", "username": "bo"}]}
Network = Callable[[Mapping[str, Any]], tuple[Client, Any]]
Answer = Callable[[bytes], Response]
Check = Callable[[Collected], None]
Tree = Callable[[Collected], list[tuple[str, str | None, str | None]]]


def payload(name: str) -> bytes:
    return (HERE / name).read_bytes()


def as_json(value: object) -> tuple[int, bytes]:
    return 200, json.dumps(value).encode()


def tweet(number: str, author: str, parent: str | None = None, **more: object) -> dict[str, object]:
    refers = {"referenced_tweets": [{"type": "replied_to", "id": parent}]} if parent else {}
    at = "2026-11-24T01:00:00Z"
    return {
        "id": number, "text": f"text {number}", "author_id": author, "conversation_id": "900", "created_at": at,
        **refers, **more,
    }  # fmt: skip


def test_the_trends_of_the_api_keep_their_order(answer: Answer, sound: Check) -> None:
    collected = parse_trends(answer(payload("v2_trends.json")).json(Trends), "x:trends/23424950", NOW)
    sound(collected)
    assert [(s.trend, s.rank, s.volume) for s in collected.sightings] == [
        ("trend:#FaroDay", 1, 118_000),
        ("trend:Q&A con Ana", 2, None),
        ("trend:DP", 3, 54_321),
    ]
    assert collected.trends[1].url == "https://x.com/search?q=Q%26A%20con%20Ana"
    assert "1 of 4 trends" in collected.problems[0]


@pytest.mark.parametrize("where", ["options", "environment"])
def test_the_trends_of_a_place_are_asked_with_the_readers_token(
    where: str, monkeypatch: pytest.MonkeyPatch, network: Network
) -> None:
    body = payload("v2_trends.json")
    client, table = network({f"{API}/trends/by/woeid/23424950": (200, body)})
    if where == "environment":
        monkeypatch.setenv("X_BEARER_TOKEN", TOKEN)
    options = Options(extra={"bearer_token": TOKEN} if where == "options" else {})
    collected = asyncio.run(X.named("trends/23424950", options).collect(client))
    assert len(collected.trends) == 3
    assert [request.headers["authorization"] for request in table.requests] == [f"Bearer {TOKEN}"]


@pytest.mark.parametrize("token", ["", "two words", "línea"])
def test_without_a_token_nothing_is_asked_and_the_message_says_what_helps(
    token: str, monkeypatch: pytest.MonkeyPatch, network: Network
) -> None:
    monkeypatch.setenv("X_BEARER_TOKEN", token)
    client, table = network({})
    for asked in (X.named("trends/1", Options()).collect(client), X.read(client, "https://x.com/ana/status/900")):
        with pytest.raises(Refused, match=r"X_BEARER_TOKEN.*explain that file"):
            asyncio.run(asked)
    assert not table.asked


def test_the_token_does_not_follow_a_redirect(monkeypatch: pytest.MonkeyPatch, network: Network) -> None:
    monkeypatch.setenv("X_BEARER_TOKEN", TOKEN)
    client, table = network(
        {
            f"{API}/tweets/900": (302, {"location": "https://elsewhere.example/2/x"}, b""),
            "https://elsewhere.example/2/x": (200, b"{}"),
        }
    )
    with pytest.raises(CollectError):
        asyncio.run(X.read(client, "https://x.com/ana/status/900"))
    assert table.asked[1] == "https://elsewhere.example/2/x"
    assert "authorization" not in table.requests[1].headers


def test_a_conversation_is_read_with_what_stands_above_it(
    monkeypatch: pytest.MonkeyPatch, sound: Check, network: Network, tree: Tree
) -> None:
    monkeypatch.setenv("X_BEARER_TOKEN", TOKEN)
    first = {"data": tweet("902", "2", "901"), "includes": USERS}
    pages = [
        {"data": [tweet("903", "1", "902"), tweet("905", "2", "904")], "includes": USERS, "meta": {"next_token": "n"}},
        {"data": [tweet("906", "1", "900")], "includes": USERS, "meta": {}},
    ]
    lost = {"resource_id": "904", "resource_type": "tweet", "title": "Not Found Error", "detail": "gone"}
    above = {"data": [tweet("901", "1", "900"), tweet("900", "1")], "includes": USERS, "errors": [lost]}
    client, table = network(
        {
            f"{API}/tweets/902": as_json(first),
            f"{API}/tweets/search/recent": [as_json(page) for page in pages],
            f"{API}/tweets": as_json(above),
        }
    )
    collected = asyncio.run(X.read(client, "https://twitter.com/bo/status/902"))
    sound(collected)
    assert set(tree(collected)) == {
        ("900", None, "ana"),
        ("901", "900", "ana"),
        ("902", "901", "bo"),
        ("903", "902", "ana"),
        ("904", "900", None),
        ("905", "904", "bo"),
        ("906", "900", "ana"),
    }
    assert [post.text for post in collected.posts if post.external_id == "904"] == [""]
    assert collected.problems == ["Deleted, withheld or protected: 1 of the posts that were asked for."]
    assert {request.headers["authorization"] for request in table.requests} == {f"Bearer {TOKEN}"}
    urls = [request.url for request in table.requests]
    assert len(urls) == 4
    assert urls[1].params["query"] == "conversation_id:900"
    assert urls[2].params["next_token"] == "n"
    assert set(urls[3].params["ids"].split(",")) == {"900", "901", "904"}


def test_what_is_missing_of_a_conversation_is_said(
    monkeypatch: pytest.MonkeyPatch, sound: Check, network: Network, tree: Tree
) -> None:
    monkeypatch.setenv("X_BEARER_TOKEN", TOKEN)
    old = {"data": tweet("900", "1", created_at="2026-11-01T00:00:00Z"), "includes": USERS}
    client, _ = network(
        {f"{API}/tweets/900": as_json(old), f"{API}/tweets/search/recent": (403, b'{"detail": "no access"}')}
    )
    collected = asyncio.run(X.read(client, "https://x.com/ana/status/900"))
    sound(collected)
    assert tree(collected) == [("900", None, "ana")]
    assert "seven days" in collected.problems[0]
    assert "no access" in collected.problems[1]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (
            {"errors": [{"title": "Not Found Error", "detail": "Could not find tweet 900", "resource_id": "900"}]},
            Refused,
        ),
        ({"data": {"id": "900"}}, WrongShape),
        ({"other": 1}, WrongShape),
        ([], WrongShape),
    ],
)
def test_a_post_that_x_does_not_give_is_a_named_error(
    body: object, error: type[CollectError], monkeypatch: pytest.MonkeyPatch, network: Network
) -> None:
    monkeypatch.setenv("X_BEARER_TOKEN", TOKEN)
    client, _ = network({f"{API}/tweets/900": as_json(body)})
    with pytest.raises(error):
        asyncio.run(X.read(client, "https://x.com/ana/status/900"))
