"""In which shapes does Bluesky answer? As the lexicons of github.com/bluesky-social/atproto describe them."""

from typing import Literal

from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel

from collector.payloads.sound import Maybe
from collector.payloads.wire import Count, Moment, Wire
from db.models import Key, Text


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
