"""Are lists and threads of Hacker News read, whichever of its interfaces answers?"""

import asyncio
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from collector.errors import Refused, ServerFailed
from collector.http.client import Client
from collector.payloads.reading import read_first
from collector.source import Collected, Options
from collector.sources import readers_for, source_named

FIREBASE = "https://hacker-news.firebaseio.com/v0"
ALGOLIA = "https://hn.algolia.com/api/v1"
Network = Callable[[Mapping[str, tuple[int, bytes]]], tuple[Client, Any]]


def read(client: Client, url: str) -> Collected:
    return asyncio.run(read_first(client, url, readers_for(url)))


def body(value: object) -> tuple[int, bytes]:
    return 200, json.dumps(value).encode()


def story(number: int, **more: object) -> dict[str, object]:
    return {"id": number, "type": "story", "by": "ana", "title": f"Story {number}", "score": number, "time": 1, **more}


def comment(number: int, parent: int, **more: object) -> dict[str, object]:
    return {"id": number, "type": "comment", "by": "bo", "text": f"comment {number}", "parent": parent, **more}


def node(number: int, *children: object, **more: object) -> dict[str, object]:
    return {"id": number, "author": "cy", "text": f"algolia {number}", "children": list(children), **more}


def items(*given: Mapping[str, object]) -> dict[str, tuple[int, bytes]]:
    return {f"{FIREBASE}/item/{item['id']}.json": body(item) for item in given}


def test_hacker_news_ranks_the_list_and_reads_the_first_threads_with_comments(
    network: Network, sound: Callable[[Collected], None]
) -> None:
    client, table = network(
        {
            f"{FIREBASE}/topstories.json": body([3, 1, 2, 4]),
            **items(story(3, descendants=0), story(1, descendants=1, kids=[10], url="https://a.example/"), story(2)),
            f"{FIREBASE}/item/4.json": (200, b"null"),
            f"{ALGOLIA}/items/1": body(node(1, node(10, parent_id=1), author="ana", title="Story 1")),
        }
    )
    collected = asyncio.run(source_named("hackernews", Options(threads=1)).collect(client))
    sound(collected)
    assert [(s.trend, s.rank, s.volume) for s in collected.sightings] == [("3", 1, 3), ("1", 2, 1), ("2", 3, 2)]
    assert {p.external_id: p.parent for p in collected.posts} == {"1": None, "10": "1", "3": None, "2": None}
    assert next(t.url for t in collected.trends if t.external_id == "1") == "https://a.example/"
    assert ["1 of 4 items" in problem for problem in collected.problems] == [True]
    assert [url for url in table.asked if ALGOLIA in url] == [f"{ALGOLIA}/items/1"]


@pytest.mark.parametrize("algolia", [(500, b""), (200, b"<html>"), (404, b"{}"), (200, b'{"id": "x"}')])
def test_hacker_news_reads_comments_from_firebase_where_algolia_fails(
    algolia: tuple[int, bytes], network: Network, sound: Callable[[Collected], None]
) -> None:
    tree = items(story(1, kids=[10, 12]), comment(10, 1, kids=[11]), comment(11, 10), comment(12, 1, deleted=True))
    client, _ = network({f"{FIREBASE}/newstories.json": body([1]), **tree, f"{ALGOLIA}/items/1": algolia})
    collected = asyncio.run(source_named("hackernews:new").collect(client))
    sound(collected)
    parents = {p.external_id: (p.parent, p.author) for p in collected.posts}
    assert parents == {"1": (None, "ana"), "10": ("1", "bo"), "11": ("10", "bo"), "12": ("1", None)}
    assert not collected.problems


def test_hacker_news_reads_the_options_of_a_poll(network: Network, sound: Callable[[Collected], None]) -> None:
    option = {"id": 11, "type": "pollopt", "by": "ana", "text": "Tabs", "poll": 1}
    client, _ = network(items(story(1, type="poll", parts=[11], kids=[12]), option, comment(12, 1)))
    for number in (1, 11):
        collected = read(client, f"https://news.ycombinator.com/item?id={number}")
        sound(collected)
        assert {post.external_id: post.parent for post in collected.posts} == {"1": None, "11": "1", "12": "1"}


