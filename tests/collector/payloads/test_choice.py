"""A long thread is cut fairly: the best of every depth, each with what it answers, and a line that says so."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.payloads.choice import chosen
from collector.source import Collected
from db.models import Post

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)


def post(key: str, parent: str | None = None, score: int | None = None, thread: str = "root") -> Post:
    return Post(source="forum", external_id=key, thread=thread, parent=parent, score=score, collected_at=NOW)


ROOT = post("root")
# two answers to the root with scores, and a branch that nobody valued but many answered
SCORED = [ROOT, post("a", "root", 9), post("b", "root", 1), post("a1", "a", 2), post("a2", "a", 7), post("b1", "b", 8)]
UNSCORED = [ROOT, post("c", "root"), post("d", "root"), post("d1", "d"), post("d2", "d1"), post("d3", "d2")]


def kept(posts: list[Post], most: int | None) -> list[str]:
    return [post.external_id for post in chosen(Collected(posts=posts), most).collected.posts]


@pytest.mark.parametrize(
    ("posts", "most", "expected"),
    [
        (SCORED, None, ["root", "a", "b", "a1", "a2", "b1"]),
        (SCORED, 6, ["root", "a", "b", "a1", "a2", "b1"]),
        (SCORED, 5, ["root", "a", "b", "a2", "b1"]),
        (SCORED, 4, ["root", "a", "b", "b1"]),
        (SCORED, 2, ["root", "a"]),
        (SCORED, 1, ["root"]),
        (SCORED, 0, ["root"]),
        (UNSCORED, 2, ["root", "d"]),
        (UNSCORED, 4, ["root", "c", "d", "d1"]),
        ([], 3, []),
    ],
)
def test_the_best_of_each_depth_are_kept_in_their_order(
    posts: list[Post], most: int | None, expected: list[str]
) -> None:
    assert kept(posts, most) == expected


def test_each_thread_has_its_own_places() -> None:
    other = [post("x", thread="x"), post("x1", "x", 1, "x"), post("x2", "x", 5, "x")]
    assert kept([*SCORED, *other], 2) == ["root", "a", "x", "x2"]


def test_what_was_left_out_is_said() -> None:
    found = chosen(Collected(posts=SCORED, problems=["one was damaged"]), 4)
    assert (found.posts, found.left_out) == (6, 2)
    assert found.line.startswith("left out 2 of 6 posts")
    assert found.collected.problems == ["one was damaged"]
    assert chosen(Collected(posts=SCORED), 9).line == ""


def test_of_equals_the_earlier_is_kept() -> None:
    late, early = (
        post(key, "root", 3).model_copy(update={"created_at": NOW + timedelta(hours=at)})
        for key, at in (("late", 2), ("early", 1))
    )
    assert kept([ROOT, late, early], 2) == ["root", "early"]


@given(st.lists(st.tuples(st.integers(0, 40), st.none() | st.integers(-5, 50)), max_size=40), st.integers(1, 45))
def test_never_more_never_without_what_is_answered_and_never_fewer_than_there_is_room_for(
    answers: list[tuple[int, int | None]], most: int
) -> None:
    posts = [ROOT]
    for number, (parent, score) in enumerate(answers):
        posts.append(post(str(number), posts[parent % len(posts)].external_id, score))
    found = kept(posts, most)
    assert len(found) == min(most, len(posts))
    parents = {post.external_id: post.parent for post in posts}
    assert all(parents[key] in found for key in found if parents[key] is not None)
    assert found == [post.external_id for post in posts if post.external_id in found]


def test_a_thread_that_is_one_long_chain_is_cut_below() -> None:
    chain = [ROOT, *(post(str(n), str(n - 1) if n else "root") for n in range(3_000))]
    assert kept(chain, 100) == [post.external_id for post in chain[:100]]


def test_posts_that_answer_each_other_in_a_circle_harm_nobody() -> None:
    circle = [ROOT, post("e", "f"), post("f", "e"), post("a", "root")]
    assert kept(circle, 2) == ["root", "a"]
