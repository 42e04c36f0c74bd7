"""Does a sparkline show how a rank moved?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.charts import BARS, LATEST, sparkline


@pytest.mark.parametrize(
    ("ranks", "expected"),
    [([], ""), ([4], ""), ([8, 1], "▁█"), ([1, 8, 1], "█▁█"), ([3, 3], "▅▅"), ([14, 11, 8, 2], "▁▃▅█")],
)
def test_a_better_rank_is_taller(ranks: list[int], expected: str) -> None:
    assert sparkline(ranks) == expected


@given(st.lists(st.integers(1, 10_000), min_size=2))
def test_bars_are_in_the_order_of_the_ranks(ranks: list[int]) -> None:
    drawn = ranks[-LATEST:]
    bars = [BARS.index(bar) for bar in sparkline(ranks)]
    pairs = list(zip(drawn, bars, strict=True))
    assert all(a >= b for rank, a in pairs for other, b in pairs if rank <= other)
