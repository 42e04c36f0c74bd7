"""Is the text of a page its article, whatever stands around that and however broken it is?"""

from collections.abc import Iterable
from datetime import UTC, datetime

import pytest

from collector.pages.webpage import MOST_CHARACTERS, Webpage, webpage

AT = datetime(2026, 11, 24, tzinfo=UTC)
URL = "https://www.lantern.example/a/1"
WORDS = "The lamp of the lighthouse was replaced on Monday, after forty years, by one that needs a tenth of the power."
MORE = "Its keeper says that ships can see it from as far away as before, and that the moths have not noticed at all."
SHORT = (WORDS, MORE)  # what trafilatura takes for no article
LONG = (
    *SHORT,
    "The old lamp goes to the museum of the harbour, where it will stand beside the foghorn that it outlived.",
    "Three other lighthouses of the coast follow in spring, if the money that was promised for them arrives in time.",
)


def paragraphs(texts: Iterable[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def page(head: str = "", body: str = f"<p>{WORDS}</p>", root: str = "") -> Webpage:
    return webpage(f"<!doctype html><html {root}><head>{head}</head><body>{body}</body></html>", URL, AT)


def data(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


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
@pytest.mark.parametrize("said", [SHORT, LONG], ids=["short", "long"])
def test_what_stands_around_the_article_is_left_out(around: str, element: str, said: tuple[str, ...]) -> None:
    body = f"{around}<{element}>{paragraphs(said[:1])}{around}{paragraphs(said[1:])}</{element}>{around}"
    assert page(body=body).paragraphs == said


@pytest.mark.parametrize(
    "beside",
    [
        "<div class=boletin>Recibe el boletín cada mañana.</div>",
        "<div class='noticias-relacionadas'><p>Lee también: la otra lámpara.</p></div>",
        "<div class=bloque-compartir><p>Pásalo a un amigo.</p></div>",
    ],
)
@pytest.mark.parametrize("said", [SHORT, LONG], ids=["short", "long"])
def test_names_in_spanish_are_understood(beside: str, said: tuple[str, ...]) -> None:
    body = f"<article>{paragraphs(said[:1])}{beside}{paragraphs(said[1:])}</article>"
    assert page(body=body).paragraphs == said


@pytest.mark.parametrize("name", ["with-sidebar social", "con-publicidad"])
@pytest.mark.parametrize("said", [SHORT, LONG], ids=["short", "long"])
def test_a_name_does_not_take_the_article_away(name: str, said: tuple[str, ...]) -> None:
    body = f"<nav>{'<a>link</a> ' * 500}</nav><div class='{name}'>{paragraphs(said)}</div>"
    assert page(body=body).paragraphs == said


def test_a_section_is_not_taken_away_for_what_it_is_about() -> None:
    body = f"<main><section id=lamp>{paragraphs(LONG)}</section><section id=cookies><h2 id=comments>Cookies</h2>"
    assert page(body=f"{body}<p>{WORDS} Twice.</p></section></main>").paragraphs == (
        *LONG,
        "Cookies",
        f"{WORDS} Twice.",
    )


def test_the_article_is_the_longest_one() -> None:
    teasers = "".join(f"<article><a href=/{n}>Story {n}</a> in a few words of its own</article>" for n in range(5))
    assert page(body=f"{teasers}<article>{paragraphs(LONG)}</article>").paragraphs == LONG


@pytest.mark.parametrize("article", [SHORT, LONG], ids=["short", "long"])
def test_comments_are_left_out_below_an_article_and_read_where_there_is_none(article: tuple[str, ...]) -> None:
    said = [f"{number}: I saw it, too, from the pier, and so did they all." for number in "123"]
    comments = "".join(f"<div class='comment-body'><p>{each}</p></div>" for each in said)
    assert page(body=f"{paragraphs(article)}<div class=comments>{comments}</div>").paragraphs == article
    assert page(body=f"<h1>Who saw the new lamp?</h1>{comments}").paragraphs == tuple(said)


def test_a_paragraph_stands_once_and_a_heading_as_often_as_it_is_written() -> None:
    body = f"<p>{WORDS}</p><h2>Example</h2><p>{WORDS}</p><p>{MORE}</p><h2>Example</h2>"
    assert page(body=body).paragraphs == (WORDS, "Example", MORE, "Example")


@pytest.mark.parametrize("element", ["article", "div"])
def test_headings_stand_above_their_paragraphs(element: str) -> None:
    first, second, *others = LONG
    body = f"<h2>Before</h2><p>{first}</p><h3>After</h3><p>{second}</p>{paragraphs(others)}"
    assert page(body=f"<{element}>{body}</{element}>").paragraphs == ("Before", first, "After", second, *others)


def test_a_long_article_is_laid_out_as_posts_are() -> None:
    rest = """<p>It costs <code>f(x)</code>, <a href=x>say</a> <b>two</b> <img class=emoji alt=🔥 src=f>.</p>
        <ul><li>a lens<li>a <i>lamp</i></ul><table><tr><th>part<th>price<tr><td>lens<td>4</table>
        <pre>if lamp:\n    wait()\n\nelse:\n    call()</pre><p>one<br>two</p>"""
    assert page(body=f"<article>{paragraphs(LONG)}{rest}</article>").paragraphs == (
        *LONG,
        "It costs f(x), say two 🔥.",
        "• a lens\n• a lamp",
        "part price\nlens 4",
        "if lamp:\n    wait()",
        "else:\n    call()",
        "one\ntwo",
    )


def test_what_is_all_in_one_is_not_taken_for_an_article() -> None:
    cells = "".join(f"<tr><td>{number}.<td>{WORDS}" for number in range(9))
    read = page(body=f"<table>{cells}</table>").text.split("\n")
    assert read == [f"{number}. {WORDS}" for number in range(9)]


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


def test_a_page_of_very_many_elements_is_read_in_part_and_says_so() -> None:
    read = page(body=paragraphs(LONG) + "<i>so</i> " * 20_000 + "<p>The end.</p>")
    assert read.is_cut
    assert read.paragraphs[0] == WORDS
    assert "The end." not in read.paragraphs


def test_an_article_may_go_on_deep_in_its_page() -> None:
    deep = "<div>" * 300 + f"<p>{WORDS} Twice.</p>" + "</div>" * 300
    assert page(body=f"<article>{paragraphs(LONG)}{deep}</article>").paragraphs == (*LONG, f"{WORDS} Twice.")
