"""How does a trend stand against its own past, and a story among the others?

Pure. A *look* is one observation of a source's whole list. What is judged is a window that begins at `since`: the
latest look, or a day. For one list:

    new      first seen in the window
    back     seen before the window, and absent from a look between that and its latest sighting
    up       a better rank than it had last before the window
    down     a worse one
    steady   the same

A time in which nobody looked (a source gone for a week) is no absence, and an empty list is: the collector says that it
looked. Of two ranks at one time the better counts. Sightings and looks at `until` or later are not known yet. Times are
instants, so a change of the clocks changes nothing; a record without a time cannot be made.

The combined rank is reciprocal rank fusion (Cormack, Clarke and Buettcher, SIGIR 2009), each source's share fading with
the age of its sighting: the sum over the sources of weight * 0.5 ** (age / HALF_LIFE) / (60 + rank).
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from analysis.trends.bursts import surge
from db.models import Movement, Sighting, Standing, Story, StoryRank

FUSION = 60  # the constant of the paper
HALF_LIFE = timedelta(days=1)  # after which a rank counts half
VELOCITY_OVER = timedelta(hours=24)  # back from its latest sighting
COMMENTS = "comments"  # the ranking of the stories by comments, beside the sources'
_CLOSEST = timedelta(minutes=1)  # sightings that are closer count as so far apart

Key = tuple[str, str]  # (source, external id)


class Place(NamedTuple):
    """A rank on a source's list, and when it was seen."""

    source: str
    rank: int
    seen_at: datetime


# --- one list --------------------------------------------------------------------------------------------------------


