"""Does a subreddit become a ranked list with whole threads by the API, whatever it answers?"""

import asyncio
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.errors import CollectError, WrongShape
from collector.http.answer import Response
from collector.http.client import Client
from collector.source import Collected
from collector.sources.reddit import Reddit
from collector.sources.reddit.addresses import REDDIT, REDDIT_API
from collector.sources.reddit.answers import link_of, parse_reddit_list, parse_reddit_thread
from collector.sources.reddit.shapes import THREAD_PAGES, MoreChildren, RedditListing

HERE = Path(__file__).parent
SOURCE = "reddit:farolab"
TOKEN = f"{REDDIT}/api/v1/access_token"
HOT, THREAD, CHILDREN = f"{REDDIT_API}/r/farolab/hot", f"{REDDIT_API}/comments/aaa1", f"{REDDIT_API}/api/morechildren"
JUNK = ["t1_k1", "k1", "t3_aaa1", "more"]
Network = Callable[[Mapping[str, Any]], tuple[Client, Any]]
Answers = Callable[..., dict[str, tuple[int, bytes]]]
WithApp = Callable[..., Reddit]
Answer = Callable[[bytes], Response]
Sound = Callable[[Collected], None]
Tree = Callable[[Collected], dict[str, tuple[str | None, str | None, str]]]
Ranked = Callable[[Collected], list[tuple[str, int, int | None]]]


def file(name: str) -> bytes:
    return (HERE / name).read_bytes()


def test_the_list_is_ranked_without_what_is_pinned(answer: Answer, now: datetime, sound: Sound, ranked: Ranked) -> None:
    collected = parse_reddit_list(answer(file("hot_kinds.json")).json(RedditListing), SOURCE, now)
    sound(collected)
    assert ranked(collected) == [("t3_aaa1", 1, 812), ("t3_bbb2", 2, None), ("t3_ccc3", 3, 1)]
    titles = ["KV cache vs. MoE & TP: what fits in 24 GB? 🙂", "An LLM in a CPU", "A post that a moderator removed"]
    assert [trend.title for trend in collected.trends] == titles
    assert collected.trends[1].url == "https://lantern.example/a?b=1&c=2"
    posts = {post.external_id: post for post in collected.posts}
    assert posts["t3_aaa1"].text == f"{titles[0]}\n\nIs MLA & GQA enough?\n\npip install lantern\n  --tp 2\n\nمرحبا"
    assert posts["t3_aaa1"].url == f"{REDDIT}/r/FaroLab/comments/aaa1/slug/"
    assert (posts["t3_ccc3"].text, posts["t3_ccc3"].author) == (titles[2], None)
    assert (posts["t3_ddd4"].text, posts["t3_ddd4"].title) == ("", None)
    assert "pin1" in str(posts.keys())
    assert collected.problems == [
        "Left out because it cannot be read: 2 of 7 posts of the list (title: Input should be a valid string)."
    ]


def test_a_thread_is_read_with_what_was_left_out_of_its_tree(
    network: Network,
    sound: Sound,
    *,
    monkeypatch: pytest.MonkeyPatch,
    api_answers: Answers,
    tree: Tree,
    app: dict[str, str],
) -> None:
    for name, value in app.items():
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
    assert urls["t1_k10"] == f"{REDDIT}/r/FaroLab/comments/aaa1/slug/k10/"
    assert [problem for problem in collected.problems if "1 of" not in problem] == []
    assert [str(url).partition("?")[0] for url in table.asked] == [TOKEN, THREAD, CHILDREN, THREAD]
    params = httpx.URL(table.asked[2]).params
    assert (params["children"], params["link_id"], params["raw_json"]) == ("k5,k6,k11", "t3_aaa1", "1")


def test_the_list_and_its_first_threads_are_collected(
    network: Network, sound: Sound, *, api_answers: Answers, with_app: WithApp, tree: Tree, ranked: Ranked
) -> None:
    client, table = network(api_answers())
    collected = asyncio.run(with_app().collect(client))
    sound(collected)
    assert ranked(collected)[0] == ("t3_aaa1", 1, 812)
    assert tree(collected)["t1_k6"] == ("t1_k5", "bo_lind", "And below it. 🚀")
    said = " ".join(collected.problems)
    assert "Left out: at least 1 comments of https://www.reddit.com/r/FaroLab/comments/aaa1/slug/" in said
    assert "comments/ccc3/ could not be read" in said
    # what is pinned, and what has no comments, is not asked for
    assert [url.partition("?")[0] for url in table.asked] == [
        TOKEN,
        HOT,
        THREAD,
        CHILDREN,
        f"{REDDIT_API}/comments/ccc3",
    ]
    client, table = network(api_answers())
    asyncio.run(with_app(threads=0).collect(client))
    assert len(table.asked) == 2


