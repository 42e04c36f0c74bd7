"""Where does a text say what an acronym stands for?

Pure. Definitions stand in brackets, beside signs (`TVL = total value locked`) and after words that say it (`stands
for`, `por sus siglas en inglés`). The letters are read against the words (`readings.py`) the strictest way
first, so that a long form is cut neither short nor long; the more surely a place says that it defines, the more a
reading may leave open: in brackets a name in capitals, or a phrase, need share only half of the acronym's initials.
"""

import re
from bisect import bisect
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import NamedTuple

from analysis.languages import LANGUAGES, Language
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

REACH = 160  # characters to either side in which a long form is looked for
_MOST_WORDS = 16

_BRACKETS = re.compile(rf"\(([^()\[\]\n]{{1,{REACH}}})\)|\[([^()\[\]\n]{{1,{REACH}}})\]")
_CLAUSE_END = re.compile(r"[.](?=\s)|[;:!?¿¡()\[\]{}\n•\"“”«»=\ufffc]")
_TO_LAST_CLAUSE_END = re.compile(rf".*(?:{_CLAUSE_END.pattern})", re.DOTALL)
_QUOTES = " \t\"'“”‘’«»*_"
_SIGNS = _QUOTES + ",/-–—"  # what may stand between a long form and its acronym
# what a bracket may hold as an acronym; more than what counts as one where nothing defines it
_SHORT = re.compile(rf"[^\W_](?:[\w.&/+-]|['’](?=s\b|\d\d\b)){{1,12}}(?: [{UPPER}]{{2}}\.)?")
_FULL_STOP = re.compile(r"[.](?=\s)")
_HYPHENED = re.compile(rf"[{UPPER}]\w[a-zß-ÿ]+(?:-[{UPPER}]?[a-zß-ÿ]{{2,}})+\Z")  # Pre-Trade
_SEVERAL = re.compile(rf"[{UPPER}\d]{{2,}}s?(?:/[{UPPER}\d]{{2,}}s?)+\Z")  # PPO/GRPO/DPO
_CITING = re.compile(r",? (?:\d{4}|et al)")  # Miller, 2004
_LEVEL = re.compile(r"[A-Z]\d\Z")  # L2, S3
_EQUALS = re.compile(r"\s{0,2}=\s*")
_ENTRY = re.compile(
    rf"{_EQUALS.pattern}([^\W\d_][^;,.=()\[\]{{}}*+/\n]{{2,{REACH}}}?)(?=\s*(?:[;,.\n]|\Z|\s[^\s=]{{1,12}}\s?=))"
)
_ROMAN = re.compile(r"[ivxlcIVXLC]+\Z")


class Span(NamedTuple):
    """The characters [start, end) of a text."""

    start: int
    end: int


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
        long = _before(bare, bracket.start(), surface, lang)
        if long is None and _is_said(bare, inside, inner, lang):
            long = _since_article(bare, bracket.start(), lang)
        if long:
            return Defined(inside, long)
    at = bracket.start()
    while at and bare[at - 1] in _QUOTES and bracket.start() - at < 3:
        at -= 1
    outside = ends.get(at)
    if outside is None:
        return None
    said = _opens(lang.code).match(bare, inner.start, inner.end)
    long = _after(
        bare, Span(said.end() if said else inner.start, inner.end), bare[outside.start : outside.end], lang, _LOOSE
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
    rest = bare[match.end() : inner.end].strip(_QUOTES)
    alone = not rest or rest[0] in ",;:/=" or _begins_with(rest.lower(), lang.abbreviating)
    return Span(*match.span()) if alone else None


def _begins_with(text: str, phrases: Iterable[str]) -> bool:
    return any(text.startswith(phrase) and not text[len(phrase) :][:1].isalnum() for phrase in phrases)


def _is_said(bare: str, inside: Span, inner: Span, lang: Language) -> bool:
    """Whether a bracket says that it gives an abbreviation: por sus siglas en inglés."""
    beside = f"{bare[inner.start : inside.start]} {bare[inside.end : inner.end]}".lower()
    return any(len(phrase) > len("or") and phrase in beside for phrase in lang.abbreviating)


def _since_article(bare: str, end: int, lang: Language) -> Span | None:
    """The words before `end` from the nearest article on, at least two."""
    floor = max(0, end - REACH)
    last = _TO_LAST_CLAUSE_END.match(bare, floor, _last_word_end(bare, end))
    found = list(WORD.finditer(bare, last.end() if last else floor, end))[-_MOST_WORDS:]
    start = next((i + 1 for i in range(len(found) - 3, -1, -1) if found[i].group().lower() in lang.articles), 0)
    return Span(found[start].start(), found[-1].end()) if len(found) - start > 1 else None


def _past_quotes(bare: str, start: int, end: int, extra: str = "") -> int:
    while start < end and bare[start] in _QUOTES + extra:
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
        readings = _BESIDE.get(says["sign"] or "=", _BORROWED if lang.borrows and len(surface) > 2 else _STRICT)
        long = _after(bare, Span(start, min(len(bare), start + REACH)), surface, lang, readings)
        if long:
            return long
    lead = bare[max(0, shape.start - 40) : shape.start].rstrip(_QUOTES).lower()
    endings = _endings(lang.code)
    if not lead.endswith(endings):
        return None
    phrase = next(ending for ending in endings if lead.endswith(ending))
    end = shape.start - (min(40, shape.start) - len(lead)) - len(phrase)
    if len(phrase) == 1 and bare[end - 1 : end].isupper():
        return None  # one of a list of acronyms: TCP/IP
    return _before(bare, end, surface, lang, strict=len(phrase) <= len(" or"))


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


# --- which words -----------------------------------------------------------------------------------------------------


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


def _after(bare: str, span: Span, surface: str, lang: Language, readings: Sequence[Reading]) -> Span | None:
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
    if readings is _LOOSE and len(whole) > 1 and (foreign(letters, whole) or shared(letters, whole) >= 0.5):
        return Span(whole[0].start, whole[-1].end)
    return None


# what is tried besides the initials in order
_STRICT: list[Reading] = [within]  # beside a mere sign
_BORROWED: list[Reading] = [permuted, within]  # the same, in a language that borrows its acronyms
_LOOSE: list[Reading] = [permuted, within]  # in brackets, or after words that say it: also what only resembles
_BESIDE: dict[str, list[Reading]] = {",": [], "=": _LOOSE}  # by the sign; a comma says least
