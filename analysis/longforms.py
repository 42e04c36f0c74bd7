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
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Literal, NamedTuple

from analysis.languages import LANGUAGES, Language
from analysis.surface import UPPER, WORD, canonical, fold

REACH = 160  # characters to either side in which a long form is looked for
_MOST_WORDS = 16

_BRACKETS = re.compile(rf"\(([^()\[\]\n]{{1,{REACH}}})\)|\[([^()\[\]\n]{{1,{REACH}}})\]")
_CLAUSE_END = re.compile(r"[.](?=\s)|[;:!?¿¡()\[\]{}\n•\"“”«»=\ufffc]")
_TO_LAST_CLAUSE_END = re.compile(rf".*(?:{_CLAUSE_END.pattern})", re.DOTALL)
_QUOTES = " \t\"'“”‘’«»*_"
# what a bracket may hold as an acronym; more than what counts as one where nothing defines it
_SHORT = re.compile(rf"[^\W_](?:[\w.&/+-]|['’](?=s\b|\d\d\b)){{1,12}}(?: [{UPPER}]{{2}}\.)?")
# long forms in another language keep that language's joining words
_JOINING = frozenset(fold(word) for lang in LANGUAGES.values() for word in lang.joining)
_EQUALS = re.compile(r"\s{0,2}=\s*")
_ENTRY = re.compile(
    rf"{_EQUALS.pattern}([^\W\d_][^;,.=()\[\]{{}}*+/\n]{{2,{REACH}}}?)(?=\s*(?:[;,.\n]|\Z|\s[^\s=]{{1,12}}\s?=))"
)
_ELIDED = re.compile(r"(?:[cdjlmnst]|qu)['’](?=[^\W\d_]{2})", re.IGNORECASE)  # d'éthique, l'Union
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
    initial: str  # of a number all digits
    optional: bool  # a joining word, or the rest of one with a hyphen, also where a line was broken
    start: int
    end: int
    capital: bool


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
    rest = [shape for shape in shapes if shape.start not in done]
    read = {shape: long for shape in rest if (long := _beside(bare, shape, lang))}
    yield from (Defined(*pair) for pair in read.items())
    if sum(bool(_EQUALS.match(bare, shape.end)) for shape in read) > 1:
        yield from _legend(bare, [shape for shape in rest if shape not in read])


# --- where to look ---------------------------------------------------------------------------------------------------


def _around(bare: str, bracket: re.Match[str], ends: dict[int, Span], lang: Language) -> Defined | None:
    """`long form (SF)`, else `SF (long form)`."""
    inner = Span(*bracket.span(1 if bracket[1] is not None else 2))
    inside = _inside(bare, inner, lang)
    if inside and (long := _before(bare, bracket.start(), bare[inside.start : inside.end], lang)):
        return Defined(inside, long)
    at = bracket.start()
    while at and bare[at - 1] in _QUOTES and bracket.start() - at < 3:
        at -= 1
    outside = ends.get(at)
    if outside is None:
        return None
    said = _says(lang.code, True).match(bare, inner.start, inner.end)
    inner = Span(said.end(), inner.end) if said else inner
    long = _after(bare, inner, bare[outside.start : outside.end], lang, _LOOSE)
    return Defined(outside, long) if long else None


def _inside(bare: str, inner: Span, lang: Language) -> Span | None:
    """The acronym that a bracket consists of, or begins with; after "or", "also known as" and the like."""
    start = _past_quotes(bare, inner.start, inner.end)
    lead = _leads(lang.code).match(bare, start, inner.end)
    if lead:
        start = _past_quotes(bare, lead.end(), inner.end, extra=",:")
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
    letters = len(token) if token.isalpha() else sum(map(str.isalpha, token))
    if letters < 2 or letters > 11:
        return False
    return sum(map(str.isupper, token)) > 1 or (letters <= 5 and letters == len(token))


def _beside(bare: str, shape: Span, lang: Language) -> Span | None:
    """A definition without brackets: `LR = labeled recall`, `RAG, short for …`, `key performance indicators / KPIs`."""
    surface = bare[shape.start : shape.end]
    says = _says(lang.code, False).match(bare, shape.end)
    if says:
        start = _past_quotes(bare, says.end(), len(bare))
        readings = _STRICT if says["sign"] and says["sign"] != "=" else _LOOSE
        long = _after(bare, Span(start, min(len(bare), start + REACH)), surface, lang, readings)
        if long:
            return long
    lead = bare[max(0, shape.start - 40) : shape.start].rstrip(_QUOTES).lower()
    endings = _endings(lang.code)
    if not lead.endswith(endings):
        return None
    phrase = next(ending for ending in endings if lead.endswith(ending))
    end = shape.start - (min(40, shape.start) - len(lead)) - len(phrase)
    return _before(bare, end, surface, lang, strict=True)


