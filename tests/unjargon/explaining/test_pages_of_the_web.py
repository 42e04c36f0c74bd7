"""Is any page of the web explained as an article, and is it said why one cannot be?"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

Run = Callable[..., Any]
PAGES = Path(__file__).parents[2] / "collector" / "sources" / "article"


WORDS = {"en": ("Web page", "## The article", "[page]"), "es": ("Página web", "## El artículo", "[página]")}


@pytest.fixture
def site(httpserver: HTTPServer, here: Path) -> HTTPServer:
    """A site on loopback with pages of each kind; the addresses of two look like those of a service."""
    for path in PAGES.glob("*.html"):
        httpserver.expect_request(f"/{path.name}").respond_with_data(path.read_bytes(), content_type="text/html")
    blog, notes = (PAGES / "page-blog.html").read_bytes(), (PAGES / "text-notes.md").read_bytes()
    for address in ("/@ana/113456789", "/t/title/42"):
        httpserver.expect_request(address).respond_with_data(blog, content_type="text/html; charset=utf-8")
    for address in ("/robots.txt", "/api/v1/statuses/113456789", "/t/42.json"):
        httpserver.expect_request(address).respond_with_data("<h1>Not here</h1>", status=404, content_type="text/html")
    httpserver.expect_request("/notes.md").respond_with_data(notes, content_type="text/markdown")
    httpserver.expect_request("/paper.pdf").respond_with_data(b"%PDF-1.7", content_type="application/pdf")
    (here / "unjargon.toml").write_text("allow_private = true\n")
    return httpserver


# a second passes between two calls of one host, so each pair of circumstances comes once
@pytest.mark.parametrize(
    ("page", "language", "acronyms"),
    [
        ("page-news.html", "en", "first"),
        ("page-news.html", "es", "never"),
        ("page-diario.html", "en", "never"),
        ("page-diario.html", "es", "first"),
    ],
)
def test_a_page_is_explained(run: Run, site: HTTPServer, page: str, language: str, acronyms: str) -> None:
    ran = run("explain", site.url_for(f"/{page}"), "--lang", language, "--acronyms", acronyms)
    assert ran.status == 0, ran.err
    assert all(words in ran.out for words in (*WORDS[language], f"(`{site.host}:{site.port}`)"))
    assert run("check", "-", "--lang", language, given=ran.out.encode()) == (0, "", "")


@pytest.mark.parametrize("address", ["/@ana/113456789", "/t/title/42"])
def test_a_page_is_read_where_only_its_address_is_that_of_a_service(run: Run, site: HTTPServer, address: str) -> None:
    ran = run("explain", f"http://127.0.0.1:{site.port}{address}")
    assert ran.status == 0, ran.err
    assert "### [Notes on moving to IPv6" in ran.out


def test_plain_text_at_an_address_is_explained(run: Run, site: HTTPServer) -> None:
    ran = run("explain", site.url_for("/notes.md"))
    assert ran.status == 0, ran.err
    assert "### [Notes on our SLO [service level objective]" in ran.out


def test_a_page_is_kept_once_under_its_address(run: Run, site: HTTPServer) -> None:
    for _ in range(2):
        assert run("explain", site.url_for("/page-blog.html"), "--save").status == 0
    kept = run("query", "SELECT source, external_id, author FROM posts", "--format", "csv").out
    assert kept.split() == [
        "source,external_id,author",
        f"article:{site.host}:{site.port},{site.url_for('/page-blog.html')},Ana",
        "Sol",
    ]


@pytest.mark.parametrize(
    ("page", "says"),
    [
        ("page-login.html", "is a page that says nothing: it wants an account; open it in a browser"),
        ("page-scripts.html", "it wants a browser that runs its scripts"),
        ("paper.pdf", "is a PDF document; what can be read: "),
    ],
)
def test_what_cannot_be_read_says_why(run: Run, site: HTTPServer, page: str, says: str) -> None:
    ran = run("explain", site.url_for(f"/{page}"))
    assert (ran.status, ran.out) == (1, "")
    assert says in ran.err
