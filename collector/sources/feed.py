"""What is new in a feed: RSS, Atom or JSON Feed, of a blog, a forum, a channel or a subreddit?"""

import re
from calendar import timegm
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any, ClassVar, Self
from urllib.parse import urlsplit

import feedparser

from collector.errors import Damaged, NotSpoken, NotText, WrongShape
from collector.http.unwaited import aside
from collector.pages.plaintext import headed, one_line, plain, tidy
from collector.payloads.addresses import led_to, web_url
from collector.payloads.threads import gathered, grown
from collector.payloads.wire import primary_language, stable_id, utc_time
from collector.payloads.xml import described
from collector.source import Collected, Declaration, Described, Options, SavedJson, SavedMarkup, TemplateLine
from collector.sources import json_feed
from db.models import Post, clean_text

if TYPE_CHECKING:
    from collector.http.answer import Response
    from collector.http.client import Client

FEED_TYPES = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
_FEED_PATH = re.compile(r"(?i).*(\.(rss|atom|rdf|xml)|/(feeds?|rss|atom)(/.*)?|/(feed|index|rss)\.json)/?")
REDDIT_TAIL = re.compile(r"\s*submitted by\s+/?u/\S+(?:\s+to\s+/?r/\S+)?\s+\[link\]\s+\[comments\]$")
LONE_LINK = re.compile(r"\s*<a\s[^<>]*>[^<>]*</a>\s*")  # "Comments", as some feeds have for all there is to say
_OPENING = 60  # characters of a summary that show where they are from
_TIMES = ("published", "updated", "created")
SECONDS = re.compile(r"[0-9]{9,11}")  # since 1970; the parser would take the first four for a year
# without one of these elements nothing is a feed; a parser that mends what it reads needs minutes to see that
ELEMENT = re.compile(rb"(?i)<(?:[\w.-]+:)?(?:rss|rdf|feed|channel|item|entry)\b")
NESTED = re.compile(rb"<!ENTITY\s[^<>]{0,1000}?&[A-Za-z_]")  # an entity made of others, as a bomb is
HARMLESS = (feedparser.CharacterEncodingOverride, feedparser.NonXMLContentType)


def parse_feed(answer: "Response", source: str, now: datetime) -> Collected:
    """The entries of the feed, each a post of its own; a Reddit thread is one thread.

    Raises NotText when nothing came, WrongShape when what came is no feed. A feed without entries is an empty result.
    """
    body = answer.body.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not body:
        raise NotText(f"{answer.url} answered with nothing; try again later", url=answer.url)
    if body.startswith((b"{", b"[")):
        return json_feed.parse_json_feed(answer, source, now)
    if NESTED.search(body):
        message = f"{answer.url} declares entities made of entities, as bombs do; it is not read: tell its operator"
        raise WrongShape(message, url=answer.url)
    feed = _parsed(answer) if ELEMENT.search(body.replace(b"\0", b"")) else None  # UTF-16 has zeros between letters
    if feed is None or not (feed.version or feed.entries):
        came = described(answer.body)
        raise WrongShape(f"{answer.url} is not a feed: {came} came; look for the feed's own address", url=answer.url)
    read = [(_post(entry, feed, answer.url, source, now), _said(entry, "id")) for entry in feed.entries]
    said = [(post, given) for post, given in read if post.text or post.url or given]
    posts = _threaded(_told_apart(said))
    return gathered(now, grown(posts), problems=_problems(feed, answer.url, len(read) - len(said)))


