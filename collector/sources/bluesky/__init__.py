"""What is trending on Bluesky, and what is said in a thread there?

The calls are app.bsky.unspecced.getTrends, its forerunner getTrendingTopics, and app.bsky.feed.getPostThread, as the
lexicons of github.com/bluesky-social/atproto describe them; all are public.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from collector.errors import CollectError, Damaged, Refused, ServerFailed
from collector.http.pace import Pace
from collector.payloads.sound import Broken
from collector.payloads.threads import united
from collector.source import Collected, Declaration, Described, Options, SavedJson, TemplateLine, in_shape, only_name
from collector.sources.bluesky.addresses import BLUESKY, post_uri
from collector.sources.bluesky.answers import (
    parse_bluesky_posts,
    parse_bluesky_thread,
    parse_bluesky_trends,
    parse_kept_bluesky_thread,
)
from collector.sources.bluesky.shapes import BlueskyPosts, BlueskyThread, BlueskyTopics, BlueskyTrend, BlueskyTrends

if TYPE_CHECKING:
    from collector.http.client import Client


_XRPC = "https://public.api.bsky.app/xrpc"
_MOST_TRENDS = 25


# the server's limit, and one that a JSON reader can follow: a level of answers is two levels of JSON
_DEEPEST, _DEEP = 1000, 400


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
        return cls(only_name(cls.declared, argument, "Bluesky is one network"), options)

    @classmethod
    def recognises(cls, url: str) -> bool:
        return post_uri(url) is not None

    async def collect(self, client: "Client") -> Collected:
        trends = parse_bluesky_trends(await _topics(client), self.name, client.now())
        uris = [uri for trend in trends.trends if (uri := post_uri(trend.url or "")) is not None]
        threads = await asyncio.gather(*(_thread(client, uri, self.name) for uri in uris[: self.options.threads]))
        return united([*threads, trends])

    @classmethod
    async def read(cls, client: "Client", url: str) -> Collected:
        uri = post_uri(url)
        if uri is None:
            raise Refused(f"{url} is no post of Bluesky; it looks like {BLUESKY}/profile/NAME/post/ID.", url=url)
        return await _read(client, uri, cls.declared.kind)


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
