"""Do the trending coins of CoinGecko become a ranked list, whatever comes?"""

import asyncio
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.errors import AskedToWait, CollectError, Refused, WrongShape
from collector.http.answer import Response
from collector.http.client import Client
from collector.http.recording import ReplayClock
from collector.source import Collected, Options
from collector.sources import polite
from collector.sources.coingecko import TRENDING, CoinGecko, Trending, parse_trending_coins

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
HERE = Path(__file__).parent / "coingecko"
Network = Callable[[Mapping[str, tuple[int, bytes]]], tuple[Client, Any]]
Answer = Callable[[bytes], Response]
Sound = Callable[[Collected], None]

Mutilated = Callable[..., Any]
Scrambled = Callable[..., bytes]


def parsed(answer: Response, now: datetime) -> Collected:
    return parse_trending_coins(answer.json(Trending), "coingecko", now)


def rows(collected: Collected) -> dict[str, Any]:
    """What was collected in the form of the files: what is unset, and what is the same for all, is left out."""
    common = {"source", "collected_at", "seen_at"}
    lists = ("posts", "trends", "sightings")
    found = {
        name: [row.model_dump(mode="json", exclude_none=True, exclude=common) for row in getattr(collected, name)]
        for name in lists
    }
    return {**found, "problems": list(collected.problems)}


@pytest.mark.parametrize("case", ["kinds", "old"])
def test_a_payload_becomes_what_stands_beside_it(case: str, answer: Answer, now: datetime, sound: Sound) -> None:
    collected = parsed(answer((HERE / f"trending_{case}.json").read_bytes()), now)
    sound(collected)
    assert rows(collected) == json.loads((HERE / f"trending_{case}.becomes.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", ["error", "changed"])
def test_an_answer_of_another_shape_is_named(case: str, answer: Answer, now: datetime) -> None:
    with pytest.raises(WrongShape):
        parsed(answer((HERE / f"trending_{case}.json").read_bytes()), now)


def test_no_coins_are_no_error(answer: Answer, now: datetime) -> None:
    assert parsed(answer(b'{"coins": []}'), now) == Collected([], [], [], [])


def test_a_rank_is_the_score_plus_one_in_whatever_order_the_coins_come(answer: Answer, now: datetime) -> None:
    coins = [{"item": {"id": f"c{score}", "name": "A", "score": score}} for score in (2, 0, 7)]
    collected = parsed(answer(json.dumps({"coins": coins}).encode()), now)
    assert [(sighting.trend, sighting.rank) for sighting in collected.sightings] == [("c0", 1), ("c2", 3), ("c7", 8)]


def test_the_service_is_named_and_linked_as_its_licence_asks(answer: Answer, now: datetime) -> None:
    for post in parsed(answer((HERE / "trending_kinds.json").read_bytes()), now).posts:
        assert post.author == "CoinGecko"
        assert str(post.url).startswith("https://www.coingecko.com/")


def shown_key(options: Options) -> str | None:
    """The key that the server was shown."""
    shown: list[str | None] = []

    def answering(request: httpx.Request) -> httpx.Response:
        assert str(request.url) == TRENDING
        shown.append(request.headers.get("x-cg-demo-api-key"))
        return httpx.Response(200, stream=httpx.ByteStream((HERE / "trending_old.json").read_bytes()))

    client = Client(ReplayClock(NOW), transport=httpx.MockTransport(answering), pace=polite)
    collected = asyncio.run(CoinGecko.named("", options).collect(client))
    assert [trend.title for trend in collected.trends] == ["Faro Coin (FARO)"]
    [key] = shown
    return key


def test_it_is_asked_without_a_key_unless_the_reader_has_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COINGECKO_DEMO_API_KEY", raising=False)
    assert shown_key(Options()) is None
    assert shown_key(Options(extra={"demo_key": " mine "})) == "mine"
    monkeypatch.setenv("COINGECKO_DEMO_API_KEY", "from-the-environment")
    assert shown_key(Options()) == "from-the-environment"


def test_no_message_holds_the_key(network: Network) -> None:
    client, _ = network({"*": (429, b"{}")})
    with pytest.raises(AskedToWait) as caught:
        asyncio.run(CoinGecko.named("", Options(extra={"demo_key": "mine"})).collect(client))
    assert "mine" not in str(caught.value)


def test_it_has_one_list_and_no_threads(network: Network) -> None:
    with pytest.raises(ValueError, match="write coingecko"):
        CoinGecko.named("solana", Options())
    assert not CoinGecko.recognises("https://www.coingecko.com/en/coins/faro-coin")
    with pytest.raises(Refused, match="no threads"):
        asyncio.run(CoinGecko.read(network({})[0], "https://www.coingecko.com/en/coins/faro-coin"))


@given(data=st.data())
def test_a_changed_payload_is_read_or_is_a_named_error(
    data: st.DataObject, mutilated: Mutilated, answer: Answer, now: datetime, sound: Sound
) -> None:
    value = mutilated(data, json.loads((HERE / "trending_kinds.json").read_bytes()), [" ", float("nan")])
    with suppress(CollectError):
        sound(parsed(answer(json.dumps(value).encode()), now))


@given(data=st.data())
def test_changed_bytes_are_read_or_are_a_named_error(
    data: st.DataObject, scrambled: Scrambled, answer: Answer, now: datetime, sound: Sound
) -> None:
    body = scrambled(data, (HERE / "trending_kinds.json").read_bytes())
    with suppress(CollectError):
        sound(parsed(answer(body), now))


@pytest.mark.shared
def test_nothing_of_the_official_example_is_lost_or_invented(
    shared: Path, answer: Answer, now: datetime, sound: Sound
) -> None:
    path = shared / "data" / "payloads" / "coingecko" / "search_trending_official_example.json"
    if not path.is_file():
        pytest.skip("the example of /search/trending is not at hand")
    collected = parsed(answer(path.read_bytes()), now)
    sound(collected)
    items = [entry["item"] for entry in json.loads(path.read_bytes())["coins"]]
    assert items
    assert {post.external_id: (post.title, post.url) for post in collected.posts} == {
        item["id"]: (f"{item['name']} ({item['symbol']})", f"https://www.coingecko.com/en/coins/{item['slug']}")
        for item in items
    }
    assert {s.trend: s.rank - 1 for s in collected.sightings} == {item["id"]: item["score"] for item in items}
    assert not collected.problems
