"""What is trending on a Mastodon server, and what is answered there?

The endpoints are docs.joinmastodon.org/methods/trends and /methods/statuses; other servers with the same API answer
them too. Without a token a context holds at most 40 ancestors and 60 descendants. No name tells such a server: an
address has the form of a status, and what its server answers tells whether it is one. A server is written as in the
settings: its host, with `http://` before it for one at home without TLS.
"""

import asyncio
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, ClassVar, Self, TypeVar
from urllib.parse import urlsplit

from pydantic import BeforeValidator, ConfigDict, TypeAdapter

from collector.errors import CollectError, NotSpoken, Refused
from collector.pages.plaintext import headed, one_line, plain
from collector.payloads.addresses import web_parts
from collector.payloads.origin import origin
from collector.payloads.reading import is_spoken
from collector.payloads.threads import Listing, gathered, grown, joined
from collector.payloads.wire import Broken, Count, Maybe, Moment, Wire, damaged, fitted, language, web_url, whole
from collector.source import Collected, Declaration, Described, Options, SavedJson, TemplateLine, in_shape
from db.models import Key, Post, Text

if TYPE_CHECKING:
    from collector.http.client import Client

_STATUS_PATHS = tuple(
    re.compile(pattern)
    for pattern in (
        r"/(?:web/|deck/)?@[^/]+/([0-9]{6,30})/?",
        r"/web/statuses/([0-9]{6,30})/?",
        r"/@[^/]+/statuses/([0-9A-Za-z]{6,40})/?",  # GoToSocial
        r"/(?:ap/)?users/[^/]+/statuses/([0-9A-Za-z]{6,40})/?",
        r"/notice/([0-9A-Za-z]{6,40})/?",  # Pleroma, Akkoma
    )
)
# of Pleroma and Akkoma, too: the address of a post among servers, which leads people on to its notice
_OBJECT_PATH = re.compile(r"/(?:objects|activities)/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/?")
_MOST = {"tags": 20, "links": 20, "statuses": 40}  # what the API gives at most
_HEADLINE = 160  # characters of a status that stand for it in a list

Wired = TypeVar("Wired")


class DayOfUse(Wire):
    """A day of a trend's history. The numbers come as text."""

    uses: Count = 0


class TrendingTag(Wire):
    name: Key
    url: str | None = None
    history: tuple[DayOfUse, ...] = ()


class PreviewCard(Wire):
    """The preview of a linked page."""

    url: str | None = None
    title: Text = ""


class CardAuthor(Wire):
    name: Text = ""


class TrendingLink(PreviewCard):
    url: Key
    description: Text = ""
    language: str | None = None
    author_name: Text = ""
    authors: tuple[CardAuthor, ...] = ()
    provider_name: Text = ""
    published_at: Moment = None
    history: tuple[DayOfUse, ...] = ()


def _in_letters(value: object) -> object:
    """Ids were numbers before Mastodon 2, and are on some servers that imitate it."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


StatusId = Annotated[Key, BeforeValidator(_in_letters)]


class MastodonAccount(Wire):
    acct: Key


class PollOption(Wire):
    title: Text


class Poll(Wire):
    options: tuple[PollOption, ...] = ()


class MastodonStatus(Wire):
    """A status. Those that it boosts or quotes are read for themselves."""

    id: StatusId
    account: MastodonAccount
    content: Text
    created_at: Moment = None
    in_reply_to_id: StatusId | None = None
    spoiler_text: Text = ""
    url: str | None = None
    uri: str | None = None
    language: str | None = None
    favourites_count: Count | None = None
    replies_count: Count | None = None
    poll: Poll | None = None
    card: PreviewCard | None = None
    quote: object = None


class BoostingStatus(MastodonStatus):
    reblog: Maybe[MastodonStatus] | None = None


class MastodonFault(Wire):
    """How a server of this API says no, and nothing but that: many another has an `error` among other things."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    error: str
    error_description: str = ""


class StatusContext(Wire):
    ancestors: list[Maybe[BoostingStatus]]
    descendants: list[Maybe[BoostingStatus]]