def test_hacker_news_says_how_many_comments_it_leaves_out(network: Network) -> None:
    kids = list(range(1000, 1600))
    answers = items(story(1, kids=kids), *(comment(kid, 1) for kid in kids))
    client, table = network({f"{FIREBASE}/topstories.json": body([1]), **answers})
    collected = asyncio.run(source_named("hackernews").collect(client))
    assert len(collected.posts) == 501
    assert "100 comments" in collected.problems[0]
    assert len(table.asked) < 510


@pytest.mark.parametrize("algolia", [True, False])
def test_hacker_news_reads_the_whole_thread_of_a_comment(algolia: bool, network: Network) -> None:
    answers = items(story(1, kids=[10, 12]), comment(10, 1, kids=[11]), comment(11, 10), comment(12, 1))
    if algolia:
        tree = node(1, node(10, node(11)), node(12), title="Story 1", story_id=1)
        answers = {f"{ALGOLIA}/items/11": body(node(11, parent_id=10, story_id=1)), f"{ALGOLIA}/items/1": body(tree)}
    client, _ = network(answers)
    collected = read(client, "https://news.ycombinator.com/item?id=11")
    assert [(p.external_id, p.thread) for p in collected.posts] == [("1", "1"), ("10", "1"), ("11", "1"), ("12", "1")]


ITEM_PAGE = "https://news.ycombinator.com/item"
ROBOTS = "https://news.ycombinator.com/robots.txt"


def test_hacker_news_reads_the_page_where_neither_interface_answers(
    payloads: Path, network: Network, sound: Callable[[Collected], None]
) -> None:
    page = (payloads / "hackernews" / "page-thread.html").read_bytes()
    client, table = network({ITEM_PAGE: (200, page), "*": (500, b"")} | {ROBOTS: (404, b"")})
    collected = read(client, f"{ITEM_PAGE}?id=5000")
    sound(collected)
    assert [post.external_id for post in collected.posts] == ["5000", "5001", "5002", "5003", "5005", "5004"]
    assert collected.problems[0].startswith(
        "Neither Algolia nor Firebase gave the thread, so it was read from its page"
    )
    assert "status 500" in collected.problems[0]
    assert "The page ends" in collected.problems[1]
    assert table.asked[-2:] == [ROBOTS, f"{ITEM_PAGE}?id=5000"]


@pytest.mark.parametrize(
    "answered",
    [
        {ROBOTS: (200, b"User-agent: *\nDisallow: /item")},
        {ROBOTS: (404, b""), ITEM_PAGE: (200, b"No such item.")},
        {ROBOTS: (404, b""), ITEM_PAGE: (200, b"<html><body>Sorry.</body></html>")},
    ],
    ids=["robots.txt", "text", "another page"],
)
def test_hacker_news_says_why_firebase_failed_where_the_page_gives_nothing(
    answered: dict[str, tuple[int, bytes]], network: Network
) -> None:
    client, _ = network({"*": (500, b""), **answered})
    with pytest.raises(ServerFailed, match="firebaseio"):
        read(client, f"{ITEM_PAGE}?id=5000")


def test_hacker_news_collects_the_comments_from_the_page_where_neither_interface_has_them(
    payloads: Path, network: Network, sound: Callable[[Collected], None]
) -> None:
    page = (payloads / "hackernews" / "page-thread.html").read_bytes()
    listed = items(story(5000, descendants=12, kids=[5001]))
    client, _ = network(
        {f"{FIREBASE}/topstories.json": body([5000]), **listed, ROBOTS: (404, b""), ITEM_PAGE: (200, page)}
        | {"*": (500, b"")}
    )
    collected = asyncio.run(source_named("hackernews").collect(client))
    sound(collected)
    assert len(collected.posts) == 6
    assert "so it was read from its page" in collected.problems[0]


def test_hacker_news_has_no_such_item(network: Network) -> None:
    client, _ = network({"*": (200, b"null")})
    with pytest.raises(Refused, match="9"):
        read(client, "https://news.ycombinator.com/item?id=9")
