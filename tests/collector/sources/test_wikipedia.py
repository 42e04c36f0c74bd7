"""Are the most read of yesterday's Wikipedia read whole, and is a day that is still to come no failure?"""

import asyncio
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from collector.errors import AskedToWait, CollectError, NotText, Refused, ServerFailed, WrongShape
from collector.http.answer import Response
from collector.http.client import Client
from collector.source import Collected, Options
from collector.sources import wikipedia
from collector.sources.wikipedia import WikipediaMostRead

HERE = Path(__file__).parent / "wikipedia"
NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
FEED = "https://en.wikipedia.org/api/rest_v1/feed/featured/2026/11/24"
VIEWS = "https://wikimedia.org/api/rest_v1/metrics/pageviews/top/{}.wikipedia/all-access/2026/11/23"
MOST_READ: TypeAdapter[wikipedia.MostRead] = TypeAdapter(wikipedia.MostRead)

Sound = Callable[[Collected], None]
Answers = Mapping[str, tuple[int, bytes]]
Network = Callable[[Answers], tuple[Client, Any]]


def payload(name: str) -> bytes:
    return (HERE / name).read_bytes()


def response(body: bytes) -> Response:
    return Response(FEED, 200, {}, body, NOW)


def collected_of(name: str, answers: Answers, network: Network) -> tuple[Collected, list[str]]:
    client, table = network(answers)
    return asyncio.run(WikipediaMostRead.named(name, Options()).collect(client)), table.asked


def test_the_most_read_of_yesterday_are_ranked_with_their_views(network: Network, sound: Sound) -> None:
    collected, asked = collected_of("en", {FEED: (200, payload("featured.json"))}, network)
    sound(collected)
    assert asked == [FEED]
    assert [(s.trend, s.rank, s.volume, s.seen_at) for s in collected.sightings] == [
        ("Ana_Example_(engineer)", 1, 330200, NOW),
        ("C++_&_/dev/null?", 2, 265986, NOW),
        ("Faro:_The_Film", 3, 9, NOW),
    ]
    first, second, third = collected.posts
    assert first.text == (
        "Ana Example (engineer)\n\nEngineer of lighthouses & lamps\n\n"
        "Ana Example is an engineer.\nShe set 1 < 2 <b> in stone. 👩‍🔧 شمس"
    )
    assert (first.source, first.language, first.title) == ("wikipedia:en", "en", "Ana Example (engineer)")
    assert (second.title, second.text) == ("C++ & /dev/null?", "C++ & /dev/null?")
    assert second.url == "https://en.wikipedia.org/wiki/C%2B%2B_%26_%2Fdev%2Fnull%3F"
    assert third.title == "Faro: The Film"
    assert ["1 of 6" in problem for problem in collected.problems] == [True]


@pytest.mark.parametrize(
    "feed",
    [
        (200, b'{"tfa": {"title": "X"}}'),
        (200, b'{"mostread": null}'),
        (200, b'{"mostread": {"date": "2026-11-23Z", "articles": []}}'),
        (200, payload("featured.json").replace(b"2026-11-23Z", b"2026-11-22Z")),
    ],
    ids=["without the part", "null", "none", "of another day"],
)
def test_where_the_feed_has_none_the_statistics_are_asked(
    feed: tuple[int, bytes], network: Network, sound: Sound
) -> None:
    es = FEED.replace("//en.", "//es.")
    answers = {es: feed, VIEWS.format("es"): (200, payload("views.json"))}
    collected, asked = collected_of("es", answers, network)
    sound(collected)
    assert asked == [es, VIEWS.format("es")]
    assert [(s.trend, s.rank, s.volume) for s in collected.sightings] == [
        ("Faro_de_Ejemplo", 1, 70000),
        ("Anexo:Torres_de_España", 2, 50000),
        ("Wikipedia", 3, 30000),
        ("¿Qué_es_TP?", 4, 20000),
    ]
    assert [(post.title, post.language) for post in collected.posts][0::3] == [
        ("Faro de Ejemplo", "es"),
        ("¿Qué es TP?", "es"),
    ]
    assert not collected.problems


@pytest.mark.parametrize("feed", [(500, b""), (403, b"no"), (404, b"{}"), (200, b"<html>"), (200, b"[]")])
def test_where_the_feed_fails_the_statistics_help_and_it_is_said(feed: tuple[int, bytes], network: Network) -> None:
    collected, _ = collected_of("en", {FEED: feed, VIEWS.format("en"): (200, payload("views.json"))}, network)
    assert len(collected.trends) == 4
    assert ["without their beginnings" in problem for problem in collected.problems] == [True]


TO_COME = (404, payload("views_to_come.json"))


@pytest.mark.parametrize(
    ("feed", "views"),
    [((200, b"{}"), TO_COME), ((200, b"{}"), (404, b"")), ((404, b'{"title":"Not found."}'), TO_COME)],
)
def test_a_day_that_is_still_to_be_computed_is_empty_and_no_failure(
    feed: tuple[int, bytes], views: tuple[int, bytes], network: Network
) -> None:
    collected, _ = collected_of("en", {FEED: feed, VIEWS.format("en"): views}, network)
    assert collected == Collected()


