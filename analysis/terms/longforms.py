"""Where does a text say what an acronym stands for?

Pure. Definitions stand in brackets, beside signs (`TVL = total value locked`) and after words that say it (`stands
for`, `por sus siglas en inglés`). The more surely a place says that it defines, the
more is left open in reading the words there (`extents.py`).
"""

import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from analysis.languages import LANGUAGES, Language
from analysis.terms.extents import (
    BORROWED_READINGS,
    LOOSE_READINGS,
    QUOTES,
    STRICT_READINGS,
    WITHIN_REACH,
    Span,
    long_form_after,
    long_form_before,
    since_article,
)
from analysis.terms.readings import Reading
from analysis.text.surface import UPPER

_BRACKETS = re.compile(rf"\(([^()\[\]\n]{{1,{WITHIN_REACH}}})\)|\[([^()\[\]\n]{{1,{WITHIN_REACH}}})\]")
# what a bracket may hold as an acronym; more than what counts as one where nothing defines it
_SHORT = re.compile(rf"[^\W_](?:[\w.&/+-]|['’](?=s\b|\d\d\b)){{1,12}}(?: [{UPPER}]{{2}}\.)?")
_FULL_STOP = re.compile(r"[.](?=\s)")
_HYPHENED = re.compile(rf"[{UPPER}]\w[a-zß-ÿ]+(?:-[{UPPER}]?[a-zß-ÿ]{{2,}})+\Z")  # Pre-Trade
_CITING = re.compile(r",? (?:\d{4}|et al)")  # Miller, 2004
_LEVEL = re.compile(r"[A-Z]\d\Z")  # L2, S3
_EQUALS = re.compile(r"\s{0,2}=\s*")
_ENTRY = re.compile(
    rf"{_EQUALS.pattern}([^\W\d_][^;,.=()\[\]{{}}*+/\n]{{2,{WITHIN_REACH}}}?)(?=\s*(?:[;,.\n]|\Z|\s[^\s=]{{1,12}}\s?=))"
)
# by the sign; a comma says least
_BESIDE: dict[str, list[Reading]] = {",": [], "=": LOOSE_READINGS}


class Defined(NamedTuple):
    """An acronym and its long form."""

    short: Span
    long: Span


def definitions(bare: str, shapes: Sequence[Span], lang: Language) -> Iterator[Defined]:
    """Each place where the text defines an acronym. `shapes` are what looks like one; brackets may hold others.

    Linear in the length of the text.
    """
    ends = {shape.end: shape for shape in shapes}
    done: set[int] = set()
    for bracket in _BRACKETS.finditer(bare):
        found = _around(bare, bracket, ends, lang)
        if found and found.short.start not in done:
            done.add(found.short.start)
            yield found
    rest = [shape for shape in shapes if shape.start not in done]
    read = {shape: long for shape in rest if (long := _beside(bare, shape, lang))}
    yield from (Defined(*pair) for pair in read.items())
    signed = [shape for shape in read if _EQUALS.match(bare, shape.end)]
    if len(signed) > 1:
        yield from _legend(bare, signed, [shape for shape in rest if shape not in read])


# --- where to look ---------------------------------------------------------------------------------------------------


def _around(bare: str, bracket: re.Match[str], ends: dict[int, Span], lang: Language) -> Defined | None:
    """`long form (SF)`, else `SF (long form)`."""
    inner = Span(*bracket.span(1 if bracket[1] is not None else 2))
    inside = _inside(bare, inner, lang)
    if inside:
        surface = bare[inside.start : inside.end]
        long = long_form_before(bare, bracket.start(), surface, lang)
        if long is None and _is_said(bare, inside, inner, lang):
            long = since_article(bare, bracket.start(), lang)
        if long:
            return Defined(inside, long)
    at = bracket.start()
    while at and bare[at - 1] in QUOTES and bracket.start() - at < 3:
        at -= 1
    outside = ends.get(at)
    if outside is None:
        return None
    said = _opens(lang.code).match(bare, inner.start, inner.end)
    long = long_form_after(
        bare,
        Span(said.end() if said else inner.start, inner.end),
        bare[outside.start : outside.end],
        lang,
        LOOSE_READINGS,
    )
    return Defined(outside, long) if long else None


def _inside(bare: str, inner: Span, lang: Language) -> Span | None:
    """The acronym that a bracket consists of, or begins with; after "or", "also known as" and the like."""
    start = _past_quotes(bare, inner.start, inner.end)
    lead = _leads(lang.code).match(bare, start, inner.end)
    if lead:
        start = _past_quotes(bare, lead.end(), inner.end, extra=",:")
    match = _SHORT.match(bare, start, inner.end)
    if match is None or _CITING.match(bare, match.end(), inner.end) or not _may_abbreviate(match.group()):
        return None
    rest = bare[match.end() : inner.end].strip(QUOTES)
    alone = not rest or rest[0] in ",;:/=" or _begins_with(rest.lower(), lang.abbreviating)
    return Span(*match.span()) if alone else None


