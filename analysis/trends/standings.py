"""How does a trend stand against its own past?

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
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from db.models import Movement, Sighting, Standing

_VELOCITY_OVER = timedelta(hours=24)  # back from its latest sighting
_CLOSEST = timedelta(minutes=1)  # sightings that are closer count as so far apart


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
        velocity=_velocity(ranks),
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


def _velocity(ranks: Mapping[datetime, int]) -> float | None:
    """How many ranks an hour it rises (negative: falls), from the first to the last of these that are within
    `_VELOCITY_OVER` of the last; None where these are fewer than two."""
    latest = max(ranks)
    first = min(at for at in ranks if latest - at <= _VELOCITY_OVER)
    if first == latest:
        return None
    hours = max(latest - first, _CLOSEST) / timedelta(hours=1)
    return (ranks[first] - ranks[latest]) / hours
