"""Does what is stored of a source hang together, whatever it gave?"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.payloads.coherent import coherent
from collector.source import Collected
from db.models import Post, Sighting, Trend

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)


def post(key: str, source: str = "a", **changes: Any) -> Post:
    return Post(**{"source": source, "external_id": key, "thread": key, "text": key, "collected_at": NOW, **changes})


def trend(key: str, source: str = "a") -> Trend:
    return Trend(source=source, external_id=key, title=key)


def sighting(key: str, rank: int = 1, source: str = "a") -> Sighting:
    return Sighting(source=source, trend=key, rank=rank, seen_at=NOW)


def test_the_fuller_of_two_versions_is_kept() -> None:
    collected = coherent("a", Collected([post("1", text="a longer text"), post("1", text="short"), post("1")]))
    assert [p.text for p in collected.posts] == ["a longer text"]
    assert collected.problems == []


@pytest.mark.parametrize(
    ("posts", "strays"),
    [
        ([post("1"), post("2", thread="1", parent="1")], 0),
        ([post("1"), post("2", thread="1", parent="9")], 1),
        ([post("1"), post("2", parent="1")], 1),
        ([post("1", parent="1")], 1),
        ([post(k, thread="t", parent=p) for k, p in ("12", "23", "31")], 1),
        ([post(k, thread="t", parent=p) for k, p in ("12", "21", "32", "43")], 1),
    ],
)
def test_a_parent_is_another_post_of_the_thread_and_not_below(posts: Sequence[Post], strays: int) -> None:
    collected = coherent("a", Collected(posts))
    assert len(collected.posts) == len(posts)
    assert sum(new.parent != old.parent for new, old in zip(collected.posts, posts, strict=True)) == strays
    assert collected.problems == (
        [f"{strays} of its records answer a post that is not in their thread"] if strays else []
    )


def test_a_trend_has_its_post_and_a_sighting_its_trend() -> None:
    given_by_it = Collected(
        [post("1")], [trend("1"), trend("2")], [sighting("1", 3), sighting("1", 2), sighting("2"), sighting("3")]
    )
    collected = coherent("a", given_by_it)
    assert [t.external_id for t in collected.trends] == ["1"]
    assert [(s.trend, s.rank) for s in collected.sightings] == [("1", 2)]
    assert collected.problems == [
        "1 of its records are trends without their post",
        "1 of its records are ranks of no trend",
    ]


def test_no_source_writes_in_the_name_of_another() -> None:
    collected = coherent("a", Collected([post("1", "b")], [trend("1", "b")], [sighting("1", 1, "b")]))
    assert (collected.posts, collected.trends, collected.sightings) == ([], [], [])
    assert collected.problems == ["1 of its records belong to another source"]


keys = st.sampled_from("1234")
posts_of_a_thread = st.lists(
    st.builds(
        lambda key, parent, minute, text: post(
            key, thread="t", parent=parent, text=text, created_at=NOW + timedelta(minutes=minute)
        ),
        keys,
        st.none() | keys,
        st.integers(0, 3),
        st.sampled_from(["", "x", "yy"]),
    ),
    max_size=8,
)


@given(st.data(), posts_of_a_thread)
def test_the_order_in_which_a_source_answers_changes_nothing(data: st.DataObject, posts: list[Post]) -> None:
    shuffled = data.draw(st.permutations(posts))
    collected = coherent("a", Collected(posts))
    assert coherent("a", Collected(shuffled)) == collected
    assert coherent("a", Collected(collected.posts)).posts == collected.posts


@given(posts_of_a_thread)
def test_every_post_leads_up_to_a_root(posts: list[Post]) -> None:
    by_key = {p.external_id: p for p in coherent("a", Collected(posts)).posts}
    for p in by_key.values():
        steps, at = 0, p
        while at.parent is not None:
            at = by_key[at.parent]
            steps += 1
            assert steps <= len(by_key)
