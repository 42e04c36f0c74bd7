"""What do the pages say that trends link to? Wishes of the analysis -> ask -> store.

A page is asked for once, whichever trends link to it; what it says of itself becomes a post below the trend. Nothing
that was read is asked for again, nor what failed, for some weeks.
"""

import asyncio
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Protocol

from collector.errors import CollectError
from collector.http.client import Client
from collector.http.unwaited import aside
from collector.pages.metadata import host
from collector.pages.plaintext import headed
from collector.pages.webpage import Webpage, read_webpage
from collector.payloads.wire import stable_id
from collector.runs.collect import in_time
from collector.runs.outcomes import problems_in_short
from collector.wishes.lookup import NOTHING_FOUND, asked_again
from db.errors import StoreError
from db.models import LinkedPage, PageWish, Post, Sighting, State, Trend

_log = logging.getLogger(__name__)

_HTML = "text/html, application/xhtml+xml;q=0.9"
_LONGEST_PARAGRAPH = 1_500  # characters
_SHORTEST_PARAGRAPH = 40  # characters of a paragraph; shorter ones are lines of dates, places and names


class PageStore(Protocol):
    """Where wishes come from, and where pages are kept."""

    def page_wishes(self) -> Sequence[PageWish]: ...

    def pages(self, urls: Iterable[str]) -> Mapping[str, LinkedPage]: ...

    def save_page(self, page: LinkedPage) -> None: ...

    def add(self, posts: Sequence[Post], trends: Sequence[Trend], sightings: Sequence[Sighting]) -> object: ...


@dataclass(frozen=True)
class PagesRead:
    """What came of a run: how many pages were asked for, of how many the trends now say what they are about."""

    asked: int = 0
    told: int = 0
    problem: str = ""  # one sentence; empty when all is well


# --- deciding (pure) -------------------------------------------------------------------------------------------------


def due_pages(wishes: Iterable[PageWish], known: Mapping[str, LinkedPage], now: datetime) -> list[str]:
    """The addresses to ask for now, each once: those that were never asked for, and those that may be asked again."""
    urls = dict.fromkeys(wish.url for wish in wishes)
    return [url for url in urls if url not in known or _may_be_asked(known[url], now)]


def _may_be_asked(page: LinkedPage, now: datetime) -> bool:
    return page.again_at is not None and page.again_at <= now


def linked_page(url: str, at: datetime, page: Webpage) -> LinkedPage:
    """What is kept of a page: title, description and first paragraph; empty where it says nothing but its title."""
    text = _beginning(page)
    return LinkedPage(
        url=url,
        at=at,
        state=State.OK if text else State.EMPTY,
        again_at=None if text else at + NOTHING_FOUND,
        title=page.title or "",
        text=text,
        site=page.site or page.author or host(page.url) or None,
        language=page.language,
        written_at=page.published,
    )


def _beginning(page: Webpage) -> str:
    first = next((paragraph for paragraph in page.paragraphs if len(paragraph) >= _SHORTEST_PARAGRAPH), "")
    return replace(page, title=None, paragraphs=(first[:_LONGEST_PARAGRAPH],) if first else ()).text


def _failed_page(url: str, at: datetime, error: Exception) -> LinkedPage | None:
    """What an error means; None when nobody was asked: that is not to be remembered."""
    if (found := asked_again(url, at, error)) is None:
        return None
    outcome, again_at = found
    return LinkedPage(url=url, at=at, state=outcome.state, message=outcome.message, again_at=again_at)


def post_below(wish: PageWish, page: LinkedPage) -> Post | None:
    """What a page says, as a post below the trend that links to it; None where it says nothing."""
    if not page.text:
        return None
    title = page.title or page.site or page.url
    return Post(
        source=wish.source,
        external_id=stable_id(wish.trend, page.url),
        thread=wish.trend,
        parent=wish.trend,
        author=page.site,
        title=title,
        text=headed(title, page.text),
        language=page.language,
        url=page.url,
        created_at=page.written_at,
        collected_at=page.at,
    )


# --- acting ----------------------------------------------------------------------------------------------------------


async def read_pages(client: Client, store: PageStore, *, time_limit: float = 60.0) -> PagesRead:
    """Reads the pages that are due, side by side; what they say is in the store. Never an exception.

    `time_limit` is in seconds, for each page.
    """
    try:
        wishes = store.page_wishes()
        urls = due_pages(wishes, store.pages(wish.url for wish in wishes), client.now())
        asked = [
            page for page in await asyncio.gather(*(_read(client, store, url, time_limit) for url in urls)) if page
        ]
        known = store.pages(wish.url for wish in wishes)
        posts = [post for wish in wishes if wish.url in known and (post := post_below(wish, known[wish.url]))]
        store.add(posts, [], [])
    except StoreError as error:
        return PagesRead(problem=str(error))
    return PagesRead(len(asked), len(posts), problems_in_short([page.message for page in asked if page.message]))


async def _read(client: Client, store: PageStore, url: str, time_limit: float) -> LinkedPage | None:
    """What came of asking for a page, kept; None where nobody was asked."""
    at = client.now()
    try:
        answer = await in_time(url, client.get(url, accept=_HTML), time_limit)
        page: LinkedPage | None = linked_page(url, at, await aside(partial(read_webpage, answer)))
    except StoreError:
        raise
    except Exception as error:
        if not isinstance(error, CollectError):
            _log.debug("reading %s ended unexpectedly", url, exc_info=True)
        page = _failed_page(url, at, error)
    if page is not None:
        store.save_page(page)
    return page
