"""Does a subreddit become a ranked list with whole threads, by its feeds and by the API, whatever comes?"""

import asyncio
import json
import re
import xml.etree.ElementTree as ET
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.answer import Response
from collector.http import Client, Limits, Pace
from collector.replay import ReplayClock
from collector.source import AskedToWait, Collected, CollectError, Damaged, NotText, Options, Refused, WrongShape
from collector.sources.reddit import Reddit
from collector.sources.reddit.addresses import API, SITE
from collector.sources.reddit.answers import link_of, parse_list, parse_thread, walk
from collector.sources.reddit.feeds import parse_list_feed, parse_thread_feed, subreddit_of
from collector.sources.reddit.shapes import PAGE, THREAD_PAGES, MoreChildren, Page

HERE = Path(__file__).parent / "reddit"
SOURCE = "reddit:farolab"
TOKEN = f"{SITE}/api/v1/access_token"
APP = {"client_id": "an-id", "client_secret": "a-secret", "user": "ana_faro"}
HOT, THREAD, CHILDREN = f"{API}/r/farolab/hot", f"{API}/comments/aaa1", f"{API}/api/morechildren"
HOT_FEED, THREAD_FEED = f"{SITE}/r/farolab/hot/.rss", f"{SITE}/comments/aaa1/.rss"
Network = Callable[[Mapping[str, tuple[int, bytes]]], tuple[Client, Any]]
Answer = Callable[[bytes], Response]
Sound = Callable[[Collected], None]
JUNK = st.sampled_from(
    [None, True, -1, 3.5, 10**30, "", "x", "&#1;", "\x00", "\ud800", [], [[]], {}, "t1_k1", "k1", "t3_aaa1", "more"]
)


@pytest.fixture(autouse=True)
def no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in APP:
        monkeypatch.delenv(f"REDDIT_{name.upper()}", raising=False)


def file(name: str) -> bytes:
    return (HERE / name).read_bytes()


def api_answers(**instead: tuple[int, bytes]) -> dict[str, tuple[int, bytes]]:
    """The API with one list and one thread, all of whose branches can be had."""
    return {
        TOKEN: instead.get("token", (200, file("token.json"))),
        HOT: instead.get("hot", (200, file("hot_kinds.json"))),
        THREAD: instead.get("thread", (200, file("comments_aaa1.json"))),
        CHILDREN: instead.get("children", (200, file("morechildren_aaa1.json"))),
        f"{THREAD}?comment=k7&limit=500&sort=confidence&raw_json=1": instead.get(
            "branch", (200, file("branch_k7.json"))
        ),
    }


def feed_answers(**instead: tuple[int, bytes]) -> dict[str, tuple[int, bytes]]:
    return {
        HOT_FEED: instead.get("hot", (200, file("hot_feed.xml"))),
        THREAD_FEED: instead.get("thread", (200, file("thread_feed.xml"))),
    }


def with_app(threads: int = 10) -> Reddit:
    return Reddit.named("FaroLab", Options(threads=threads, extra=APP))


def tree(collected: Collected) -> dict[str, tuple[str | None, str | None, str]]:
    return {post.external_id: (post.parent, post.author, post.text) for post in collected.posts}


def ranked(collected: Collected) -> list[tuple[str, int, int | None]]:
    return [(s.trend, s.rank, s.volume) for s in collected.sightings]


class Heads(httpx.AsyncBaseTransport):
    """A network that answers with headers, and remembers what was asked and with which."""

    def __init__(self, answers: Mapping[str, tuple[int, bytes]], headers: Mapping[str, str]) -> None:
        self.answers, self.headers = answers, headers
        self.asked: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        url = str(request.url)
        status, body = self.answers.get(url) or self.answers.get(url.partition("?")[0]) or (404, b"{}")
        if status == 302:
            return httpx.Response(302, headers={"location": body.decode()}, stream=httpx.ByteStream(b""))
        headers = self.headers if url.startswith(API) else {}
        return httpx.Response(status, headers=headers, stream=httpx.ByteStream(body))


def heads(answers: Mapping[str, tuple[int, bytes]], headers: Mapping[str, str], now: datetime) -> tuple[Client, Heads]:
    transport = Heads(answers, headers)
    limits, pace = Limits(backoff=0, attempts=1), Pace(interval=0, concurrency=4)
    return Client(ReplayClock(now), transport=transport, limits=limits, pace=lambda host: pace), transport


# --- the API ---------------------------------------------------------------------------------------------------------


