"""Does a page say which sources did not answer, and which have nothing new?"""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from db.languages import PAGE_LANGUAGES
from db.models import (
    Outcome,
    State,
)
from reports.answers import stale
from reports.day import Day
from reports.formats import FORMATS
from reports.heads import FAILURES_IN_LINE
from reports.page import ReportPage
from reports.words import page_words

DAY = date(2026, 11, 24)
RENDER: dict[str, Callable[[ReportPage], str]] = {each.name: each.render for each in FORMATS}


def failing(records: Any, states: Sequence[State]) -> Any:
    """The records of a day on which so many sources answered in these ways, and one well."""
    at = datetime(2026, 11, 24, 6, tzinfo=UTC)
    failed = [
        Outcome(
            source=f"feed:https://blog{n:02}.example/rss",
            at=at,
            state=state,
            message=f"https://blog{n:02}.example/rss said a|b; look again",
            retry_at=at + timedelta(hours=3) if state is State.WAIT else None,
        )
        for n, state in enumerate(states)
    ]
    return replace(records, asked=[*failed, Outcome(source="hackernews", at=at, state=State.OK)])


FAILURES = [state for state in State if not state.answered]


@pytest.mark.parametrize(
    ("language", "header", "rows"),
    [
        (
            "en",
            (
                "1 of 8 sources answered (1 asked to wait, 2 refused, 1 gave no answer, 1 had a server that failed, "
                "2 gave answers that could not be read; they are listed at the end of the page)"
            ),
            [
                "## Sources that did not answer",
                "",
                "| source | outcome | what happened |",
                "|---|---|---|",
                r"| `blog00.example` | asked to wait until 09:00 | `https://blog00.example/rss said a\|b` |",
                r"| `blog01.example` | refused | `https://blog01.example/rss said a\|b` |",
                r"| `blog04.example` | refused | `https://blog04.example/rss said a\|b` |",
            ],
        ),
        (
            "es",
            (
                "respondieron 1 de 8 fuentes (1 pidió esperar, 2 no lo permitieron, 1 no respondió, "
                "en 1 falló el servidor, 2 dieron respuestas que no se pudieron leer; "
                "la lista está al final de la página)"
            ),
            [
                "## Fuentes que no respondieron",
                "",
                "| fuente | resultado | qué pasó |",
                "|---|---|---|",
                r"| `blog00.example` | pidió esperar hasta las 09:00 h | `https://blog00.example/rss said a\|b` |",
                r"| `blog01.example` | no lo permitió | `https://blog01.example/rss said a\|b` |",
                r"| `blog04.example` | no lo permitió | `https://blog04.example/rss said a\|b` |",
            ],
        ),
    ],
)
def test_many_failures_are_counted_above_and_listed_below(
    records: Any, language: str, header: str, rows: list[str]
) -> None:
    states = [State.WAIT, State.REFUSED, State.DAMAGED, State.FAILED, State.REFUSED, State.DAMAGED, State.UNREACHABLE]
    lines = RENDER["md"](failing(records, states).page(DAY, language)).split("\n")
    assert header in lines[2]
    assert lines[lines.index(rows[0]) :][: len(rows)] == rows
    assert sum("said a" in line for line in lines) == len(states)


@pytest.mark.parametrize("language", PAGE_LANGUAGES)
def test_few_failures_stand_in_the_line_above_alone(records: Any, language: str) -> None:
    states = FAILURES[:FAILURES_IN_LINE]
    printed = RENDER["md"](failing(records, states).page(DAY, language))
    assert printed.split("\n")[2].count(".example`") == len(states)
    assert page_words(language).say("failures_title") not in printed


@pytest.mark.parametrize("language", PAGE_LANGUAGES)
@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("state", FAILURES)
def test_every_way_to_fail_can_be_counted(state: State, number: int, language: str) -> None:
    assert str(number) in page_words(language).count(state.name.lower(), number)


# --- sources that have nothing new ---


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "stale: Google Trends (Spain) since 20 November, `a*b.example` since 3 November"),
        (
            "es",
            "sin novedades: Google Trends (España) desde el 20 de noviembre, `a*b.example` desde el 3 de noviembre",
        ),
    ],
)
def test_stale_sources_stand_behind_those_that_did_not_answer(records: Any, language: str, expected: str) -> None:
    day = Day(DAY, UTC, page_words(language).naming(records.titles))
    old = {"google-trends:ES": 20, "feed:https://a*b.example/rss": 3}
    found = [stale(source, datetime(2026, 11, number, tzinfo=UTC), day) for source, number in old.items()]
    fresh, page = (records.page(DAY, language, stale=each) for each in ([], found))
    printed = {form: render(page) for form, render in RENDER.items()}
    assert RENDER["md"](fresh).replace(")\n", f") · {expected}\n", 1) == printed["md"]
    assert [each["source"]["key"] for each in json.loads(printed["json"])["stale"]] == list(old)
