"""What is hot on Lobsters, and what is said there?

The calls are /hottest.json and /s/{short_id}.json of lobste.rs. Its robots.txt allows nothing but a few search
engines, so nothing is asked unless the operator agreed to it. An address has 30 requests a minute and 100 in ten
minutes.
"""

import asyncio
import os
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from collector.errors import CollectError, Refused
from collector.http.pace import Pace
from collector.payloads.addresses import web_parts
from collector.payloads.threads import gathered
from collector.source import (
    Collected,
    Declaration,
    Described,
    Options,
    SavedJson,
    SavedMarkup,
    TemplateLine,
    in_shape,
    only_name,
)
from collector.sources.lobsters.answers import (
    LOBSTERS,
    STORIES,
    LobstersStory,
    LobstersThread,
    parse_lobsters_list,
    parse_thread,
)
from collector.sources.lobsters.pages import parse_lobsters_page

if TYPE_CHECKING:
    from collector.http.client import Client

CONSENT_OPTION = "consent"
CONSENT_VARIABLE = "LOBSTERS_CONSENT"
MOST_THREADS = 25  # with the list, what a minute allows


@dataclass
class Lobsters:
    """Lobsters: its hottest stories, and the comments of the first of them. Off by default.

    Needs the consent of the operator of lobste.rs, whose robots.txt does not let programs read it. Option `consent`, or
    the variable LOBSTERS_CONSENT: where the reader has that consent, any words on it, for example when it was given.
    Without them robots.txt is asked, and decides.
    """

    declared: ClassVar[Declaration] = Declaration(
        kind="lobsters",
        title="Lobsters",
        form="lobsters",
        interval=timedelta(hours=1),
        unchanged=timedelta(days=1),
        example="lobsters",
        address="https://lobste.rs/s/aaa111/title",
        reads="a story of lobste.rs",
        described=(
            Described(
                "`lobsters`",
                "the hottest stories, with comments",
                "no: its robots.txt shuts programs out; ask its operator first",
            ),
        ),
        template=(TemplateLine('{ name = "lobsters", extra = { consent = "who agreed" } }', "ask its operator first"),),
        paces={"lobste.rs": Pace(2.0, 1)},  # 30 a minute
        saved_objects=(SavedJson("short_id comments", in_shape(LobstersThread, parse_thread)),),
        saved_lists=(SavedJson("short_id title", in_shape(STORIES, parse_lobsters_list)),),
        saved_pages=(
            SavedMarkup(
                (rb"<li\b[^<>]*\bid=\"story_", rb"\bclass=\"comments\b", rb"<link\b[^<>]*//lobste\.rs/s/"),
                parse_lobsters_page,
            ),
        ),
    )
    name: str
    options: Options = field(default_factory=Options)

    @classmethod
    def named(cls, argument: str, options: Options) -> Self:
        return cls(only_name(cls.declared, argument, "Lobsters has one list"), options)

    @classmethod
    def recognises(cls, url: str) -> bool:
        return _short_id(url) is not None

    async def collect(self, client: "Client") -> Collected:
        now, agreed = client.now(), _agreed(self.options)
        stories = (await client.get(f"{LOBSTERS}/hottest.json", robots=not agreed)).json(STORIES)
        listed = parse_lobsters_list(stories, self.name, now)
        talked = [story for story in stories if isinstance(story, LobstersStory) and story.comment_count != 0]
        first = talked[: min(self.options.threads, MOST_THREADS)]
        threads = await asyncio.gather(*(_thread(client, story, self.name, agreed=agreed) for story in first))
        posts = gathered(now, [post for part in (*threads, listed) for post in part.posts]).posts
        problems = [problem for part in (listed, *threads) for problem in part.problems]
        return Collected(posts, listed.trends, listed.sightings, problems)

    @classmethod
    async def read(cls, client: "Client", url: str) -> Collected:
        short_id = _short_id(url)
        if short_id is None:
            raise Refused(f"{url} is no story of Lobsters; it looks like {LOBSTERS}/s/abc123.", url=url)
        answer = await _asked(client, short_id, agreed=_agreed(Options()))
        return parse_thread(answer, cls.declared.kind, client.now())


def _agreed(options: Options) -> bool:
    return bool((options.extra.get(CONSENT_OPTION) or os.environ.get(CONSENT_VARIABLE, "")).strip())


def _short_id(url: str) -> str | None:
    """The story that this address shows."""
    parts = web_parts(url)
    if parts is None or parts.hostname != "lobste.rs":
        return None
    found = re.match(r"/s/([0-9a-z]{4,12})(?:\.json)?(?:/|$)", parts.path)
    return found[1] if found else None


async def _asked(client: "Client", short_id: str, *, agreed: bool) -> LobstersThread:
    return (await client.get(f"{LOBSTERS}/s/{short_id}.json", robots=not agreed)).json(LobstersThread)


async def _thread(client: "Client", story: LobstersStory, source: str, *, agreed: bool) -> Collected:
    """Never an error: at worst nothing but a problem."""
    if not re.fullmatch(r"[0-9a-z]{4,12}", story.short_id):
        return Collected(problems=[f"The comments of {LOBSTERS} on {story.title!r} have no address."])
    try:
        return parse_thread(await _asked(client, story.short_id, agreed=agreed), source, client.now())
    except CollectError as error:
        return Collected(problems=[f"The comments of {LOBSTERS}/s/{story.short_id} could not be read: {error}"])
