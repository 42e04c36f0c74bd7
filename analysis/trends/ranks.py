"""How does a story stand among the others?

Pure. The combined rank is reciprocal rank fusion (Cormack, Clarke and Buettcher, SIGIR 2009), each source's share
fading with the age of its sighting: the sum over the sources of weight * 0.5 ** (age / HALF_LIFE) / (60 + rank).
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from analysis.trends.bursts import surge
from analysis.trends.standings import standing
from db.models import Movement, PostKey, Sighting, Standing, Story, StoryRank

FUSION = 60  # the constant of the paper
HALF_LIFE = timedelta(days=1)  # after which a rank counts half
_BY_COMMENTS = "comments"  # the ranking of the stories by comments, beside the sources'


class Placing(NamedTuple):
    """A rank on a source's list, and when it was seen."""

    source: str
    rank: int
    seen_at: datetime


def fused(places: Iterable[Placing], at: datetime, weights: Mapping[str, float] | None = None) -> float:
    """The combined rank's score at a time: the higher, the better. A source counts once, with what is best for it.

    `weights`: by source, none below 0; 1 for a source that is not named. What was seen after `at` has no age.
    """
    shares: dict[str, float] = {}
    for place in places:
        age = max(at - place.seen_at, timedelta())
        share = (weights or {}).get(place.source, 1.0) * 0.5 ** (age / HALF_LIFE) / (FUSION + place.rank)
        shares[place.source] = max(share, shares.get(place.source, 0.0))
    return math.fsum(shares.values())


def gain(found: Standing) -> float:
    """What its movement did for it in the combined rank: 1 / (60 + rank), less the same of the rank before."""
    return 1 / (FUSION + found.rank) - (1 / (FUSION + found.before) if found.before else 0)


def rank_stories(
    stories: Iterable[Story],
    histories: Mapping[PostKey, Sequence[Sighting]],
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
    stories = list(stories)
    comments, collected, told, weights = comments or {}, collected or {}, told or {}, weights or {}
    found = {story.id: _standings(story, histories, looks, since, until) for story in stories}
    scores = _scores(found, comments, weights, until)
    began = {story.id: _first_seen(story, found[story.id], collected.get(story.id)) for story in stories}
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
        for place, story in enumerate(sorted(stories, key=lambda s: (-scores[s.id], s.first_seen, s.id)), 1)
    ]


def _scores(
    found: Mapping[str, Sequence[Standing]], comments: Mapping[str, int], weights: Mapping[str, float], until: datetime
) -> dict[str, float]:
    """The combined rank's score of each story, at the time of the latest sighting that counts, else `until`."""
    counted = [each for known in found.values() for each in known if weights.get(each.source, 1.0) > 0]
    at = max((each.last_seen for each in counted), default=until)
    by_comments = _placings_by_comments({story: comments.get(story, 0) for story in found}, at)
    on_lists = {
        story: [Placing(each.source, each.rank, each.last_seen) for each in known] for story, known in found.items()
    }
    return {story: fused([*on_lists[story], *by_comments.get(story, ())], at, weights) for story in found}


def _standings(
    story: Story,
    histories: Mapping[PostKey, Sequence[Sighting]],
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


def _placings_by_comments(comments: Mapping[str, int], at: datetime) -> dict[str, list[Placing]]:
    """The ranking by comments; the same number is the same rank, and none is no rank."""
    rank = {n: rank for rank, n in enumerate(sorted({n for n in comments.values() if n > 0}, reverse=True), 1)}
    return {story: [Placing(_BY_COMMENTS, rank[n], at)] for story, n in comments.items() if n in rank}


def _first_seen(story: Story, standings: Iterable[Standing], collected: datetime | None) -> datetime:
    seen = [each.first_seen for each in standings]
    return min([*seen, collected] if collected else seen, default=story.first_seen)


def _story_movement(standings: Sequence[Standing], first_seen: datetime, since: datetime) -> Movement | None:
    if first_seen >= since:
        return Movement.NEW
    if not standings or standings[0].last_seen < since:
        return None
    return Movement.UP if standings[0].movement is Movement.NEW else standings[0].movement
