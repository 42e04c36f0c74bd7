"""Fifty sources, of which ten hang, ten refuse and ten send rubbish: does the run end, and are the others whole?

Every source has a server of its own on loopback, which is real and says what no framework would.
"""

import asyncio
import gzip
import json
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from analysis.analyse import analyse
from analysis.explaining.contract import unexplained
from analysis.lexicon.lexicon import load_lexicon
from db.models import Outcome, State
from db.store import Store
from reports.words import page_words
from unjargon.settings import Settings
from unjargon.work.digests import digest_text

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
Speak = Callable[[Any], Awaitable[None]]  # how a server answers what it is asked: a path, a reader and a writer
Collect = Callable[[Sequence[Any]], list[Outcome]]


class Neighbour(NamedTuple):
    """A source ({place} is its server's host and port), how its server speaks, and what must come of it."""

    source: str
    speak: Speak
    state: State
    cause: str  # in the message, as a regular expression


# --- ways to speak ---------------------------------------------------------------------------------------------------


def answer(body: bytes, status: int = 200, kind: str = "application/json", more: str = "") -> bytes:
    head = (
        f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n{more}\r\n"
    )
    return head.encode() + body


NOT_THERE = answer(b"", 404)


def says(*pieces: bytes, and_hangs: bool = False) -> Speak:
    async def speak(asked: Any) -> None:
        for piece in pieces:
            asked.writer.write(piece)
            await asked.writer.drain()
        if and_hangs:
            await asked.reader.read()  # until the other side leaves

    return speak


def repeats(head: bytes, piece: bytes, pause: float = 0) -> Speak:
    async def speak(asked: Any) -> None:
        asked.writer.write(head)
        while True:
            asked.writer.write(piece)
            await asked.writer.drain()
            await asyncio.sleep(pause)

    return speak


def by_path(answers: Mapping[str, Speak], otherwise: Speak) -> Speak:
    async def speak(asked: Any) -> None:
        await answers.get(asked.path.partition("?")[0], otherwise)(asked)

    return speak


async def nobody(asked: Any) -> None:
    """For servers that are not ours to write: they are never reached."""
    raise AssertionError(asked)


SILENT = says(and_hangs=True)
TEXT = "HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"
BOMB = b'<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><rss><channel><title>&b;</title></channel></rss>'

# --- the thirty ------------------------------------------------------------------------------------------------------

FEED, SECURE, FORUM, SERVER = "feed:http://{place}/", "feed:https://{place}/", "discourse:{place}", "mastodon:{place}"
IN_TIME = "did not answer in time"
LOST, DEAF, SHUT = "feed:http://lost.example/", "feed:http://{deaf}/", "feed:http://{shut}/"

