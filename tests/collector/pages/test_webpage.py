"""Does a page become its article, and what it says of itself, whatever stands around that and however broken it is?"""

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.errors import CollectError, Damaged
from collector.http.answer import Response
from collector.pages.metadata import without_site
from collector.pages.webpage import MOST_CHARACTERS, Webpage, read_webpage, webpage

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


# --- its text --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "around",
    [
        "<nav>Home</nav>",
        "<header>The Lantern</header>",
        "<footer>© nobody</footer>",
        "<aside>Buy a lamp</aside>",
        "<figure><img src=a><figcaption>The lamp</figcaption></figure>",
        "<form><label>Mail</label><button>Send</button></form>",
        "<dialog open>Hello</dialog>",
        "<div role=banner>Hello</div>",
        "<div hidden>secret</div>",
        "<p style='color:red; display : none'>secret</p>",
        "<span aria-hidden=true>secret</span>",
        "<div id=cookie-banner>We like biscuits. <a>Accept</a></div>",
        "<div class='site-newsletter wide'>Write to us</div>",
        "<div class=cookieConsent>ok?</div>",
        "<p>We use cookies to give you the best experience.</p>",
        "<p>Este sitio web utiliza cookies para recordar tus preferencias.</p>",
        "<p>PUBLICIDAD</p>",
        "<ul><li><a>Tech news</a><li><a>Money news</a><li><a>World news</a></ul>",
        "<script>document.write('<p>no</p>')</script>",
        "<style>p { color: red }</style>",
        "<svg><path/><text>drawn</text></svg>",
        "<template><p>no</p></template>",
        "<noscript><img src=pixel>counted</noscript>",
        "<!-- <p>a draft</p> <script> -->",
        "<iframe src=x>no</iframe>",
    ],
)
@pytest.mark.parametrize("element", ["article", "main", "div"])
def test_what_stands_around_the_article_is_left_out(around: str, element: str) -> None:
    body = f"{around}<{element}><p>{WORDS}</p>{around}<p>{MORE}</p></{element}>{around}"
    assert page(body=body).paragraphs == (WORDS, MORE)


def test_a_name_does_not_take_the_article_away() -> None:
    body = f"<nav>{'<a>link</a> ' * 500}</nav><div class='with-sidebar social'><p>{WORDS}</p><p>{MORE}</p></div>"
    assert page(body=body).paragraphs == (WORDS, MORE)


def test_the_article_is_the_longest_one() -> None:
    teasers = "".join(f"<article><a href=/{n}>Story {n}</a> in a few words of its own</article>" for n in range(5))
    assert page(body=f"{teasers}<article><p>{WORDS}</p><p>{MORE}</p></article>").paragraphs == (WORDS, MORE)


def test_comments_are_left_out_below_an_article_and_read_where_there_is_none() -> None:
    said = [f"{number}: I saw it, too, from the pier, and so did they all." for number in "123"]
    comments = "".join(f"<div class='comment-body'><p>{each}</p></div>" for each in said)
    assert page(body=f"<p>{WORDS}</p><p>{MORE}</p><div class=comments>{comments}</div>").paragraphs == (WORDS, MORE)
    assert page(body=f"<h1>Who saw the new lamp?</h1>{comments}").paragraphs == tuple(said)


def test_a_paragraph_stands_once_and_a_heading_as_often_as_it_is_written() -> None:
    body = f"<p>{WORDS}</p><h2>Example</h2><p>{WORDS}</p><p>{MORE}</p><h2>Example</h2>"
    assert page(body=body).paragraphs == (WORDS, "Example", MORE, "Example")


def test_heading_and_byline_are_no_paragraphs() -> None:
    head = '<title>The lamp</title><meta name="author" content="Ana Sol">'
    body = f"<h1>The lamp</h1><p>By Ana Sol, 3 May 2026</p><p>{WORDS}</p><p>Ana Sol</p>"
    assert page(head, body).paragraphs == (WORDS, "Ana Sol")


@pytest.mark.parametrize("tag", ["<a name=x>", "<b>", "<font size=1>", "<div>", "<span>", "<td>"])
def test_elements_that_are_never_closed_do_not_cost_the_text(tag: str) -> None:
    read = page("<title>T</title>", "".join(f"<p>{tag}{number} {WORDS}</p>" for number in range(2_000)))
    assert read.title == "T"
    assert read.paragraphs[:2] == (f"0 {WORDS}", f"1 {WORDS}")


def test_words_run_on_where_a_comment_stood() -> None:
    assert page(body=f"<p>Two<!-- --> l<!-- x -->amps</p><p>{WORDS}</p>").paragraphs[0] == "Two lamps"


