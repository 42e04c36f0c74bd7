"""Is nothing lost or invented of what X was recorded to answer, and of pages that were saved?"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from html import unescape
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest

from collector.source import Collected
from collector.sources.x.saved import read_saved

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
Check = Callable[[Collected], None]
Recording = Callable[[str], bytes]

GRAPHQL = (
    "_issue_28_1 card_poll fx_TweetDetail_1848831595014459513 fx_TweetDetail_1902059299591090335 "
    "fx_TweetDetail_991610 fx_TweetResultByRestId_1964084223871971826 raw_community_tweets raw_search "
    "raw_tweet_details raw_tweet_thread tweetdl_tweet-result tweetdl_tweet-with-visibility"
).split()


def objects(value: Any, unless: str = "") -> Iterator[dict[str, Any]]:
    """Every object in a payload, but for what is below an entry whose id matches `unless`."""
    if isinstance(value, dict):
        if unless and re.search(unless, str(value.get("entryId"))):
            return
        yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for child in inner:
        yield from objects(child, unless)


def in_utc(value: str) -> datetime:
    return datetime.strptime(value, "%a %b %d %H:%M:%S %z %Y").astimezone(UTC)


def bare(words: str) -> list[str]:
    """The words without addresses, and without what was cut off at the end of a long post."""
    return re.sub(r"https?://\S+", " ", unescape(words)).removesuffix("…").split()


def check_statuses(collected: Collected, raws: Mapping[str, dict[str, Any]], authors: Mapping[str, str | None]) -> None:
    posts = {post.external_id: post for post in collected.posts if post.author or post.text or post.external_id in raws}
    assert set(posts) == set(raws)
    assert {post.external_id for post in collected.posts} - set(posts) <= {
        raw.get("in_reply_to_status_id_str") or raw.get("conversation_id_str") for raw in raws.values()
    }
    for number, raw in raws.items():
        post = posts[number]
        assert post.parent == raw.get("in_reply_to_status_id_str")
        assert post.author == authors[number]
        assert post.created_at == (in_utc(raw["created_at"]) if "created_at" in raw else None)
        assert post.url == f"https://x.com/{authors[number] or 'i'}/status/{number}"
        said = bare(raw.get("full_text") or raw.get("text") or "")
        assert bare(post.text)[: len(said) - 1] == said[:-1]
        assert "https://t.co/" not in post.text or not raw["entities"]["urls"]


@pytest.mark.shared
@pytest.mark.parametrize("name", GRAPHQL)
def test_recorded_graphql_is_whole(name: str, sound: Check, recording: Recording) -> None:
    body = recording(f"x_graphql/{name}.json")
    collected = read_saved(name, body, NOW)
    assert collected is not None
    sound(collected)
    raws, authors = {}, {}
    for node in objects(json.loads(body), "relatedtweets|YouMightAlsoLike"):
        if node.get("__typename") == "Tweet" or "tweet" not in node:
            legacy = node.get("legacy")
            if "rest_id" not in node or not isinstance(legacy, dict) or "screen_name" in legacy:
                continue
            if "binding_values" in legacy or "retweeted_status_result" in legacy or node.get("__typename") == "User":
                continue
            user = node.get("core", {}).get("user_results", {}).get("result", {})
            raws[node["rest_id"]] = {"entities": {"urls": []}, **legacy}
            authors[node["rest_id"]] = user.get("core", user.get("legacy", {})).get("screen_name")
    assert raws
    check_statuses(collected, raws, authors)


@pytest.mark.shared
def test_recorded_statuses_are_whole(sound: Check, recording: Recording) -> None:
    body = recording("x_api_v1/get_search_raw.json")
    collected = read_saved("search", body, NOW)
    assert collected is not None
    sound(collected)
    raws = {
        node["id_str"]: node
        for node in objects(json.loads(body))
        if "favorite_count" in node and "text" in node and "retweeted_status" not in node
    }
    # what a repeated status quotes was recorded without its author
    check_statuses(collected, raws, {number: raw.get("user", {}).get("screen_name") for number, raw in raws.items()})


@pytest.mark.shared
@pytest.mark.parametrize(
    "name",
    "get_trends_woeid get_trends_woeid_exclude rtweet_get_trends1_0 rtweet_get_trends3_1 "
    "sferik_matching_trends".split(),
)
def test_recorded_trends_are_whole(name: str, sound: Check, recording: Recording) -> None:
    body = recording(f"x_api_v1/{name}.json")
    collected = read_saved(name, body, NOW)
    assert collected is not None
    sound(collected)
    raw = [(node["name"], node.get("tweet_volume")) for node in objects(json.loads(body)) if "query" in node]
    found = [(t.title, s.volume) for t, s in zip(collected.trends, collected.sightings, strict=True)]
    assert found == raw
    assert all(httpx.URL(trend.url or "").host for trend in collected.trends)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["test_client_get_quote_tweets_0", "test_client_search_recent_tweets_0"])
def test_recorded_answers_of_the_api_are_whole(name: str, sound: Check, recording: Recording) -> None:
    body = recording(f"x_api_v2/{name}.json")
    collected = read_saved(name, body, NOW)
    assert collected is not None
    sound(collected)
    raws = json.loads(body)["data"]
    assert [(post.external_id, bare(post.text)) for post in collected.posts] == [
        (r["id"], bare(r["text"])) for r in raws
    ]


@pytest.mark.shared
@pytest.mark.parametrize(
    "name",
    "x_api_v1/public_timeline_error.json x_api_v1/ratelimit.json x_api_v1/rtweet_get_trends2_0.json "
    "x_api_v1/rtweet_get_trends3_0.json x_api_v1/sferik_forbidden.json x_api_v1/sferik_locations.json "
    "x_api_v1/sferik_not_found.json x_api_v2/test_client_get_all_tweets_count_0.json "
    "x_html/xcancel_antibot_interstitial.html".split(),
)
def test_recorded_answers_without_posts_are_not_taken_for_some(name: str, recording: Recording) -> None:
    assert read_saved(name, recording(name), NOW) is None


class Tags(HTMLParser):
    """The tags of a page with their attributes, and its text with the tags that are open around it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[tuple[int, str]] = []  # after how many tags
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append((len(self.tags), data))


