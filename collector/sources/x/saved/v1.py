"""Which posts, or trends, are in JSON of API v1.1? GraphQL has the same inside."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

from pydantic import BeforeValidator, Field, TypeAdapter

from collector.pages.plaintext import headed, one_line
from collector.payloads.sound import Broken, Maybe, fitted, readable
from collector.payloads.threads import gathered
from collector.payloads.wire import Count, Moment, Wire, mail_time, primary_language, utc_time
from collector.source import Collected
from collector.sources.x.addresses import KIND, post_url
from collector.sources.x.posts import conversations, places, unread_posts, worded
from collector.sources.x.saved.objects import as_object
from collector.sources.x.shapes import Entities, Name, XId
from collector.sources.x.trends import listing
from db.models import Post, Text


def _time(value: object) -> object:
    """`Tue Oct 22 20:59:36 +0000 2024`; ISO 8601 in some exports."""
    return (utc_time(value) or mail_time(value)) if isinstance(value, str) else value


class Author(Wire):
    """Who wrote: the name has moved from one part of the object to another."""

    screen_name: Name


class Long(Wire):
    """The whole of a post that is cut in `text`."""

    full_text: Text
    entities: Maybe[Entities | None] = None


class Status(Wire):
    """A post, as API v1.1 has it."""

    id_str: XId
    full_text: Text | None = None
    text: Text | None = None
    extended_tweet: Maybe[Long | None] = None
    created_at: Annotated[Moment, BeforeValidator(_time)] = None
    conversation_id_str: XId | None = None
    in_reply_to_status_id_str: XId | None = None
    favorite_count: Count | None = None
    lang: str | None = None
    entities: Maybe[Entities | None] = None
    user: Maybe[Author | None] = None


class V1Trend(Wire):
    """A trend, as API v1.1 has it."""

    name: Annotated[Text, Field(min_length=1)]
    url: str | None = None
    tweet_volume: Count | None = None


class V1Trends(Wire):
    """The trends of a place, as API v1.1 has them."""

    trends: tuple[Maybe[V1Trend], ...]


STATUS_SHAPE = TypeAdapter(Status)


def is_status(value: object) -> bool:
    """Whether this looks like a post of API v1.1, and not like an object of another service."""
    known = set(as_object(value))
    return {"user", "created_at"} <= known and bool({"id_str", "id"} & known) and bool({"full_text", "text"} & known)


def parse_statuses(statuses: Iterable[object], now: datetime) -> Collected:
    """The posts, and those that they quote; of one that only repeats another, the other alone."""
    posts, broken = [], []
    waiting = list(reversed(list(statuses)))
    total = 0
    while waiting:
        raw = waiting.pop()
        total += 1
        status = _status(raw)
        if isinstance(status, Broken):
            broken.append(status)
            posts += places(raw, now, "id_str", "conversation_id_str")
            continue
        held = raw if isinstance(raw, dict) else {}
        inner = [held[key] for key in ("quoted_status", "retweeted_status") if isinstance(held.get(key), dict)]
        waiting += inner
        if not isinstance(held.get("retweeted_status"), dict):
            author = status.user.screen_name if isinstance(status.user, Author) else None
            posts.append(status_post(status, author, status_words(status), None, now))
    return gathered(now, conversations(posts), problems=unread_posts(broken, total))


def _status(raw: object) -> Status | Broken:
    """Old exports have numbers for ids."""
    known = dict(raw) if isinstance(raw, dict) else {}
    for key in ("id", "in_reply_to_status_id"):
        number = known.get(key)
        if isinstance(number, int) and not isinstance(number, bool) and 0 <= number < 10**20:
            known[f"{key}_str"] = known.get(f"{key}_str") or str(number)
    return fitted(known, STATUS_SHAPE)


def status_words(status: Status) -> str:
    """The whole of what was written, where a short and a long text are given."""
    if isinstance(status.extended_tweet, Long):
        return worded(status.extended_tweet.full_text, status.extended_tweet.entities)
    return worded(status.full_text or status.text or "", status.entities)


def status_post(status: Status, author: str | None, text: str, title: str | None, now: datetime) -> Post:
    """The post; who wrote it, and in which words, stands in other parts of an answer of GraphQL."""
    return Post(
        source=KIND,
        external_id=status.id_str,
        thread=status.conversation_id_str or status.id_str,
        parent=status.in_reply_to_status_id_str,
        author=author,
        title=title,
        text=headed(title, text),
        language=primary_language(status.lang),
        url=post_url(status.id_str, author),
        score=status.favorite_count,
        created_at=status.created_at,
        collected_at=now,
    )


def parse_old_trends(found: V1Trends, now: datetime) -> Collected:
    """The trends in their order; the volume is the number of posts."""
    trends, problems = readable(found.trends, "trends")
    named = [trend for trend in trends if one_line(trend.name)]
    return gathered(now, [], [listing(t.name, t.url, t.tweet_volume, KIND, now) for t in named], problems)
