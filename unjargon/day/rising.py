"""Which terms rise this week, and what do they mean? For a day's page."""

from datetime import date, timedelta

from analysis.explaining.entries import entry_of
from analysis.senses.choose import Choice
from analysis.terms.jargon import Term
from analysis.trends.rising import FEWEST_THREADS, rising
from db.models import Kind, Provenance, RisingTerm, Sense
from db.store import Store
from db.uses import threads_by_term
from reports.day import Day
from reports.digest import seen_on
from reports.page import Rising
from reports.words import words
from unjargon.settings import Settings

WEEK = timedelta(days=7)
MOST = 10


def rising_on(store: Store, day: date, language: str, settings: Settings) -> list[Rising]:
    """The terms that rise in the week that ends with this day, the most used first; none on the store's first day."""
    when = Day(day, settings.zone, words(language))
    oldest = store.oldest()
    if oldest is None:
        return []
    # of the first day everything is new
    first = Day(oldest.astimezone(settings.zone).date(), settings.zone, when.words)
    since = max(when.until - WEEK, first.until)
    if since >= when.until:
        return []
    found = rising(threads_by_term(store, since, when.until, fewest=FEWEST_THREADS), since, when.until, day=when.since)
    senses = store.senses_by_id(each.sense for each in found if each.sense)
    told = [each for each in found if not (each.sense and senses[each.sense].provenance is Provenance.RULE)][:MOST]
    posts = store.posts_of(sorted({key for each in told for key in each.threads}))
    return [
        Rising(
            entry=entry_of(_choice(each, senses), language),
            is_new=each.is_new,
            threads=len(each.threads),
            seen_on=seen_on(each.threads, (), posts, when.words),
        )
        for each in told
    ]


def _choice(found: RisingTerm, senses: dict[str, Sense]) -> Choice:
    sense = senses[found.sense] if found.sense else None
    head = sense.term if sense else found.term
    return Choice(Term(0, len(head), head, head, sense.kind if sense else Kind.ACRONYM), sense, 1.0 if sense else 0.0)
