"""Does a list of a Discourse forum become a ranked list with whole topics, whatever comes?"""

import asyncio
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.errors import CollectError, Refused, WrongShape
from collector.http.answer import Response
from collector.http.client import Client
from collector.source import Collected, Options
from collector.sources.discourse import Discourse
from collector.sources.discourse.answers import parse_topic, parse_topic_list
from collector.sources.discourse.shapes import DiscourseTopic, ListPage, MorePosts, WholeTopic

HERE = Path(__file__).parent / "discourse"
SOURCE = "discourse:forum.example"
SITE = "https://forum.example"
HOT, TOPIC, POSTS = f"{SITE}/hot.json", f"{SITE}/t/700.json", f"{SITE}/t/700/posts.json"
TITLE = "CRDTs & WAL in an MCP server"
Network = Callable[[Mapping[str, tuple[int, bytes]]], tuple[Client, Any]]
Answer = Callable[[bytes], Response]
Sound = Callable[[Collected], None]
NUMBERS = [0, 1, 2, 5]  # of posts


def file(name: str) -> bytes:
    return (HERE / name).read_bytes()


def answers(**instead: tuple[int, bytes]) -> dict[str, tuple[int, bytes]]:
    return {
        HOT: instead.get("hot", (200, file("hot_kinds.json"))),
        TOPIC: instead.get("topic", (200, file("topic_700.json"))),
        POSTS: instead.get("posts", (200, file("posts_700.json"))),
    }


def forum(threads: int = 10) -> Discourse:
    return Discourse.named("forum.example", Options(threads=threads))


def tree(collected: Collected) -> dict[str, tuple[str | None, str | None, str]]:
    return {post.external_id: (post.parent, post.author, post.text) for post in collected.posts}


def asked(table: Any) -> list[str]:
    return [url.partition("?")[0] for url in table.asked if not url.endswith("/robots.txt")]


def long_topic(posts: int, **more: object) -> dict[str, tuple[int, bytes]]:
    """A topic of which each call gives what it is asked for."""
    said = [{"id": 100 + n, "post_number": n, "username": "ana", "cooked": f"<p>{n}</p>"} for n in range(1, posts + 1)]
    stream = [post["id"] for post in said]
    head = {"id": 700, "title": "Long", "slug": "long", "posts_count": posts, **more}
    pages = {TOPIC: {**head, "post_stream": {"posts": said[:20], "stream": stream}}}
    for start in [*range(20, posts, 20), posts - 40]:
        query = httpx.QueryParams({"post_ids[]": [str(key) for key in stream[start : start + 20]]})
        pages[f"{POSTS}?{query}"] = {"post_stream": {"posts": said[start : start + 20]}, "id": 700}
    return {url: (200, json.dumps(page).encode()) for url, page in pages.items()}


# --- lists --------------------------------------------------------------------------------------------------------


def test_the_list_is_ranked_without_what_is_pinned(answer: Answer, now: datetime, sound: Sound) -> None:
    collected = parse_topic_list(answer(file("hot_kinds.json")).json(ListPage), SOURCE, now)
    sound(collected)
    assert [(s.trend, s.rank, s.volume) for s in collected.sightings] == [
        ("700/1", 1, 25),
        ("701/1", 2, 1),
        ("703/1", 3, 3),
    ]
    assert [(trend.title, trend.url) for trend in collected.trends] == [
        (TITLE, f"{SITE}/t/crdts-wal/700"),
        ("¿Qué es RAG? 🙂", f"{SITE}/t/qu%C3%A9-es-rag/701"),
        ("No slug", f"{SITE}/t/-/703"),
    ]
    assert tree(collected) == {
        "7/1": (None, "ana", "Welcome"),
        "700/1": (None, "ana", TITLE),
        "701/1": (None, None, "¿Qué es RAG? 🙂"),
        "703/1": (None, None, "No slug"),
    }
    assert collected.posts[0].created_at == datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert collected.problems == [
        (
            "Left out because it cannot be read: 1 of 5 topics of the list "
            "(DiscourseTopic.title: Input should be a valid string)."
        )
    ]


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("forum.example", HOT),
        ("forum.example/hot", HOT),
        ("forum.example/top", f"{SITE}/top.json?period=weekly"),
        ("Forum.Example/latest", f"{SITE}/latest.json"),
    ],
)
def test_each_list_has_its_address(name: str, url: str, network: Network) -> None:
    client, table = network({url: (200, file("hot_kinds.json"))})
    assert len(asyncio.run(Discourse.named(name, Options(threads=0)).collect(client)).trends) == 3
    assert table.asked == [f"{SITE}/robots.txt", url]


