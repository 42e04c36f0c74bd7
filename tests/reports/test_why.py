"""Is it said of every standing, in both languages, what its numbers say?"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from analysis.trends.ranks import rank_stories
from analysis.trends.standings import standing
from db.models import Movement, Sighting, Story, StoryRank
from reports.why import _velocity, in_full, why
from reports.words import page_words

MIDNIGHT = datetime(2026, 11, 24, tzinfo=UTC)
NEW = [(5, 1), (3, 2)]
UP = [(11, -2), (2, 2)]
DOWN = [(1, -3), (3, -2), (9, 2)]
STEADY = [(3, -2), (3, 2)]
BACK = [(3, -2), (4, 2)]


def seen(ranks: Sequence[tuple[int, float]]) -> list[Sighting]:
    return [Sighting(source="s", trend="t", rank=rank, seen_at=at(hours)) for rank, hours in ranks]


def at(hours: float) -> datetime:
    return MIDNIGHT + timedelta(hours=hours)


@pytest.mark.parametrize(
    ("ranks", "looks", "known", "said"),
    [
        (NEW, [], (1, 0), ("2 sources, new today", "2 fuentes, nueva hoy")),
        (UP, [], (-9, 1), ("2 sources, up from #11, 1 comment", "2 fuentes, sube desde el n.º 11, 1 comentario")),
        (DOWN, [], (-9, 0), ("2 sources, down from #3, best #1", "2 fuentes, baja desde el n.º 3, llegó al n.º 1")),
        (STEADY, [], (-9, 0), ("2 sources, still #3", "2 fuentes, sigue en el n.º 3")),
        (
            BACK,
            [0],
            (-9, 0),
            ("2 sources, back after 1 look without it", "2 fuentes, vuelve tras faltar en 1 consulta"),
        ),
        (BACK, [-1, 0], (-9, 0), ("2 sources, back after 2 looks without it", None)),
        (NEW, [], (-9, 0), ("2 sources, on a list since today", "2 fuentes, en una lista desde hoy")),
        ([], [], (-9, 3), ("2 sources, 3 comments", "2 fuentes, 3 comentarios")),
        ([], [], (1, 0), ("2 sources, new today", None)),
        ([(1, -9), (8, -2)], [], (-9, 0), ("2 sources", None)),
    ],
)
def test_why_a_story_ranks_is_said_from_its_numbers(
    ranks: list[tuple[int, float]], looks: list[float], known: tuple[int, int], said: tuple[str, str | None]
) -> None:
    (collected, comments), (english, spanish) = known, said
    story = Story(id="x", title="x", members=(("s", "t"),), first_seen=at(-9), last_seen=at(2))
    histories = {("s", "t"): seen(ranks)}
    [ranked] = rank_stories(
        [story],
        histories,
        {"s": [at(each) for each in looks]},
        since=MIDNIGHT,
        until=at(24),
        comments={"x": comments},
        collected={"x": at(collected)},
    )
    assert why(ranked, 2, page_words("en")) == english
    assert spanish is None or why(ranked, 2, page_words("es")) == spanish


def test_in_full_with_the_readers_clock() -> None:
    found = standing(seen(DOWN), [at(hours) for hours in (-3, -2, 1, 2, 3)])
    assert found
    assert in_full(found, page_words("en"), ZoneInfo("Europe/Madrid")) == (
        "#9, back after 1 look without it, −1.6 places an hour, best #1 (2026-11-23 22:00), "
        "on the list in 3 of 5 looks, last on the list 2026-11-24 03:00"
    )
    assert in_full(found, page_words("es"), UTC) == (
        "n.º 9, vuelve tras faltar en 1 consulta, −1,6 puestos por hora, llegó al n.º 1 (2026-11-23 21:00), "
        "en la lista en 3 de 5 consultas, vista en la lista por última vez: 2026-11-24 02:00"
    )


@pytest.mark.parametrize(
    ("ranks", "said"),
    [
        (0.04, []),
        (-0.04, []),
        (0.96, ["+1.0 places an hour"]),
        (-12.34, ["−12.3 places an hour"]),
        (5400, ["+5400.0 places an hour"]),
    ],
)
def test_velocity_has_a_sign_and_a_decimal(ranks: float, said: list[str]) -> None:
    assert _velocity(ranks, page_words("en")) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "2 sources, new today, 16x its usual mentions"),
        ("es", "2 fuentes, nueva hoy, 16 veces sus menciones habituales"),
    ],
)
def test_a_burst_of_mentions_is_said(language: str, said: str) -> None:
    rank = StoryRank(story="x", place=1, score=1, movement=Movement.NEW, surge=15.6, first_seen=at(1))
    assert why(rank, 2, page_words(language)) == said
