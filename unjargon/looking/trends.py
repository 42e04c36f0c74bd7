"""How have the trends moved, and which of them rise?"""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from typing import Any, NamedTuple

from analysis.trends.ranks import gain
from analysis.trends.standings import standing
from collector.settings import duration
from db.models import Movement, PostKey, Sighting, Standing, Trend
from db.store import Store
from reports.charts import sparkline
from reports.words import Titles, Words, page_words
from unjargon.declared import own_titles
from unjargon.errors import Unusable
from unjargon.printing import TableFormat, TableRow, put, put_rows, under_titles, width, wrapped
from unjargon.settings import Settings
from unjargon.work.digests import day_of

_COLUMNS = (
    *("source", "rank", "status", "history", "title", "before", "velocity", "peak", "share", "listed"),
    *("first_seen", "seen_at", "volume", "story", "url", "peak_at", "looks", "away"),
)
_IN_FULL = (*_COLUMNS, "ranks")  # in JSON
_FOR_PEOPLE = ("source", "rank", "status", "history", "title", "first_seen", "seen_at", "story")
_RISING = (Movement.NEW, Movement.UP, Movement.BACK)
END = datetime.max.replace(tzinfo=UTC)
_NARROW, _WIDE = 72, 100  # characters: below the first no table is readable, from the second on all columns are


class Moved(NamedTuple):
    """A trend, its newest sighting, and how it stands on its list."""

    trend: Trend
    latest: Sighting
    standing: Standing
    story: str | None


def trends_of(store: Store, settings: Settings, since: str | None = None, *, rising: bool = False) -> list[Moved]:
    """The trends on each source's latest list, else all that were seen since then; by (source, rank, title).

    `since` is a day, as days are in the settings' time zone, or a length of time before the newest look in the store.
    A trend is judged against what was seen before `since`, else against the look before the latest. `rising`: only
    what is new, up or back on a list that has it, by what it gained. Raises Unusable for what is no time.
    """
    latest = store.latest_looks()
    if not latest:
        return []
    start = _window_start(since, max(latest.values()), settings) if since is not None else None
    windows = {source: start or at for source, at in latest.items()}
    found = _moved(store, windows)
    if not rising:
        return sorted(found, key=lambda each: (each.trend.source, each.standing.rank, each.trend.title))
    risen = [each for each in found if each.standing.listed and each.standing.movement in _RISING]
    return sorted(risen, key=lambda each: (-gain(each.standing), each.trend.source, each.trend.title))


def in_turns(found: Sequence[Moved], limit: int) -> list[Moved]:
    """At most so many of these, in their order: the first of every list, then the second of every list, and so on."""
    seen: Counter[str] = Counter()
    turns = []
    for each in found:
        turns.append(seen[each.trend.source])
        seen[each.trend.source] += 1
    first = sorted(range(len(found)), key=turns.__getitem__)[:limit]
    return [found[place] for place in sorted(first)]


def _window_start(since: str, now: datetime, settings: Settings) -> datetime:
    """The beginning of a day written as 2026-11-24, or so long before `now`: 90m, 24h, 7d."""
    with suppress(ValueError, OverflowError):
        span = duration(since)
        if isinstance(span, timedelta):
            return now - span
    with suppress(Unusable):
        return datetime.combine(day_of(since), time.min, settings.zone).astimezone(UTC)
    raise Unusable(f"{since!r} is neither a day nor a length of time; write it as in 2026-11-24, 24h or 7d")


def _moved(store: Store, windows: dict[str, datetime]) -> list[Moved]:
    trends: dict[PostKey, Trend] = {}
    for source, since in windows.items():
        for trend, _ in store.trends_between(since, END, source):
            trends[trend.source, trend.external_id] = trend
    histories = store.trend_history(sorted(trends), END)
    stories = store.stories_of(trends)
    looks = store.looks(min((history[0].seen_at for history in histories.values()), default=None))
    found = []
    for key, history in histories.items():
        if stands := standing(history, looks.get(key[0], ()), since=windows[key[0]]):
            found.append(Moved(trends[key], history[-1], stands, stories.get(key)))
    return found


# --- printing --------------------------------------------------------------------------------------------------------


def put_trends(found: Sequence[Moved], settings: Settings, form: TableFormat) -> None:
    """The trends in a format; on a narrow terminal one below the other instead of in a table."""
    say, wide = page_words(settings.language).naming(Titles(own=own_titles(settings))), width()
    rows = [moved_row(each) for each in found]
    if form in (TableFormat.JSON, TableFormat.CSV):
        put_rows(_IN_FULL if form is TableFormat.JSON else _COLUMNS, rows, form)
    elif form is TableFormat.TABLE and wide and wide < _NARROW:
        if rows:
            put(as_blocks(rows, say, wide))
    else:
        columns = _FOR_PEOPLE if wide is None or wide >= _WIDE or form is TableFormat.MD else _FOR_PEOPLE[:5]
        put_rows(*_in_words(columns, rows, say), form)


def moved_row(moved: Moved) -> TableRow:
    """All that is known of a trend, under the names of the columns."""
    trend = moved.trend
    found = {"title": trend.title, "volume": moved.latest.volume, "story": moved.story, "url": trend.url}
    return standing_row(moved.standing) | found


def standing_row(stands: Standing) -> dict[str, Any]:
    """How something stands on a list, under the names of `docs/formats.md`."""
    return {
        "source": stands.source,
        "rank": stands.rank,
        "status": stands.movement.value,
        "history": sparkline(stands.ranks),
        "before": stands.before,
        "velocity": None if stands.velocity is None else round(stands.velocity, 3),
        "peak": stands.peak,
        "peak_at": stands.peak_at,
        "share": round(stands.share, 3),
        "looks": stands.looks,
        "away": stands.away,
        "listed": stands.listed,
        "first_seen": stands.first_seen,
        "seen_at": stands.last_seen,
        "ranks": list(stands.ranks),
    }


def _in_words(columns: Sequence[str], rows: Sequence[TableRow], say: Words) -> tuple[list[str], list[TableRow]]:
    """The columns and sources by the names that readers know them by, and what a trend does in the reader's words."""
    told = [{**row, "source": say.called(row["source"]), "status": say.say(row["status"])} for row in rows]
    return under_titles(columns, told, say)


def as_blocks(rows: Sequence[TableRow], say: Words, wide: int) -> str:
    """A few lines for each trend, none wider than the terminal: where it stands, then its title."""
    lines: list[str] = []
    for row in rows:
        stands = " ".join(filter(None, [say.say("rank", rank=row["rank"]), say.say(row["status"]), row["history"]]))
        lines += [*wrapped("", f"{stands} {say.called(row['source'])}", wide), *wrapped("   ", row["title"], wide)]
    return "\n".join(lines)
