"""Is nothing lost or invented of what Reddit's API was recorded to answer?"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from collector.errors import CollectError, Damaged, NotText, WrongShape
from collector.http.answer import Response
from collector.source import Collected
from collector.sources.reddit.answers import link_of, parse_reddit_list, parse_reddit_thread, walk_comments
from collector.sources.reddit.feeds import parse_list_feed
from collector.sources.reddit.shapes import REDDIT_LISTING, THREAD_PAGES, MoreChildren, RedditListing

SOURCE = "reddit:farolab"
Answer = Callable[[bytes], Response]
Sound = Callable[[Collected], None]
Ranked = Callable[[Collected], list[tuple[str, int, int | None]]]
Recording = Callable[[str], bytes]
Text = Callable[[str], str]
Agrees = Callable[[Any, Mapping[str, Any], str], None]
CheckThread = Callable[[Any, Any, Any], None]


def containers(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        yield value
        for child in value.values() if isinstance(value, dict) else value:
            yield from containers(child)


def things_in(value: Any, kind: str) -> list[dict[str, Any]]:
    """All of a kind, anywhere in the payload."""
    return [v["data"] for v in containers(value) if isinstance(v, dict) and v.get("kind") == kind]


def name_of(author: str | None) -> str | None:
    return None if author in (None, "[deleted]") else author


@pytest.fixture(scope="session")
def agrees(squeezed: Text, words_of: Text) -> Agrees:
    """Asserts that a post is what was recorded, with the words of this HTML."""

    def check(post: Any, raw: Mapping[str, Any], html: str) -> None:
        words = words_of(html)
        assert post.author == name_of(raw["author"])
        assert post.created_at == datetime.fromtimestamp(raw["created_utc"], UTC)
        gone = words in ("[deleted]", "[removed]")
        kept = squeezed(post.text.removeprefix(post.title or ""))
        # a text that only repeats its headline stands there once
        assert kept == ("" if gone else words) or (not kept and words == squeezed(post.title or ""))

    return check


@pytest.fixture(scope="session")
def check_thread(now: datetime, sound: Sound, agrees: Agrees) -> CheckThread:
    """Asserts that a thread is what was recorded."""

    def check(value: Any, things: Any, link: Any) -> None:
        collected = parse_reddit_thread(link, things, SOURCE, now)
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
            agrees(post, item, item["body_html"])
        # what is there besides are the places of comments that are answered and not in the payload
        others = set(posts) - {f"t1_{item['id']}" for item in raw} - {f"t3_{link.id}"}
        assert others <= {item["parent_id"] for item in raw}
        assert all((posts[key].text, posts[key].author) == ("", None) for key in others)
        for item in things_in(value, "t3"):
            agrees(posts[f"t3_{item['id']}"], item, item["selftext_html"] or "")
        left_out = [child for stub in walk_comments(things).stubs for child in stub.children]
        assert left_out == [child for stub in things_in(value, "more") for child in stub["children"]]

    return check


@pytest.mark.shared
@pytest.mark.parametrize("name", ["r_askreddit_hot.json", "front_hot_limit100.json", "domain_youtube_hot.json"])
def test_nothing_of_a_recorded_list_is_lost_or_invented(
    name: str, answer: Answer, *, now: datetime, sound: Sound, ranked: Ranked, recording: Recording, agrees: Agrees
) -> None:
    came = recording(f"reddit/{name}")
    raw = [child["data"] for child in json.loads(came)["data"]["children"]]
    collected = parse_reddit_list(answer(came).json(RedditListing), SOURCE, now)
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
        agrees(post, item, item["selftext_html"] or "")
    for trend, item in zip(collected.trends, listed, strict=True):
        assert trend.url == (item["url"] if "://" in item["url"] else f"https://www.reddit.com{item['url']}")


@pytest.mark.shared
@pytest.mark.parametrize("name", ["anon_r_rust.json", "anon_hot_sample_response.json"])
def test_a_recorded_list_without_raw_json_keeps_its_posts(
    name: str, answer: Answer, now: datetime, sound: Sound, recording: Recording
) -> None:
    """Its texts are escaped once more, which we ask Reddit not to do: ids, authors, times and places are compared."""
    came = recording(f"reddit/{name}")
    raw = [child["data"] for child in json.loads(came)["data"]["children"]]
    collected = parse_reddit_list(answer(came).json(RedditListing), SOURCE, now)
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
    name: str, answer: Answer, recording: Recording, check_thread: CheckThread
) -> None:
    came = recording(f"reddit/{name}")
    value = json.loads(came)
    pages = answer(came).json(THREAD_PAGES)
    check_thread(value, pages[1].data.children, link_of(pages))


@pytest.mark.shared
def test_nothing_of_recorded_more_children_is_lost_or_invented(
    answer: Answer, recording: Recording, check_thread: CheckThread
) -> None:
    link = link_of(answer(recording("reddit/comments_ablzuq_limit1.json")).json(THREAD_PAGES))
    came = recording("reddit/morechildren_ablzuq_297k.json")
    found = answer(came).json(MoreChildren).found
    assert found.data
    assert len(things_in(json.loads(came), "t1")) == 100
    check_thread(json.loads(came), found.data.things, link)


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
    name: str, error: type[CollectError], answer: Answer, now: datetime, recording: Recording
) -> None:
    came = answer(recording(f"reddit/{name}"))
    with pytest.raises(error):
        came.json(REDDIT_LISTING)
    with pytest.raises(error):
        came.json(THREAD_PAGES)
    with pytest.raises(Damaged):
        parse_list_feed(came, SOURCE, now)


@pytest.mark.shared
def test_a_recorded_empty_list_is_empty(answer: Answer, now: datetime, recording: Recording) -> None:
    collected = parse_reddit_list(answer(recording("reddit/listing_empty.json")).json(RedditListing), SOURCE, now)
    assert (collected.posts, collected.trends, collected.problems) == ([], [], [])
