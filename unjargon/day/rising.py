"""Which terms rise this week, and what do they mean? For a day's page. (pure)"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from analysis.explaining.entries import entry_of
from analysis.senses.choose import Choice
from analysis.terms.jargon import Term
from db.models import Kind, Provenance, RisingTerm, Sense
from reports.day import Day
from reports.page import Rising
from reports.places import seen_on
from reports.records import DayRecords

_WEEK = timedelta(days=7)
_MOST = 10


def week_of(day: Day, oldest: datetime | None) -> datetime | None:
    """When the week begins that ends with this day, without the first day of the store, whose `oldest` post is given:
    of that everything is new. None where nothing of the week is left."""
    if oldest is None:
        return None
    first = Day(oldest.astimezone(day.zone).date(), day.zone, day.words)
    since = max(day.until - _WEEK, first.until)
    return since if since < day.until else None


def tellable(rising: Iterable[RisingTerm], senses: Mapping[str, Sense]) -> list[RisingTerm]:
    """The first of those that a page tells of: amounts and the like are no terms."""
    told = [each for each in rising if not (each.sense and senses[each.sense].provenance is Provenance.RULE)]
    return told[:_MOST]


def rising_on(records: DayRecords) -> list[Rising]:
    """The rising terms as the page has them, with where they are used."""
    return [
        Rising(
            entry=entry_of(_choice(each, records.senses), records.day.words.language),
            is_new=each.is_new,
            threads=len(each.threads),
            seen_on=seen_on(each.threads, (), records.threads, records.day.words),
        )
        for each in records.rising
    ]


def _choice(found: RisingTerm, senses: Mapping[str, Sense]) -> Choice:
    sense = senses[found.sense] if found.sense else None
    head = sense.term if sense else found.term
    return Choice(Term(0, len(head), head, head, sense.kind if sense else Kind.ACRONYM), sense, 1.0 if sense else 0.0)