def test_the_list_is_ranked_without_what_is_pinned(answer: Answer, now: datetime, sound: Sound) -> None:
    collected = parse_list(answer(file("hot_kinds.json")).json(Page), SOURCE, now)
    sound(collected)
    assert ranked(collected) == [("t3_aaa1", 1, 812), ("t3_bbb2", 2, None), ("t3_ccc3", 3, 1)]
    titles = ["KV cache vs. MoE & TP: what fits in 24 GB? 🙂", "An LLM in a CPU", "A post that a moderator removed"]
    assert [trend.title for trend in collected.trends] == titles
    assert collected.trends[1].url == "https://lantern.example/a?b=1&c=2"
    posts = {post.external_id: post for post in collected.posts}
    assert posts["t3_aaa1"].text == f"{titles[0]}\n\nIs MLA & GQA enough?\n\npip install lantern\n  --tp 2\n\nمرحبا"
    assert posts["t3_aaa1"].url == f"{SITE}/r/FaroLab/comments/aaa1/slug/"
    assert (posts["t3_ccc3"].text, posts["t3_ccc3"].author) == (titles[2], None)
    assert (posts["t3_ddd4"].text, posts["t3_ddd4"].title) == ("", None)
    assert "pin1" in str(posts.keys())
    assert collected.problems == [
        "Left out because it cannot be read: 2 of 7 posts of the list (title: Input should be a valid string)."
    ]