def _parsed(answer: "Response") -> Any:
    headers = {"content-type": answer.headers.get("content-type", "")}
    try:  # plain() drops what is unsafe; told the address, the parser would resolve ids such as t3_abc against it
        return feedparser.parse(
            BytesIO(answer.body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:  # it meets malformed markup with whatever its parsers raise
        raise WrongShape(f"{answer.url} cannot be read as a feed: {type(error).__name__}", url=answer.url) from error


def _problems(feed: Any, url: str, empty: int) -> list[str]:
    error = feed.get("bozo_exception")
    nothing = [f"Left out because nothing stands in it: {empty} of {len(feed.entries)} entries."] if empty else []
    if not feed.bozo or isinstance(error, HARMLESS):
        return nothing
    return [f"{url} is damaged ({one_line(str(error))}): what could be read of it was kept.", *nothing]


def _said(entry: Mapping[str, Any], name: str) -> str:
    value = entry.get(name)
    return clean_text(value).strip() if isinstance(value, str) else ""


def _post(entry: Mapping[str, Any], feed: Any, base: str, source: str, now: datetime) -> Post:
    title, body = one_line(_shown(entry.get("title_detail"))), _body(entry)
    published = _time(entry)
    link = _link(entry, base)
    key = _said(entry, "id") or link or stable_id(title or body, str(published))
    return Post(
        source=source,
        external_id=key,
        thread=key,
        author=_author(entry) or (feed.version.startswith("atom") and _author(feed.feed)) or None,
        title=title or None,
        text=headed(title, REDDIT_TAIL.sub("", body) if key.startswith("t3_") else body),
        language=_language(entry) or primary_language(_said(feed.feed, "language")),
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
    return tidy(value) if detail.get("type") == "text/plain" else plain(value)


def _body(entry: Mapping[str, Any]) -> str:
    """The content, and the summary unless it is only the content's beginning."""
    detail = entry.get("summary_detail") or {}
    summary = "" if LONE_LINK.fullmatch(str(detail.get("value"))) else _shown(detail)
    contents = list(entry.get("content") or [])
    own = [content for content in contents if not _is_caption(content, entry)]
    full = _each_once(own if own or summary else contents)
    if not full:
        return summary
    # below the beginning of the content, many feeds put who published it where
    opening = one_line(summary)[:_OPENING].rstrip(".… []")
    if opening in one_line(full):
        return full
    return summary if one_line(full) in one_line(summary) else f"{summary}\n\n{full}"


def _each_once(contents: Iterable[Mapping[str, Any]]) -> str:
    """Several contents of one entry may be parts, or the same in several formats."""
    full = ""
    for content in contents:
        said = _shown(content)
        if one_line(said) not in one_line(full):
            full = f"{full}\n\n{said}".strip()
    return full


def _is_caption(content: Mapping[str, Any], entry: Mapping[str, Any]) -> bool:
    """Of a picture, in Media RSS: the parser takes it for content."""
    return content.get("type") == "text/plain" and any(key.startswith("media_") for key in entry)


def _author(entry: Mapping[str, Any]) -> str:
    """The name, without the address of mail that RSS puts beside it; the first of several."""
    names = [person["name"] for person in entry.get("authors") or [] if person.get("name")]
    author = one_line(clean_text(names[0]) if len(names) > 1 else _said(entry, "author"))
    found = re.fullmatch(r"\S+@\S+ \((.+)\)|(.+?) [<(]\S+@[^\s<>()]+[>)]", author)
    return (found[1] or found[2]) if found else author


def _language(entry: Mapping[str, Any]) -> str | None:
    """Of the entry itself, where it says so: feeds mix languages."""
    details = [entry.get("title_detail"), *(entry.get("content") or [])]
    tags = (detail.get("language") for detail in details if detail)
    return primary_language(next(filter(None, tags), None))


def _time(entry: Mapping[str, Any]) -> datetime | None:
    # asked for an "updated" that is not there, the parser warns, and has another time for it
    given = [name for name in _TIMES if f"{name}_parsed" in entry]
    name = next((name for name in given if entry[f"{name}_parsed"]), "")
    if SECONDS.fullmatch(said := _said(entry, name)):
        return utc_time(int(said))
    try:
        return datetime.fromtimestamp(timegm(entry[f"{name}_parsed"]), UTC) if name else None
    except (ValueError, TypeError, OverflowError, OSError):
        return None


def _told_apart(said: Sequence[tuple[Post, str]]) -> list[Post]:
    """An entry without an id is known by its link; where several have the same link, each is known by its words."""
    times = Counter(post.url for post, given in said if not given)
    return [post if given or times[post.url] == 1 else _by_words(post) for post, given in said]


def _by_words(post: Post) -> Post:
    key = stable_id(post.title or post.text, str(post.created_at))
    return post.model_copy(update={"external_id": key, "thread": key})


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


@dataclass
class Feed:
    """A feed at an address."""

    declared: ClassVar[Declaration] = Declaration(
        kind="feed",
        title="",
        form="feed:ADDRESS, for example feed:https://example.org/feed.xml",
        interval=timedelta(hours=1),
        unchanged=timedelta(weeks=4),
        example="feed:https://faro.example/feed.xml",
        address="https://faro.example/feed.xml",
        reads="a feed (RSS, Atom, JSON Feed)",
        described=(
            Described(
                "`feed:ADDRESS`",
                "RSS [Really Simple Syndication], Atom, JSON Feed; Reddit, Discourse and video channels have them",
                "as you choose",
            ),
        ),
        template=(
            TemplateLine("feed:https://example.org/feed.xml"),
            TemplateLine(
                '{ name = "feed:https://example.org/blog.atom", title = "A blog", every = "2h", unchanged = "60d" }'
            ),
        ),
        saved_objects=(SavedJson("version items", parse_feed),),
        saved_feeds=(SavedMarkup((), parse_feed),),
    )
    name: str
    options: Options = field(default_factory=Options)

    @classmethod
    def named(cls, argument: str, options: Options) -> Self:
        if web_url(argument) != argument:
            raise ValueError(f"{argument!r} is no web address; write {cls.declared.form}.")
        return cls(f"feed:{argument}", options)

    @classmethod
    def recognises(cls, url: str) -> bool:
        if web_url(url) is None:
            return False
        parts = urlsplit(url)
        return bool(_FEED_PATH.fullmatch(parts.path)) or "feed=" in parts.query

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
    answer = await client.get(url, accept=FEED_TYPES, conditional=conditional, robots=False)
    # a large one takes seconds, and a hostile one minutes, in which the other sources are not to be kept waiting
    return await aside(partial(parse_feed, answer, f"feed:{url}", client.now()))
