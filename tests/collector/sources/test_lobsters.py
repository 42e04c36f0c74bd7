"""Do the hottest stories of Lobsters become a ranked list with whole threads, where its operator agreed?"""

import asyncio
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.errors import CollectError, Refused, WrongShape
from collector.http.answer import Response
from collector.http.client import Client
from collector.source import Collected, Options
from collector.sources.lobsters import Lobsters
from collector.sources.lobsters.answers import LOBSTERS, STORIES, LobstersThread, parse_lobsters_list, parse_thread

HERE = Path(__file__).parent / "lobsters"
HOTTEST, THREAD, RULES = f"{LOBSTERS}/hottest.json", f"{LOBSTERS}/s/aaa111.json", f"{LOBSTERS}/robots.txt"
SHUT = (200, b"User-agent: *\nCrawl-delay: 1\nDisallow: /\n")
Network = Callable[[Mapping[str, tuple[int, bytes]]], tuple[Client, Any]]
Answer = Callable[[bytes], Response]
Sound = Callable[[Collected], None]
Recording = Callable[[str], bytes]
Text = Callable[[str], str]
JUNK = [{"username": []}, "aaa111", "x1x1x1"]


@pytest.fixture(autouse=True)
def nobody_agreed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LOBSTERS_CONSENT", raising=False)


def file(name: str) -> bytes:
    return (HERE / name).read_bytes()


def answers(**more: tuple[int, bytes]) -> dict[str, tuple[int, bytes]]:
    thread = more.get("thread", (200, file("thread_kinds.json")))
    return {HOTTEST: (200, file("hottest_kinds.json")), THREAD: thread, RULES: SHUT}


def agreeing(threads: int = 10) -> Lobsters:
    return Lobsters.named("", Options(threads=threads, extra={"consent": "by mail, 2026-11-20"}))


def rows(collected: Collected) -> dict[str, Any]:
    """What was collected in the form of the files: what is unset, and what is the same for all, is left out."""
    common = {"source", "collected_at", "seen_at"}
    found = {
        name: [row.model_dump(mode="json", exclude_none=True, exclude=common) for row in getattr(collected, name)]
        for name in ("posts", "trends", "sightings")
    }
    return {**found, "problems": list(collected.problems)}


def test_the_payloads_become_what_stands_beside_them(network: Network, sound: Sound) -> None:
    client, table = network(answers())
    collected = asyncio.run(agreeing().collect(client))
    sound(collected)
    assert rows(collected) == json.loads(file("collected.becomes.json"))
    assert table.asked == [HOTTEST, THREAD, f"{LOBSTERS}/s/ccc333.json"]  # bbb222 has no comments


def test_what_is_gone_keeps_its_place_and_nothing_else(answer: Answer, now: datetime) -> None:
    collected = parse_thread(answer(file("thread_kinds.json")).json(LobstersThread), "lobsters", now)
    posts = {post.external_id: post for post in collected.posts}
    for key, parent in (("c_x2x2x2", "c_x1x1x1"), ("c_aaa111", "aaa111"), ("c_zzzzzz", "aaa111")):
        assert (posts[key].text, posts[key].author, posts[key].parent) == ("", None, parent)
    assert posts["c_x3x3x3"].parent == "c_x2x2x2"


def test_where_no_parent_is_named_the_depth_tells(answer: Answer, now: datetime, sound: Sound) -> None:
    collected = parse_thread(answer(file("thread_2018.json")).json(LobstersThread), "lobsters", now)
    sound(collected)
    assert [(post.external_id, post.parent) for post in collected.posts] == [
        ("old111", None),
        ("c_c1c1c1", "old111"),
        ("c_c2c2c2", "c_c1c1c1"),
        ("c_c3c3c3", "c_c2c2c2"),
        ("c_c4c4c4", "c_c1c1c1"),
        ("c_c5c5c5", "old111"),
    ]
    assert [post.author for post in collected.posts] == ["ana", "bo", "cy", "di", "eva", "flo"]


# --- consent ---------------------------------------------------------------------------------------------------------


