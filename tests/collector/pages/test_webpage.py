"""Does a page become what it says of itself, or why it says nothing?"""

from datetime import UTC, datetime

import pytest

from collector.errors import Damaged
from collector.http.answer import Response
from collector.pages.metadata import without_site
from collector.pages.webpage import Webpage, read_webpage, webpage

AT = datetime(2026, 11, 24, tzinfo=UTC)
URL = "https://www.lantern.example/a/1"
WORDS = "The lamp of the lighthouse was replaced on Monday, after forty years, by one that needs a tenth of the power."
MORE = "Its keeper says that ships can see it from as far away as before, and that the moths have not noticed at all."


def page(head: str = "", body: str = f"<p>{WORDS}</p>", root: str = "") -> Webpage:
    return webpage(f"<!doctype html><html {root}><head>{head}</head><body>{body}</body></html>", URL, AT)


def data(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


# --- what it says of itself ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>In the head</title>", "In the head"),
        ("<title>In the head</title>" + data('{"@type": "Article", "headline": "In data"}'), "In data"),
        ('<title>x</title><meta property="og:title" content="In &lt;Open&gt; Graph">', "In <Open> Graph"),
        ('<meta property="og:title" content="  ">', "On the page"),
        ("<title>\n A\n B </title>", "A B"),
        ("<title>On the page | Any site</title>", "On the page"),
        ("<title>Other | Lantern</title><meta property=og:site_name content=LANTERN>", "Other"),
        ("<title>Other - lantern.example</title>", "Other"),
        ("<title>Other - more of it</title>", "Other - more of it"),
        ("<title>" + "long " * 1000 + "</title>", "long " * 59 + "long…"),
    ],
)
def test_a_title_is_taken_from_the_best_place(head: str, title: str) -> None:
    assert page(head, f"<h1>On the page<a href=#x>¶</a></h1><p>{WORDS}</p>").title == title


def test_a_heading_that_leads_to_the_front_page_is_the_name_of_the_site() -> None:
    head = "<title>Ana's log » The lamp</title>"
    assert (
        page(head, f"<h1><a href='/'>Ana's log</a></h1><h2>The lamp</h2><p>{WORDS}</p>").title == "Ana's log » The lamp"
    )


@pytest.mark.parametrize(
    ("title", "sites", "left"),
    [
        ("Rates rise | The Example", ["The Example"], "Rates rise"),
        ("Rates rise – The Example - EU", ["The Example - EU"], "Rates rise"),
        ("Rates rise: the example", ["The Example"], "Rates rise: the example"),
        ("The Example", ["The Example"], "The Example"),
        ("Ask The Example", ["The Example"], "Ask The Example"),
    ],
)
def test_a_title_loses_the_name_of_its_site(title: str, sites: list[str], left: str) -> None:
    assert without_site(title, sites) == left


@pytest.mark.parametrize(
    ("head", "author"),
    [
        ("", None),
        ('<meta name="author" content="By Ana Sol">', "Ana Sol"),
        ('<meta property="article:author" content="https://social.example/ana">', None),
        (data('{"@type": "BlogPosting", "author": "Ana Sol"}'), "Ana Sol"),
        (data('{"@type": "Article", "author": [{"name": "Ana Sol"}, "Bo", {"@id": "x"}, 7, null]}'), "Ana Sol, Bo"),
        (
            data('{"@graph": [{"@type": "Report", "author": {"@id": "#a"}}, {"@id": "#a", "name": "Ana Sol"}]}'),
            "Ana Sol",
        ),
    ],
)
def test_the_author_is_a_name(head: str, author: str | None) -> None:
    assert page(head).author == author


@pytest.mark.parametrize(
    ("head", "body", "day"),
    [
        ('<meta property="article:published_time" content="2026-11-20T01:30:00+02:00">', "", 19),
        (data('{"@type": "NewsArticle", "datePublished": "2026-11-18"}'), "", 18),
        ('<meta name="date" content="Tue, 17 Nov 2026 10:00:00 GMT">', "", 17),
        ("", '<main><time datetime="2026-11-16">Monday</time></main>', 16),
        ('<meta name="date" content="yesterday">', "<time>yesterday</time>", None),
    ],
)
def test_the_time_of_publication_is_in_utc(head: str, body: str, day: int | None) -> None:
    published = page(head, f"{body}<p>{WORDS}</p>").published
    assert published is None if day is None else published is not None and published.day == day
    assert published is None or published.tzinfo is UTC