HANG = [
    Neighbour(LOST, nobody, State.UNREACHABLE, IN_TIME),  # nobody knows where its name leads
    Neighbour(DEAF, nobody, State.UNREACHABLE, IN_TIME),  # does not take connections
    Neighbour(SECURE, SILENT, State.UNREACHABLE, IN_TIME),  # says nothing of TLS
    Neighbour(FEED, SILENT, State.UNREACHABLE, IN_TIME),
    Neighbour(FEED, says(b"HTTP/1.1 200 OK\r\nContent-", and_hangs=True), State.UNREACHABLE, IN_TIME),
    Neighbour(
        FEED, says(f"{TEXT}Content-Length: 99\r\n\r\n<rss>".encode(), and_hangs=True), State.UNREACHABLE, IN_TIME
    ),
    Neighbour(
        FEED,
        says(f"{TEXT}Transfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n".encode(), and_hangs=True),
        State.UNREACHABLE,
        IN_TIME,
    ),
    Neighbour(
        FEED,
        by_path({"/": says(answer(b"", 302, more="Location: /elsewhere\r\n"))}, SILENT),
        State.UNREACHABLE,
        f"/elsewhere {IN_TIME}",
    ),
    Neighbour(FORUM, SILENT, State.UNREACHABLE, rf"/robots\.txt {IN_TIME}"),
    Neighbour(SERVER, SILENT, State.UNREACHABLE, f"/api/v1/trends/tags {IN_TIME}"),
]
REFUSE = [
    *(
        Neighbour(FEED, says(answer(b"", status)), State.REFUSED, f"refused with status {status}")
        for status in (401, 403, 404, 410, 451)
    ),
    Neighbour(FEED, says(answer(b"", 429, more="Retry-After: 3600\r\n")), State.WAIT, "asks to wait until .*07:00:00"),
    Neighbour(FORUM, says(answer(b"User-agent: *\nDisallow: /")), State.REFUSED, r"robots\.txt of .* does not let"),
    Neighbour(SHUT, nobody, State.UNREACHABLE, "cannot be reached: it takes no connections"),
    Neighbour(
        SECURE,
        says(answer(b"plain HTTP here", 400)),
        State.UNREACHABLE,
        "cannot be reached: it has no secure connection",
    ),
    Neighbour(FEED, says(answer(b"", 301, more="Location: /\r\n")), State.DAMAGED, "redirects more than 5 times"),
]
RUBBISH = [
    Neighbour(SERVER, says(answer(b"<!doctype html><title>Down")), State.DAMAGED, r"a page \(HTML\) instead of JSON"),
    Neighbour(FEED, says(answer(b"\x89PNG\r\n\x1a\n\0\0\xff" * 99)), State.DAMAGED, "is not a feed: something else"),
    Neighbour(FEED, says(answer(b"")), State.DAMAGED, "answered with nothing"),
    Neighbour(FEED, says(answer(BOMB)), State.DAMAGED, "entities made of entities"),
    Neighbour(
        FEED,
        says(answer(gzip.compress(b"<rss>" * 999)[:-9], more="Content-Encoding: gzip\r\n")),
        State.DAMAGED,
        "damaged gzip",
    ),
    Neighbour(
        FEED,
        says(answer(gzip.compress(b"\0" * 9_000_000), more="Content-Encoding: gzip\r\n")),
        State.DAMAGED,
        "more than 200,000 bytes",
    ),
    Neighbour(
        FORUM,
        by_path({"/hot.json": says(answer(b'{"topic_list": []}'))}, says(NOT_THERE)),
        State.DAMAGED,
        "another shape .*: topic_list",
    ),
    Neighbour(SERVER, says(answer(b'[{"name": "\xff\xfe"}]')), State.DAMAGED, "something that is not JSON"),
    Neighbour(FEED, repeats(b"HTTP/1.1 200 OK\r\nX: ", b"y" * 9_999), State.UNREACHABLE, "does not speak HTTP"),
    Neighbour(FEED, repeats(f"{TEXT}\r\n<rss>".encode(), b" ", pause=0.05), State.UNREACHABLE, IN_TIME),
]

# --- the twenty ------------------------------------------------------------------------------------------------------


class Good(NamedTuple):
    """A source that answers, and the texts of each of its threads."""

    source: str
    speak: Speak
    threads: Mapping[str, Sequence[str]]


def feed(number: int) -> Good:
    """RSS, Atom or JSON Feed, in turn."""
    titles = [f"Kettle {number} boils {times}" for times in ("once", "twice", "again")]
    items = [(f"urn:{number}:{place}", title) for place, title in enumerate(titles)]
    rss = "".join(f"<item><guid>{key}</guid><title>{title}</title></item>" for key, title in items)
    atom = "".join(f"<entry><id>{key}</id><title>{title}</title></entry>" for key, title in items)
    listed = [{"id": key, "title": title} for key, title in items]
    body = (
        f'<rss version="2.0"><channel>{rss}</channel></rss>',
        f'<feed xmlns="http://www.w3.org/2005/Atom">{atom}</feed>',
        json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Kettles", "items": listed}),
    )[number % 3]
    return Good(FEED, says(answer(body.encode(), kind="text/plain")), {key: [title] for key, title in items})