def test_a_forum_without_a_hot_list_says_what_to_write(network: Network) -> None:
    with pytest.raises(Refused, match=r"discourse:forum\.example/latest"):
        asyncio.run(forum().collect(network({})[0]))
    with pytest.raises(Refused, match="nothing at this address"):
        asyncio.run(Discourse.named("forum.example/top", Options()).collect(network({})[0]))


def test_the_rules_of_a_forum_are_kept(network: Network) -> None:
    rules = (200, b"User-agent: *\nDisallow: /\n")
    client, table = network({**answers(), f"{SITE}/robots.txt": rules})
    with pytest.raises(Refused, match=r"robots\.txt"):
        asyncio.run(forum().collect(client))
    assert table.asked == [f"{SITE}/robots.txt"]


# --- topics -------------------------------------------------------------------------------------------------------


def test_a_topic_is_read_whole_with_the_places_of_what_is_gone(network: Network, sound: Sound) -> None:
    client, table = network(answers())
    collected = asyncio.run(Discourse.read(client, f"{SITE}/t/crdts-wal/700/6?u=ana#x"))
    sound(collected)
    body = "Is WAL & CRDT enough? :rocket:\n\nlantern --wal\n  --tp 2\n\nمرحبا"
    assert tree(collected) == {
        "700/1": (None, "bo", f"{TITLE}\n\n{body}"),
        "700/2": ("700/1", "cy", "WAL is a write-ahead log."),
        "700/3": ("700/1", None, ""),  # moved
        "700/4": ("700/3", "bo", "Whom I answer, number 3, was moved."),
        "700/5": ("700/2", None, ""),  # deleted
        "700/6": ("700/5", "ana", "Below a deleted one."),
        "700/7": ("700/2", None, ""),  # hidden
        "700/9": ("700/1", "ana", "3 posts were split to a new topic"),
        "700/10": ("700/1", None, ""),  # damaged
        "700/11": ("700/10", "cy", "Below a damaged one."),
        "700/12": ("700/2", "ana", "bo:\n\nWAL is\n\nAnd a picture:"),
        "700/13": ("700/24", "bo", "I answer one that is not here yet."),
        "700/24": ("700/1", "ana", "Late."),
        "700/25": ("700/24", "bo", "Last."),
    }
    assert {post.source for post in collected.posts} == {SOURCE}
    posts = {post.external_id: post for post in collected.posts}
    assert (posts["700/1"].score, posts["700/2"].score, posts["700/25"].score) == (1, 0, 25)
    assert (posts["700/1"].url, posts["700/2"].url) == (f"{SITE}/t/crdts-wal/700", f"{SITE}/t/crdts-wal/700/2")
    assert ["1 of 14 posts (DiscoursePost.username" in problem for problem in collected.problems] == [True]
    assert asked(table) == [TOPIC, POSTS]
    assert httpx.URL(table.asked[-1]).params.get_list("post_ids[]") == ["9024", "9025"]


def test_the_first_topics_of_the_list_are_read(network: Network, sound: Sound) -> None:
    client, table = network(answers())
    collected = asyncio.run(forum(threads=2).collect(client))
    sound(collected)
    assert len(collected.trends) == 3
    assert tree(collected)["700/25"][2] == "Last."
    assert tree(collected)["700/1"][2].startswith(f"{TITLE}\n\nIs WAL")
    assert asked(table) == [HOT, TOPIC, POSTS, f"{SITE}/t/701.json"]
    assert "t/701 could not be read" in " ".join(collected.problems)


