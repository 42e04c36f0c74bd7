"""What is trending on Bluesky, and what is said in a thread there?

The calls are app.bsky.unspecced.getTrends, its forerunner getTrendingTopics, and app.bsky.feed.getPostThread, as the
lexicons of github.com/bluesky-social/atproto describe them; all are public.
"""

import asyncio
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Literal, Self
from urllib.parse import urlsplit

from pydantic import ConfigDict, Field, TypeAdapter
from pydantic.alias_generators import to_camel

from collector.errors import CollectError, Damaged, Refused, ServerFailed, WrongShape
from collector.http.pace import Pace
from collector.pages.plaintext import headed, one_line, tidy
from collector.payloads.addresses import led_to
from collector.payloads.threads import Listing, gathered, grown, joined
from collector.payloads.wire import Broken, Count, Maybe, Moment, Wire, below, damaged, fitted, language, web_url, whole
from collector.source import Collected, Declaration, Described, Options, SavedJson, TemplateLine, in_shape
from db.models import Key, Post, Text

if TYPE_CHECKING:
    from collector.http.answer import Response
    from collector.http.client import Client

_XRPC = "https://public.api.bsky.app/xrpc"
BLUESKY = "https://bsky.app"
_MOST_TRENDS = 25
# the server's limit, and one that a JSON reader can follow: a level of answers is two levels of JSON
_DEEPEST, _DEEP = 1000, 400
_POST_PATH = re.compile(r"/profile/([^/]+)/post/([^/]+)/?")
POST_URI = re.compile(r"at://([^/]+)/app\.bsky\.feed\.post/([^/]+)")


class Sent(Wire):
    """What Bluesky sends, which names its fields inCamelCase."""

    model_config = ConfigDict(alias_generator=to_camel, validate_by_name=True)


class BlueskyTrend(Sent):
    """A trend, in either of the two calls."""

    topic: Key
    display_name: Text = ""
    description: Text | None = None
    link: str
    started_at: Moment = None
    post_count: Count | None = None


class BlueskyTrends(Sent):
    trends: list[Maybe[BlueskyTrend]]


class BlueskyTopics(Sent):
    topics: list[Maybe[BlueskyTrend]]


class BlueskyAuthor(Sent):
    did: Key
    handle: Text = ""


class PostReference(Sent):
    uri: Key


class RecordReply(Sent):
    parent: PostReference


class PostRecord(Sent):
    """A post as its author wrote it."""

    text: Text
    created_at: Moment = None
    langs: tuple[str, ...] = ()
    reply: Maybe[RecordReply] | None = None


class LinkPreview(Sent):
    """The preview of a linked page."""

    title: Text = ""


class Embed(Sent):
    """What hangs on a post; a quoted post is kept raw and read for itself. What hangs beside it is its `media`."""

    external: Maybe[LinkPreview] | None = None
    media: "Maybe[Embed] | None" = None
    record: object = None


class PostView(Sent):
    """A post as the server shows it."""

    uri: Key
    author: BlueskyAuthor
    record: PostRecord
    embed: Maybe[Embed] | None = None
    indexed_at: Moment = None
    like_count: Count | None = None
    reply_count: Count = 0


class QuotedPost(Sent):
    """A quoted post as the server shows it."""

    uri: Key
    author: BlueskyAuthor
    value: PostRecord
    embeds: tuple[Maybe[Embed], ...] = ()
    indexed_at: Moment = None
    like_count: Count | None = None


class ThreadPost(Sent):
    """A post of a thread. What stands above and below it is read one by one: threads grow deep."""

    post: PostView
    parent: object = None
    replies: list[object] | None = None


class NotFound(Sent):
    uri: Key
    not_found: Literal[True]


class Blocked(Sent):
    uri: Key
    blocked: Literal[True]


class FeedReply(Sent):
    """What a post of a feed answers, which is shown above it."""

    root: object = None
    parent: object = None


class FeedPost(Sent):
    """A post of a feed, or of a thread that stands as a list."""

    post: object = None
    reply: Maybe[FeedReply] | None = None


class ThreadItem(Sent):
    value: FeedPost


class BlueskyPosts(Sent):
    """Posts as getPosts, getQuotes and searchPosts have them, as feeds have them, or as getPostThreadV2 has them."""

    posts: tuple[object, ...] = ()
    feed: tuple[Maybe[FeedPost], ...] = ()
    thread: tuple[Maybe[ThreadItem], ...] = ()