@pytest.mark.parametrize(
    ("feed", "views", "error"),
    [
        ((404, b""), (404, b""), Refused),  # both addresses have moved
        ((500, b""), TO_COME, ServerFailed),
        ((200, b"{}"), (500, b""), ServerFailed),
        ((200, b"{}"), (200, b"<html>"), NotText),
        ((200, b"{}"), (200, b'{"items": [{"articles": [{"article": "X"}]}]}'), WrongShape),
        ((200, b'{"mostread": {"articles": [{"title": 3}]}}'), (500, b""), WrongShape),
        ((200, b'{"errors": [{"code": "unknown_action"}]}'), (200, b"{}"), WrongShape),
    ],
)
def test_where_neither_helps_the_first_failure_is_named(
    feed: tuple[int, bytes], views: tuple[int, bytes], error: type[CollectError], network: Network
) -> None:
    with pytest.raises(error):
        collected_of("en", {FEED: feed, VIEWS.format("en"): views}, network)


def test_whoever_asks_to_wait_is_left_alone(network: Network) -> None:
    client, table = network({"*": (429, b"")})
    with pytest.raises(AskedToWait):
        asyncio.run(WikipediaMostRead.named("en", Options()).collect(client))
    assert table.asked == [FEED]


@pytest.mark.parametrize(
    "title",
    "Main_Page Special:Search Wikipedia:Portada Wikipedia_talk:X Especial:Buscar Ayuda:Editar Portal:Current_events - "
    "Categoría:X special:x Usuaria_discusión:Ana File:Lamp.jpg".split(),
)
def test_pages_that_nobody_wants_to_read_are_no_articles(title: str) -> None:
    assert not wikipedia.is_article(title)


@pytest.mark.parametrize(
    "title", "X-Men:_Apocalypse Wikipedia Anexo:Torres Portal_(video_game) Talk Help! 2001:_A_Space_Odyssey :_x".split()
)
def test_articles_are_kept(title: str) -> None:
    assert wikipedia.is_article(title)


@pytest.mark.parametrize("argument", ["", "xx", "en.wikipedia.org", "../en", "de"])
def test_a_wrong_name_says_what_a_name_looks_like(argument: str) -> None:
    with pytest.raises(ValueError, match="wikipedia:es"):
        WikipediaMostRead.named(argument, Options())


def test_names_that_mean_the_same_are_one_source() -> None:
    assert WikipediaMostRead.named(" ES ", Options()).name == "wikipedia:es"


def test_an_article_is_no_thread(network: Network) -> None:
    client, table = network({})
    url = "https://en.wikipedia.org/wiki/Lantern"
    assert not WikipediaMostRead.recognises(url)
    with pytest.raises(Refused, match="wikipedia:en"):
        asyncio.run(WikipediaMostRead.read(client, url))
    assert not table.asked


# --- what a server may do to a payload -------------------------------------------------------------------------------


def read_featured(body: bytes) -> Collected:
    most_read = response(body).json(wikipedia.Featured).mostread
    return wikipedia.parse_featured(most_read.articles, "wikipedia:en", NOW) if most_read else Collected()


def read_views(body: bytes) -> Collected:
    return wikipedia.parse_view_counts(response(body).json(wikipedia.Views), "wikipedia:es", NOW)


@pytest.mark.parametrize(("name", "read"), [("featured.json", read_featured), ("views.json", read_views)])
@settings(max_examples=100)
@given(data=st.data())
def test_a_changed_payload_is_read_or_is_a_named_error(
    name: str, read: Callable[[bytes], Collected], data: st.DataObject, mutilated: Callable[..., Any], sound: Sound
) -> None:
    value = mutilated(data, json.loads(payload(name)), [0, " _ "])
    with suppress(CollectError):
        sound(read(json.dumps(value).encode()))


# --- recordings of the real service ----------------------------------------------------------------------------------


@pytest.mark.shared
@pytest.mark.parametrize("name", ["most_read.json", "mostread_2016_11_07.json"])
def test_no_article_of_a_recording_is_lost(name: str, shared: Path, sound: Sound) -> None:
    body = (shared / "data" / "payloads" / "wikipedia" / name).read_bytes()
    raw = json.loads(body)["articles"]
    collected = wikipedia.parse_featured(response(body).json(MOST_READ).articles, "wikipedia:en", NOW)
    sound(collected)
    assert not collected.problems
    assert [post.external_id for post in collected.posts] == [article["title"] for article in raw]
    assert [s.volume for s in collected.sightings] == [article["views"] for article in raw]
    assert [s.rank for s in collected.sightings] == list(range(1, len(raw) + 1))
    assert sorted(raw, key=lambda article: article["rank"]) == raw, "the order is that of the ranks"
    for article, post, trend in zip(raw, collected.posts, collected.trends, strict=True):
        assert trend.title == post.title == article["normalizedtitle"]
        assert unquote(trend.url or "") == f"https://en.wikipedia.org/wiki/{article['title']}"
        words = [article["normalizedtitle"], article.get("description") or "", article.get("extract") or ""]
        assert post.text.split() == " ".join(words).split()
        assert (post.parent, post.author, post.created_at, post.language) == (None, None, None, "en")


@pytest.mark.shared
@pytest.mark.parametrize("name", ["api_error.json", "full_text_search_results_empty.json"])
def test_another_answer_is_not_taken_for_the_most_read(name: str, shared: Path, network: Network) -> None:
    body = (shared / "data" / "payloads" / "wikipedia" / name).read_bytes()
    with pytest.raises(WrongShape):
        collected_of("en", {"*": (200, body)}, network)
