"""Is what a source answered, and a reader saved, read as the source reads it, and any other JSON refused?"""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.source import Collected, CollectError, Damaged, WrongShape
from collector.sources.file import read_file
from collector.sources.saved import LISTS, OBJECTS, read_answer

HERE = Path(__file__).parent
JUNK = st.sampled_from([None, True, -1, 3.5, 10**30, "", "x", "\x00", "\ud800", [], [[]], {}])
NAMES = sorted({name for known, _ in (*OBJECTS, *LISTS) for name in known.split()})

# the file, the kind of source, and how many posts and trends
SAVED = (
    ("feed/feed-rss.xml", "feed", (4, 0)),
    ("feed/feed-atom03.xml", "feed", (2, 0)),
    ("feed/feed-rdf.xml", "feed", (1, 0)),
    ("feed/feed-nulls.json", "feed", (2, 0)),
    ("google_trends/trends-two.xml", "google-trends", (4, 2)),
    ("hackernews/tree-story.json", "hackernews", (5, 0)),
    ("saved/algolia_search.json", "hackernews", (4, 0)),
    ("hackernews/page-thread.html", "hackernews", (6, 0)),
    ("hackernews/page-2012.html", "hackernews", (5, 0)),
    ("hackernews/page-news.html", "hackernews", (3, 3)),
    ("hackernews/page-newcomments.html", "file", (1, 0)),
    ("mastodon/tags-two.json", "mastodon", (2, 2)),
    ("mastodon/links-two.json", "mastodon", (2, 2)),
    ("mastodon/statuses-forks.json", "mastodon", (6, 4)),
    ("bluesky/thread-union.json", "bluesky", (7, 0)),
    ("bluesky/trends-two.json", "bluesky", (2, 2)),
    ("bluesky/topics-two.json", "bluesky", (2, 2)),
    ("saved/bluesky_feed.json", "bluesky", (6, 0)),
    ("saved/bluesky_list_thread.json", "bluesky", (2, 0)),
    ("stackexchange/questions_hot.json", "stackexchange", (3, 0)),
    ("saved/stackexchange_v1.json", "stackexchange", (5, 0)),
    ("discourse/hot_kinds.json", "discourse", (4, 3)),
    ("discourse/topic_700.json", "discourse", (13, 0)),
    ("saved/discourse_newest.json", "discourse", (6, 0)),
    ("lobsters/hottest_kinds.json", "lobsters", (3, 3)),
    ("lobsters/thread_kinds.json", "lobsters", (7, 0)),
    ("devto/articles_week.json", "devto", (3, 3)),
    ("devto/article_1001.json", "devto", (1, 0)),
    ("coingecko/trending_kinds.json", "coingecko", (4, 4)),
    ("telegram/page_kinds.html", "telegram", (15, 0)),
    ("reddit/hot_kinds.json", "reddit", (5, 3)),
    ("reddit/comments_aaa1.json", "reddit", (10, 0)),
    ("x/v1_statuses.json", "x", (8, 0)),
)


def read(name: str, now: datetime) -> Collected:
    return read_file(name, (HERE / name).read_bytes(), now)


@pytest.mark.parametrize(("name", "kind", "held"), SAVED, ids=str)
def test_an_answer_is_read_as_its_source_reads_it(
    name: str, kind: str, held: tuple[int, int], now: datetime, sound: Callable[[Collected], None]
) -> None:
    collected = read(name, now)
    sound(collected)
    assert {post.source.partition(":")[0] for post in collected.posts} == {kind}
    assert (len(collected.posts), len(collected.trends)) == held


@pytest.mark.parametrize("known", [*OBJECTS, *LISTS], ids=lambda known: known[0])
def test_whatever_stands_below_the_names_of_an_answer_is_an_outcome(
    known: tuple[str, object], now: datetime, sound: Callable[[Collected], None]
) -> None:
    for junk in (None, True, 3, "x", [], [None], {}, [{}], {"data": {"id": 1}}):
        content = dict.fromkeys(known[0].split(), junk)
        with suppress(CollectError):
            collected = read_answer("x.json", json.dumps([content] if known in LISTS else content).encode(), now)
            sound(collected or Collected())


@given(content=st.dictionaries(st.sampled_from(NAMES), st.one_of(JUNK, st.lists(JUNK, max_size=2)), max_size=6))
def test_whatever_is_saved_is_an_outcome(content: dict[str, object], now: datetime) -> None:
    for saved in (content, [content]):
        with suppress(CollectError):
            read_file("x.json", json.dumps(saved).encode(), now)