def test_code_keeps_its_layout() -> None:
    body = f"<p>{WORDS}</p><pre><code>if lamp:\n    <b>wait</b>()\n\nelse:\n    call()</code></pre>"
    assert page(body=body).text.endswith("if lamp:\n    wait()\n\nelse:\n    call()")


@pytest.mark.parametrize(
    ("description", "text"),
    [
        ("The lamp of the lighthouse was replaced…", f"T\n\n{WORDS}"),
        ("A lighthouse saves power.", f"T\n\nA lighthouse saves power.\n\n{WORDS}"),
        ("T", f"T\n\n{WORDS}"),
    ],
)
def test_a_description_is_read_where_the_text_does_not_begin_with_it(description: str, text: str) -> None:
    assert page(f'<title>T</title><meta name="description" content="{description}">').text == text


def test_the_text_may_stand_in_data_alone() -> None:
    article = f'{{"@type": "Article", "articleBody": "<p>{WORDS}</p><p>{MORE}</p>"}}'
    assert page(data(article), "<div id=app>Loading</div>").paragraphs == (WORDS, MORE)


def test_a_very_long_text_is_cut_and_said_to_be() -> None:
    long = page(body="".join(f"<p>{number} {WORDS}</p>" for number in range(5_000)))
    assert long.is_cut
    assert MOST_CHARACTERS - 200 < len(long.text) <= MOST_CHARACTERS + 4_000
    assert len(page(body=f"<p>{'x' * 300_000}</p>").text) == MOST_CHARACTERS


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


# --- whatever comes --------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        *(
            "<article>",
            "</article>",
            "<p>",
            "</p",
            "<div class=share>",
            "</div>",
            "<pre>",
            "<a href=x>",
            "<table><tr>",
            "<td>",
        ),
        *(
            "<script>",
            "<script type='application/ld+json'>",
            "</script>",
            "<svg>",
            "<!--",
            "-->",
            "<![CDATA[",
            "<?",
            "&#0;",
        ),
        *(
            '{"@type":"Article","headline":',
            '"x"}',
            "<meta charset=utf-16>",
            "<meta property=og:title content=",
            "<title>",
        ),
        *(
            "<link rel=canonical href='http://['>",
            "<time pubdate datetime=9999-12-31T23:59:59-23:59>",
            "word ",
            "é",
            "\0",
            "<",
        ),
    ]
)


@given(st.lists(PIECES | st.text(max_size=5), max_size=40), st.sampled_from(["utf-8", "latin-1", "utf-16", "cp1252"]))
def test_any_page_is_read_or_is_a_named_error(pieces: list[str], encoding: str) -> None:
    body = "".join(pieces).encode(encoding, "replace")
    answer = Response(URL, 200, {"content-type": "text/html"}, body, datetime(2026, 11, 24, tzinfo=UTC))
    with suppress(CollectError):
        read = read_webpage(answer)
        assert read.text.strip()
        assert read.title is None or read.text.startswith(read.title)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_are_a_named_error(body: bytes) -> None:
    with suppress(CollectError):
        assert read_webpage(Response(URL, 200, {}, body, datetime(2026, 11, 24, tzinfo=UTC))).text


@given(st.data())
def test_a_mutilated_page_is_read_or_is_a_named_error(data: st.DataObject) -> None:
    folder = Path(__file__).parents[1] / "sources" / "article"
    body = data.draw(st.sampled_from(sorted(path.read_bytes() for path in folder.glob("*.html"))))
    start, end = sorted(data.draw(st.tuples(st.integers(0, len(body)), st.integers(0, len(body)))))
    mutilated = data.draw(
        st.sampled_from([body[:start], body[start:], body[:start] + body[end:], body[start:] + body[:end]])
    )
    with suppress(CollectError):
        assert read_webpage(Response(URL, 200, {}, mutilated, datetime(2026, 11, 24, tzinfo=UTC))).text


@pytest.mark.parametrize(
    "hostile",
    [
        "<p>x" * 50_000,
        "<b>x" * 50_000,
        "<" * 50_000,
        "<div>" * 100_000,
        "<a " * 50_000,
        "<script " * 50_000,
        "<svg>" * 50_000,
        "<!--" * 50_000,
        "<p>we use " + "cookies " * 50_000,
        "<title>" + "a - " * 50_000 + "</title><p>x",
    ],
    ids=["p", "b", "angles", "div", "tags", "scripts", "pictures", "comments", "consent", "title"],
)
def test_hostile_pages_are_read_or_refused_in_time(hostile: str) -> None:
    with suppress(Damaged):  # a reader that is not linear in their length needs minutes for these
        webpage(hostile, URL, AT)
