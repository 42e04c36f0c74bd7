"""Is what a source answered, and a reader saved, read as the source reads it, and any other JSON refused?"""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.errors import CollectError, Damaged, WrongShape
from collector.source import Collected
from collector.sources.file import read_file
from collector.sources.saved import read_answer
from collector.sources.saved.answers import known_lists, known_objects

HERE = Path(__file__).parent
JUNK = st.sampled_from([None, True, -1, 3.5, 10**30, "", "x", "\x00", "\ud800", [], [[]], {}])
OBJECTS, LISTS = ([known.names for _, known in found] for found in (known_objects(), known_lists()))
NAMES = sorted({name for known in (*OBJECTS, *LISTS) for path in known.split() for name in path.split(".")})

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
    ("reddit/morechildren_aaa1.json", "reddit", (5, 0)),
    ("reddit/thread_feed.xml", "reddit", (4, 0)),
    ("reddit/hot_feed.xml", "reddit", (3, 2)),
    ("producthunt/feed_kinds.xml", "producthunt", (2, 2)),
    ("wikipedia/featured.json", "wikipedia", (3, 3)),
    ("wikipedia/views.json", "wikipedia", (4, 4)),
    ("saved/wikipedia_most_read.json", "wikipedia", (1, 1)),
    ("dexscreener/boosts_top.json", "dexscreener", (3, 3)),
    ("dexscreener/boosts_single.json", "dexscreener", (1, 1)),
    ("github/trending.html", "github", (3, 3)),
    ("github/issue.json", "github", (1, 0)),
    ("github/discussion.json", "github", (6, 0)),
    ("saved/github_search.json", "github", (2, 0)),
    ("saved/github_repositories.json", "github", (2, 0)),
    ("saved/github_comments.json", "github", (4, 0)),
    ("saved/github_timeline.json", "github", (5, 0)),
    ("saved/github_discussion.json", "github", (4, 0)),
    ("x/trends24_spain.html", "x", (4, 4)),
    ("x/getdaytrends_spain.html", "x", (5, 5)),
    ("x/v1_statuses.json", "x", (8, 0)),
)


def read(name: str, now: datetime) -> Collected:
    return read_file(name, (HERE / name).read_bytes(), now)


def named(known: str, junk: object) -> dict[str, object]:
    """An object that has these names, `outer.inner` inside another, and junk below each."""
    content: dict[str, Any] = {}
    for name, _, inner in (path.partition(".") for path in known.split()):
        content[name] = {**content.get(name, {}), inner: junk} if inner else junk
    return content


@pytest.mark.parametrize(("name", "kind", "held"), SAVED, ids=str)
def test_an_answer_is_read_as_its_source_reads_it(
    name: str, kind: str, held: tuple[int, int], now: datetime, sound: Callable[[Collected], None]
) -> None:
    collected = read(name, now)
    sound(collected)
    assert {post.source.partition(":")[0] for post in collected.posts} == {kind}
    assert (len(collected.posts), len(collected.trends)) == held


@pytest.mark.parametrize("known", OBJECTS)
def test_whatever_stands_below_the_names_of_an_answer_is_an_outcome(
    known: str, now: datetime, sound: Callable[[Collected], None]
) -> None:
    for junk in (None, True, 3, "x", [], [None], {}, [{}], {"data": {"id": 1}}):
        with suppress(CollectError):
            sound(read_answer("x.json", json.dumps(named(known, junk)).encode(), now) or Collected())


@pytest.mark.parametrize("known", LISTS)
def test_whatever_stands_below_the_names_in_a_list_is_an_outcome(
    known: str, now: datetime, sound: Callable[[Collected], None]
) -> None:
    for junk in (None, True, 3, "x", [], [None], {}, [{}], {"data": {"id": 1}}):
        with suppress(CollectError):
            sound(read_answer("x.json", json.dumps([named(known, junk)]).encode(), now) or Collected())


def test_what_more_names_tell_is_tried_first() -> None:
    for lengths in ([len(known.split()) for known in found] for found in (OBJECTS, LISTS)):
        assert lengths == sorted(lengths, reverse=True)


