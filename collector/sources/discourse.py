"""What is discussed on a forum that runs Discourse?

The calls are those of docs.discourse.org: /hot.json, /top.json, /latest.json, /t/{id}.json with the first posts of a
topic and the ids of all, and /t/{id}/posts.json for the others, twenty at a time. A post names the one that it answers
by its number in the topic. No name tells a forum, only what is answered at the address of a topic. A forum allows an
address 200 requests a minute, 50 in ten seconds, unless set otherwise.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, ClassVar, NamedTuple, Self
from urllib.parse import quote

from pydantic import AliasChoices, AliasPath, Field, TypeAdapter

from collector.errors import AskedToWait, CollectError, NotSpoken, Refused
from collector.pages.plaintext import headed, one_line, plain
from collector.payloads.addresses import web_parts
from collector.payloads.origin import origin
from collector.payloads.reading import is_spoken
from collector.payloads.threads import Listing, gathered, grown, joined
from collector.payloads.wire import Broken, Count, Maybe, Moment, Wire, damaged, web_url, whole
from collector.source import Collected, Declaration, Described, Options, SavedJson, TemplateLine, in_shape
from db.models import Post, Text

if TYPE_CHECKING:
    from collector.http.client import Client

TOPIC_LISTS: Mapping[str, Mapping[str, str]] = {"hot": {}, "top": {"period": "weekly"}, "latest": {}}
_AT_ONCE = 20  # posts in a call, as the forum's own pages ask for them
_PAGES_COLLECTED = 2  # further calls for a topic of the list: for its newest posts
_PAGES_READ = 25  # further calls for a topic that was asked for by its address: from its first post on
_LIKE = 2  # the id of that action
_SMALL_ACTION = 3  # "closed this topic": a post without words
_TOPIC_PATH = re.compile(r"/t/(?:(?![0-9]+/)[^/]+/)?([0-9]{1,12})(?:/[0-9]{1,9})?(?:\.json)?/?")
# below a picture stand its file's name and size
_FILE = re.compile(r'<div class="meta">(?:(?!</?div\b).)*</div>', re.DOTALL)

TopicNumber = Annotated[int, Field(ge=1, lt=2**63)]

# --- wire shapes -----------------------------------------------------------------------------------------------------


class DiscourseUser(Wire):
    id: Count
    username: Text | None = None


class Poster(Wire):
    user_id: Count | None = None


class DiscourseTopic(Wire):
    """A topic, on a list or with its posts. The first of the posters began it."""

    id: TopicNumber
    title: Text
    slug: str | None = None
    posts_count: Count | None = None
    created_at: Moment = None
    pinned: bool | None = None
    posters: tuple[Poster, ...] = ()


class TopicList(Wire):
    topics: list[Maybe[DiscourseTopic]]


class ListPage(Wire):
    topic_list: TopicList
    users: list[Maybe[DiscourseUser]] = Field(default_factory=list)


class Action(Wire):
    id: Count
    count: Count | None = None


class DiscoursePost(Wire):
    """A post of a topic."""

    id: Count
    post_number: TopicNumber
    reply_to_post_number: TopicNumber | None = None
    username: Text | None = None
    created_at: Moment = None
    cooked: Text | None = None  # HTML
    post_type: int = 1
    hidden: bool | None = None
    user_deleted: bool | None = None
    deleted_at: object = None
    actions_summary: tuple[Action, ...] = ()


class PostStream(Wire):
    posts: list[Maybe[DiscoursePost]]
    stream: tuple[Count, ...] = ()  # the ids of all posts; of a topic with ten thousand it is not there


class WholeTopic(DiscourseTopic):
    post_stream: PostStream


class MorePosts(Wire):
    post_stream: PostStream


class PlacedPost(DiscoursePost):
    """A post that says where it belongs, as posts do outside their topic."""

    topic_id: TopicNumber
    topic_slug: str | None = None
    topic_title: Text = ""


class LoosePosts(Wire):
    """Posts without their topic's head: the newest of a forum, or some of a topic."""

    posts: tuple[Maybe[PlacedPost], ...] = Field(
        validation_alias=AliasChoices("latest_posts", AliasPath("post_stream", "posts"))
    )


class DiscourseFault(Wire):
    """How a forum says no."""

    errors: tuple[str, ...]
    error_type: str


_FAULT = TypeAdapter(DiscourseFault)


# --- reading ---------------------------------------------------------------------------------------------------------


def parse_topic_list(page: ListPage, source: str, now: datetime) -> Collected:
    """The topics in their order; the volume is the number of posts. What is pinned to the top has no rank."""
    topics, problems = whole(page.topic_list.topics, "topics of the list")
    names = {user.id: user.username for user in page.users if isinstance(user, DiscourseUser)}
    posts = [(topic, _headline(topic, names, source, now)) for topic in topics]
    entries = [
        Listing(post, post.title, post.url, topic.posts_count)
        for topic, post in posts
        if post.title and not topic.pinned
    ]
    return gathered(now, [post for _, post in posts], entries, problems)