def test_a_thread_is_read_with_what_was_left_out_of_its_tree(
    network: Network, sound: Sound, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in APP.items():
        monkeypatch.setenv(f"REDDIT_{name.upper()}", value)
    client, table = network(api_answers())
    collected = asyncio.run(Reddit.read(client, "https://old.reddit.com/r/FaroLab/comments/aaa1/slug/k3/?context=3"))
    sound(collected)
    assert {post.source for post in collected.posts} == {SOURCE}
    got = {key: row for key, row in tree(collected).items() if key != "t3_aaa1"}
    assert got == {
        "t1_k1": ("t3_aaa1", "bo_lind", "TP is tensor parallelism."),
        "t1_k2": ("t1_k1", None, ""),  # deleted: the place remains
        "t1_k3": ("t1_k2", "bo_lind", "Still here, under a gap."),
        "t1_k4": ("t1_k1", None, ""),  # removed
        "t1_k5": ("t1_k1", "bo_lind", "Left out at first."),
        "t1_k6": ("t1_k5", "bo_lind", "And below it. 🚀"),
        "t1_k7": ("t3_aaa1", None, "My words stay though my account is gone: a < b 'q'"),
        "t1_k12": ("t1_k7", "bo_lind", "The branch goes on."),
        "t1_k8": ("t3_aaa1", None, ""),  # damaged
        "t1_k9": ("t1_k8", "bo_lind", "Below a damaged one."),
        "t1_gone": ("t3_aaa1", None, ""),
        "t1_k10": ("t1_gone", "bo_lind", "Whom I answer is not in the payload."),
        "t1_k11": ("t3_aaa1", "bo_lind", "Late."),
    }
    scores = {post.external_id: post.score for post in collected.posts}
    assert (scores["t1_k1"], scores["t1_k3"], scores["t3_aaa1"]) == (None, 3, 812)
    urls = {post.external_id: post.url for post in collected.posts}
    assert urls["t1_k10"] == f"{SITE}/r/FaroLab/comments/aaa1/slug/k10/"
    assert [problem for problem in collected.problems if "1 of" not in problem] == []
    assert [str(url).partition("?")[0] for url in table.asked] == [TOKEN, THREAD, CHILDREN, THREAD]
    params = httpx.URL(table.asked[2]).params
    assert (params["children"], params["link_id"], params["raw_json"]) == ("k5,k6,k11", "t3_aaa1", "1")


def test_the_list_and_its_first_threads_are_collected(network: Network, sound: Sound) -> None:
    client, table = network(api_answers())
    collected = asyncio.run(with_app().collect(client))
    sound(collected)
    assert ranked(collected)[0] == ("t3_aaa1", 1, 812)
    assert tree(collected)["t1_k6"] == ("t1_k5", "bo_lind", "And below it. 🚀")
    said = " ".join(collected.problems)
    assert "Left out: at least 1 comments of https://www.reddit.com/r/FaroLab/comments/aaa1/slug/" in said
    assert "comments/ccc3/ could not be read" in said
    # what is pinned, and what has no comments, is not asked for
    assert [url.partition("?")[0] for url in table.asked] == [TOKEN, HOT, THREAD, CHILDREN, f"{API}/comments/ccc3"]
    client, table = network(api_answers())
    asyncio.run(with_app(threads=0).collect(client))
    assert len(table.asked) == 2


@pytest.mark.parametrize(
    "came", [(500, b""), (200, b"<html>"), (200, b'{"json": 3}'), (429, b""), (200, file("morechildren_error.json"))]
)
def test_what_was_left_out_and_cannot_be_had_is_a_problem(
    came: tuple[int, bytes], network: Network, sound: Sound
) -> None:
    collected = asyncio.run(with_app(threads=1).collect(network(api_answers(children=came))[0]))
    sound(collected)
    assert "t1_k3" in tree(collected)
    assert "Not all comments of" in " ".join(collected.problems)


@pytest.mark.parametrize("came", [(500, b""), (200, b"<html>"), (200, b"[]"), (200, b'[{"kind": "Listing"}]')])
def test_a_thread_that_cannot_be_had_is_a_problem(came: tuple[int, bytes], network: Network, sound: Sound) -> None:
    collected = asyncio.run(with_app(threads=1).collect(network(api_answers(thread=came))[0]))
    sound(collected)
    assert len(collected.trends) == 3
    assert "aaa1/ could not be read" in " ".join(collected.problems)


def test_requests_for_what_was_left_out_end(network: Network, sound: Sound, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in APP.items():
        monkeypatch.setenv(f"REDDIT_{name.upper()}", value)
    more = {"kind": "more", "data": {"parent_id": "t3_aaa1", "children": [f"m{number}" for number in range(3000)]}}
    things = json.dumps({"json": {"errors": [], "data": {"things": [more, more]}}}).encode()
    client, table = network(api_answers(children=(200, things)))
    collected = asyncio.run(Reddit.read(client, "https://redd.it/aaa1"))
    sound(collected)
    calls = [httpx.URL(url).params["children"].split(",") for url in table.asked if url.startswith(CHILDREN)]
    assert (len(calls), max(map(len, calls))) == (20, 100)
    asked = [child for call in calls for child in call]
    assert len(set(asked)) == len(asked)
    assert f"Left out: at least {3000 + 3 + 1 - len(asked)} comments" in " ".join(collected.problems)


# --- credentials and limits ------------------------------------------------------------------------------------------


def test_credentials_go_where_they_belong_under_the_user_agent_that_reddit_wants(now: datetime) -> None:
    client, transport = heads(api_answers(), {}, now)
    asyncio.run(with_app(threads=1).collect(client))
    first, *others = transport.asked
    assert (first.method, first.content) == ("POST", b"grant_type=client_credentials")
    assert first.headers["authorization"] == "Basic " + b64encode(b"an-id:a-secret").decode()
    assert {request.headers["authorization"] for request in others} == {"Bearer tok-1.en"}
    agents = {request.headers["user-agent"] for request in transport.asked}
    assert len(agents) == 1
    assert re.fullmatch(r"python:unjargon:\S+ \(by /u/ana_faro\)", agents.pop())
    assert "a-secret" not in str([request.url for request in transport.asked])


def test_the_sources_of_a_run_share_a_token_until_it_is_refused(now: datetime) -> None:
    client, transport = heads(api_answers(), {}, now)

    async def twice() -> None:
        for _ in range(2):
            await with_app(threads=0).collect(client)
        transport.answers = api_answers(hot=(401, b'{"message": "Unauthorized", "error": 401}'))
        with pytest.raises(Refused, match="401"):
            await with_app(threads=0).collect(client)
        transport.answers = api_answers()
        await with_app(threads=0).collect(client)

    asyncio.run(twice())
    assert [request.method for request in transport.asked] == ["POST", "GET", "GET", "GET", "POST", "GET"]


@pytest.mark.parametrize(("expires", "posts"), [(86_400, 1), (30, 2)])
def test_a_token_is_used_until_it_expires(expires: int, posts: int, now: datetime) -> None:
    token = json.dumps({"access_token": "t", "expires_in": expires}).encode()
    client, transport = heads(api_answers(token=(200, token)), {}, now)

    async def twice() -> None:
        for _ in range(2):
            await with_app(threads=0).collect(client)

    asyncio.run(twice())
    assert [request.method for request in transport.asked].count("POST") == posts


@pytest.mark.parametrize(("left", "asked"), [("0.0", 2), ("0", 2), ("1.0", 5), ("many", 5), ("", 5)])
def test_when_the_requests_of_a_period_are_spent_nothing_more_is_asked(
    left: str, asked: int, now: datetime, sound: Sound
) -> None:
    client, transport = heads(api_answers(), {"x-ratelimit-remaining": left, "x-ratelimit-reset": "240"}, now)
    collected = asyncio.run(with_app().collect(client))
    sound(collected)
    assert len(transport.asked) == asked
    assert ("no more requests until 2026-11-24 06:04:00 UTC" in " ".join(collected.problems)) is (asked == 2)
    assert sum("could not be read" in problem for problem in collected.problems) == 1


def test_a_source_that_starts_when_the_requests_are_spent_waits(now: datetime) -> None:
    client, _ = heads(api_answers(), {"x-ratelimit-remaining": "0.0", "x-ratelimit-reset": "240"}, now)

    async def twice() -> None:
        await with_app(threads=0).collect(client)
        with pytest.raises(AskedToWait) as error:
            await Reddit.named("other", Options(extra=APP)).collect(client)
        assert error.value.retry_at == now + timedelta(seconds=240)

    asyncio.run(twice())


@pytest.mark.parametrize(
    ("extra", "says"),
    [
        ({"client_id": "an-id"}, "client_secret is missing"),
        ({"client_secret": "s"}, "client_id is missing"),
        ({"client_id": "an-id", "client_secret": "s"}, "user is missing.*REDDIT_USER"),
        ({**APP, "user": "ana)\r\nx: y"}, "user is not what"),
        ({**APP, "client_id": "a:b"}, "client_id is not what"),
    ],
)
def test_half_of_the_credentials_are_named(extra: dict[str, str], says: str, network: Network) -> None:
    client, table = network({})
    with pytest.raises(Refused, match=says) as error:
        asyncio.run(Reddit.named("farolab", Options(extra=extra)).collect(client))
    assert not table.asked
    assert "a-secret" not in str(error.value)


def test_a_refused_app_is_an_error(network: Network) -> None:
    client, _ = network(api_answers(token=(401, b'{"message": "Unauthorized", "error": 401}')))
    with pytest.raises(Refused, match="401"):
        asyncio.run(with_app().collect(client))


@pytest.mark.parametrize("extra", [APP, {}])
def test_a_subreddit_that_is_not_there_is_named(extra: dict[str, str], now: datetime) -> None:
    search = {f"{API}/subreddits/search": (200, b'{"kind": "Listing", "data": {"children": []}}')}
    search |= {f"{SITE}/subreddits/search.rss": (200, file("hot_feed.xml"))}
    moved = {HOT: (302, b"/subreddits/search?q=farolab"), HOT_FEED: (302, b"/subreddits/search.rss?q=farolab")}
    client, _ = heads({**api_answers(), **search, **moved}, {}, now)
    with pytest.raises(Refused, match="no subreddit farolab"):
        asyncio.run(Reddit.named("farolab", Options(extra=extra)).collect(client))


# --- the feeds -------------------------------------------------------------------------------------------------------


def test_without_credentials_the_feeds_are_read(network: Network, sound: Sound) -> None:
    client, table = network(feed_answers())
    collected = asyncio.run(Reddit.named("FaroLab", Options()).collect(client))
    sound(collected)
    assert ranked(collected) == [("t3_aaa1", 1, None), ("t3_bbb2", 2, None)]
    assert [trend.url for trend in collected.trends] == [
        f"{SITE}/r/FaroLab/comments/aaa1/slug/",
        "https://lantern.example/a?b=1&c=2",
    ]
    got = tree(collected)
    head = "KV cache vs. MoE & TP: what fits in 24 GB? 🙂"
    said = "Is MLA & GQA enough?\n\npip install lantern\n  --tp 2\n\nمرحبا [link]"
    assert got["t3_aaa1"] == (None, "ana_faro", f"{head}\n\n{said}")
    assert got["t3_bbb2"] == (None, "cy", "An LLM in a CPU")
    assert got["t3_ddd4"] == (None, None, "")
    assert got["t1_k1"] == ("t3_aaa1", "bo_lind", "TP is tensor parallelism. 🚀")
    assert got["t1_k2"] == ("t3_aaa1", None, "")
    times = {post.external_id: post.created_at for post in collected.posts}
    assert times["t1_k3"] == datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
    said = " ".join(collected.problems)
    assert "1 of 5 entries" in said  # of the thread: another post
    assert "1 of 4 entries" in said  # of the list: a subreddit
    assert {post.score for post in collected.posts} == {None}
    assert [url.partition("?")[0] for url in table.asked] == [HOT_FEED, THREAD_FEED, f"{SITE}/comments/bbb2/.rss"]


def test_that_a_feed_has_no_scores_is_no_problem_of_a_run(network: Network, answer: Answer) -> None:
    whole_feed = re.sub(rb"<entry>(?:(?!</entry>).)*t5_2qh1.*?</entry>", b"", file("hot_feed.xml"), flags=re.DOTALL)
    collected = asyncio.run(
        Reddit.named("farolab", Options(threads=0)).collect(network(feed_answers(hot=(200, whole_feed)))[0])
    )
    assert (len(collected.posts), collected.problems) == (3, [])


@pytest.mark.parametrize(("threads", "asked"), [(0, 1), (2, 3), (100, 6)])
def test_few_threads_are_read_without_credentials(threads: int, asked: int, network: Network) -> None:
    entry = '<entry><id>t3_a{0}</id><title>And {0}</title><content type="html">x</content></entry>'
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom">{"".join(map(entry.format, range(9)))}</feed>'.encode()
    client, table = network({HOT_FEED: (200, feed)})
    asyncio.run(Reddit.named("farolab", Options(threads=threads)).collect(client))
    assert len(table.asked) == asked


def test_at_the_first_thread_that_reddit_asks_to_wait_for_it_is_left_alone(network: Network) -> None:
    client, table = network(feed_answers(thread=(429, b"")))
    collected = asyncio.run(Reddit.named("farolab", Options()).collect(client))
    assert len(table.asked) == 2
    assert (len(collected.trends), len(collected.problems)) == (2, 2)


def test_a_thread_is_read_by_its_feed(network: Network, sound: Sound) -> None:
    client, table = network(feed_answers())
    collected = asyncio.run(Reddit.read(client, "https://www.reddit.com/r/FaroLab/comments/aaa1/slug/"))
    sound(collected)
    assert list(tree(collected)) == ["t3_aaa1", "t1_k1", "t1_k2", "t1_k3"]
    assert {post.source for post in collected.posts} == {SOURCE}
    assert not collected.trends
    assert len(table.asked) == 1


def test_a_network_that_reddit_blocks_is_told_what_may_help(network: Network) -> None:
    client, _ = network({"*": (403, b"<html><h1>whoa there, pardner!</h1></html>")})
    with pytest.raises(Refused, match="client_id, client_secret and user") as error:
        asyncio.run(Reddit.named("farolab", Options()).collect(client))
    assert error.value.status == 403


def test_an_empty_feed_of_a_thread_is_refused(network: Network) -> None:
    client, _ = network({THREAD_FEED: (200, b'<feed xmlns="http://www.w3.org/2005/Atom"></feed>')})
    with pytest.raises(Refused, match="shows nothing"):
        asyncio.run(Reddit.read(client, "https://redd.it/aaa1"))


@pytest.mark.parametrize(("user", "named"), [("ana_faro", True), ("", False), ("no name", False)])
def test_a_feed_is_asked_for_in_the_readers_name_where_it_is_known(user: str, named: bool, now: datetime) -> None:
    client, transport = heads(feed_answers(), {}, now)
    asyncio.run(Reddit.named("farolab", Options(threads=0, extra={"user": user})).collect(client))
    (request,) = transport.asked
    assert ("(by /u/ana_faro)" in request.headers["user-agent"]) is named
    assert "unjargon" in request.headers["user-agent"]
    assert "authorization" not in request.headers


# --- names and addresses ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("given", ["LocalLLaMA", "r/LocalLLaMA", "/r/localllama/", " localllama "])
def test_names_of_one_subreddit_are_one_source(given: str) -> None:
    assert Reddit.named(given, Options()).name == "reddit:localllama"


@pytest.mark.parametrize("given", ["", "no name", "../etc", "a+b", "x" * 30, "r/", "ñandú", "a?b"])
def test_what_is_no_subreddit_says_what_a_name_looks_like(given: str) -> None:
    with pytest.raises(ValueError, match="reddit:SUBREDDIT"):
        Reddit.named(given, Options())


@pytest.mark.parametrize(
    "url",
    [
        "https://www.reddit.com/r/FaroLab/comments/aaa1/slug/",
        "https://reddit.com/r/FaroLab/comments/aaa1",
        "https://old.reddit.com/r/FaroLab/comments/aaa1/slug/k3/?context=3#x",
        "https://new.reddit.com/comments/aaa1/",
        "https://www.reddit.com/user/ana_faro/comments/aaa1/slug/",
        "https://www.reddit.com/r/FaroLab/comments/aaa1.json",
        "https://www.reddit.com/r/FaroLab/comments/aaa1/slug/.rss",
        "https://www.reddit.com/gallery/aaa1",
        "https://redd.it/aaa1",
    ],
)
def test_the_addresses_of_threads_are_recognised(url: str, network: Network) -> None:
    assert Reddit.recognises(url)
    client, table = network(feed_answers())
    asyncio.run(Reddit.read(client, url))
    assert table.asked[0].startswith(THREAD_FEED)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.reddit.com/r/FaroLab/",
        "https://www.reddit.com/r/FaroLab/comments/",
        "https://www.reddit.com/r/FaroLab/.rss",
        "https://www.reddit.com/user/ana_faro",
        "https://i.redd.it/aaa1.png",
        "https://i.redd.it/aaa1",
        "https://reddit.com.example.org/r/x/comments/aaa1/",
        "https://notreddit.com/r/x/comments/aaa1/",
        "ftp://reddit.com/r/x/comments/aaa1/",
        "http://[",
        "",
    ],
)
def test_an_address_of_something_else_is_refused(url: str, network: Network) -> None:
    assert not Reddit.recognises(url)
    with pytest.raises(Refused, match="no thread"):
        asyncio.run(Reddit.read(network({})[0], url))