@given(content=st.dictionaries(st.sampled_from(NAMES), st.one_of(JUNK, st.lists(JUNK, max_size=2)), max_size=6))
def test_whatever_is_saved_is_an_outcome(content: dict[str, object], now: datetime) -> None:
    for saved in (content, [content]):
        with suppress(CollectError):
            read_file("x.json", json.dumps(saved).encode(), now)


@pytest.mark.parametrize(
    ("content", "error", "says"),
    [
        (b'{"error":"Record not found"}', WrongShape, "what a service said.*Record not found"),
        (b'{"message":"Unauthorized","error":401}', WrongShape, "what a service said.*Unauthorized"),
        (b'{"errors":[{"code":"no_action","text":"Unrecognized"}]}', WrongShape, "Unrecognized"),
        (b'{"error":401}', WrongShape, "error 401"),
        (b'{"message":"hi","rows":[{"name":"ana"}]}', WrongShape, "what can be read"),
        (b'{"kind": "Listing", "data": {"children"', Damaged, "its end is missing"),
        (b'{"id": 1}\n{"id": 2}\n', Damaged, "several answers"),
        (b')]}\'\n\n123\n[["wrb",1]]\n', WrongShape, "what can be read"),
        (b')]}\'\n{"stories":[1]}', WrongShape, "what can be read"),
        (b"null\n", Damaged, "nothing to read"),
        (b"21301342", Damaged, "nothing to read"),
        (b'<?xml version="1.0"?><urlset><url/></urlset>', WrongShape, "is a sitemap"),
        (b'<?xml version="1.0"?><svg><text>x</text></svg>', WrongShape, "XML of another kind"),
        (b'[{"login": "ana"}]', WrongShape, "what can be read"),
        (b"[1, 2]", WrongShape, "what can be read"),
        (b"[]", Damaged, "nothing to read"),
        (b'{"ancestors":[],"descendants":[]}', Damaged, "nothing to read"),
        (
            b'{"data":{"repository":{"discussion":null}}}',
            WrongShape,
            "no discussion that can be read.*ask for its title",
        ),
        (b'{"data":{"node":{"title":"On TPUs","number":3}}}', WrongShape, "url: it is not there"),
        (b'[{"event":"labeled","actor":null,"commit_id":null}]', Damaged, "nothing to read"),
        (b'{"json":{"errors":[["RATELIMIT","wait"]]}}', WrongShape, "without the comments.*RATELIMIT"),
        (b'{"json":{"errors":[],"data":{"things":[]}}}', Damaged, "nothing to read"),
        (b'{"tfa":{},"mostread":{"articles":[]}}', Damaged, "nothing to read"),
        (b'{"hits":[{"objectID":"x"}],"nbHits":1}', WrongShape, "None of the 1 hits"),
    ],
)
def test_json_that_says_nothing_is_not_taken_for_prose(
    content: bytes, error: type[CollectError], says: str, now: datetime
) -> None:
    with pytest.raises(error, match=says):
        read_file("saved.json", content, now)


@pytest.mark.parametrize(
    "text",
    [
        "[Update] MCP is out.",
        "{not data} but a GPU",
        "<p>rss</p> <feed>",
        "[1, 2",
        "null is a value",
        "On <urlset> in sitemaps",
    ],
)
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


def test_what_reddit_had_left_out_stands_below_the_place_of_its_post(now: datetime) -> None:
    collected = read("reddit/morechildren_aaa1.json", now)
    assert places(collected)["t1_k6"] == "t1_k5"
    root = next(post for post in collected.posts if post.parent is None)
    assert (root.external_id, root.text, root.url) == ("t3_aaa1", "", "https://www.reddit.com/comments/aaa1/")


def test_a_feed_of_reddit_names_its_subreddit_and_is_one_thread(now: datetime) -> None:
    collected = read("reddit/thread_feed.xml", now)
    assert {post.source for post in collected.posts} == {"reddit:farolab"}
    assert {post.parent for post in collected.posts} == {None, "t3_aaa1"}