TRENDING_TAGS: TypeAdapter[list[TrendingTag | Broken]] = TypeAdapter(list[Maybe[TrendingTag]])
TRENDING_LINKS: TypeAdapter[list[TrendingLink | Broken]] = TypeAdapter(list[Maybe[TrendingLink]])
TRENDING_STATUSES: TypeAdapter[list[BoostingStatus | Broken]] = TypeAdapter(list[Maybe[BoostingStatus]])
_STATUS = TypeAdapter(MastodonStatus)
_FAULT = TypeAdapter(MastodonFault)


def parse_trending_tags(tags: list[TrendingTag | Broken], source: str, now: datetime) -> Collected:
    """Trending tags; the volume is how often each was used on the newest day."""
    good, problems = whole(tags, "trending tags")
    return gathered(now, (), [_tag(tag, source, now) for tag in good], problems)


def parse_trending_links(links: list[TrendingLink | Broken], source: str, now: datetime) -> Collected:
    """Trending links; the volume is how often each was posted on the newest day."""
    good, problems = whole(links, "trending links")
    return gathered(now, (), [_link(link, source, now) for link in good], problems)


def parse_trending_statuses(statuses: list[BoostingStatus | Broken], source: str, now: datetime) -> Collected:
    """Trending statuses; the volume is how often each was marked as favourite."""
    good, problems = whole(statuses, "trending statuses")
    said = [_boosted(status) for status in good]
    posts = grown(post for status in said for post in _posts(status, source, now))
    entries = [_status_listing(status, source, now) for status in said]
    return gathered(now, posts, entries, problems)


def parse_context(context: StatusContext, source: str, now: datetime) -> Collected:
    """What stands above and below a status that is not at hand itself: its place is kept where somebody answers it."""
    good, problems = whole([*context.ancestors, *context.descendants], "statuses")
    return gathered(now, grown(post for status in good for post in _posts(status, source, now)), problems=problems)


def parse_mastodon_thread(status: MastodonStatus, context: StatusContext, source: str, now: datetime) -> Collected:
    """The thread of a status, from the first post that the server shows; what is quoted follows it."""
    answers = [*context.ancestors, *context.descendants]
    broken = [item for item in answers if isinstance(item, Broken)]
    above = [item for item in context.ancestors if not isinstance(item, Broken)]
    below = [item for item in context.descendants if not isinstance(item, Broken)]
    members = [*above, status, *below]
    root = members[0].in_reply_to_id or members[0].id
    thread = grown((_post(member, source, now) for member in members), root)
    quoted = grown(post for member in members for post in _quoted(member, source, now))
    return gathered(now, [*thread, *quoted], problems=damaged(broken, len(answers), "statuses"))


def parse_status(status: BoostingStatus, source: str, now: datetime) -> Collected:
    """A status by itself."""
    return parse_mastodon_thread(status, StatusContext(ancestors=[], descendants=[]), source, now)


def _tag(tag: TrendingTag, source: str, now: datetime) -> Listing:
    title = f"#{tag.name}"
    post = _headline(f"tag:{tag.name}", title, web_url(tag.url), source, now)
    return Listing(post, title, post.url, _newest(tag.history))


def _link(link: TrendingLink, source: str, now: datetime) -> Listing:
    title = one_line(link.title) or link.url
    names = [link.author_name, *(person.name for person in link.authors), link.provider_name]
    post = _headline(f"link:{link.url}", title, web_url(link.url), source, now).model_copy(
        update={
            "text": headed(title, plain(link.description)),
            "author": next((name for name in names if name), None),
            "language": language(link.language),
            "created_at": link.published_at,
        }
    )
    return Listing(post, title, post.url, _newest(link.history))


def _headline(external_id: str, title: str, url: str | None, source: str, now: datetime) -> Post:
    return Post(
        source=source, external_id=external_id, thread=external_id, title=title, text=title, url=url, collected_at=now
    )


def _newest(history: Sequence[DayOfUse]) -> int | None:
    return history[0].uses if history else None


def _boosted(status: BoostingStatus) -> MastodonStatus:
    """A boost says nothing itself: what it boosts is meant."""
    return status.reblog if isinstance(status.reblog, MastodonStatus) else status


def _posts(status: MastodonStatus, source: str, now: datetime) -> list[Post]:
    return [_post(status, source, now), *_quoted(status, source, now)]


