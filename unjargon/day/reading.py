"""What does the store hold of a day? Read once, for all that a day's page says."""

from collections.abc import Iterable
from dataclasses import replace

from analysis.trends.rising import FEWEST_THREADS, rising
from db.models import PostKey, RisingTerm, Sense, Story
from db.store import Store
from db.uses import threads_by_term
from reports.day import Day
from reports.records import DayRecords, known_by, told_in
from reports.updates import as_known
from unjargon.day.rising import tellable, week_of


def read_lists(store: Store, day: Day) -> DayRecords:
    """The stories of the day with their posts and the looks at their lists: what their order is made of."""
    stories = store.stories(day.since, day.until)
    threads = known_by(day.until, store.posts_of(_members(stories)))
    stories = told_in(stories, threads)
    histories = store.trend_history(_members(stories), day.until)
    first = min((each.seen_at for history in histories.values() for each in history), default=day.since)
    return DayRecords(day, stories, threads, histories, looks=store.looks(first, day.until))


def read_day(store: Store, day: Day, *, mentions: bool = True) -> DayRecords:
    """All that was known at the end of the day; without the `mentions` where no rule of the reader's needs them."""
    lists = read_lists(store, day)
    keys = _members(lists.stories)
    risen, senses = _risen(store, day)
    used = {key for term in risen for key in term.threads} - lists.threads.keys()
    known = frozenset((post.source, post.external_id) for thread in lists.threads.values() for post in thread)
    explanations = store.explanations(keys, day.words.language)
    met = store.mentions_of(keys) if mentions else {}
    return replace(
        lists,
        threads={**lists.threads, **known_by(day.until, store.posts_of(sorted(used)))},
        explanations={key: as_known(each, known) for key, each in explanations.items()},
        outcomes=store.outcomes(day.since, day.until),
        before=_told_before(store, day),
        mentions=met,
        rising=risen,
        senses=senses | store.senses_by_id(each.sense for found in met.values() for each in found if each.sense),
    )


def _members(stories: Iterable[Story]) -> list[PostKey]:
    return sorted({key for story in stories for key in story.members})


def _risen(store: Store, day: Day) -> tuple[list[RisingTerm], dict[str, Sense]]:
    """The terms that rise in the week that ends with the day, and what they mean."""
    since = week_of(day, store.oldest())
    if since is None:
        return [], {}
    found = rising(threads_by_term(store, since, day.until, fewest=FEWEST_THREADS), since, day.until, day=day.since)
    senses = store.senses_by_id(each.sense for each in found if each.sense)
    return tellable(found, senses), senses


def _told_before(store: Store, day: Day) -> frozenset[str]:
    """The stories of the latest day before that has any."""
    latest = store.latest_day(day.zone, day.since)
    if latest is None:
        return frozenset()
    before = replace(day, date=latest)
    return frozenset(story.id for story in store.stories(before.since, before.until))