def _begins_with(text: str, phrases: Iterable[str]) -> bool:
    return any(text.startswith(phrase) and not text[len(phrase) :][:1].isalnum() for phrase in phrases)


def _is_said(bare: str, inside: Span, inner: Span, lang: Language) -> bool:
    """Whether a bracket says that it gives an abbreviation: por sus siglas en inglés."""
    beside = f"{bare[inner.start : inside.start]} {bare[inside.end : inner.end]}".lower()
    return any(len(phrase) > len("or") and phrase in beside for phrase in lang.abbreviating)


def _past_quotes(bare: str, start: int, end: int, extra: str = "") -> int:
    while start < end and bare[start] in QUOTES + extra:
        start += 1
    return start


def _may_abbreviate(token: str) -> bool:
    if "+" in token or _HYPHENED.match(token):
        return False
    letters = len(token) if token.isalpha() else sum(map(str.isalpha, token))
    if letters < 2 or letters > 11:
        return bool(_LEVEL.match(token))
    return sum(map(str.isupper, token)) > 1 or (letters <= 5 and letters == len(token))


def _beside(bare: str, shape: Span, lang: Language) -> Span | None:
    """A definition without brackets: `LR = labeled recall`, `RAG, short for …`, `key performance indicators / KPIs`."""
    surface = bare[shape.start : shape.end]
    says = _says(lang.code).match(bare, shape.end)
    if says:
        start = _past_quotes(bare, says.end(), len(bare))
        readings = _BESIDE.get(
            says["sign"] or "=", BORROWED_READINGS if lang.borrows and len(surface) > 2 else STRICT_READINGS
        )
        long = long_form_after(bare, Span(start, min(len(bare), start + WITHIN_REACH)), surface, lang, readings)
        if long:
            return long
    lead = bare[max(0, shape.start - 40) : shape.start].rstrip(QUOTES).lower()
    endings = _endings(lang.code)
    if not lead.endswith(endings):
        return None
    phrase = next(ending for ending in endings if lead.endswith(ending))
    end = shape.start - (min(40, shape.start) - len(lead)) - len(phrase)
    if len(phrase) == 1 and bare[end - 1 : end].isupper():
        return None  # one of a list of acronyms: TCP/IP
    return long_form_before(bare, end, surface, lang, strict=len(phrase) <= len(" or"))


@cache
def _says(code: str) -> re.Pattern[str]:
    """What stands between an acronym and its long form: a sign, "stands for", "significa", "is the" and the like."""
    lang = LANGUAGES[code]
    defining, copulas, articles = (_any_of(words) for words in (lang.defining, lang.copulas, lang.articles))
    return re.compile(
        rf"[ ,(]+{defining} |\s{{0,2}}(?P<sign>[=:,]|[-–—](?=\s))\s*|\s{copulas}\s{articles}\s", re.IGNORECASE
    )


@cache
def _opens(code: str) -> re.Pattern[str]:
    """What stands in a bracket before the long form: which stands for, que significa."""
    return re.compile(rf"[ =:]*{_any_of(LANGUAGES[code].defining)} ", re.IGNORECASE)


@cache
def _leads(code: str) -> re.Pattern[str]:
    """What stands in a bracket before the acronym: or, also known as."""
    return re.compile(rf"{_any_of(LANGUAGES[code].abbreviating)}(?=[ ,:])", re.IGNORECASE)


@cache
def _endings(code: str) -> tuple[str, ...]:
    """What stands between a long form and its acronym."""
    return (*(f" {phrase}" for phrase in LANGUAGES[code].abbreviating), "/", ",")


def _any_of(phrases: Iterable[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, sorted(phrases, key=len, reverse=True)))})"


def _legend(bare: str, signed: Sequence[Span], others: Sequence[Span]) -> Iterator[Defined]:
    """What a list with two entries that were read holds besides, whatever its letters: NN = noun; JJ = adjective."""
    stops = [match.start() for match in _FULL_STOP.finditer(bare)]
    entries = Counter(bisect(stops, shape.start) for shape in signed)
    for shape in others:
        entry = _ENTRY.match(bare, shape.end) if entries[bisect(stops, shape.start)] > 1 else None
        if entry:
            yield Defined(shape, Span(*entry.span(1)))
