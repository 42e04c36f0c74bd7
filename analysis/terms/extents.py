"""Which words before or behind a place are the long form of an acronym?

Pure. The letters are read against the words (`readings.py`) the strictest way first, so that a long form is cut neither
short nor long; what resembles only counts where a place surely defines: in brackets a name in capitals, or a phrase,
need share only half of the acronym's initials.
"""

import re
from collections.abc import Container, Iterable, Sequence
from itertools import islice
from typing import NamedTuple

from analysis.languages import Language
from analysis.terms.readings import (
    Reading,
    Word,
    foreign,
    glance,
    initials,
    permuted,
    shared,
    start_of,
    within,
    word_at,
)
from analysis.text.surface import UPPER, WORD, canonical, fold

WITHIN_REACH = 160  # characters to either side in which a long form is looked for
_MOST_WORDS = 16
QUOTES = " \t\"'“”‘’«»*_"
_SIGNS = QUOTES + ",/-–—"  # what may stand between a long form and its acronym
_CLAUSE_END = re.compile(r"[.](?=\s)|[;:!?¿¡()\[\]{}\n•\"“”«»=\ufffc]")
_TO_LAST_CLAUSE_END = re.compile(rf".*(?:{_CLAUSE_END.pattern})", re.DOTALL)
_SEVERAL = re.compile(rf"[{UPPER}\d]{{2,}}s?(?:/[{UPPER}\d]{{2,}}s?)+\Z")  # PPO/GRPO/DPO
_ROMAN = re.compile(r"[ivxlcIVXLC]+\Z")

# what is tried besides the initials in order
STRICT_READINGS: list[Reading] = [within]  # beside a mere sign
BORROWED_READINGS: list[Reading] = [permuted, within]  # the same, in a language that borrows its acronyms
LOOSE_READINGS: list[Reading] = [permuted, within]  # in brackets, or after words that say it: also what only resembles


class Span(NamedTuple):
    """The characters [start, end) of a text."""

    start: int
    end: int


def long_form_before(bare: str, end: int, surface: str, lang: Language, *, strict: bool = False) -> Span | None:
    """The long form that ends right before `end`."""
    letters = _letters(surface, lang)
    floor = max(0, end - WITHIN_REACH)
    last = _TO_LAST_CLAUSE_END.match(bare, floor, _last_word_end(bare, end))
    floor = last.end() if last else floor
    found = list(WORD.finditer(bare, floor, end))[-_MOST_WORDS:]
    if not found or len(letters) < 2 or bare[found[-1].end() : end].strip(_SIGNS):
        return None
    count = initials(letters, (glance(bare, match, floor) for match in reversed(found)), -1)
    if count is not None:
        return Span(start_of(found[-count]), found[-1].end())
    # an ordinary word, a Roman number or a list in brackets must have all the initials
    if sum(map(str.isupper, surface)) < 2 or _ROMAN.match(surface) or _SEVERAL.match(surface):
        return None
    if strict:  # each of its words gives a letter, and few are joining words
        found = found[-2 * len(letters) :]
    words = [word_at(bare, match, floor) for match in found]
    first = _first_word(bare, letters, words, lang, strict=strict)
    if first is None and not strict and len(letters) > 2:
        # the last word may be left out: Drug Abuse Resistance Education programme (DARE)
        words = words[:-1]
        first = _nearest(within, letters, words)
    return Span(words[first].start, words[-1].end) if first is not None else None


def since_article(bare: str, end: int, lang: Language) -> Span | None:
    """The words before `end` from the nearest article on, at least two."""
    floor = max(0, end - WITHIN_REACH)
    last = _TO_LAST_CLAUSE_END.match(bare, floor, _last_word_end(bare, end))
    found = list(WORD.finditer(bare, last.end() if last else floor, end))[-_MOST_WORDS:]
    start = next((i + 1 for i in range(len(found) - 3, -1, -1) if found[i].group().lower() in lang.articles), 0)
    return Span(found[start].start(), found[-1].end()) if len(found) - start > 1 else None


def long_form_after(bare: str, span: Span, surface: str, lang: Language, readings: Sequence[Reading]) -> Span | None:
    """The long form with which the span begins."""
    letters = _letters(surface, lang)
    stop = _CLAUSE_END.search(bare, span.start, span.end)
    limit = stop.start() if stop else span.end
    comma = bare.find(",", span.start, limit)
    found = list(islice(WORD.finditer(bare, span.start, limit), _MOST_WORDS))
    while found and glance(bare, found[0], span.start)[2]:
        del found[0]
    # code, and no long form: TP=4, MODEL=MoDeLs
    if not found or len(letters) < 2 or (found[0].group().isdigit() and letters[0].isalpha()):
        return None
    count = initials(letters, (glance(bare, match, span.start) for match in found))
    if count is not None:
        return Span(start_of(found[0]), found[count - 1].end())
    if not readings:
        return None
    words = [word_at(bare, match, span.start) for match in found]
    for read in readings:
        for last in range(1, len(words) + 1):
            if not words[last - 1].optional and read(letters, words[:last]):
                return Span(words[0].start, words[last - 1].end)
    whole = [word for word in words if comma < 0 or word.end <= comma]
    if readings is LOOSE_READINGS and len(whole) > 1 and (foreign(letters, whole) or shared(letters, whole) >= 0.5):
        return Span(whole[0].start, whole[-1].end)
    return None


