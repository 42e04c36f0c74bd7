"""Does the digest hold the right stories, in the right order, with the right facts about them?"""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from db.models import Outcome, Post, PostKey, State, Story, StoryRank
from reports.answers import LONGEST_MESSAGE, latest_outcomes, stale, unanswered_source
from reports.day import Day
from reports.formats import FORMATS
from reports.order import Interest, comments_on, wanted
from reports.page import Room
from reports.words import page_words

DAY = date(2026, 11, 24)
MIDNIGHT = datetime(2026, 11, 24, tzinfo=UTC)


def story(name: str, *sources: str, first: float = 1) -> Story:
    members = tuple((source, name) for source in sources)
    return Story(id=name, title=name, members=members, first_seen=at(first), last_seen=at(20))


def at(hours: float) -> datetime:
    return MIDNIGHT + timedelta(hours=hours)


def thread(key: PostKey, comments: int) -> list[Post]:
    ids = [key[1], *(f"{key[1]}-{n}" for n in range(comments))]
    return [Post(source=key[0], external_id=each, thread=key[1], collected_at=at(1)) for each in ids]


# --- who answered ---


def test_the_last_outcome_of_a_source_counts() -> None:
    first = Outcome(source="b", at=at(1), state=State.FAILED)
    last = Outcome(source="b", at=at(2), state=State.OK)
    other = Outcome(source="a", at=at(1), state=State.WAIT)
    assert latest_outcomes([last, first, other]) == [other, last]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    "state", [state for state in State if not Outcome(source="s", at=MIDNIGHT, state=state).answered]
)
def test_every_failure_is_said_in_words(state: State, language: str) -> None:
    outcome = Outcome(source="hackernews", at=at(1), state=state, message="m" * 500)
    said = unanswered_source(outcome, Day(DAY, UTC, page_words(language)))
    assert said.words
    assert len(said.message) == LONGEST_MESSAGE


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("x is not a feed; look for another", "x is not a feed"),
        ("x did not\n answer", "x did not answer"),
        (f"{'word ' * 30}; try again", f"{'word ' * 19}word…"),
        (f"{'word ' * 18}word, and so on for long", f"{'word ' * 18}word, and…"),
        ("", ""),
    ],
)
def test_of_a_failure_whole_words_say_what_happened(message: str, expected: str) -> None:
    outcome = Outcome(source="hackernews", at=at(1), state=State.DAMAGED, message=message)
    assert unanswered_source(outcome, Day(DAY, UTC, page_words("en"))).message == expected


@pytest.mark.parametrize(
    ("retry", "language", "expected"),
    [
        (9.5, "en", "asked to wait until 10:30"),
        (9.5, "es", "pidió esperar hasta las 10:30 h"),
        (23.5, "en", "asked to wait until 25 November, 00:30"),
        (23.5, "es", "pidió esperar hasta el 25 de noviembre a las 00:30 h"),
    ],
)
def test_a_wait_is_said_by_the_readers_clock(retry: float, language: str, expected: str) -> None:
    outcome = Outcome(source="s", at=at(1), state=State.WAIT, retry_at=at(retry))
    assert unanswered_source(outcome, Day(DAY, ZoneInfo("Europe/Madrid"), page_words(language))).words == expected


@pytest.mark.parametrize(
    ("since", "language", "expected"),
    [
        (datetime(2026, 11, 20, 12, tzinfo=UTC), "en", "since 20 November"),
        (datetime(2026, 11, 20, 23, 30, tzinfo=UTC), "es", "desde el 21 de noviembre"),
        (datetime(2025, 11, 20, tzinfo=UTC), "en", "since 20 November 2025"),
        (datetime(2025, 12, 31, 23, 30, tzinfo=UTC), "es", "desde el 1 de enero"),
        (datetime(2025, 12, 31, tzinfo=UTC), "es", "desde el 31 de diciembre de 2025"),
        (None, "en", "with nothing so far"),
        (None, "es", "sin haber dado nada aún"),
    ],
)
def test_since_when_a_source_is_stale_is_a_day_of_the_readers(
    since: datetime | None, language: str, expected: str
) -> None:
    said = stale("google-trends:ES", since, Day(DAY, ZoneInfo("Europe/Madrid"), page_words(language)))
    assert (said.source.key, said.since, said.words) == ("google-trends:ES", since, expected)


