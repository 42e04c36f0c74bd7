"""How has a rank moved, drawn in one line of text?"""

from collections.abc import Sequence

BARS = "▁▂▃▄▅▆▇█"
LATEST = 12  # bars; older observations are left out


def sparkline(ranks: Sequence[int]) -> str:
    """One bar an observation, oldest first, the best rank of those drawn being the tallest.

    Empty with fewer than two observations; equal ranks give bars of middle height.
    """
    drawn = ranks[-LATEST:]
    if len(drawn) < 2:
        return ""
    best, worst = min(drawn), max(drawn)
    if best == worst:
        return BARS[len(BARS) // 2] * len(drawn)
    return "".join(BARS[round((worst - rank) / (worst - best) * (len(BARS) - 1))] for rank in drawn)
