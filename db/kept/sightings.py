"""What stood where on the sources' lists, and when were these looked at?"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from db.models import PostKey, Sighting, State, Trend
from db.sql.access import Access
from db.sql.rows import between, chunks, in_keys, record, storable
from db.tables import OUTCOME, SIGHTING, TREND


class KeptSightings(Access):
    """Trends, each time that they were seen."""

    def trends_between(
        self, since: datetime, until: datetime, source: str | None = None
    ) -> list[tuple[Trend, Sighting]]:
        """The trends seen in [since, until), once a sighting, of one source or of all.

        By (time, source, rank, external id).
        """
        on_trend = (TREND.c.source == SIGHTING.c.source) & (TREND.c.external_id == SIGHTING.c.trend)
        seen = select(SIGHTING, TREND.c.external_id, TREND.c.title, TREND.c.url).join(TREND, on_trend)
        of_source = [] if source is None else [SIGHTING.c.source == storable(source)]
        found = self._rows(seen.where(*between(SIGHTING.c.seen_at, since, until), *of_source))
        pairs = [(record(Trend, values), record(Sighting, values)) for values in found]
        return sorted(pairs, key=lambda pair: (pair[1].seen_at, pair[1].source, pair[1].rank, pair[1].trend))

    def trend_history(self, keys: Sequence[PostKey], until: datetime) -> dict[PostKey, list[Sighting]]:
        """The sightings of these trends before `until`, oldest first; a trend never seen has an empty list."""
        history: dict[PostKey, list[Sighting]] = {key: [] for key in keys}
        for some in chunks(history):
            wanted = in_keys(SIGHTING.c.source, SIGHTING.c.trend, some) & (SIGHTING.c.seen_at < until)
            for values in self._rows(select(SIGHTING).where(wanted)):
                history[values["source"], values["trend"]].append(record(Sighting, values))
        return {key: sorted(seen, key=lambda sighting: sighting.seen_at) for key, seen in history.items()}

    def looks(self, since: datetime | None = None, until: datetime | None = None) -> dict[str, list[datetime]]:
        """When each source's list was looked at in [since, until), oldest first; an answer that held nothing counts."""
        listed = select(SIGHTING.c.source, SIGHTING.c.seen_at).where(*between(SIGHTING.c.seen_at, since, until))
        nothing = select(OUTCOME.c.source, OUTCOME.c.at).where(OUTCOME.c.state == State.EMPTY)
        looks: dict[str, set[datetime]] = {}
        with self.read() as connection:
            for some in (listed.distinct(), nothing.where(*between(OUTCOME.c.at, since, until))):
                for source, at in connection.execute(some):
                    looks.setdefault(source, set()).add(at)
        return {source: sorted(looks[source]) for source in sorted(looks)}

    def latest_looks(self) -> dict[str, datetime]:
        """When each source's list was looked at last, as `looks` counts them; sources without a list are left out."""
        latest = select(SIGHTING.c.source, func.max(SIGHTING.c.seen_at, type_=SIGHTING.c.seen_at.type).label("at"))
        found = {values["source"]: values["at"] for values in self._rows(latest.group_by(SIGHTING.c.source))}
        empty = select(OUTCOME.c.source, func.max(OUTCOME.c.at, type_=OUTCOME.c.at.type).label("at"))
        for values in self._rows(empty.where(OUTCOME.c.state == State.EMPTY).group_by(OUTCOME.c.source)):
            if values["source"] in found:
                found[values["source"]] = max(found[values["source"]], values["at"])
        return dict(sorted(found.items()))
