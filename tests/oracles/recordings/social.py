"""What do recordings of Hacker News, Mastodon and Bluesky hold?"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from unicodedata import normalize
from urllib.parse import urljoin

from collector.http.answer import Response
from collector.source import Collected
from collector.sources.mastodon.answers import (
    parse_mastodon_thread,
)
from collector.sources.mastodon.shapes import (
    BoostingStatus,
    StatusContext,
)
from recordings.facts import NOW, STAND_IN, Fact, Facts, iso, read, seconds

# --- Hacker News -----------------------------------------------------------------------------------------------------


def firebase_holds(body: bytes) -> Facts:
    item = json.loads(body)
    if item is None:
        return {}
    gone = item.get("deleted") or item.get("dead")
    parent = item.get("parent", item.get("poll"))
    link = f"https://news.ycombinator.com/item?id={item['id']}"
    author, words = (None, ()) if gone else (item["by"], read(item.get("text")))
    return {str(item["id"]): Fact(None if parent is None else str(parent), author, seconds(item["time"]), link, words)}


def algolia_holds(body: bytes) -> Facts | None:
    value = json.loads(body)
    return None if "id" not in value else dict(algolia_walk(value))


def algolia_walk(node: Mapping[str, Any]) -> Iterator[tuple[str, Fact]]:
    link = f"https://news.ycombinator.com/item?id={node['id']}"
    parent = None if node["parent_id"] is None else str(node["parent_id"])
    yield str(node["id"]), Fact(parent, node["author"], seconds(node["created_at_i"]), link, read(node.get("text")))
    for child in node["children"]:
        yield from algolia_walk(child)


def hits_hold(body: bytes) -> Facts | None:
    facts: Facts = {}
    for hit in json.loads(body).get("hits", []):
        link = f"https://news.ycombinator.com/item?id={hit['objectID']}"
        parent = None if hit.get("parent_id") is None else str(hit["parent_id"])
        words = read(hit.get("story_text") or hit.get("comment_text"))
        facts[hit["objectID"]] = Fact(parent, hit["author"], seconds(hit["created_at_i"]), link, words)
    return facts or None


def page_holds(body: bytes) -> Facts:
    """The stories of a list: a row of each begins with its number."""
    facts: Facts = {}
    for row in re.split(r"<tr class=.athing. id=.", body.decode())[1:]:
        number = row[: re.match("[0-9]+", row).end()]  # type: ignore[union-attr]  # the test fails where there is none
        by = re.search(r'class="hnuser">([^<]+)<', row)
        words = read(re.search(r'class="storylink"[^>]*>(.*?)</a>', row)[1])  # type: ignore[index]  # as above
        link = f"https://news.ycombinator.com/item?id={number}"
        facts[number] = Fact(None, by[1] if by else None, None, link, words)
    return facts


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
            status["in_reply_to_id"],
            status["account"]["acct"],
            iso(status["created_at"]),
            status["url"],
            read(status["content"]),
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
    status = BoostingStatus.model_validate({**asked, "content": "", "account": {"acct": STAND_IN}})
    return parse_mastodon_thread(status, answer.json(StatusContext), "mastodon:x.example", NOW)


def lone_status(answer: Response) -> Collected:
    nothing = StatusContext(ancestors=[], descendants=[])
    return parse_mastodon_thread(answer.json(BoostingStatus), nothing, "mastodon:x.example", NOW)


# --- Bluesky ---------------------------------------------------------------------------------------------------------


def bluesky_walk(value: Any) -> Iterator[tuple[str, Fact]]:
    """Every post anywhere in the payload, the quoted ones among them."""
    if isinstance(value, dict):
        record = value.get("record") or value.get("value")
        if isinstance(record, dict) and {"uri", "author"} <= set(value) and "createdAt" in record:
            author, handle = value["author"], value["author"]["handle"]
            name = handle if handle != "handle.invalid" else author["did"]
            link = f"https://bsky.app/profile/{name}/post/{value['uri'].rsplit('/', 1)[1]}"
            parent = record.get("reply", {}).get("parent", {}).get("uri")
            words = tuple(normalize("NFC", record["text"]).split())
            yield value["uri"], Fact(parent, handle, iso(record["createdAt"]), link, words)
        for child in value.values():
            yield from bluesky_walk(child)
    elif isinstance(value, list):
        for child in value:
            yield from bluesky_walk(child)


def thread_holds(body: bytes) -> Facts | None:
    value = json.loads(body)
    return dict(bluesky_walk(value)) if "thread" in value else None


def posts_hold(body: bytes) -> Facts | None:
    value = json.loads(body)
    return None if "error" in value else dict(bluesky_walk(value))


def trends_hold(body: bytes) -> Facts | None:
    value = json.loads(body)
    if "error" in value:
        return None
    topics = value.get("trends", value.get("topics", []))
    return {
        topic["topic"]: Fact(None, None, iso(topic.get("startedAt")), urljoin("https://bsky.app", topic["link"]))
        for topic in topics
    }
