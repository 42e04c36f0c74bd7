"""Does a story stand where its ranks put it?"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.trends.ranks import FUSION, HALF_LIFE, Placing, fused, gain, rank_stories
from analysis.trends.standings import standing
from db.models import PostKey, Sighting, Story

MIDNIGHT = datetime(2026, 11, 24, tzinfo=UTC)


def at(hours: float) -> datetime:
    return MIDNIGHT + timedelta(hours=hours)


def seen(*ranks: tuple[int, float], source: str = "s") -> list[Sighting]:
    return [Sighting(source=source, trend="t", rank=rank, seen_at=at(hours)) for rank, hours in ranks]


def story(name: str, *sources: str, first: float = 1) -> Story:
    members = tuple((source, name) for source in sources)
    return Story(id=name, title=name, members=members, first_seen=at(first), last_seen=at(20))


# --- across lists ---


def test_a_rank_counts_half_after_a_half_life() -> None:
    now = Placing("s", 1, MIDNIGHT)
    assert fused([now], MIDNIGHT) == pytest.approx(1 / (FUSION + 1))
    assert fused([now], MIDNIGHT + HALF_LIFE) == pytest.approx(0.5 / (FUSION + 1))
    assert fused([now], MIDNIGHT - HALF_LIFE) == fused([now], MIDNIGHT)
    assert fused([now], MIDNIGHT + 10_000 * HALF_LIFE) == 0
    assert fused([now], MIDNIGHT, {"s": 3}) == pytest.approx(3 / (FUSION + 1))
    assert fused([now, now, Placing("s", 9, MIDNIGHT)], MIDNIGHT) == fused([now], MIDNIGHT)
    assert fused([], MIDNIGHT) == 0


PLACES = st.lists(
    st.builds(Placing, st.sampled_from("abc"), st.integers(1, 100), st.integers(-90, 90).map(at)), max_size=6
)
WEIGHTS = st.dictionaries(st.sampled_from("abc"), st.floats(0, 100))


@given(PLACES, WEIGHTS, st.integers(1, 100), st.integers(0, 99), st.data())
def test_a_better_rank_never_lowers_the_combined_rank(
    places: list[Placing], weights: dict[str, float], rank: int, better: int, data: st.DataObject
) -> None:
    place = data.draw(st.builds(Placing, st.sampled_from("abc"), st.just(rank), st.integers(-90, 90).map(at)))
    higher = place._replace(rank=max(1, rank - better))
    assert fused([*places, higher], at(0), weights) >= fused([*places, place], at(0), weights)
    assert fused([*places, place], at(0), weights) == fused([place, *reversed(places)], at(0), weights)


@given(PLACES, st.integers(1, 100), st.integers(-90, 90))
def test_a_source_without_weight_changes_nothing(places: list[Placing], rank: int, hours: int) -> None:
    assert fused([*places, Placing("z", rank, at(hours))], at(0), {"z": 0}) == fused(places, at(0), {"z": 0})


def test_gain_is_what_a_movement_did_for_the_score() -> None:
    gains = {name: gain(found) for name, history in GAINS.items() if (found := standing(seen(*history)))}
    assert sorted(gains, key=lambda name: -gains[name]) == ["new first", "new late", "up", "steady", "down"]
    assert gains["steady"] == 0


GAINS: Mapping[str, Sequence[tuple[int, float]]] = {
    "down": [(1, 0), (9, 1)],
    "steady": [(4, 0), (4, 1)],
    "up": [(9, 0), (1, 1)],
    "new late": [(30, 1)],
    "new first": [(1, 1)],
}


# --- stories ---


def order(
    stories: Sequence[Story], histories: Mapping[PostKey, Sequence[Sighting]], comments: Mapping[str, int] | None = None
) -> list[str]:
    ranked = rank_stories(stories, histories, {}, since=MIDNIGHT, until=at(24), comments=comments)
    assert [each.place for each in ranked] == list(range(1, len(stories) + 1))
    return [each.story for each in ranked]


def test_two_sources_outrank_one_that_has_it_higher() -> None:
    histories = {
        ("a", "both"): seen((2, 1), source="a"),
        ("b", "both"): seen((9, 1), source="b"),
        ("a", "one"): seen((1, 1), source="a"),
    }
    assert order([story("one", "a"), story("both", "a", "b")], histories) == ["both", "one"]


def test_the_latest_rank_counts() -> None:
    histories = {("a", "rising"): seen((2, 5), (9, 1)), ("a", "falling"): seen((1, 1), (8, 5))}
    assert order([story("falling", "a"), story("rising", "a")], histories) == ["rising", "falling"]


def test_a_rank_of_yesterday_counts_less_than_one_of_today() -> None:
    histories = {("a", "old"): seen((1, -20)), ("a", "now"): seen((15, 4))}
    assert order([story("old", "a", first=-20), story("now", "a")], histories) == ["now", "old"]


def test_comments_count_as_one_more_ranking() -> None:
    told = [story("silent", "a"), story("quiet", "a"), story("talked", "a")]
    assert order(told, {}, {"talked": 9, "quiet": 2, "silent": 0}) == ["talked", "quiet", "silent"]


def test_ties_go_to_the_older_story_then_by_id() -> None:
    assert order([story("b", "x"), story("a", "x"), story("z", "x", first=0.5)], {}) == ["z", "a", "b"]


def test_of_stories_with_the_same_rank_the_older_comes_first() -> None:
    histories = {("a", "young"): seen((3, 5)), ("a", "old"): seen((3, 5))}
    assert order([story("young", "a", first=2), story("old", "a", first=1)], histories) == ["old", "young"]


def test_on_a_list_a_story_is_where_its_best_member_is() -> None:
    both = Story(id="x", title="x", members=(("a", "1"), ("a", "2")), first_seen=at(1), last_seen=at(3))
    histories = {("a", "1"): seen((4, 1), (3, 2)), ("a", "2"): seen((9, 1), (1, 2))}
    [ranked] = rank_stories([both], histories, {}, since=MIDNIGHT, until=at(24))
    assert [each.ranks for each in ranked.standings] == [(4, 1)]


def test_the_list_that_ranks_it_best_in_the_window_comes_first() -> None:
    histories = {
        ("a", "x"): seen((4, 1), source="a"),
        ("b", "x"): seen((2, 3), source="b"),
        ("c", "x"): seen((1, -9), source="c"),
    }
    [ranked] = rank_stories([story("x", "a", "b", "c")], histories, {}, since=MIDNIGHT, until=at(24))
    assert [each.source for each in ranked.standings] == ["b", "a", "c"]


@pytest.mark.parametrize(
    ("collected", "ranks", "looks", "expected"),
    [
        (1, [(5, 1), (3, 2)], [], "new"),
        (0, [], [], "new"),
        (-30, [], [], None),
        (-30, [(5, -30)], [], None),
        (-30, [(5, -2), (3, 2)], [], "up"),
        (-30, [(3, -2), (5, 2)], [], "down"),
        (-30, [(3, -2), (3, 2)], [], "steady"),
        (-30, [(3, -25), (2, 2), (1, 3)], [], "up"),
        (-30, [(3, -25), (2, 2), (1, 3)], [-1], "back"),
        (-30, [(7, 3)], [], "up"),  # an older story that a list has taken up
        (3, [(7, -3), (6, 3)], [], "up"),  # collected late, seen before
    ],
)
def test_a_story_moves_against_what_was_known_of_it(
    collected: float, ranks: list[tuple[int, float]], looks: list[float], expected: str | None
) -> None:
    [found] = rank_stories(
        [story("x", "s")],
        {("s", "x"): seen(*ranks)},
        {"s": [at(each) for each in looks]},
        since=MIDNIGHT,
        until=at(24),
        collected={"x": at(collected)},
    )
    assert found.movement == expected
    assert found.first_seen == min([at(collected), *(at(hours) for _, hours in ranks)])


LISTS = st.fixed_dictionaries({name: st.lists(st.tuples(st.integers(1, 30), st.integers(-48, 23))) for name in "abcd"})


@given(LISTS, LISTS, st.permutations("abcd"), st.dictionaries(st.sampled_from("abcd"), st.integers(0, 3)))
def test_neither_order_nor_a_source_that_adds_nothing_changes_a_place(
    one: dict[str, list[tuple[int, float]]],
    other: dict[str, list[tuple[int, float]]],
    names: list[str],
    comments: dict[str, int],
) -> None:
    histories = {("s", name): seen(*ranks) for name, ranks in one.items()}
    muted = {("z", name): seen(*ranks, source="z") for name, ranks in other.items()}

    def ranked(names: Sequence[str], *sources: str, **weights: float) -> list[tuple[str, float]]:
        told = [story(name, *sources) for name in names]
        lists = {key: list(reversed(history)) for key, history in (histories | muted).items()}
        found = rank_stories(told, lists, {}, since=MIDNIGHT, until=at(24), comments=comments, weights=weights)
        return [(each.story, each.score) for each in found]

    expected = ranked("abcd", "s")
    assert ranked(names, "s") == expected
    assert ranked(names, "s", "z", z=0) == expected
    assert ranked(names, "s", "nobody") == expected
    assert len(expected) == 4


@given(LISTS, st.sampled_from("abcd"), st.integers(1, 29))
def test_a_better_rank_never_lowers_a_place(lists: dict[str, list[tuple[int, float]]], name: str, by: int) -> None:
    def place(improved: int) -> int:
        raised = {
            each: [(max(1, rank - improved * (each == name)), hours) for rank, hours in ranks]
            for each, ranks in lists.items()
        }
        histories = {("s", each): seen(*ranks) for each, ranks in raised.items()}
        found = rank_stories([story(each, "s") for each in "abcd"], histories, {}, since=MIDNIGHT, until=at(24))
        return next(each.place for each in found if each.story == name)

    assert place(by) <= place(0)


# --- bursts of mentions ---


def test_a_story_of_many_days_that_is_suddenly_told_more_says_how_much() -> None:
    usual = [at(hours) for hours in range(-240, 24, 6)]
    many = [at(3 + n / 40) for n in range(60)]
    found = rank_stories(
        [story("a", "s"), story("b", "s")],
        {},
        {},
        since=MIDNIGHT,
        until=at(24),
        told={"a": [*usual, *many], "b": usual},
    )
    assert {each.story: each.surge and round(each.surge) for each in found} == {"a": 16, "b": None}
