"""A page that a trend links to is asked for once, whatever comes of it, and what it says becomes a post below."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from collector.http.recording import ReplayClock, unhurried
from collector.pages.webpage import Webpage
from collector.runs.clients import online
from collector.settings import CollectorSettings
from collector.wishes.lookup import FAILED, NOTHING_FOUND, OUT_OF_REACH
from collector.wishes.pages import PagesRead, due_pages, linked_page, post_below, read_pages
from db.models import LinkedPage, PageWish, Post, State
from db.store import Store

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
URL = "https://kiln.example/3.0"
OWN = CollectorSettings(allow_private=True, contact="ana@example.org")
PAGE = """<!doctype html><html lang="en"><head><title>Kiln 3.0 is out</title>
<meta name="description" content="Kiln is a database in one file, and version 3 writes twice as fast.">
<meta property="og:site_name" content="The Kiln blog"></head><body><main><article><h1>Kiln 3.0 is out</h1>
<p>We rewrote the log of changes, so that what is written is on the disk when the call returns.</p>
<p>Second paragraph, which is not kept because the first says what it is about.</p></article></main></body></html>"""


def wish(trend: str = "1", url: str = URL) -> PageWish:
    return PageWish(source="hackernews", trend=trend, url=url)


def webpage(**changes: object) -> Webpage:
    values = {"url": URL, "title": "Kiln 3.0 is out", "description": "", "paragraphs": (), "author": None}
    values |= {"site": None, "published": None, "language": None}
    return Webpage(**(values | changes))  # type: ignore[arg-type]


def known(again_at: datetime | None, url: str = URL) -> LinkedPage:
    return LinkedPage(url=url, at=NOW, state=State.OK, again_at=again_at)


@pytest.fixture
def site(httpserver: HTTPServer) -> HTTPServer:
    """A site that lets everybody read."""
    httpserver.expect_request("/robots.txt").respond_with_data(status=404)
    return httpserver


@pytest.fixture
def store(store: Store) -> Store:
    """A store with two trends."""
    trends = [
        Post(source="hackernews", external_id=n, thread=n, title="Kiln", text="Kiln", collected_at=NOW) for n in "12"
    ]
    store.add(trends, [], [])
    return store


def run(store: Store, settings: CollectorSettings = OWN, *, at: datetime = NOW, time_limit: float = 5.0) -> PagesRead:
    async def ask() -> PagesRead:
        async with online(settings, store, ReplayClock(at), None, None, pace=unhurried) as client:
            return await read_pages(client, store, time_limit=time_limit)

    return asyncio.run(ask())


# --- deciding --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ({}, [URL]),
        ({URL: known(None)}, []),
        ({URL: known(NOW + timedelta(hours=1))}, []),
        ({URL: known(NOW)}, [URL]),
    ],
)
def test_a_page_is_due_once(before: dict[str, LinkedPage], expected: list[str]) -> None:
    assert due_pages([wish("1"), wish("2")], before, NOW) == expected


LONG = "We rewrote the log of changes, so that it is on the disk when the call returns."


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (webpage(description="What it is."), "What it is."),
        (webpage(description="What it is.", paragraphs=("24 November", LONG)), f"What it is.\n\n{LONG}"),
        (webpage(description=LONG[:60] + "…", paragraphs=(LONG,)), LONG),
        (webpage(description=LONG, paragraphs=(LONG,)), LONG),
        (webpage(paragraphs=("By Ana", "24 November")), ""),
        (webpage(), ""),
    ],
)
def test_what_is_kept_is_the_description_and_the_first_paragraph_each_once(page: Webpage, expected: str) -> None:
    found = linked_page(URL, NOW, page)
    assert found.text == expected
    assert found.state is (State.OK if expected else State.EMPTY)
    assert found.again_at == (None if expected else NOW + NOTHING_FOUND)


def test_a_page_becomes_a_post_below_the_trend() -> None:
    page = linked_page(URL, NOW, webpage(description="What it is.", site="The Kiln blog", language="en", published=NOW))
    post = post_below(wish(), page)
    assert post is not None
    assert (post.source, post.thread, post.parent, post.url) == ("hackernews", "1", "1", URL)
    assert (post.author, post.title, post.language) == ("The Kiln blog", "Kiln 3.0 is out", "en")
    assert post.text == "Kiln 3.0 is out\n\nWhat it is."
    assert post.created_at == NOW
    assert post_below(wish(), linked_page(URL, NOW, webpage())) is None


def test_a_page_that_does_not_say_its_name_has_that_of_its_host() -> None:
    post = post_below(wish(), linked_page(URL, NOW, webpage(title="", description="What it is.")))
    assert post is not None
    assert (post.author, post.title) == ("kiln.example", "kiln.example")


# --- a server --------------------------------------------------------------------------------------------------------


def below(store: Store) -> list[tuple[str, str | None, str]]:
    threads = store.posts_of([("hackernews", "1"), ("hackernews", "2")])
    return [(post.thread, post.author, post.text) for posts in threads.values() for post in posts[1:]]


def test_one_request_serves_every_trend_that_links_there(store: Store, site: HTTPServer) -> None:
    site.expect_request("/3.0").respond_with_data(PAGE, content_type="text/html")
    url = site.url_for("/3.0")
    store.save_page_wishes([wish("1", url)])
    assert run(store) == PagesRead(asked=1, told=1)
    store.save_page_wishes([wish("2", url)])
    assert run(store) == PagesRead(asked=0, told=1)
    said = "Kiln is a database in one file, and version 3 writes twice as fast."
    first = "We rewrote the log of changes, so that what is written is on the disk when the call returns."
    assert below(store) == [(n, "The Kiln blog", f"Kiln 3.0 is out\n\n{said}\n\n{first}") for n in "12"]
    assert [request.path for request, _ in site.log] == ["/robots.txt", "/3.0"]
    assert all("ana@example.org" in request.headers["user-agent"] for request, _ in site.log)


@pytest.mark.parametrize(
    ("answer", "state", "again_in"),
    [
        ({"response_data": "gone", "status": 404}, State.REFUSED, FAILED),
        ({"response_data": "down", "status": 501}, State.FAILED, OUT_OF_REACH),
        ({"response_data": b"%PDF-1.7\0\1\2", "content_type": "application/pdf"}, State.DAMAGED, FAILED),
        ({"response_data": "wait", "status": 429, "headers": {"retry-after": "7200"}}, State.WAIT, timedelta(hours=2)),
    ],
)
def test_what_fails_is_said_and_not_asked_again_soon(
    store: Store, site: HTTPServer, answer: dict[str, object], state: State, again_in: timedelta
) -> None:
    site.expect_request("/3.0").respond_with_data(**answer)  # type: ignore[arg-type]
    url = site.url_for("/3.0")
    store.save_page_wishes([wish("1", url)])
    done = run(store)
    assert (done.asked, done.told) == (1, 0)
    assert done.problem.startswith(url.partition("?")[0])
    page = store.pages([url])[url]
    assert (page.state, page.again_at) == (state, NOW + again_in)
    assert below(store) == []
    assert run(store, at=NOW + again_in - timedelta(minutes=1)) == PagesRead()


def test_robots_txt_is_obeyed_and_remembered(store: Store, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data("User-agent: *\nDisallow: /")
    url = httpserver.url_for("/3.0")
    store.save_page_wishes([wish("1", url)])
    assert "robots.txt" in run(store).problem
    assert run(store) == PagesRead()
    assert [request.path for request, _ in httpserver.log] == ["/robots.txt"]


def test_a_private_address_is_never_asked(store: Store, httpserver: HTTPServer) -> None:
    store.save_page_wishes([wish("1", httpserver.url_for("/3.0"))])
    assert "private address" in run(store, CollectorSettings()).problem
    assert httpserver.log == []


def test_a_page_that_hangs_costs_the_others_nothing(store: Store, site: HTTPServer) -> None:
    site.expect_request("/3.0").respond_with_data(PAGE, content_type="text/html")
    url, hanging = site.url_for("/3.0"), "http://192.0.2.1/"  # nobody answers there (RFC 5737)
    store.save_page_wishes([wish("1", url), wish("2", hanging)])
    done = run(store, time_limit=0.5)
    assert (done.asked, done.told) == (2, 1)
    assert "took longer than 0.5 s" in done.problem or "cannot be reached" in done.problem


def test_a_store_that_cannot_be_written_is_a_problem(store: Store, tmp_path: Path, site: HTTPServer) -> None:
    site.expect_request("/3.0").respond_with_data(PAGE, content_type="text/html")
    store.save_page_wishes([wish("1", site.url_for("/3.0"))])
    store.close()
    with Store.open(tmp_path / "store.db", read_only=True) as shut:
        assert "read-only" in run(shut).problem