@pytest.mark.parametrize("came", [(500, b""), (200, b"<html>"), (200, b'{"post_stream": 3}'), (429, b""), (403, b"{}")])
def test_further_posts_that_cannot_be_had_are_a_problem(
    came: tuple[int, bytes], network: Network, sound: Sound
) -> None:
    collected = asyncio.run(forum(threads=1).collect(network(answers(posts=came))[0]))
    sound(collected)
    assert tree(collected)["700/24"] == ("700/1", None, "")
    assert "Not all posts of" in " ".join(collected.problems)


@pytest.mark.parametrize("came", [(500, b""), (200, b"<html>"), (200, b'{"id": 700}'), (403, b"{}")])
def test_a_topic_that_cannot_be_had_is_a_problem(came: tuple[int, bytes], network: Network, sound: Sound) -> None:
    collected = asyncio.run(forum(threads=1).collect(network(answers(topic=came))[0]))
    sound(collected)
    assert len(collected.trends) == 3
    assert "t/700 could not be read" in " ".join(collected.problems)


def test_at_the_first_topic_that_the_forum_asks_to_wait_for_it_is_left_alone(network: Network) -> None:
    client, table = network(answers(topic=(429, b"")))
    asyncio.run(forum().collect(client))
    assert asked(table) == [HOT, TOPIC]


def test_a_long_topic_is_read_page_by_page(network: Network, sound: Sound) -> None:
    client, table = network(long_topic(70))
    collected = asyncio.run(Discourse.read(client, f"{SITE}/t/700"))
    sound(collected)
    assert [post.external_id for post in collected.posts] == [f"700/{number}" for number in range(1, 71)]
    assert (asked(table), collected.problems) == ([TOPIC, POSTS, POSTS, POSTS], [])


def test_of_a_long_topic_of_the_list_the_newest_posts_are_read(network: Network, sound: Sound) -> None:
    client, table = network({**answers(), **long_topic(100)})
    collected = asyncio.run(forum(threads=1).collect(client))
    sound(collected)
    numbers = {int(post.external_id[4:]) for post in collected.posts if post.thread == "700/1"}
    assert numbers == {*range(1, 21), *range(61, 101)}
    assert f"Left out: 40 posts of {SITE}/t/700." in collected.problems
    assert len(asked(table)) == 4


def test_a_topic_without_the_ids_of_its_posts_says_how_many_are_missing(network: Network) -> None:
    huge = json.loads(file("topic_700.json"))
    huge["post_stream"]["stream"], huge["posts_count"] = [], 10_012
    client, _ = network(answers(topic=(200, json.dumps(huge).encode())))
    problems = " ".join(asyncio.run(Discourse.read(client, f"{SITE}/t/700")).problems)
    assert f"Left out: {10_012 - 12} posts of {SITE}/t/700." in problems


def test_hostile_markup_ends(answer: Answer, now: datetime) -> None:
    topic = DiscourseTopic(id=700, title="x")
    for evil in (
        '<img class="emoji" alt="a"' * 40_000,
        '<img class="emoji"' + ' alt="a"' * 100_000,
        '<div class="meta">' * 50_000,
    ):
        said = answer(json.dumps({"post_stream": {"posts": [{"id": 1, "post_number": 1, "cooked": evil}]}}).encode())
        parse_topic(topic, said.json(MorePosts).post_stream.posts, SOURCE, now)


# --- names and addresses ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    ["", "forum", "no host.example", "../etc", "forum.example/new", "forum.example/t/1", "gopher://forum.example"],
)
def test_what_is_no_forum_says_what_a_name_looks_like(given: str) -> None:
    with pytest.raises(ValueError, match="discourse:HOST"):
        Discourse.named(given, Options())


