"""Does a page stay whole whatever the records hold?"""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.languages import PAGE_LANGUAGES
from db.models import (
    Act,
    Alternative,
    Chapter,
    Entry,
    Explanation,
    Extract,
    Gloss,
    Kind,
    Outcome,
    Post,
    Provenance,
    Sighting,
    State,
    Story,
    Voice,
    clean_text,
)
from reports.explanation import explanation_page
from reports.formats import FORMATS
from reports.glossing import Manner, Uninflected
from reports.heads import FAILURES_IN_LINE
from reports.page import ReportPage, Rising, Room, SeenOn
from reports.words import page_words

DAY = date(2026, 11, 24)
RENDER: dict[str, Callable[[ReportPage], str]] = {each.name: each.render for each in FORMATS}
FIRST, NEVER = (Manner(acronyms, Uninflected()) for acronyms in ("first", "never"))

MARKS = (
    "# > - * _ ` ``` ~~~ | \\ [x](http://evil.example) ![x](y) <script> </b> <!-- &lt; [x]: $a$ www.evil.example a@b.c "
    "{{ 7*7 }} {% raw %} {n} DP \u202e \u200b --- 1. |---| http://evil.example/|`"
)
SPACES = ["\n", "\n\n", " ", "    ", "\r", "\u2028"]
HOSTILE = st.lists(st.sampled_from([*MARKS.split(), *SPACES]) | st.text(max_size=4), max_size=10).map(
    lambda parts: f"w{''.join(parts)}w"
)


NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
URL = "https://x.example/"


def rows(text: str) -> tuple[Entry, ...]:
    """A known term, an undecided one, and one in short."""
    guesses = tuple(Alternative(expansion=text, confidence=0.1) for _ in range(3))
    common = {"kind": Kind.ACRONYM, "category": text}
    known = {"expansion": text, "meaning": text, "provenance": Provenance.THREAD, "evidence_url": URL}
    return (
        Entry(term=text, **known, **common),
        Entry(term=f"w{text}", alternatives=guesses, **common),
        Entry(term="w", expansion=text, **common),
    )


def explanations(text: str, source: str, language: str) -> list[Explanation]:
    """Of a thread with a question, and of one that is nothing but a headline."""
    gloss = Gloss(start=0, end=1, term="w", expansion=text)
    place = {"source": source, "start": 0, "end": len(text), "author": text, "url": URL}
    said, old = (Extract(post=post, text=text, glosses=(gloss,), **place) for post in "tg")

    def quoted(number: int) -> Extract:
        return said.model_copy(update={"start": number * 1000, "end": number * 1000 + 1, "text": f"w{number}. {text}"})

    other = quoted(1)
    common = {"source": source, "language": language, "entries": rows(text)}
    return [
        Explanation(
            thread="t",
            headline=said,
            in_one_line=other,
            about=(quoted(2),),
            chapters=(Chapter(heading=quoted(3), said=(quoted(4),)), Chapter(heading=None, said=(quoted(5),))),
            voices=[
                Voice(act=act, to="t", to_author=text, weight=1, words=quoted(n)) for n, act in enumerate(Act, start=6)
            ],
            acts=dict.fromkeys(Act, 2),
            question=quoted(20),
            outcome=quoted(21),
            **common,
        ),
        Explanation(thread="g", headline=old, **common),
    ]


def hostile_page(
    text: str, language: str, shelf: type, manner: Manner = FIRST, *, told: int = 1, failures: int = 1
) -> ReportPage:
    """A digest that tells one thread so many times, and of a trend that goes on, in which everything that comes from
    outside is `text`."""
    source, before = f"feed:{clean_text(text)}", NOON - timedelta(days=1)
    posts = [Post(source=source, external_id=each, thread="t", text=text, collected_at=NOON) for each in ("t", "u")]
    posts += [Post(source=source, external_id=each, thread=each, text=text, collected_at=before) for each in "gh"]
    members = {**dict.fromkeys(map(str, range(told)), "t"), "going": "g", "updated": "ht"}
    stories = [
        Story(id=name, title=text, members=tuple((source, each) for each in keys), first_seen=NOON, last_seen=NOON)
        for name, keys in members.items()
    ]
    seen = [Sighting(source=source, trend="g", rank=rank, seen_at=at) for rank, at in ((3, before), (2, NOON))]
    asked = [Outcome(source=f"mastodon:{text}{n}", at=NOON, state=State.DAMAGED, message=text) for n in range(failures)]
    place = SeenOn(page_words(language).source(source), None, URL)
    return shelf(stories, posts, seen, explanations(text, source, language), asked).page(
        DAY,
        language,
        room=Room(length=10_000),
        manner=manner,
        rising=[Rising(rows(text)[0], is_new, 3, (place,)) for is_new in (True, False)],
    )


@cache
def harmless(language: str, github: Any, shelf: type, manner: Manner = FIRST, **sizes: int) -> list[str]:
    """The elements of the page of a harmless text."""
    shape: list[str] = github.shape(RENDER["md"](hostile_page("wow", language, shelf, manner, **sizes)))
    return shape


def hrefs(github: Any, printed: str) -> set[str]:
    return {token.attrs["href"] for token in github.tokens(printed) if token.type == "link_open"}


@pytest.mark.parametrize("manner", [FIRST, NEVER], ids=lambda manner: manner.acronyms)
@pytest.mark.parametrize("language", PAGE_LANGUAGES)
@settings(max_examples=50)
@given(text=HOSTILE)
def test_nothing_from_outside_changes_a_page(
    text: str, language: str, manner: Manner, github: Any, shelf: type
) -> None:
    printed = RENDER["md"](hostile_page(text, language, shelf, manner))
    assert github.shape(printed) == harmless(language, github, shelf, manner)
    assert hrefs(github, printed) == {URL}


@settings(max_examples=50)
@given(text=HOSTILE)
def test_nothing_from_outside_changes_the_table_of_failures(text: str, github: Any, shelf: type) -> None:
    sizes = {"failures": FAILURES_IN_LINE + 1}
    assert github.shape(RENDER["md"](hostile_page(text, "en", shelf, **sizes))) == harmless(
        "en", github, shelf, **sizes
    )


@pytest.mark.parametrize("text", [f"w{mark}w" for mark in (*MARKS.split(), *SPACES)])
def test_nothing_from_outside_changes_the_lines_below_the_items_in_full(text: str, github: Any, shelf: type) -> None:
    printed = RENDER["md"](hostile_page(text, "en", shelf, told=32))
    assert page_words("en").say("rest_title") in printed
    assert github.shape(printed) == harmless("en", github, shelf, told=32)
    assert hrefs(github, printed) == {URL}


@settings(max_examples=50)
@given(text=HOSTILE)
def test_the_other_format_holds_the_text_itself(text: str, shelf: type) -> None:
    printed = json.loads(RENDER["json"](hostile_page(text, "en", shelf)))
    assert printed["items"][0]["title"]["extract"]["text"] == text


@pytest.mark.parametrize("manner", [FIRST, NEVER], ids=lambda manner: manner.acronyms)
@pytest.mark.parametrize("language", PAGE_LANGUAGES)
@settings(max_examples=50)
@given(text=HOSTILE)
def test_nothing_from_outside_changes_an_explanation(text: str, language: str, manner: Manner, github: Any) -> None:
    def printed(said: str) -> str:
        told = explanations(said, f"feed:{clean_text(said)}", language)
        return RENDER["md"](explanation_page(told, {}, language, manner=manner))

    assert github.shape(printed(text)) == github.shape(printed("wow"))
    assert hrefs(github, printed(text)) == {URL}
