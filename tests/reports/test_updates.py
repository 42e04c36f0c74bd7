"""Does a story return only with something new, and with the words of what is new?"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from db.models import Act, Explanation, Extract, Post, Story, Voice
from reports.records import known_by
from reports.updates import FEWEST, as_known, change, changed

MIDNIGHT = datetime(2026, 11, 24, tzinfo=UTC)
ROOT, OTHER = ("hackernews", "1"), ("feed:x", "2")


def post(key: tuple[str, str], name: str, hours: float, **changes: str) -> Post:
    values = {"source": key[0], "external_id": name, "thread": key[1], "text": name} | changes
    return Post(**values, collected_at=MIDNIGHT + timedelta(hours=hours))


def told(*copies: tuple[str, str]) -> Story:
    return Story(
        id="s",
        title="t",
        members=(ROOT, OTHER),
        copies=frozenset(copies),
        first_seen=MIDNIGHT,
        last_seen=MIDNIGHT,
    )


def comments(old: int, new: int) -> list[Post]:
    times = [-5.0] * old + [5.0] * new
    return [post(ROOT, "1", -5), *(post(ROOT, f"c{n}", at) for n, at in enumerate(times))]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [(0, 0, None), (0, FEWEST - 1, None), (0, FEWEST, FEWEST), (10, 5, 5), (11, 5, None), (100, 60, 60)],
)
def test_a_discussion_must_grow(old: int, new: int, expected: int | None) -> None:
    found = change(told(), {ROOT: comments(old, new)}, MIDNIGHT)
    assert (found and found.comments) == expected


@pytest.mark.parametrize(("copies", "expected"), [((), {OTHER}), ((OTHER,), None)])
def test_a_new_telling_is_an_update_and_a_copy_is_none(
    copies: tuple[tuple[str, str], ...], expected: set[tuple[str, str]] | None
) -> None:
    found = change(told(*copies), {ROOT: comments(3, 1), OTHER: [post(OTHER, "2", 1)]}, MIDNIGHT)
    assert (found and found.tellings) == expected
    assert found is None or found.comments == 1


def test_a_headline_below_a_trend_is_no_comment() -> None:
    news = [post(ROOT, f"n{n}", 1, title="News") for n in range(9)]
    assert change(told(), {ROOT: [*comments(0, 0), *news]}, MIDNIGHT) is None


# --- in which words ---


def extract(name: str) -> Extract:
    return Extract(source="hackernews", post=name, start=0, end=1, text=name)


def voice(name: str) -> Voice:
    return Voice(act=Act.ADDS, to="1", to_author=None, weight=1, words=extract(name))


EXPLAINED = Explanation(
    source="hackernews",
    thread="1",
    language="en",
    headline=extract("1"),
    about=(extract("1"), extract("old")),
    voices=(voice("c8"), voice("c9")),
    acts={Act.ADDS: 2, Act.THANKS: 7},
    question=extract("old"),
    in_one_line=extract("c9"),
)
NEW = EXPLAINED.model_copy(update={"source": "feed:x", "thread": "2", "voices": ()})


def test_what_is_new_is_told_in_its_own_words() -> None:
    posts = {ROOT: comments(0, 9), OTHER: [post(OTHER, "2", 1)]}
    both = change(told(), posts, MIDNIGHT)
    grown = change(told(OTHER), posts, MIDNIGHT)
    assert both
    assert grown
    [only] = changed([EXPLAINED, NEW], grown)
    assert changed([EXPLAINED, NEW], both) == [NEW, only]
    assert (only.headline, only.about, only.voices) == (extract("1"), (), (voice("c8"),))
    assert (only.question, only.in_one_line) == (None, None)


def test_a_page_tells_of_no_later_day() -> None:
    known = frozenset({("hackernews", "1"), ("hackernews", "c8")})
    found = as_known(EXPLAINED, known)
    assert (found.about, found.voices, found.acts) == ((extract("1"),), (voice("c8"),), {Act.ADDS: 1})
    assert (found.headline, found.question, found.in_one_line) == (extract("1"), None, None)
    posts = {ROOT: comments(1, 1), OTHER: [post(OTHER, "2", 1)]}
    assert {key: len(thread) for key, thread in known_by(MIDNIGHT, posts).items()} == {ROOT: 2}


def test_the_day_before_is_the_latest_that_has_anything(records: Any) -> None:
    later = (MIDNIGHT + timedelta(days=9)).date()
    again = [each.model_copy(update={"seen_at": each.seen_at + timedelta(days=9)}) for each in records.sightings[-1:]]
    records.sightings += again
    page = records.page(later, "en")
    assert [item.members for item in page.going] == [(("mastodon:social.example", "77"),)]
    assert page.items == ()
    assert [item.number for item in page.ranking] == [0] * len(page.ranking)
