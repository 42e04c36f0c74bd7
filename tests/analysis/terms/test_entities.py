"""Tickers, amounts and names with a dot by rule."""

import pytest

from analysis.terms.entities import find_by_rule
from db.models import Kind


@pytest.mark.parametrize(
    ("text", "surface", "english", "spanish"),
    [
        ("raises $1B now", "$1B", "1 billion dollars", "mil millones de dólares"),
        ("a €2.5B fund", "€2.5B", "2.5 billion euros", "2500 millones de euros"),
        ("$10K a month", "$10K", "10 thousand dollars", "10 mil dólares"),
        ("US$3M seed", "US$3M", "3 million US dollars", "3 millones de dólares de Estados Unidos"),
        ("£1,5 mn", "£1,5 mn", "1.5 million pounds", "1,5 millones de libras"),
        ("worth $1T", "$1T", "1 trillion dollars", "un billón de dólares"),
    ],
)
def test_amounts(text: str, surface: str, english: str, spanish: str) -> None:
    (found,) = find_by_rule(text)
    assert found.surface == surface
    assert found.sense
    assert found.sense.expansion == {"en": english, "es": spanish}


@pytest.mark.parametrize("text", ["$5", "1B", "costs $100 for 5B", "x$1B", "$1Bn2", "$1,2,3B4"])
def test_no_amounts(text: str) -> None:
    assert [e for e in find_by_rule(text) if e.sense] == []


def test_tickers_and_dotted_names() -> None:
    found = [(e.surface, e.kind) for e in find_by_rule("$USELESS on Pump.fun and Node.js, not a.b or end.Then")]
    assert found == [("$USELESS", Kind.TICKER), ("Pump.fun", Kind.NAME), ("Node.js", Kind.NAME)]