def server(number: int) -> Good:
    """One that speaks as Mastodon does: a tag, no links, a status with two answers."""

    def status(key: int, text: str, under: str | None = None) -> dict[str, object]:
        told = {"id": f"{number}0{key}", "content": f"<p>{text}</p>", "account": {"acct": "mira"}}
        return {**told, "in_reply_to_id": under, "replies_count": 2, "created_at": f"2026-11-24T05:0{key}:00Z"}

    first, *others = [f"Whose kettle is {number}?", "Mine.", "No, mine."]
    root = status(0, first)
    below = [status(key, text, f"{number}00") for key, text in enumerate(others, 1)]
    answers = {
        "/api/v1/trends/tags": [{"name": f"Kettles{number}"}],
        "/api/v1/trends/links": [],
        "/api/v1/trends/statuses": [root],
        f"/api/v1/statuses/{number}00/context": {"ancestors": [], "descendants": below},
    }
    speak = by_path({path: says(answer(json.dumps(body).encode())) for path, body in answers.items()}, says(NOT_THERE))
    tag = f"Kettles{number}"
    return Good(SERVER, speak, {f"tag:{tag}": [f"#{tag}"], f"{number}00": [first, *others]})


def forum(number: int, topic: Speak | None = None) -> Good:
    """One topic with two posts; with `topic`, what is said to those who ask for it."""
    title, first, second = f"Kettle {number} whistles", "It does so at noon.", "And at one."
    known = {"id": 7, "title": title, "slug": "kettle", "posts_count": 2}
    cooked = [
        {"id": key, "post_number": key, "cooked": f"<p>{text}</p>", "username": "mira"}
        for key, text in enumerate((first, second), 1)
    ]
    whole = {**known, "post_stream": {"posts": cooked, "stream": [1, 2]}}
    answers = {
        "/hot.json": says(answer(json.dumps({"topic_list": {"topics": [known]}}).encode())),
        "/t/7.json": topic or says(answer(json.dumps(whole).encode())),
    }
    texts = [title] if topic else [f"{title}\n\n{first}", second]
    return Good(FORUM, by_path(answers, says(NOT_THERE)), {"7/1": texts})


GOOD = [*map(feed, range(12)), *map(server, range(1, 5)), *map(forum, range(4))]

# --- the tests -------------------------------------------------------------------------------------------------------


def assert_whole(good: Good, outcome: Outcome, store: Store) -> None:
    assert (outcome.state, outcome.message) == (State.OK, "")
    for thread, texts in good.threads.items():
        assert [post.text for post in store.posts(outcome.source, thread)] == texts
    assert outcome.posts == sum(map(len, good.threads.values()))


def test_thirty_bad_neighbours_cost_the_other_twenty_nothing(store: Store, collected: Collect) -> None:
    bad = [*HANG, *REFUSE, *RUBBISH]
    assert (len(HANG), len(REFUSE), len(RUBBISH), len(GOOD)) == (10, 10, 10, 20)
    outcomes = collected([*bad, *GOOD])

    for good, outcome in zip(GOOD, outcomes[30:], strict=True):
        assert_whole(good, outcome, store)
    assert store.counts()["posts"] == sum(outcome.posts for outcome in outcomes[30:])

    for neighbour, outcome in zip(bad, outcomes[:30], strict=True):
        assert outcome.state == neighbour.state, outcome.message
        assert re.search(neighbour.cause, outcome.message), outcome.message
    assert sorted(store.outcomes(), key=lambda o: o.source) == sorted(outcomes, key=lambda o: o.source)

    analyse(store, names=False)
    for language in ("en", "es"):
        assert_named(outcomes[:30], digest_text(store, NOW.date(), language, Settings()), language)


def assert_named(failed: Sequence[Outcome], page: str, language: str) -> None:
    """Each has one row of the table, with how asking it went, and the page is as whole as any."""
    head, rows = page.split("|---|---|---|\n")[-2:]
    assert page_words(language).say("answered", answered=20, asked=50) in page
    assert f"## {page_words(language).say('failures_title')}" in head
    table = rows.partition("\n\n")[0].splitlines()
    assert len(table) == len(failed)
    for outcome in failed:
        happened = outcome.message.partition("; ")[0][:60]
        assert sum(f"`{happened}" in row for row in table) == 1, happened
    assert unexplained(page, language, load_lexicon()) == []


def test_a_source_that_hangs_in_the_middle_gives_what_it_has(store: Store, collected: Collect) -> None:
    (outcome,) = collected([forum(1, topic=SILENT)])
    assert (outcome.state, outcome.trends) == (State.PARTIAL, 1)
    assert re.search(f"/t/7 could not be read: .*/t/7.json {IN_TIME}", outcome.message)
    assert [post.title for post in store.posts(outcome.source, "7/1")] == ["Kettle 1 whistles"]
