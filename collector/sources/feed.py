"""What is new in a feed: RSS, Atom or JSON Feed, of a blog, a forum, a channel or a subreddit?"""

import re
from calendar import timegm
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any, ClassVar, Self
from urllib.parse import urlsplit

import feedparser

from collector.addresses import led_to
from collector.aside import aside
from collector.compose import gathered, grown
from collector.plaintext import headed, one_line, plain, tidy
from collector.source import Collected, Damaged, NotSpoken, NotText, Options, WrongShape
from collector.wire import Maybe, Moment, Wire, described, fingerprint, language, web_url, whole
from db.models import Post, Text, clean_text

if TYPE_CHECKING:
    from collector.answer import Response
    from collector.http import Client

ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
FEED_PATH = re.compile(r"(?i).*(\.(rss|atom|rdf|xml)|/(feeds?|rss|atom)(/.*)?|/(feed|index|rss)\.json)/?")
REDDIT_TAIL = re.compile(r"\s*submitted by\s+/?u/\S+(?:\s+to\s+/?r/\S+)?\s+\[link\]\s+\[comments\]$")
LONE_LINK = re.compile(r"\s*<a\s[^<>]*>[^<>]*</a>\s*")  # "Comments", as some feeds have for all there is to say
# without one of these elements nothing is a feed; a parser that mends what it reads needs minutes to see that
ELEMENT = re.compile(rb"(?i)<(?:[\w.-]+:)?(?:rss|rdf|feed|channel|item|entry)\b")
NESTED = re.compile(rb"<!ENTITY\s[^<>]{0,1000}?&[A-Za-z_]")  # an entity made of others, as a bomb is
HARMLESS = (feedparser.CharacterEncodingOverride, feedparser.NonXMLContentType)


class JsonPerson(Wire):
    name: Text = ""


class JsonItem(Wire):
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
    authors: tuple[JsonPerson, ...] = ()
    author: JsonPerson | None = None
    language: str | None = None


class JsonFeed(Wire):
    version: str
    items: list[Maybe[JsonItem]]
    authors: tuple[JsonPerson, ...] = ()
    author: JsonPerson | None = None
    language: str | None = None


def parse(answer: "Response", source: str, now: datetime) -> Collected:
    """The entries of the feed, each a post of its own; a Reddit thread is one thread.

    Raises NotText when nothing came, WrongShape when what came is no feed. A feed without entries is an empty result.
    """
    body = answer.body.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not body:
        raise NotText(f"{answer.url} answered with nothing; try again later", url=answer.url)
    if body.startswith((b"{", b"[")):
        return _parse_json(answer, source, now)
    if NESTED.search(body):
        message = f"{answer.url} declares entities made of entities, as bombs do; it is not read: tell its operator"
        raise WrongShape(message, url=answer.url)
    feed = _parsed(answer) if ELEMENT.search(body.replace(b"\0", b"")) else None  # UTF-16 has zeros between letters
    if feed is None or not (feed.version or feed.entries):
        came = described(answer.body)
        raise WrongShape(f"{answer.url} is not a feed: {came} came; look for the feed's own address", url=answer.url)
    posts = [_post(entry, feed, answer.url, source, now) for entry in feed.entries]
    return gathered(now, grown(_threaded(posts)), problems=_problems(feed, answer.url))


