"""Are trends and threads of Bluesky read, from the older call, too, and however deep?"""

import asyncio
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from collector.errors import ServerFailed
from collector.http.client import Client
from collector.payloads.reading import read_first
from collector.source import Collected
from collector.sources import readers_for, source_named

XRPC = "https://public.api.bsky.app/xrpc"
Network = Callable[[Mapping[str, tuple[int, bytes]]], tuple[Client, Any]]


def read(client: Client, url: str) -> Collected:
    return asyncio.run(read_first(client, url, readers_for(url)))


@pytest.mark.parametrize("status", [404, 501])
def test_bluesky_asks_the_older_call_where_the_newer_is_missing(status: int, payloads: Path, network: Network) -> None:
    topics = (200, (payloads / "bluesky" / "topics-two.json").read_bytes())
    client, _ = network(
        {
            f"{XRPC}/app.bsky.unspecced.getTrends": (status, b'{"error":"MethodNotImplemented"}'),
            f"{XRPC}/app.bsky.unspecced.getTrendingTopics": topics,
        }
    )
    collected = asyncio.run(source_named("bluesky").collect(client))
    assert [trend.title for trend in collected.trends] == ["Rust", "Solana"]


def test_bluesky_without_a_service_for_topics_has_failed(network: Network) -> None:
    client, _ = network({"*": (501, b'{"error":"MethodNotImplemented","message":"Topics agent not available"}')})
    with pytest.raises(ServerFailed, match="Topics agent not available"):
        asyncio.run(source_named("bluesky").collect(client))


@pytest.mark.parametrize(
    ("url", "uri"),
    [
        ("https://bsky.app/profile/cy.example/post/r2", "at://cy.example/app.bsky.feed.post/r2"),
        ("at://did:plc:cy/app.bsky.feed.post/r2", "at://did:plc:cy/app.bsky.feed.post/r2"),
    ],
)
def test_bluesky_reads_a_thread(url: str, uri: str, payloads: Path, network: Network) -> None:
    thread = (200, (payloads / "bluesky" / "thread-union.json").read_bytes())
    client, table = network({f"{XRPC}/app.bsky.feed.getPostThread": thread})
    collected = read(client, url)
    assert len(collected.posts) == 7
    assert [httpx.URL(asked).params["uri"] for asked in table.asked] == [uri]


def test_bluesky_reads_a_thread_as_deep_as_json_can_be_read(
    network: Network, payloads: Path, sound: Callable[[Collected], None]
) -> None:
    whole = json.loads((payloads / "bluesky" / "thread-union.json").read_text(encoding="utf-8"))["thread"]
    post = json.dumps({**whole["post"], "record": {"text": "deep"}})

    def chain(depth: int) -> tuple[int, bytes]:
        opened = "".join(f'{{"post":{post.replace("/r2", f"/level{level}")},"replies":[' for level in range(depth))
        return 200, f'{{"thread":{opened}{"]}" * depth}}}'.encode()

    call = f"{XRPC}/app.bsky.feed.getPostThread"
    uri = "at%3A%2F%2Fcy.example%2Fapp.bsky.feed.post%2Fr2"
    client, _ = network(
        {
            f"{call}?uri={uri}&depth=1000&parentHeight=1000": chain(1000),
            f"{call}?uri={uri}&depth=400&parentHeight=400": chain(400),
        }
    )
    collected = read(client, "https://bsky.app/profile/cy.example/post/r2")
    sound(collected)
    assert len(collected.posts) == 400
