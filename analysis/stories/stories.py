"""Which trends and threads are about the same thing?

Pure. `cluster` labels bare texts (`clusters.py`). `stories_among` is its form for what the store holds: one pass over
the tellings in the order of their time; each joins the open story that most speaks for (`evidence.py`), or begins one.
A story that nobody told for `FADING` is closed, so that time and memory follow what is alive. A second look merges
stories that grew together.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import log2

from analysis.stories.evidence import A_DAY, ASKS, ENOUGH_EVIDENCE, LEAST, SAME_LINK, against, weight, worth
from analysis.stories.features import Feature, Features, Trait
from analysis.stories.tellings import Telling, links_of, runs_of
from db.models import PostKey, Story

FADING = timedelta(days=7)  # a story that was not told or seen for as long is over
_TOLD_IN = 0.25  # of its tellings: what is in fewer is not what a story is about
_SEVERAL, _WHOLE = 3, 0.7  # features, and of those of a head: where as many are shared, no name need be
_GROWN = 0.5  # nats, for each doubling of a story: one of many tellings mentions more
_APART = 5  # stories: so many may be the same one, told apart
_MOST = 50  # stories: by what more of them mention, none is looked for
_PROMISING = 4.0  # nats: what shares less by those is not looked at
_COPY = 0.8  # of their runs of three words: tellings that share more are copies (Broder, 1997)

_EARLIEST, _LATEST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def stories_among(tellings: Sequence[Telling], *, placed_before: datetime | None = None) -> list[Story]:
    """The stories of the tellings, oldest first; the same whatever the order in which the tellings are given.

    What belongs to a story already, and is older than `placed_before`, stays where it is; all else is placed anew.
    """
    shelf = _Open()
    in_order = sorted(tellings, key=lambda each: (each.at, each.source, each.thread))
    for telling in in_order:
        is_placed = telling.story is not None and placed_before is not None and telling.at < placed_before
        shelf.place(telling, telling.story if is_placed else None)
    shelf.merge_grown_together()
    found = [_story(told) for told in shelf.all()]
    return sorted(found, key=lambda story: (story.first_seen, story.id))


def faded_before(newest: datetime, spans: int = 1) -> datetime:
    """The moment `spans` times `FADING` before another, or the first that there is."""
    try:
        return newest - spans * FADING
    except OverflowError:
        return _EARLIEST


# --- one story -------------------------------------------------------------------------------------------------------


@dataclass
class _Told:
    """An open story: its tellings, and in how many of them what is mentioned."""

    id: str
    number: int  # in the order in which they began
    tellings: list[Telling] = field(default_factory=list)
    copies: set[PostKey] = field(default_factory=set)
    mentions: Counter[str] = field(default_factory=Counter)
    prominence: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))  # the sums of it
    features: dict[str, Feature] = field(default_factory=dict)
    versions: dict[str, frozenset[str]] = field(default_factory=dict)
    links: set[str] = field(default_factory=set)
    runs: list[int] = field(default_factory=list)  # how many each telling has that is no copy
    having: defaultdict[tuple[str, ...], list[int]] = field(default_factory=lambda: defaultdict(list))  # by run
    first_seen: datetime = _LATEST
    last_seen: datetime = _EARLIEST
    last_told: datetime = _EARLIEST
    asks: bool = True
    columns: set[str] = field(default_factory=set)
    _subject: Features | None = None

    @property
    def size(self) -> int:
        """Its tellings without copies."""
        return len(self.runs)

    def add(self, telling: Telling) -> None:
        self.tellings.append(telling)
        self.first_seen = min(self.first_seen, telling.at)
        self.last_seen = max(self.last_seen, telling.last_seen)
        self.last_told = max(self.last_told, telling.until)
        self.links |= links_of(telling)
        runs = runs_of(telling.text)
        if self._has(runs):
            self.copies.add(telling.key)
            return
        self._subject = None
        for run in runs:
            self.having[run].append(self.size)
        self.runs.append(len(runs))
        self.asks = self.asks and telling.features.asks
        self.columns |= telling.features.column
        self.mentions.update(telling.features.all.keys())
        for name, prominent in telling.features.prominence.items():
            self.prominence[name] += prominent
        for name, feature in telling.features.all.items():
            if feature.kind is Trait.NAME or name not in self.features:
                self.features[name] = feature
        for name, versions in telling.features.versions.items():
            self.versions[name] = self.versions.get(name, frozenset()) | versions

    def _has(self, runs: frozenset[tuple[str, ...]]) -> bool:
        """Whether a telling has nearly the same runs of words."""
        shared = Counter(number for run in runs for number in self.having.get(run, ()))
        return any(both >= _COPY * (len(runs) + self.runs[number] - both) for number, both in shared.items())

    def subject(self) -> Features:
        """What it is about: what enough of its tellings mention."""
        if self._subject is None:
            few = _TOLD_IN * self.size
            found = {name: self.features[name] for name, n in self.mentions.items() if n >= few}
            prominence = {name: self.prominence[name] / self.mentions[name] for name in found}
            self._subject = Features(found, prominence, self.versions, self.asks, frozenset(self.columns))
        return self._subject


def _story(told: _Told) -> Story:
    in_order = sorted(told.tellings, key=lambda each: (each.at, each.source, each.thread))
    return Story(
        id=told.id,
        title=in_order[0].title,
        members=tuple(each.key for each in in_order),
        copies=frozenset(told.copies),
        first_seen=told.first_seen,
        last_seen=told.last_seen,
    )


# --- all that are open -----------------------------------------------------------------------------------------------


class _Open:
    """The open stories, and in which of them a thing or link is mentioned."""

    def __init__(self) -> None:
        self._stories: dict[int, _Told] = {}
        self._by_id: dict[str, _Told] = {}
        self._by_mention: defaultdict[str, dict[int, None]] = defaultdict(dict)
        self._by_link: defaultdict[str, dict[int, None]] = defaultdict(dict)
        self._begun = 0
        self._looked: datetime | None = None

    def all(self) -> Iterator[_Told]:
        yield from self._by_id.values()

    def place(self, telling: Telling, story: str | None) -> None:
        """Puts the telling into the story of this name, else into the one that most speaks for, else into a new one."""
        self._close(telling.at)
        told = self._by_id.get(story) if story else self._nearest(telling)
        if told is None:
            told = _Told(story or _named_after(telling), self._begun)
            self._begun += 1
            self._by_id[told.id] = told
        if told.number not in self._stories:  # begun, or closed
            self._stories[told.number] = told
            self._find_by(told.number, told.features, told.links)
        self._add(telling, told)

    def _add(self, telling: Telling, told: _Told) -> None:
        told.add(telling)
        self._find_by(told.number, () if telling.key in told.copies else telling.features.subject, links_of(telling))

    def _find_by(self, number: int, names: Iterable[str], links: Iterable[str]) -> None:
        for index, keys in ((self._by_mention, names), (self._by_link, links)):
            for key in keys:
                index[key][number] = None

    def _close(self, now: datetime) -> None:
        """Closes the stories that faded; looks for them once a day."""
        if self._looked is not None and now - self._looked < timedelta(days=1):
            return
        self._looked = now
        for told in [told for told in self._stories.values() if now - told.last_seen > FADING]:
            self._forget(told)

    def _forget(self, told: _Told) -> None:
        del self._stories[told.number]
        for index, names in ((self._by_mention, told.features), (self._by_link, told.links)):
            for name in names:
                index[name].pop(told.number, None)
                if not index[name]:
                    del index[name]

    def _nearest(self, telling: Telling) -> _Told | None:
        """The story for which most speaks, if that is enough; of equals the oldest."""
        best, nearest = 0.0, None
        for number in self._promising(telling.features, links_of(telling)):
            told = self._stories[number]
            surplus = self._evidence(telling, told)
            if surplus > best:
                best, nearest = surplus, told
        return nearest

    def _promising(self, features: Features, links: Iterable[str] = ()) -> list[int]:
        """The stories that share enough to be looked at, the oldest first."""
        shared: defaultdict[int, float] = defaultdict(float)
        for link in links:
            for number in self._by_link.get(link, ()):
                shared[number] += SAME_LINK
        for name, feature in features.all.items():
            having = self._by_mention.get(name, {})
            if 0 < len(having) <= _MOST:
                nats = self._weight(feature)
                for number in having:
                    shared[number] += nats
        return sorted(number for number, nats in shared.items() if nats >= _PROMISING)

    def _evidence(self, telling: Telling, told: _Told) -> float:
        """By how much what speaks for the story is more than enough."""
        apart = max(told.first_seen - telling.until, telling.at - told.last_told, timedelta())
        if apart > FADING:
            return 0.0
        if links_of(telling) & told.links:
            return SAME_LINK
        return self._shared(telling.features, told.subject()) - _enough(apart, told.size)

    def _shared(self, one: Features, other: Features, *, bare: bool = True) -> float:
        """How many nats what both mention is worth, less what speaks against it."""
        weights = {}
        for name in (one.all.keys() & other.all.keys()) - (one.column & other.column):
            prominent = one.prominence[name] * other.prominence[name]
            if prominent > LEAST:
                mine, theirs = one.all[name], other.all[name]
                feature = theirs if theirs.kind is Trait.NAME else mine
                weights[feature] = self._weight(feature) * prominent
        heads = [sum(p > LEAST for p in some.prominence.values()) for some in (one, other)]
        nats = worth(weights, whole=len(weights) >= max(_SEVERAL, _WHOLE * min(heads)), bare=bare)
        if not nats:
            return 0.0
        versions = ((one.versions[name], other.versions[name]) for name in one.versions.keys() & other.versions.keys())
        heads_of = [{name: some.all[name] for name, p in some.prominence.items() if p > LEAST} for some in (one, other)]
        return nats - against(heads_of[0], heads_of[1], versions) - ASKS[one.asks + other.asks]

    def _weight(self, feature: Feature) -> float:
        others = len(self._by_mention.get(feature.name, ())) - _APART
        return weight(feature, max(0, others), len(self._stories))

    def merge_grown_together(self) -> None:
        """Merges open stories whose subjects are alike: of each pair the later into the earlier, and what only one
        telling tells into what several do."""
        for number in sorted(self._stories):
            told = self._stories.get(number)
            while told and (other := self._alike(told)):
                self._merge(told, other)
                told = other

    def _alike(self, told: _Told) -> _Told | None:
        """The story of several tellings that has most in common with this one, if that is enough."""
        best, alike = 0.0, None
        subject = told.subject()
        for number in self._promising(subject):
            other = self._stories[number]
            if other.size < 2 or number == told.number or (told.size > 1 and number > told.number):
                continue
            apart = max(other.first_seen - told.last_told, told.first_seen - other.last_told, timedelta())
            if apart <= FADING:
                surplus = self._shared(subject, other.subject(), bare=False) - _enough(apart, told.size, other.size)
                if surplus > best:
                    best, alike = surplus, other
        return alike

    def _merge(self, told: _Told, into: _Told) -> None:
        self._forget(told)
        del self._by_id[told.id]
        for telling in told.tellings:
            self._add(telling, into)


def _enough(apart: timedelta, *sizes: int) -> float:
    """How many nats two stories must share that lie so far apart: a story of many tellings, more than its name."""
    return ENOUGH_EVIDENCE + A_DAY * (apart / timedelta(days=1)) + _GROWN * sum(map(log2, sizes))


def _named_after(telling: Telling) -> str:
    return "s" + hashlib.sha256(f"{telling.source}\n{telling.thread}".encode()).hexdigest()[:10]
