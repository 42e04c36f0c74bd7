"""Do outcomes, stories, trends and digests come back as they were put in?"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from db.models import Digest, KeptPage, Outcome, Post, Sighting, State, Story, Validators
from db.store import Store

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def test_the_newest_outcome_of_each_source_counts(store: Store, morning: datetime) -> None:
    first = Outcome(source="b", at=morning, state=State.FAILED, message="500", retry_at=morning + HOUR)
    then = Outcome(source="b", at=morning + HOUR, state=State.OK, posts=3)
    other = Outcome(source="a", at=morning, state=State.WAIT)
    for outcome in (then, first, other, then):
        store.record(outcome)
    assert store.outcomes() == [other, then]
    assert store.outcomes(until=morning + HOUR) == [other, first]
    assert store.outcomes(since=morning + HOUR) == [then]
    assert store.outcomes(morning + DAY, morning + 2 * DAY) == []


def test_a_history_is_the_newest_first_however_long(store: Store, morning: datetime) -> None:
    asked = [Outcome(source="b", at=morning + n * HOUR, state=State.OK, fingerprint=str(n)) for n in range(250)]
    for outcome in [*asked, Outcome(source="a", at=morning, state=State.WAIT)]:
        store.record(outcome)
    assert list(store.history("b")) == asked[::-1]
    assert list(store.history("b", until=asked[120].at)) == asked[:120][::-1]
    assert list(store.history("c")) == []


@pytest.mark.parametrize("state", State)
def test_the_newest_unread_page_is_kept_until_the_source_answers(store: Store, morning: datetime, state: State) -> None:
    def changed(source: str, hours: int, page: bytes) -> KeptPage:
        at = morning + hours * HOUR
        kept = KeptPage(source=source, at=at, url="https://page.example/", page=page)
        store.record(Outcome(source=source, at=at, state=State.CHANGED), kept)
        return kept

    other, _, newest = changed("a", 0, b"<p>"), changed("b", 1, b"<old>"), changed("b", 2, b"\x00\xff<new>")
    assert (store.kept_page("a"), store.kept_page("b"), store.kept_page("c")) == (other, newest, None)
    store.record(Outcome(source="b", at=morning + 3 * HOUR, state=state))
    assert (store.kept_page("a"), store.kept_page("b")) == (other, None if state.answered else newest)


def test_validators_are_remembered_by_address(store: Store) -> None:
    url = "https://feed.example/?q=1"
    store.remember(Validators(url=url, etag='"1"'))
    newer = Validators(url=url, last_modified="Tue, 24 Nov 2026 06:00:00 GMT")
    store.remember(newer)
    assert store.validators(url) == newer
    assert store.validators("https://feed.example/") is None


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        (0, 1, ["s1"]),  # the thread was collected in the morning
        (1, 6, []),
        (12, 13, ["s1"]),  # the trend was seen again in the evening
        (13, 30, []),
    ],
)
def test_stories_are_told_when_something_of_them_was_seen(
    sample: Store, morning: datetime, since: int, until: int, found: list[str]
) -> None:
    assert [story.id for story in sample.stories(morning + since * HOUR, morning + until * HOUR)] == found


def a_story(name: str, at: datetime, *threads: str) -> Story:
    members = tuple(("forum", thread) for thread in threads)
    return Story(id=name, title=f"Story {name}", members=members, first_seen=at, last_seen=at)


def test_stories_keep_the_order_of_their_members(
    store: Store, morning: datetime, content: Callable[[Store], str]
) -> None:
    stories = [a_story("b", morning, "9", "1", "5"), a_story("a", morning + HOUR, "2")]
    store.save_stories(stories)
    once = content(store)
    store.save_stories(stories)
    assert store.all_stories() == stories
    assert content(store) == once


def test_a_thread_belongs_to_the_story_that_was_saved_last(store: Store, morning: datetime) -> None:
    store.save_stories([a_story("a", morning, "1", "2"), a_story("b", morning, "3")])
    store.save_stories([a_story("c", morning, "2", "3")])
    assert store.all_stories() == [a_story("a", morning, "1"), a_story("c", morning, "2", "3")]


@pytest.mark.parametrize(
    ("zone", "day"),
    [(UTC, date(2026, 11, 24)), (timezone(6 * HOUR), date(2026, 11, 25)), (timezone(-19 * HOUR), date(2026, 11, 23))],
)
def test_the_latest_day_is_one_of_the_readers_time_zone(sample: Store, zone: timezone, day: date) -> None:
    assert sample.latest_day(zone) == day


def test_an_empty_store_has_no_latest_day(store: Store) -> None:
    assert store.latest_day(UTC) is None


def test_the_history_of_a_trend_ends_before_the_time_asked_for(sample: Store, morning: datetime) -> None:
    key, unseen = ("lists", "t1"), ("lists", "t2")
    noon, evening = morning + 6 * HOUR, morning + 12 * HOUR
    first = Sighting(source="lists", trend="t1", rank=4, volume=90, seen_at=noon)
    then = Sighting(source="lists", trend="t1", rank=2, seen_at=evening)
    assert sample.trend_history([key, unseen], evening + HOUR) == {key: [first, then], unseen: []}
    assert sample.trend_history([key], evening) == {key: [first]}


def test_trends_come_once_a_sighting(sample: Store, morning: datetime) -> None:
    seen = sample.trends_between(morning, morning + DAY)
    assert [(trend.title, sighting.rank) for trend, sighting in seen] == [("Chip sale", 4), ("Chip sale", 2)]
    assert sample.trends_between(morning, morning + 6 * HOUR) == []


def test_trends_of_one_source(sample: Store, morning: datetime) -> None:
    assert len(sample.trends_between(morning, morning + DAY, "lists")) == 2
    assert sample.trends_between(morning, morning + DAY, "forum") == []
    assert sample.trends_between(morning, morning + DAY, "\ud800") == []


def test_looks_are_when_a_list_was_seen_even_an_empty_one(sample: Store, morning: datetime) -> None:
    noon, evening, night = (morning + hours * HOUR for hours in (6, 12, 18))
    assert sample.latest_looks() == {"lists": evening}
    for source, state in (("lists", State.EMPTY), ("forum", State.EMPTY), ("lists", State.NOT_MODIFIED)):
        sample.record(Outcome(source=source, at=night + (state is not State.EMPTY) * HOUR, state=state))
    assert sample.looks() == {"forum": [night], "lists": [noon, evening, night]}
    assert sample.looks(evening, night) == {"lists": [evening]}
    assert sample.latest_looks() == {"lists": night}


def test_a_story_by_its_id_and_by_its_threads(sample: Store) -> None:
    found = sample.story("s1")
    assert found is not None
    assert found.title == "Chips"
    assert sample.story("s2") is None
    assert sample.story("\ud800") is None
    assert sample.stories_of([("lists", "t1"), ("forum", "1"), ("forum", "9")]) == {
        ("lists", "t1"): "s1",
        ("forum", "1"): "s1",
    }


def test_a_digest_is_written_over(sample: Store) -> None:
    day = date(2026, 11, 24)
    newer = Digest(day=day, language="en", markdown="# Anew\n\0\u202e")
    sample.save_digest(newer)
    sample.save_digest(newer.model_copy(update={"language": "es"}))
    found = sample.digest(day, "en")
    assert found is not None
    assert found.markdown == "# Anew\n\u202e"
    assert sample.digest(date(2026, 11, 25), "en") is None


def test_rows_are_counted_by_public_view(sample: Store) -> None:
    assert sample.counts() == {
        "posts": 4,
        "threads": 1,
        "trends": 2,
        "stories": 1,
        "mentions": 3,
        "positions": 1,
        "glossary": 4,
        "digests": 1,
    }


def test_times_without_a_zone_are_refused(store: Store, a_post: Callable[..., Post]) -> None:
    with pytest.raises(Exception, match="has no time zone"):
        store.trends_between(datetime(2026, 11, 24), datetime(2026, 11, 25))  # noqa: DTZ001 - that is the point


def test_a_store_of_sample_data_stays_one(tmp_path: Path) -> None:
    with Store.open(tmp_path / "a.db") as store:
        assert not store.is_sample
        store.mark_sample()
        store.mark_sample()
    with Store.open(tmp_path / "a.db") as store:
        assert store.is_sample


def test_what_only_repeats_another_telling_is_marked(store: Store, morning: datetime) -> None:
    story = a_story("a", morning, "1", "2", "3").model_copy(update={"copies": frozenset({("forum", "2")})})
    store.save_stories([story])
    assert store.all_stories() == [story]
    store.save_stories([a_story("a", morning, "1", "2", "3")])
    assert store.all_stories()[0].copies == frozenset()


def test_the_latest_day_before_a_moment(sample: Store, morning: datetime) -> None:
    assert sample.latest_day(UTC, morning + HOUR) == date(2026, 11, 24)
    assert sample.latest_day(UTC, morning) is None
    assert (sample.oldest(), sample.newest()) == (morning, morning + 12 * HOUR)


def test_an_empty_store_has_no_times(store: Store) -> None:
    assert (store.oldest(), store.newest()) == (None, None)
    assert store.headlines(datetime.min.replace(tzinfo=UTC)) == []


def test_headlines_are_those_that_are_alive_or_have_no_story_with_the_others_of_their_stories(
    store: Store, morning: datetime
) -> None:
    def root(name: str, days: float) -> Post:
        at = morning + days * DAY
        return Post(source="forum", external_id=name, thread=name, text=name, collected_at=at, created_at=at)

    posts = [root("old", -40), root("kin", -30), root("seen", -30), root("alone", -30), root("new", 0)]
    answer = root("answer", 0).model_copy(update={"thread": "new"})
    store.add([*posts, answer], [], [Sighting(source="forum", trend="seen", rank=1, seen_at=morning)])
    store.save_stories(
        [
            a_story("a", morning, "kin", "new"),
            a_story("b", morning, "old"),
            a_story("c", morning, "seen"),
        ]
    )
    found = store.headlines(morning - DAY)
    assert [(each.post.external_id, each.story) for each in found] == [
        ("alone", None),
        ("kin", "a"),
        ("seen", "c"),
        ("new", "a"),
    ]
    assert [each.last_seen for each in found] == [
        morning - 30 * DAY,
        morning - 30 * DAY,
        morning,
        morning,
    ]


def test_headlines_have_those_that_stand_below_a_trend(store: Store, morning: datetime) -> None:
    def post(name: str, **changes: str) -> Post:
        values = {"external_id": name, "thread": "t", "parent": "t", "title": name, "text": name} | changes
        return Post(source="forum", collected_at=morning, **values)

    root = Post(source="forum", external_id="t", thread="t", text="t", collected_at=morning)
    comment = Post(source="forum", external_id="c", thread="t", parent="t", text="c", collected_at=morning)
    store.add([root, post("n2"), post("n1"), comment], [], [])
    [found] = store.headlines(morning)
    assert [below.external_id for below in found.below] == ["n1", "n2"]
