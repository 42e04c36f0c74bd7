"""Are lists and threads of a Mastodon server read, and is it told which are shut?"""

import asyncio
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from collector.errors import Refused
from collector.http.client import Client
from collector.payloads.reading import read_first
from collector.source import Collected
from collector.sources import readers_for, source_named

TRENDS = "https://social.example/api/v1/trends"
Network = Callable[[Mapping[str, tuple[int, bytes]]], tuple[Client, Any]]


def read(client: Client, url: str) -> Collected:
    return asyncio.run(read_first(client, url, readers_for(url)))


def body(value: object) -> tuple[int, bytes]:
    return 200, json.dumps(value).encode()


def mastodon_answers(payloads: Path) -> dict[str, tuple[int, bytes]]:
    folder = payloads / "mastodon"
    return {
        f"{TRENDS}/tags": (200, (folder / "tags-two.json").read_bytes()),
        f"{TRENDS}/links": (200, (folder / "links-two.json").read_bytes()),
        f"{TRENDS}/statuses": (200, (folder / "statuses-kinds.json").read_bytes()),
    }


def test_mastodon_has_three_lists_each_ranked_from_one(
    payloads: Path, network: Network, sound: Callable[[Collected], None]
) -> None:
    context = json.loads((payloads / "mastodon" / "thread-middle.json").read_text(encoding="utf-8"))["context"]
    root = {**context["ancestors"][0], "id": "99"}
    answers = {"ancestors": [root], "descendants": [{**context["descendants"][0], "in_reply_to_id": "105"}]}
    url = "https://social.example/api/v1/statuses/105/context"
    client, table = network({**mastodon_answers(payloads), url: body(answers)})
    collected = asyncio.run(source_named("mastodon:social.example").collect(client))
    sound(collected)
    assert [s.rank for s in collected.sightings] == [1, 2, 1, 2, 1, 2, 3, 4, 5, 6]
    # only a status that answers or is answered has a context worth a request
    assert [asked for asked in table.asked if "context" in asked] == [url]
    assert {p.external_id for p in collected.posts if p.thread == "99"} == {"99", "105", "204"}
    assert next(p.text for p in collected.posts if p.external_id == "99") == "root"


def test_mastodon_names_a_list_that_is_only_for_its_members(payloads: Path, network: Network) -> None:
    shut = {f"{TRENDS}/statuses": (422, b'{"error":"This method requires an authenticated user"}')}
    client, _ = network({**mastodon_answers(payloads), **shut})
    collected = asyncio.run(source_named("mastodon:social.example").collect(client))
    assert len(collected.trends) == 4
    assert "social.example shows trending statuses only to people who have an account" in " ".join(collected.problems)


def test_mastodon_that_is_shut_altogether_is_refused(network: Network) -> None:
    client, _ = network({"*": (401, b'{"error":"This method requires an authenticated user"}')})
    with pytest.raises(Refused, match="choose another server"):
        asyncio.run(source_named("mastodon:social.example").collect(client))


@pytest.mark.parametrize(
    "url",
    [
        "https://social.example/@ana/100000203",
        "https://social.example/@ana@other.example/100000203",
        "https://social.example/users/ana/statuses/100000203",
        "https://social.example/web/@ana/100000203/",
        "https://social.example/deck/@ana/100000203",
        "https://social.example/web/statuses/100000203",
        "https://social.example/ap/users/77/statuses/100000203",
        "https://social.example/@ana/statuses/100000203",
        "https://social.example/notice/100000203",
        "http://social.example/@ana/100000203",
    ],
)
def test_mastodon_reads_the_thread_of_a_status(url: str, payloads: Path, network: Network) -> None:
    both = json.loads((payloads / "mastodon" / "thread-middle.json").read_text(encoding="utf-8"))
    status = "https://social.example/api/v1/statuses/100000203"
    context = "https://social.example/api/v1/statuses/203/context"
    client, _ = network({status: body(both["status"]), context: body(both["context"])})
    collected = read(client, url)
    assert {post.thread for post in collected.posts} == {"201"}
    assert collected.posts[0].source == "mastodon:social.example"


def test_mastodon_is_led_from_the_address_of_an_object_to_its_status(payloads: Path, network: Network) -> None:
    both = json.loads((payloads / "mastodon" / "thread-middle.json").read_text(encoding="utf-8"))
    url = "https://social.example/objects/0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0"
    api = "https://social.example/api/v1/statuses"
    answers = {
        url: (302, {"location": "/notice/AbCdEf1234"}, b""),
        "https://social.example/notice/AbCdEf1234": (200, b"<html>"),
        f"{api}/AbCdEf1234": body(both["status"]),
        f"{api}/203/context": body(both["context"]),
    }
    client, _ = network(answers)
    assert {post.thread for post in read(client, url).posts} == {"201"}
