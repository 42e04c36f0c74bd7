"""Where do acronyms stand in a text, and where does the text say what they mean?

Pure, and without a lexicon: what counts is the shape of a word, what stands around it, and the text's own definitions
(`analysis/terms/longforms.py`).
"""

import re
from collections.abc import Iterator, Sequence, Set
from functools import lru_cache
from typing import NamedTuple

from analysis.languages import Language, language_of
from analysis.terms.extents import Span
from analysis.terms.longforms import definitions
from analysis.text.frequencies import is_common
from analysis.text.surface import LOWER, UPPER, WORD, canonical, without_code

_LONG = 7  # capitals: from here on an ordinary word is likelier than an acronym
_CAPITALS = re.compile(rf"(?<!\w)[{UPPER}]{{2,}}(?!\w)")
_LOUD_WORDS = 3  # in capitals: fewer are no shouting
_LONGEST = 14  # characters of an acronym, with its number and plural

_SHAPES = re.compile(
    rf"\b(?=[{UPPER}\d]|[a-z][{UPPER}\d.])(?:(?<=[{LOWER}]-)|(?<![\w.$#@&'’-]))(?:"
    rf"(?P<dotted>(?:[{UPPER}]\.){{2,7}}(?:[{UPPER}](?!\w))?|[{UPPER}]\.[{UPPER}](?![\w.])|[{UPPER}]{{2}}\.\s?[{UPPER}]{{2}}\.?|[ap]\.\s?m\.)"
    rf"|(?P<plain>(?:\d{{0,2}}[{UPPER}][{UPPER}\d]*|[{UPPER}\d]*[{UPPER}])(?:[&-][{UPPER}][{UPPER}\d]*)*(?:-\d{{1,4}}[a-z]?(?![\w-]))?)"
    rf"|(?P<mixed>[a-z][{UPPER}]{{2,6}}|[{UPPER}]{{1,3}}[{LOWER}]{{1,2}}[{UPPER}]{{1,4}}|[{UPPER}][{LOWER}][{UPPER}][{LOWER}]|[a-zA-Z]\d{{1,2}}[a-zA-Z](?!\w))"
    rf")s?(?:['’]s)?(?![\w_]|\.[{LOWER}]{{2,}}|\.\w+\.\w)"
)

_CITING = re.compile(r"\[\w+(?:,|\](?![(\[]))")
_NAME = re.compile(rf"\s[{UPPER}][{LOWER}]{{2,}}")
_DOTTED = frozenset("DC EEUU EU ONU PS UE UAE UK UN US USA USSR".split())  # stand before names and are nobody's
_TOKEN = re.compile(r"(?<![\w-])[^\W_](?:[\w&/+-]|[.](?=\w))*")

_SENTENCE_END = re.compile(r"[.!?](?=\s)|\n")
_OTHER = re.compile(
    r"(?P<roman>(?=[IVXLC])(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})(?:-[A-Z0-9])?)\Z"
    r"|(?P<unit>\d*(?:[KMGTPE]i?[Bb](?:ps|/s)?|[kMGT]?Hz|[kMGT]?Wh?|[kMG]?V|m?Ah|d[Bb]|[KMG]?FLOPS?|KM|CM|MM|KG|PM|AM|MPH"
    r"|USD|EUR))\Z"
    r"|(?P<cited>[A-Z][A-Za-z]{1,5}\d\d[a-z]?)\Z"  # [LMR12]
)
# markers of writing and of code, which stand in capitals and abbreviate nothing
_MARKERS = frozenset("TODO FIXME XXX HACK NB OK NULL TRUE FALSE NONE NAN VS ETC N/A NO SI".split())
_CODE_WORDS = frozenset(
    """ALTER AND AS ASC BEGIN BY CASE COMMIT CREATE CROSS DELETE DESC DISTINCT DROP ELSE END EXISTS FROM FULL GROUP
    HAVING IN INDEX INNER INSERT INTO IS JOIN KEY LEFT LIKE LIMIT NOT OFFSET ON OR ORDER OUTER PRIMARY RIGHT ROLLBACK
    SELECT SET TABLE THEN UNION UNIQUE UPDATE VALUES VIEW WHEN WHERE WITH
    DECLARE ELSIF EXCEPTION EXECUTE FOR FUNCTION GRANT IF LANGUAGE LOOP NUMERIC PROCEDURE RAISE REFERENCES RETURN
    RETURNS RETURNING REVOKE SCHEMA TEMP TEXT TRIGGER TRUNCATE USING VARCHAR
    GET HEAD PATCH POST PUT OPTIONS TRACE CONNECT""".split()
)


