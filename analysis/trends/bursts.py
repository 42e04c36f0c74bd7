"""When is something mentioned more than its own past predicts?

Pure. Each count is compared with what is usual (a robust level and spread), added up over a few values, and then with
the bursts that the same stream had before: how often they come and how high they rise. The rarer, the more it is news.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from statistics import median

RARE = 1 / 1000  # of bursts as high a value: what the past predicts less often begins a burst
QUIET = 100  # values without a sign of it end a burst: a third of a day in five-minute counts, four days in hourly ones

REMEMBERED = timedelta(days=90)  # of mentions: what is older says little about what is usual now

_FIRST = 24  # values that only teach
_MEMORY = 2000  # values after which the past counts for half: a week of five-minute counts
_KEEP = 0.5 ** (1 / _MEMORY)
_SPAN = 6  # values over which evidence adds up (Roberts 1959): a burst outlasts a slip
_HIGH = 2.0  # deviations from which on the tail is modelled; fewer are the daily rhythm
_CLIP = 2.0  # deviations: what lies further out says no more about what is usual (Huber 1964)
_APART = 36  # values: peaks closer than this are one burst of the past
_CAP = 1000.0  # deviations: no single value says more, so that one slip is forgotten within hours
_FAINT = 1 / 16  # the lowest mean that is believed, or after a silence one mention would be a wonder
_HUGE = 1e100  # infinity is counted as this
_EARLIER, _WITHIN, _HEIGHT = 1.0, 100.0, 2.0  # before anything is known: one burst in a hundred values, two deviations


def bursts(counts: Iterable[float]) -> Iterator[bool]:
    """True where a burst begins, for each count as it comes; knows only the past, and flags a burst once.

    `counts`: mentions in equal spans of time, of an hour or less, oldest first. One answer for each, before the next is
    asked for; memory and time a value are constant. What is no count (nan, negative) is never flagged and teaches
    nothing; infinity is a very large count. The first 24 counts are never flagged. Between two onsets there are more
    than `QUIET` values. A larger last count is flagged whenever a smaller one would be. Raises nothing.
    """
    return onsets(rarity(counts))


def rarity(counts: Iterable[float]) -> Iterator[float]:
    """How many bursts as high as this one the stream's own past predicts a value; 1.0 where nothing is unusual.

    Peaks over a threshold with an exponential tail, one peak a burst (Davison and Smith, JRSS B 1990), with fading
    memory: (bursts a value) * exp(-excess / mean excess of the earlier peaks).
    """
    first: list[float] = []
    stream: _Stream | None = None
    for count in counts:
        if not count >= 0:  # so for nan too
            yield 1.0
        elif stream:
            yield stream.rarity(min(count, _HUGE))
        else:
            first.append(min(count, _HUGE))
            stream = _Stream(first) if len(first) == _FIRST else None
            yield 1.0


def surge(mentions: Iterable[datetime], since: datetime, until: datetime) -> float | None:
    """How many times its usual mentions something has in [since, until), where a burst begins there; else None.

    `mentions`: when each was made; the hours in which they were are counted, from the first on, of the last 90 days.
    Usual is the mean of as long a time before.
    """
    known = sorted(at for at in mentions if until - REMEMBERED <= at < until)
    if not known or known[0] >= since:
        return None
    hour = timedelta(hours=1)
    counts = Counter((at - known[0]) // hour for at in known)
    begins = bursts(counts[number] for number in range((until - known[0]) // hour + 1))
    if not any(flagged and known[0] + (number + 1) * hour > since for number, flagged in enumerate(begins)):
        return None
    within = sum(at >= since for at in known)
    usual = (len(known) - within) / ((since - known[0]) / (until - since))
    return within / usual


def onsets(rarities: Iterable[float], rare: float = RARE) -> Iterator[bool]:
    """True at the first value rarer than `rare` after `QUIET` values that were not."""
    quiet = QUIET
    for found in rarities:
        unusual = found < rare
        yield unusual and quiet >= QUIET
        quiet = 0 if unusual else quiet + 1


class _Stream:
    """What is known of one stream: the usual, the last few values, the bursts so far."""

    def __init__(self, first: list[float]) -> None:
        self.level = self.recent = median(first)
        self.spread = 1.4826 * median(abs(count - self.level) for count in first)
        self.seen = len(first)
        self.tail = _Tail()

    def rarity(self, count: float) -> float:
        # counts vary at least as much as Poisson's
        deviation = max(self.spread, math.sqrt(max(self.level, _FAINT)))
        self.recent += (min(count, self.level + _CAP * deviation) - self.recent) / _SPAN
        height = (self.recent - self.level) / deviation
        rarity = self.tail.rarity(height)
        self.tail.learn(height)
        self._learn(count, deviation)
        return rarity

    def _learn(self, count: float, deviation: float) -> None:
        self.seen += 1
        share = max(1 - _KEEP, 1 / self.seen)
        off = max(-_CLIP * deviation, min(_CLIP * deviation, count - self.level))
        self.level += share * off
        self.spread += share * (abs(off) * math.sqrt(math.pi / 2) - self.spread)


class _Tail:
    """The bursts so far, the older the fainter: in how many values, how many, how high in all."""

    def __init__(self) -> None:
        self.values = self.bursts = self.excess = 0.0
        self.peak = _HIGH
        self.quiet = _APART

    def rarity(self, height: float) -> float:
        if height <= _HIGH:
            return 1.0
        rate = (self.bursts + _EARLIER) / (self.values + _EARLIER * _WITHIN)
        mean = (self.excess + _EARLIER * _HEIGHT) / (self.bursts + _EARLIER)
        return rate * math.exp((_HIGH - height) / mean)

    def learn(self, height: float) -> None:
        self.values = self.values * _KEEP + 1
        self.bursts *= _KEEP
        self.excess *= _KEEP
        if height <= _HIGH:
            self.quiet += 1
            return
        if self.quiet >= _APART:
            self.peak = _HIGH
            self.bursts += 1
        self.excess += max(0.0, height - self.peak)
        self.peak = max(self.peak, height)
        self.quiet = 0
