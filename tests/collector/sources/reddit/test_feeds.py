"""Does a subreddit become a ranked list with whole threads by its feeds, without credentials?"""

import asyncio
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.errors import CollectError, Damaged, Refused
from collector.http.answer import Response
from collector.http.client import Client
from collector.source import Collected, Options
from collector.sources.reddit import Reddit
from collector.sources.reddit.addresses import REDDIT
from collector.sources.reddit.feeds import parse_list_feed, parse_thread_feed, subreddit_of

HERE = Path(__file__).parent
SOURCE = "reddit:farolab"
HOT_FEED, THREAD_FEED = f"{REDDIT}/r/farolab/hot/.rss", f"{REDDIT}/comments/aaa1/.rss"
ATOM = "{http://www.w3.org/2005/Atom}"
JUNK = [b"</entry>", b"<entry/>", b"t1_k1"]
Network = Callable[[Mapping[str, Any]], tuple[Client, Any]]
Answers = Callable[..., dict[str, tuple[int, bytes]]]
Answer = Callable[[bytes], Response]
Sound = Callable[[Collected], None]
Tree = Callable[[Collected], dict[str, tuple[str | None, str | None, str]]]
Ranked = Callable[[Collected], list[tuple[str, int, int | None]]]
Recording = Callable[[str], bytes]
Text = Callable[[str], str]


def file(name: str) -> bytes:
    return (HERE / name).read_bytes()


def test_without_credentials_the_feeds_are_read(
    network: Network, sound: Sound, feed_answers: Answers, tree: Tree, ranked: Ranked
) -> None:
    client, table = network(feed_answers())
    collected = asyncio.run(Reddit.named("FaroLab", Options()).collect(client))
    sound(collected)
    assert ranked(collected) == [("t3_aaa1", 1, None), ("t3_bbb2", 2, None)]
    assert [trend.url for trend in collected.trends] == [
        f"{REDDIT}/r/FaroLab/comments/aaa1/slug/",
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
    assert [url.partition("?")[0] for url in table.asked] == [HOT_FEED, THREAD_FEED, f"{REDDIT}/comments/bbb2/.rss"]


def test_that_a_feed_has_no_scores_is_no_problem_of_a_run(
    network: Network, answer: Answer, feed_answers: Answers
) -> None:
    whole_feed = re.sub(rb"<entry>(?:(?!</entry>).)*t5_2qh1.*?</entry>", b"", file("hot_feed.xml"), flags=re.DOTALL)
    collected = asyncio.run(
        Reddit.named("farolab", Options(threads=0)).collect(network(feed_answers(hot=(200, whole_feed)))[0])
    )
    assert (len(collected.posts), collected.problems) == (3, [])
    assert "have no scores" in collected.notes[0]


@pytest.mark.parametrize(("threads", "asked"), [(0, 1), (2, 3), (100, 6)])
def test_few_threads_are_read_without_credentials(threads: int, asked: int, network: Network) -> None:
    entry = '<entry><id>t3_a{0}</id><title>And {0}</title><content type="html">x</content></entry>'
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom">{"".join(map(entry.format, range(9)))}</feed>'.encode()
    client, table = network({HOT_FEED: (200, feed)})
    asyncio.run(Reddit.named("farolab", Options(threads=threads)).collect(client))
    assert len(table.asked) == asked


def test_at_the_first_thread_that_reddit_asks_to_wait_for_it_is_left_alone(
    network: Network, feed_answers: Answers
) -> None:
    client, table = network(feed_answers(thread=(429, b"")))
    collected = asyncio.run(Reddit.named("farolab", Options()).collect(client))
    assert len(table.asked) == 2
    assert (len(collected.trends), len(collected.problems)) == (2, 2)


def test_a_thread_is_read_by_its_feed(network: Network, sound: Sound, feed_answers: Answers, tree: Tree) -> None:
    client, table = network(feed_answers())
    collected = asyncio.run(Reddit.read(client, "https://www.reddit.com/r/FaroLab/comments/aaa1/slug/"))
    sound(collected)
    assert list(tree(collected)) == ["t3_aaa1", "t1_k1", "t1_k2", "t1_k3"]
    assert {post.source for post in collected.posts} == {SOURCE}
    assert not collected.trends
    assert "which comment answers which" in collected.notes[0]
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
def test_a_feed_is_asked_for_in_the_readers_name_where_it_is_known(
    user: str, named: bool, feed_answers: Answers, network: Network
) -> None:
    client, table = network(feed_answers())
    asyncio.run(Reddit.named("farolab", Options(threads=0, extra={"user": user})).collect(client))
    (request,) = table.requests
    assert ("(by /u/ana_faro)" in request.headers["user-agent"]) is named
    assert "unjargon" in request.headers["user-agent"]
    assert "authorization" not in request.headers


# --- whatever comes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("came", [b"", b"<html><head></head></html>", b"<rss/>", b"{}", b"<feed", b"\x89PNG"])
def test_what_is_no_feed_is_named(came: bytes, answer: Answer, now: datetime) -> None:
    with pytest.raises(Damaged):
        parse_list_feed(answer(came), SOURCE, now)
    with pytest.raises(Damaged):
        parse_thread_feed(answer(came), "aaa1", SOURCE, now)


@given(data=st.data())
def test_changed_feeds_are_read_or_are_a_named_error(
    data: st.DataObject, scrambled: Callable[..., bytes], answer: Answer, now: datetime, sound: Sound
) -> None:
    name = data.draw(st.sampled_from(["hot_feed.xml", "thread_feed.xml"]))
    came = answer(scrambled(data, file(name), JUNK))
    with suppress(CollectError):
        if name == "hot_feed.xml":
            sound(parse_list_feed(came, SOURCE, now))
        else:
            sound(parse_thread_feed(came, "aaa1", SOURCE, now))


@pytest.mark.shared
@pytest.mark.parametrize("name", ["rss_listing_2026.rss", "rss_search_2026.rss", "rss_thread_2026.rss"])
def test_nothing_of_a_recorded_feed_is_lost_or_invented(
    name: str, answer: Answer, *, now: datetime, sound: Sound, recording: Recording, squeezed: Text, words_of: Text
) -> None:
    came = recording(f"reddit/{name}")
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
        words = words_of(html.partition("<!-- SC_OFF -->")[2].rpartition("<!-- SC_ON -->")[0])
        title = squeezed(entry.findtext(f"{ATOM}title") or "") if key.startswith("t3_") else ""
        kept = squeezed(post.text)
        assert kept == title + ("" if words in ("[deleted]", "[removed]", title) else words)
