"""What is read of X: the aggregators' lists, X API v2 with a token, and what a reader saved?"""

import asyncio
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.answer import Response
from collector.http import Client, Limits, Pace
from collector.replay import ReplayClock
from collector.source import Collected, CollectError, Damaged, MarkupChanged, Options, Refused, WrongShape
from collector.sources.x import Trends, X, parse_getdaytrends, parse_trends, parse_trends24
from collector.sources.x_saved import read_saved

HERE = Path(__file__).parent / "x"
NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
API = "https://api.x.com/2"
TOKEN = "a-readers-own-token"
Parser = Callable[[Response, str, datetime], Collected]
Check = Callable[[Collected], None]


@pytest.fixture(autouse=True)
def _no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("X_BEARER_TOKEN", raising=False)


def saved(name: str) -> Collected:
    collected = read_saved(name, (HERE / name).read_bytes(), NOW)
    assert collected is not None
    return collected


def answer(body: bytes, url: str = "https://trends24.in/spain/") -> Response:
    return Response(url, 200, {"content-type": "text/html"}, body, NOW)


def tree(collected: Collected) -> list[tuple[str, str | None, str | None]]:
    return [(post.external_id, post.parent, post.author) for post in collected.posts]


def text(collected: Collected, number: str) -> str:
    return next(post.text for post in collected.posts if post.external_id == number)


# --- trends ----------------------------------------------------------------------------------------------------------


def test_only_the_newest_list_of_trends24_is_read(sound: Check) -> None:
    collected = parse_trends24(answer((HERE / "trends24_spain.html").read_bytes()), "x:trends24/spain", NOW)
    sound(collected)
    assert [(t.title, s.rank, s.volume) for t, s in zip(collected.trends, collected.sightings, strict=True)] == [
        ("#FaroDay", 1, 118_000),
        ("Q&A con Ana", 2, None),
        ("DP", 3, 54_321),
        ("שלום 🌊", 4, 2_500_000),
    ]
    assert collected.trends[1].url == "https://twitter.com/search?q=Q%26A%20con%20Ana"
    assert collected.problems == ["Left out because it has no name: 1 of 5 trends."]
    assert {s.seen_at for s in collected.sightings} == {NOW}


def test_the_hidden_table_of_getdaytrends_goes_on_where_the_first_ends(sound: Check) -> None:
    page = answer((HERE / "getdaytrends_spain.html").read_bytes(), "https://getdaytrends.com/spain/")
    collected = parse_getdaytrends(page, "x:getdaytrends/spain", NOW)
    sound(collected)
    assert [(t.title, s.rank, s.volume) for t, s in zip(collected.trends, collected.sightings, strict=True)] == [
        ("#FaroDay", 1, 118_000),
        ("Tom & Jerry", 2, None),
        ("DP", 3, 1_234),
        ("Cuarto", 4, None),
        ("Quinto", 5, 2_000_000),
    ]
    assert collected.trends[2].url == "https://getdaytrends.com/spain/trend/DP/"


def test_the_trends_of_the_api_keep_their_order(sound: Check) -> None:
    page = answer((HERE / "v2_trends.json").read_bytes())
    collected = parse_trends(page.json(Trends), "x:trends/23424950", NOW)
    sound(collected)
    assert [(s.trend, s.rank, s.volume) for s in collected.sightings] == [
        ("trend:#FaroDay", 1, 118_000),
        ("trend:Q&A con Ana", 2, None),
        ("trend:DP", 3, 54_321),
    ]
    assert collected.trends[1].url == "https://x.com/search?q=Q%26A%20con%20Ana"
    assert "1 of 4 trends" in collected.problems[0]


@pytest.mark.parametrize("parse", [parse_trends24, parse_getdaytrends])
@pytest.mark.parametrize("body", ["<html><body><p>hello</p></body></html>", "<html><ol class=trend-card__list></ol>"])
def test_a_page_without_trends_says_that_its_markup_changed(parse: Parser, body: str) -> None:
    with pytest.raises(MarkupChanged, match=r"^markup changed: .* has no trend") as raised:
        parse(answer(body.encode()), "x:trends24/spain", NOW)
    assert raised.value.page == body.encode()


