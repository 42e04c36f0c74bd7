"""Which source gave this JSON, by the names in it?"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from pydantic import TypeAdapter

from collector.errors import NotText
from collector.http.answer import Response
from collector.source import Collected
from collector.sources import (
    bluesky,
    coingecko,
    devto,
    dexscreener,
    discourse,
    feed,
    mastodon,
    stackexchange,
    wikipedia,
)
from collector.sources.github import kept as github
from collector.sources.github.kept_discussions import parse_kept_discussion
from collector.sources.hackernews import items, trees
from collector.sources.lobsters import answers as lobsters
from collector.sources.reddit import answers, kept, shapes
from collector.sources.saved.refusals import broken, unknown

T = TypeVar("T")
Read = Callable[[Response, datetime], Collected]

ANY: TypeAdapter[object] = TypeAdapter(object)
ANSWERED: TypeAdapter[dict[str, object]] = TypeAdapter(dict[str, object])
LINKED = re.compile(rb'"link"\s*:\s*"https?:\\?/\\?/([a-z0-9.-]+)')
ESCAPED = re.compile(rb'"(?:body|selftext)_html"\s*:\s*"&lt;')
SEVERAL = 50  # items of a list that are looked at to know it


def from_json(answer: Response, now: datetime) -> Collected | None:
    """What an answer says; None for text that only begins like JSON.

    Raises WrongShape for what no source answers, Damaged for an answer that breaks off.
    """
    try:
        value = answer.json(ANY)
    except NotText as error:
        if damaged := broken(answer.url, answer.body):
            raise damaged from error
        return None
    if value in ([], {}):
        return Collected()
    names = _names(value)
    if ESCAPED.search(answer.body):
        answer = _unescaped(answer)
    for needed, read in LISTS if isinstance(value, list) else OBJECTS:
        if set(needed.split()) <= names:
            return read(answer, now)
    raise unknown(answer.url, value)


def _unescaped(answer: Response) -> Response:
    """Reddit escapes all text once more, unless it is asked not to, as programs do and browsers do not."""
    body = answer.body.replace(b"&lt;", b"<").replace(b"&gt;", b">").replace(b"&amp;", b"&")
    return replace(answer, body=body)


def _names(value: object) -> set[str]:
    """The names in an object, or in the objects of a list; with the names below each, as `outer.inner`."""
    items = _objects(value)
    outer = {name for item in items for name in item}
    return outer | {
        f"{name}.{inner}" for item in items for name in item for below in _objects(item[name]) for inner in below
    }


def _objects(value: object) -> list[dict[str, object]]:
    items = value[:SEVERAL] if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, dict)]


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


def _featured(featured: wikipedia.Featured, source: str, now: datetime) -> Collected:
    return wikipedia.parse_kept(featured.mostread or wikipedia.MostRead(articles=()), source, now)


def _boost(boost: dexscreener.Boost, source: str, now: datetime) -> Collected:
    return dexscreener.parse([boost], source, now)


# --- by which names an answer is known; the first that fits ----------------------------------------------------------

OBJECTS: tuple[tuple[str, Read], ...] = (
    ("number title state html_url", _as(ANY, github.parse_issue, "github")),
    ("incomplete_results items", _as(github.Found, github.parse_found, "github")),
    ("data.repository", _as(ANSWERED, parse_kept_discussion, "github")),
    ("data.node", _as(ANSWERED, parse_kept_discussion, "github")),
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
    ("json.data", _as(shapes.MoreChildren, kept.parse_kept_children, "reddit")),
    ("json.errors", _as(shapes.MoreChildren, kept.parse_kept_children, "reddit")),
    ("mostread.articles", _as(wikipedia.Featured, _featured, "wikipedia")),
    ("articles.views articles.title", _as(wikipedia.MostRead, wikipedia.parse_kept, "wikipedia")),
    ("items.project items.articles", _as(wikipedia.Views, wikipedia.parse_kept_views, "wikipedia")),
    ("chainId tokenAddress", _as(dexscreener.Boost, _boost, "dexscreener")),
    ("coins", _as(coingecko.Trending, coingecko.parse, "coingecko")),
)
LISTS: tuple[tuple[str, Read], ...] = (
    ("number title state html_url", _as(github.RAW, github.parse_issues, "github")),
    ("issue_url user created_at", _as(github.RAW, github.parse_comments, "github")),
    ("pull_request_url user", _as(github.RAW, github.parse_comments, "github")),
    ("event actor commit_id", _as(github.RAW, github.parse_comments, "github")),
    ("kind data", _as(shapes.THREAD_PAGES, kept.parse_kept_thread, "reddit")),
    ("account content created_at", _as(mastodon.STATUSES, mastodon.parse_statuses, "mastodon")),
    ("name url history", _as(mastodon.TAGS, mastodon.parse_tags, "mastodon")),
    ("title url history", _as(mastodon.LINKS, mastodon.parse_links, "mastodon")),
    ("short_id title", _as(lobsters.STORIES, lobsters.parse_list, "lobsters")),
    ("chainId tokenAddress", _as(dexscreener.BOOSTED, dexscreener.parse, "dexscreener")),
    ("type_of title url", _as(devto.ARTICLES, devto.parse_list, "devto")),
)