class Acronym(NamedTuple):
    """One mention of an acronym. `text[start:end] == surface`.

    `long_form` is there on every mention of an acronym that the text defines; `long_start` and `long_end` only on the
    mention that stands beside its definition.
    """

    surface: str
    start: int
    end: int
    long_form: str | None = None
    long_start: int | None = None
    long_end: int | None = None


def find_acronyms(text: str, language_code: str = "en") -> list[Acronym]:
    """Every mention of an acronym in the text, in order, with its long form where the text defines it.

    Offsets are characters of `text`. Any string is accepted; mentions never overlap one another.
    Time is linear in the length of the text.
    """
    lang = language_of(language_code)
    bare = without_code(text)
    shapes = {Span(*match.span()): match for match in _shapes(bare)}
    found = {d.short: d.long for d in definitions(bare, list(shapes), lang)}
    forms = {canonical(bare[short.start : short.end]): long for short, long in reversed(found.items())}
    loud = shouted(bare, lang) if len(shapes) >= _LOUD_WORDS else ()
    spans = {
        span
        for span, match in shapes.items()
        if (head := canonical(match.group())) in forms or _is_acronym(match, head, bare, lang, loud)
    }
    odd = {bare[short.start : short.end] for short in found if short not in shapes}
    spans.update(_again(bare, odd) if odd else ())
    return [_mention(text, span, found, forms) for span in _apart(found, spans)]


def _shapes(bare: str) -> Iterator[re.Match[str]]:
    for match in _SHAPES.finditer(bare):
        # one letter abbreviates nothing readable
        if match.end() - match.start() <= _LONGEST and (
            match["dotted"] or match["mixed"] or sum(map(str.isupper, match.group())) > 1
        ):
            yield match


def _again(bare: str, forms: Set[str]) -> Iterator[Span]:
    """The other mentions of acronyms whose shape alone would not show it: gtr, UN-Women."""
    for match in _TOKEN.finditer(bare):
        if match.group() in forms:
            yield Span(*match.span())


def _apart(found: dict[Span, Span], spans: set[Span]) -> list[Span]:
    """The mentions in order, without overlaps; one that is defined, and the longer one, comes first."""
    kept: list[Span] = []
    every = found.keys() | spans
    for span in sorted(every, key=lambda s: (s.start, s not in found, -s.end)) if len(every) > 1 else every:
        if kept and span.start < kept[-1].end:
            if span in found and kept[-1] not in found:
                kept[-1] = span
            continue
        kept.append(span)
    return kept


def _mention(text: str, span: Span, found: dict[Span, Span], forms: dict[str, Span]) -> Acronym:
    surface = text[span.start : span.end]
    own = found.get(span)
    if own:
        return Acronym(surface, *span, text[own.start : own.end], *own)
    form = forms.get(canonical(surface)) if forms else None
    return Acronym(surface, *span, text[form.start : form.end] if form else None)


# --- is it one? ------------------------------------------------------------------------------------------------------


def shouted(bare: str, lang: Language) -> list[tuple[int, int]]:
    """The sentences, as [start, end), that are written in capitals throughout, ordinary words among them."""
    spans, start = [], 0
    for end in (*(match.end() for match in _SENTENCE_END.finditer(bare)), len(bare)):
        if len(_CAPITALS.findall(bare, start, end)) >= _LOUD_WORDS:
            words = [w for w in WORD.findall(bare, start, end) if len(w) > 1 and w.isalpha()]
            loud = [w for w in words if w.isupper()]
            mostly = len(loud) >= _LOUD_WORDS and len(loud) * 5 >= len(words) * 3  # three fifths of the sentence
            if mostly and _has_ordinary_words([w.lower() for w in loud], lang):
                spans.append((start, end))
        start = end
    return spans