@pytest.mark.parametrize("body", [b"", b"17", b"\x89PNG", b'{"a": 1}', b"<?xml version='1.0'?><note/>", b"<" * 20_000])
def test_what_is_no_page_is_damaged(body: bytes) -> None:
    with pytest.raises(Damaged):
        parse_trends24(answer(body), "x:trends24/spain", NOW)


# --- names and addresses ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("argument", "name"),
    [
        ("trends24/United-States", "x:trends24/united-states"),
        ("getdaytrends/worldwide", "x:getdaytrends/worldwide"),
        ("trends/23424950", "x:trends/23424950"),
    ],
)
def test_a_name_says_which_list(argument: str, name: str) -> None:
    assert X.named(argument, Options()).name == name


@pytest.mark.parametrize(
    "argument",
    ["", "trends24", "trends24/", "trends24/../x", "trends24/a b", "trends/spain", "other/spain", "trends/1/2"],
)
def test_a_wrong_name_says_what_a_name_looks_like(argument: str) -> None:
    with pytest.raises(ValueError, match="x:trends24/COUNTRY"):
        X.named(argument, Options())


def test_it_is_not_asked_more_often_than_every_quarter_of_an_hour() -> None:
    with pytest.raises(ValueError, match="15 minutes"):
        X.named("trends24/spain", Options(every=timedelta(minutes=14)))
    assert X.named("trends24/spain", Options(every=timedelta(minutes=15))).interval >= timedelta(minutes=15)


@pytest.mark.parametrize(
    ("url", "known"),
    [
        ("https://x.com/ana/status/900", True),
        ("https://twitter.com/ana/status/900?s=20", True),
        ("https://mobile.twitter.com/ana/statuses/900/photo/1", True),
        ("https://x.com/i/web/status/900", True),
        ("https://x.com/ana", False),
        ("https://x.com/ana/status/9x", False),
        ("https://example.org/ana/status/900", False),
        ("https://x.com.example.org/ana/status/900", False),
        ("ftp://x.com/ana/status/900", False),
        ("https://x.com:port/ana/status/900", True),
        ("http://[", False),
        ("", False),
    ],
)
def test_a_post_is_known_by_its_address(url: str, known: bool) -> None:
    assert X.recognises(url) is known


# --- asking ----------------------------------------------------------------------------------------------------------


class Asked(httpx.AsyncBaseTransport):
    """A network: the start of an address -> status and body; it remembers what was asked with which token."""

    def __init__(self, answers: Mapping[str, tuple[int, Any]]) -> None:
        self.answers = answers
        self.asked: list[tuple[str, str | None]] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = str(request.url)
        self.asked.append((url, request.headers.get("authorization")))
        found = next((known for start, known in self.answers.items() if url.startswith(start)), (404, {}))
        status, body = found[0], found[1].pop(0) if isinstance(found[1], list) else found[1]
        if status in (301, 302):
            return httpx.Response(status, headers={"location": body}, stream=httpx.ByteStream(b""))
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return httpx.Response(status, stream=httpx.ByteStream(raw))


def client_of(answers: Mapping[str, tuple[int, Any]]) -> tuple[Client, Asked]:
    network = Asked(answers)
    limits = Limits(backoff=0, attempts=1)
    return Client(ReplayClock(NOW), transport=network, limits=limits, pace=lambda host: Pace(0, 4)), network


def tweet(number: str, author: str, parent: str | None = None, **more: object) -> dict[str, object]:
    refers = {"referenced_tweets": [{"type": "replied_to", "id": parent}]} if parent else {}
    at = "2026-11-24T01:00:00Z"
    return {
        "id": number, "text": f"text {number}", "author_id": author, "conversation_id": "900", "created_at": at,
        **refers, **more,
    }  # fmt: skip


USERS = {"users": [{"id": "1", "username": "ana"}, {"id": "2", "username": "bo"}]}


