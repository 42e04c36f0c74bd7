"""What do trends, threads and posts of Bluesky say?"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from collector.errors import Refused, WrongShape
from collector.pages.plaintext import headed, one_line, tidy
from collector.payloads.addresses import led_to, web_url
from collector.payloads.sound import Broken, below, damaged, fitted, readable
from collector.payloads.threads import RankedPost, gathered, grown
from collector.payloads.wire import primary_language
from collector.source import Collected
from collector.sources.bluesky.addresses import BLUESKY, POST_URI
from collector.sources.bluesky.shapes import (
    BlueskyAuthor,
    BlueskyPosts,
    BlueskyThread,
    BlueskyTrend,
    Embed,
    FeedPost,
    FeedReply,
    LinkPreview,
    NotFound,
    PostView,
    QuotedPost,
    RecordReply,
    ThreadItem,
    ThreadPlace,
    ThreadPost,
)
from db.models import Post

if TYPE_CHECKING:
    from collector.http.answer import Response


_PLACE: TypeAdapter[ThreadPlace] = TypeAdapter(ThreadPlace)
_QUOTED = TypeAdapter(QuotedPost)
_VIEW = TypeAdapter(PostView)


def parse_bluesky_trends(topics: Sequence[BlueskyTrend | Broken], source: str, now: datetime) -> Collected:
    """The trends in their order; the volume is the number of posts, where the server tells it."""
    good, problems = readable(topics, "trends")
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
    good, problems = readable([*views, *(entry for entry in listed if isinstance(entry, Broken))], "posts")
    shown = [*(view for view in map(_view, above) if isinstance(view, PostView)), *good]
    posts = [post for view in shown for post in (_post(view, _told(view), source, now), *_quoted(view, source, now))]
    return gathered(now, grown(posts), problems=problems)


def parse_kept_bluesky_thread(answer: "Response", source: str, now: datetime) -> Collected:
    """A thread that a reader saved: a tree, or in the newer call a list."""
    tree = answer.json(BlueskyThread)
    if isinstance(tree.thread, Mapping):
        return parse_bluesky_thread(tree, source, now)
    return parse_bluesky_posts(answer.json(BlueskyPosts), source, now)


def _listing(topic: BlueskyTrend, source: str, now: datetime) -> RankedPost:
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
    return RankedPost(post, title, post.url, topic.post_count)


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
        language=primary_language(view.record.langs[0]) if len(view.record.langs) == 1 else None,
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
