"""Does every source keep the contract: named, asked, and with an outcome whatever the server sends?"""

import asyncio
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from collector.errors import CollectError
from collector.http.client import Client
from collector.payloads.reading import read_first
from collector.source import Collected, Options, Source
from collector.sources import SOURCES, declaration, readers_for, source_named

BAD_BODIES = {
    "nothing": b"",
    "blanks": b" \n ",
    "a page": b"<!DOCTYPE html><html><head><title>Sorry</title></head><body>Try later</body></html>",
    "not JSON": b"{'single': quotes}",
    "cut off": b'[{"id": 1, "tit',
    "a word": b'"ok"',
    "a number": b"17",
    "null": b"null",
    "wrong types": b'[{"id": [], "name": 3, "url": {}, "history": "x"}, 4, null, [[]]]',
    "an object of another kind": b'{"items": 3, "trends": {}, "thread": [], "version": 1, "topics": null}',
    "an error": b'{"error": "Record not found"}',
    "invalid UTF-8": b'{"title": "\xff\xfe\xfa"}',
    "too deep": b"[" * 100_000,
    "NUL": b"\x00" * 100,
    "a picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "other XML": b'<?xml version="1.0"?><note><to>you</to></note>',
}


Examples = Mapping[str, tuple[str, str | None]]
Network = Callable[[Mapping[str, tuple[int, bytes]]], tuple[Client, Any]]


def outcome(asked: Any) -> Collected | CollectError:
    """What the source gave, or the named error; any other exception fails the test."""
    try:
        collected: Collected = asyncio.run(asked)
    except CollectError as error:
        return error
    return collected


def read(client: Client, url: str) -> Collected:
    return asyncio.run(read_first(client, url, readers_for(url)))


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.declared.kind)
def test_a_source_is_found_by_its_name_and_by_an_address(source: type[Source], examples: Examples) -> None:
    name, url = examples[source.declared.kind]
    named = source_named(name, Options(threads=2))
    assert isinstance(named, source)
    declared = source.declared
    assert (named.name, declaration(name)) == (name, declared)
    assert declared.unchanged > declared.interval >= timedelta(minutes=10)
    assert url is None or readers_for(url)[0] is source


@pytest.mark.parametrize("damage", BAD_BODIES)
@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.declared.kind)
def test_whatever_a_server_sends_is_an_outcome(
    source: type[Source], damage: str, network: Network, examples: Examples
) -> None:
    name, url = examples[source.declared.kind]
    for asked in (source_named(name).collect, lambda client: source.read(client, url or "https://example.org/")):
        client, _ = network({"*": (200, BAD_BODIES[damage])})
        got = outcome(asked(client))
        assert isinstance(got, CollectError), f"{damage} is not taken for content"
        assert str(got)


@pytest.mark.parametrize("status", [401, 403, 404, 422, 429, 451, 500, 501, 503])
@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.declared.kind)
def test_a_refusal_or_failure_is_an_outcome(
    source: type[Source], status: int, network: Network, examples: Examples
) -> None:
    name, url = examples[source.declared.kind]
    for asked in (source_named(name).collect, lambda client: source.read(client, url or "https://example.org/")):
        client, _ = network({"*": (status, b'{"error":"no"}')})
        assert isinstance(outcome(asked(client)), CollectError)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.declared.kind)
def test_an_address_of_something_else_is_not_recognised(source: type[Source]) -> None:
    for url in ("", "nonsense", "http://[", "https://example.org/", "https://example.org/@ana", "ftp://x.example/feed"):
        assert not source.recognises(url)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("nowhere", "mastodon:HOST"),
        ("", "hackernews:best"),
        ("hackernews:jobs", ":ask"),
        ("mastodon", "mastodon:mastodon.social"),
        ("mastodon:no host", "mastodon:HOST"),
        ("mastodon:../etc", "mastodon:HOST"),
        ("mastodon:http://", "mastodon:HOST"),
        ("mastodon:http://192.168.1.5:3000/about", "mastodon:HOST"),
        ("bluesky:x", "bluesky"),
        ("google-trends:Spain", "google-trends:US"),
        ("feed:faro.example", "feed:https://"),
        ("github:../x", "github:python"),
        ("wikipedia:de", "wikipedia:es"),
        ("coingecko:solana", "coingecko"),
        ("dexscreener:trending", "dexscreener:latest"),
        ("producthunt:tech", "producthunt"),
        ("telegram:c/1", "telegram:CHANNEL"),
        ("x:spain", "x:trends24/COUNTRY"),
        ("reddit:no name", "reddit:SUBREDDIT"),
        ("discourse:forum.example/new", "discourse:HOST"),
        ("feed:file:///etc/passwd", "feed:https://"),
        ("file", "file:PATH"),
        ("file: ", "file:PATH"),
        ("file:https://faro.example/links.txt", "file:PATH"),
        ("file:a\x00b", "file:PATH"),
    ],
)
def test_a_wrong_name_says_what_a_name_looks_like(name: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        source_named(name)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("hackernews:top", "hackernews"),
        ("mastodon:Mastodon.Social", "mastodon:mastodon.social"),
        ("mastodon:https://mastodon.social/", "mastodon:mastodon.social"),
        ("mastodon:http://Pi.local:3000/", "mastodon:http://pi.local:3000"),
        ("google-trends:es", "google-trends:ES"),
        ("github:Python", "github:python"),
        ("wikipedia:ES", "wikipedia:es"),
        ("dexscreener:top", "dexscreener"),
        ("telegram:@FaroDiario", "telegram:farodiario"),
        ("x:trends24/Spain", "x:trends24/spain"),
        ("reddit:r/LocalLLaMA", "reddit:localllama"),
        ("file: notes/My links.txt", "file:notes/My links.txt"),
        ("discourse:Forum.Example/hot", "discourse:forum.example"),
    ],
)
def test_names_that_mean_the_same_are_one_source(given: str, name: str) -> None:
    assert source_named(given).name == name


# --- Google Trends and feeds --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["google-trends", "feed"])
def test_a_feed_is_read_as_it_is_collected(kind: str, payloads: Path, network: Network, examples: Examples) -> None:
    name, url = examples[kind]
    file = {"google-trends": "google_trends/trends-two.xml", "feed": "feed/feed-atom.xml"}[kind]
    answers = {url: (200, (payloads / file).read_bytes())}
    collected = asyncio.run(source_named(name).collect(network(answers)[0]))
    assert read(network(answers)[0], url) == collected
    assert {post.source for post in collected.posts} == {name}
