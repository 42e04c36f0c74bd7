"""Do the products of Product Hunt's feed become a ranked list, whatever comes?"""

import asyncio
import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.errors import CollectError, NotText, Refused, WrongShape
from collector.http.answer import Response
from collector.http.client import Client
from collector.source import Collected, Options
from collector.sources.producthunt import PRODUCTS_FEED, ProductHunt, parse_products

HERE = Path(__file__).parent / "producthunt"
ATOM = "{http://www.w3.org/2005/Atom}"
Network = Callable[[Mapping[str, tuple[int, bytes]]], tuple[Client, Any]]
Answer = Callable[[bytes], Response]
Sound = Callable[[Collected], None]


def parsed(answer: Response, now: datetime) -> Collected:
    return parse_products(answer, "producthunt", now)


def rows(collected: Collected) -> dict[str, Any]:
    """What was collected in the form of the files: what is unset, and what is the same for all, is left out."""
    common = {"source", "collected_at", "seen_at"}
    lists = ("posts", "trends", "sightings")
    found = {
        name: [row.model_dump(mode="json", exclude_none=True, exclude=common) for row in getattr(collected, name)]
        for name in lists
    }
    return {**found, "problems": list(collected.problems)}


def test_a_payload_becomes_what_stands_beside_it(answer: Answer, now: datetime, sound: Sound) -> None:
    collected = parsed(answer((HERE / "feed_kinds.xml").read_bytes()), now)
    sound(collected)
    assert rows(collected) == json.loads((HERE / "feed_kinds.becomes.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ((HERE / "feed_nameless.xml").read_bytes(), WrongShape),
        ((HERE / "feed_page.html").read_bytes(), WrongShape),
        (b'{"errors": []}', WrongShape),
        (b"", NotText),
    ],
    ids=["nameless", "page", "JSON", "nothing"],
)
def test_what_is_no_feed_of_products_is_named(
    body: bytes, error: type[CollectError], answer: Answer, now: datetime
) -> None:
    with pytest.raises(error):
        parsed(answer(body), now)


def test_a_tagline_that_speaks_of_discussion_is_kept(answer: Answer, now: datetime) -> None:
    body = (HERE / "feed_kinds.xml").read_bytes()
    found = parsed(answer(body.replace(b"An LLM for lighthouses", b"Discussion | Link | Poll, for lighthouses")), now)
    assert "\n\nDiscussion | Link | Poll, for lighthouses" in found.posts[0].text
    assert "\n\nDiscussion | Link\n" not in f"{found.posts[0].text}\n"


def test_it_is_read_as_it_is_collected_and_each_time_in_full(network: Network, sound: Sound) -> None:
    answers = {PRODUCTS_FEED: (200, (HERE / "feed_kinds.xml").read_bytes())}
    client, table = network(answers)
    source = ProductHunt.named("", Options())
    collected = asyncio.run(source.collect(client))
    sound(collected)
    assert asyncio.run(ProductHunt.read(client, PRODUCTS_FEED)) == collected
    assert {post.source for post in collected.posts} == {"producthunt"}
    assert table.asked == [PRODUCTS_FEED, PRODUCTS_FEED]
    assert not client.new_validators


@pytest.mark.parametrize(
    ("url", "known"),
    [
        ("https://www.producthunt.com/feed", True),
        ("https://producthunt.com/feed/?category=undefined", True),
        ("https://www.producthunt.com/products/faro", False),
        ("https://example.org/feed", False),
        ("ftp://www.producthunt.com/feed", False),
        ("http://[", False),
    ],
)
def test_only_its_feed_can_be_read(url: str, known: bool, network: Network) -> None:
    assert ProductHunt.recognises(url) is known
    if not known:
        with pytest.raises(Refused, match="not the feed of Product Hunt"):
            asyncio.run(ProductHunt.read(network({})[0], url))


def test_it_has_one_feed() -> None:
    with pytest.raises(ValueError, match="write producthunt"):
        ProductHunt.named("tech", Options())


@given(data=st.data())
def test_changed_bytes_are_read_or_are_a_named_error(
    data: st.DataObject, answer: Answer, now: datetime, sound: Sound
) -> None:
    body = (HERE / "feed_kinds.xml").read_bytes()
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(body)))
        end = data.draw(st.integers(start, min(len(body), start + 200)))
        junk = data.draw(
            st.one_of(st.binary(max_size=20), st.sampled_from([b"<![", b"&#0;", b"<?", b"</entry><entry>"]))
        )
        body = body[:start] + junk + body[end:]
    with suppress(CollectError):
        sound(parsed(answer(body), now))


@pytest.mark.shared
def test_nothing_of_the_recording_is_lost_or_invented(
    shared: Path, answer: Answer, now: datetime, sound: Sound
) -> None:
    path = shared / "data" / "payloads" / "product_hunt" / "producthunt_feed.xml"
    if not path.is_file():
        pytest.skip("the recording of Product Hunt is not at hand")
    collected = parsed(answer(path.read_bytes()), now)
    sound(collected)
    entries = list(ET.fromstring(path.read_bytes()).iter(f"{ATOM}entry"))
    assert len(entries) == 50
    assert [sighting.trend for sighting in collected.sightings] == [entry.findtext(f"{ATOM}id") for entry in entries]
    assert [sighting.rank for sighting in collected.sightings] == list(range(1, 51))
    assert not collected.problems
    for post, entry in zip(collected.posts, entries, strict=True):
        link = entry.find(f"{ATOM}link")
        published = datetime.fromisoformat(entry.findtext(f"{ATOM}published") or "").astimezone(UTC)
        tagline = unescape(re.sub(r"<[^>]+>", " ", (entry.findtext(f"{ATOM}content") or "").partition("</p>")[0]))
        title = " ".join((entry.findtext(f"{ATOM}title") or "").split())
        assert link is not None
        assert (post.title, post.url, post.created_at) == (title, link.get("href"), published)
        assert post.author == entry.findtext(f"{ATOM}author/{ATOM}name")
        assert post.text.split() == [*title.split(), *tagline.split()]
