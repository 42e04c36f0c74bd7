"""Does a trend stand against its own past as the definitions say?"""

import math
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.trends.standings import standing
from db.models import Movement, Sighting, Standing

MIDNIGHT = datetime(2026, 11, 24, tzinfo=UTC)


def at(hours: float) -> datetime:
    return MIDNIGHT + timedelta(hours=hours)


def seen(*ranks: tuple[int, float]) -> list[Sighting]:
    return [Sighting(source="s", trend="t", rank=rank, seen_at=at(hours)) for rank, hours in ranks]


def known(found: Standing | None) -> Standing:
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("ranks", "looks", "expected"),
    [
        ([(5, 1)], [1], "new"),
        ([(5, 3)], [1, 2, 3], "new"),
        ([(5, 1), (3, 2)], [1, 2], "up"),
        ([(3, 1), (5, 2)], [1, 2], "down"),
        ([(3, 1), (3, 2)], [1, 2], "steady"),
        ([(3, 1), (3, 3)], [1, 2, 3], "back"),
        ([(3, 1), (1, 3)], [1, 2, 3], "back"),
        ([(3, 1), (2, 169)], [1, 169], "up"),  # the source was gone for a week: nobody looked, so it was not absent
        ([(3, 1), (2, 3), (4, 3)], [1, 3], "up"),  # two ranks at one time: the better counts
        ([(3, 1), (2, 2)], [1, 2, 3], "up"),  # no longer on the list: as when it was seen last
        ([(3, 1)], [0, 1, 2], "new"),
    ],
)
def test_a_trend_stands_against_the_look_before(
    ranks: list[tuple[int, float]], looks: list[float], expected: str
) -> None:
    assert known(standing(seen(*ranks), map(at, looks))).movement == expected


@pytest.mark.parametrize(
    ("ranks", "looks", "expected", "before"),
    [
        ([(5, 1), (3, 2)], [1, 2], "new", None),
        ([(9, -2), (5, 1), (7, 2)], [-2, 1, 2], "up", 9),
        ([(9, -5), (4, -2), (5, 1)], [-5, -2, 1], "down", 4),
        ([(3, -2), (5, 1), (3, 2)], [-2, 1, 2], "steady", 3),
        ([(3, -2), (3, 2)], [-2, -1, 2], "back", 3),
        ([(3, -2), (3, 1), (3, 3)], [-2, 1, 2, 3], "back", 3),
        ([(3, -3), (3, -1), (3, 1)], [-3, -2, -1, 1], "steady", 3),  # it had come back before
    ],
)
def test_in_a_window_against_what_was_seen_before_it(
    ranks: list[tuple[int, float]], looks: list[float], expected: str, before: int | None
) -> None:
    found = known(standing(seen(*ranks), map(at, looks), since=MIDNIGHT))
    assert (found.movement, found.before) == (expected, before)


def test_the_numbers_of_a_history() -> None:
    found = known(standing(seen((9, 0), (2, 1), (2, 2), (6, 5)), map(at, [-1, 0, 1, 2, 3, 4, 5, 6, 7])))
    assert found.ranks == (9, 2, 2, 6)
    assert (found.peak, found.peak_at) == (2, at(1))
    assert (found.first_seen, found.last_seen, found.listed) == (at(0), at(5), False)
    assert (found.looks, found.share, found.away) == (8, 0.5, 2)
    assert found.velocity == pytest.approx(3 / 5)


@pytest.mark.parametrize(
    ("ranks", "expected"),
    [
        ([(5, 0)], None),
        ([(5, 0), (5, 1)], 0.0),
        ([(1, 0), (5, 2)], -2.0),
        ([(90, -30), (5, 0), (3, 4)], 0.5),  # of the last 24 hours only
        ([(90, -30), (5, 0)], None),
        ([(5, 0), (4, 1e-9)], 60.0),  # no closer than a minute
    ],
)
def test_velocity_is_ranks_an_hour_over_the_last_day(ranks: list[tuple[int, float]], expected: float | None) -> None:
    assert known(standing(seen(*ranks))).velocity == (None if expected is None else pytest.approx(expected))


def test_what_comes_later_is_not_known_yet() -> None:
    ranks = seen((5, 1), (1, 9))
    assert standing(ranks, [at(1), at(9)], until=at(9)) == standing(ranks[:1], [at(1)])
    assert standing(ranks, until=at(1)) is None


def test_nothing_seen_is_no_standing() -> None:
    assert standing([], [at(1)]) is None


def test_an_empty_list_is_an_absence() -> None:
    assert known(standing(seen((1, 1), (1, 3)), [at(2)])).away == 1


def test_a_change_of_the_clocks_changes_nothing() -> None:
    madrid = ZoneInfo("Europe/Madrid")
    # on 25 October 2026 the hour from two to three comes twice
    twice = [datetime(2026, 10, 25, 2, 30, fold=fold, tzinfo=madrid) for fold in (0, 1)]
    ranks = [Sighting(source="s", trend="t", rank=4 - n, seen_at=each) for n, each in enumerate(twice)]
    found = known(standing(ranks, twice, since=twice[1]))
    assert (found.movement, found.before, found.looks) == ("up", 4, 2)
    assert found.velocity == pytest.approx(1.0)


HISTORIES = st.lists(st.tuples(st.integers(1, 50), st.integers(0, 60)), min_size=1, max_size=20)
LOOKS = st.lists(st.integers(0, 60), max_size=20)


@given(HISTORIES, LOOKS, st.none() | st.integers(-5, 70), st.randoms())
def test_every_trend_has_a_standing_whatever_the_order(
    ranks: list[tuple[int, float]], looks: list[int], since: int | None, random: Random
) -> None:
    sightings, times = seen(*ranks), [at(each) for each in looks]
    window = None if since is None else at(since)
    found = known(standing(sightings, times, since=window))
    random.shuffle(sightings)
    random.shuffle(times)
    assert standing([*sightings, *sightings], [*times, *times], since=window) == found
    assert found.peak == min(found.ranks) <= found.rank
    assert 0 < found.share <= 1
    assert found.first_seen <= found.peak_at <= found.last_seen
    assert (found.before is None) == (found.movement is Movement.NEW)
    assert (found.away > 0) == (found.movement is Movement.BACK)
    assert found.velocity is None or math.isfinite(found.velocity)


@given(HISTORIES, LOOKS, st.integers(1, 10_000))
def test_a_time_in_which_nobody_looked_changes_no_movement(
    ranks: list[tuple[int, float]], looks: list[int], gap: int
) -> None:
    """Everything from a look on happens so many hours later."""
    times = sorted({*looks, *(hours for _, hours in ranks)})
    cut = times[len(times) // 2]
    later = [hours + gap * (hours >= cut) for hours in times]
    moved = dict(zip(times, later, strict=True))
    before = known(standing(seen(*ranks), map(at, times)))
    after = known(standing(seen(*((rank, moved[hours]) for rank, hours in ranks)), map(at, later)))
    assert (after.movement, after.share, after.away) == (before.movement, before.share, before.away)
