"""Which tickers, amounts and proper names does a text hold?

Tickers, amounts and names with a dot are found by rule; people, organisations, places and products by a spaCy pipeline.
"""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, NamedTuple

from analysis.languages import in_each_language
from db.models import Kind, Provenance, Sense

if TYPE_CHECKING:
    from spacy.tokens import Doc

_TICKER = re.compile(r"(?<![\w$])\$[A-Za-z][A-Za-z0-9]{1,11}(?!\w)")
_AMOUNT = re.compile(
    r"(?<![\w$.,])(?P<sign>US\$|[$€£])\s?(?P<number>\d{1,3}(?:,\d{3}){1,4}|\d{1,12}(?:[.,]\d{1,3})?)\s?(?P<scale>bn|mn|[KkMmBbTt])(?![\w])"
)
_DOT_INSIDE = re.compile(r"\.[A-Za-z]")
_DOTTED = re.compile(r"(?<![\w.@/-])[A-Z][A-Za-z0-9]{1,30}\.(?:[A-Z][a-z]{1,12}|[a-z]{2,4})(?![\w/])")

_LABELS = frozenset(
    {"PERSON", "PER", "ORG", "GPE", "LOC", "FAC", "NORP", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW", "MISC"}
)
_SCALES = {"k": 3, "m": 6, "mn": 6, "b": 9, "bn": 9, "t": 12}
_CURRENCIES = {
    "$": ("dollars", "dólares"),
    "US$": ("US dollars", "dólares de Estados Unidos"),
    "€": ("euros", "euros"),
    "£": ("pounds", "libras"),
}
_ENGLISH = {3: "thousand", 6: "million", 9: "billion", 12: "trillion"}
_NOTES = {
    3: ("The letter stands for a thousand.", "La letra K quiere decir mil."),
    6: ("The letter stands for a million.", "La letra M quiere decir un millón."),
    9: (
        "In English, one billion is a thousand million.",
        "En inglés, «billion» son mil millones, no un billón.",
    ),
    12: (
        "In English, one trillion is a million million.",
        "En inglés, «trillion» es un millón de millones: un billón en español.",
    ),
}


class Entity(NamedTuple):
    """A ticker, amount or name at [start, end) of a text; `sense` where a rule says what it means."""

    start: int
    end: int
    surface: str
    kind: Kind
    sense: Sense | None = None


def find_by_rule(text: str) -> Iterator[Entity]:
    """Tickers ($USELESS), amounts with a scale ($1B) and names with a dot (Pump.fun); any string is accepted."""
    # most texts have neither, and are read much faster so
    if "$" in text or "€" in text or "£" in text:
        for match in _TICKER.finditer(text):
            yield Entity(*match.span(), match.group(), Kind.TICKER)
        for match in _AMOUNT.finditer(text):
            yield Entity(*match.span(), match.group(), Kind.JARGON, _amount(match))
    if _DOT_INSIDE.search(text):
        for match in _DOTTED.finditer(text):
            yield Entity(*match.span(), match.group(), Kind.NAME)


def find_in(doc: "Doc") -> Iterator[Entity]:
    """The named entities that a spaCy pipeline found, without dates, numbers and whatever does not look like a name."""
    for entity in doc.ents:
        if entity.label_ in _LABELS and _looks_like_a_name(entity.text):
            yield Entity(entity.start_char, entity.end_char, entity.text, Kind.NAME)


def _looks_like_a_name(surface: str) -> bool:
    # small models call markup, sentence starts and whole lines names
    return (
        surface[:1].isupper()
        and any(c.islower() for c in surface)
        and len(surface) <= 60
        and not any(c in surface for c in "\n`<>[]{}|@$#/\\*_")
    )


def _amount(match: re.Match[str]) -> Sense:
    power = _SCALES[match["scale"].lower()]
    number = _number(match["number"])
    english, spanish = _CURRENCIES[match["sign"]]
    note_en, note_es = _NOTES[power]
    return Sense(
        id=f"rule:amount:{match.group()}",
        term=match.group(),
        kind=Kind.JARGON,
        expansion=in_each_language(
            {
                "en": f"{_plain(number)} {_ENGLISH[power]} {english}",
                "es": f"{_in_spanish(number, power)} {spanish}",
            }
        ),
        meaning=in_each_language({"en": note_en, "es": note_es}),
        category="measure",
        provenance=Provenance.RULE,
    )


def _number(written: str) -> Decimal:
    """`1,200` is a thousand and two hundred; `1.5` and `1,5` are one and a half."""
    groups = written.split(",")
    joined = "".join(groups) if len(groups) > 1 and all(len(g) == 3 for g in groups[1:]) else written.replace(",", ".")
    try:
        return Decimal(joined)
    except InvalidOperation:  # the pattern allows none; a number that is no number is shown as it stands
        return Decimal(0)


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _in_spanish(number: Decimal, power: int) -> str:
    """Long scale: a thousand millions have no name of their own, and a billón is a million millions."""
    if power == 3:
        return "mil" if number == 1 else f"{_plain(number).replace('.', ',')} mil"
    if power == 6:
        return "un millón de" if number == 1 else f"{_plain(number).replace('.', ',')} millones de"
    if power == 9:
        return "mil millones de" if number == 1 else f"{_plain(number * 1000).replace('.', ',')} millones de"
    return "un billón de" if number == 1 else f"{_plain(number).replace('.', ',')} billones de"