@pytest.mark.shared
def test_the_recorded_old_page_is_whole(sound: Check, recording: Recording) -> None:
    body = recording("x_html/twitter_status_old.html")
    collected = read_saved("page", body, NOW)
    assert collected is not None
    sound(collected)
    tags = Tags(body.decode()).tags
    posts = [(a["data-tweet-id"], a["data-screen-name"]) for _, a in tags if "data-permalink-path" in a]
    times = [datetime.fromtimestamp(int(a["data-time"] or 0), UTC) for _, a in tags if "data-time" in a]
    assert [(p.external_id, p.author) for p in collected.posts] == posts
    assert sorted(p.created_at for p in collected.posts if p.created_at) == sorted(times)
    asked = "745276948213968896"
    assert collected.posts[1].external_id == asked
    assert [p.parent for p in collected.posts] == [None, posts[0][0], asked, *(n for n, _ in posts[2:9]), asked, asked]
    assert all(p.text and "pic.twitter.com" not in p.text for p in collected.posts)
    assert "-The first white woman I ever loved.\n-Hauntingly beautiful timbre" in collected.posts[2].text


@pytest.mark.shared
def test_the_recorded_page_of_an_article_is_whole(sound: Check, recording: Recording) -> None:
    body = recording("x_html/x_article_2026-02-13.html")
    collected = read_saved("page", body, NOW)
    assert collected is not None
    sound(collected)
    [post] = collected.posts
    page = Tags(body.decode())
    assert (post.external_id, post.author, post.score) == ("2013045749580259680", "arscontexta", 2378)
    assert post.title == "obsidian + claude code 101"
    assert post.created_at == datetime.fromisoformat(next(a["datetime"] or "" for t, a in page.tags if t == "time"))
    spoken = [words for at, words in page.words if "data-text" in page.tags[at - 1][1] and words.strip()]
    assert len(spoken) > 20
    flat = " ".join(post.text.split())
    assert [words for words in spoken if " ".join(words.split()) not in flat] == []
