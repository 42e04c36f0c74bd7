"""What do recordings of forums and of GitHub hold?"""

import json
from collections.abc import Iterator
from html import unescape
from typing import Any

from collector.http.answer import Response
from collector.payloads.threads import united
from collector.source import Collected
from collector.sources.saved import read_answer
from recordings.facts import NOW, Fact, Facts, iso, read, seconds

# --- forums ----------------------------------------------------------------------------------------------------------


def objects_in(value: Any) -> Iterator[dict[str, Any]]:
    """Every object anywhere in the payload."""
    if isinstance(value, dict):
        yield value
    for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from objects_in(child)


def stack_exchange_holds(body: bytes) -> Facts | None:
    facts: Facts = {}
    for found in objects_in(json.loads(body)):
        if "comment_id" in found and "post_id" in found:
            key, parent = f"comment:{found['comment_id']}", str(found["post_id"])
        elif "answer_id" in found and "question_id" in found:
            key, parent = str(found["answer_id"]), str(found["question_id"])
        elif "question_id" in found and "title" in found:
            key, parent = str(found["question_id"]), None
        else:
            continue
        author = unescape((found.get("owner") or {}).get("display_name") or "") or None
        facts[key] = Fact(parent, author, seconds(found["creation_date"]), found.get("link"), read(found.get("body")))
    return facts or None


def discourse_holds(body: bytes) -> Facts | None:
    value = json.loads(body)
    if not {"topic_list", "post_stream", "latest_posts", "cooked"} & set(value):
        return None
    topics = value.get("topic_list", {}).get("topics", [])
    facts = {f"{topic['id']}/1": Fact(None, None, iso(topic["created_at"]), None) for topic in reversed(topics)}
    for said in (found for found in objects_in(value) if {"cooked", "topic_id"} <= set(found)):
        topic, number, above = said["topic_id"], said["post_number"], said["reply_to_post_number"] or 1
        if said.get("topic_title") or value.get("title"):
            facts.setdefault(f"{topic}/1", Fact(None, None, None, None))
        shown = not (said.get("hidden") or said.get("user_deleted") or said.get("deleted_at"))
        if said["post_type"] != 3 or read(said["cooked"]):
            facts[f"{topic}/{number}"] = Fact(
                None if number == 1 else f"{topic}/{above}",
                said["username"] if shown else None,
                iso(said["created_at"]),
                None,
                read(said["cooked"]) if shown else (),
            )
    return facts


def user_of(value: Any) -> str:
    return str(value["username"] if isinstance(value, dict) else value)


def lobsters_holds(body: bytes) -> Facts | None:
    """Of comments the parent is only in newer recordings."""
    facts: Facts = {}
    stories = json.loads(body)
    for story in stories if isinstance(stories, list) else [stories]:
        if "short_id" not in story:
            return None
        author, at = user_of(story["submitter_user"]), iso(story["created_at"])
        facts[story["short_id"]] = Fact(None, author, at, story["comments_url"], read(story["description"]))
    return facts


def exchanged(body: bytes) -> list[bytes]:
    """The answers in a cassette of GitHub: one as JSON holds them by name, one as text has each on a line."""
    if body.lstrip().startswith(b"["):
        return [json.dumps(exchange["response"]).encode() for exchange in json.loads(body)]
    return [line for line in body.splitlines() if line.startswith((b'{"', b"[ {", b"[{"))]


def github(answer: Response) -> Collected:
    return united(read_answer("saved.json", body, NOW) or Collected() for body in exchanged(answer.body))


def github_holds(body: bytes) -> Facts:
    """Issues, and the comments that name theirs."""
    facts: Facts = {}
    for found in (found for answer in exchanged(body) for found in github_items(json.loads(answer))):
        author = (found.get("user") or {}).get("login")
        at, link = iso(found.get("created_at")), found.get("html_url")
        words = tuple((found.get("body") or "").split())
        if "issue_url" in found:
            owner, name, _, number = found["issue_url"].split("/")[-4:]
            facts[f"issuecomment-{found['id']}"] = Fact(f"{owner}/{name}#{number}", author, at, link, words)
        elif "number" in found:
            owner, name = found["repository_url"].split("/")[-2:]
            facts[f"{owner}/{name}#{found['number']}"] = Fact(None, author, at, link, words)
    return facts


def repositories_hold(body: bytes) -> Facts:
    return {
        found["full_name"]: Fact(
            None, found["owner"]["login"], None, found["html_url"], tuple((found["description"] or "").split())
        )
        for found in json.loads(body)["items"]
    }


def github_items(value: Any) -> list[dict[str, Any]]:
    return value if isinstance(value, list) else value["items"]
