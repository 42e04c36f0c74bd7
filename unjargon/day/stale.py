"""How does a source of the store stand, by the settings; and which are stale on a day's page?"""

from datetime import date, datetime

from db.store import Store
from reports.answers import stale
from reports.day import Day
from reports.page import Stale
from reports.words import words
from unjargon.day.conditions import Condition, Stand, stand
from unjargon.declared import titles
from unjargon.settings import Settings


def stand_of(store: Store, source: str, settings: Settings, until: datetime | None = None) -> Stand:
    """How the source stands, by what came of asking it before `until`."""
    from collector.sources import declaration

    declared = declaration(source)
    unchanged = settings.unchanged.get(source) or (declared.unchanged if declared else None)
    return stand(store.history(source, until), unchanged)


def stale_on(store: Store, day: date, language: str, settings: Settings) -> list[Stale]:
    """Those of the sources asked on this day that were stale at its end, by name."""
    when = Day(day, settings.zone, words(language).naming(titles(settings)))
    asked = [outcome.source for outcome in store.outcomes(when.since, when.until)]
    stands = {source: stand_of(store, source, settings, when.until) for source in asked}
    return [stale(source, each.since, when) for source, each in stands.items() if each.condition is Condition.STALE]
