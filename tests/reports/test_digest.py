"""Does the digest hold the right stories, in the right order, with the right facts about them?"""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.models import Outcome, Post, Sighting, State, Story
from reports.digest import LONGEST_MESSAGE, Day, best_history, build, latest_outcomes, rank, status, unanswered
from reports.words import words

DAY = date(2026, 11, 24)
MIDNIGHT = datetime(2026, 11, 24, tzinfo=UTC)
Key = tuple[str, str]


def story(name: str, *sources: str, first: float = 1) -> Story:
    members = tuple((source, name) for source in sources)
    return Story(id=name, title=name, members=members, first_seen=at(first), last_seen=at(20))


def at(hours: float) -> datetime:
    return MIDNIGHT + timedelta(hours=hours)


def seen(key: Key, *ranks: tuple[int, float]) -> list[Sighting]:
    return [Sighting(source=key[0], trend=key[1], rank=rank, seen_at=at(hours)) for rank, hours in ranks]


def thread(key: Key, comments: int) -> list[Post]:
    ids = [key[1], *(f"{key[1]}-{n}" for n in range(comments))]
    return [Post(source=key[0], external_id=each, thread=key[1], collected_at=at(1)) for each in ids]


# --- order ---


def test_two_sources_outrank_one_that_has_it_higher() -> None:
    both, one = story("both", "a", "b"), story("one", "a")
    histories = {
        ("a", "both"): seen(("a", "both"), (2, 1)),
        ("b", "both"): seen(("b", "both"), (9, 1)),
        ("a", "one"): seen(("a", "one"), (1, 1)),
    }
    assert rank([one, both], histories, {}) == [both, one]


def test_the_latest_rank_counts() -> None:
    rising, falling = story("rising", "a"), story("falling", "a")
    histories = {
        ("a", "rising"): seen(("a", "rising"), (2, 5), (9, 1)),
        ("a", "falling"): seen(("a", "falling"), (1, 1), (8, 5)),
    }
    assert rank([falling, rising], histories, {}) == [rising, falling]


def test_comments_count_as_one_more_ranking() -> None:
    talked, quiet, silent = story("talked", "a"), story("quiet", "a"), story("silent", "a")
    posts = {
        ("a", "talked"): thread(("a", "talked"), 9),
        ("a", "quiet"): thread(("a", "quiet"), 2),
        ("a", "silent"): thread(("a", "silent"), 0),
    }
    assert rank([silent, quiet, talked], {}, posts) == [talked, quiet, silent]


def test_ties_go_to_the_older_story_then_by_id() -> None:
    b, a, older = story("b", "x"), story("a", "x"), story("z", "x", first=0.5)
    assert rank([b, a, older], {}, {}) == [older, a, b]


@given(
    st.permutations([story(name, "s", first=first) for first, name in enumerate("abcd")]),
    st.lists(st.integers(1, 30), min_size=4, max_size=4),
)
def test_the_order_in_which_stories_come_changes_nothing(stories: list[Story], ranks: list[int]) -> None:
    histories = {("s", name): seen(("s", name), (each, 3)) for name, each in zip("abcd", ranks, strict=True)}
    assert rank(stories, histories, {}) == rank(sorted(stories, key=lambda each: each.id), histories, {})


# --- history ---


@pytest.mark.parametrize(
    ("first", "ranks", "expected"),
    [
        (1, [(5, 1), (3, 2)], "new"),
        (0, [], "new"),
        (-30, [], None),
        (-30, [(5, -30)], None),
        (-30, [(5, -2), (3, 2)], "up"),
        (-30, [(3, -2), (5, 2)], "down"),
        (-30, [(3, -2), (3, 2)], "steady"),
        (-30, [(3, -24), (5, 2)], "down"),
        (-30, [(3, -25), (2, 2), (1, 3)], "back"),
        (-30, [(7, 3)], "up"),
    ],
)
def test_status_is_the_story_against_its_past(
    first: float, ranks: list[tuple[int, float]], expected: str | None
) -> None:
    assert status(story("x", "a", first=first), seen(("a", "x"), *ranks), MIDNIGHT) == expected


def test_ranks_are_those_of_the_source_that_has_it_highest() -> None:
    histories = {("a", "x"): seen(("a", "x"), (4, 1)), ("b", "x"): seen(("b", "x"), (2, 3), (7, 1))}
    assert [each.rank for each in best_history(story("x", "a", "b", "c"), histories)] == [7, 2]


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
    said = unanswered(outcome, Day(DAY, UTC, words(language)))
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
    assert unanswered(outcome, Day(DAY, UTC, words("en"))).message == expected


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
    assert unanswered(outcome, Day(DAY, ZoneInfo("Europe/Madrid"), words(language))).words == expected


# --- the page ---


def test_a_day_begins_and_ends_where_the_reader_lives() -> None:
    day = Day(date(2026, 3, 29), ZoneInfo("Europe/Madrid"), words("en"))  # summer time begins
    assert (day.since, day.until) == (datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC))


def test_a_story_that_is_not_explained_yet_is_counted_and_not_printed(records: Any) -> None:
    records.explained = [each for each in records.explained if each.source != "mastodon:social.example"]
    page = build(records, DAY, "en", UTC)
    assert (len(page.items), page.unread) == (2, 1)


def test_a_description_is_not_the_headline_again(records: Any) -> None:
    coin = build(records, DAY, "en", UTC).items[1]
    assert coin.title
    assert coin.title.text.startswith("Floof.fun")
    assert coin.description == ()


def test_the_same_store_gives_the_same_page(records: Any) -> None:
    page = build(records, DAY, "es", UTC)
    for held in (records.told, records.posts, records.sightings, records.explained, records.asked):
        held.reverse()
    assert build(records, DAY, "es", UTC) == page


def test_an_unknown_language_is_named(records: Any) -> None:
    with pytest.raises(ValueError, match="'fr'; choose one of: en, es"):
        build(records, DAY, "fr", UTC)


def test_after_thirty_items_each_is_a_line_with_its_terms(records: Any) -> None:
    only = next(each for each in records.explained if each.source == "google-trends:US" and each.language == "en")
    keys = [("s", f"{n:02}") for n in range(33)]
    records.explained = [only.model_copy(update={"source": "s", "thread": name}) for _, name in keys]
    records.told = [story(name, "s") for _, name in keys]
    page = build(records, DAY, "en", UTC)
    assert [each.number for each in page.rest] == [31, 32, 33]
    assert [entry.term for entry in page.rest_entries] == ["$1B", "airdrop", "Floof.fun"]
    assert all(each.title and not each.title.glosses for each in page.rest)
    assert page.counts.stories == 33