@pytest.mark.parametrize(
    "came", [(500, b""), (200, b"<html>"), (200, b'{"json": 3}'), (429, b""), (200, file("morechildren_error.json"))]
)
def test_what_was_left_out_and_cannot_be_had_is_a_problem(
    came: tuple[int, bytes], network: Network, *, sound: Sound, api_answers: Answers, with_app: WithApp, tree: Tree
) -> None:
    collected = asyncio.run(with_app(threads=1).collect(network(api_answers(children=came))[0]))
    sound(collected)
    assert "t1_k3" in tree(collected)
    assert "Not all comments of" in " ".join(collected.problems)


@pytest.mark.parametrize("came", [(500, b""), (200, b"<html>"), (200, b"[]"), (200, b'[{"kind": "Listing"}]')])
def test_a_thread_that_cannot_be_had_is_a_problem(
    came: tuple[int, bytes], network: Network, sound: Sound, api_answers: Answers, with_app: WithApp
) -> None:
    collected = asyncio.run(with_app(threads=1).collect(network(api_answers(thread=came))[0]))
    sound(collected)
    assert len(collected.trends) == 3
    assert "aaa1/ could not be read" in " ".join(collected.problems)


def test_requests_for_what_was_left_out_end(
    network: Network, sound: Sound, monkeypatch: pytest.MonkeyPatch, api_answers: Answers, app: dict[str, str]
) -> None:
    for name, value in app.items():
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


# --- whatever comes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("came", [b'{"kind": "t3", "data": {}}', b"[]", b'{"error": 401}', b'{"kind": "Listing"}'])
def test_what_is_no_list_is_named(came: bytes, answer: Answer) -> None:
    with pytest.raises(WrongShape):
        answer(came).json(RedditListing)


def test_a_list_of_something_else_is_named(answer: Answer, now: datetime) -> None:
    with pytest.raises(WrongShape, match="it should be t3"):
        parse_reddit_list(
            answer(b'{"kind": "Listing", "data": {"children": [{"kind": "t5", "data": {}}]}}').json(RedditListing),
            SOURCE,
            now,
        )


@given(data=st.data())
def test_changed_payloads_are_read_or_are_a_named_error(
    data: st.DataObject, answer: Answer, now: datetime, sound: Sound, mutilated: Callable[..., Any]
) -> None:
    name = data.draw(st.sampled_from(["hot_kinds.json", "comments_aaa1.json", "morechildren_aaa1.json"]))
    came = answer(json.dumps(mutilated(data, json.loads(file(name)), JUNK)).encode())
    with suppress(CollectError):
        if name == "hot_kinds.json":
            sound(parse_reddit_list(came.json(RedditListing), SOURCE, now))
        elif name == "comments_aaa1.json":
            pages = came.json(THREAD_PAGES)
            sound(parse_reddit_thread(link_of(pages), pages[1].data.children, SOURCE, now))
        else:
            found = came.json(MoreChildren).found
            link = link_of(answer(file("comments_aaa1.json")).json(THREAD_PAGES))
            sound(parse_reddit_thread(link, found.data.things if found.data else [], SOURCE, now))


@given(data=st.data())
def test_a_run_over_changed_payloads_is_an_outcome(
    data: st.DataObject,
    sound: Sound,
    *,
    api_answers: Answers,
    with_app: WithApp,
    network: Network,
    mutilated: Callable[..., Any],
) -> None:
    bodies = {}
    for name, path in (("hot", "hot_kinds"), ("thread", "comments_aaa1"), ("children", "morechildren_aaa1")):
        changed = (
            mutilated(data, json.loads(file(f"{path}.json")), JUNK)
            if data.draw(st.booleans())
            else json.loads(file(f"{path}.json"))
        )
        bodies[name] = (200, json.dumps(changed).encode())
    client, _ = network(api_answers(**bodies))
    with suppress(CollectError):
        sound(asyncio.run(with_app().collect(client)))
