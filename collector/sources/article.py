"""What is at an address that belongs to no service: an article on a page, a feed, a text?

It can only be read, not collected: a page is no list. Its robots.txt is asked, as for every page.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from collector.errors import Damaged, Disallowed, NotText, Refused, WrongShape
from collector.http.answer import Response, shown
from collector.http.unwaited import aside
from collector.pages.markdown import unmarked
from collector.pages.metadata import host
from collector.pages.plaintext import headed, tidy
from collector.pages.webpage import CUT, MOST_CHARACTERS, SAVE_IT, Webpage, read_webpage
from collector.payloads.addresses import web_url
from collector.payloads.threads import gathered
from collector.payloads.xml import described
from collector.source import Collected
from collector.sources import feed
from collector.sources.file import other_format, titled
from collector.sources.supported import supported
from db.models import Post, clean_text

if TYPE_CHECKING:
    from collector.http.client import Client

_ACCEPT = "text/html, application/xhtml+xml, text/markdown;q=0.9, text/plain;q=0.9, application/xml;q=0.8, */*;q=0.5"
_FEED = re.compile(
    rb"\s*(?:<\?xml[^<>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:rss|feed|rdf:rdf)\b", re.IGNORECASE | re.DOTALL
)
_PICTURES_AND_THE_LIKE: Mapping[str, str] = {  # by the beginning of the content type
    "image/": "a picture",
    "audio/": "a sound recording",
    "video/": "a film",
    "font/": "a font",
    "application/pdf": "a PDF document",
    "application/zip": "a packed file",
    "application/gzip": "a packed file",
}
_REFUSALS: Mapping[int, str] = {
    401: f"it wants an account; {SAVE_IT}",
    403: f"it does not want to be read by programs; {SAVE_IT}",
    404: "there is nothing at this address; check it",
    410: "what was at this address is gone for good; check it",
    451: "it is withheld for legal reasons",
}


def parse_page_of_the_web(answer: Response, now: datetime) -> Collected:
    """The article, text or feed that came. Raises NotText for what is none of these, Damaged for what says nothing."""
    kind = answer.headers.get("content-type", "").lower()
    if what := _other(answer.body, kind):
        raise NotText(f"{shown(answer.url)} is {what}; what can be read: {supported()}", url=answer.url)
    if _may_be_feed(answer.body, kind):
        return _feed(answer, now)
    if "html" in kind or answer.body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _article(read_webpage(answer), now)
    return _text(answer, now)


def _other(body: bytes, kind: str) -> str | None:
    told = (what for start, what in _PICTURES_AND_THE_LIKE.items() if kind.startswith(start))
    return next(told, None) or other_format(body)


def _may_be_feed(body: bytes, kind: str) -> bool:
    """Whether it is JSON, or XML of another kind than pages: of these, feeds are read."""
    if "json" in kind or (not kind.startswith("text/") and body.lstrip()[:1] in (b"{", b"[")):
        return True
    is_xml = "xml" in kind and "html" not in kind and described(body) != "a web page"
    return is_xml or _FEED.match(body[:4096]) is not None


def _feed(answer: Response, now: datetime) -> Collected:
    try:
        return feed.parse_feed(answer, f"feed:{answer.url}", now)
    except (NotText, WrongShape) as error:
        what = described(answer.body).removesuffix(" of another kind")
        message = f"{shown(answer.url)} is {what}, and no feed; what can be read: {supported()}"
        raise NotText(message, url=answer.url) from error


def _article(page: Webpage, now: datetime) -> Collected:
    post = _post(page.url, page.title, page.text, now).model_copy(
        update={"author": page.author, "language": page.language, "created_at": page.published}
    )
    return gathered(now, [post], problems=[CUT] if page.is_cut else [])


def _text(answer: Response, now: datetime) -> Collected:
    """Plain text, or Markdown without its signs."""
    text = tidy(unmarked(clean_text(answer.text())))
    if not text:
        raise Damaged(f"{shown(answer.url)} answered with nothing to read; check the address", url=answer.url)
    title, body = titled(text[:MOST_CHARACTERS])
    post = _post(answer.url, title, headed(title, body), now)
    return gathered(now, [post], problems=[CUT] if len(text) > MOST_CHARACTERS else [])


def _post(url: str, title: str | None, text: str, now: datetime) -> Post:
    source = f"{Article.kind}:{host(url)}"
    return Post(source=source, external_id=url, thread=url, title=title, text=text, url=url, collected_at=now)


class Article:
    """The page at any address of the web."""

    kind: ClassVar[str] = "article"

    @classmethod
    def recognises(cls, url: str) -> bool:
        return web_url(url) is not None

    @classmethod
    async def read(cls, client: "Client", url: str) -> Collected:
        try:
            answer = await client.get(url, accept=_ACCEPT)
        except Refused as error:
            raise _refusal(error) from error
        return await aside(partial(parse_page_of_the_web, answer, client.now()))


def _refusal(error: Refused) -> Refused:
    """The refusal with what a person who wants to read a page can do about it."""
    page = shown(error.url)
    if isinstance(error, Disallowed):
        message = f"robots.txt of {host(error.url)} does not let programs read {page} (or could not be read); {SAVE_IT}"
        return Disallowed(message, url=error.url)
    why = _REFUSALS.get(error.status or 0)
    message = f"{page} refused with status {error.status}: {why}" if why else str(error)
    return Refused(message, url=error.url, status=error.status)