def test_without_consent_the_rules_of_the_site_decide(network: Network) -> None:
    client, table = network(answers())
    with pytest.raises(Refused, match=r"robots\.txt"):
        asyncio.run(Lobsters.named("", Options(extra={"consent": " "})).collect(client))
    with pytest.raises(Refused, match=r"robots\.txt"):
        asyncio.run(Lobsters.read(client, f"{LOBSTERS}/s/aaa111"))
    assert table.asked == [RULES]
    free = {**answers(), RULES: (200, b"User-agent: *\nDisallow:\n")}
    assert len(asyncio.run(Lobsters.named("", Options()).collect(network(free)[0])).trends) == 3


def test_consent_may_stand_in_the_environment(network: Network, sound: Sound, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOBSTERS_CONSENT", "yes")
    client, table = network(answers())
    collected = asyncio.run(Lobsters.read(client, f"{LOBSTERS}/s/aaa111/how_b_tree_wal_meet#c_x1x1x1"))
    sound(collected)
    assert table.asked == [THREAD]
    assert {post.thread for post in collected.posts} == {"aaa111"}
    assert not collected.trends


# --- asking ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "came", [(500, b""), (200, b"<html>"), (200, b'{"short_id": "aaa111", "title": "x"}'), (429, b"")]
)
def test_a_thread_that_cannot_be_had_is_a_problem(came: tuple[int, bytes], network: Network, sound: Sound) -> None:
    collected = asyncio.run(agreeing().collect(network(answers(thread=came))[0]))
    sound(collected)
    assert [s.rank for s in collected.sightings] == [1, 2, 3]
    assert "aaa111 could not be read" in " ".join(collected.problems)


@pytest.mark.parametrize(("threads", "asked"), [(0, 1), (1, 2), (100, 26)])
def test_no_more_threads_are_read_than_a_minute_allows(threads: int, asked: int, network: Network) -> None:
    stories = [{"short_id": f"s{number:04}", "title": "And", "comment_count": 1} for number in range(40)]
    client, table = network({HOTTEST: (200, json.dumps(stories).encode())})
    asyncio.run(agreeing(threads).collect(client))
    assert len(table.asked) == asked


def test_an_id_that_leads_elsewhere_is_not_asked_for(network: Network) -> None:
    stories = [{"short_id": "../login?", "title": "And", "comment_count": 1}]
    client, table = network({HOTTEST: (200, json.dumps(stories).encode())})
    collected = asyncio.run(agreeing().collect(client))
    assert table.asked == [HOTTEST]
    assert "no address" in collected.problems[0]


@pytest.mark.parametrize(
    ("url", "known"),
    [
        (f"{LOBSTERS}/s/aaa111", True),
        (f"{LOBSTERS}/s/aaa111/", True),
        (f"{LOBSTERS}/s/aaa111.json", True),
        (f"{LOBSTERS}/s/aaa111/how_b_tree_wal_meet#c_x1x1x1", True),
        ("http://lobste.rs/s/aaa111", True),
        (f"{LOBSTERS}/", False),
        (f"{LOBSTERS}/t/ask", False),
        (f"{LOBSTERS}/c/x1x1x1", False),
        (f"{LOBSTERS}/s/../login", False),
        ("https://example.org/s/aaa111", False),
        ("http://[", False),
    ],
)
def test_the_addresses_of_stories_are_recognised(url: str, known: bool, network: Network) -> None:
    assert Lobsters.recognises(url) is known
    if not known:
        with pytest.raises(Refused, match="no story"):
            asyncio.run(Lobsters.read(network({})[0], url))


def test_it_takes_no_argument() -> None:
    with pytest.raises(ValueError, match="write lobsters"):
        Lobsters.named("newest", Options())


# --- whatever comes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", [b'{"stories": []}', b'[{"id": 1}, 4, null]', b"null"])
def test_what_is_no_list_of_stories_is_named(body: bytes, answer: Answer, now: datetime) -> None:
    with pytest.raises(WrongShape):
        parse_lobsters_list(answer(body).json(STORIES), "lobsters", now)