def test_the_pages_of_aggregators_are_asked_as_robots_allow_and_without_a_token(sound: Check) -> None:
    page = (HERE / "trends24_spain.html").read_bytes()
    client, network = client_of(
        {"https://trends24.in/robots.txt": (404, b""), "https://trends24.in/spain/": (200, page)}
    )
    collected = asyncio.run(X.named("trends24/spain", Options(extra={"bearer_token": TOKEN})).collect(client))
    sound(collected)
    assert network.asked == [("https://trends24.in/robots.txt", None), ("https://trends24.in/spain/", None)]
    shut = client_of({"https://getdaytrends.com/robots.txt": (200, b"User-agent: *\nDisallow: /")})
    with pytest.raises(Refused, match=r"robots\.txt"):
        asyncio.run(X.named("getdaytrends/worldwide", Options()).collect(shut[0]))
    assert len(shut[1].asked) == 1


@pytest.mark.parametrize("where", ["options", "environment"])
def test_the_trends_of_a_place_are_asked_with_the_readers_token(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    body = (HERE / "v2_trends.json").read_bytes()
    client, network = client_of({f"{API}/trends/by/woeid/23424950": (200, body)})
    if where == "environment":
        monkeypatch.setenv("X_BEARER_TOKEN", TOKEN)
    options = Options(extra={"bearer_token": TOKEN} if where == "options" else {})
    collected = asyncio.run(X.named("trends/23424950", options).collect(client))
    assert len(collected.trends) == 3
    assert [token for _, token in network.asked] == [f"Bearer {TOKEN}"]


@pytest.mark.parametrize("token", ["", "two words", "línea"])
def test_without_a_token_nothing_is_asked_and_the_message_says_what_helps(
    token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("X_BEARER_TOKEN", token)
    client, network = client_of({})
    for asked in (X.named("trends/1", Options()).collect(client), X.read(client, "https://x.com/ana/status/900")):
        with pytest.raises(Refused, match=r"X_BEARER_TOKEN.*explain that file"):
            asyncio.run(asked)
    assert not network.asked


def test_the_token_does_not_follow_a_redirect(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X_BEARER_TOKEN", TOKEN)
    client, network = client_of({f"{API}/": (302, "https://elsewhere.example/2/x"), "https://else": (200, b"{}")})
    with pytest.raises(CollectError):
        asyncio.run(X.read(client, "https://x.com/ana/status/900"))
    assert network.asked[1] == ("https://elsewhere.example/2/x", None)


def test_a_conversation_is_read_with_what_stands_above_it(monkeypatch: pytest.MonkeyPatch, sound: Check) -> None:
    monkeypatch.setenv("X_BEARER_TOKEN", TOKEN)
    first = {"data": tweet("902", "2", "901"), "includes": USERS}
    pages = [
        {"data": [tweet("903", "1", "902"), tweet("905", "2", "904")], "includes": USERS, "meta": {"next_token": "n"}},
        {"data": [tweet("906", "1", "900")], "includes": USERS, "meta": {}},
    ]
    lost = {"resource_id": "904", "resource_type": "tweet", "title": "Not Found Error", "detail": "gone"}
    above = {"data": [tweet("901", "1", "900"), tweet("900", "1")], "includes": USERS, "errors": [lost]}
    client, network = client_of(
        {
            f"{API}/tweets/902": (200, first),
            f"{API}/tweets/search/recent": (200, pages),
            f"{API}/tweets?": (200, above),
        }
    )
    collected = asyncio.run(X.read(client, "https://twitter.com/bo/status/902"))
    sound(collected)
    assert set(tree(collected)) == {
        ("900", None, "ana"),
        ("901", "900", "ana"),
        ("902", "901", "bo"),
        ("903", "902", "ana"),
        ("904", "900", None),
        ("905", "904", "bo"),
        ("906", "900", "ana"),
    }
    assert text(collected, "904") == ""
    assert collected.problems == ["Deleted, withheld or protected: 1 of the posts that were asked for."]
    urls = [httpx.URL(url) for url, token in network.asked if token == f"Bearer {TOKEN}"]
    assert len(urls) == len(network.asked) == 4
    assert urls[1].params["query"] == "conversation_id:900"
    assert urls[2].params["next_token"] == "n"
    assert set(urls[3].params["ids"].split(",")) == {"900", "901", "904"}


def test_what_is_missing_of_a_conversation_is_said(monkeypatch: pytest.MonkeyPatch, sound: Check) -> None:
    monkeypatch.setenv("X_BEARER_TOKEN", TOKEN)
    old = {"data": tweet("900", "1", created_at="2026-11-01T00:00:00Z"), "includes": USERS}
    client, _ = client_of({f"{API}/tweets/900": (200, old), f"{API}/tweets/search": (403, {"detail": "no access"})})
    collected = asyncio.run(X.read(client, "https://x.com/ana/status/900"))
    sound(collected)
    assert tree(collected) == [("900", None, "ana")]
    assert "seven days" in collected.problems[0]
    assert "no access" in collected.problems[1]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (
            {"errors": [{"title": "Not Found Error", "detail": "Could not find tweet 900", "resource_id": "900"}]},
            Refused,
        ),
        ({"data": {"id": "900"}}, WrongShape),
        ({"other": 1}, WrongShape),
        ([], WrongShape),
    ],
)
def test_a_post_that_x_does_not_give_is_a_named_error(
    body: object, error: type[CollectError], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("X_BEARER_TOKEN", TOKEN)
    client, _ = client_of({f"{API}/tweets/900": (200, json.dumps(body).encode())})
    with pytest.raises(error):
        asyncio.run(X.read(client, "https://x.com/ana/status/900"))


# --- what was saved --------------------------------------------------------------------------------------------------

TREES = {
    "v2_conversation.json": [
        ("900", None, "ana"),
        ("901", "900", "bo_99"),
        ("904", "900", None),
        ("999", "900", None),
        ("902", "999", "cy"),
        ("905", None, "cy"),
    ],
    "v1_statuses.json": [
        ("601", None, "ana"),
        ("602", "601", "bo_99"),
        ("603", "602", "ana"),
        ("590", None, "dee"),
        ("604", None, "cy"),
        ("607", None, None),
        ("599", None, None),
        ("606", "599", "cy"),
    ],
    "graphql_conversation.json": [
        ("700", None, "bo_99"),
        ("701", "700", None),
        ("702", "701", "ana"),
        ("703", "702", "cy"),
        ("704", "703", None),
        ("705", "704", "ana"),
        ("710", "705", "cy"),
        ("707", "702", None),
        ("708", "702", None),
        ("650", None, "dee"),
    ],
    "graphql_single.json": [("801", None, "ana")],
    "page_conversation.html": [
        ("500", None, "bo_99"),
        ("2072a4d9c844d1bf", "500", None),
        ("502", "2072a4d9c844d1bf", "ana"),
        ("503", "502", "cy"),
        ("504", "502", "bo_99"),
        ("25adc5d68ff8da73", None, "dee"),
    ],
    "page_old.html": [
        ("400", None, "bo_99"),
        ("c84b1638022a0326", "400", None),
        ("402", "c84b1638022a0326", "ana"),
        ("403", "402", "ana"),
        ("404", "403", "ana"),
        ("405", "402", "cy"),
        ("406", "402", "dee"),
    ],
}


@pytest.mark.parametrize("name", TREES)
def test_what_is_gone_or_damaged_keeps_its_place(name: str, sound: Check) -> None:
    collected = saved(name)
    sound(collected)
    assert tree(collected) == TREES[name]
    assert {post.source for post in collected.posts} == {"x"}
    assert all(post.text for post in collected.posts if post.author)
    assert bool(collected.problems) == (name != "graphql_single.json")


@pytest.mark.parametrize(
    ("name", "number", "words"),
    [
        ("v2_conversation.json", "900", "Is DP < TP on TPUs? & why 🤔 https://faro.example/tpu?a=1&b=2"),
        (
            "v2_conversation.json",
            "901",
            "@ana the whole of a long post\n\n    for i in range(3):\n        go(i)\n\nשלום",
        ),
        ("v1_statuses.json", "601", "root & branch"),
        ("v1_statuses.json", "602", "the whole of it"),
        ("graphql_conversation.json", "702", "Is PP > DP? https://faro.example/pp\n\n• Yes\n• No"),
        ("graphql_conversation.json", "703", "the whole: a -> b, literally &lt;b&gt;\n\n    x = 1"),
        ("graphql_single.json", "801", "On meshes\n\nAxes are named.\n\nThe end."),
        ("page_conversation.html", "500", "the root 🌊\nsecond line"),
        ("page_conversation.html", "502", "Is PP > DP? see faro.example/pp"),
        ("page_conversation.html", "503", "an answer\n\n    x = 1"),
        ("page_old.html", "400", "the root 🌊"),
        ("page_old.html", "402", "Amy:\n-first & last https://faro.example/pp"),
    ],
)
def test_the_words_are_kept(name: str, number: str, words: str) -> None:
    assert text(saved(name), number) == words


def test_times_are_in_utc_and_scores_are_likes() -> None:
    facts = {
        (name, post.external_id): (post.created_at, post.score, post.url)
        for name in TREES
        for post in saved(name).posts
        if post.author
    }
    one = datetime(2026, 11, 24, 1, tzinfo=UTC)
    assert facts["v1_statuses.json", "601"] == (one, 1, "https://x.com/ana/status/601")
    assert facts["graphql_conversation.json", "703"] == (one, 3, "https://x.com/cy/status/703")
    assert facts["v2_conversation.json", "901"] == (one, 1, "https://x.com/bo_99/status/901")
    later = datetime(2026, 11, 24, 4, tzinfo=UTC)
    assert facts["page_conversation.html", "502"] == (later, 1202, "https://x.com/ana/status/502")
    at = datetime(2016, 6, 21, 2, 45, 2, tzinfo=UTC)
    assert facts["page_old.html", "402"] == (at, 1802, "https://x.com/ana/status/402")


def test_a_chain_that_begins_with_what_is_gone_hangs_below_the_root_of_its_conversation(sound: Check) -> None:
    value = json.loads((HERE / "graphql_conversation.json").read_bytes())
    del value["data"]["threaded_conversation_with_injections_v2"]["instructions"][1]["entries"][0]
    collected = read_saved("saved.json", json.dumps(value).encode(), NOW)
    assert collected is not None
    sound(collected)
    assert {number: parent for number, parent, _ in tree(collected)} == {
        number: parent for number, parent, _ in TREES["graphql_conversation.json"]
    }


@pytest.mark.parametrize(
    ("name", "volumes"),
    [("v1_trends.json", [("#FaroDay", 22_090), ("DP", None)]), ("v2_trends.json", [("#FaroDay", 118_000)])],
)
def test_saved_trends_are_a_list(name: str, volumes: list[tuple[str, int | None]], sound: Check) -> None:
    collected = saved(name)
    sound(collected)
    found = [(t.title, s.volume) for t, s in zip(collected.trends, collected.sightings, strict=True)]
    assert found[: len(volumes)] == volumes


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"words about x.com/",
        b"[1, 2",
        b"[]",
        b"{}",
        b"null",
        b'{"error": "Not Found"}',
        b'[{"id": 1, "user": {"login": "ana"}, "created_at": "2026-01-01T00:00:00Z", "body": "an issue"}]',
        b'{"data": [{"id": "abc", "text": "of another service"}]}',
        b"<html><head><title>x.com/ is discussed</title></head><body><p class=Tombstone>words</p></body></html>",
        b'<html><link rel="canonical" href="https://example.org/ana/status/1">on x.com/</html>',
        b"[" * 100_000,
        b"\xff\xfe\x00<",
    ],
)
def test_what_is_not_from_x_is_left_to_others(content: bytes) -> None:
    assert read_saved("some file", content, NOW) is None


