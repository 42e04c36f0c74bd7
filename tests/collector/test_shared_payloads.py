"""Is everything that a recorded answer of a real server holds in the store once: parent, author, time and link?

What an answer holds is counted here by other means than the parsers': a walk over the raw JSON, ElementTree over XML.
"""

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

import pytest

from collector.answer import Response
from collector.source import Collected, CollectError
from collector.sources import bluesky, feed, google_trends, hackernews, mastodon

pytestmark = pytest.mark.shared

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
ADDRESS = "https://example.org/recorded"


class Fact(NamedTuple):
    """What a payload says of a post. None: it does not say."""

    parent: str | None
    author: str | None
    time: datetime | None
    link: str | None


Facts = dict[str, Fact]
STAND_IN = "the status that was asked for"


@dataclass(frozen=True)
class Endpoint:
    """Which files answer it, how they are read, and what they hold by an independent count."""

    files: str  # pattern of folder/file
    parse: Callable[[Response], Collected]
    holds: Callable[[bytes], Facts | None]  # None: an error


def iso(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value).astimezone(UTC) if value else None


# --- Hacker News -----------------------------------------------------------------------------------------------------


def firebase_holds(body: bytes) -> Facts:
    item = json.loads(body)
    if item is None:
        return {}
    gone = item.get("deleted") or item.get("dead")
    time = datetime.fromtimestamp(item["time"], UTC)
    parent = str(item["parent"]) if "parent" in item else None
    link = f"https://news.ycombinator.com/item?id={item['id']}"
    return {str(item["id"]): Fact(parent, None if gone else item["by"], time, link)}


def algolia_holds(body: bytes) -> Facts | None:
    value = json.loads(body)
    return None if "id" not in value else dict(algolia_walk(value))


def algolia_walk(node: Mapping[str, Any]) -> Iterator[tuple[str, Fact]]:
    link = f"https://news.ycombinator.com/item?id={node['id']}"
    parent = None if node["parent_id"] is None else str(node["parent_id"])
    yield str(node["id"]), Fact(parent, node["author"], datetime.fromtimestamp(node["created_at_i"], UTC), link)
    for child in node["children"]:
        yield from algolia_walk(child)


# --- Mastodon --------------------------------------------------------------------------------------------------------


def statuses_in(value: Any) -> Iterator[dict[str, Any]]:
    """Every status anywhere in the payload. What a boost boosts is there, the boost itself says nothing."""
    if isinstance(value, dict):
        if "content" in value and "account" in value and not value.get("reblog"):
            yield value
        for child in value.values():
            yield from statuses_in(child)
    elif isinstance(value, list):
        for child in value:
            yield from statuses_in(child)


def statuses_hold(body: bytes) -> Facts | None:
    value = json.loads(body)
    if isinstance(value, dict) and "error" in value:
        return None
    return {
        status["id"]: Fact(
            status["in_reply_to_id"], status["account"]["acct"], iso(status["created_at"]), status["url"]
        )
        for status in statuses_in(value)
    }


def tags_hold(body: bytes) -> Facts | None:
    value = json.loads(body)
    return {f"tag:{tag['name']}": Fact(None, None, None, tag["url"]) for tag in value} if value != {} else None


def links_hold(body: bytes) -> Facts:
    return {
        f"link:{link['url']}": Fact(
            None,
            link["author_name"] or next((a["name"] for a in link.get("authors", [])), None) or link["provider_name"],
            iso(link.get("published_at")),
            link["url"],
        )
        for link in json.loads(body)
    }


def context(answer: Response) -> Collected:
    """The answers, with a stand-in for the status that was asked for, which a context does not hold."""
    raw = json.loads(answer.body)
    known = {status["id"] for status in statuses_in(raw)}
    answered = [s["in_reply_to_id"] for s in statuses_in(raw) if s["in_reply_to_id"] not in {*known, None}]
    above = raw.get("ancestors") or [{"id": None}]
    asked = {"id": answered[0] if answered else "asked", "in_reply_to_id": above[-1]["id"]}
    status = mastodon.Status.model_validate({**asked, "content": "", "account": {"acct": STAND_IN}})
    return mastodon.parse_thread(status, answer.json(mastodon.Context), "mastodon:x.example", NOW)


def lone_status(answer: Response) -> Collected:
    nothing = mastodon.Context(ancestors=[], descendants=[])
    return mastodon.parse_thread(answer.json(mastodon.Status), nothing, "mastodon:x.example", NOW)


# --- Bluesky ---------------------------------------------------------------------------------------------------------


