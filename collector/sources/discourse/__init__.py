"""What is discussed on a forum that runs Discourse?

The calls are those of docs.discourse.org: /hot.json, /top.json, /latest.json, /t/{id}.json with the first posts of a
topic and the ids of all, and /t/{id}/posts.json for the others, twenty at a time. A post names the one that it answers
by its number in the topic. No name tells a forum, only what is answered at the address of a topic. A forum allows an
address 200 requests a minute, 50 in ten seconds, unless set otherwise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from pydantic import TypeAdapter

from collector.errors import AskedToWait, CollectError, NotSpoken, Refused
from collector.payloads.origin import origin
from collector.payloads.reading import is_spoken
from collector.payloads.sound import Broken
from collector.payloads.threads import united
from collector.source import Collected, Declaration, Described, Options, SavedJson, TemplateLine, in_shape
from collector.sources.discourse.addresses import TopicPlace, server_and_list, server_of, topic_at
from collector.sources.discourse.answers import (
    parse_loose_post,
    parse_loose_posts,
    parse_topic,
    parse_topic_list,
    parse_whole_topic,
)
from collector.sources.discourse.shapes import (
    DiscourseFault,
    DiscoursePost,
    DiscourseTopic,
    ListPage,
    LoosePosts,
    MorePosts,
    PlacedPost,
    WholeTopic,
)

if TYPE_CHECKING:
    from collector.http.client import Client


TOPIC_LISTS: Mapping[str, Mapping[str, str]] = {"hot": {}, "top": {"period": "weekly"}, "latest": {}}
_AT_ONCE = 20  # posts in a call, as the forum's own pages ask for them
_PAGES_COLLECTED = 2  # further calls for a topic of the list: for its newest posts
_PAGES_READ = 25  # further calls for a topic that was asked for by its address: from its first post on
_FAULT = TypeAdapter(DiscourseFault)


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
        server, which = server_and_list(argument.strip().lower())
        at = origin(server)
        if at is None or which not in ("", *TOPIC_LISTS):
            raise ValueError(f"{argument!r} is no forum, or no list of one; write {cls.declared.form}.")
        name = f"{cls.declared.kind}:{at.removeprefix('https://')}"
        return cls(name if which in ("", "hot") else f"{name}/{which}", options)

    @classmethod
    def recognises(cls, url: str) -> bool:
        return topic_at(url) is not None

    async def collect(self, client: "Client") -> Collected:
        which = server_and_list(self.name.partition(":")[2])[1] or "hot"
        page = await _list(client, server_of(self.name), which)
        listed = parse_topic_list(page, self.name, client.now())
        topics = [topic for topic in page.topic_list.topics if isinstance(topic, DiscourseTopic) and not topic.pinned]
        numbers = list(dict.fromkeys(topic.id for topic in topics))[: self.options.threads]
        return united([*await _threads(client, numbers, self.name), listed])

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