def parse_topic(topic: DiscourseTopic, said: Sequence[DiscoursePost | Broken], source: str, now: datetime) -> Collected:
    """The topic with these of its posts. The places of posts that are answered, and gone or not at hand, are kept."""
    posts = [post for item in said if isinstance(item, DiscoursePost) for post in _posts(topic, item, source, now)]
    broken = [item for item in said if isinstance(item, Broken)]
    head = _headline(topic, {}, source, now)
    first = [post for post in posts if post.external_id == head.external_id] or [head]
    return gathered(now, grown([*first, *posts], head.external_id), problems=damaged(broken, len(said), "posts"))


def parse_loose_posts(loose: LoosePosts, source: str, now: datetime) -> Collected:
    """The posts in their topics; of a topic without its first post only the place of that is known."""
    good, problems = whole(loose.posts, "posts")
    topics: dict[int, list[PlacedPost]] = {}
    for post in good:
        topics.setdefault(post.topic_id, []).append(post)
    heads = (DiscourseTopic(id=key, title=said[0].topic_title, slug=said[0].topic_slug) for key, said in topics.items())
    parts = [parse_topic(head, said, source, now) for head, said in zip(heads, topics.values(), strict=True)]
    return joined([*parts, Collected(problems=problems)])


def parse_whole_topic(topic: WholeTopic, source: str, now: datetime) -> Collected:
    """The topic with the posts that came with it."""
    return parse_topic(topic, topic.post_stream.posts, source, now)


def parse_loose_post(post: PlacedPost, source: str, now: datetime) -> Collected:
    """A post by itself."""
    return parse_loose_posts(LoosePosts(latest_posts=(post,)), source, now)


def _headline(topic: DiscourseTopic, names: Mapping[int, str | None], source: str, now: datetime) -> Post:
    """The first post of a topic, as far as a list shows it."""
    began = topic.posters[0].user_id if topic.posters else None
    title = one_line(topic.title) or None
    return Post(
        source=source,
        external_id=f"{topic.id}/1",
        thread=f"{topic.id}/1",
        author=None if began is None else names.get(began) or None,
        title=title,
        text=title or "",
        url=_address(topic, source),
        created_at=topic.created_at,
        collected_at=now,
    )


def _posts(topic: DiscourseTopic, said: DiscoursePost, source: str, now: datetime) -> Iterable[Post]:
    # of a hidden or deleted post a notice of the forum is shown
    gone = bool(said.hidden or said.user_deleted or said.deleted_at)
    words = "" if gone else _words(said.cooked or "")
    if said.post_type == _SMALL_ACTION and not words:
        return
    first = said.post_number == 1
    title = one_line(topic.title) or None if first else None
    likes = [action.count for action in said.actions_summary if action.id == _LIKE]
    yield Post(
        source=source,
        external_id=f"{topic.id}/{said.post_number}",
        thread=f"{topic.id}/1",
        parent=None if first else f"{topic.id}/{said.reply_to_post_number or 1}",
        author=None if gone else said.username or None,
        title=title,
        text=headed(title, words),
        url=_address(topic, source, said.post_number),
        score=next(iter(likes), 0),
        created_at=said.created_at,
        collected_at=now,
    )


def _words(cooked: str) -> str:
    return plain(_FILE.sub("", cooked))


def _address(topic: DiscourseTopic, source: str, number: int = 1) -> str | None:
    """None where the forum is not known, as of a saved answer."""
    page = f"{server_of(source)}/t/{quote(topic.slug or '-', safe='')}/{topic.id}"
    return web_url(page if number == 1 else f"{page}/{number}")


def server_of(source: str) -> str:
    """The origin of the forum: `https://` where its name has no scheme; empty where it is not known."""
    return origin(parted(source.partition(":")[2])[0]) or ""


def parted(argument: str) -> tuple[str, str]:
    """The server and the list, as a name has them."""
    scheme, _, rest = argument.rpartition("://")
    host, _, which = rest.partition("/")
    return (f"{scheme}://{host}" if scheme else host), which


# --- asking ----------------------------------------------------------------------------------------------------------