@given(data=st.data())
def test_changed_payloads_are_read_or_are_a_named_error(
    data: st.DataObject, mutilated: Callable[..., Any], answer: Answer, now: datetime, sound: Sound
) -> None:
    thread = mutilated(data, json.loads(file("thread_kinds.json")), JUNK)
    stories = mutilated(data, json.loads(file("hottest_kinds.json")), JUNK)
    with suppress(CollectError):
        sound(parse_thread(answer(json.dumps(thread).encode()).json(LobstersThread), "lobsters", now))
    with suppress(CollectError):
        sound(parse_lobsters_list(answer(json.dumps(stories).encode()).json(STORIES), "lobsters", now))


# --- recordings ------------------------------------------------------------------------------------------------------


@pytest.mark.shared
@pytest.mark.parametrize("name", ["hottest_a.json", "newest_a.json", "newest_b.json"])
def test_nothing_of_a_recorded_list_is_lost_or_invented(
    name: str, recording: Recording, *, squeezed: Text, words_of: Text, answer: Answer, now: datetime, sound: Sound
) -> None:
    came = recording(f"lobsters/{name}")
    raw = json.loads(came)
    collected = parse_lobsters_list(answer(came).json(STORIES), "lobsters", now)
    sound(collected)
    assert (len(raw), collected.problems) == (25, [])
    assert [(s.trend, s.rank, s.volume) for s in collected.sightings] == [
        (story["short_id"], rank, story["score"]) for rank, story in enumerate(raw, start=1)
    ]
    for post, trend, story in zip(collected.posts, collected.trends, raw, strict=True):
        user = story["submitter_user"]
        assert post.author == (user if isinstance(user, str) else user["username"])
        assert (post.title, post.url) == (" ".join(story["title"].split()), story["comments_url"])
        assert trend.url == (story["url"] or story["comments_url"])
        assert post.created_at == datetime.fromisoformat(story["created_at"]).astimezone(UTC)
        assert squeezed(post.text) == squeezed(story["title"]) + words_of(story["description"])


@pytest.mark.shared
def test_the_words_of_a_recorded_page_are_kept_under_whom_they_answer(
    recording: Recording, *, squeezed: Text, words_of: Text, answer: Answer, now: datetime, sound: Sound
) -> None:
    """The recording is the page, not the JSON: its comments are put into the shape of the JSON."""
    page = Comments()
    page.feed(recording("lobsters/story_page_old.html").decode())
    assert len(page.found) == 26
    story = {"short_id": "claygr", "title": "What are you doing this weekend?", "comments": page.found}
    collected = parse_thread(answer(json.dumps(story).encode()).json(LobstersThread), "lobsters", now)
    sound(collected)
    posts = {post.external_id: post for post in collected.posts}
    assert len(posts) == 27
    for comment in page.found:
        post, parent = posts[f"c_{comment['short_id']}"], comment["parent_comment"]
        assert post.parent == (f"c_{parent}" if parent else "claygr")
        assert squeezed(post.text) == words_of(comment["comment"])


class Comments(HTMLParser):
    """The comments of a story's page: `ol.comments` nest as the answers do."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[dict[str, Any]] = []
        self.path: list[str | None] = []  # the comment of each open `li`
        self.depth = 0  # of `div` inside a comment's text

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if self.depth:
            self.depth += tag == "div"
            self.found[-1]["comment"] += self.get_starttag_text() or ""
        elif tag == "li":
            self.path.append(None)
        elif tag == "div" and (given.get("id") or "").startswith("c_"):
            parent = next((key for key in reversed(self.path[:-1]) if key), None)
            self.path[-1] = given["data-shortid"]
            self.found.append({"short_id": given["data-shortid"], "parent_comment": parent, "comment": ""})
        elif tag == "div" and given.get("class") == "comment_text" and self.found:
            self.depth = 1

    def handle_endtag(self, tag: str) -> None:
        if self.depth:
            self.depth -= tag == "div"
            self.found[-1]["comment"] += f"</{tag}>" if self.depth else ""
        elif tag == "li":
            self.path.pop()

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.found[-1]["comment"] += data

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")