class BlueskyThread(Sent):
    thread: object = Field(...)


ThreadPlace = ThreadPost | NotFound | Blocked
_PLACE: TypeAdapter[ThreadPlace] = TypeAdapter(ThreadPlace)
_QUOTED, _VIEW = TypeAdapter(QuotedPost), TypeAdapter(PostView)


def parse_bluesky_trends(topics: Sequence[BlueskyTrend | Broken], source: str, now: datetime) -> Collected:
    """The trends in their order; the volume is the number of posts, where the server tells it."""
    good, problems = whole(topics, "trends")
    return gathered(now, (), [_listing(topic, source, now) for topic in good], problems)


def parse_bluesky_thread(payload: BlueskyThread, source: str, now: datetime) -> Collected:
    """The thread from the first post that the server shows, those that it does not show as empty posts."""
    at = _place(payload.thread)
    if isinstance(at, Broken):
        raise WrongShape(f"Bluesky's thread is not in the shape that its lexicon promises ({at.reason}).")
    if not isinstance(at, ThreadPost):
        why = "is gone" if isinstance(at, NotFound) else "is hidden by its author"
        raise Refused(f"The post {at.uri} {why}; there is nothing to read.", url=at.uri)
    above, broken_above = _above(at)
    first = _answered(above[0] if above else at)
    places = list(zip(above, [first, *map(_uri, above)], strict=False))
    below, broken_below = _below(at, _uri(above[-1]) if above else first)
    places += below
    thread = grown((_at(place, parent, source, now) for place, parent in places), first or _uri(places[0][0]))
    shown = [place for place, _ in places if isinstance(place, ThreadPost)]
    quoted = grown(post for place in shown for post in _quoted(place.post, source, now))
    broken = broken_above + broken_below
    problems = damaged(broken, len(places) + len(broken), "posts") + _hidden(place for place, _ in below)
    return gathered(now, [*thread, *quoted], problems=problems)


def parse_bluesky_posts(payload: BlueskyPosts, source: str, now: datetime) -> Collected:
    """The posts with what they quote, in threads; the places of what is answered and not shown are kept."""
    listed = [*payload.feed, *(item.value if isinstance(item, ThreadItem) else item for item in payload.thread)]
    entries = [entry for entry in listed if isinstance(entry, FeedPost)]
    above = [raw for e in entries if isinstance(e.reply, FeedReply) for raw in (e.reply.root, e.reply.parent)]
    views = [_view(raw) for raw in (*payload.posts, *(entry.post for entry in entries if entry.post))]
    good, problems = whole([*views, *(entry for entry in listed if isinstance(entry, Broken))], "posts")
    shown = [*(view for view in map(_view, above) if isinstance(view, PostView)), *good]
    posts = [post for view in shown for post in (_post(view, _told(view), source, now), *_quoted(view, source, now))]
    return gathered(now, grown(posts), problems=problems)


def parse_kept_bluesky_thread(answer: "Response", source: str, now: datetime) -> Collected:
    """A thread that a reader saved: a tree, or in the newer call a list."""
    tree = answer.json(BlueskyThread)
    if isinstance(tree.thread, Mapping):
        return parse_bluesky_thread(tree, source, now)
    return parse_bluesky_posts(answer.json(BlueskyPosts), source, now)


def _listing(topic: BlueskyTrend, source: str, now: datetime) -> Listing:
    title = one_line(topic.display_name) or topic.topic
    post = Post(
        source=source,
        external_id=topic.topic,
        thread=topic.topic,
        title=title,
        text=headed(title, tidy(topic.description or "")),
        url=led_to(BLUESKY, topic.link),
        created_at=topic.started_at,
        collected_at=now,
    )
    return Listing(post, title, post.url, topic.post_count)


def _below(start: ThreadPost, answered: str | None) -> tuple[list[tuple[ThreadPlace, str | None]], list[Broken]]:
    """The post and all that answers it, each with the uri of what it answers.

    What answers a post that cannot be read stays in the thread, below what that post answers.
    """
    places: list[tuple[ThreadPlace, str | None]] = []
    broken: list[Broken] = []
    waiting: list[tuple[object, str | None]] = [(start, answered)]
    while waiting:
        raw, parent = waiting.pop()
        at = raw if isinstance(raw, ThreadPost) else _place(raw)
        if isinstance(at, Broken):
            broken.append(at)
            waiting.extend((reply, parent) for reply in reversed(below(raw, "replies")))
            continue
        places.append((at, parent))
        if isinstance(at, ThreadPost):
            waiting.extend((reply, at.post.uri) for reply in reversed(at.replies or []))
    return places, broken