# --- the page ---


def test_a_day_begins_and_ends_where_the_reader_lives() -> None:
    day = Day(date(2026, 3, 29), ZoneInfo("Europe/Madrid"), page_words("en"))  # summer time begins
    assert (day.since, day.until) == (datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC))


@pytest.mark.parametrize("claimed", [None, datetime(2099, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC)])
def test_first_seen_is_when_it_was_seen_whatever_a_post_says(records: Any, claimed: datetime | None) -> None:
    before = {item.members: item for item in records.page(DAY, "en").items}
    records.posts = [post.model_copy(update={"created_at": claimed}) for post in records.posts]
    records.told = [each.model_copy(update={"first_seen": claimed or each.first_seen}) for each in records.told]
    after = {item.members: item for item in records.page(DAY, "en").items}
    assert {key: item.first_seen for key, item in after.items()} == {
        title: item.first_seen for title, item in before.items()
    }


def test_a_rank_of_another_day_is_not_printed(records: Any) -> None:
    records.sightings = [
        each for each in records.sightings if each.source != "google-trends:US" or each.seen_at < MIDNIGHT
    ]
    [coin] = [i for i in records.page(DAY, "en").items if i.members[0][0] == "google-trends:US"]
    assert ([seen.rank for seen in coin.seen_on], coin.ranks, coin.status) == ([None, None], (), None)
    assert coin.why == "2 sources"


def test_comments_are_answers_and_not_headlines_below_a_trend() -> None:
    key = ("a", "x")
    posts = [*thread(key, 3), Post(source="a", external_id="h", thread="x", title="News", collected_at=at(1))]
    assert comments_on(story("x", "a"), {key: posts}) == 3
    assert comments_on(story("x", "a"), {}) == 0


def test_a_story_that_is_not_explained_yet_is_counted_and_not_printed(records: Any) -> None:
    records.explained = [each for each in records.explained if each.source != "mastodon:social.example"]
    page = records.page(DAY, "en")
    assert (len(page.items), page.unread) == (2, 1)


def test_a_description_is_not_the_headline_again(records: Any) -> None:
    records.posts = [each for each in records.posts if each.collected_at >= MIDNIGHT or each.thread != "floof"]
    records.told[0] = records.told[0].model_copy(update={"members": (("google-trends:US", "floof"),)})
    records.posts.append(Post(source="google-trends:US", external_id="floof", thread="floof", collected_at=at(1)))
    records.sightings = [each for each in records.sightings if each.seen_at >= MIDNIGHT]
    coin = next(each for each in records.page(DAY, "en").items if each.members[0][1] == "floof")
    assert coin.title
    assert coin.title.extract.text.startswith("Floof.fun")
    assert coin.description == ()


@pytest.mark.parametrize(
    ("days", "status", "words", "is_last"),
    [(0, "new", "new today", False), (3, None, "first seen 06:00", False), (400, None, "written on 20 October", True)],
)
def test_what_was_written_long_ago_is_not_new_and_comes_last(
    records: Any, days: int, status: str | None, words: str, is_last: bool
) -> None:
    old = timedelta(days=days)
    records.posts = [
        post.model_copy(update={"created_at": post.created_at - old}) if post.thread == "901" else post
        for post in records.posts
    ]
    page = records.page(DAY, "en")
    found = next(item for item in page.items if item.members == (("hackernews", "901"),))
    assert found.status == status
    assert (found is page.items[-1]) == is_last
    printed = next(known for known in FORMATS if known.name == "md").render(page)
    assert words in printed.split(found.title.extract.text.split(" ")[0])[1]


