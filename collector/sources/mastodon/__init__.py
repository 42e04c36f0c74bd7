"""What is trending on a Mastodon server, and what is answered there?

The endpoints are docs.joinmastodon.org/methods/trends and /methods/statuses; other servers with the same API answer
them too. Without a token a context holds at most 40 ancestors and 60 descendants. No name tells such a server: an
address has the form of a status, and what its server answers tells whether it is one. A server is written as in the
settings: its host, with `http://` before it for one at home without TLS.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Self, TypeVar

from pydantic import TypeAdapter

from collector.errors import CollectError, NotSpoken, Refused
from collector.payloads.origin import origin
from collector.payloads.reading import is_spoken
from collector.payloads.sound import Broken
from collector.payloads.threads import united
from collector.source import Collected, Declaration, Described, Options, SavedJson, TemplateLine, in_shape
from collector.sources.mastodon.addresses import server_at, server_name, status_number
from collector.sources.mastodon.answers import (
    boosted,
    parse_context,
    parse_mastodon_thread,
    parse_status,
    parse_trending_links,
    parse_trending_statuses,
    parse_trending_tags,
)
from collector.sources.mastodon.shapes import (
    TRENDING_LINKS,
    TRENDING_STATUSES,
    TRENDING_TAGS,
    BoostingStatus,
    MastodonFault,
    MastodonStatus,
    StatusContext,
)

if TYPE_CHECKING:
    from collector.http.client import Client


_MOST = {"tags": 20, "links": 20, "statuses": 40}  # what the API gives at most
_Wired = TypeVar("_Wired")


_FAULT = TypeAdapter(MastodonFault)


@dataclass
class Mastodon:
    """A Mastodon server: its trending tags, links and statuses, and the answers to the first of these."""

    declared: ClassVar[Declaration] = Declaration(
        kind="mastodon",
        title="Mastodon",
        form="mastodon:HOST, for example mastodon:mastodon.social or mastodon:http://192.168.1.5:3000",
        interval=timedelta(minutes=30),
        unchanged=timedelta(days=2),
        example="mastodon:social.example",
        address="https://social.example/@ana/100000203",
        reads="a status of a Mastodon server or another with that interface (https://HOST/@name/number)",
        described=(
            Described(
                "`mastodon:HOST`, `mastodon:http://HOST:PORT`",
                "trending tags, links and posts of any server with that interface, and answers",
                "`mastodon.social`",
            ),
        ),
        template=(
            TemplateLine(
                "mastodon:mastodon.social",
                "any instance; at home also mastodon:http://192.168.1.5:3000",
                is_on=True,
            ),
        ),
        saved_objects=(
            SavedJson("ancestors descendants", in_shape(StatusContext, parse_context)),
            SavedJson("account content created_at", in_shape(BoostingStatus, parse_status)),
        ),
        saved_lists=(
            SavedJson("account content created_at", in_shape(TRENDING_STATUSES, parse_trending_statuses)),
            SavedJson("name url history", in_shape(TRENDING_TAGS, parse_trending_tags)),
            SavedJson("title url history", in_shape(TRENDING_LINKS, parse_trending_links)),
        ),
    )
    name: str
    options: Options = field(default_factory=Options)

    @classmethod
    def named(cls, argument: str, options: Options) -> Self:
        at = origin(argument)
        if at is None:
            raise ValueError(f"{argument!r} is no name of a Mastodon server; write {cls.declared.form}.")
        return cls(f"mastodon:{server_name(at)}", options)

    @classmethod
    def recognises(cls, url: str) -> bool:
        return server_at(url) is not None

    async def collect(self, client: "Client") -> Collected:
        server, now = self.name.partition(":")[2], client.now()
        asked_tags = _trending(client, server, "tags", TRENDING_TAGS)
        asked_links = _trending(client, server, "links", TRENDING_LINKS)
        asked_statuses = _trending(client, server, "statuses", TRENDING_STATUSES)
        tags, links, statuses = await asyncio.gather(asked_tags, asked_links, asked_statuses)
        lists = [
            _parsed(tags, parse_trending_tags, self.name, now),
            _parsed(links, parse_trending_links, self.name, now),
            _parsed(statuses, parse_trending_statuses, self.name, now),
        ]
        good = [part for part in lists if isinstance(part, Collected)]
        errors = [part for part in lists if isinstance(part, CollectError)]
        if errors and not any(part.trends for part in good):
            raise errors[0]
        threads = await self._threads(client, server, statuses)
        return united([*threads, *good, Collected(problems=[str(error) for error in errors])])

    async def _threads(
        self, client: "Client", server: str, statuses: list[BoostingStatus | Broken] | CollectError
    ) -> list[Collected]:
        if isinstance(statuses, CollectError):
            return []
        said = [boosted(status) for status in statuses if not isinstance(status, Broken)]
        talked = [status for status in said if status.replies_count != 0 or status.in_reply_to_id is not None]
        return await asyncio.gather(
            *(_thread(client, server, status, self.name) for status in talked[: self.options.threads])
        )

    @classmethod
    async def read(cls, client: "Client", url: str) -> Collected:
        server = server_at(url)
        if server is None:
            raise Refused(f"{url} is no status of a Mastodon server; it looks like https://HOST/@name/number.", url=url)
        try:
            status = await _status(client, server, url)
        except CollectError as error:
            if is_spoken(error, _FAULT):
                raise
            raise NotSpoken(f"{server} does not answer as a Mastodon server does: {error}", url=url) from error
        context = await _context(client, server, status.id)
        return parse_mastodon_thread(status, context, f"mastodon:{server}", client.now())


async def _status(client: "Client", server: str, url: str) -> MastodonStatus:
    number = status_number(url) or status_number((await client.get(url, accept="text/html")).url)
    if number is None:
        raise NotSpoken(f"{url} does not lead to a status", url=url)
    answer = await client.get(f"{origin(server)}/api/v1/statuses/{number}", robots=False)
    return boosted(answer.json(BoostingStatus))


async def _trending(client: "Client", server: str, which: str, shape: TypeAdapter[_Wired]) -> _Wired | CollectError:
    """One of the three lists, or why it could not be had: each may be switched off."""
    url = f"{origin(server)}/api/v1/trends/{which}"
    try:
        return (await client.get(url, params={"limit": _MOST[which]}, robots=False)).json(shape)
    except Refused as error:
        if error.status not in (401, 422):
            return error
        message = f"{server} shows trending {which} only to people who have an account there; choose another server"
        return Refused(message, url=url, status=error.status)
    except CollectError as error:
        return error


def _parsed(
    answer: _Wired | CollectError, parse: Callable[[_Wired, str, datetime], Collected], source: str, now: datetime
) -> Collected | CollectError:
    if isinstance(answer, CollectError):
        return answer
    try:
        return parse(answer, source, now)
    except CollectError as error:
        return error


async def _thread(client: "Client", server: str, status: MastodonStatus, source: str) -> Collected:
    """The thread of a trending status; never an error: at worst nothing but a problem."""
    try:
        return parse_mastodon_thread(status, await _context(client, server, status.id), source, client.now())
    except CollectError as error:
        return Collected(problems=[f"The answers to {status.url or status.id} could not be read: {error}"])


async def _context(client: "Client", server: str, status_id: str) -> StatusContext:
    answer = await client.get(f"{origin(server)}/api/v1/statuses/{status_id}/context", robots=False)
    return answer.json(StatusContext)
