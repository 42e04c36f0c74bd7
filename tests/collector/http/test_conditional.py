"""Is a server asked whether something has changed, where we have it, and there alone?"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from collector.errors import NotModified
from collector.http.client import Client
from collector.http.recording import ReplayClock
from collector.runs.collect import collect
from collector.source import Source
from collector.sources import SOURCES, source_named
from db.models import Outcome, State, Validators
from db.store import Store

HERE = "https://faro.example/a.xml"
FEED = b"""<rss version="2.0"><channel><title>Faro</title><item><title>New lamp</title>
<link>https://faro.example/lamp</link><guid>lamp</guid></item></channel></rss>"""
PRECONDITIONS = ("if-none-match", "if-modified-since")

Network = Callable[..., tuple[Client, Any]]


def sent(table: Any) -> list[dict[str, str]]:
    """The preconditions of each request."""
    return [{name: asked.headers[name] for name in PRECONDITIONS if name in asked.headers} for asked in table.requests]


@dataclass
class Memory:
    known: dict[str, Validators] = field(default_factory=dict)

    def validators(self, url: str) -> Validators | None:
        return self.known.get(url)


def test_only_what_was_stored_and_is_asked_so_is_asked_conditionally(network: Network) -> None:
    memory = Memory()
    given = (200, {"etag": '"v1"', "last-modified": "then"}, b"feed")
    client, table = network({HERE: [given, given, given, (304, b"")]}, validators=memory)

    async def ask() -> None:
        branch = client.branch()
        for _ in range(2):
            assert (await branch.get(HERE, conditional=True, robots=False)).text() == "feed"
        assert client.new_validators == {}
        memory.known |= branch.new_validators
        assert (await branch.get(HERE, robots=False)).status == 200
        with pytest.raises(NotModified):
            await branch.get(HERE, conditional=True, robots=False)

    asyncio.run(ask())
    assert memory.known == {HERE: Validators(url=HERE, etag='"v1"', last_modified="then")}
    assert sent(table) == [{}, {}, {}, {"if-none-match": '"v1"', "if-modified-since": "then"}]


def run(client: Client, sources: list[Source], store: Store) -> list[Outcome]:
    return asyncio.run(collect(sources, client, store, ReplayClock(client.now())))


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ({"ETag": 'W/"v1"'}, {"if-none-match": 'W/"v1"'}),
        ({"Last-Modified": "Mon, 23 Nov 2026 06:00:00 GMT"}, {"if-modified-since": "Mon, 23 Nov 2026 06:00:00 GMT"}),
        ({"ETag": '"v1"', "Last-Modified": "then"}, {"if-none-match": '"v1"', "if-modified-since": "then"}),
    ],
)
def test_the_second_run_asks_for_changes_only(
    network: Network, given: dict[str, str], asked: dict[str, str], store: Store
) -> None:
    changed = FEED.replace(b"lamp", b"lens")
    replies = {HERE: [(200, given, FEED), (304, b""), (200, given, changed)]}
    client, table = network(replies, validators=store)
    states = []
    for posts in (1, 1, 2):
        states += [outcome.state for outcome in run(client, [source_named(f"feed:{HERE}")], store)]
        assert store.counts()["posts"] == posts
    assert states == [State.OK, State.NOT_MODIFIED, State.OK]
    assert sent(table) == [{}, asked, asked]


class KnowsAll:
    """Has stored something of every address."""

    def validators(self, url: str) -> Validators | None:
        return Validators(url=url, etag='"known"')


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.declared.kind)
def test_only_feeds_are_asked_for_changes_and_what_has_not_changed_is_said_so(
    network: Network, source: type[Source], examples: Mapping[str, tuple[str, str | None]], store: Store
) -> None:
    client, table = network({"*": (304 if source.declared.kind == "feed" else 404, b"")}, validators=KnowsAll())
    (outcome,) = run(client, [source_named(examples[source.declared.kind][0])], store)
    assert any(sent(table)) == (source.declared.kind == "feed")
    assert (outcome.state is State.NOT_MODIFIED) == (source.declared.kind == "feed")
