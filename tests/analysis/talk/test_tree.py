"""Does a thread stand in reading order, each of its posts once?"""

from collections.abc import Callable
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from analysis.talk.tree import tree
from db.models import Post

Make = Callable[..., Post]
NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)


def test_reading_order_and_depth(post: Make) -> None:
    posts = [post("root"), post("b", "3", parent="1"), post("a", "2", parent="1"), post("c", "4", parent="3")]
    assert [(n.post.external_id, n.depth, n.replies) for n in tree(posts)] == [
        ("1", 0, 3),
        ("3", 1, 1),
        ("4", 2, 0),
        ("2", 1, 0),
    ]


@given(st.lists(st.integers(0, 12), max_size=12))
def test_a_thread_has_as_many_nodes_as_posts(parents: list[int]) -> None:
    posts = [
        Post(source="s", external_id=str(i), thread="0", parent=str(parent), collected_at=NOW)
        for i, parent in enumerate(parents)
    ]
    nodes = tree(posts)
    assert sorted(n.post.external_id for n in nodes) == sorted(p.external_id for p in posts)
    assert all(n.replies < len(posts) for n in nodes)
