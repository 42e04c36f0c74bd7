"""The same story meets itself, whatever the order in which its tellings come."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stories import Item, canonical_url, cluster, stories

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
TITLES = [
    "Quillgate gateways hit by a remote hole",
    "Remote hole in Quillgate gateways is public",
    "HeronDB 3.0 drops its vacuum",
    "A day in the life of a lighthouse keeper",
    "HeronDB 3.0 without vacuum is out",
]


def items() -> list[Item]:
    """Five headlines about three things."""
    return [Item("s", str(i), title, (), NOW + timedelta(minutes=i)) for i, title in enumerate(TITLES)]


def test_cluster_labels_as_they_come() -> None:
    assert list(cluster(TITLES)) == [0, 0, 1, 2, 1]


def test_the_same_link_is_the_same_story() -> None:
    found = stories(
        [
            Item("a", "1", "One thing", ("https://www.x.example/p/?utm_source=a",), NOW),
            Item("b", "2", "Said otherwise", ("http://x.example/p",), NOW + timedelta(hours=1)),
        ]
    )
    assert [story.members for story in found] == [(("a", "1"), ("b", "2"))]
    assert (found[0].first_seen, found[0].last_seen) == (NOW, NOW + timedelta(hours=1))


@given(st.permutations(items()))
def test_order_of_arrival_changes_nothing(shuffled: list[Item]) -> None:
    assert stories(shuffled) == stories(items())


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.x.example/a/", "http://x.example/a#top", True),
        ("https://x.example/a?b=1&a=2", "https://x.example/a?a=2&b=1", True),
        ("https://x.example/a?id=1", "https://x.example/a?id=2", False),
        ("https://[broken", "https://[broken", True),
    ],
)
def test_canonical_url(one: str, other: str, same: bool) -> None:
    assert (canonical_url(one) == canonical_url(other)) is same