@cache
def _says(code: str, bracketed: bool) -> re.Pattern[str]:
    """What stands between an acronym and its long form: a sign, "stands for", "significa", "is the" and the like."""
    lang = LANGUAGES[code]
    defining, copulas, articles = (_any_of(words) for words in (lang.defining, lang.copulas, lang.articles))
    if bracketed:
        return re.compile(rf"[ =:]*(?:{defining} )?", re.IGNORECASE)
    return re.compile(
        rf"\s{{0,2}}(?P<sign>[=:]|[-–—](?=\s))\s*|[ ,(]+{defining} |\s{copulas}\s{articles}\s", re.IGNORECASE
    )


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


def _legend(bare: str, shapes: Sequence[Span]) -> Iterator[Defined]:
    """What else a list of abbreviations holds, whatever its letters: NN = noun; JJ = adjective."""
    for shape in shapes:
        entry = _ENTRY.match(bare, shape.end)
        if entry:
            yield Defined(shape, Span(*entry.span(1)))


# --- which words -----------------------------------------------------------------------------------------------------


def _glance(bare: str, match: re.Match[str], floor: int) -> tuple[str, str, bool]:
    """The first three fields of a word of what begins at `floor`: most are read no further."""
    text, start = match.group(), match.start()
    elided = _ELIDED.match(text) if text[1:2] in "'’uU" else None
    folded = fold(text[elided.end() :] if elided else text)
    glued = start > floor and "-" in bare[max(floor, start - 3) : start]
    return folded, folded if folded.isdigit() else folded[0], glued or folded in _JOINING


def _word(bare: str, match: re.Match[str], floor: int) -> _Word:
    return _Word(*_glance(bare, match, floor), *match.span(), not match.group()[0].islower())


def _letters(surface: str, lang: Language) -> str:
    letters = fold(canonical(surface))
    if not letters.isalnum():
        letters = "".join(filter(str.isalnum, letters))
    if lang.doubled_plural and len(letters) == 4 and letters[0] == letters[1] and letters[2] == letters[3]:
        return letters[0] + letters[2]  # EE. UU., RR. HH.
    return letters


def _before(bare: str, end: int, surface: str, lang: Language, *, strict: bool = False) -> Span | None:
    """The long form that ends right before `end`."""
    letters = _letters(surface, lang)
    floor = max(0, end - REACH)
    last = _TO_LAST_CLAUSE_END.match(bare, floor, _last_word_end(bare, end))
    floor = last.end() if last else floor
    found = list(WORD.finditer(bare, floor, end))[-_MOST_WORDS:]
    if not found or len(letters) < 2 or bare[found[-1].end() : end].strip(_QUOTES + ",/-–—"):
        return None
    count = _initials(letters, (_glance(bare, match, floor) for match in reversed(found)), -1)
    if count is not None:
        return Span(found[-count].start(), found[-1].end())
    # an ordinary word or a Roman number in brackets must have all the initials
    if sum(map(str.isupper, surface)) < 2 or _ROMAN.match(surface):
        return None
    words = [_word(bare, match, floor) for match in found]
    first = _first_word(bare, letters, words, lang, strict=strict)
    if first is None and not strict and len(letters) > 2:
        # the last word may be left out: Drug Abuse Resistance Education programme (DARE)
        words = words[:-1]
        first = _nearest(_within, letters, words)
    return Span(words[first].start, words[-1].end) if first is not None else None


def _last_word_end(bare: str, end: int) -> int:
    """Where what stands before a bracket ends, without quotes and signs."""
    while end and bare[end - 1] in _QUOTES + ",/-–—":
        end -= 1
    return end


def _first_word(bare: str, letters: str, words: Sequence[_Word], lang: Language, *, strict: bool) -> int | None:
    """The number of the word with which the long form begins, where its initials are not the letters in order."""
    if strict:
        return _nearest(_within, letters, words)
    starts = [i for i in range(len(words) - 1, -1, -1) if not words[i].optional]
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
    return _phrase(letters, words) if name is None else name