@dataclass
class Discourse:
    """A forum that runs Discourse: one of its lists of topics, and the posts of the first of these."""

    declared: ClassVar[Declaration] = Declaration(
        kind="discourse",
        title="Discourse",
        form="discourse:HOST, for example discourse:discuss.python.org, or discourse:HOST/top, /latest",
        interval=timedelta(hours=1),
        unchanged=timedelta(weeks=2),
        example="discourse:forum.example",
        address="https://forum.example/t/title/700",
        reads="a topic of a Discourse forum (https://HOST/t/title/number)",
        described=(
            Described(
                "`discourse:HOST`, `/top`, `/latest`", "a forum's hot topics, with answers", "no: it needs a forum"
            ),
        ),
        template=(TemplateLine("discourse:forum.example.org", "needs a forum"),),
        saved_objects=(
            SavedJson("topic_list", in_shape(ListPage, parse_topic_list)),
            SavedJson("post_stream title", in_shape(WholeTopic, parse_whole_topic)),
            SavedJson("post_stream", in_shape(LoosePosts, parse_loose_posts)),
            SavedJson("latest_posts", in_shape(LoosePosts, parse_loose_posts)),
            SavedJson("cooked topic_id post_number", in_shape(PlacedPost, parse_loose_post)),
        ),
    )
    name: str
    options: Options = field(default_factory=Options)

    @classmethod
    def named(cls, argument: str, options: Options) -> Self:
        server, which = parted(argument.strip().lower())
        at = origin(server)
        if at is None or which not in ("", *TOPIC_LISTS):
            raise ValueError(f"{argument!r} is no forum, or no list of one; write {cls.declared.form}.")
        name = f"{cls.declared.kind}:{at.removeprefix('https://')}"
        return cls(name if which in ("", "hot") else f"{name}/{which}", options)

    @classmethod
    def recognises(cls, url: str) -> bool:
        return topic_at(url) is not None

    async def collect(self, client: "Client") -> Collected:
        which = parted(self.name.partition(":")[2])[1] or "hot"
        page = await _list(client, server_of(self.name), which)
        listed = parse_topic_list(page, self.name, client.now())
        topics = [topic for topic in page.topic_list.topics if isinstance(topic, DiscourseTopic) and not topic.pinned]
        numbers = list(dict.fromkeys(topic.id for topic in topics))[: self.options.threads]
        return joined([*await _threads(client, numbers, self.name), listed])

    @classmethod
    async def read(cls, client: "Client", url: str) -> Collected:
        place = topic_at(url)
        if place is None:
            raise Refused(f"{url} is no topic of a Discourse forum; it looks like https://HOST/t/title/123", url=url)
        try:
            topic = await _topic(client, place)
        except CollectError as error:
            if is_spoken(error, _FAULT):
                raise
            raise NotSpoken(f"{place.server} does not answer as a Discourse forum does: {error}", url=url) from error
        return await _thread(
            client, place, topic, f"{cls.declared.kind}:{place.server.removeprefix('https://')}", newest=False
        )


class TopicPlace(NamedTuple):
    """Where a topic is."""

    server: str  # with its scheme
    number: int

    @property
    def url(self) -> str:
        return f"{self.server}/t/{self.number}"


def topic_at(url: str) -> TopicPlace | None:
    """The topic that this address shows."""
    parts = web_parts(url)
    server = origin(f"{parts.scheme}://{parts.netloc}") if parts else None
    if parts is None or server is None:
        return None
    found = _TOPIC_PATH.fullmatch(parts.path)
    return TopicPlace(server, int(found[1])) if found and int(found[1]) else None


async def _list(client: "Client", server: str, which: str) -> ListPage:
    # a forum is its operator's own: its robots.txt is asked, even though this is an API
    url, host = f"{server}/{which}.json", server.removeprefix("https://")
    try:
        return (await client.get(url, params=TOPIC_LISTS[which])).json(ListPage)
    except Refused as error:
        if which != "hot" or error.status != 404:
            raise
        message = f"{host} has no list of hot topics (an older Discourse, or none); write discourse:{host}/latest"
        raise Refused(message, url=url, status=error.status) from error


async def _threads(client: "Client", numbers: Sequence[int], source: str) -> list[Collected]:
    """One after the other; at the first that the forum asks to wait for, no more."""
    threads: list[Collected] = []
    for place in (TopicPlace(server_of(source), number) for number in numbers):
        try:
            topic = await _topic(client, place)
            threads.append(await _thread(client, place, topic, source, newest=True))
        except CollectError as error:
            problem = f"The posts of {place.url} could not be read: {error}"
            threads.append(Collected(problems=[problem]))
            if isinstance(error, AskedToWait):
                break
    return threads


async def _topic(client: "Client", place: TopicPlace) -> WholeTopic:
    """The topic with its first posts."""
    return (await client.get(f"{place.url}.json")).json(WholeTopic)


async def _thread(client: "Client", place: TopicPlace, topic: WholeTopic, source: str, *, newest: bool) -> Collected:
    """The topic: its first posts, and of the others as many as we take, the newest or those that come next."""
    base = place.url
    said: list[DiscoursePost | Broken] = list(topic.post_stream.posts)
    known = {item.id for item in said if isinstance(item, DiscoursePost)}
    # the first ids are those of the posts that came, the damaged among them
    others = [key for key in dict.fromkeys(topic.post_stream.stream[len(said) :]) if key not in known]
    unread = len(others) if topic.post_stream.stream else (topic.posts_count or 0) - len(said)
    most = _AT_ONCE * (_PAGES_COLLECTED if newest else _PAGES_READ)
    wanted = others[-most:] if newest else others[:most]
    problems: list[str] = []
    for start in range(0, len(wanted), _AT_ONCE):
        ids = [str(key) for key in wanted[start : start + _AT_ONCE]]
        try:
            said += (
                (await client.get(f"{base}/posts.json", params={"post_ids[]": ids})).json(MorePosts).post_stream.posts
            )
        except CollectError as error:
            problems.append(f"Not all posts of {base} could be read: {error}")
            break
    if (left_out := unread - len(wanted)) > 0:
        problems.append(f"Left out: {left_out} posts of {base}.")
    thread = parse_topic(topic, said, source, client.now())
    return Collected(thread.posts, problems=[*thread.problems, *problems])
