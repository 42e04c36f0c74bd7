"""Where does a text say what an acronym stands for?

Pure. The acronym's letters are aligned with the words beside it (after Schwartz and Hearst, "A simple algorithm for
identifying abbreviation definitions in biomedical text", PSB 2003), the strictest way of reading first, so that a long
form is cut neither short nor long:

    initials    each letter is a word's initial, in order; joining words may be left out
    permuted    the initials in another order, as when the acronym comes from another language
    within      each word gives its initial and may give more: eXtensible Markup Language
    name        a name in capitals that shares half of its initials with the acronym
    foreign     as many words as letters, and half of the initials: paralelismo de tubería (PP)
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from analysis.languages import LANGUAGES, Language
from analysis.surface import UPPER, WORD, canonical, fold

REACH = 160  # characters to either side in which a long form is looked for
_MOST_WORDS = 16

_BRACKETS = re.compile(rf"\(([^()\[\]\n]{{1,{REACH}}})\)|\[([^()\[\]\n]{{1,{REACH}}})\]")
_CLAUSE_END = re.compile(r"[.](?=\s)|[;:!?¿¡()\[\]{}\n•\"“”«»=\ufffc]")
_QUOTES = " \t\"'“”‘’«»*_"
# what a bracket may hold as an acronym; more than what counts as one where nothing defines it
_SHORT = re.compile(rf"[^\W_](?:[\w.&/+-]|['’](?=s\b)){{1,12}}(?: [{UPPER}]{{2}}\.)?")
# long forms in another language keep that language's joining words
_JOINING = frozenset(fold(word) for lang in LANGUAGES.values() for word in lang.joining)
_ROMAN = re.compile(r"[ivxlcIVXLC]+\Z")


class Span(NamedTuple):
    """The characters [start, end) of a text."""

    start: int
    end: int


class Defined(NamedTuple):
    """An acronym and its long form."""

    short: Span
    long: Span


class _Word(NamedTuple):
    text: str  # folded
    start: int
    end: int
    capital: bool
    optional: bool  # a joining word, or the rest of one with a hyphen, also where a line was broken


Reading = Callable[[str, Sequence[_Word]], bool]


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
    for shape in shapes:
        if shape.start not in done and (long := _beside(bare, shape, lang)):
            yield Defined(shape, long)


# --- where to look ---------------------------------------------------------------------------------------------------


def _around(bare: str, bracket: re.Match[str], ends: dict[int, Span], lang: Language) -> Defined | None:
    """`long form (SF)`, else `SF (long form)`."""
    inner = Span(*bracket.span(1 if bracket[1] is not None else 2))
    inside = _inside(bare, inner, lang)
    if inside and (long := _before(bare, bracket.start(), bare[inside.start : inside.end], lang)):
        return Defined(inside, long)
    at = bracket.start()
    while at and bare[at - 1] == " " and bracket.start() - at < 3:
        at -= 1
    outside = ends.get(at)
    if outside and (long := _after(bare, inner, bare[outside.start : outside.end], lang, _LOOSE)):
        return Defined(outside, long)
    return None


def _inside(bare: str, inner: Span, lang: Language) -> Span | None:
    """The acronym that a bracket consists of, or begins with; after "or", "also known as" and the like."""
    start = _past_quotes(bare, inner.start, inner.end)
    head = bare[start : start + 40].lower()
    for phrase in lang.abbreviating:
        if head.startswith(phrase) and head[len(phrase) : len(phrase) + 1] in (" ", ",", ":"):
            start = _past_quotes(bare, start + len(phrase), inner.end, extra=",:")
            break
    match = _SHORT.match(bare, start, inner.end)
    if match is None or not _may_abbreviate(match.group()):
        return None
    rest = bare[match.end() : inner.end].strip(_QUOTES)
    alone = not rest or rest[0] in ",;:/=" or rest.lower().startswith(lang.abbreviating)
    return Span(*match.span()) if alone else None


def _past_quotes(bare: str, start: int, end: int, extra: str = "") -> int:
    while start < end and bare[start] in _QUOTES + extra:
        start += 1
    return start


def _may_abbreviate(token: str) -> bool:
    letters = [c for c in token if c.isalpha()]
    if len(letters) < 2 or len(letters) > 11:
        return False
    return sum(c.isupper() for c in letters) > 1 or (len(letters) <= 5 and token.isalpha())


def _beside(bare: str, shape: Span, lang: Language) -> Span | None:
    """A definition without brackets: `LR = labeled recall`, `RAG, short for …`, `key performance indicators / KPIs`."""
    surface = bare[shape.start : shape.end]
    tail = bare[shape.end : shape.end + 40]
    sign = re.match(r"\s{0,2}(=|:|[-–—](?=\s))\s*", tail)
    start = shape.end + sign.end() if sign else _after_phrase(tail.lower(), shape.end, lang)
    if start is not None:
        start = _past_quotes(bare, start, len(bare))
        readings = _STRICT if sign and sign[1] != "=" else _LOOSE
        long = _after(bare, Span(start, min(len(bare), start + REACH)), surface, lang, readings)
        if long:
            return long
    lead = bare[max(0, shape.start - 40) : shape.start].lower().rstrip(_QUOTES)
    for phrase in (*(f" {phrase}" for phrase in lang.abbreviating), "/", ","):
        if lead.endswith(phrase):
            end = shape.start - (min(40, shape.start) - len(lead)) - len(phrase)
            return _before(bare, end, surface, lang, strict=True)
    return None


def _after_phrase(tail: str, at: int, lang: Language) -> int | None:
    """Where the long form begins after "stands for", "significa", "is the" and the like."""
    lead = len(tail) - len(tail.lstrip(" ,("))
    for phrase in lang.defining:
        if lead and tail.startswith(phrase + " ", lead):
            return at + lead + len(phrase) + 1
    copula = re.match(r"\s(?:is|are|es|son)\s(?:the|a|an|el|la|los|las|un|una)\s", tail)
    return at + copula.end() if copula else None


# --- which words -----------------------------------------------------------------------------------------------------


def _words(bare: str, span: Span) -> list[_Word]:
    words = []
    for match in WORD.finditer(bare, span.start, span.end):
        text = match.group()
        start, end = match.span()
        folded = fold(text)
        glued = start > span.start and "-" in bare[max(span.start, start - 3) : start]
        words.append(_Word(folded, start, end, not text[0].islower(), glued or folded in _JOINING))
    return words


def _letters(surface: str, lang: Language) -> str:
    letters = "".join(c for c in fold(canonical(surface)) if c.isalnum())
    if lang.doubled_plural and len(letters) == 4 and letters[0] == letters[1] and letters[2] == letters[3]:
        return letters[0] + letters[2]  # EE. UU., RR. HH.
    return letters


def _before(bare: str, end: int, surface: str, lang: Language, *, strict: bool = False) -> Span | None:
    """The long form that ends right before `end`."""
    letters = _letters(surface, lang)
    floor = max(0, end - REACH)
    for match in _CLAUSE_END.finditer(bare, floor, _last_word_end(bare, end)):
        floor = match.end()
    words = _words(bare, Span(floor, end))[-_MOST_WORDS:]
    if not words or len(letters) < 2 or bare[words[-1].end : end].strip(_QUOTES + ",/-–—"):
        return None
    first = _first_word(bare, letters, words, surface, lang, strict=strict)
    return Span(words[first].start, words[-1].end) if first is not None else None


def _last_word_end(bare: str, end: int) -> int:
    """Where what stands before a bracket ends, without quotes and signs."""
    while end and bare[end - 1] in _QUOTES + ",/-–—":
        end -= 1
    return end


def _first_word(
    bare: str, letters: str, words: Sequence[_Word], surface: str, lang: Language, *, strict: bool
) -> int | None:
    """The number of the word with which the long form begins."""
    starts = [i for i in range(len(words) - 1, -1, -1) if not words[i].optional]
    nearest = next((i for i in starts if _initials(letters, words[i:])), None)
    # an ordinary word or a Roman number in brackets must have all the initials
    if nearest is not None or sum(c.isupper() for c in surface) < 2 or _ROMAN.match(surface):
        return nearest
    if strict:
        return next((i for i in starts if _within(letters, words[i:])), None)
    run = _run(bare, letters, words, lang)
    outside = [i for i in starts if i <= run or len(words) - run < 2]
    # a name is not cut in the middle, but for what stands before it: NIST Open Machine Translation (OpenMT)
    inside = [i for i in reversed(starts) if i > run and words[i].text[0] == letters[0]]
    if lang.borrows:
        inside = [i for i in inside if words[i - 1].optional]
    for read in (_permuted, _within):
        for i in (*inside, *outside):
            if read(letters, words[i:]):
                return i
    name = _name(letters, words, run, inside, lang)
    if name is None and len(words) < _MOST_WORDS and _foreign(letters, words):
        return 0
    return name


def _run(bare: str, letters: str, words: Sequence[_Word], lang: Language) -> int:
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


def _name(letters: str, words: Sequence[_Word], run: int, inside: Sequence[int], lang: Language) -> int | None:
    """The start of a name in capitals that shares half of its initials with the acronym, or may be foreign."""
    if len(words) - run < 2:
        return None
    shares = {i: _shared(letters, words[i:]) for i in (run, *inside) if words[i].capital}
    best = max(shares, key=lambda i: (shares[i], i))
    if shares[best] >= 0.5:
        return best
    return run if lang.borrows and sum(not w.optional for w in words[run:]) > 1 else None


def _shared(letters: str, words: Sequence[_Word]) -> float:
    """The part of the initials that the acronym has, or of the acronym's letters that the initials have, if smaller."""
    initials = Counter(w.text[0] for w in words if not w.optional)
    return (initials & Counter(letters)).total() / max(initials.total(), len(letters))