@pytest.mark.parametrize(
    ("url", "head", "body", "published"),
    [
        ("https://lantern.example/2026/11/14/lamp", "", "", "2026-11-14T00:00"),
        (URL, "", "<p class=date>13 November 2026</p>", "2026-11-13T00:00"),
        (URL, "", '<abbr class=published title="2026-11-12">Thursday</abbr>', "2026-11-12T00:00"),
        # the same day, told with its time; another one, which only says when the page was made
        (
            "https://lantern.example/2026/11/14/lamp",
            '<meta name=date content="2026-11-14T09:30Z">',
            "",
            "2026-11-14T09:30",
        ),
        (
            "https://lantern.example/2026/11/14/lamp",
            '<meta name=date content="2026-11-20T09:30Z">',
            "",
            "2026-11-14T00:00",
        ),
        # of no day is known which one is meant, or it is still to come
        (URL, "", "<p>Yesterday. On 3 May at 10:15. © 2025 The Lantern</p>", None),
        ("https://lantern.example/2026/11/30/lamp", "", "", None),
    ],
)
def test_the_day_is_found_where_no_time_is_told(url: str, head: str, body: str, published: str | None) -> None:
    read = webpage(f"<html><head>{head}</head><body>{body}<p>{WORDS}</p></body></html>", url, AT)
    assert read.published == (datetime.fromisoformat(f"{published}+00:00") if published else None)


@pytest.mark.parametrize(
    ("root", "head", "language"),
    [
        ("lang=es-MX", "", "es"),
        ("", '<meta property="og:locale" content="pt_BR">', "pt"),
        ("lang=''", data('{"@type": "Article", "inLanguage": "en"}'), "en"),
        ("lang='{{ lang }}'", "", None),
    ],
)
def test_the_language_is_the_page_s_own(root: str, head: str, language: str | None) -> None:
    assert page(head, root=root).language == language


@pytest.mark.parametrize(
    ("canonical", "url"),
    [
        ("https://lantern.example/a/one", "https://lantern.example/a/one"),
        ("/a/one?b=1", "https://www.lantern.example/a/one?b=1"),
        ("https://www.lantern.example/", URL),
        ("https://other.example/a/one", URL),
        ("javascript:alert(1)", URL),
        ("https://ana:word@lantern.example/a", URL),
        ("http://[", URL),
        ("", URL),
    ],
)
def test_a_page_may_name_another_address_of_its_site(canonical: str, url: str) -> None:
    assert page(f'<link rel="canonical" href="{canonical}">').url == url


@pytest.mark.parametrize(
    "script",
    [
        "",
        "{",
        "[" * 100_000,
        "null",
        "7",
        '{"@type": {}}',
        '{"@type": "Article", "author": {"name": ["", {}]}}',
        '{"@graph": 1}',
    ],
)
def test_damaged_data_is_passed_over(script: str) -> None:
    assert page("<title>T</title>" + data(script)).paragraphs == (WORDS,)


# --- a page that says nothing ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "body", "why"),
    [
        ("<title>App</title>", "<noscript>Please enable JavaScript.</noscript><div id=root></div>", "its scripts"),
        ("<title>App</title>", "<p>JavaScript is disabled in your browser.</p>", "its scripts"),
        ("<title>Tablón</title>", "<p>Habilita JavaScript para seguir.</p>", "its scripts"),
        ("<title>Just a moment...</title>", "<p>lantern.example</p>", "a person is asking"),
        ("<title>Lantern</title>", "<p>Confirm you are not a robot</p>", "a person is asking"),
        ("<title>Log in to Burrow</title>", f"<p>{WORDS}</p>", "an account"),
        ("<title>Burrow</title>", "<p>Sign up to see this thread</p>", "an account"),
        ("<title>El Faro</title>", "<p>Inicia sesión para seguir leyendo</p>", "an account"),
        ("<title>Burrow</title>", "<form><input type=password></form>", "an account"),
        ("<title>Access denied</title>", "<p>Reference 7</p>", "people only"),
        ("<title>Lantern</title>", "", "no text"),
        ("", "<div>" * 100_000, "no text"),
    ],
)
def test_a_page_that_says_nothing_says_why(head: str, body: str, why: str) -> None:
    with pytest.raises(Damaged, match=why):
        page(head, body)


@pytest.mark.parametrize("asked", ["Enable JavaScript to vote.", "Sign in to continue reading."])
def test_what_is_asked_below_an_article_does_not_spoil_it(asked: str) -> None:
    assert page(body=f"<p>{WORDS}</p><p>{MORE}</p><p>{asked}</p>").paragraphs[:2] == (WORDS, MORE)


@pytest.mark.parametrize("body", ["<div id=root></div>", "<ul><li><a>One</a><li><a>Two</a><li><a>Three</a></ul>"])
def test_the_message_says_what_to_do(body: str, now: datetime) -> None:
    with pytest.raises(Damaged, match=r"lantern.example/a/1 is a page that says nothing: it has no text; open it in a"):
        read_webpage(Response(URL, 200, {}, b"<html><title>App</title>" + body.encode(), now))