def _above(start: ThreadPost) -> tuple[list[ThreadPlace], list[Broken]]:
    """What the post answers, and what that answers, the first first."""
    above: list[ThreadPlace] = []
    raw = start.parent
    while raw is not None:
        at = _place(raw)
        if isinstance(at, Broken):
            return above[::-1], [at]
        above.append(at)
        raw = at.parent if isinstance(at, ThreadPost) else None
    return above[::-1], []


def _view(raw: object) -> PostView | Broken:
    return fitted(raw, _VIEW)


def _place(raw: object) -> ThreadPlace | Broken:
    return fitted(raw, _PLACE)


def _uri(place: ThreadPlace) -> str:
    return place.post.uri if isinstance(place, ThreadPost) else place.uri


def _answered(place: ThreadPlace) -> str | None:
    return _told(place.post) if isinstance(place, ThreadPost) else None


def _told(view: PostView) -> str | None:
    """What a post answers by its own account."""
    reply = view.record.reply
    return reply.parent.uri if isinstance(reply, RecordReply) else None


def _at(place: ThreadPlace, parent: str | None, source: str, now: datetime) -> Post:
    if isinstance(place, ThreadPost):
        return _post(place.post, parent, source, now)
    return Post(source=source, external_id=place.uri, thread=place.uri, parent=parent, collected_at=now)


def _post(view: PostView, parent: str | None, source: str, now: datetime) -> Post:
    return Post(
        source=source,
        external_id=view.uri,
        thread=view.uri,
        parent=parent,
        author=view.author.handle or view.author.did,
        text=_body(view),
        language=language(view.record.langs[0]) if len(view.record.langs) == 1 else None,
        url=_page(view.uri, view.author),
        score=view.like_count,
        created_at=view.record.created_at or view.indexed_at,
        collected_at=now,
    )


def _body(view: PostView) -> str:
    """The words of a post, and the title of the page that it links to."""
    text = tidy(view.record.text)
    title = _linked(view.embed) if isinstance(view.embed, Embed) else ""
    return text if title in text else f"{text}\n\n{title}".strip()


def _linked(embed: Embed) -> str:
    beside = embed.media.external if isinstance(embed.media, Embed) else None
    page = embed.external or beside
    return one_line(page.title) if isinstance(page, LinkPreview) else ""


def _page(uri: str, author: BlueskyAuthor) -> str | None:
    found = POST_URI.fullmatch(uri)
    who = author.handle if author.handle and author.handle != "handle.invalid" else author.did
    return web_url(f"{BLUESKY}/profile/{who}/post/{found[2]}") if found else None


def _quoted(view: PostView, source: str, now: datetime) -> Iterable[Post]:
    """What a post quotes is somebody else's post, in a thread of its own; so is what that one quotes."""
    quoted = _quote(view.embed)
    while quoted is not None:
        embed = next((embed for embed in quoted.embeds if isinstance(embed, Embed)), None)
        inner = PostView(
            uri=quoted.uri,
            author=quoted.author,
            record=quoted.value,
            embed=embed,
            indexed_at=quoted.indexed_at,
            like_count=quoted.like_count,
        )
        yield _post(inner, _told(inner), source, now)
        quoted = _quote(embed)


def _quote(embed: Embed | Broken | None) -> QuotedPost | None:
    """None where there is none to be seen: it may be gone, hidden, or no post but a list or a feed."""
    raw = embed.record if isinstance(embed, Embed) else None
    inner = raw.get("record") if isinstance(raw, dict) else None  # beside pictures it lies one level deeper
    for candidate in (raw, inner):
        quoted = fitted(candidate, _QUOTED)
        if isinstance(quoted, QuotedPost):
            return quoted
    return None


def _hidden(places: Iterable[ThreadPlace]) -> list[str]:
    """The server drops what hangs below a block without a word; the counts give it away."""
    shown = [place for place in places if isinstance(place, ThreadPost)]
    missing = sum(max(0, place.post.reply_count - len(place.replies or [])) for place in shown)
    why = "blocked, hidden, deleted or too deep"
    return [f"Answers that the server counts and does not show: {missing} ({why})."] if missing else []


