"""What does a public channel of Telegram say?

Telegram shows the newest twenty posts of a public channel on a web page (t.me/s/NAME), unless the channel's owner has
switched that off. There is no API without an account, so the page is read by the names of its elements. Comments stand
in a group of their own and are not on it. Only one page is asked for at each run: Telegram shuts out who leafs far.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, ClassVar, NamedTuple, Self
from urllib.parse import parse_qs, urlsplit

from collector.errors import CollectError, NotText, Refused, WrongShape
from collector.http.answer import markup_changed
from collector.http.unwaited import aside
from collector.pages.plaintext import one_line, plain
from collector.pages.soup import Tag, tree_of
from collector.payloads.addresses import web_parts, web_url
from collector.payloads.sound import Broken, damaged
from collector.payloads.threads import gathered, grown
from collector.payloads.wire import utc_time
from collector.source import Collected, Declaration, Described, Options, SavedMarkup, TemplateLine
from db.models import Post, clean_text

if TYPE_CHECKING:
    from collector.http.answer import Response
    from collector.http.client import Client

_SITE = "https://t.me"
_HOSTS = ("t.me", "telegram.me")
ACCEPT = "text/html, application/xhtml+xml;q=0.9"
_NAME = r"[A-Za-z][A-Za-z0-9_]{3,31}"
_NUMBER = r"[1-9][0-9]{0,9}"
_ADDRESS = re.compile(rf"(?:/s)?/(?P<name>{_NAME})/(?P<number>{_NUMBER})/?|/s/(?P<channel>{_NAME})/?")
POST = re.compile(rf"({_NAME})/({_NUMBER})")
INSTRUCTION = re.compile(r"<\?[^>]*>?")  # of XML; HTML has none
TEXT = ".js-message_text, .tgme_widget_message_text:not(.js-message_reply_text)"
WORDS = f":is({TEXT}):not(:is({TEXT}) *)"  # long texts lie in themselves
VIEWS = re.compile(r"([0-9]{1,12}(?:\.[0-9]{1,3})?)([KMB]?)")
TIMES = {"": 1, "K": 1_000, "M": 1_000_000, "B": 1_000_000_000}


class Place(NamedTuple):
    """What an address shows: a post, or the page of posts before one, or the newest page."""

    channel: str
    number: int | None = None
    before: int | None = None


def parse_channel(answer: "Response", source: str, now: datetime) -> Collected:
    """The posts on a page, those that answer another one below it; what they answer may be on an earlier page.

    Raises Refused where Telegram shows its invitation instead of posts, MarkupChanged where it shows something else.
    """
    page = _page(answer)
    messages = page.select("div.tgme_widget_message[data-post]")
    if not messages:
        return _without_posts(page, answer)
    read = [_post(message, source, now) for message in messages]
    posts = [post for post in read if isinstance(post, Post)]
    broken = [post for post in read if isinstance(post, Broken)]
    if not posts:
        raise markup_changed(answer, "div.tgme_widget_message with a number in data-post")
    return gathered(now, grown(posts), problems=damaged(broken, len(read), "posts"))


def _page(answer: "Response") -> Tag:
    text = clean_text(answer.text())
    if not text.strip():
        raise NotText(f"{answer.url} answered with nothing; try again later", url=answer.url)
    # what looks like an address or like XML, the parser warns of
    page = tree_of(INSTRUCTION.sub("", text)) if "<" in text else None
    if page is not None:
        return page
    raise WrongShape(f"{answer.url} is no page that can be read; try again later", url=answer.url)


def _without_posts(page: Tag, answer: "Response") -> Collected:
    """Nothing, from a channel that has no posts. Raises what else it means that there are none."""
    history = page.select_one(".tgme_channel_history")
    if history is not None and (history.select_one(".tme_no_messages_found") or not history.get_text(strip=True)):
        return Collected()
    if history is None and page.select_one(".tgme_page, .tgme_page_wrap"):
        name = urlsplit(answer.url).path.rpartition("/")[2]
        raise Refused(
            f"Telegram shows no preview of {name}: it is no public channel, or its owner has switched the preview off; "
            "check the name, or remove the source",
            url=answer.url,
            status=answer.status,
        )
    raise markup_changed(answer, "div.tgme_widget_message")


def views(shown: str) -> int | None:
    """The number in `419`, `8.67M` or `11.4K`, which is as exact as the page has it; None when there is none."""
    found = VIEWS.fullmatch(shown.strip().upper())
    return int(Decimal(found[1]) * TIMES[found[2]]) if found else None


# --- a post ----------------------------------------------------------------------------------------------------------


def _post(message: Tag, source: str, now: datetime) -> Post | Broken:
    shown = str(message["data-post"])
    key = _key(shown)
    if key is None:
        return Broken("a post without a number")
    return Post(
        source=source,
        external_id=key,
        thread=key,
        parent=_answered(message),
        author=_author(message) or shown.partition("/")[0],
        text="\n\n".join(paragraph for paragraph in _paragraphs(message) if paragraph),
        url=web_url(_attribute(message, "a.tgme_widget_message_date[href]", "href")) or f"{_SITE}/{shown}",
        score=views(_line(message, ".tgme_widget_message_views")),
        created_at=utc_time(_attribute(message, ".tgme_widget_message_date time[datetime]", "datetime")),
        collected_at=now,
    )


def _key(shown: str) -> str | None:
    """The id of a post from `Channel/123`. Names of channels mean the same in any case."""
    return shown.lower() if POST.fullmatch(shown) else None


def _author(message: Tag) -> str:
    """Who signed it, where the channel has its posts signed, or else the channel."""
    signed = _line(message, ".tgme_widget_message_from_author")
    return signed or _line(message, ".tgme_widget_message_owner_name")


def _answered(message: Tag) -> str | None:
    """The post that this one answers, which may be one of another channel."""
    address = _attribute(message, "a.tgme_widget_message_reply[href]", "href")
    place = _place(address)
    return f"{place.channel}/{place.number}" if place and place.number else None


def _paragraphs(message: Tag) -> Iterable[str]:
    """Whom it is from, the words, the poll, the names of files, and the title of the page that it links to.

    Of pictures, videos and voices nothing is there to read. How many chose what in a poll changes, and is left out.
    """
    yield _line(message, ".tgme_widget_message_forwarded_from")
    words = "\n\n".join(plain(str(part)) for part in message.select(WORDS))
    yield words
    yield _line(message, ".tgme_widget_message_poll_question")
    options = message.select(".tgme_widget_message_poll_option_text")
    yield "\n".join(f"• {one_line(plain(str(option)))}" for option in options)
    for file in message.select(".tgme_widget_message_document_title"):
        yield one_line(plain(str(file)))
    title = _line(message, ".tgme_widget_message_link_preview .link_preview_title")
    if title not in words:
        yield title


def _line(message: Tag, selector: str) -> str:
    found = message.select_one(selector)
    return one_line(plain(str(found))) if found else ""


def _attribute(message: Tag, selector: str, name: str) -> str:
    found = message.select_one(selector)
    return str(found.get(name) or "") if found else ""


# --- the source ------------------------------------------------------------------------------------------------------


@dataclass
class Telegram:
    """A public channel of Telegram."""

    declared: ClassVar[Declaration] = Declaration(
        kind="telegram",
        title="Telegram",
        form="telegram:CHANNEL, for example telegram:telegram",
        interval=timedelta(minutes=30),
        unchanged=timedelta(weeks=4),
        example="telegram:farodiario",
        address="https://t.me/FaroDiario/123",
        reads="a public channel of t.me or a post of one",
        described=(
            Described(
                "`telegram:CHANNEL`",
                "the latest posts of a public channel that has a page; no comments",
                "no: it needs a channel",
            ),
        ),
        template=(TemplateLine("telegram:CHANNEL", "needs the name of a public channel"),),
        saved_pages=(SavedMarkup((rb"tgme_widget_message",), parse_channel),),
    )
    name: str
    options: Options = field(default_factory=Options)

    @classmethod
    def named(cls, argument: str, options: Options) -> Self:
        channel = argument.removeprefix("@").lower()
        if not re.fullmatch(_NAME, channel):
            raise ValueError(f"{argument!r} is no name of a channel of Telegram; write {cls.declared.form}.")
        return cls(f"telegram:{channel}", options)

    @classmethod
    def recognises(cls, url: str) -> bool:
        return _place(url) is not None

    async def collect(self, client: "Client") -> Collected:
        return await _read(client, self.name.partition(":")[2])

    @classmethod
    async def read(cls, client: "Client", url: str) -> Collected:
        place = _place(url)
        if place is None:
            raise Refused(
                f"{url} is no public channel or post; it looks like {_SITE}/s/NAME or {_SITE}/NAME/123.", url=url
            )
        if place.number is None:
            return await _read(client, place.channel, **({"before": place.before} if place.before else {}))
        return await _thread(client, place.channel, place.number)


def _place(url: str) -> Place | None:
    parts = web_parts(url)
    found = _ADDRESS.fullmatch(parts.path) if parts and parts.hostname in _HOSTS else None
    if parts is None or not found:
        return None
    if found["number"]:
        return Place(found["name"].lower(), int(found["number"]))
    before = parse_qs(parts.query).get("before", [""])[0]
    return Place(found["channel"].lower(), before=int(before) if re.fullmatch(_NUMBER, before) else None)


async def _read(client: "Client", channel: str, **cursor: int) -> Collected:
    answer = await client.get(f"{_SITE}/s/{channel}", params=cursor or None, accept=ACCEPT)
    return await aside(partial(parse_channel, answer, f"telegram:{channel}", client.now()))


async def _thread(client: "Client", channel: str, number: int) -> Collected:
    """The post, what it answers among the posts before it, and what answers it among those after it."""
    key = f"{channel}/{number}"
    above = await _read(client, channel, before=number + 1)
    if key not in {post.external_id for post in above.posts if post.author}:
        raise Refused(
            f"{_SITE}/{key} is not on the page of its channel: it was deleted, or the number is wrong", url=key
        )
    try:
        below = await _read(client, channel, after=number)
    except CollectError as error:
        below = Collected(problems=[f"The answers to {_SITE}/{key} could not be read: {error}"])
    posts = grown([*above.posts, *below.posts])
    root = next(post.thread for post in posts if post.external_id == key)
    thread = [post for post in posts if post.thread == root]
    return gathered(client.now(), thread, problems=[*above.problems, *below.problems])