def standing(
    sightings: Iterable[Sighting],
    looks: Iterable[datetime] = (),
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Standing | None:
    """How what these sightings show stands on the list of their source; None where there is none before `until`.

    `looks`: when the list was seen, in any order; the sightings' own times count too. `since`: where the window begins,
    else at the latest look. What was not seen in the window is judged as it was when it was seen last.
    """
    sightings = [each for each in sightings if until is None or each.seen_at < until]
    if not sightings:
        return None
    ranks = _rank_at(sightings)
    times = list(ranks)
    known = sorted({at.astimezone(UTC) for at in looks if until is None or at < until}.union(times))
    start = min(since.astimezone(UTC) if since else known[-1], times[-1])
    earlier = [at for at in times if at < start]
    away = sum(earlier[-1] < at < times[-1] and at not in ranks for at in known) if earlier else 0
    before = ranks[earlier[-1]] if earlier else None
    peak = min(ranks.values())
    return Standing(
        source=sightings[0].source,
        movement=_movement(before, ranks[times[-1]], away),
        ranks=tuple(ranks.values()),
        before=before,
        away=away,
        first_seen=times[0],
        last_seen=times[-1],
        listed=times[-1] == known[-1],
        peak=peak,
        peak_at=next(at for at, rank in ranks.items() if rank == peak),
        looks=sum(at >= times[0] for at in known),
        velocity=velocity(ranks),
    )


def _rank_at(sightings: Iterable[Sighting]) -> dict[datetime, int]:
    """The best rank at each time, oldest first."""
    best: dict[datetime, int] = {}
    for each in sightings:
        best[each.seen_at] = min(each.rank, best.get(each.seen_at, each.rank))
    return dict(sorted(best.items()))


def _movement(before: int | None, rank: int, away: int) -> Movement:
    if before is None:
        return Movement.NEW
    if away:
        return Movement.BACK
    return Movement.UP if rank < before else Movement.DOWN if rank > before else Movement.STEADY


def velocity(ranks: Mapping[datetime, int]) -> float | None:
    """How many ranks an hour it rises (negative: falls), from the first to the last of these that are within
    `VELOCITY_OVER` of the last; None where these are fewer than two."""
    latest = max(ranks)
    first = min(at for at in ranks if latest - at <= VELOCITY_OVER)
    if first == latest:
        return None
    hours = max(latest - first, _CLOSEST) / timedelta(hours=1)
    return (ranks[first] - ranks[latest]) / hours


def gain(found: Standing) -> float:
    """What its movement did for it in the combined rank: 1 / (60 + rank), less the same of the rank before."""
    return 1 / (FUSION + found.rank) - (1 / (FUSION + found.before) if found.before else 0)


# --- across lists ----------------------------------------------------------------------------------------------------


def fused(places: Iterable[Place], at: datetime, weights: Mapping[str, float] | None = None) -> float:
    """The combined rank's score at a time: the higher, the better. A source counts once, with what is best for it.

    `weights`: by source, none below 0; 1 for a source that is not named. What was seen after `at` has no age.
    """
    shares: dict[str, float] = {}
    for place in places:
        age = max(at - place.seen_at, timedelta())
        share = (weights or {}).get(place.source, 1.0) * 0.5 ** (age / HALF_LIFE) / (FUSION + place.rank)
        shares[place.source] = max(share, shares.get(place.source, 0.0))
    return math.fsum(shares.values())


def rank_stories(
    stories: Iterable[Story],
    histories: Mapping[Key, Sequence[Sighting]],
    looks: Mapping[str, Sequence[datetime]],
    *,
    since: datetime,
    until: datetime,
    comments: Mapping[str, int] | None = None,
    collected: Mapping[str, datetime] | None = None,
    told: Mapping[str, Sequence[datetime]] | None = None,
    weights: Mapping[str, float] | None = None,
) -> list[StoryRank]:
    """The stories by their combined rank, as they stand in the window [since, until).

    On a source's list a story is where its best member is. What has more comments than others ranks higher in one more
    ranking, with weight 1 and no age. Ties: the story that began first, then its id. `histories` are by member, `looks`
    by source, `comments` (how many), `collected` (when first) and `told` (when each of its posts was written) by the
    story's id.

    A story is new where it was neither collected nor on a list before the window. Else it moves as on the list that
    ranks it best in the window; a list that takes an older story up moves it up.
    """
    stories, comments, collected, weights = list(stories), comments or {}, collected or {}, weights or {}
    told = told or {}
    found = {story.id: _standings(story, histories, looks, since, until) for story in stories}
    counted = [each for known in found.values() for each in known if weights.get(each.source, 1.0) > 0]
    at = max((each.last_seen for each in counted), default=until)
    by_comments = _places({story.id: comments.get(story.id, 0) for story in stories}, at)

    def score(story: Story) -> float:
        places = [Place(each.source, each.rank, each.last_seen) for each in found[story.id]]
        return fused([*places, *by_comments.get(story.id, ())], at, weights)

    scores = {story.id: score(story) for story in stories}
    began = {story.id: _first_seen(story, found[story.id], collected.get(story.id)) for story in stories}
    in_order = sorted(stories, key=lambda story: (-scores[story.id], story.first_seen, story.id))
    return [
        StoryRank(
            story=story.id,
            place=place,
            score=scores[story.id],
            movement=_story_movement(found[story.id], began[story.id], since),
            standings=tuple(found[story.id]),
            comments=comments.get(story.id, 0),
            surge=surge(told.get(story.id, ()), since, until),
            first_seen=began[story.id],
        )
        for place, story in enumerate(in_order, 1)
    ]


def _standings(
    story: Story,
    histories: Mapping[Key, Sequence[Sighting]],
    looks: Mapping[str, Sequence[datetime]],
    since: datetime,
    until: datetime,
) -> list[Standing]:
    """One a source: those seen in the window first, the best rank first."""
    by_source: dict[str, list[Sighting]] = defaultdict(list)
    for key in story.members:
        by_source[key[0]] += histories.get(key, ())
    each = (standing(seen, looks.get(name, ()), since=since, until=until) for name, seen in by_source.items())
    return sorted(filter(None, each), key=lambda known: (known.last_seen < since, known.rank, known.source))


def _places(comments: Mapping[str, int], at: datetime) -> dict[str, list[Place]]:
    """The ranking by comments; the same number is the same rank, and none is no rank."""
    rank = {n: rank for rank, n in enumerate(sorted({n for n in comments.values() if n > 0}, reverse=True), 1)}
    return {story: [Place(COMMENTS, rank[n], at)] for story, n in comments.items() if n in rank}


def _first_seen(story: Story, standings: Iterable[Standing], collected: datetime | None) -> datetime:
    seen = [each.first_seen for each in standings]
    return min([*seen, collected] if collected else seen, default=story.first_seen)


def _story_movement(standings: Sequence[Standing], first_seen: datetime, since: datetime) -> Movement | None:
    if first_seen >= since:
        return Movement.NEW
    if not standings or standings[0].last_seen < since:
        return None
    return Movement.UP if standings[0].movement is Movement.NEW else standings[0].movement
