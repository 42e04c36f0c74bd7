"""How does a day of the store become a digest?"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path

from analysis.text.agreement import Agreement
from analysis.trends.ranks import rank_stories
from db.models import Digest
from db.store import Store
from reports.day import Day
from reports.digest import digest_page
from reports.glossing import Manner
from reports.order import ranked
from reports.page import Acronyms
from reports.words import page_words
from unjargon.day.reading import read_day
from unjargon.day.rising import rising_on
from unjargon.day.stale import stale_on
from unjargon.day.wanted import interests_on
from unjargon.declared import titles, weights
from unjargon.errors import NotDone, Unusable
from unjargon.pages import rendered, write_text
from unjargon.settings import Settings

_NOTHING = "there is nothing in the store to make a digest of; collect first: unjargon collect"


def digest_text(
    store: Store, day: date, language: str, settings: Settings, *, form: str = "md", acronyms: Acronyms = "first"
) -> str:
    """The day's digest in a format; a store that holds sample data says so on every page."""
    records = read_day(
        store,
        Day(day, settings.zone, page_words(language).naming(titles(settings))),
        mentions=bool(settings.interests.rules()),
    )
    page = digest_page(
        records,
        ranked(records, partial(rank_stories, weights=weights(settings))),
        interests=interests_on(records, settings.interests),
        rising=rising_on(records),
        stale=stale_on(records, store, settings),
        sample=store.is_sample,
        room=settings.digest.room,
        manner=Manner(acronyms, Agreement(language)),
    )
    return rendered(page, language, form)


def write_digests(store: Store, settings: Settings, languages: Sequence[str], folder: Path, name: str) -> list[Path]:
    """The newest day's digest in each language, kept in the store and in files; `name` has {day} and {language}."""
    day = store.latest_day(settings.zone)
    if day is None:
        raise NotDone(_NOTHING)
    paths = []
    for language in languages:
        text = digest_text(store, day, language, settings)
        store.save_digest(Digest(day=day, language=language, markdown=text))
        path = folder / name.format(day=day.isoformat(), language=language)
        write_text(path, text)
        paths.append(path)
    return paths


def digest_of(store: Store, when: str | None, settings: Settings, form: str, acronyms: Acronyms) -> str:
    """The digest of a day given as YYYY-MM-DD, else of the newest. Raises Unusable for no date, NotDone for no day."""
    day = store.latest_day(settings.zone) if when is None else day_of(when)
    if day is None:
        raise NotDone(_NOTHING)
    return digest_text(store, day, settings.language, settings, form=form, acronyms=acronyms)


def day_of(when: str) -> date:
    """The day that is written as YYYY-MM-DD. Raises Unusable for anything else, and for the ends of the calendar."""
    with suppress(ValueError):
        day = date.fromisoformat(when)
        if day.isoformat() == when and date.min.year < day.year < date.max.year:
            return day
    raise Unusable(f"{when!r} is no date; write it as in 2026-11-24")
