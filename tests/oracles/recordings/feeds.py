"""What do recorded feeds hold?"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from xml.etree import ElementTree as ET

from collector.http.answer import Response
from collector.source import Collected
from collector.sources import google_trends
from collector.sources.saved import read_answer
from recordings.facts import NOW, Fact, Facts, iso, read

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
            # the title of a comment on Reddit only repeats who writes where
            () if reddit_root and key != reddit_root else read(entry.get("title")),
        )
        for key, entry in zip(ids, entries, strict=True)
    }


def reddit_feed_holds(body: bytes) -> Facts:
    """The same, with names as people write them."""
    facts = feed_holds(body) or {}
    return {key: fact._replace(author=(fact.author or "").removeprefix("/u/") or None) for key, fact in facts.items()}


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
    collected = google_trends.parse_searches(answer, "google-trends:US", NOW)
    titles = {post.external_id: post.title or "" for post in collected.posts}
    renamed = [
        post.model_copy(update={"external_id": titles[post.external_id], "parent": titles.get(post.parent or "")})
        for post in collected.posts
    ]
    return Collected(renamed, collected.trends, collected.sightings, collected.problems)


def saved(answer: Response) -> Collected:
    """What is read when the answer is a file."""
    return read_answer("saved.json", answer.body, NOW) or Collected()
