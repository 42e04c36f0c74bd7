"""Which source reads an address, and what is read where its server does not speak the interface?"""

import asyncio
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from collector.errors import AskedToWait, CollectError, Refused, ServerFailed
from collector.http.client import Client
from collector.payloads.reading import read_first
from collector.source import Collected, Reader
from collector.sources import readers_for, supported
from collector.sources.article import Article
from collector.sources.bluesky import Bluesky
from collector.sources.discourse import Discourse
from collector.sources.feed import Feed
from collector.sources.mastodon import Mastodon
from collector.sources.supported import readable_files

Network = Callable[[Mapping[str, tuple[int, bytes]]], tuple[Client, Any]]


def read(client: Client, url: str) -> Collected:
    return asyncio.run(read_first(client, url, readers_for(url)))


def body(value: object) -> tuple[int, bytes]:
    return 200, json.dumps(value).encode()


PAGE = b"<html><head><title>How we write</title></head><body><p>With a pencil, and with an LLM.</p></body></html>"
STATUS = ("https://social.example/@ana/100000203", "https://social.example/api/v1/statuses/100000203")
TOPIC = ("https://forum.example/t/title/700", "https://forum.example/t/700.json")


@pytest.mark.parametrize(
    ("url", "readers"),
    [
        ("https://example.org/about", [Article]),
        ("https://example.org/feed/how-we-work", [Feed, Article]),
        (STATUS[0], [Mastodon, Article]),
        (TOPIC[0], [Discourse, Article]),
        ("at://did:plc:cy/app.bsky.feed.post/r2", [Bluesky]),
        ("ftp://example.org/x", []),
        ("mailto:ana@example.org", []),
        ("http://[", []),
        ("", []),
    ],
)
def test_an_address_is_tried_by_its_form_and_as_an_article_at_last(url: str, readers: list[type[Reader]]) -> None:
    assert list(readers_for(url)) == readers


def test_a_message_names_what_can_be_read() -> None:
    assert all(part in supported() for part in ("Mastodon", "Discourse", "feed", "any web page"))
    assert readable_files().startswith("answers of Hacker News, Mastodon, Bluesky, ")
    assert readable_files().endswith(" and Discourse; feeds; web pages; text")


@pytest.mark.parametrize(
    "answered",
    [
        (404, b"<html>Not found</html>"),
        (404, b'{"status": 404, "error": "Not Found"}'),
        (404, b'{"error": {"code": 404}}'),
        (403, b"Forbidden"),
        (410, b""),
        (200, PAGE),
        (200, b'{"id": 1}'),
        (200, b"[" * 100_000),
        (302, b""),
    ],
    ids=["page", "more than an error", "another error", "words", "nothing", "200", "shape", "damage", "to nowhere"],
)
@pytest.mark.parametrize(("url", "call"), [STATUS, TOPIC])
def test_where_the_server_does_not_speak_the_interface_its_page_is_read(
    url: str, call: str, answered: tuple[int, bytes], network: Network
) -> None:
    status, content = answered
    client, table = network({call: (status, {"location": "gopher://x"}, content), url: (200, PAGE)})
    (post,) = read(client, url).posts
    assert (post.title, post.text) == ("How we write", "How we write\n\nWith a pencil, and with an LLM.")
    assert [asked for asked in table.asked if "robots" not in asked] == [call, url]


@pytest.mark.parametrize(
    ("answered", "error", "says"),
    [
        ((404, b'{"error": "Record not found"}'), Refused, "Record not found"),
        ((401, b'{"error": "This method requires an authenticated user"}'), Refused, "authenticated user"),
        ((403, b'{"error": "x", "error_description": "not for you"}'), Refused, "not for you"),
        ((429, b""), AskedToWait, "asks to wait"),
        ((500, b""), ServerFailed, "failed with status 500"),
    ],
)
def test_a_server_that_speaks_the_interface_and_says_no_is_believed(
    answered: tuple[int, bytes], error: type[CollectError], says: str, network: Network
) -> None:
    url, call = STATUS
    client, table = network({call: answered, url: (200, PAGE)})
    with pytest.raises(error, match=says):
        read(client, url)
    assert table.asked == [call]


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (404, {"errors": ["The requested URL or resource could not be found."], "error_type": "not_found"}),
        (403, {"errors": ["You need to be logged in to do that."], "error_type": "not_logged_in"}),
    ],
)
def test_a_forum_that_says_no_is_believed(status: int, fault: object, network: Network) -> None:
    url, call = TOPIC
    client, table = network({call: (status, json.dumps(fault).encode()), url: (200, PAGE)})
    with pytest.raises(Refused, match=str(status)):
        read(client, url)
    assert url not in table.asked


def test_a_forum_whose_robots_txt_shuts_the_interface_is_read_as_a_page(network: Network) -> None:
    url, _ = TOPIC
    rules = {"https://forum.example/robots.txt": (200, b"User-agent: *\nDisallow: /*.json")}
    assert read(network({**rules, url: (200, PAGE)})[0], url).posts[0].source == "article:forum.example"


def test_what_fails_after_the_status_came_is_no_reason_to_read_the_page(payloads: Path, network: Network) -> None:
    url, call = STATUS
    both = json.loads((payloads / "mastodon" / "thread-middle.json").read_text(encoding="utf-8"))
    client, table = network({call: body(both["status"]), url: (200, PAGE)})
    with pytest.raises(Refused):
        read(client, url)
    assert url not in table.asked


@pytest.mark.parametrize("url", ["https://example.org/feed/how-we-work", "https://example.org/news/rss/"])
def test_a_page_whose_address_looks_like_that_of_a_feed_is_read(url: str, network: Network) -> None:
    assert read(network({url: (200, PAGE)})[0], url).posts[0].title == "How we write"
