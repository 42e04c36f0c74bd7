"""Are bursts of mentions found as they begin, and how fast?

NAB's standard score (Lavin and Ahmad, ICMLA 2015) by the scorer beside the counts. Our threshold is fixed in
`analysis/trends/bursts.py`; each baseline gets the one that is best for it here. Beside both stand the figures with the
threshold chosen on all files but one and measured on that one.
"""

import math
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import chain
from types import ModuleType

from analysis.trends.bursts import QUIET, bursts, onsets, rarity
from benchmarks.figures import NO_DATA, SHARED, Figure, module, seconds

_DATA = SHARED / "bursts"
RATES = [10 ** (-step / 10) for step in range(20, 41)]  # of bursts a value
HEIGHTS = [*range(2, 16), *range(16, 41, 2), *range(45, 101, 5)]  # deviations
WINDOW = 6400  # values: all that NAB's windowed Gaussian remembers
HALF = 2000  # values: the robust average's memory, as ours
Onsets = dict[str, list[bool]]


def measure() -> Iterator[Figure]:
    """A row a measurement; says so when the data are not on this machine."""
    yield from _pace()
    if not SHARED.is_dir():
        yield NO_DATA
        return
    scorer = module(_DATA / "score.py")
    vars(scorer)["series"] = cache(scorer.series)  # it reads the files anew for each of hundreds of scores
    counts = _read(scorer)
    plain = scorer.scores(_DATA, {name: list(bursts(values)) for name, values in counts.items()})
    yield "NAB standard score, the fixed threshold", f"{plain:.1f}", "70"
    for name, (measure, rule, thresholds) in DETECTORS.items():
        measured = {file: list(measure(values)) for file, values in counts.items()}
        found = {
            threshold: {file: list(rule(values, threshold)) for file, values in measured.items()}
            for threshold in thresholds
        }
        yield from _compared(scorer, name, found)


def _read(scorer: ModuleType) -> dict[str, list[float]]:
    """The counts of each file."""
    names = sorted(path.name for path in _DATA.glob("*.csv"))
    return {name: [float(row["value"]) for row in scorer.series(_DATA, name)] for name in names}


def _compared(scorer: ModuleType, name: str, found: Mapping[float, Onsets]) -> Iterator[Figure]:
    """The score with the best of the thresholds, and leaving one file out."""
    worth = {threshold: scorer.scores(_DATA, hits) for threshold, hits in found.items()}
    best = max(worth, key=lambda threshold: worth[threshold])
    yield f"{name}: its best threshold here", f"{worth[best]:.1f} at {best:.2g}", "-"
    yield f"{name}: threshold chosen on the other files", f"{scorer.scores(_DATA, left_out(scorer, found)):.1f}", "-"


def left_out(scorer: ModuleType, found: Mapping[float, Onsets]) -> Onsets:
    """Each file with the threshold that is best on the others."""
    names = list(next(iter(found.values())))
    gains = {threshold: {name: _gain(scorer, hits, name) for name in names} for threshold, hits in found.items()}

    def elsewhere(threshold: float, name: str) -> float:
        return sum(gains[threshold].values()) - gains[threshold][name]

    return {name: found[max(gains, key=lambda threshold: elsewhere(threshold, name))][name] for name in names}


def _gain(scorer: ModuleType, hits: Onsets, name: str) -> float:
    """What the score owes to this file: it is a sum over files, so the others may be silent."""
    silent = {other: [False] * len(flags) for other, flags in hits.items()}
    return float(scorer.scores(_DATA, {**silent, name: hits[name]}))


# --- detectors -------------------------------------------------------------------------------------------------------


def windowed(counts: Iterable[float]) -> Iterator[float]:
    """Deviations from the mean of a window, in its standard deviations (the baseline that NAB ships)."""
    past: deque[float] = deque()
    total = squares = 0.0
    for count in counts:
        mean = total / max(len(past), 1)
        variance = max(squares / max(len(past), 1) - mean * mean, 0.25)
        yield (count - mean) / math.sqrt(variance) if len(past) > 10 else 0.0
        past.append(count)
        total, squares = total + count, squares + count * count
        if len(past) > WINDOW:
            old = past.popleft()
            total, squares = total - old, squares - old * old


def robust(counts: Iterable[float]) -> Iterator[float]:
    """Deviations from an average that a value moves by three of them at most (Gelper et al., J. Forecasting 2010)."""
    share, level, spread = 1 - 0.5 ** (1 / HALF), math.nan, 1.0
    for seen, count in enumerate(counts, 1):
        level = count if seen == 1 else level
        yield (count - level) / max(spread, 1.0)
        off = max(-3 * spread, min(3 * spread, count - level))
        step = max(share, 1 / (seen + 1))
        level, spread = level + step * off, max(spread + step * (1.25 * abs(off) - spread), 0.1)


def each(deviations: Iterable[float], height: float) -> Iterator[bool]:
    """Each value so high."""
    return (found > height for found in deviations)


def first(deviations: Iterable[float], height: float) -> Iterator[bool]:
    """Our rule: a burst has one onset."""
    return onsets((-found for found in deviations), -height)


Measure = Callable[[Sequence[float]], Iterator[float]]
_Rule = Callable[[Sequence[float], float], Iterator[bool]]
DETECTORS: dict[str, tuple[Measure, _Rule, Sequence[float]]] = {
    "bursts": (rarity, onsets, RATES),
    "windowed Gaussian": (windowed, each, HEIGHTS),
    f"windowed Gaussian, one onset in {QUIET} values": (windowed, first, HEIGHTS),
    f"robust moving average, one onset in {QUIET} values": (robust, first, HEIGHTS),
}


# --- pace -------------------------------------------------------------------------------------------------------------


def _pace() -> Iterator[Figure]:
    """Values a second on one core; memory is constant, so ten times the values take ten times as long."""
    day = [20 + 10 * math.sin(i / 46) + i * 7919 % 13 + 500 * (i % 4001 == 0) for i in range(20_000)]
    found = {times: bursts(chain.from_iterable([day] * times)) for times in (1, 10)}
    took = {times: seconds(partial(deque, flags, maxlen=0)) for times, flags in found.items()}
    yield "values, one stream", f"{10 * len(day) / took[10]:,.0f} a second", "100,000 a second"
    yield "ten times the values take", f"{took[10] / took[1]:.1f} times as long", "linear: about 10"
