"""Do posts become threads in which every parent is present, whatever they say of each other?"""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.payloads.threads import RankedPost, gathered, grown, united
from collector.source import Collected
from db.models import Post

NOW = datetime(2026, 11, 24, tzinfo=UTC)
KEYS = st.sampled_from("abcdefg")


def post(key: str, parent: str | None = None, text: str = "words") -> Post:
    return Post(source="s", external_id=key, thread=key, parent=parent, text=text, collected_at=NOW)


def shape(posts: list[Post]) -> dict[str, tuple[str, str | None]]:
    return {p.external_id: (p.thread, p.parent) for p in posts}


@pytest.mark.parametrize(
    ("posts", "under", "becomes"),
    [
        ({}, None, {}),
        ({"a": None}, None, {"a": ("a", None)}),
        ({"b": "a", "a": None}, None, {"a": ("a", None), "b": ("a", "a")}),
        ({"b": "a"}, None, {"a": ("a", None), "b": ("a", "a")}),
        ({"a": "z", "b": "a"}, "a", {"a": ("a", None), "b": ("a", "a")}),
        ({"a": None, "c": "b"}, "a", {"a": ("a", None), "b": ("a", "a"), "c": ("a", "b")}),
        ({"a": None, "b": None}, "a", {"a": ("a", None), "b": ("a", "a")}),
        ({"b": "a"}, "r", {"r": ("r", None), "a": ("r", "r"), "b": ("r", "a")}),
        ({"a": "a"}, None, {"a": ("a", None)}),
        ({"a": None, "b": "c", "c": "b"}, "a", {"a": ("a", None), "b": ("a", "a"), "c": ("a", "b")}),
    ],
)
def test_posts_become_threads(
    posts: Mapping[str, str | None], under: str | None, becomes: Mapping[str, tuple[str, str | None]]
) -> None:
    assert shape(grown((post(key, parent) for key, parent in posts.items()), under)) == becomes


def test_what_is_missing_has_no_words() -> None:
    missing = grown([post("b", "a")])[0]
    assert (missing.external_id, missing.text, missing.author, missing.created_at) == ("a", "", None, None)


def test_a_deep_thread_is_no_trouble() -> None:
    chain = [post(str(n), str(n - 1) if n else None) for n in range(20_000)]
    assert {p.thread for p in grown(reversed(chain))} == {"0"}


@given(st.lists(st.tuples(KEYS, st.one_of(st.none(), KEYS))), st.one_of(st.none(), KEYS))
def test_every_parent_comes_first_and_in_the_same_thread(
    links: list[tuple[str, str | None]], under: str | None
) -> None:
    threads: dict[str, str] = {}
    for p in grown((post(key, parent) for key, parent in links), under):
        assert p.external_id not in threads
        assert p.thread == (threads[p.parent] if p.parent is not None else p.external_id)
        threads[p.external_id] = p.thread
    assert {key for key, _ in links} <= set(threads)
    assert not links or under is None or set(threads.values()) == {under}


def test_a_list_is_ranked_from_one_and_each_of_its_trends_stands_once() -> None:
    entries = [RankedPost(post(key), key.upper(), None, volume) for key, volume in (("a", 5), ("b", None), ("a", 9))]
    found = gathered(NOW, [], entries)
    assert [(s.trend, s.rank, s.volume) for s in found.sightings] == [("a", 1, 5), ("b", 2, None)]
    assert [p.external_id for p in found.posts] == ["a", "b"]


@given(st.lists(st.lists(st.tuples(KEYS, st.one_of(st.none(), KEYS)), max_size=6), max_size=4))
def test_answers_of_one_source_are_joined_with_each_post_once(answers: list[list[tuple[str, str | None]]]) -> None:
    parts = [gathered(NOW, grown(post(key, parent) for key, parent in links)) for links in answers]
    whole = united(parts)
    threads = {p.external_id: p.thread for p in whole.posts}
    assert len(threads) == len(whole.posts)
    assert all(threads[p.parent] == p.thread for p in whole.posts if p.parent is not None)
    assert set(threads) == {p.external_id for part in parts for p in part.posts}


def test_what_was_wrong_with_each_answer_is_kept() -> None:
    assert united([Collected(problems=["one"]), Collected(problems=["two"])]).problems == ["one", "two"]