# --- whatever comes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("came", [b'{"kind": "t3", "data": {}}', b"[]", b'{"error": 401}', b'{"kind": "Listing"}'])
def test_what_is_no_list_is_named(came: bytes, answer: Answer) -> None:
    with pytest.raises(WrongShape):
        answer(came).json(Page)


def test_a_list_of_something_else_is_named(answer: Answer, now: datetime) -> None:
    with pytest.raises(WrongShape, match="it should be t3"):
        parse_list(
            answer(b'{"kind": "Listing", "data": {"children": [{"kind": "t5", "data": {}}]}}').json(Page), SOURCE, now
        )


@pytest.mark.parametrize("came", [b"", b"<html><head></head></html>", b"<rss/>", b"{}", b"<feed", b"\x89PNG"])
def test_what_is_no_feed_is_named(came: bytes, answer: Answer, now: datetime) -> None:
    with pytest.raises(Damaged):
        parse_list_feed(answer(came), SOURCE, now)
    with pytest.raises(Damaged):
        parse_thread_feed(answer(came), "aaa1", SOURCE, now)


def containers(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        yield value
        for child in value.values() if isinstance(value, dict) else value:
            yield from containers(child)


def mutilated(data: st.DataObject, value: Any) -> Any:
    for _ in range(data.draw(st.integers(1, 5))):
        places = [at for at in containers(value) if at]
        at = data.draw(st.sampled_from(places))
        at[data.draw(st.sampled_from(sorted(at) if isinstance(at, dict) else range(len(at))))] = deepcopy(
            data.draw(JUNK)
        )
    return value


@given(data=st.data())
def test_changed_payloads_are_read_or_are_a_named_error(
    data: st.DataObject, answer: Answer, now: datetime, sound: Sound
) -> None:
    name = data.draw(st.sampled_from(["hot_kinds.json", "comments_aaa1.json", "morechildren_aaa1.json"]))
    came = answer(json.dumps(mutilated(data, json.loads(file(name)))).encode())
    with suppress(CollectError):
        if name == "hot_kinds.json":
            sound(parse_list(came.json(Page), SOURCE, now))
        elif name == "comments_aaa1.json":
            pages = came.json(THREAD_PAGES)
            sound(parse_thread(link_of(pages), pages[1].data.children, SOURCE, now))
        else:
            found = came.json(MoreChildren).found
            link = link_of(answer(file("comments_aaa1.json")).json(THREAD_PAGES))
            sound(parse_thread(link, found.data.things if found.data else [], SOURCE, now))


@given(data=st.data())
def test_a_run_over_changed_payloads_is_an_outcome(data: st.DataObject, now: datetime, sound: Sound) -> None:
    bodies = {}
    for name, path in (("hot", "hot_kinds"), ("thread", "comments_aaa1"), ("children", "morechildren_aaa1")):
        changed = (
            mutilated(data, json.loads(file(f"{path}.json")))
            if data.draw(st.booleans())
            else json.loads(file(f"{path}.json"))
        )
        bodies[name] = (200, json.dumps(changed).encode())
    client, _ = heads(api_answers(**bodies), {}, now)
    with suppress(CollectError):
        sound(asyncio.run(with_app().collect(client)))


@given(data=st.data())
def test_changed_feeds_are_read_or_are_a_named_error(
    data: st.DataObject, answer: Answer, now: datetime, sound: Sound
) -> None:
    name = data.draw(st.sampled_from(["hot_feed.xml", "thread_feed.xml"]))
    came = bytearray(file(name))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(came) - 1))
        came[at : at + data.draw(st.integers(0, 40))] = data.draw(
            st.sampled_from([b"", b"\x00", b"<", b"&", b"</entry>", b"t1_k1", b"\xff", b"<entry/>", b"&#55296;"])
        )
    with suppress(CollectError):
        if name == "hot_feed.xml":
            sound(parse_list_feed(answer(bytes(came)), SOURCE, now))
        else:
            sound(parse_thread_feed(answer(bytes(came)), "aaa1", SOURCE, now))