def test_the_same_store_gives_the_same_page(records: Any) -> None:
    page = records.page(DAY, "es")
    for held in (records.told, records.posts, records.sightings, records.explained, records.asked):
        held.reverse()
    assert records.page(DAY, "es") == page


def test_an_unknown_language_is_named(records: Any) -> None:
    with pytest.raises(ValueError, match="'fr'; choose one of: en, es"):
        records.page(DAY, "fr")


@pytest.mark.parametrize(
    ("room", "in_full", "in_a_line", "unlisted"),
    [(Room(), 12, 21, 0), (Room(30, 30), 30, 3, 0), (Room(30, 2), 30, 2, 1), (Room(1, 0), 1, 0, 32)],
)
def test_what_has_no_room_in_full_is_a_line_with_its_terms_and_then_a_number(
    records: Any, room: Room, in_full: int, in_a_line: int, unlisted: int
) -> None:
    only = next(each for each in records.explained if each.source == "google-trends:US" and each.language == "en")
    keys = [("s", f"{n:02}") for n in range(33)]
    said = only.headline.model_copy(update={"source": "s", "post": "00"})
    records.explained = [
        only.model_copy(update={"source": "s", "thread": name, "headline": said, "about": ()}) for _, name in keys
    ]
    records.posts = [post for key in keys for post in thread(key, 0)]
    records.told = [story(name, "s") for _, name in keys]
    page = records.page(DAY, "en", room=room)
    assert [each.number for each in page.items] == list(range(1, in_full + 1))
    assert [each.number for each in page.rest] == list(range(in_full + 1, in_full + in_a_line + 1))
    assert [entry.term for entry in page.entries] == ["$1B", "airdrop", "Floof.fun"]
    assert all(each.title and not each.title.extract.glosses for each in page.rest)
    assert (page.counts.stories, page.unlisted) == (33, unlisted)
    printed = next(known for known in FORMATS if known.name == "md").render(page)
    assert ("in the store: `unjargon stories`" in printed) == bool(unlisted)


# --- interests ---


def stands(place: int, score: float) -> StoryRank:
    return StoryRank(story=f"s{place}", place=place, score=score, movement=None, first_seen=at(1))


@pytest.mark.parametrize(
    ("interests", "expected"),
    [
        ({}, "s1 s2 s3"),
        ({"s2": Interest()}, "s1 s2 s3"),
        ({"s1": Interest(is_in=False)}, "s2 s3"),
        ({"s1": Interest(is_in=False), "s2": Interest(is_in=False), "s3": Interest(is_in=False)}, ""),
        ({"s1": Interest(boost=0.4)}, "s2 s3 s1"),
        ({"s3": Interest(boost=3)}, "s3 s1 s2"),
        ({"s1": Interest(boost=0.5)}, "s1 s2 s3"),  # equal to the second, and before it without a boost
        ({"s2": Interest(rule="a")}, "s2 s1 s3"),  # a favourite comes first whatever its score
        ({"s2": Interest(rule="a"), "s3": Interest(rule="b", boost=3)}, "s3 s2 s1"),
        ({"none": Interest(is_in=False)}, "s1 s2 s3"),
    ],
)
def test_favourites_come_first_then_score_times_boost(interests: dict[str, Interest], expected: str) -> None:
    found = wanted([stands(1, 4.0), stands(2, 2.0), stands(3, 2.0)], interests)
    assert " ".join(each.story for each in found) == expected


def test_what_is_kept_out_is_counted_and_neither_printed_nor_unread(records: Any) -> None:
    whole = records.page(DAY, "en")
    out = next(each for each in records.told if each.members == whole.items[0].members)
    page = records.page(DAY, "en", interests={out.id: Interest(is_in=False)})
    assert [item.members for item in page.items] == [item.members for item in whole.items[1:]]
    assert [item.number for item in page.items] == [1, 2]
    assert (page.kept_out, page.unread, whole.kept_out) == (1, 0, 0)