def _after(bare: str, span: Span, surface: str, lang: Language, readings: Sequence[Reading]) -> Span | None:
    """The long form with which the span begins."""
    letters = _letters(surface, lang)
    stop = _CLAUSE_END.search(bare, span.start, span.end)
    limit = stop.start() if stop else span.end
    comma = bare.find(",", span.start, limit)
    words = _words(bare, Span(span.start, limit))[:_MOST_WORDS]
    while words and words[0].optional:
        words = words[1:]
    if not words or len(letters) < 2:
        return None
    for read in readings:
        for last in range(1, len(words) + 1):
            if not words[last - 1].optional and read(letters, words[:last]):
                return Span(words[0].start, words[last - 1].end)
    whole = [word for word in words if comma < 0 or word.end <= comma]
    if _permuted in readings and len(whole) > 1 and (_foreign(letters, whole) or _shared(letters, whole) >= 0.5):
        return Span(whole[0].start, whole[-1].end)
    return None


# --- ways of reading letters against words ---------------------------------------------------------------------------


def _initials(letters: str, words: Sequence[_Word]) -> bool:
    states = {0}
    for word in words:
        step = {j for i in states if (j := _past_initial(letters, i, word.text))}
        states = step | states if word.optional else step
    ends = _past_initial(letters, len(letters) - 1, words[-1].text) or words[-1].text.isdigit()
    return len(letters) in states and len(words) > 1 and bool(ends)


