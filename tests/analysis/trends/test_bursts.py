"""A burst is flagged once, where it begins, and only by what the stream's own past says of it."""

import importlib.util
import math
import random
import tracemalloc
from collections import deque
from collections.abc import Iterator
from itertools import pairwise, repeat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.trends.bursts import QUIET, bursts, onsets, rarity

ANY = st.one_of(st.floats(), st.integers(0, 50).map(float), st.sampled_from([0.0, 1.0, 1e308, math.inf, math.nan]))
# long enough to get past what only teaches, and made of stretches, so that levels, bursts and silences occur
STREAMS = st.lists(st.tuples(ANY, st.integers(1, 60)), max_size=12).map(
    lambda stretches: [value for value, times in stretches for _ in range(times)]
)
COUNTS = st.lists(st.tuples(st.integers(0, 10_000), st.integers(1, 60)), max_size=12).map(
    lambda stretches: [float(value) for value, times in stretches for _ in range(times)]
)


def where(counts: list[float]) -> list[int]:
    """The places of the onsets."""
    return [place for place, begins in enumerate(bursts(counts)) if begins]


def chatter(values: int, seed: int = 1, level: float = 20) -> list[float]:
    """Counts that vary more than Poisson's: their mean varies too, as gamma does (negative binomial)."""
    chance = random.Random(seed)
    return [
        float(sum(chance.random() < 0.1 for _ in range(int(10 * chance.gammavariate(4, level / 4)))))
        for _ in range(values)
    ]


# --- what a reader sees ----------------------------------------------------------------------------------------------


def test_a_burst_is_flagged_where_it_begins_and_once() -> None:
    assert where([*chatter(500), 400, 500, 300, 120, 60, *chatter(200, seed=2)]) == [500]


def test_a_slow_rise_is_flagged_once() -> None:
    rise = [20 + 4.0 * step for step in range(100)]
    assert len(where([*chatter(1000), *rise])) == 1


def test_a_new_level_is_one_burst() -> None:
    assert where([*chatter(500), *(count + 400 for count in chatter(500, seed=2))]) == [500]


def test_a_term_that_nobody_used_bursts_with_a_few_mentions() -> None:
    assert where([*repeat(0.0, 7 * 24), 1, 0, 0, 2, 0, 8, 9, 4, 0, 0]) == [7 * 24 + 5]


def test_a_mention_now_and_then_is_no_burst() -> None:
    chance = random.Random(3)
    assert where([float(chance.random() < 0.02) for _ in range(3000)]) == []


def test_a_daily_rhythm_is_no_burst() -> None:
    assert where([50 + 40 * math.sin(math.tau * hour / 24) for hour in range(24 * 60)]) == []


def test_silence_is_no_burst() -> None:
    assert where([*chatter(500), *repeat(0.0, 500)]) == []


def test_what_comes_again_and_again_stops_being_news() -> None:
    found = where([*chatter(500), *[400.0, 400, 400, *chatter(297, seed=2)] * 30])
    assert found[0] == 500
    assert len(found) < 10
    assert found[-1] < 500 + 10 * 300


def test_higher_than_what_comes_again_and_again_is_news() -> None:
    usual = [*chatter(500), *[400.0, 400, 400, *chatter(297, seed=2)] * 30]
    assert where([*usual, 9000, 9000])[-1] == len(usual)


def test_what_has_long_not_come_is_news_again() -> None:
    usual = [*chatter(500), *[400.0, 400, 400, *chatter(297, seed=2)] * 30, *chatter(10_000, seed=3)]
    assert where([*usual, 400, 400, 400])[-1] == len(usual)


def test_a_burst_does_not_change_what_is_usual() -> None:
    early = [*chatter(30), 100_000, 100_000, 100_000, *chatter(3000, seed=2)]
    assert where([*early, 400, 400, 400])[-1] == len(early)


def test_a_ragged_burst_counts_once_in_the_past() -> None:
    past = [*chatter(500), *[400.0, *chatter(12, seed=2)] * 8, *chatter(1500, seed=3)]
    assert where([*past, 400, 400, 400]) == [500, len(past)]


@pytest.mark.parametrize("seed", range(5))
def test_chatter_is_seldom_a_burst(seed: int) -> None:
    assert len(where(chatter(5000, seed=seed, level=3))) <= 2


