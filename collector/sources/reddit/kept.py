"""What does an answer or a feed of Reddit say that a reader saved?

It does not say what was asked: its thread and subreddit are known only by what stands in it.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from pydantic import TypeAdapter

from collector.source import Collected, ReadSaved, in_shape
from collector.sources import feed
from collector.sources.reddit.addresses import source_of
from collector.sources.reddit.answers import link_of, parse_reddit_thread, things_in, walk_comments
from collector.sources.reddit.feeds import parse_list_feed, parse_thread_feed, subreddit_of
from collector.sources.reddit.shapes import MoreChildren, RedditComment, RedditLink, RedditListing

if TYPE_CHECKING:
    from collector.http.answer import Response

_Wired = TypeVar("_Wired")

ESCAPED = re.compile(rb'"(?:body|selftext)_html"\s*:\s*"&lt;')
_ENTRY = re.compile(rb"<id>(t[13])_([0-9a-z]{1,13})</id>")
OF_THREAD = re.compile(rb"<id>[^<>]*/comments/([0-9a-z]{1,13})\b")  # of the feed itself
_THREAD = re.compile(r"t3_([0-9a-z]{1,13})")


def as_kept(
    shape: type[_Wired] | TypeAdapter[_Wired], parse: Callable[[_Wired, str, datetime], Collected]
) -> ReadSaved:
    """Reads an answer in this shape; Reddit escapes all text once more, unless it is asked not to, as programs do and
    browsers do not."""
    read = in_shape(shape, parse)

    def unescaped(answer: "Response", source: str, now: datetime) -> Collected | None:
        if ESCAPED.search(answer.body):
            body = answer.body.replace(b"&lt;", b"<").replace(b"&gt;", b">").replace(b"&amp;", b"&")
            answer = replace(answer, body=body)
        return read(answer, source, now)

    return unescaped


def parse_kept_thread(pages: tuple[RedditListing, RedditListing], source: str, now: datetime) -> Collected:
    """A thread; what Reddit left out of its tree, only Reddit can say."""
    link = link_of(pages)
    return _thread(link, link.subreddit, pages[1].data.children, source, now)


def parse_kept_children(answer: MoreChildren, source: str, now: datetime) -> Collected:
    """What Reddit had left out of a thread, below the place of the post. Raises WrongShape where it answered no."""
    things = things_in(answer)
    known = (comment for comment in walk_comments(things).comments if _root(comment))
    first = next(known, None)
    if first is None:
        return Collected()
    return _thread(RedditLink(id=_root(first), title=""), first.subreddit, things, source, now)


def parse_kept_reddit_feed(answer: "Response", source: str, now: datetime) -> Collected:
    """A thread, a list of posts, or comments from anywhere, which are entries like any other feed's."""
    subreddit = subreddit_of(answer)
    source = source_of(subreddit) if subreddit else source
    number = _thread_of(answer.body)
    if number:
        return parse_thread_feed(answer, number, source, now)
    comments = any(kind == b"t1" for kind, _ in _ENTRY.findall(answer.body))
    return feed.parse_feed(answer, source, now) if comments else parse_list_feed(answer, source, now)


def _thread_of(body: bytes) -> str:
    """The post whose thread the feed is: the one that it names itself by, or the only one among comments."""
    named = OF_THREAD.search(body)
    entries = _ENTRY.findall(body)
    posts = {number for kind, number in entries if kind == b"t3"}
    alone = posts.pop() if len(posts) == 1 and len(entries) > 1 else b""
    return (named[1] if named else alone).decode()


def _root(comment: RedditComment) -> str:
    found = _THREAD.fullmatch(comment.link_id or "")
    return found[1] if found else ""


def _thread(link: RedditLink, subreddit: str, things: Sequence[object], source: str, now: datetime) -> Collected:
    source = source_of(subreddit.lower()) if subreddit else source
    thread = parse_reddit_thread(link, things, source, now)
    missing = sum(max(1, len(stub.children)) for stub in walk_comments(things).stubs)
    left_out = [f"Left out by Reddit: at least {missing} comments."] if missing else []
    return Collected(thread.posts, problems=[*thread.problems, *left_out])
