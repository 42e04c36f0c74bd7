"""What does Firebase's interface say of stories, comments, jobs and polls? (github.com/HackerNews/API)"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from html import unescape

from pydantic import TypeAdapter

from collector.pages.plaintext import headed, one_line, plain
from collector.payloads.addresses import web_url
from collector.payloads.threads import RankedPost, gathered, grown
from collector.payloads.wire import Count, Moment, Wire
from collector.source import Collected
from collector.sources.hackernews.addresses import item_url
from db.models import Post, Text


class Item(Wire):
    """A story, comment, job or poll, as Firebase has it."""

    id: Count
    by: Text | None = None
    time: Moment = None
    title: Text | None = None
    text: Text | None = None
    url: str | None = None
    score: Count | None = None
    parent: Count | None = None
    poll: Count | None = None  # of which this is an option
    parts: tuple[Count, ...] = ()  # the options of a poll
    kids: tuple[Count, ...] = ()
    descendants: Count | None = None
    deleted: bool = False
    dead: bool = False


IDS: TypeAdapter[list[int]] = TypeAdapter(list[Count])
ITEM: TypeAdapter[Item | None] = TypeAdapter(Item | None)


def post_of(item: Item, source: str, now: datetime) -> Post:
    """The item as a post; of what was deleted or flagged away only the place remains."""
    gone = item.deleted or item.dead
    parent = above(item)
    title = one_line(unescape(item.title)) if item.title and not gone else None
    return Post(
        source=source,
        external_id=str(item.id),
        thread=str(item.id),
        parent=None if parent is None else str(parent),
        author=None if gone else item.by or None,
        title=title,
        text="" if gone else headed(title, plain(item.text or "")),
        url=item_url(item.id),
        score=item.score,
        created_at=item.time,
        collected_at=now,
    )


def above(item: Item) -> int | None:
    """What an item answers, or the poll of which it is an option."""
    return item.poll if item.parent is None else item.parent


def parse_items(items: Iterable[Item | None], source: str, now: datetime) -> Collected:
    """Firebase's items as threads; a null among them is an item that the server does not have."""
    present: list[Post] = []
    missing = 0
    for item in items:
        if item is None:
            missing += 1
        else:
            present.append(post_of(item, source, now))
    problems = [f"Not on the server: {missing} of {missing + len(present)} items."] if missing else []
    return gathered(now, grown(present), problems=problems)


def parse_item(item: Item | None, source: str, now: datetime) -> Collected:
    """An item by itself."""
    return parse_items([item], source, now)


def parse_ranked_items(ids: Sequence[int], items: Mapping[int, Item], source: str, now: datetime) -> list[RankedPost]:
    """The ranked stories of which the items are at hand and still stand."""
    entries = []
    for item in (items[number] for number in ids if number in items):
        post = post_of(item, source, now)
        if post.title:
            entries.append(RankedPost(post, post.title, web_url(item.url) or post.url, item.score))
    return entries