# --- recordings ------------------------------------------------------------------------------------------------------


class Words(HTMLParser):
    """The words of HTML, by another parser than ours."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""

    def handle_data(self, data: str) -> None:
        self.text += data

    @classmethod
    def of(cls, html: str) -> str:
        parser = cls()
        parser.feed(html)
        parser.close()
        return squeezed(parser.text)


def squeezed(text: str) -> str:
    """Without blanks, and without the bullets that we put before the items of a list."""
    return "".join(text.replace("•", "").split())


def recording(shared: Path, name: str) -> bytes:
    path = shared / "data" / "payloads" / "reddit" / name
    if not path.is_file():
        pytest.skip(f"{name} is not at hand")
    return path.read_bytes()


def things_in(value: Any, kind: str) -> list[dict[str, Any]]:
    """All of a kind, anywhere in the payload."""
    return [v["data"] for v in containers(value) if isinstance(v, dict) and v.get("kind") == kind]


def name_of(author: str | None) -> str | None:
    return None if author in (None, "[deleted]") else author


def agrees(post: Any, raw: Mapping[str, Any], words: str) -> None:
    assert post.author == name_of(raw["author"])
    assert post.created_at == datetime.fromtimestamp(raw["created_utc"], UTC)
    gone = words in ("[deleted]", "[removed]")
    kept = squeezed(post.text.removeprefix(post.title or ""))
    # a text that only repeats its headline stands there once
    assert kept == ("" if gone else words) or (not kept and words == squeezed(post.title or ""))


@pytest.mark.shared
@pytest.mark.parametrize("name", ["r_askreddit_hot.json", "front_hot_limit100.json", "domain_youtube_hot.json"])
def test_nothing_of_a_recorded_list_is_lost_or_invented(
    name: str, shared: Path, answer: Answer, now: datetime, sound: Sound
) -> None:
    came = recording(shared, name)
    raw = [child["data"] for child in json.loads(came)["data"]["children"]]
    collected = parse_list(answer(came).json(Page), SOURCE, now)
    sound(collected)
    assert (len(raw) >= 100, collected.problems) == (True, [])
    listed = [item for item in raw if not item["stickied"]]
    assert ranked(collected) == [
        (item["name"], rank, None if item["hide_score"] else item["score"]) for rank, item in enumerate(listed, start=1)
    ]
    posts = {post.external_id: post for post in collected.posts}
    assert set(posts) == {item["name"] for item in raw}
    for item in raw:
        post = posts[item["name"]]
        assert (post.parent, post.title) == (None, " ".join(item["title"].split()))
        assert post.url == f"https://www.reddit.com{item['permalink']}"
        agrees(post, item, Words.of(item["selftext_html"] or ""))
    for trend, item in zip(collected.trends, listed, strict=True):
        assert trend.url == (item["url"] if "://" in item["url"] else f"https://www.reddit.com{item['url']}")


@pytest.mark.shared
@pytest.mark.parametrize("name", ["anon_r_rust.json", "anon_hot_sample_response.json"])
def test_a_recorded_list_without_raw_json_keeps_its_posts(
    name: str, shared: Path, answer: Answer, now: datetime, sound: Sound
) -> None:
    """Its texts are escaped once more, which we ask Reddit not to do: ids, authors, times and places are compared."""
    came = recording(shared, name)
    raw = [child["data"] for child in json.loads(came)["data"]["children"]]
    collected = parse_list(answer(came).json(Page), SOURCE, now)
    sound(collected)
    assert not collected.problems
    posts = {post.external_id: post for post in collected.posts}
    for item in raw:
        post = posts.pop(item["name"])
        assert (post.author, post.url) == (name_of(item["author"]), f"https://www.reddit.com{item['permalink']}")
        assert post.created_at == datetime.fromtimestamp(item["created_utc"], UTC)
    assert not posts


@pytest.mark.shared
@pytest.mark.parametrize(
    "name",
    [
        "comments_2gmzqe_small.json",
        "comments_3hahrw_continue_thread.json",
        "comments_52o2fl_deleted_permalink.json",
        "comments_6otocc_deep_chain.json",
        "comments_6wmniq_removed_tree.json",
        "comments_ablzuq_limit1.json",
    ],
)
def test_nothing_of_a_recorded_thread_is_lost_or_invented(
    name: str, shared: Path, answer: Answer, now: datetime, sound: Sound
) -> None:
    came = recording(shared, name)
    value = json.loads(came)
    pages = answer(came).json(THREAD_PAGES)
    check_thread(value, pages[1].data.children, link_of(pages), now, sound)


@pytest.mark.shared
def test_nothing_of_recorded_more_children_is_lost_or_invented(
    shared: Path, answer: Answer, now: datetime, sound: Sound
) -> None:
    link = link_of(answer(recording(shared, "comments_ablzuq_limit1.json")).json(THREAD_PAGES))
    came = recording(shared, "morechildren_ablzuq_297k.json")
    found = answer(came).json(MoreChildren).found
    assert found.data
    assert len(things_in(json.loads(came), "t1")) == 100
    check_thread(json.loads(came), found.data.things, link, now, sound)


def check_thread(value: Any, things: Any, link: Any, now: datetime, sound: Sound) -> None:
    collected = parse_thread(link, things, SOURCE, now)
    sound(collected)
    assert not collected.problems
    posts = {post.external_id: post for post in collected.posts}
    raw = things_in(value, "t1")
    for item in raw:
        post = posts[f"t1_{item['id']}"]
        assert post.parent == item["parent_id"]
        assert post.score == (None if item["score_hidden"] else item["score"])
        assert (post.url or "").startswith("https://www.reddit.com/r/")
        assert (post.url or "").endswith(f"/{item['id']}/")
        agrees(post, item, Words.of(item["body_html"]))
    # what is there besides are the places of comments that are answered and not in the payload
    others = set(posts) - {f"t1_{item['id']}" for item in raw} - {f"t3_{link.id}"}
    assert others <= {item["parent_id"] for item in raw}
    assert all((posts[key].text, posts[key].author) == ("", None) for key in others)
    for item in things_in(value, "t3"):
        agrees(posts[f"t3_{item['id']}"], item, Words.of(item["selftext_html"] or ""))
    left_out = [child for stub in walk(things).stubs for child in stub.children]
    assert left_out == [child for stub in things_in(value, "more") for child in stub["children"]]


ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.mark.shared
@pytest.mark.parametrize("name", ["rss_listing_2026.rss", "rss_search_2026.rss", "rss_thread_2026.rss"])
def test_nothing_of_a_recorded_feed_is_lost_or_invented(
    name: str, shared: Path, answer: Answer, now: datetime, sound: Sound
) -> None:
    came = recording(shared, name)
    entries = ET.fromstring(came).findall(f"{ATOM}entry")
    ids = [entry.findtext(f"{ATOM}id") or "" for entry in entries]
    root = ids[0] if name == "rss_thread_2026.rss" else None
    collected = (
        parse_thread_feed(answer(came), root[3:], SOURCE, now) if root else parse_list_feed(answer(came), SOURCE, now)
    )
    sound(collected)
    assert (len(ids) >= 20, collected.problems, subreddit_of(answer(came))) == (True, [], "gravelcycling")
    posts = {post.external_id: post for post in collected.posts}
    assert list(posts) == ids
    assert [trend.external_id for trend in collected.trends] == ([] if root else ids)
    for key, entry in zip(ids, entries, strict=True):
        post = posts[key]
        assert post.parent == (root if key.startswith("t1_") else None)
        # the author of a deleted comment is not named
        assert post.author == ((entry.findtext(f"{ATOM}author/{ATOM}name") or "").removeprefix("/u/") or None)
        published = entry.findtext(f"{ATOM}published") or entry.findtext(f"{ATOM}updated") or ""
        assert post.created_at == datetime.fromisoformat(published).astimezone(UTC)
        link = entry.find(f"{ATOM}link")
        assert link is not None
        assert post.url == link.get("href")
        html = entry.findtext(f"{ATOM}content") or ""
        words = Words.of(html.partition("<!-- SC_OFF -->")[2].rpartition("<!-- SC_ON -->")[0])
        title = squeezed(entry.findtext(f"{ATOM}title") or "") if key.startswith("t3_") else ""
        kept = squeezed(post.text)
        assert kept == title + ("" if words in ("[deleted]", "[removed]", title) else words)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("error_200_truncated.json", NotText),
        ("error_400.json", WrongShape),
        ("error_401.json", WrongShape),
        ("error_401_min.json", WrongShape),
        ("error_404.json", WrongShape),
        ("error_429.json", WrongShape),
        ("error_429_html.html", NotText),
        ("error_414.txt", NotText),
        ("blocked_403_network_policy.html", NotText),
        ("redirect_302.html", NotText),
        ("derived_rows_nba.json", WrongShape),
    ],
)
def test_a_recorded_error_is_not_taken_for_content(
    name: str, error: type[CollectError], shared: Path, answer: Answer, now: datetime
) -> None:
    came = answer(recording(shared, name))
    with pytest.raises(error):
        came.json(PAGE)
    with pytest.raises(error):
        came.json(THREAD_PAGES)
    with pytest.raises(Damaged):
        parse_list_feed(came, SOURCE, now)


@pytest.mark.shared
def test_a_recorded_refusal_for_a_while_is_waited_for(shared: Path, now: datetime) -> None:
    recorded = json.loads(recording(shared, "error_response_headers.json"))
    for name in ("too__many_requests__with_retry_headers", "too__many_requests__without_retry_headers"):
        given = {key.lower(): values[0] for key, values in recorded[name]["headers"].items()}
        head = {key: value for key, value in given.items() if key in ("retry-after", "x-ratelimit-reset")}
        client, _ = heads(api_answers(hot=(429, b"")), head, now)
        with pytest.raises(AskedToWait):
            asyncio.run(Reddit(SOURCE, Options(extra=APP)).collect(client))


@pytest.mark.shared
def test_a_recorded_empty_list_is_empty(shared: Path, answer: Answer, now: datetime) -> None:
    collected = parse_list(answer(recording(shared, "listing_empty.json")).json(Page), SOURCE, now)
    assert (collected.posts, collected.trends, collected.problems) == ([], [], [])