def test_two_bursts_apart_are_two_and_close_by_are_one() -> None:
    calm = chatter(500)
    far, near = chatter(QUIET + 50, seed=2), chatter(QUIET // 2, seed=2)
    assert where([*calm, 400, 400, *far, 2000, 2000]) == [500, 502 + len(far)]
    assert where([*calm, 400, 400, *near, 2000, 2000]) == [500]


@pytest.mark.parametrize("times", [2, 8, 1024])
def test_the_unit_does_not_matter_where_counts_are_many(times: int) -> None:
    counts = [
        *(10 * count for count in chatter(500, level=30)),
        4000,
        5000,
        2000,
        *(10 * count for count in chatter(300, seed=2)),
    ]
    assert where([times * count for count in counts]) == where(counts) == [500]


# --- what always holds -----------------------------------------------------------------------------------------------


@given(STREAMS, st.integers(0, 720))
def test_only_the_past_matters(counts: list[float], cut: int) -> None:
    assert list(bursts(counts))[:cut] == list(bursts(counts[:cut]))


def test_the_answer_comes_before_the_next_count_is_asked_for() -> None:
    asked = 0

    def counts() -> Iterator[float]:
        nonlocal asked
        while True:
            asked += 1
            yield 1.0

    answers = bursts(counts())
    for given_so_far in range(1, 100):
        assert next(answers) is False
        assert asked == given_so_far


@given(STREAMS)
def test_any_floats_have_an_answer_each_and_the_same_again(counts: list[float]) -> None:
    found = list(bursts(counts))
    assert len(found) == len(counts)
    assert found == list(bursts(iter(counts)))


@given(STREAMS)
def test_rarities_are_numbers_between_nothing_and_one(counts: list[float]) -> None:
    assert all(0 <= found <= 1 for found in rarity(counts))


@given(STREAMS)
def test_one_onset_a_burst(counts: list[float]) -> None:
    found = where(counts)
    assert all(later - earlier > QUIET for earlier, later in pairwise(found))


@given(st.lists(st.floats(0, 1), max_size=400), st.floats(0, 1))
def test_an_onset_is_the_first_rare_value_after_quiet_ones(rarities: list[float], rare: float) -> None:
    for place, begins in enumerate(onsets(rarities, rare)):
        before = rarities[max(0, place - QUIET) : place]
        assert begins == (rarities[place] < rare and all(found >= rare for found in before))


@given(ANY, st.integers(0, 300))
def test_what_never_changes_never_bursts(count: float, times: int) -> None:
    assert where([count] * times) == []


@given(COUNTS, st.integers(0, 10_000), st.integers(0, 10_000))
def test_more_is_never_less_of_a_burst(past: list[float], count: int, more: int) -> None:
    if list(bursts([*past, count]))[-1]:
        assert list(bursts([*past, count + more]))[-1]


@given(COUNTS, st.lists(st.integers(0, 719)))
def test_what_is_no_count_is_never_flagged_and_teaches_nothing(counts: list[float], gaps: list[int]) -> None:
    holes = list(counts)
    for place in gaps:
        holes.insert(place, [math.nan, -1.0, -math.inf][place % 3])
    real = [count >= 0 for count in holes]
    assert [found for found, known in zip(rarity(holes), real, strict=True) if known] == list(rarity(counts))
    assert not any(begins for begins, known in zip(bursts(holes), real, strict=True) if not known)


# --- edges -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "counts", [[], [1.0], [math.inf], [math.nan] * 50, [-5.0] * 50, [math.inf] * 200, [1e308] * 200]
)
def test_nothing_to_compare_is_no_burst(counts: list[float]) -> None:
    assert where(counts) == []


def test_infinity_is_a_burst_and_hides_no_great_one() -> None:
    calm, after = chatter(500), chatter(QUIET + 50, seed=2)
    assert where([*calm, math.inf, *after, 10_000, 10_000]) == [500, 501 + len(after)]


def test_memory_does_not_grow() -> None:
    tracemalloc.start()
    try:
        deque(bursts(float(value % 7) for value in range(20_000)), maxlen=0)
        assert tracemalloc.get_traced_memory()[1] < 20_000
    finally:
        tracemalloc.stop()


@pytest.mark.shared
@pytest.mark.filterwarnings("ignore::ResourceWarning")  # the scorer leaves closing its files to Python
def test_real_counts_by_the_standard_score(shared: Path) -> None:
    folder = shared / "data" / "bursts"
    spec = importlib.util.spec_from_file_location("bursts_score", folder / "score.py")
    assert spec
    assert spec.loader
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    counts = {
        path.name: [float(row["value"]) for row in scorer.series(folder, path.name)] for path in folder.glob("*.csv")
    }
    assert scorer.scores(folder, {name: list(bursts(values)) for name, values in counts.items()}) >= 70
