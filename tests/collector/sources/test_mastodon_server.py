"""Is what people say on a running server of Mastodon's interface stored whole, once, and as they said it?

The server is `mastodon_mock`: its own routes, threads, database and HTML, on a port of loopback.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mastodon_mock.config import MastodonMockConfig, SeedAccount, SeedConfig
from mastodon_mock.testing.server import MockServer

from collector.errors import Refused, Unreachable
from collector.http.client import Client
from collector.http.clock import SystemClock
from collector.http.limits import Limits
from collector.http.recording import ReplayClock, unhurried
from collector.http.transport import VettingTransport
from collector.payloads.reading import read_first
from collector.runs.collect import collect_once
from collector.settings import CollectorSettings
from collector.source import Collected, Options
from collector.sources import readers_for, source_named
from db.models import Outcome, Post, State
from db.store import Store

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
PEOPLE = ("ana", "bo", "cy")


@dataclass(frozen=True)
class Island:
    """A server, and the people on it."""

    server: MockServer

    @property
    def source(self) -> str:
        return f"mastodon:{self.server.base_url}"

    def ask(self, method: str, path: str, who: str = "ana", **params: Any) -> Any:
        url = f"{self.server.base_url}/api/v1/{path}"
        answer = httpx.request(method, url, json=params, headers={"authorization": f"Bearer {who}"}, trust_env=False)
        return answer.raise_for_status().json()

    def say(self, who: str, text: str, to: str | None = None, **more: Any) -> str:
        """The id of a new status."""
        said = self.ask("POST", "statuses", who, status=text, in_reply_to_id=to, **more)
        return str(said["id"])

    def fail(self, path: str, **effect: Any) -> None:
        """From now on these paths (a regular expression) are not answered as they should be."""
        self.ask("POST", "_mock/faults", match={"path_regex": path}, effect=effect)


@pytest.fixture(scope="session")
def running() -> Iterator[MockServer]:
    people = [SeedAccount(username=name, access_token=name) for name in PEOPLE]
    config = MastodonMockConfig(url_scheme="http", seed=SeedConfig(accounts=people))
    with MockServer(config=config) as server:
        config.domain = f"127.0.0.1:{server.port}"  # the port is known only now; links name it
        yield server


def emptied(server: MockServer) -> Island:
    island = Island(server)
    island.ask("DELETE", "_mock/faults")
    island.ask("POST", "_mock/reset")
    return island


@pytest.fixture
def island(running: MockServer) -> Island:
    """The server, on which nothing has been said."""
    return emptied(running)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "store.db") as opened:
        yield opened


def run(island: Island, store: Store, at: datetime = NOW, **options: Any) -> Outcome:
    """What comes of one run over the network, for a reader who has allowed private addresses."""
    reading = CollectorSettings(allow_private=True, contact="ana@example.org")
    source = source_named(island.source, Options(**options))
    (outcome,) = collect_once([source], store, reading, pace=unhurried, by_name=True, clock=ReplayClock(at))
    return outcome


def read(url: str, *, allow_private: bool = True) -> Collected:
    """The thread at an address, as `unjargon explain` reads it."""
    limits = Limits(allow_private=allow_private)

    async def ask() -> Collected:
        transport = VettingTransport(connect=limits.connect, allow_private=allow_private)
        async with Client(SystemClock(), transport=transport, limits=limits, pace=unhurried) as client:
            return await read_first(client, url, readers_for(url))

    return asyncio.run(ask())


def told(posts: Sequence[Post]) -> dict[str, tuple[str | None, str | None, str]]:
    """By id: what is answered, by whom, with which words."""
    return {post.external_id: (post.parent, post.author, post.text) for post in posts}


# --- one long conversation -------------------------------------------------------------------------------------------

# what is written, and what of it is read; where nothing is named, the same
WORDS: Mapping[str, tuple[str, str | None]] = {
    "entities": ('R&D says 3 < 5 && 7 > 6, &amp; stays &amp;, "so" it\'s <b>not</b> bold', None),
    "right to left": ("مرحبا بكم: TPU أسرع\n\nשלום, וגם \u2067TPU\u2069 כאן", None),
    "code": ("Try `x = a < b && c[0]` first", "Try x = a < b && c[0] first"),
    "lines": ("first line\nsecond line\n\nanother paragraph", None),
    "emoji and accents": ("¿Qué es el ZK? 🧑‍🚀 cafe\u0301", "¿Qué es el ZK? 🧑‍🚀 café"),
    "mention": ("@ana it is TP [tensor parallelism], isn't it?", None),
    "emphasis": ("**never** share your ~~old~~ *private* key", "never share your old private key"),
}


@dataclass(frozen=True)
class Conversation:
    root: str
    answers: Mapping[str, str]  # by what they are, their ids
    told: Mapping[str, tuple[str | None, str | None, str]]


@pytest.fixture
def conversation(island: Island) -> Conversation:
    root = island.say("ana", "Which chips do you train on? #hardware")
    expected: dict[str, tuple[str | None, str | None, str]] = {
        root: (None, "ana", "Which chips do you train on? #hardware")
    }
    answers: dict[str, str] = {}

    def answer(what: str, who: str, text: str, to: str, becomes: str | None = None, **more: Any) -> None:
        answers[what] = island.say(who, text, to, **more)
        expected[answers[what]] = (to, who, becomes or text)

    above = root
    for what, (written, becomes) in WORDS.items():
        answer(what, "bo", written, above, becomes)
        above = answers[what]  # each answers the one before
    answer("unlisted", "cy", "not on the lists", root, visibility="unlisted")
    answer(
        "warning", "cy", "The TPU wins", root, "Results & spoilers\n\nThe TPU wins", spoiler_text="Results & spoilers"
    )
    choices = {"options": ["TPU", "GPU < 3"], "expires_in": 3600, "multiple": False}
    answer("poll", "ana", "Vote", root, "Vote\n\n• TPU\n• GPU < 3", poll=choices)
    link = "see https://faro.example/a?b=1&c=2"
    answer(
        "link", "ana", link, answers["poll"], f"{link}\n\nExample link"
    )  # the title of the page, as this server has it
    island.ask("DELETE", f"statuses/{island.say('bo', 'said too much', root)}", "bo")
    return Conversation(root, answers, expected)


def test_a_conversation_is_stored_as_it_was_said(island: Island, store: Store, conversation: Conversation) -> None:
    before = datetime.now(UTC)
    outcome = run(island, store)
    posts = store.posts(island.source, conversation.root)
    assert told(posts) == conversation.told
    assert (outcome.state, outcome.message) == (State.OK, "")
    assert outcome.posts == store.counts()["posts"] == len(conversation.told) + len(["#hardware"])
    for post in posts:
        assert post.created_at is not None
        assert post.created_at.tzinfo is UTC
        assert abs(post.created_at - before) < timedelta(hours=1)
        assert post.url == f"{island.server.base_url}/@{post.author}/{post.external_id}"
    (warned,) = (post for post in posts if post.external_id == conversation.answers["warning"])
    assert warned.title == "Results & spoilers"


def test_what_is_read_by_its_address_is_what_is_collected(
    island: Island, store: Store, conversation: Conversation
) -> None:
    run(island, store)
    collected = {post.external_id: post.url for post in store.posts(island.source, conversation.root)}
    for key in (conversation.root, conversation.answers["code"], conversation.answers["link"]):
        thread = read(str(collected[key]))
        assert told(thread.posts).items() <= conversation.told.items()
        assert {post.thread for post in thread.posts} == {conversation.root}
        assert {post.source for post in thread.posts} == {island.source}
    assert told(read(str(collected[conversation.root])).posts) == conversation.told


def test_the_lists_are_ranked_as_the_server_ranks_them(island: Island, store: Store) -> None:
    quiet = island.say("ana", "a #tpu and a #gpu")
    loved = island.say("bo", "another #tpu")
    for who in ("ana", "cy"):
        island.ask("POST", f"statuses/{loved}/favourite", who)
    island.ask("POST", f"statuses/{quiet}/favourite", "bo")
    island.ask("POST", f"statuses/{quiet}/reblog", "cy")
    run(island, store)
    ranked = [("tag:tpu", 1, 2), ("tag:gpu", 2, 1), (loved, 1, 2), (quiet, 2, 1)]
    history = store.trend_history([(island.source, key) for key, _, _ in ranked], NOW + timedelta(days=1))
    found = [(seen.trend, seen.rank, seen.volume) for sightings in history.values() for seen in sightings]
    assert found == ranked
    assert store.counts()["trends"] == len(ranked)


def test_collecting_again_adds_only_what_is_new(island: Island, store: Store, conversation: Conversation) -> None:
    first = run(island, store)
    counts, posts = store.counts(), store.posts(island.source, conversation.root)
    again = run(island, store)
    assert (again, store.counts()) == (first, counts)
    assert store.posts(island.source, conversation.root) == posts
    new = island.say("bo", "late to this", conversation.answers["poll"])
    island.ask("PUT", f"statuses/{conversation.root}", status="Which chips do you train on, and why? #hardware")
    island.ask("DELETE", f"statuses/{conversation.answers['link']}")
    run(island, store, NOW + timedelta(hours=1))
    assert store.counts()["posts"] == counts["posts"] + 1
    expected = {
        **conversation.told,
        conversation.root: (None, "ana", "Which chips do you train on, and why? #hardware"),
        new: (conversation.answers["poll"], "bo", "late to this"),
    }
    # what was deleted there later stays, as it was read
    assert told(store.posts(island.source, conversation.root)) == expected


def test_an_answer_to_what_is_gone_keeps_its_place(island: Island, store: Store) -> None:
    gone = island.say("ana", "I regret this")
    answer = island.say("bo", "why?", gone)
    island.ask("DELETE", f"statuses/{gone}")
    run(island, store)
    assert told(store.posts(island.source, gone)) == {gone: (None, None, ""), answer: (gone, "bo", "why?")}


def test_what_is_quoted_or_boosted_is_the_others_and_told_once(island: Island, store: Store) -> None:
    original = island.say("ana", "LLMs are autocomplete")
    quoting = island.say("bo", "not so", quoted_status_id=original)
    boost = island.ask("POST", f"statuses/{original}/reblog", "cy")
    run(island, store)
    assert told(read(boost["url"]).posts) == {original: (None, "ana", "LLMs are autocomplete")}
    assert told(store.posts(island.source, original)) == {original: (None, "ana", "LLMs are autocomplete")}
    assert told(store.posts(island.source, quoting)) == {quoting: (None, "bo", "not so")}
    assert store.counts()["posts"] == 2


def test_a_server_with_nothing_to_say_is_empty(island: Island, store: Store) -> None:
    assert run(island, store).state is State.EMPTY
    assert (store.counts()["posts"], store.counts()["trends"]) == (0, 0)


# --- whatever is said, to whomever -----------------------------------------------------------------------------------

SAYINGS = st.lists(
    st.sampled_from(["TP & PP", "a < b > c", "&lt;", "שלום TPU", "línea\notra", "x\n\ny", "🚀", 'it\'s "so"', "DP?"]),
    min_size=1,
    max_size=3,
).map(" ".join)


@settings(max_examples=15)
@given(st.lists(st.tuples(st.sampled_from(PEOPLE), SAYINGS, st.integers(0, 9)), min_size=1, max_size=10))
def test_nothing_is_lost_doubled_or_invented(running: MockServer, said: list[tuple[str, str, int]]) -> None:
    island = emptied(running)
    expected: dict[str, tuple[str | None, str | None, str]] = {}
    for who, text, number in said:
        earlier = [*expected, None]
        to = earlier[number % len(earlier)]
        expected[island.say(who, text, to)] = (to, who, text)
    with TemporaryDirectory() as folder, Store.open(Path(folder) / "store.db") as store:
        assert run(island, store).state is State.OK
        roots = [key for key, (to, _, _) in expected.items() if to is None]
        found = store.posts_of([(island.source, root) for root in roots])
        assert told([post for thread in found.values() for post in thread]) == expected
        counts = store.counts()
        assert counts["posts"] == len(expected)
        run(island, store)
        assert store.counts() == counts


# --- what it does not have, or not now -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("effect", "state", "words"),
    [
        ({"status": 404, "body": {"error": "Record not found"}}, State.REFUSED, "Record not found"),
        ({"status": 422}, State.REFUSED, "only to people who have an account there"),
        ({"status": 501}, State.FAILED, "501"),
        ({"type": "malformed"}, State.DAMAGED, "not JSON"),
    ],
)
def test_lists_that_cannot_be_had_are_named(
    island: Island, store: Store, effect: dict[str, Any], state: State, words: str
) -> None:
    island.say("ana", "a #tpu")
    island.fail("/api/v1/trends/statuses", **{"type": "status", **effect})
    outcome = run(island, store)
    assert (outcome.state, store.counts()["trends"]) == (State.PARTIAL, 1)
    assert words in outcome.message
    # of the others one is empty, and now they all fail or are
    island.fail("/api/v1/trends/tags", **{"type": "status", **effect})
    outcome = run(island, store)
    assert outcome.state is state
    assert words in outcome.message


def test_a_server_that_asks_to_wait_is_left_alone(island: Island, store: Store) -> None:
    island.fail("/api/v1/trends", type="ratelimit")
    outcome = run(island, store)
    assert (outcome.state, outcome.retry_at) == (State.WAIT, NOW + timedelta(seconds=300))


def test_a_thread_that_cannot_be_had_costs_its_answers_only(
    island: Island, store: Store, conversation: Conversation
) -> None:
    island.fail("/context", type="status", status=404)
    outcome = run(island, store, threads=1)
    assert outcome.state is State.PARTIAL
    assert "could not be read" in outcome.message
    assert told(store.posts(island.source, conversation.root)) == conversation.told


def test_a_status_that_is_not_there_is_refused(island: Island) -> None:
    with pytest.raises(Refused, match="Record not found"):
        read(f"{island.server.base_url}/@ana/123456789")


def test_an_instance_at_home_is_not_asked_unless_the_settings_say_so(island: Island) -> None:
    with pytest.raises(Unreachable, match="with allow_private"):
        read(f"{island.server.base_url}/@ana/123456789", allow_private=False)
