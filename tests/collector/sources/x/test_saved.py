"""Is what a reader saved from X read whole, in each of its shapes?"""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.errors import CollectError, WrongShape
from collector.source import Collected
from collector.sources.x.saved import read_saved

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
FILES = sorted(path.name for path in HERE.glob("*.*") if path.suffix in (".html", ".json"))
JUNK = ["999", "702"]
Check = Callable[[Collected], None]
Tree = Callable[[Collected], list[tuple[str, str | None, str | None]]]


def payload(name: str) -> bytes:
    return (HERE / name).read_bytes()


def saved(name: str) -> Collected:
    collected = read_saved(name, payload(name), NOW)
    assert collected is not None
    return collected


def text(collected: Collected, number: str) -> str:
    return next(post.text for post in collected.posts if post.external_id == number)


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
def test_what_is_gone_or_damaged_keeps_its_place(name: str, sound: Check, tree: Tree) -> None:
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


def test_a_chain_that_begins_with_what_is_gone_hangs_below_the_root_of_its_conversation(
    sound: Check, tree: Tree
) -> None:
    value = json.loads(payload("graphql_conversation.json"))
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
    page = payload("page_conversation.html").replace(b'/ana/status/502"><meta', b'/ana"><meta')
    collected = read_saved("profile.html", page, NOW)
    assert collected is not None
    sound(collected)
    assert {post.parent for post in collected.posts} == {None}
    assert all(post.author for post in collected.posts)


# --- what may happen to a file ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".json")])
@given(data=st.data())
def test_changed_json_is_read_or_is_a_named_error(
    name: str, data: st.DataObject, mutilated: Callable[..., Any], sound: Check
) -> None:
    value = mutilated(data, json.loads(payload(name)), JUNK)
    with suppress(CollectError):
        sound(read_saved(name, json.dumps(value).encode(), NOW) or Collected())


@pytest.mark.parametrize("name", FILES)
@given(data=st.data())
def test_changed_bytes_are_read_or_are_a_named_error(
    name: str, data: st.DataObject, scrambled: Callable[..., bytes], sound: Check
) -> None:
    with suppress(CollectError):
        sound(read_saved(name, scrambled(data, payload(name)), NOW) or Collected())
