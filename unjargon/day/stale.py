"""How does a source of the store stand, by the settings; and which are stale on a day's page?"""

from datetime import datetime

from db.store import Store
from reports.answers import stale
from reports.page import Stale
from reports.records import DayRecords
from unjargon.day.conditions import Condition, Stand, stand
from unjargon.settings import Settings


def stand_of(store: Store, source: str, settings: Settings, until: datetime | None = None) -> Stand:
    """How the source stands, by what came of asking it before `until`."""
    from collector.sources import declaration

    declared = declaration(source)
    unchanged = settings.unchanged.get(source) or (declared.unchanged if declared else None)
    return stand(store.history(source, until), unchanged)


def stale_on(records: DayRecords, store: Store, settings: Settings) -> list[Stale]:
    """Those of the sources asked on this day that were stale at its end, by name; of each the store tells its past."""
    asked = [outcome.source for outcome in records.outcomes]
    stands = {source: stand_of(store, source, settings, records.day.until) for source in asked}
    found = stands.items()
    return [stale(source, each.since, records.day) for source, each in found if each.condition is Condition.STALE]