# --- where they begin ------------------------------------------------------------------------------------------------


def _letters(surface: str, lang: Language) -> str:
    letters = fold(canonical(surface))
    if not letters.isalnum():
        letters = "".join(filter(str.isalnum, letters))
    if lang.doubled_plural and len(letters) == 4 and letters[0] == letters[1] and letters[2] == letters[3]:
        return letters[0] + letters[2]  # EE. UU., RR. HH.
    return letters


def _last_word_end(bare: str, end: int) -> int:
    """Where what stands before a bracket ends, without quotes and signs."""
    while end and bare[end - 1] in _SIGNS:
        end -= 1
    return end


def _first_word(bare: str, letters: str, words: Sequence[Word], lang: Language, *, strict: bool) -> int | None:
    """The number of the word with which the long form begins, where its initials are not the letters in order."""
    if strict:
        return _nearest(within, letters, words)
    starts = _starts(words)
    run = _run(bare, letters, words, lang)
    outside = [i for i in starts if i <= run or len(words) - run < 2]
    # a name is not cut in the middle, but for what stands before it: NIST Open Machine Translation (OpenMT)
    inside = [i for i in reversed(starts) if i > run and words[i].text[0] == letters[0]]
    if lang.borrows:
        inside = [i for i in inside if words[i - 1].optional]
    near = starts[: len(letters)]
    for read in (permuted, within):
        for i in (*inside, *outside):
            if i in near and read(letters, words[i:]):
                return i
    name = _name(letters, words, run, inside, lang)
    return _phrase(letters, words) if name is None else name


def _nearest(reading: Reading, letters: str, words: Sequence[Word]) -> int | None:
    """The number of the word from which on the reading succeeds, with the fewest words."""
    # each of its words gives a letter at least
    return next((i for i in _starts(words)[: len(letters)] if reading(letters, words[i:])), None)


def _starts(words: Sequence[Word]) -> list[int]:
    """Where a long form may begin, the nearest first."""
    return [i for i in range(len(words) - 1, -1, -1) if not words[i].optional]


def _run(bare: str, letters: str, words: Sequence[Word], lang: Language) -> int:
    """Where the name in capitals that ends the words begins."""
    first = len(words)
    for i in range(len(words) - 1, -1, -1):
        word, following = words[i], words[i + 1] if i + 1 < len(words) else None
        if following and "," in bare[word.end : following.start]:
            break
        if following and word.text in lang.conjunctions and following.text in lang.articles:
            # "the Committee and the Commission": another name, unless only what is before it begins as the acronym does
            begins = [w.text[0] == letters[0] for w in words[:first] if w.capital]
            if len(words) - first > 1 and (words[first].text[0] == letters[0] or not any(begins)):
                break
        if word.capital and not word.optional and not word.text.isdigit():
            # a sentence's first word: "Aunque el Satélite", "In the Department"
            first = first if following and following.text in lang.articles else i
        elif not word.optional:
            break
    return first


def _name(letters: str, words: Sequence[Word], run: int, inside: Sequence[int], lang: Language) -> int | None:
    """The start of a name in capitals that shares half of its initials with the acronym, or may be foreign."""
    named = [
        i for i, w in enumerate(words) if w.capital and not w.optional and (not i or words[i - 1].text in lang.articles)
    ]
    whole = (run,) if len(words) - run > 1 else ()
    # where letters of another language do not decide, a name is whole: la Conferencia de las Naciones Unidas
    likely = (run, *(i for i in named if i and not words[i - 2].optional)) if lang.borrows else ()
    best = _best(letters, words, [i for i in (*whole, *inside, *named) if words[i].capital], likely)
    if best is not None:
        return best
    return run if lang.borrows and sum(not w.optional for w in words[run:]) > 1 else None


def _phrase(letters: str, words: Sequence[Word]) -> int | None:
    """The start of a phrase that begins as the acronym does and shares half of its initials."""
    begins = [not w.optional and w.initial == letters[0] for w in words]
    return _best(letters, words, [i for i, b in enumerate(begins) if b and (not i or words[i - 1].optional)])


def _best(letters: str, words: Sequence[Word], starts: Iterable[int], likely: Container[int] = ()) -> int | None:
    """The start from which on the initials are most like the letters; None where they share less than half."""
    shares = {i: shared(letters, words[i:]) for i in starts}
    best = max(shares, key=lambda i: (shares[i], i in likely, i), default=None)
    return best if best is not None and shares[best] >= 0.5 else None
