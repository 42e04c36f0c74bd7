"""What is new in a JSON Feed (jsonfeed.org), of either version?"""

import re
from datetime import datetime
from typing import TYPE_CHECKING

from collector.errors import WrongShape
from collector.pages.plaintext import headed, one_line, plain, tidy
from collector.payloads.addresses import led_to
from collector.payloads.sound import Maybe, readable
from collector.payloads.threads import gathered, grown
from collector.payloads.wire import Moment, Wire, primary_language, stable_id
from collector.source import Collected
from db.models import Post, Text, clean_text

if TYPE_CHECKING:
    from collector.http.answer import Response


class FeedAuthor(Wire):
    name: Text = ""


class FeedItem(Wire):
    """An item of a JSON Feed (jsonfeed.org/version/1.1); version 1 has one `author`."""

    id: str | int | float | None = None
    url: str | None = None
    external_url: str | None = None
    title: Text = ""
    content_html: Text = ""
    content_text: Text = ""
    summary: Text = ""
    date_published: Moment = None
    date_modified: Moment = None
    authors: tuple[FeedAuthor, ...] = ()
    author: FeedAuthor | None = None
    language: str | None = None


class JsonFeed(Wire):
    version: str
    items: list[Maybe[FeedItem]]
    authors: tuple[FeedAuthor, ...] = ()
    author: FeedAuthor | None = None
    language: str | None = None


def parse_json_feed(answer: "Response", source: str, now: datetime) -> Collected:
    """The items in their order, each a post of its own. Raises WrongShape for JSON that is no JSON Feed."""
    feed = answer.json(JsonFeed)
    if not re.match(r"https?://(www\.)?jsonfeed\.org/version/", feed.version):
        raise WrongShape(f"{answer.url} is not a feed: JSON without the version of JSON Feed came", url=answer.url)
    items, problems = readable(feed.items, "entries of the feed")
    return gathered(now, grown(_post(item, feed, answer.url, source, now) for item in items), problems=problems)


def _post(item: FeedItem, feed: JsonFeed, base: str, source: str, now: datetime) -> Post:
    title = one_line(item.title)
    body = plain(item.content_html) or tidy(item.content_text or item.summary)
    link = led_to(base, item.url or item.external_url or "")
    published = item.date_published or item.date_modified
    given = clean_text(str(item.id)).strip() if item.id is not None else ""
    key = given or link or stable_id(title, body, str(published))
    people = [*item.authors, item.author, *feed.authors, feed.author]
    return Post(
        source=source,
        external_id=key,
        thread=key,
        author=next((person.name for person in people if person and person.name), None),
        title=title or None,
        text=headed(title, body),
        language=primary_language(item.language or feed.language),
        url=link,
        created_at=published,
        collected_at=now,
    )