def _post(status: MastodonStatus, source: str, now: datetime) -> Post:
    warning = one_line(plain(status.spoiler_text)) or None
    return Post(
        source=source,
        external_id=status.id,
        thread=status.id,
        parent=status.in_reply_to_id,
        author=status.account.acct,
        title=warning,
        text=headed(warning, _body(status)),
        language=language(status.language),
        url=web_url(status.url) or web_url(status.uri),
        score=status.favourites_count,
        created_at=status.created_at,
        collected_at=now,
    )


def _body(status: MastodonStatus) -> str:
    """The words of a status, the answers of its poll, and the title of the page that it links to."""
    paragraphs = [plain(status.content)]
    if status.poll is not None:
        paragraphs.append("\n".join(f"• {one_line(choice.title)}" for choice in status.poll.options))
    if status.card is not None and status.card.title not in paragraphs[0]:
        paragraphs.append(one_line(status.card.title))
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _quoted(status: MastodonStatus, source: str, now: datetime) -> Iterable[Post]:
    """What a status quotes is somebody else's post, in a thread of its own; so is what that one quotes."""
    quoted = _quote(status)
    while quoted is not None:
        yield _post(quoted, source, now)
        quoted = _quote(quoted)


def _quote(status: MastodonStatus) -> MastodonStatus | None:
    """None where it is hidden, revoked or of another shape: the status itself is whole without it.

    Mastodon wraps it in the state of the quotation, other servers have the status itself there.
    """
    wrapped = status.quote.get("quoted_status") if isinstance(status.quote, dict) else None
    read = fitted(status.quote if wrapped is None else wrapped, _STATUS)
    return read if isinstance(read, MastodonStatus) else None


def _status_listing(status: MastodonStatus, source: str, now: datetime) -> Listing:
    post = _post(status, source, now)
    first = one_line(post.text.partition("\n")[0])
    title = first if len(first) <= _HEADLINE else first[:_HEADLINE].rpartition(" ")[0] + " …"
    return Listing(post, title or f"@{post.author}", post.url, status.favourites_count)


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
        return cls(f"mastodon:{_server(at)}", options)

    @classmethod
    def recognises(cls, url: str) -> bool:
        return _server_of(url) is not None

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
        return joined([*threads, *good, Collected(problems=[str(error) for error in errors])])

    async def _threads(
        self, client: "Client", server: str, statuses: list[BoostingStatus | Broken] | CollectError
    ) -> list[Collected]:
        if isinstance(statuses, CollectError):
            return []
        said = [_boosted(status) for status in statuses if not isinstance(status, Broken)]
        talked = [status for status in said if status.replies_count != 0 or status.in_reply_to_id is not None]
        return await asyncio.gather(
            *(_thread(client, server, status, self.name) for status in talked[: self.options.threads])
        )

    @classmethod
    async def read(cls, client: "Client", url: str) -> Collected:
        server = _server_of(url)
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


def _server(at: str) -> str:
    """An origin as names of sources have it: https goes without saying."""
    return at.removeprefix("https://")


def _server_of(url: str) -> str | None:
    """The server of an address that looks like that of a status."""
    parts = web_parts(url)
    at = origin(f"{parts.scheme}://{parts.netloc}") if parts else None
    if parts is None or at is None:
        return None
    return _server(at) if _number(url) or _OBJECT_PATH.fullmatch(parts.path) else None


def _number(url: str) -> str | None:
    """The id of the status that this address shows, where the address has it."""
    path = urlsplit(url).path
    return next((match[1] for pattern in _STATUS_PATHS if (match := pattern.fullmatch(path))), None)


async def _status(client: "Client", server: str, url: str) -> MastodonStatus:
    number = _number(url) or _number((await client.get(url, accept="text/html")).url)
    if number is None:
        raise NotSpoken(f"{url} does not lead to a status", url=url)
    answer = await client.get(f"{origin(server)}/api/v1/statuses/{number}", robots=False)
    return _boosted(answer.json(BoostingStatus))


async def _trending(client: "Client", server: str, which: str, shape: TypeAdapter[Wired]) -> Wired | CollectError:
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
    answer: Wired | CollectError, parse: Callable[[Wired, str, datetime], Collected], source: str, now: datetime
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