@pytest.mark.parametrize(
    ("content", "error", "says"),
    [
        (b'{"error":"Record not found"}', WrongShape, "what can be read"),
        (b'[{"login": "ana"}]', WrongShape, "what can be read"),
        (b"[1, 2]", WrongShape, "what can be read"),
        (b"[]", Damaged, "nothing to read"),
        (b'{"ancestors":[],"descendants":[]}', Damaged, "nothing to read"),
        (b'{"hits":[{"objectID":"x"}],"nbHits":1}', WrongShape, "None of the 1 hits"),
    ],
)
def test_json_that_says_nothing_is_not_taken_for_prose(
    content: bytes, error: type[CollectError], says: str, now: datetime
) -> None:
    with pytest.raises(error, match=says):
        read_file("saved.json", content, now)


@pytest.mark.parametrize("text", ["[Update] MCP is out.", "{not data} but a GPU", "<p>rss</p> <feed>", "[1, 2"])
def test_text_that_only_begins_like_data_is_text(text: str, now: datetime) -> None:
    assert [post.text for post in read_file("x.txt", text.encode(), now).posts] == [text]


def test_a_page_of_hacker_news_that_links_to_x_is_not_taken_for_one_of_x(now: datetime) -> None:
    page = (HERE / "hackernews" / "page-news.html").read_bytes().replace(b"faro.example/a", b"x.com/ana/status/1")
    assert [trend.title for trend in read_file("x.html", page, now).trends][:1] == ["Rays in WASM & SIMD"]


@pytest.mark.parametrize("said", ["The pagetop class of Hacker News", "<b id=hnmain>Not</b> its page"])
def test_an_article_on_the_markup_of_hacker_news_is_an_article(said: str, now: datetime) -> None:
    page = f"<html><body><article><h1>Markup</h1><p>{said}, in an LLM's words.</p></article></body></html>"
    assert [post.source for post in read_file("x.html", page.encode(), now).posts] == ["file"]


def test_a_feed_with_an_introduction_is_a_feed(now: datetime) -> None:
    feed = b"""<?xml version="1.0"?>
<?xml-stylesheet href="x.xsl"?><!-- by hand -->
<rss version="2.0"><channel><title>c</title><item><title>On TPUs</title></item></channel></rss>"""
    assert [post.title for post in read_file("x.xml", feed, now).posts] == ["On TPUs"]


def test_an_answer_of_reddit_that_a_browser_received_is_escaped_once_more(now: datetime) -> None:
    escaped = json.loads((HERE / "saved" / "reddit_listing.json").read_text(encoding="utf-8"))
    post = read_file("x.json", json.dumps(escaped).encode(), now).posts[0]
    assert (post.title, post.text) == ("R&D <3", "R&D <3\n\nIs a < b & c?\n\nx  = 1")


def places(collected: Collected) -> dict[str, str | None]:
    return {post.external_id.rpartition("/")[2]: (post.parent or "").rpartition("/")[2] for post in collected.posts}


def test_what_a_search_of_hacker_news_found_is_in_its_threads(now: datetime) -> None:
    collected = read("saved/algolia_search.json", now)
    assert places(collected) == {"71": "", "72": "71", "80": "", "81": "80"}
    assert [post.text for post in collected.posts][:2] == [
        'Ask HN: is <b> a tag?\n\nAsking for "bo" 🙂',
        "It is:\n\na\n  b",
    ]
    assert "1 of 4 hits of the search" in collected.problems[0]


def test_a_feed_of_bluesky_has_what_its_posts_answer(now: datetime) -> None:
    collected = read("saved/bluesky_feed.json", now)
    assert places(collected) == {"p1": "", "p2": "p1", "p3": "p2", "p4": "", "p5": "", "p6": "p5"}
    assert [post.text for post in collected.posts if post.author is None] == [""]
    assert "1 of 4 posts" in collected.problems[0]


def test_the_newest_posts_of_a_forum_are_in_their_topics(now: datetime) -> None:
    collected = read("saved/discourse_newest.json", now)
    said = {post.external_id: (post.parent, post.author, post.text) for post in collected.posts}
    assert said == {
        "30/1": (None, "ana", "Topic 30\n\nPost 1 of 30"),
        "31/1": (None, None, "Topic 31"),
        "31/5": ("31/1", None, ""),
        "31/7": ("31/5", "ana", "Post 7 of 31"),
        "31/8": ("31/1", "bo", "Post 8 of 31"),
        "31/9": ("31/1", None, ""),
    }
    assert {post.url for post in collected.posts} == {None}, "a saved answer does not name its forum"
    assert "1 of 5 posts" in collected.problems[0]


def test_answers_and_comments_inside_a_question_are_read(now: datetime) -> None:
    collected = read("saved/stackexchange_v1.json", now)
    assert places(collected) == {"11": "", "comment:14": "11", "12": "11", "comment:15": "12", "20": ""}
    assert collected.posts[0].text == "Why?\n\nBecause of x < y"
    assert {post.url for post in collected.posts} == {None}, "nor its site"
