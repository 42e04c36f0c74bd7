"""Are the aggregators' lists of trends read whole, and as their robots.txt allows?"""

import asyncio
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.errors import CollectError, Damaged, MarkupChanged, Refused
from collector.http.answer import Response
from collector.http.client import Client
from collector.source import Collected, Options
from collector.sources.x import X
from collector.sources.x.aggregators import parse_getdaytrends, parse_trends24

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
Network = Callable[[Mapping[str, Any]], tuple[Client, Any]]
Parser = Callable[[Response, str, datetime], Collected]
Recording = Callable[[str], bytes]
Check = Callable[[Collected], None]


def payload(name: str) -> bytes:
    return (HERE / name).read_bytes()


def answer(body: bytes, url: str = "https://trends24.in/spain/") -> Response:
    return Response(url, 200, {"content-type": "text/html"}, body, NOW)


def test_only_the_newest_list_of_trends24_is_read(sound: Check) -> None:
    collected = parse_trends24(answer(payload("trends24_spain.html")), "x:trends24/spain", NOW)
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
    page = answer(payload("getdaytrends_spain.html"), "https://getdaytrends.com/spain/")
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


def test_the_pages_of_aggregators_are_asked_as_robots_allow_and_without_a_token(sound: Check, network: Network) -> None:
    page = payload("trends24_spain.html")
    client, table = network({"https://trends24.in/robots.txt": (404, b""), "https://trends24.in/spain/": (200, page)})
    collected = asyncio.run(
        X.named("trends24/spain", Options(extra={"bearer_token": "a-readers-own-token"})).collect(client)
    )
    sound(collected)
    assert table.asked == ["https://trends24.in/robots.txt", "https://trends24.in/spain/"]
    assert not any("authorization" in request.headers for request in table.requests)
    shut = network({"https://getdaytrends.com/robots.txt": (200, b"User-agent: *\nDisallow: /")})
    with pytest.raises(Refused, match=r"robots\.txt"):
        asyncio.run(X.named("getdaytrends/worldwide", Options()).collect(shut[0]))
    assert len(shut[1].asked) == 1


@pytest.mark.parametrize("name", sorted(path.name for path in HERE.glob("*.html")))
@given(data=st.data())
def test_changed_bytes_are_read_or_are_a_named_error(
    name: str, data: st.DataObject, scrambled: Callable[..., bytes], sound: Check
) -> None:
    changed = answer(scrambled(data, payload(name)))
    for parse in (parse_trends24, parse_getdaytrends):
        with suppress(CollectError):
            sound(parse(changed, "x:trends24/spain", NOW))


@pytest.mark.shared
def test_the_recorded_page_of_trends24_is_whole(sound: Check, recording: Recording) -> None:
    body = recording("x_trend_aggregators/trend_radar_trends24.html")
    collected = parse_trends24(answer(body), "x:trends24/united-states", NOW)
    sound(collected)
    newest = body.decode().partition("</ol>")[0]
    assert [t.title for t in collected.trends] == re.findall(r"class=trend-link>([^<]+)<", newest)
    assert [s.volume for s in collected.sightings] == [None, 118_000, None, 88_000, None, None, None]