def _nearest(reading: Reading, letters: str, words: Sequence[_Word]) -> int | None:
    starts = range(len(words) - 1, -1, -1)
    return next((i for i in starts if not words[i].optional and reading(letters, words[i:])), None)


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
    named = [
        i for i, w in enumerate(words) if w.capital and not w.optional and (not i or words[i - 1].text in lang.articles)
    ]
    whole = (run,) if len(words) - run > 1 else ()
    best = _best(letters, words, [i for i in (*whole, *inside, *named) if words[i].capital])
    if best is not None:
        return best
    return run if lang.borrows and sum(not w.optional for w in words[run:]) > 1 else None


def _phrase(letters: str, words: Sequence[_Word]) -> int | None:
    """The start of a phrase that begins as the acronym does and shares half of its initials."""
    begins = [not w.optional and w.initial == letters[0] for w in words]
    return _best(letters, words, [i for i, b in enumerate(begins) if b and (not i or words[i - 1].optional)])


def _best(letters: str, words: Sequence[_Word], starts: Iterable[int]) -> int | None:
    """The start from which on the initials are most like the letters; None where they share less than half."""
    shares = {i: _shared(letters, words[i:]) for i in starts}
    best = max(shares, key=lambda i: (shares[i], i), default=None)
    return best if best is not None and shares[best] >= 0.5 else None


def _shared(letters: str, words: Sequence[_Word]) -> float:
    """The part of the initials that the acronym has, or of the acronym's letters that the initials have, if smaller."""
    count, left = 0, letters
    for word in words:
        if not word.optional:
            count += 1
            left = left.replace(word.text[0], "", 1)
    return (len(letters) - len(left)) / max(count, len(letters)) if count > 1 else 0.0


def _after(bare: str, span: Span, surface: str, lang: Language, readings: Sequence[Reading]) -> Span | None:
    """The long form with which the span begins."""
    letters = _letters(surface, lang)
    stop = _CLAUSE_END.search(bare, span.start, span.end)
    limit = stop.start() if stop else span.end
    comma = bare.find(",", span.start, limit)
    found = islice(WORD.finditer(bare, span.start, limit), _MOST_WORDS)
    words = [_word(bare, match, span.start) for match in found]
    while words and words[0].optional:
        words = words[1:]
    if not words or len(letters) < 2:
        return None
    count = _initials(letters, words)
    if count is not None:
        return Span(words[0].start, words[count - 1].end)
    for read in readings:
        for last in range(1, len(words) + 1):
            if not words[last - 1].optional and read(letters, words[:last]):
                return Span(words[0].start, words[last - 1].end)
    whole = [word for word in words if comma < 0 or word.end <= comma]
    if _permuted in readings and len(whole) > 1 and (_foreign(letters, whole) or _shared(letters, whole) >= 0.5):
        return Span(whole[0].start, whole[-1].end)
    return None


# --- ways of reading letters against words ---------------------------------------------------------------------------


def _initials(letters: str, words: Iterable[_Word | tuple[str, str, bool]], step: Literal[1, -1] = 1) -> int | None:
    """After how many words, two at least, each letter was a word's initial, or a whole number; from either end."""
    states = 1  # bit i: i letters may have been read (shift-and: Baeza-Yates and Gonnet, CACM 1992)
    letters = letters[::step]
    for count, word in enumerate(words, 1):
        initial, optional = word[1][::step], word[2]
        fitting = 0
        at = letters.find(initial)
        while at >= 0:
            fitting |= 1 << at
            at = letters.find(initial, at + 1)
        taken = (states & fitting) << len(initial)
        states = taken | states if optional else taken
        if not states or (count == 1 and not taken and not initial.isdigit()):
            return None
        if states >> len(letters) and count > 1 and not optional:
            return count
    return None


def _permuted(letters: str, words: Sequence[_Word]) -> bool:
    content = [w for w in words if not w.optional]
    if len(content) != len(letters) or len(content) < 2 or words[-1] is not content[-1]:
        return False
    return sorted(w.text[0] for w in content) == sorted(letters)


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


_STRICT: tuple[Reading, ...] = (_within,)  # beside a mere sign
_LOOSE: tuple[Reading, ...] = (_permuted, _within)  # in brackets, or after words that say it