def test_comments_of_reddit_from_several_threads_are_entries_of_a_feed(now: datetime) -> None:
    entry = "<entry><id>t1_{0}</id><title>bo on {0}</title><content>TP {0}</content></entry>"
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom">{entry.format("a1")}{entry.format("b2")}</feed>'
    assert [post.parent for post in read_file("x.xml", feed.encode(), now).posts] == [None, None]


def test_the_most_read_say_their_language_where_the_file_does(now: datetime) -> None:
    said = {name: read(name, now).posts[0] for name in ("wikipedia/views.json", "saved/wikipedia_most_read.json")}
    spanish, unknown = said.values()
    assert (spanish.source, spanish.language) == ("wikipedia:es", "es")
    assert spanish.url == "https://es.wikipedia.org/wiki/Faro_de_Ejemplo"
    assert (unknown.source, unknown.language, unknown.url) == ("wikipedia", None, None)


def test_links_of_a_trending_page_are_read_as_a_browser_saves_them(now: datetime) -> None:
    page = (HERE / "github" / "trending.html").read_bytes()
    saved = page.replace(b'href="/', b'href="https://github.com/')
    assert read_file("saved.html", saved, now) == read_file("trending.html", page, now)


def test_issues_that_github_found_say_where_they_are(now: datetime) -> None:
    collected = read("saved/github_search.json", now)
    assert [(post.external_id, post.author, post.text) for post in collected.posts] == [
        ("faro-labs/lantern#12", "ana-example", "OOM with TP=8\n\nTP & PP"),
        ("faro-labs/lantern#13", None, "Add SP"),
    ]
    assert "1 of 3 issues" in collected.problems[0]


def test_an_issue_of_github_says_how_many_comments_are_not_in_the_file(now: datetime) -> None:
    said = "Not in the file: 3 comments of https://github.com/faro-labs/lantern/issues/12."
    assert read("github/issue.json", now).problems == [said]


def test_repositories_that_github_found_are_read_as_those_that_trend(now: datetime) -> None:
    collected = read("saved/github_repositories.json", now)
    assert [(post.text, post.score) for post in collected.posts] == [
        ("faro-labs/lantern: Serves MoE models", 120),
        ("bo/notes.md", 3),
    ]
    assert "1 of 3 repositories" in collected.problems[0]


def test_comments_of_github_stand_below_the_places_of_their_issues(now: datetime) -> None:
    collected = read("saved/github_comments.json", now)
    assert {post.external_id: (post.parent, post.text, post.url) for post in collected.posts} == {
        "faro-labs/lantern#12": (None, "", "https://github.com/faro-labs/lantern/issues/12"),
        "issuecomment-5": (
            "faro-labs/lantern#12",
            "Use DP.",
            "https://github.com/faro-labs/lantern/issues/12#issuecomment-5",
        ),
        "faro-labs/lantern#15": (None, "", "https://github.com/faro-labs/lantern/issues/15"),
        "issuecomment-6": (
            "faro-labs/lantern#15",
            "Before comments had addresses",
            "https://github.com/faro-labs/lantern/issues/15#issuecomment-6",
        ),
    }
    assert "1 of 3 comments" in collected.problems[0]


def test_a_timeline_of_github_is_what_was_written_in_it(now: datetime) -> None:
    assert places(read("saved/github_timeline.json", now)) == {
        "lantern#13": "",
        "issuecomment-2": "lantern#13",
        "pullrequestreview-80": "lantern#13",
        "discussion_r90": "lantern#13",
        "discussion_r91": "discussion_r90",
    }


def test_a_discussion_is_read_under_the_names_of_its_own_interface(now: datetime) -> None:
    collected = read("saved/github_discussion.json", now)
    assert [(post.external_id, post.parent, post.author, post.text) for post in collected.posts] == [
        ("faro-labs/lantern#14", None, "ana-example", "Is MoE worth it?\n\nMoE vs. dense"),
        ("discussioncomment-601", "faro-labs/lantern#14", "bo-example", "Yes, with EP."),
        ("discussioncomment-602", "discussioncomment-601", None, "EP?"),
        ("discussioncomment-603", "faro-labs/lantern#14", None, ""),
    ]
    assert collected.posts[0].score == 6
    assert collected.problems == ["Not read: 1 comments of https://github.com/faro-labs/lantern/discussions/14."]