@dataclass
class Bluesky:
    """Bluesky: its trends, and the threads that they link to."""

    declared: ClassVar[Declaration] = Declaration(
        kind="bluesky",
        title="Bluesky",
        form="bluesky",
        interval=timedelta(minutes=20),
        unchanged=timedelta(days=1),
        example="bluesky",
        address="https://bsky.app/profile/cy.example/post/r2",
        reads="a post of bsky.app",
        described=(Described("`bluesky`", "trends", "yes"),),
        template=(TemplateLine("bluesky", is_on=True),),
        paces={"public.api.bsky.app": Pace(0.2, 4)},
        saved_objects=(
            SavedJson("thread", parse_kept_bluesky_thread),
            SavedJson("posts", in_shape(BlueskyPosts, parse_bluesky_posts)),
            SavedJson("feed", in_shape(BlueskyPosts, parse_bluesky_posts)),
            SavedJson("trends", in_shape(BlueskyTrends, lambda found, *at: parse_bluesky_trends(found.trends, *at))),
            SavedJson("topics", in_shape(BlueskyTopics, lambda found, *at: parse_bluesky_trends(found.topics, *at))),
        ),
    )
    name: str
    options: Options = field(default_factory=Options)

    @classmethod
    def named(cls, argument: str, options: Options) -> Self:
        if argument:
            raise ValueError(
                f"Bluesky is one network and takes no argument such as {argument!r}; write {cls.declared.form}."
            )
        return cls(cls.declared.kind, options)

    @classmethod
    def recognises(cls, url: str) -> bool:
        return _post_uri(url) is not None

    async def collect(self, client: "Client") -> Collected:
        trends = parse_bluesky_trends(await _topics(client), self.name, client.now())
        uris = [uri for trend in trends.trends if (uri := _post_uri(trend.url or "")) is not None]
        threads = await asyncio.gather(*(_thread(client, uri, self.name) for uri in uris[: self.options.threads]))
        return joined([*threads, trends])

    @classmethod
    async def read(cls, client: "Client", url: str) -> Collected:
        uri = _post_uri(url)
        if uri is None:
            raise Refused(f"{url} is no post of Bluesky; it looks like {BLUESKY}/profile/NAME/post/ID.", url=url)
        return await _read(client, uri, cls.declared.kind)


def _post_uri(url: str) -> str | None:
    """The at:// address of the post that this page, or this at:// address itself, shows."""
    if POST_URI.fullmatch(url):
        return url
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    found = _POST_PATH.fullmatch(parts.path) if host == "bsky.app" else None
    return f"at://{found[1]}/app.bsky.feed.post/{found[2]}" if found else None


async def _topics(client: "Client") -> Sequence[BlueskyTrend | Broken]:
    try:
        answer = await client.get(f"{_XRPC}/app.bsky.unspecced.getTrends", params={"limit": _MOST_TRENDS}, robots=False)
        return answer.json(BlueskyTrends).trends
    except (ServerFailed, Refused) as error:
        if isinstance(error, Refused) and error.status != 404:
            raise
    answer = await client.get(f"{_XRPC}/app.bsky.unspecced.getTrendingTopics", robots=False)
    return answer.json(BlueskyTopics).topics


async def _thread(client: "Client", uri: str, source: str) -> Collected:
    """The thread that a trend links to; never an error: at worst nothing but a problem."""
    try:
        return await _read(client, uri, source)
    except CollectError as error:
        return Collected(problems=[f"The thread {uri} could not be read: {error}"])


async def _read(client: "Client", uri: str, source: str) -> Collected:
    try:
        return parse_bluesky_thread(await _get(client, uri, _DEEPEST), source, client.now())
    except Damaged:  # perhaps only nested deeper than JSON is read
        return parse_bluesky_thread(await _get(client, uri, _DEEP), source, client.now())


async def _get(client: "Client", uri: str, depth: int) -> BlueskyThread:
    answer = await client.get(
        f"{_XRPC}/app.bsky.feed.getPostThread",
        params={"uri": uri, "depth": depth, "parentHeight": depth},
        robots=False,
    )
    return answer.json(BlueskyThread)
