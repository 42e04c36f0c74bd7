"""Is what is collected put together with what is there, whatever the order, and never twice?"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Select, select, true
from sqlalchemy.dialects import sqlite

from db.kept.posts import Added
from db.models import Post, Sighting, Trend
from db.sql.rows import in_keys, stored_rows
from db.store import Store
from db.tables import POST, SIGHTING, TREND

MakePost = Callable[..., Post]
TIMES = [datetime.fromisoformat(f"2026-11-24T{at}+00:00") for at in ("06:00:00", "06:00:00.500000", "12:00:00")]

few_words = st.sampled_from(["a", "b", "a b"])
posts = st.builds(
    Post,
    source=st.just("s"),
    external_id=st.sampled_from(["1", "2"]),
    thread=st.sampled_from(["1", "2"]),
    parent=st.none() | st.sampled_from(["1", "2"]),
    author=st.none() | few_words,
    title=st.none() | few_words,
    text=st.just("") | few_words,
    language=st.none() | st.sampled_from(["en", "es"]),
    url=st.none() | few_words,
    score=st.none() | st.integers(-1, 2),
    created_at=st.none() | st.sampled_from(TIMES),
    collected_at=st.sampled_from(TIMES),
)
trends = st.builds(Trend, source=st.just("s"), external_id=few_words, title=few_words, url=st.none() | few_words)
sightings = st.builds(
    Sighting,
    source=st.just("s"),
    trend=few_words,
    rank=st.integers(1, 3),
    volume=st.none() | st.integers(0, 2),
    seen_at=st.sampled_from(TIMES),
)
collections = st.tuples(st.lists(posts, max_size=5), st.lists(trends, max_size=3), st.lists(sightings, max_size=4))


@settings(max_examples=30)
@given(collections)
def test_adding_again_changes_nothing_at_all(
    a_store: Callable[[], Store],
    content: Callable[[Store], str],
    collected: tuple[list[Post], list[Trend], list[Sighting]],
) -> None:
    with a_store() as store:
        store.add(*collected)
        once = content(store)
        assert store.add(*collected) == Added(0, 0, 0)
        assert content(store) == once


@settings(max_examples=40)
@given(st.lists(posts, min_size=2, max_size=6), st.lists(sightings, max_size=4), st.data())
def test_the_order_of_collections_does_not_matter(
    a_store: Callable[[], Store], some: list[Post], seen: list[Sighting], data: st.DataObject
) -> None:
    with a_store() as together, a_store() as apart:
        together.add(some, [], seen)
        for one in data.draw(st.permutations([*some, *seen])):
            apart.add([one] if isinstance(one, Post) else [], [], [one] if isinstance(one, Sighting) else [])
        assert rows_of(together) == rows_of(apart)


def rows_of(store: Store) -> list[dict[tuple[Any, ...], dict[str, Any]]]:
    with store.read() as connection:
        return [stored_rows(connection, table, true()) for table in (POST, TREND, SIGHTING)]


def test_what_is_new_is_counted(store: Store, a_post: MakePost, morning: datetime) -> None:
    trend = Trend(source="forum", external_id="1", title="One")
    sighting = Sighting(source="forum", trend="1", rank=1, seen_at=morning)
    assert store.add([a_post("1"), a_post("2")], [trend], [sighting]) == Added(2, 1, 1)
    later = sighting.model_copy(update={"seen_at": morning + timedelta(hours=1)})
    assert store.add([a_post("2"), a_post("3")], [trend], [sighting, later]) == Added(1, 0, 1)


def test_thousands_come_in_one_call(store: Store, a_post: MakePost) -> None:
    many = [a_post(str(number)) for number in range(2_500)]
    assert store.add(many, [], []).posts == 2_500
    threads = store.posts_of([("forum", str(number)) for number in range(2_500)])
    assert sum(map(len, threads.values())) == 2_500


def test_posts_are_found_by_the_index(store: Store) -> None:
    keys = [("forum", "1"), ("forum", "2"), ("blog", "1")]
    for column in (POST.c.external_id, POST.c.thread):
        plan = explain(select(POST).where(in_keys(POST.c.source, column, keys)))
        with store.read() as connection:
            steps = [row.detail for row in connection.exec_driver_sql(plan)]
        assert any("SEARCH" in step for step in steps)
        assert not any("SCAN" in step for step in steps)


def explain(statement: Select[Any]) -> str:
    compiled = statement.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
    return f"EXPLAIN QUERY PLAN {compiled}"


@pytest.mark.parametrize(
    "case",
    [
        ("title", "Old", "New", "New"),
        ("title", "Old", None, "Old"),
        ("text", "long old text", "new", "new"),
        ("text", "old", "", "old"),
        ("url", "https://a.example", None, "https://a.example"),
        ("score", 5, 3, 3),
        ("score", 5, None, 5),
        ("author", None, "bea", "bea"),
        ("parent", "0", None, "0"),
        ("language", "es", "en", "es"),
        ("language", None, "en", "en"),
    ],
)
@pytest.mark.parametrize("newer_first", [False, True])
def test_the_newest_value_stands(
    store: Store, a_post: MakePost, morning: datetime, case: tuple[str, object, object, object], newer_first: bool
) -> None:
    field, older, newer, expected = case
    first = a_post("1", thread="0", **{field: older})
    second = a_post("1", thread="0", **{field: newer}, collected_at=morning + timedelta(hours=1))
    for post in (second, first) if newer_first else (first, second):
        store.add([post], [], [])
    (stored,) = store.posts("forum", "0")
    assert getattr(stored, field) == expected
    assert stored.collected_at == morning


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_each_value_is_as_old_as_the_collection_that_gave_it(
    store: Store, a_post: MakePost, morning: datetime, order: tuple[int, ...]
) -> None:
    oldest = a_post("1", title="Oldest", score=1)
    middle = a_post("1", title="Middle", collected_at=morning + timedelta(hours=1))
    newest = a_post("1", text="The newest text", collected_at=morning + timedelta(hours=2))
    for number in order:
        store.add([(oldest, middle, newest)[number]], [], [])
    (stored,) = store.posts("forum", "1")
    assert (stored.title, stored.text, stored.score) == ("Middle", "The newest text", 1)


def test_of_one_moment_the_fuller_text_stands(store: Store, a_post: MakePost) -> None:
    store.add([a_post("1", text="Title\n\nand all the rest"), a_post("1", text="Title")], [], [])
    assert [post.text for post in store.posts("forum", "1")] == ["Title\n\nand all the rest"]


def test_a_post_moves_to_the_thread_that_it_turns_out_to_answer(
    store: Store, a_post: MakePost, morning: datetime
) -> None:
    alone, answer = a_post("2"), a_post("2", thread="1", parent="1")
    store.add([alone], [], [])
    store.add([a_post("1"), answer], [], [])
    store.add([alone.model_copy(update={"collected_at": morning + timedelta(days=1)})], [], [])
    assert [post.external_id for post in store.posts("forum", "1")] == ["1", "2"]
    assert store.posts("forum", "2") == []


def test_a_trend_follows_its_newest_sighting(store: Store, morning: datetime) -> None:
    def see(title: str, url: str | None, at: datetime) -> None:
        trend = Trend(source="s", external_id="1", title=title, url=url)
        store.add([], [trend], [Sighting(source="s", trend="1", rank=1, seen_at=at)])

    see("Newer", None, morning + timedelta(hours=1))
    see("Older", "https://a.example", morning)
    (trend, _), _ = store.trends_between(morning, morning + timedelta(days=1))
    assert (trend.title, trend.url) == ("Newer", "https://a.example")


@pytest.mark.parametrize(
    "hostile",
    [
        {"url": "https://a.example/\ud800"},
        {"url": "https://a.example/\0"},
        {"parent": "\udfff\0"},
        {"score": 10**30},
        {"score": -(10**30)},
        {"text": "'; DROP TABLE post; --", "author": "\u202e\u2066<script>"},
        {"text": "x" * 5_000_000},
    ],
)
def test_hostile_values_are_stored(store: Store, a_post: MakePost, hostile: dict[str, Any]) -> None:
    post = a_post("1", thread="0", **hostile)
    assert store.add([post], [], []).posts == 1
    assert store.add([post], [], []).posts == 0
    assert len(store.posts("forum", "0")) == 1


def test_a_huge_volume_is_stored(store: Store, morning: datetime) -> None:
    seen = Sighting(source="s", trend="1", rank=10**30, volume=10**30, seen_at=morning)
    store.add([], [Trend(source="s", external_id="1", title="One")], [seen])
    assert len(store.trends_between(morning, morning + timedelta(days=1))) == 1


def pending_after(store: Store, posts: Sequence[Post]) -> list[tuple[str, str]]:
    store.add(posts, [], [])
    return store.pending("first")


@pytest.mark.parametrize(
    ("change", "pending"),
    [
        ({"text": "otherwise"}, [("forum", "1")]),
        ({"title": "A title"}, [("forum", "1")]),
        ({"author": "bea"}, [("forum", "1")]),
        ({"parent": "1"}, [("forum", "1")]),
        ({"score": 7}, []),
        ({}, []),
    ],
)
def test_a_thread_is_pending_again_when_it_reads_differently(
    sample: Store, a_post: MakePost, morning: datetime, change: dict[str, Any], pending: list[tuple[str, str]]
) -> None:
    before = {post.external_id: post for post in sample.posts("forum", "1")}
    again = before["3"].model_copy(update={"collected_at": morning + timedelta(days=1)} | change)
    assert pending_after(sample, [again]) == pending


def test_a_new_answer_makes_its_thread_pending(sample: Store, a_post: MakePost) -> None:
    assert pending_after(sample, [a_post("4", thread="1", parent="3")]) == [("forum", "1")]


def test_a_thread_that_loses_a_post_is_analysed_anew(sample: Store, a_post: MakePost, morning: datetime) -> None:
    moved = a_post("2", thread="9", parent="9", collected_at=morning + timedelta(days=1))
    assert pending_after(sample, [moved]) == [("forum", "1"), ("forum", "9")]
    assert sample.explanations([("forum", "1")], "en") == {}


def test_what_the_analysis_says_of_the_language_stays_until_the_text_changes(
    sample: Store, a_post: MakePost, morning: datetime
) -> None:
    answer = sample.posts("forum", "1")[1]
    assert answer.language == "es"
    later: dict[str, Any] = {"collected_at": morning + timedelta(days=1), "language": "fr"}
    sample.add([answer.model_copy(update=later)], [], [])
    assert sample.posts("forum", "1")[1].language == "es"
    later["collected_at"] += timedelta(days=1)
    sample.add([answer.model_copy(update=later | {"text": "Bonjour"})], [], [])
    assert sample.posts("forum", "1")[1].language == "fr"