def test_names_that_mean_the_same_are_one_source() -> None:
    assert Discourse.named("Forum.Example/hot", Options()).name == SOURCE
    assert Discourse.named("https://forum.example/", Options()).name == SOURCE
    assert Discourse.named("forum.example/top", Options()).name == f"{SOURCE}/top"


def test_a_forum_at_home_is_asked_over_http_and_its_links_lead_there(network: Network) -> None:
    home = "http://192.168.1.5:8080"
    client, table = network({url.replace(SITE, home): reply for url, reply in answers().items()})
    source = Discourse.named(f"{home}/latest", Options(threads=1))
    assert source.name == f"discourse:{home}/latest"
    table.answers = {**table.answers, f"{home}/latest.json": table.answers[f"{home}/hot.json"]}
    collected = asyncio.run(source.collect(client))
    assert collected.trends
    assert {post.url.partition("/t/")[0] for post in collected.posts if post.url} == {home}
    assert all(url.startswith(home) for url in table.asked)


@pytest.mark.parametrize(
    "url",
    [
        f"{SITE}/t/crdts-wal/700",
        f"{SITE}/t/crdts-wal/700/12?u=ana",
        f"{SITE}/t/700",
        f"{SITE}/t/700/12",
        f"{SITE}/t/-/700/",
        f"{SITE}/t/700.json",
        f"{SITE}/t/2026-news/700",
        "http://Forum.Example/t/qu%C3%A9/700#x",
    ],
)
def test_the_addresses_of_topics_are_recognised(url: str, network: Network) -> None:
    assert Discourse.recognises(url)
    client, table = network(answers())
    asyncio.run(Discourse.read(client, url))
    assert asked(table)[0] == TOPIC


@pytest.mark.parametrize(
    "url",
    [
        f"{SITE}/",
        f"{SITE}/t/crdts-wal",
        f"{SITE}/t/0",
        f"{SITE}/t/crdts-wal/700.rss",
        f"{SITE}/c/general/4",
        f"{SITE}/t/a/b/700",
        "https://user:word@forum.example/t/700",
        "ftp://forum.example/t/700",
        "https://localhost/t/700",
        "http://[",
        "",
    ],
)
def test_an_address_of_something_else_is_refused(url: str, network: Network) -> None:
    assert not Discourse.recognises(url)
    with pytest.raises(Refused, match="no topic"):
        asyncio.run(Discourse.read(network({})[0], url))


# --- whatever comes -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("came", [b'{"errors": ["no"], "error_type": "x"}', b"[]", b'{"topic_list": {}}', b"null"])
def test_what_is_no_list_is_named(came: bytes, answer: Answer) -> None:
    with pytest.raises(WrongShape):
        answer(came).json(ListPage)


def test_a_list_of_which_nothing_can_be_read_is_named(answer: Answer, now: datetime) -> None:
    with pytest.raises(WrongShape, match="topics of the list"):
        parse_topic_list(answer(b'{"topic_list": {"topics": [{"id": 1}]}}').json(ListPage), SOURCE, now)


@given(data=st.data())
def test_changed_payloads_are_read_or_are_a_named_error(
    data: st.DataObject, mutilated: Callable[..., Any], answer: Answer, now: datetime, sound: Sound
) -> None:
    came = {name: file(f"{name}.json") for name in ("hot_kinds", "topic_700", "posts_700")}
    for name in data.draw(st.sets(st.sampled_from(sorted(came)), min_size=1)):
        came[name] = json.dumps(mutilated(data, json.loads(came[name]), NUMBERS)).encode()
    with suppress(CollectError):
        sound(parse_topic_list(answer(came["hot_kinds"]).json(ListPage), SOURCE, now))
    with suppress(CollectError):
        topic = answer(came["topic_700"]).json(WholeTopic)
        more = answer(came["posts_700"]).json(MorePosts)
        sound(parse_topic(topic, [*topic.post_stream.posts, *more.post_stream.posts], SOURCE, now))