def _parsed(answer: "Response") -> Any:
    headers = {"content-type": answer.headers.get("content-type", "")}
    try:  # plain() drops what is unsafe; told the address, the parser would resolve ids such as t3_abc against it
        return feedparser.parse(
            BytesIO(answer.body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:  # it meets malformed markup with whatever its parsers raise
        raise WrongShape(f"{answer.url} cannot be read as a feed: {type(error).__name__}", url=answer.url) from error


def _problems(feed: Any, url: str) -> list[str]:
    error = feed.get("bozo_exception")
    if not feed.bozo or isinstance(error, HARMLESS):
        return []
    return [f"{url} is damaged ({one_line(str(error))}): what could be read of it was kept."]


def _said(entry: Mapping[str, Any], name: str) -> str:
    value = entry.get(name)
    return clean_text(value).strip() if isinstance(value, str) else ""


def _post(entry: Mapping[str, Any], feed: Any, base: str, source: str, now: datetime) -> Post:
    title = one_line(_shown(entry.get("title_detail")))
    published = _time(entry)
    link = _link(entry, base)
    key = _said(entry, "id") or link or fingerprint(title, str(published))
    return Post(
        source=source,
        external_id=key,
        thread=key,
        author=_author(entry) or (feed.version.startswith("atom") and _author(feed.feed)) or None,
        title=title or None,
        text=headed(title, REDDIT_TAIL.sub("", _body(entry)) if key.startswith("t3_") else _body(entry)),
        language=language(_said(feed.feed, "language")),
        url=link,
        created_at=published,
        collected_at=now,
    )


def _link(entry: Mapping[str, Any], base: str) -> str | None:
    link = _said(entry, "link")
    # an id that could be a link is taken for one, even when it is only a number
    return None if link == _said(entry, "id") and web_url(link) is None else led_to(base, link)


def _shown(detail: Mapping[str, Any] | None) -> str:
    """What a person reads of a text construct of a feed."""
    if not detail or not isinstance(detail.get("value"), str):
        return ""
    value = clean_text(detail["value"])
    if detail.get("type") == "text/plain":
        return tidy(value)
    return "" if LONE_LINK.fullmatch(value) else plain(value)


def _body(entry: Mapping[str, Any]) -> str:
    """The content, and the summary unless it is only the content's beginning."""
    summary = _shown(entry.get("summary_detail"))
    content = next(iter(entry.get("content") or []), None)
    if content is None or (_is_caption(content, entry) and summary):
        return summary
    full = _shown(content)
    opening = one_line(summary).rstrip(".… []")
    if opening in one_line(full) or len(full) > 2 * len(summary):
        return full
    return summary if one_line(full) in one_line(summary) else f"{summary}\n\n{full}"


def _is_caption(content: Mapping[str, Any], entry: Mapping[str, Any]) -> bool:
    """Of a picture, in Media RSS: the parser takes it for content."""
    return content.get("type") == "text/plain" and any(key.startswith("media_") for key in entry)


def _author(entry: Mapping[str, Any]) -> str:
    """The name, without the address of mail that RSS puts beside it."""
    author = one_line(_said(entry, "author"))
    found = re.fullmatch(r"\S+@\S+ \((.+)\)|(.+?) [<(]\S+@[^\s<>()]+[>)]", author)
    return (found[1] or found[2]) if found else author


def _time(entry: Mapping[str, Any]) -> datetime | None:
    # the parser warns when it is asked for an "updated" that is not there
    read = entry.get("published_parsed") or ("updated_parsed" in entry and entry["updated_parsed"])
    try:
        return datetime.fromtimestamp(timegm(read), UTC) if read else None
    except (ValueError, TypeError, OverflowError, OSError):
        return None


def _threaded(posts: Sequence[Post]) -> Iterable[Post]:
    """The feed of one Reddit thread holds its post (t3_) and its comments (t1_), and does not say who answers whom."""
    roots = [post.external_id for post in posts if re.fullmatch(r"t3_[0-9a-z]+", post.external_id)]
    comments = {post.external_id for post in posts if re.fullmatch(r"t1_[0-9a-z]+", post.external_id)}
    if len(set(roots)) != 1 or len(comments) + 1 != len({post.external_id for post in posts}):
        return posts
    return [_comment(post, roots[0]) if post.external_id in comments else post for post in posts]


def _comment(post: Post, root: str) -> Post:
    """Its title only repeats who writes where."""
    body = post.text.removeprefix(post.title or "").lstrip("\n")
    return post.model_copy(update={"parent": root, "title": None, "text": body})


def _parse_json(answer: "Response", source: str, now: datetime) -> Collected:
    feed = answer.json(JsonFeed)
    if not re.match(r"https?://(www\.)?jsonfeed\.org/version/", feed.version):
        raise WrongShape(f"{answer.url} is not a feed: JSON without the version of JSON Feed came", url=answer.url)
    items, problems = whole(feed.items, "entries of the feed")
    return gathered(now, grown(_json_post(item, feed, answer.url, source, now) for item in items), problems=problems)


def _json_post(item: JsonItem, feed: JsonFeed, base: str, source: str, now: datetime) -> Post:
    title = one_line(item.title)
    body = plain(item.content_html) or tidy(item.content_text or item.summary)
    link = led_to(base, item.url or item.external_url or "")
    published = item.date_published or item.date_modified
    given = clean_text(str(item.id)).strip() if item.id is not None else ""
    key = given or link or fingerprint(title, body, str(published))
    people = [*item.authors, item.author, *feed.authors, feed.author]
    return Post(
        source=source,
        external_id=key,
        thread=key,
        author=next((person.name for person in people if person and person.name), None),
        title=title or None,
        text=headed(title, body),
        language=language(item.language or feed.language),
        url=link,
        created_at=published,
        collected_at=now,
    )


@dataclass
class Feed:
    """A feed at an address."""

    kind: ClassVar[str] = "feed"
    form: ClassVar[str] = "feed:ADDRESS, for example feed:https://example.org/feed.xml"
    interval: ClassVar[timedelta] = timedelta(hours=1)
    unchanged: ClassVar[timedelta] = timedelta(weeks=4)
    name: str
    options: Options = field(default_factory=Options)

    @classmethod
    def named(cls, argument: str, options: Options) -> Self:
        if web_url(argument) != argument:
            raise ValueError(f"{argument!r} is no web address; write {cls.form}.")
        return cls(f"feed:{argument}", options)

    @classmethod
    def recognises(cls, url: str) -> bool:
        if web_url(url) is None:
            return False
        parts = urlsplit(url)
        return bool(FEED_PATH.fullmatch(parts.path)) or "feed=" in parts.query

    async def collect(self, client: "Client") -> Collected:
        return await _read(client, self.name.partition(":")[2], conditional=True)

    @classmethod
    async def read(cls, client: "Client", url: str) -> Collected:
        try:
            return await _read(client, url, conditional=False)
        except Damaged as error:  # pages, too, have addresses such as /feed/how-we-work
            raise NotSpoken(str(error), url=url) from error


async def _read(client: "Client", url: str, *, conditional: bool) -> Collected:
    # robots.txt speaks to crawlers; a feed is asked for by the person who subscribed to it
    answer = await client.get(url, accept=ACCEPT, conditional=conditional, robots=False)
    # a large one takes seconds, and a hostile one minutes, in which the other sources are not to be kept waiting
    return await aside(partial(parse, answer, f"feed:{url}", client.now()))