def _past_initial(letters: str, at: int, word: str) -> int:
    """Where the letters go on after a word's initial, or after a whole number; 0 where it does not fit."""
    if at >= len(letters) or letters[at] != word[0]:
        return 0
    return at + len(word) if word.isdigit() and letters.startswith(word, at) else at + 1


def _permuted(letters: str, words: Sequence[_Word]) -> bool:
    content = [w for w in words if not w.optional]
    return len(content) > 1 and words[-1] is content[-1] and sorted(w.text[0] for w in content) == sorted(letters)


def _within(letters: str, words: Sequence[_Word]) -> bool:
    if words[0].text[0] != letters[0] or sum(len(w.text) for w in words) < len(letters) * 3 // 2:
        return False
    states = {0}
    for word in words:
        step = {j for i in states for j in _taken(letters, i, word.text)}
        states = step | (states if word.optional else set())
    return len(letters) in states and (not words[-1].optional or words[-1].text.isdigit())


def _taken(letters: str, start: int, word: str) -> Iterator[int]:
    """How far into the letters one word may reach, from `start`, giving its initial first."""
    if start >= len(letters) or word[0] != letters[start]:
        return
    if word.isdigit():
        if letters.startswith(word, start):
            yield start + len(word)
        return
    yield start + 1
    at, reached = 1, start + 1
    while reached < len(letters):
        at = word.find(letters[reached], at) + 1
        if at == 0:
            return
        reached += 1
        yield reached


def _foreign(letters: str, words: Sequence[_Word]) -> bool:
    content = [w for w in words if not w.optional]
    if len(content) != len(letters) or len(content) < 2 or words[0] is not content[0]:
        return False
    return (Counter(w.text[0] for w in content) & Counter(letters)).total() * 2 >= len(letters)


_STRICT: tuple[Reading, ...] = (_initials, _within)  # beside a mere sign
_LOOSE: tuple[Reading, ...] = (_initials, _permuted, _within)  # in brackets, or after words that say it
