"""Which answer of a source did a reader save as a file, and what does it say?

What a program receives is not what a person reads: taken for prose, JSON would be explained name by name. An answer is
known by the names in it, and read as if the source had been asked. It does not say which server gave it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from pydantic import TypeAdapter

from collector.answer import Response
from collector.source import Collected, NotText, WrongShape
from collector.sources import (
    bluesky,
    coingecko,
    devto,
    discourse,
    feed,
    google_trends,
    lobsters,
    mastodon,
    stackexchange,
    telegram,
)
from collector.sources.hackernews import items, page, trees
from collector.sources.reddit import addresses, answers, shapes

T = TypeVar("T")
Read = Callable[[Response, datetime], Collected]

ANY: TypeAdapter[object] = TypeAdapter(object)
BEFORE = rb"(?:\xef\xbb\xbf)?\s*(?:<\?[^>]*>\s*|<!--.{0,2000}?-->\s*|<!DOCTYPE[^>]*>\s*){0,9}"
FEED = re.compile(BEFORE + rb"<(?:rss|feed|rdf:RDF)\b", re.DOTALL)
SEARCHED = b"approx_traffic>"  # a field of the feed of Google Trends
CHANNEL = b"tgme_widget_message"
LINKED = re.compile(rb'"link"\s*:\s*"https?:\\?/\\?/([a-z0-9.-]+)')
ESCAPED = re.compile(rb'"(?:body|selftext)_html"\s*:\s*"&lt;')
SEVERAL = 50  # items of a list that are looked at to know it
READABLE = (
    "answers of Hacker News, Mastodon, Bluesky, Reddit, Stack Exchange, Discourse, dev.to, Lobsters, CoinGecko and X; "
    "feeds; web pages; text"
)


def read_answer(name: str, content: bytes, now: datetime) -> Collected | None:
    """The posts in a saved answer of a source; None for what is none. `name` is for messages.

    Raises WrongShape for JSON that no source answers, and what the source's own parser raises.
    """
    answer = Response(name, 200, {}, content, now)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return _from_json(answer, now)
    if FEED.match(content):
        searched = SEARCHED in content
        return google_trends.parse(answer, "google-trends", now) if searched else feed.parse(answer, "feed", now)
    if page.SIGN.search(content) and (found := page.parse_page(answer, "hackernews", now)):
        return found
    return telegram.parse(answer, "telegram", now) if CHANNEL in content else None


def _from_json(answer: Response, now: datetime) -> Collected | None:
    try:
        value = answer.json(ANY)
    except NotText:
        return None  # text that begins with a bracket
    if value in ([], {}):
        return Collected()
    names = _names(value)
    if ESCAPED.search(answer.body):
        answer = _unescaped(answer)
    for needed, read in LISTS if isinstance(value, list) else OBJECTS:
        if set(needed.split()) <= names:
            return read(answer, now)
    raise WrongShape(f"{answer.url} is JSON of an unknown kind; what can be read: {READABLE}", url=answer.url)


def _unescaped(answer: Response) -> Response:
    """Reddit escapes all text once more, unless it is asked not to, as programs do and browsers do not."""
    body = answer.body.replace(b"&lt;", b"<").replace(b"&gt;", b">").replace(b"&amp;", b"&")
    return replace(answer, body=body)


def _names(value: object) -> set[str]:
    """The names in an object, or in the objects of a list."""
    items = value[:SEVERAL] if isinstance(value, list) else [value]
    return {name for item in items if isinstance(item, dict) for name in item}


def _as(shape: type[T] | TypeAdapter[T], parse: Callable[[T, str, datetime], Collected], kind: str) -> Read:
    adapter = shape if isinstance(shape, TypeAdapter) else TypeAdapter(shape)
    return lambda answer, now: parse(answer.json(adapter), kind, now)


# --- where the source itself reads more than one answer --------------------------------------------------------------


def _item(item: items.Item | None, source: str, now: datetime) -> Collected:
    return items.parse_items([item], source, now)


def _status(status: mastodon.Status, source: str, now: datetime) -> Collected:
    return mastodon.parse_thread(status, mastodon.Context(ancestors=[], descendants=[]), source, now)


def _bluesky(answer: Response, now: datetime) -> Collected:
    """A thread is a tree, or in the newer call a list."""
    tree = answer.json(bluesky.Thread)
    if isinstance(tree.thread, Mapping):
        return bluesky.parse_thread(tree, "bluesky", now)
    return bluesky.parse_posts(answer.json(bluesky.Posts), "bluesky", now)


def _reddit(pages: tuple[shapes.Page, shapes.Page], source: str, now: datetime) -> Collected:
    """A thread; what Reddit left out of its tree, only Reddit can say."""
    link, things = answers.link_of(pages), pages[1].data.children
    source = addresses.source_of(link.subreddit.lower()) if link.subreddit else source
    thread = answers.parse_thread(link, things, source, now)
    missing = sum(max(1, len(stub.children)) for stub in answers.walk(things).stubs)
    left_out = [f"Left out by Reddit: at least {missing} comments."] if missing else []
    return Collected(thread.posts, problems=[*thread.problems, *left_out])


def _stack_exchange(answer: Response, now: datetime) -> Collected:
    linked = LINKED.search(answer.body)
    site = stackexchange.site_of(linked[1].decode()) if linked else None
    source = f"stackexchange:{site}" if site else "stackexchange"
    return stackexchange.parse_kept(answer.json(stackexchange.Kept), source, now)


def _topic(topic: discourse.Thread, source: str, now: datetime) -> Collected:
    return discourse.parse_topic(topic, topic.post_stream.posts, source, now)


def _post(post: discourse.Placed, source: str, now: datetime) -> Collected:
    return discourse.parse_posts(discourse.Loose(latest_posts=(post,)), source, now)


def _article(article: devto.Article, source: str, now: datetime) -> Collected:
    return devto.parse_thread(article, (), source, now)


# --- by which names an answer is known; the first that fits ----------------------------------------------------------

OBJECTS: tuple[tuple[str, Read], ...] = (
    ("version items", lambda answer, now: feed.parse(answer, "feed", now)),
    ("hits nbHits", _as(trees.Hits, trees.parse_hits, "hackernews")),
    ("children parent_id", _as(trees.Node, trees.parse_tree, "hackernews")),
    ("id time type", _as(items.ITEM, _item, "hackernews")),
    ("ancestors descendants", _as(mastodon.Context, mastodon.parse_context, "mastodon")),
    ("account content created_at", _as(mastodon.Status, _status, "mastodon")),
    ("thread", _bluesky),
    ("posts", _as(bluesky.Posts, bluesky.parse_posts, "bluesky")),
    ("feed", _as(bluesky.Posts, bluesky.parse_posts, "bluesky")),
    ("trends", lambda answer, now: bluesky.parse_trends(answer.json(bluesky.Trends).trends, "bluesky", now)),
    ("topics", lambda answer, now: bluesky.parse_trends(answer.json(bluesky.Topics).topics, "bluesky", now)),
    ("items quota_max", _stack_exchange),
    ("total page pagesize", _stack_exchange),
    ("topic_list", _as(discourse.ListPage, discourse.parse_list, "discourse")),
    ("post_stream title", _as(discourse.Thread, _topic, "discourse")),
    ("post_stream", _as(discourse.Loose, discourse.parse_posts, "discourse")),
    ("latest_posts", _as(discourse.Loose, discourse.parse_posts, "discourse")),
    ("cooked topic_id post_number", _as(discourse.Placed, _post, "discourse")),
    ("short_id comments", _as(lobsters.Thread, lobsters.parse_thread, "lobsters")),
    ("type_of body_html title", _as(devto.Article, _article, "devto")),
    ("kind data", _as(shapes.PAGE, answers.parse_list, "reddit")),
    ("coins", _as(coingecko.Trending, coingecko.parse, "coingecko")),
)
LISTS: tuple[tuple[str, Read], ...] = (
    ("kind data", _as(shapes.THREAD_PAGES, _reddit, "reddit")),
    ("account content created_at", _as(mastodon.STATUSES, mastodon.parse_statuses, "mastodon")),
    ("name url history", _as(mastodon.TAGS, mastodon.parse_tags, "mastodon")),
    ("title url history", _as(mastodon.LINKS, mastodon.parse_links, "mastodon")),
    ("short_id title", _as(lobsters.STORIES, lobsters.parse_list, "lobsters")),
    ("type_of title url", _as(devto.ARTICLES, devto.parse_list, "devto")),
)
