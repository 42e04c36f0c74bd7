"""Is what stands at any address of the web read as what it is, or said to be what it is?"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from collector.errors import Damaged, Disallowed, NotText, Refused, ServerFailed
from collector.http.client import Client
from collector.source import Collected
from collector.sources.article import Article

URL = "https://www.lantern.example/a/1"
PAGE = b"<html lang=en><head><title>The lamp</title></head><body><p>An LED replaced the lamp.</p></body></html>"

Network = Callable[..., tuple[Client, Any]]


def read(network: Network, body: bytes, kind: str = "") -> Collected:
    headers = {"content-type": kind} if kind else {}
    return asyncio.run(Article.read(network({URL: (200, headers, body)})[0], URL))


def test_a_page_is_one_post(network: Network, sound: Callable[[Collected], None]) -> None:
    collected = read(network, PAGE, "text/html; charset=utf-8")
    sound(collected)
    (post,) = collected.posts
    assert (post.source, post.external_id, post.url) == ("article:lantern.example", URL, URL)
    assert (post.title, post.text, post.language) == ("The lamp", "The lamp\n\nAn LED replaced the lamp.", "en")
    assert not collected.trends


def test_a_page_is_kept_under_its_own_address(network: Network) -> None:
    page = PAGE.replace(b"<title>", b'<link rel="canonical" href="/a/lamp"><title>')
    (post,) = read(network, page).posts
    assert (post.external_id, post.url) == ("https://www.lantern.example/a/lamp",) * 2


@pytest.mark.parametrize(
    ("file", "kind", "title"),
    [
        ("feed-rss.xml", "application/rss+xml", None),
        ("feed-atom.xml", "", None),
        ("feed-atom.xml", "text/html", None),
        ("feed-json.json", "application/feed+json", None),
        ("feed-json.json", "", None),
    ],
)
def test_a_feed_is_read_as_a_feed(file: str, kind: str, title: str | None, network: Network, payloads: Path) -> None:
    collected = read(network, (payloads / "feed" / file).read_bytes(), kind)
    assert {post.source for post in collected.posts} == {f"feed:{URL}"}
    assert len(collected.posts) > 1


@pytest.mark.parametrize("kind", ["text/plain", "text/markdown; charset=utf-8", ""])
def test_plain_text_and_markdown_are_read(kind: str, network: Network) -> None:
    (post,) = read(network, b"# On LEDs\r\n\r\n[They](x) last.   \r\n", kind).posts
    assert (post.title, post.text) == ("On LEDs", "On LEDs\n\nThey last.")


def test_json_that_is_said_to_be_text_is_text(network: Network) -> None:
    assert read(network, b"[The lamp] and others", "text/plain").posts[0].text == "[The lamp] and others"


@pytest.mark.parametrize(
    ("body", "kind", "what"),
    [
        (b"%PDF-1.7 \x00", "", "is a PDF document"),
        (b"x", "application/pdf", "is a PDF document"),
        (b"\x89PNG\r\n", "application/octet-stream", "is a picture"),
        (b"<svg></svg>", "image/svg+xml", "is a picture"),
        (b"x", "video/mp4", "is a film"),
        (b"PK\x03\x04", "", "is a packed file .*"),
        (b'{"a": 1}', "application/json", "is JSON, and no feed"),
        (b"[1, 2]", "", "is JSON, and no feed"),
        (b'<?xml version="1.0"?><urlset></urlset>', "application/xml", "is a sitemap, and no feed"),
        (b'<?xml version="1.0"?><note>x</note>', "text/xml", "is XML, and no feed"),
    ],
)
def test_what_cannot_be_read_is_named_with_what_can(body: bytes, kind: str, what: str, network: Network) -> None:
    with pytest.raises(NotText, match=rf"{what}; what can be read: .*any web page"):
        read(network, body, kind)


def test_a_text_that_is_too_long_is_cut_and_said_to_be(network: Network) -> None:
    page = b"<title>Long</title>" + b"".join(b"<p>%d is a number of many.</p>" % n for n in range(20_000))
    for body in (page, b"word " * 100_000):
        collected = read(network, body)
        assert len(collected.posts[0].text) < 300_000
        assert ["too long" in problem for problem in collected.problems] == [True]


@pytest.mark.parametrize("body", [b"", b" \n", b"<html></html>"])
def test_nothing_is_said_to_be_nothing(body: bytes, network: Network) -> None:
    with pytest.raises(Damaged, match="nothing"):
        read(network, body)


def test_bytes_that_are_no_text_are_said_to_be_none(network: Network) -> None:
    with pytest.raises(NotText, match="no text"):
        read(network, bytes(range(256)))


def test_robots_txt_is_asked_and_obeyed(network: Network) -> None:
    rules = {"https://www.lantern.example/robots.txt": (200, b"User-agent: *\nDisallow: /a/")}
    client, table = network({**rules, URL: (200, PAGE)})
    with pytest.raises(
        Disallowed, match=r"robots\.txt of lantern\.example does not let programs read .* open it in a browser"
    ):
        asyncio.run(Article.read(client, URL))
    assert table.asked == ["https://www.lantern.example/robots.txt"]


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (401, "it wants an account; open it in a browser"),
        (403, "read by programs; open it in a browser"),
        (404, "nothing at this address; check it"),
        (410, "gone for good"),
        (451, "legal reasons"),
        (418, "status 418"),
    ],
)
def test_a_refusal_says_what_a_reader_can_do(status: int, says: str, network: Network) -> None:
    with pytest.raises(Refused, match=says) as refused:
        asyncio.run(Article.read(network({URL: (status, b"<html>no")})[0], URL))
    assert refused.value.status == status
    with pytest.raises(ServerFailed):
        asyncio.run(Article.read(network({URL: (502, b"")})[0], URL))
