"""Is a day read as it was known at its end?"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from analysis.analyse import analyse
from analysis.interests.rules import Interests
from db.models import Post, Sighting, Trend
from db.store import Store
from reports.day import Day
from reports.words import page_words
from unjargon.day.reading import read_day, read_lists
from unjargon.day.wanted import interests_on

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
TREND, OTHER = ("list", "quokka"), ("list", "newcomer")


def day(number: int) -> Day:
    return Day(date(2026, 11, number), UTC, page_words("en"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A trend of the 22nd, below which an article is found on the 23rd, when another trend comes."""
    later = NOON + timedelta(days=1)
    posts = [
        Post(source="list", external_id="quokka", thread="quokka", text="quokka farm", collected_at=NOON),
        Post(
            source="list", external_id="a", thread="quokka", title="A GPU farm", text="A GPU farm", collected_at=later
        ),
        Post(source="list", external_id="newcomer", thread="newcomer", text="A newcomer", collected_at=later),
    ]
    seen = [Sighting(source="list", trend="quokka", rank=1, seen_at=at) for at in (NOON, later)]
    seen.append(Sighting(source="list", trend="newcomer", rank=2, seen_at=later))
    with Store.open(tmp_path / "day.db") as opened:
        opened.add(posts, [Trend(source=s, external_id=key, title=key) for s, key in (TREND, OTHER)], seen)
        analyse(opened, names=False)
        yield opened


def test_nothing_of_a_later_day_is_in_it(store: Store) -> None:
    first, second = (read_day(store, day(number)) for number in (22, 23))
    assert [each.members for each in first.stories] == [(TREND,)]
    assert {key: len(thread) for key, thread in first.threads.items()} == {TREND: 1}
    assert {key: len(thread) for key, thread in second.threads.items()} == {TREND: 2, OTHER: 1}
    assert (len(first.histories[TREND]), len(second.histories[TREND])) == (1, 2)
    assert first.before == frozenset()
    assert second.before == {story.id for story in first.stories}


def test_a_rule_does_not_fit_what_nobody_knew_yet(store: Store) -> None:
    rules = Interests(include=("GPU",))
    kept = [interests_on(read_day(store, day(number)), rules) for number in (22, 23)]
    story = read_day(store, day(22)).stories[0].id
    assert [each[story].is_in for each in kept] == [False, True]


def test_the_lists_are_what_the_day_begins_with(store: Store) -> None:
    lists, whole = read_lists(store, day(23)), read_day(store, day(23), mentions=False)
    assert (lists.stories, lists.threads, lists.histories, lists.looks) == (
        whole.stories,
        whole.threads,
        whole.histories,
        whole.looks,
    )
    assert not whole.mentions
    assert whole.explanations


def test_a_day_without_anything_is_empty(store: Store) -> None:
    found = read_day(store, day(1))
    assert (found.stories, found.threads, found.explanations, found.rising) == ([], {}, {}, [])