def test_a_page_of_x_without_posts_says_that_its_markup_changed() -> None:
    page = b'<html><link rel=canonical href="https://x.com/ana/status/1"><body><div id=react-root></div></body></html>'
    with pytest.raises(WrongShape, match="markup changed"):
        read_saved("page.html", page, NOW)


@pytest.mark.parametrize(
    "value",
    [
        {"data": [{"id": "1", "text": {}, "author_id": "1"}]},
        [{"id_str": "1", "text": 3, "user": {}, "created_at": "now"}],
        {"data": {"tweetResult": {"result": {"__typename": "Tweet", "rest_id": 3, "legacy": {"full_text": "x"}}}}},
    ],
)
def test_when_no_post_can_be_read_the_shape_is_wrong(value: object) -> None:
    with pytest.raises(WrongShape, match="None of the 1"):
        read_saved("saved.json", json.dumps(value).encode(), NOW)


def test_the_page_of_many_posts_has_no_conversation(sound: Check) -> None:
    page = (HERE / "page_conversation.html").read_bytes().replace(b'/ana/status/502"><meta', b'/ana"><meta')
    collected = read_saved("profile.html", page, NOW)
    assert collected is not None
    sound(collected)
    assert {post.parent for post in collected.posts} == {None}
    assert all(post.author for post in collected.posts)


