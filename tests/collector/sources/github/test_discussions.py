"""Is what is said in a discussion read whole, for those who have a token?"""

import asyncio
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collector.errors import AskedToWait, CollectError, NotText, Refused, WrongShape
from collector.http.answer import Response
from collector.http.client import Client
from collector.source import Collected
from collector.sources.github import GitHub
from collector.sources.github.addresses import Conversation
from collector.sources.github.discussions import QUERY, discussion_in, parse_discussion

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
GRAPHQL = "https://api.github.com/graphql"
TALK = Conversation("faro-labs", "lantern", "discussions", 14)
Network = Callable[[Mapping[str, Any]], tuple[Client, Any]]
Answer = Callable[[bytes], Response]
Sound = Callable[[Collected], None]
Tree = Callable[[Collected], dict[str, str | None]]


def payload(name: str) -> bytes:
    return (HERE / name).read_bytes()


def names_in(value: Any) -> Iterator[str]:
    """Every name of a field, anywhere in the payload."""
    if isinstance(value, dict):
        yield from value
    for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from names_in(child)


def test_a_discussion_without_a_token_says_what_is_needed(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
    client, table = network({})
    with pytest.raises(Refused, match=r"token.*GITHUB_TOKEN"):
        asyncio.run(GitHub.read(client, TALK.url))
    assert not table.asked


def test_a_discussion_is_read_with_its_replies(
    network: Network, sound: Sound, monkeypatch: pytest.MonkeyPatch, tree: Tree
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", " secret \n")
    client, table = network({GRAPHQL: (200, payload("discussion.json"))})
    collected = asyncio.run(GitHub.read(client, "https://github.com/faro-labs/LANTERN/discussions/14"))
    sound(collected)
    root = "faro-labs/lantern#14"
    assert tree(collected) == {
        root: None,
        "discussioncomment-601": root,
        "discussioncomment-602": "discussioncomment-601",
        "discussioncomment-603": "discussioncomment-601",
        "discussioncomment-604": root,
        "discussioncomment-605": "discussioncomment-604",
    }
    said = {post.external_id.removeprefix("discussioncomment-"): (post.author, post.text) for post in collected.posts}
    assert said == {
        root: ("ana-example", "Is MoE worth it?\n\nMoE vs. dense"),
        "601": ("bo-example", "Yes, with EP."),  # folded up as resolved
        "602": ("cy-example", "EP?"),
        "603": (None, ""),  # hidden as spam
        "604": (None, ""),  # deleted
        "605": ("ana-example", "Gone, but answered."),
    }
    assert [post.score for post in collected.posts] == [6, 2, 1, None, None, None]
    assert [re.search(r"1 of 7|Not read: 3", problem) is not None for problem in collected.problems] == [True, True]
    (request,) = table.requests
    assert (request.method, request.headers["authorization"]) == ("POST", "Bearer secret")
    assert request.headers["content-type"] == request.headers["accept"] == "application/json"
    variables = json.loads(request.content)["variables"]
    assert variables == {"owner": "faro-labs", "name": "LANTERN", "number": 14, "after": None}
    assert "secret" not in repr(collected)


def test_the_query_asks_for_what_is_read() -> None:
    """Its braces close, and each of the names in the payload is one that it gives."""
    assert QUERY.count("{") == QUERY.count("}")
    given_names = set(re.findall(r"\w+", QUERY))
    value = json.loads(payload("discussion.json"))
    assert set(names_in(value)) <= given_names | {"data"}


def test_the_pages_of_a_discussion_are_followed(
    network: Network, monkeypatch: pytest.MonkeyPatch, sound: Sound
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "secret")

    def page(cursor: str | None, *ids: int) -> bytes:
        nodes = [{"id": number, "body_html": f"said {number}"} for number in ids]
        comments = {"total": 3, "page": {"more": cursor is not None, "cursor": cursor}, "nodes": nodes}
        return json.dumps({"data": {"repository": {"discussion": {"title": "T", "comments": comments}}}}).encode()

    client, table = network({GRAPHQL: [(200, page("two", 1, 2)), (200, page(None, 3))]})
    collected = asyncio.run(GitHub.read(client, TALK.url))
    sound(collected)
    assert [post.text for post in collected.posts] == ["T", "said 1", "said 2", "said 3"]
    assert [json.loads(request.content)["variables"]["after"] for request in table.requests] == [None, "two"]
    assert not collected.problems

    client, _ = network({GRAPHQL: [(200, page("two", 1, 2)), (200, b"<html>")]})
    broken_off = asyncio.run(GitHub.read(client, TALK.url))
    assert broken_off.problems == [f"Not read: 1 comments of {TALK.url}."]


@pytest.mark.parametrize(
    ("body", "error", "says"),
    [
        (
            b'{"data":{"repository":{"discussion":null}},"errors":[{"type":"NOT_FOUND","message":"No such"}]}',
            Refused,
            "No such",
        ),
        (b'{"data":{"repository":null},"errors":[{"type":"NOT_FOUND","message":"No repo"}]}', Refused, "No repo"),
        (b'{"errors":[{"type":"RATE_LIMITED","message":"API rate limit exceeded"}]}', AskedToWait, "asks to wait"),
        (b'{"data":{"repository":{"discussion":null}}}', WrongShape, "neither"),
        (b"[]", WrongShape, "shape"),
        (b"<html>", NotText, "HTML"),
    ],
)
def test_what_is_said_instead_of_a_discussion_is_a_named_error(
    body: bytes, error: type[CollectError], says: str, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "secret")
    client, _ = network({GRAPHQL: (200, {"x-ratelimit-reset": str(int(NOW.timestamp()) + 60)}, body)})
    with pytest.raises(error, match=says) as caught:
        asyncio.run(GitHub.read(client, TALK.url))
    assert "secret" not in str(caught.value)


@settings(max_examples=60)
@given(data=st.data())
def test_a_changed_payload_is_read_or_is_a_named_error(
    data: st.DataObject, mutilated: Callable[..., Any], answer: Answer, sound: Sound
) -> None:
    value = mutilated(data, json.loads(payload("discussion.json")))
    with suppress(CollectError):
        sound(parse_discussion(TALK, [discussion_in(answer(json.dumps(value).encode()), TALK)], NOW))