def _has_ordinary_words(words: Sequence[str], lang: Language) -> bool:
    if any(word in lang.stressed or word in lang.joining for word in words):
        return True
    return sum(len(word) >= 4 and is_common(word, lang.code) for word in words) > 1


def _is_acronym(match: re.Match[str], head: str, bare: str, lang: Language, loud: Sequence[tuple[int, int]]) -> bool:
    """Whether the shape, with what stands around it, is an acronym although the text does not define it."""
    start = match.start()
    if match["dotted"]:
        return not _is_persons(match, bare, lang)
    shape = _shape(head)
    if shape == "unit" and (head[0].isdigit() or _after_number(bare, start)):
        return False
    if (shape == "cited" and _CITING.match(bare, start - 1)) or _is_identifier(match, bare):
        return False
    return bool(match["mixed"]) or not (
        head in _MARKERS
        or (is_ordinary(head, lang) and not _is_named(head, bare, start, lang))
        or shape == "roman"
        or (len(head) >= _LONG and head.isalpha() and is_common(head.lower(), lang.code))
        or any(a <= start < b for a, b in loud)
        or (head in _CODE_WORDS and _beside_code_word(match, bare))
    )


@lru_cache(maxsize=1 << 12)
def _shape(head: str) -> str | None:
    """What else than an acronym its letters may be: unit, cited (the key of a citation), roman."""
    found = _OTHER.match(head)
    return found.lastgroup if found else None


def _is_named(head: str, bare: str, start: int, lang: Language) -> bool:
    """Whether a word that cannot follow an article does: the US, the WHO."""
    if head.lower() not in lang.pronouns:
        return False
    before = WORD.findall(bare[max(0, start - 8) : start])
    return bool(before) and before[-1].lower() in lang.articles


def _is_persons(match: re.Match[str], bare: str, lang: Language) -> bool:
    """Whether these are the initials of somebody whose name follows: J.R.R. Tolkien, but the U.S. Senate."""
    if canonical(match.group()) in _DOTTED or not _NAME.match(bare, match.end()):
        return False
    before = WORD.findall(bare[max(0, match.start() - 8) : match.start()])
    return not before or before[-1].lower() not in lang.articles


def _is_identifier(match: re.Match[str], bare: str) -> bool:
    """Whether this is a part of a model's name or the like: Abc-Coder-480B-A35B."""
    start, end = match.span()
    if bare[start - 1 : start] != "-" and bare[end : end + 1] != "-":
        return False
    before = re.search(r"[\w.-]*\Z", bare[max(0, start - 40) : start])
    after = re.match(r"[\w.-]*", bare[end : end + 40])
    parts = f"{before and before[0]}{match.group()}{after and after[0]}".split("-")
    return len(parts) > 3 and any(c.isdigit() for part in parts for c in part)


def is_ordinary(written: str, lang: Language) -> bool:
    """Whether a word in capitals is one that people stress, or join names with."""
    return written.lower() in lang.stressed or written.lower() in lang.joining


def _after_number(bare: str, start: int) -> bool:
    before = bare[max(0, start - 2) : start].rstrip()
    return bool(before) and before[-1].isdigit()


def _beside_code_word(match: re.Match[str], bare: str) -> bool:
    """A word of SQL or HTTP that has another one, an address or a star within reach."""
    after = _SENTENCE_END.split(bare[match.end() : match.end() + 40].replace("\n", " "), maxsplit=1)[0]
    around = bare[max(0, match.start() - 40) : match.start()] + after
    return "*" in around or " /" in around or any(w in _CODE_WORDS for w in WORD.findall(around))