def bluesky_walk(value: Any) -> Iterator[tuple[str, Fact]]:
    """Every post anywhere in the payload, the quoted ones among them."""
    if isinstance(value, dict):
        record = value.get("record") or value.get("value")
        if isinstance(record, dict) and "uri" in value and "createdAt" in record:
            author, handle = value["author"], value["author"]["handle"]
            name = handle if handle != "handle.invalid" else author["did"]
            link = f"https://bsky.app/profile/{name}/post/{value['uri'].rsplit('/', 1)[1]}"
            parent = record.get("reply", {}).get("parent", {}).get("uri")
            yield value["uri"], Fact(parent, handle, iso(record["createdAt"]), link)
        for child in value.values():
            yield from bluesky_walk(child)
    elif isinstance(value, list):
        for child in value:
            yield from bluesky_walk(child)


def thread_holds(body: bytes) -> Facts | None:
    value = json.loads(body)
    return dict(bluesky_walk(value)) if "thread" in value else None


def trends_hold(body: bytes) -> Facts | None:
    value = json.loads(body)
    if "error" in value:
        return None
    topics = value.get("trends", value.get("topics", []))
    return {
        topic["topic"]: Fact(None, None, iso(topic.get("startedAt")), urljoin("https://bsky.app", topic["link"]))
        for topic in topics
    }


# --- XML -------------------------------------------------------------------------------------------------------------


def texts(element: ET.Element) -> dict[str, str]:
    """The first text of each kind of child, by local name."""
    found: dict[str, str] = {}
    for child in element:
        name = child.tag.rpartition("}")[2]
        text = " ".join((child.findtext("{*}name") or child.text or "").split())
        if name == "link" and child.get("href") and child.get("rel", "alternate") == "alternate":
            text = child.get("href", "")
        if text:
            found.setdefault(name, text)
    return found


def any_time(value: str | None) -> datetime | None:
    if not value:
        return None
    try:
        return (parsedate_to_datetime(value) if "," in value else datetime.fromisoformat(value)).astimezone(UTC)
    except ValueError:
        return None


def feed_holds(body: bytes) -> Facts | None:
    if body.lstrip()[:1] in b"{[":
        return json_feed_holds(json.loads(body))
    root = ET.fromstring(body)
    if root.tag.rpartition("}")[2] not in ("rss", "feed", "RDF"):
        return None
    entries = [texts(e) for e in root.iter() if e.tag.rpartition("}")[2] in ("item", "entry")]
    ids = [entry.get("guid") or entry.get("id") or entry.get("link") or "" for entry in entries]
    reddit_root = next((i for i in ids if i.startswith("t3_")), None) if any(i.startswith("t1_") for i in ids) else None
    inherited = texts(root).get("author") if root.tag.endswith("}feed") else None
    return {
        key: Fact(
            reddit_root if key.startswith("t1_") else None,
            entry.get("creator") or entry.get("author") or inherited,
            any_time(entry.get("pubDate") or entry.get("published") or entry.get("updated") or entry.get("date")),
            entry.get("link"),
        )
        for key, entry in zip(ids, entries, strict=True)
    }


def json_feed_holds(value: Mapping[str, Any]) -> Facts | None:
    if "items" not in value:
        return None
    return {
        str(item["id"]): Fact(None, None, iso(item.get("date_published")), item.get("url")) for item in value["items"]
    }


def google_holds(body: bytes) -> Facts:
    """Trends and news by their titles: the feed has no ids."""
    facts: Facts = {}
    for item in ET.fromstring(body).iter("item"):
        trend = texts(item)["title"]
        facts[trend] = Fact(None, None, any_time(texts(item).get("pubDate")), None)
        for news in item.iterfind("{*}news_item"):
            said = texts(news)
            facts[said["news_item_title"]] = Fact(trend, said.get("news_item_source"), None, said["news_item_url"])
    return facts


def google(answer: Response) -> Collected:
    """The trends, known by their titles."""
    collected = google_trends.parse(answer, "google-trends:US", NOW)
    titles = {post.external_id: post.title or "" for post in collected.posts}
    renamed = [
        post.model_copy(update={"external_id": titles[post.external_id], "parent": titles.get(post.parent or "")})
        for post in collected.posts
    ]
    return Collected(renamed, collected.trends, collected.sightings, collected.problems)