# --- what may happen to a file ---------------------------------------------------------------------------------------

JUNK: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, -1, 0, 3.5, 10**30, "", "x", "\x00", "\ud800", "2026-13-45", "999", "702", [], [[]], {}]
)
FILES = sorted(path.name for path in HERE.glob("*.*") if path.suffix != ".md")


def spots(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [spot for key, child in inner for spot in [(*path, key), *spots(child, (*path, key))]]


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".json")])
@given(data=st.data())
def test_changed_json_is_read_or_is_a_named_error(name: str, data: st.DataObject, sound: Check) -> None:
    value = json.loads((HERE / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        *way, last = data.draw(st.sampled_from(spots(value)))
        inside = value
        for key in way:
            inside = inside[key]
        if data.draw(st.booleans()):
            inside[last] = data.draw(JUNK)
        else:
            del inside[last]
        value = json.loads(json.dumps(value))  # what was drawn is its own from here on
        if not spots(value):
            break
    with suppress(CollectError):
        sound(read_saved(name, json.dumps(value).encode(), NOW) or Collected())


@pytest.mark.parametrize("name", FILES)
@given(data=st.data())
def test_changed_bytes_are_read_or_are_a_named_error(name: str, data: st.DataObject, sound: Check) -> None:
    body = (HERE / name).read_bytes()
    start = data.draw(st.integers(0, len(body)))
    end = data.draw(st.integers(start, min(len(body), start + 80)))
    junk = data.draw(st.one_of(st.binary(max_size=20), st.sampled_from([b"<![", b"&#0;", b"<?", b"]]>", b"\xff\xfe"])))
    changed = body[:start] + junk + body[end:]
    with suppress(CollectError):
        sound(read_saved(name, changed, NOW) or Collected())
    for parse in (parse_trends24, parse_getdaytrends) if name.endswith(".html") else ():
        with suppress(CollectError):
            sound(parse(answer(changed), "x:trends24/spain", NOW))


# --- recorded answers of the real service ----------------------------------------------------------------------------


def objects(value: Any, unless: str = "") -> Iterator[dict[str, Any]]:
    """Every object in a payload, but for what is below an entry whose id matches `unless`."""
    if isinstance(value, dict):
        if unless and re.search(unless, str(value.get("entryId"))):
            return
        yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for child in inner:
        yield from objects(child, unless)


def in_utc(value: str) -> datetime:
    return datetime.strptime(value, "%a %b %d %H:%M:%S %z %Y").astimezone(UTC)


def bare(words: str) -> list[str]:
    """The words without addresses, and without what was cut off at the end of a long post."""
    return re.sub(r"https?://\S+", " ", unescape(words)).removesuffix("…").split()


def check_statuses(collected: Collected, raws: Mapping[str, dict[str, Any]], authors: Mapping[str, str | None]) -> None:
    posts = {post.external_id: post for post in collected.posts if post.author or post.text or post.external_id in raws}
    assert set(posts) == set(raws)
    assert {post.external_id for post in collected.posts} - set(posts) <= {
        raw.get("in_reply_to_status_id_str") or raw.get("conversation_id_str") for raw in raws.values()
    }
    for number, raw in raws.items():
        post = posts[number]
        assert post.parent == raw.get("in_reply_to_status_id_str")
        assert post.author == authors[number]
        assert post.created_at == (in_utc(raw["created_at"]) if "created_at" in raw else None)
        assert post.url == f"https://x.com/{authors[number] or 'i'}/status/{number}"
        said = bare(raw.get("full_text") or raw.get("text") or "")
        assert bare(post.text)[: len(said) - 1] == said[:-1]
        assert "https://t.co/" not in post.text or not raw["entities"]["urls"]


GRAPHQL = (
    "_issue_28_1 card_poll fx_TweetDetail_1848831595014459513 fx_TweetDetail_1902059299591090335 "
    "fx_TweetDetail_991610 fx_TweetResultByRestId_1964084223871971826 raw_community_tweets raw_search "
    "raw_tweet_details raw_tweet_thread tweetdl_tweet-result tweetdl_tweet-with-visibility"
).split()


@pytest.mark.shared
@pytest.mark.parametrize("name", GRAPHQL)
def test_recorded_graphql_is_whole(name: str, shared: Path, sound: Check) -> None:
    body = (shared / "data/payloads/x_graphql" / f"{name}.json").read_bytes()
    collected = read_saved(name, body, NOW)
    assert collected is not None
    sound(collected)
    raws, authors = {}, {}
    for node in objects(json.loads(body), "relatedtweets|YouMightAlsoLike"):
        if node.get("__typename") == "Tweet" or "tweet" not in node:
            legacy = node.get("legacy")
            if "rest_id" not in node or not isinstance(legacy, dict) or "screen_name" in legacy:
                continue
            if "binding_values" in legacy or "retweeted_status_result" in legacy or node.get("__typename") == "User":
                continue
            user = node.get("core", {}).get("user_results", {}).get("result", {})
            raws[node["rest_id"]] = {"entities": {"urls": []}, **legacy}
            authors[node["rest_id"]] = user.get("core", user.get("legacy", {})).get("screen_name")
    assert raws
    check_statuses(collected, raws, authors)


@pytest.mark.shared
def test_recorded_statuses_are_whole(shared: Path, sound: Check) -> None:
    body = (shared / "data/payloads/x_api_v1/get_search_raw.json").read_bytes()
    collected = read_saved("search", body, NOW)
    assert collected is not None
    sound(collected)
    raws = {
        node["id_str"]: node
        for node in objects(json.loads(body))
        if "favorite_count" in node and "text" in node and "retweeted_status" not in node
    }
    # what a repeated status quotes was recorded without its author
    check_statuses(collected, raws, {number: raw.get("user", {}).get("screen_name") for number, raw in raws.items()})


@pytest.mark.shared
@pytest.mark.parametrize(
    "name",
    "get_trends_woeid get_trends_woeid_exclude rtweet_get_trends1_0 rtweet_get_trends3_1 "
    "sferik_matching_trends".split(),
)
def test_recorded_trends_are_whole(name: str, shared: Path, sound: Check) -> None:
    body = (shared / "data/payloads/x_api_v1" / f"{name}.json").read_bytes()
    collected = read_saved(name, body, NOW)
    assert collected is not None
    sound(collected)
    raw = [(node["name"], node.get("tweet_volume")) for node in objects(json.loads(body)) if "query" in node]
    found = [(t.title, s.volume) for t, s in zip(collected.trends, collected.sightings, strict=True)]
    assert found == raw
    assert all(httpx.URL(trend.url or "").host for trend in collected.trends)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["test_client_get_quote_tweets_0", "test_client_search_recent_tweets_0"])
def test_recorded_answers_of_the_api_are_whole(name: str, shared: Path, sound: Check) -> None:
    body = (shared / "data/payloads/x_api_v2" / f"{name}.json").read_bytes()
    collected = read_saved(name, body, NOW)
    assert collected is not None
    sound(collected)
    raws = json.loads(body)["data"]
    assert [(post.external_id, bare(post.text)) for post in collected.posts] == [
        (r["id"], bare(r["text"])) for r in raws
    ]


@pytest.mark.shared
@pytest.mark.parametrize(
    "name",
    "x_api_v1/public_timeline_error.json x_api_v1/ratelimit.json x_api_v1/rtweet_get_trends2_0.json "
    "x_api_v1/rtweet_get_trends3_0.json x_api_v1/sferik_forbidden.json x_api_v1/sferik_locations.json "
    "x_api_v1/sferik_not_found.json x_api_v2/test_client_get_all_tweets_count_0.json "
    "x_html/xcancel_antibot_interstitial.html".split(),
)
def test_recorded_answers_without_posts_are_not_taken_for_some(name: str, shared: Path) -> None:
    assert read_saved(name, (shared / "data/payloads" / name).read_bytes(), NOW) is None


class Tags(HTMLParser):
    """The tags of a page with their attributes, and its text with the tags that are open around it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[tuple[int, str]] = []  # after how many tags
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append((len(self.tags), data))


@pytest.mark.shared
def test_the_recorded_old_page_is_whole(shared: Path, sound: Check) -> None:
    body = (shared / "data/payloads/x_html/twitter_status_old.html").read_bytes()
    collected = read_saved("page", body, NOW)
    assert collected is not None
    sound(collected)
    tags = Tags(body.decode()).tags
    posts = [(a["data-tweet-id"], a["data-screen-name"]) for _, a in tags if "data-permalink-path" in a]
    times = [datetime.fromtimestamp(int(a["data-time"] or 0), UTC) for _, a in tags if "data-time" in a]
    assert [(p.external_id, p.author) for p in collected.posts] == posts
    assert sorted(p.created_at for p in collected.posts if p.created_at) == sorted(times)
    asked = "745276948213968896"
    assert collected.posts[1].external_id == asked
    assert [p.parent for p in collected.posts] == [None, posts[0][0], asked, *(n for n, _ in posts[2:9]), asked, asked]
    assert all(p.text and "pic.twitter.com" not in p.text for p in collected.posts)
    assert "-The first white woman I ever loved.\n-Hauntingly beautiful timbre" in collected.posts[2].text


@pytest.mark.shared
def test_the_recorded_page_of_an_article_is_whole(shared: Path, sound: Check) -> None:
    body = (shared / "data/payloads/x_html/x_article_2026-02-13.html").read_bytes()
    collected = read_saved("page", body, NOW)
    assert collected is not None
    sound(collected)
    [post] = collected.posts
    page = Tags(body.decode())
    assert (post.external_id, post.author, post.score) == ("2013045749580259680", "arscontexta", 2378)
    assert post.title == "obsidian + claude code 101"
    assert post.created_at == datetime.fromisoformat(next(a["datetime"] or "" for t, a in page.tags if t == "time"))
    spoken = [words for at, words in page.words if "data-text" in page.tags[at - 1][1] and words.strip()]
    assert len(spoken) > 20
    flat = " ".join(post.text.split())
    assert [words for words in spoken if " ".join(words.split()) not in flat] == []


@pytest.mark.shared
def test_the_recorded_page_of_trends24_is_whole(shared: Path, sound: Check) -> None:
    body = (shared / "data/payloads/x_trend_aggregators/trend_radar_trends24.html").read_bytes()
    collected = parse_trends24(answer(body), "x:trends24/united-states", NOW)
    sound(collected)
    newest = body.decode().partition("</ol>")[0]
    assert [t.title for t in collected.trends] == re.findall(r"class=trend-link>([^<]+)<", newest)
    assert [s.volume for s in collected.sightings] == [None, 118_000, None, 88_000, None, None, None]
