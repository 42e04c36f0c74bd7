"""Is what people pay to promote on DexScreener always called paid promotion, whatever comes?"""

import asyncio
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.errors import CollectError, Refused, WrongShape
from collector.http.answer import Response
from collector.http.client import Client
from collector.source import Collected, Options
from collector.sources.dexscreener import BOOSTED, DexScreener, parse_boosts

HERE = Path(__file__).parent / "dexscreener"
API = "https://api.dexscreener.com/token-boosts"
Network = Callable[[Mapping[str, tuple[int, bytes]]], tuple[Client, Any]]
Answer = Callable[[bytes], Response]
Sound = Callable[[Collected], None]

Mutilated = Callable[..., Any]
Scrambled = Callable[..., bytes]


def parsed(answer: Response, now: datetime) -> Collected:
    return parse_boosts(answer.json(BOOSTED), "dexscreener", now)


def rows(collected: Collected) -> dict[str, Any]:
    """What was collected in the form of the files: what is unset, and what is the same for all, is left out."""
    common = {"source", "collected_at", "seen_at"}
    lists = ("posts", "trends", "sightings")
    found = {
        name: [row.model_dump(mode="json", exclude_none=True, exclude=common) for row in getattr(collected, name)]
        for name in lists
    }
    return {**found, "problems": list(collected.problems)}


def check(collected: Collected, sound: Sound) -> None:
    """It is sound, and says everywhere that it is advertising."""
    sound(collected)
    assert all(trend.title.startswith("Paid promotion") for trend in collected.trends)
    for post in collected.posts:
        assert (post.title or "").startswith("Paid promotion")
        assert post.text.startswith(post.title or "")


def test_a_payload_becomes_what_stands_beside_it(answer: Answer, now: datetime, sound: Sound) -> None:
    collected = parsed(answer((HERE / "boosts_top.json").read_bytes()), now)
    check(collected, sound)
    assert rows(collected) == json.loads((HERE / "boosts_top.becomes.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", ["single", "changed"])
def test_an_answer_of_another_shape_is_named(case: str, answer: Answer, now: datetime) -> None:
    with pytest.raises(WrongShape):
        parsed(answer((HERE / f"boosts_{case}.json").read_bytes()), now)


def test_no_boosts_are_no_error(answer: Answer, now: datetime) -> None:
    assert parsed(answer(b"[]"), now) == Collected([], [], [], [])


def test_more_boosts_for_a_token_change_the_sighting_and_not_the_post(answer: Answer, now: datetime) -> None:
    before, after = (
        parsed(answer(json.dumps([{"chainId": "base", "tokenAddress": "0x1", "totalAmount": n}]).encode()), now)
        for n in (10, 500)
    )
    assert before.posts == after.posts
    assert [s.volume for s in (*before.sightings, *after.sightings)] == [10, 500]


@pytest.mark.parametrize(
    ("argument", "name", "call"),
    [("", "dexscreener", "top"), ("top", "dexscreener", "top"), ("latest", "dexscreener:latest", "latest")],
)
def test_it_has_two_lists(argument: str, name: str, call: str, network: Network, sound: Sound) -> None:
    client, table = network({f"{API}/{call}/v1": (200, (HERE / "boosts_top.json").read_bytes())})
    source = DexScreener.named(argument, Options())
    collected = asyncio.run(source.collect(client))
    check(collected, sound)
    assert source.name == name
    assert {post.source for post in collected.posts} == {name}
    assert table.asked == [f"{API}/{call}/v1"]


def test_it_has_no_other_list_and_no_threads(network: Network) -> None:
    with pytest.raises(ValueError, match="dexscreener:latest"):
        DexScreener.named("trending", Options())
    assert not DexScreener.recognises("https://dexscreener.com/solana/faropump")
    with pytest.raises(Refused, match="no threads"):
        asyncio.run(DexScreener.read(network({})[0], "https://dexscreener.com/solana/faropump"))


@given(data=st.data())
def test_a_changed_payload_is_read_or_is_a_named_error(
    data: st.DataObject, mutilated: Mutilated, answer: Answer, now: datetime, sound: Sound
) -> None:
    value = mutilated(data, json.loads((HERE / "boosts_top.json").read_bytes()), [" ", float("nan"), "http://["])
    with suppress(CollectError):
        check(parsed(answer(json.dumps(value).encode()), now), sound)


@given(said=st.tuples(st.text(max_size=20), st.text(max_size=20), st.text(max_size=80)))
def test_no_words_of_a_promoter_hide_that_it_is_paid(
    said: tuple[str, str, str], answer: Answer, now: datetime, sound: Sound
) -> None:
    boost = dict(zip(("chainId", "tokenAddress", "description"), said, strict=True))
    with suppress(CollectError):
        check(parsed(answer(json.dumps([boost]).encode()), now), sound)


@given(data=st.data())
def test_changed_bytes_are_read_or_are_a_named_error(
    data: st.DataObject, scrambled: Scrambled, answer: Answer, now: datetime, sound: Sound
) -> None:
    body = scrambled(data, (HERE / "boosts_top.json").read_bytes())
    with suppress(CollectError):
        check(parsed(answer(body), now), sound)


@pytest.mark.shared
def test_nothing_of_a_recording_is_lost_or_invented(shared: Path, answer: Answer, now: datetime, sound: Sound) -> None:
    paths = sorted((shared / "data" / "payloads" / "dexscreener").glob("*.json"))
    if not paths:
        pytest.skip("no recording of DexScreener is at hand")
    for path in paths:
        collected = parsed(answer(path.read_bytes()), now)
        check(collected, sound)
        wanted = {f"{boost['chainId']}/{boost['tokenAddress']}" for boost in json.loads(path.read_bytes())}
        assert {post.external_id for post in collected.posts} == wanted
