"""What do Reddit's Atom feeds say, which need no credentials?"""

import re
from collections.abc import Mapping
from datetime import datetime
from html import unescape
from typing import TYPE_CHECKING, NamedTuple
from xml.etree.ElementTree import Element

from collector.errors import Refused, WrongShape
from collector.pages.plaintext import headed
from collector.payloads.sound import Broken, readable
from collector.payloads.threads import RankedPost, gathered, grown
from collector.payloads.wire import utc_time
from collector.payloads.xml import described, local_name, read_xml
from collector.source import Collected
from collector.sources.reddit.addresses import REDDIT, SUBREDDIT, absolute, source_of
from collector.sources.reddit.credentials import USER, agent, given
from collector.sources.reddit.remains import author_of, remaining_title, text_of
from db.models import Post

if TYPE_CHECKING:
    from collector.http.answer import Response
    from collector.http.client import Client

_WHAT = "A feed of Reddit"
FEED_COMMENTS = 200
FULLNAME = re.compile(r"t[13]_[0-9a-z]{1,13}")
_SAID = ("<!-- SC_OFF -->", "<!-- SC_ON -->")  # around what a person wrote, in the HTML of a feed
_LINKED = re.compile(r'<a href="([^"]*)">\[link\]</a>')


class RedditEntry(NamedTuple):
    """An entry of a feed; a comment's title says only who writes where."""

    key: str
    title: str
    author: str | None
    html: str
    link: str | None
    at: datetime | None


def parse_list_feed(answer: "Response", source: str, now: datetime) -> Collected:
    """The posts in their order, without volumes: a feed has no scores."""
    found = [_of_kind(entry, "t3_") for entry in _entries(answer)]
    entries, problems = readable(found, "entries of the feed")
    posts = [(entry, _said(entry, source, now)) for entry in entries]
    listed = [RankedPost(post, post.title, _linked(entry), None) for entry, post in posts if post.title]
    return gathered(now, [post for _, post in posts], listed, problems)


def parse_thread_feed(answer: "Response", number: str, source: str, now: datetime) -> Collected:
    """The post `number` with its comments, which all hang below it: a feed does not say whom they answer."""
    root = f"t3_{number}"
    found = [_of_kind(entry, root, "t1_") for entry in _entries(answer)]
    entries, problems = readable(found, "entries of the feed")
    if not entries:
        raise Refused(f"Reddit shows nothing at {REDDIT}/comments/{number}/; is the address right?", url=answer.url)
    posts = [_said(entry, source, now) for entry in entries]
    return gathered(now, grown(posts, root), problems=problems)


def subreddit_of(answer: "Response") -> str:
    """The subreddit that a feed is of, as names hold it; empty when it does not say."""
    root = read_xml(answer.body, _WHAT)
    terms = [child.get("term", "").lower() for child in root if local_name(child) == "category"]
    return next((term for term in terms if SUBREDDIT.fullmatch(term)), "")


def _entries(answer: "Response") -> list[RedditEntry | Broken]:
    root = read_xml(answer.body, _WHAT)
    if local_name(root) != "feed":
        came = described(answer.body)
        raise WrongShape(
            f"{_WHAT} was expected and {came} came; the markup changed, or it asks less often", url=answer.url
        )
    return [_entry(element) for element in root if local_name(element) == "entry"]


def _entry(element: Element) -> RedditEntry | Broken:
    parts: dict[str, Element] = {}
    for child in element:
        parts.setdefault(local_name(child), child)
    said = {name: child.text or "" for name, child in parts.items()}
    key = said.get("id", "").strip()
    if not FULLNAME.fullmatch(key):
        return Broken("id: it is none of a post or comment")
    names = [child.text for child in parts.get("author", ()) if local_name(child) == "name"]
    link = parts["link"].get("href") if "link" in parts else None
    at = utc_time(said.get("published") or said.get("updated") or None)
    return RedditEntry(
        key, said.get("title", ""), author_of(next(iter(names), None)), said.get("content", ""), link, at
    )


def _of_kind(entry: RedditEntry | Broken, *starts: str) -> RedditEntry | Broken:
    if isinstance(entry, Broken) or entry.key.startswith(starts):
        return entry
    return Broken(f"id: {entry.key} does not belong here")


def _said(entry: RedditEntry, source: str, now: datetime) -> Post:
    post = entry.key.startswith("t3_")
    _, said, rest = entry.html.partition(_SAID[0])
    # around the words of a post stand its picture and who submitted it
    html = rest.rpartition(_SAID[1])[0] if said else "" if post else entry.html
    title = remaining_title(entry.title) if post else None
    return Post(
        source=source,
        external_id=entry.key,
        thread=entry.key,
        author=entry.author,
        title=title,
        text=headed(title, text_of(html, None)),
        url=absolute(entry.link) or (f"{REDDIT}/comments/{entry.key[3:]}/" if post else None),
        created_at=entry.at,
        collected_at=now,
    )


def _linked(entry: RedditEntry) -> str | None:
    """What a post links to; itself, when it is only text."""
    found = _LINKED.findall(entry.html)
    return absolute(unescape(found[-1] if found else entry.link or ""))


async def asked_feed(client: "Client", path: str, limit: int, extra: Mapping[str, str]) -> "Response":
    """A feed, in the reader's name where that is known. Raises CollectError."""
    user = given("user", extra)
    named = {"user-agent": agent(user)} if USER.fullmatch(user) else {}
    accept = "application/atom+xml, application/xml;q=0.9"
    try:
        # robots.txt speaks to crawlers; a feed is asked for by the person who subscribed to it
        return await client.get(f"{REDDIT}{path}", params={"limit": limit}, accept=accept, secret=named, robots=False)
    except Refused as error:
        if error.status != 403:
            raise
        message = (
            f"Reddit refused {REDDIT}{path}: it is private, or Reddit gives this network no feeds; with an app of your "
            "own (options client_id, client_secret and user) it may, else remove the source"
        )
        raise Refused(message, url=error.url, status=403) from error


async def read_thread_feed(client: "Client", number: str, source: str | None, extra: Mapping[str, str]) -> Collected:
    """The thread, as far as its feed goes; `source` is None where the feed is asked which it is."""
    answer = await asked_feed(client, f"/comments/{number}/.rss", FEED_COMMENTS, extra)
    return parse_thread_feed(answer, number, source or source_of(subreddit_of(answer)), client.now())