SOURCE = "mastodon:x.example"
ENDPOINTS = (
    Endpoint(
        r"hackernews_firebase/item_.*\.json",
        lambda a: hackernews.parse_items([a.json(hackernews.ITEM)], "hackernews", NOW),
        firebase_holds,
    ),
    Endpoint(
        r"hackernews_algolia/items_.*\.json",
        lambda a: hackernews.parse_tree(a.json(hackernews.Node), "hackernews", NOW),
        algolia_holds,
    ),
    Endpoint(
        r"mastodon/(?!.*admin).*trends_tags.*\.json",
        lambda a: mastodon.parse_tags(a.json(mastodon.TAGS), SOURCE, NOW),
        tags_hold,
    ),
    Endpoint(
        r"mastodon/(?!.*admin).*trends_links.*\.json",
        lambda a: mastodon.parse_links(a.json(mastodon.LINKS), SOURCE, NOW),
        links_hold,
    ),
    Endpoint(
        r"mastodon/(?!.*admin).*(trends_statuses|timeline).*\.json",
        lambda a: mastodon.parse_statuses(a.json(mastodon.STATUSES), SOURCE, NOW),
        statuses_hold,
    ),
    Endpoint(r"mastodon/.*context.*\.json", context, statuses_hold),
    Endpoint(r"mastodon/(?!.*trends).*status_.*\.json", lone_status, statuses_hold),
    Endpoint(
        r"bluesky/(.*getPostThread(?!V2)|thread_view_post).*\.json",
        lambda a: bluesky.parse_thread(a.json(bluesky.Thread), "bluesky", NOW),
        thread_holds,
    ),
    Endpoint(
        r"bluesky/.*getTrends.*\.json",
        lambda a: bluesky.parse_trends(a.json(bluesky.Trends).trends, "bluesky", NOW),
        trends_hold,
    ),
    Endpoint(
        r"bluesky/.*getTrendingTopics.*\.json",
        lambda a: bluesky.parse_trends(a.json(bluesky.Topics).topics, "bluesky", NOW),
        trends_hold,
    ),
    Endpoint(r"google_trends/.*rss.*\.xml", google, google_holds),
    Endpoint(
        r"(feeds/.*|product_hunt/.*\.(xml|rss|atom)|reddit/.*\.rss|discourse/.*\.rss|hackernews_html/.*\.xml)",
        lambda a: feed.parse(a, "feed:https://x.example/", NOW),
        feed_holds,
    ),
)


def recorded(payloads: Path, pattern: str) -> list[Path]:
    """The recordings of real servers, and of servers that imitate them, that match."""
    with (payloads / "MANIFEST.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    names = [f"{row['source']}/{row['file']}" for row in rows if row["kind"].startswith(("real", "MOCK"))]
    return [payloads / name for name in names if re.fullmatch(pattern, name)]


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.files)
def test_nothing_of_a_recording_is_lost(endpoint: Endpoint, shared: Path) -> None:
    paths = recorded(shared / "data" / "payloads", endpoint.files)
    if not paths:
        pytest.skip("no recording of this endpoint is at hand")
    for path in paths:
        check(path, endpoint)


def check(path: Path, endpoint: Endpoint) -> None:
    body = path.read_bytes()
    answer = Response(ADDRESS, 200, {}, body, NOW)
    expected = endpoint.holds(body)
    if expected is None:
        with pytest.raises(CollectError):
            endpoint.parse(answer)
        return
    collected = endpoint.parse(answer)
    ids = [post.external_id for post in collected.posts]
    assert len(set(ids)) == len(ids), f"{path}: a post twice"
    posts = {post.external_id: post for post in collected.posts}
    for key, fact in expected.items():
        post = posts[key]
        assert post.parent == fact.parent, f"{path}: {key}"
        assert fact.author is None or post.author == fact.author, f"{path}: {key}"
        assert fact.time is None or post.created_at == fact.time, f"{path}: {key}"
        assert fact.link is None or post.url == fact.link, f"{path}: {key}"
    written = {key for key, post in posts.items() if (post.author or post.text) and post.author != STAND_IN}
    assert written <= set(expected), f"{path}: invented"
    if not expected and body.strip() not in (b"[]", b'{"ancestors":[],"descendants":[]}'):
        assert collected.problems, f"{path}: nothing, and no word on it"


def test_the_lists_of_hacker_news_are_read_whole(shared: Path) -> None:
    for path in recorded(shared / "data" / "payloads", r"hackernews_firebase/.*stories\.json"):
        body = path.read_bytes()
        ids = Response(ADDRESS, 200, {}, body, NOW).json(hackernews.IDS)
        assert ids == [int(number) for number in re.findall(rb"[0-9]+", body)]


def test_the_ranks_and_volumes_of_google_are_those_of_the_feed(shared: Path) -> None:
    for path in recorded(shared / "data" / "payloads", r"google_trends/.*rss.*\.xml"):
        body = path.read_bytes()
        collected = google_trends.parse(Response(ADDRESS, 200, {}, body, NOW), "google-trends:US", NOW)
        traffic = [int(digits.replace(b",", b"")) for digits in re.findall(rb"approx_traffic>([0-9,]+)\+", body)]
        assert [s.volume for s in collected.sightings] == traffic
        assert [s.rank for s in collected.sightings] == list(range(1, len(traffic) + 1))
