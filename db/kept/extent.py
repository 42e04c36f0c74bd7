"""How much does the store hold, of which days, and is it a sample?"""

from datetime import date, datetime, tzinfo

from sqlalchemy import func, select, text

from db.sql.access import Access
from db.sql.rows import between, upsert
from db.tables import MARK, POST, SIGHTING
from db.views import PUBLIC_VIEWS


class Extent(Access):
    """What is to be known of the store as a whole."""

    def newest(self) -> datetime | None:
        """When anything was collected or seen last."""
        return self._latest(None)

    def oldest(self) -> datetime | None:
        """When the first post was collected."""
        with self.read() as connection:
            oldest: datetime | None = connection.execute(select(func.min(POST.c.collected_at))).scalar_one()
        return oldest

    def latest_day(self, zone: tzinfo, until: datetime | None = None) -> date | None:
        """The latest day, in this time zone, that has posts or sightings (of before `until`)."""
        latest = self._latest(until)
        return latest.astimezone(zone).date() if latest else None

    def mark_sample(self) -> None:
        """Keep in mind that this store holds invented data; it is not forgotten."""
        with self.write() as connection:
            upsert(connection, MARK, [{"name": "sample"}])

    @property
    def is_sample(self) -> bool:
        """Whether the store holds invented data."""
        return bool(self._rows(select(MARK).where(MARK.c.name == "sample")))

    def counts(self) -> dict[str, int]:
        """How many rows each public view has."""
        with self.read() as connection:
            return {
                name: connection.execute(select(func.count()).select_from(text(name))).scalar_one()
                for name in PUBLIC_VIEWS
            }

    def _latest(self, until: datetime | None) -> datetime | None:
        collected = select(func.max(POST.c.collected_at)).where(*between(POST.c.collected_at, None, until))
        seen = select(func.max(SIGHTING.c.seen_at)).where(*between(SIGHTING.c.seen_at, None, until))
        with self.read() as connection:
            times = [at for at in connection.execute(collected.union_all(seen)).scalars() if at is not None]
        return max(times, default=None)
