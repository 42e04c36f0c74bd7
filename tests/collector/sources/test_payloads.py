"""Does each payload become what stands beside it (`<case>.becomes.json`)?"""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from collector.errors import CollectError
from collector.http.answer import Response
from collector.source import Collected
from collector.sources import article, feed, file, google_trends
from collector.sources.bluesky.answers import parse_bluesky_thread, parse_bluesky_trends
from collector.sources.bluesky.shapes import BlueskyThread, BlueskyTopics, BlueskyTrends
from collector.sources.hackernews import items, page, trees
from collector.sources.mastodon.answers import (
    parse_mastodon_thread,
    parse_trending_links,
    parse_trending_statuses,
    parse_trending_tags,
)
from collector.sources.mastodon.shapes import (
    TRENDING_LINKS,
    TRENDING_STATUSES,
    TRENDING_TAGS,
    BoostingStatus,
    StatusContext,
)

HERE = Path(__file__).parent
Parser = Callable[[Response, datetime], Collected]


class StatusAndContext(BaseModel):
    """Two answers in one payload: what is asked for when a thread is read."""

    status: BoostingStatus
    context: StatusContext


def mastodon_thread(answer: Response, now: datetime) -> Collected:
    both = answer.json(StatusAndContext)
    return parse_mastodon_thread(both.status, both.context, "mastodon:social.example", now)


# a payload is called <source>/<endpoint>-<case>
PARSERS: Mapping[str, Parser] = {
    "hackernews/items": lambda a, now: items.parse_items(a.json(list[items.Item | None]), "hackernews", now),
    "hackernews/tree": lambda a, now: trees.parse_tree(a.json(trees.AlgoliaItem), "hackernews", now),
    "hackernews/page": lambda a, now: page.parse_hackernews_page(a, "hackernews", now) or Collected(),
    "mastodon/tags": lambda a, now: parse_trending_tags(a.json(TRENDING_TAGS), "mastodon:social.example", now),
    "mastodon/links": lambda a, now: parse_trending_links(a.json(TRENDING_LINKS), "mastodon:social.example", now),
    "mastodon/statuses": lambda a, now: parse_trending_statuses(
        a.json(TRENDING_STATUSES), "mastodon:social.example", now
    ),
    "mastodon/thread": mastodon_thread,
    "bluesky/thread": lambda a, now: parse_bluesky_thread(a.json(BlueskyThread), "bluesky", now),
    "bluesky/trends": lambda a, now: parse_bluesky_trends(a.json(BlueskyTrends).trends, "bluesky", now),
    "bluesky/topics": lambda a, now: parse_bluesky_trends(a.json(BlueskyTopics).topics, "bluesky", now),
    "google_trends/trends": lambda a, now: google_trends.parse_searches(a, "google-trends:US", now),
    "feed/feed": lambda a, now: feed.parse_feed(a, "feed:https://example.org/some/feed", now),
    "article/page": article.parse_page_of_the_web,
    "article/text": article.parse_page_of_the_web,
    "file/paste": lambda a, now: file.read_file("pasted.txt", a.body, now),
    "file/page": lambda a, now: file.read_file("saved", a.body, now),
}
PAYLOADS = sorted(
    path.relative_to(HERE).as_posix()
    for path in HERE.glob("*/*-*.*")
    if not path.name.endswith(".becomes.json") and path.suffix != ".pyc"
)


def parser_of(payload: str) -> Parser:
    return PARSERS[payload.partition("-")[0]]


def became(parse: Callable[[], Collected]) -> dict[str, Any]:
    """The outcome in the form of the files: what is unset, and what is the same for all, is left out."""
    try:
        collected = parse()
    except CollectError as error:
        return {"error": type(error).__name__, "message": str(error)}
    common = {"source", "collected_at", "seen_at"}
    rows = {
        name: [row.model_dump(mode="json", exclude_none=True, exclude=common) for row in getattr(collected, name)]
        for name in ("posts", "trends", "sightings")
    }
    return {name: found for name, found in {**rows, "problems": list(collected.problems)}.items() if found}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_becomes_what_stands_beside_it(
    payload: str, answer: Callable[[bytes], Response], now: datetime, sound: Callable[[Collected], None]
) -> None:
    path = HERE / payload
    got = became(lambda: parser_of(payload)(answer(path.read_bytes()), now))
    assert got == json.loads(path.with_suffix(".becomes.json").read_text(encoding="utf-8"))
    if "error" not in got:
        sound(parser_of(payload)(answer(path.read_bytes()), now))


def test_every_parser_has_a_payload() -> None:
    assert {payload.partition("-")[0] for payload in PAYLOADS} == set(PARSERS)


# --- what a server may do to a payload -------------------------------------------------------------------------------


@pytest.mark.parametrize("payload", [name for name in PAYLOADS if name.endswith(".json")])
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_changed_payload_is_read_or_is_a_named_error(
    payload: str,
    data: st.DataObject,
    *,
    mutilated: Callable[..., Any],
    answer: Callable[[bytes], Response],
    now: datetime,
    sound: Callable[[Collected], None],
) -> None:
    value = mutilated(data, json.loads((HERE / payload).read_bytes()))
    with suppress(CollectError):
        sound(parser_of(payload)(answer(json.dumps(value).encode()), now))


@pytest.mark.parametrize("payload", [name for name in PAYLOADS if not name.endswith(".json")])
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_changed_bytes_are_read_or_are_a_named_error(
    payload: str,
    data: st.DataObject,
    *,
    scrambled: Callable[..., bytes],
    answer: Callable[[bytes], Response],
    now: datetime,
    sound: Callable[[Collected], None],
) -> None:
    body = scrambled(data, (HERE / payload).read_bytes())
    with suppress(CollectError):
        sound(parser_of(payload)(answer(body), now))
