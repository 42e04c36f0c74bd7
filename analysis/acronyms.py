"""Where do acronyms stand in a text, and where does the text say what they mean?

Pure, and without a lexicon: what counts is the shape of a word and what stands around it. Long forms are found by
aligning the acronym's letters with the initials of the words beside it (after Schwartz and Hearst, "A simple algorithm
for identifying abbreviation definitions in biomedical text", PSB 2003), strictest reading first, so that a long form
is cut neither short nor long.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from analysis.languages import Language, language

LONGEST = 10  # characters of an acronym, after Schwartz and Hearst
BRACKET = 200  # characters of a bracket that can hold a definition

_UPPER = "A-ZÀ-ÖØ-Þ"
_LOWER = "a-zß-öø-ÿ"

# what is no running text: code, addresses, handles; each alternative starts at a boundary: a long run is read once
_NOT_TEXT = re.compile(
    r"```.*?(?:```|\Z)"
    r"|`[^`\n]{1,200}`"
    r"|\b(?:https?|ftp|at)://\S+|\bwww\.\S+"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,5}"
    r"|(?<!\w)@\w+(?:[.-]\w+)*"
    r"|(?<![\w/])/?[ru]/\w+"
    r"|(?<![\w.-])[a-z0-9][\w-]{0,62}(?:\.[\w-]{1,63}){0,3}\.[a-z]{2,24}(?:/\S*)?(?!\w)"
    r"|(?<![\w/.])(?:~|\.{1,2})?/[\w.-]+(?:/[\w.-]+)*"
    r"|(?<!\w)\$[A-Za-z]\w*|(?<!\w)#\w+"
    r"|&[a-z]{2,8};",
    re.DOTALL,
)

_SHAPES = re.compile(
    rf"(?<![\w.$#@&'’-])(?:"
    rf"(?P<dotted>(?:[{_UPPER}]\.){{2,6}}|[{_UPPER}]{{2}}\.\s?[{_UPPER}]{{2}}\.)"
    rf"|(?P<plain>(?:\d{{0,2}}[{_UPPER}][{_UPPER}\d]*|[{_UPPER}\d]*[{_UPPER}])(?:[&+-][{_UPPER}][{_UPPER}\d]*)*(?:-\d{{1,4}}[a-z]?(?![\w-]))?)"
    rf"|(?P<mixed>[a-z][{_UPPER}]{{2,6}}|[{_UPPER}]{{1,3}}[{_LOWER}]{{1,2}}[{_UPPER}]{{1,4}}|[{_UPPER}][{_LOWER}][{_UPPER}][{_LOWER}])"
    rf")(?P<plural>s)?(?P<genitive>['’]s)?(?![\w_]|\.[{_LOWER}]{{2,}}|\.\w+\.\w)"
)

_DOTS = re.compile(rf"(?:[{_UPPER}]{{1,2}}\.\s?)+[{_UPPER}]{{0,2}}\Z")
_ROMAN = re.compile(r"(?=[IVXLC])(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})\Z")
_UNIT = re.compile(
    r"(?:[KMGTPE]i?[Bb](?:ps|/s)?|[kMGT]?Hz|[kMGT]?Wh?|[kMG]?V|m?Ah|d[Bb]|[KMG]?FLOPS?|KM|CM|MM|KG|PM|AM|MPH|USD|EUR)\Z"
)
# markers of writing and of code, which stand in capitals and abbreviate nothing
_MARKERS = frozenset("TODO FIXME XXX HACK NB OK NULL TRUE FALSE NONE NAN VS ETC N/A NO SI".split())
_CODE_WORDS = frozenset(
    """ALTER AND AS ASC BEGIN BY CASE COMMIT CREATE CROSS DELETE DESC DISTINCT DROP ELSE END EXISTS FROM FULL GROUP
    HAVING IN INDEX INNER INSERT INTO IS JOIN KEY LEFT LIKE LIMIT NOT OFFSET ON OR ORDER OUTER PRIMARY RIGHT ROLLBACK
    SELECT SET TABLE THEN UNION UNIQUE UPDATE VALUES VIEW WHEN WHERE WITH
    GET HEAD PATCH POST PUT OPTIONS TRACE CONNECT""".split()
)
WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*", re.UNICODE)
_BRACKETS = re.compile(rf"\(([^()\[\]\n]{{1,{BRACKET}}})\)|\[([^()\[\]\n]{{1,{BRACKET}}})\]")
_CLAUSE_END = re.compile(r"[.;:!?¿¡()\[\]{}\n•\"“”«»]")
_QUOTES = " \t\"'“”‘’«»*_"


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


class _Word(NamedTuple):
    text: str  # folded
    start: int
    end: int


def fold(text: str) -> str:
    """Lower case, without accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))


def canonical(surface: str) -> str:
    """The acronym without plural, possessive, dots and spaces: GPUs, GPU's -> GPU; EE. UU. -> EEUU; U.S. -> US."""
    head = re.sub(r"['’]s$", "", surface)
    if len(head) > 2 and head[-1] == "s" and (head[-2].isupper() or head[-2].isdigit()):  # "Us" is no plural
        head = head[:-1]
    return re.sub(r"[.\s]", "", head) if _DOTS.match(head) else head


def without_code(text: str) -> str:
    """The text with everything that is no running text blanked out, of the same length."""
    return _NOT_TEXT.sub(lambda match: "\ufffc" * len(match.group()), text)


def find_acronyms(text: str, language_code: str = "en") -> list[Acronym]:
    """Every mention of an acronym in the text, in order, with its long form where the text defines it.

    Offsets are characters of `text`. Any string is accepted; mentions never overlap one another.
    Time is linear in the length of the text.
    """
    lang = language(language_code)
    bare = without_code(text)
    candidates = list(_candidates(bare))
    found = _definitions(bare, candidates, lang)
    loud = _shouted(bare, lang)
    kept = [
        match
        for match in candidates
        if match.start() in found or canonical(match.group()) in found.forms or _is_acronym(match, bare, lang, loud)
    ]
    return [_mention(text, match, found) for match in kept]


def _candidates(bare: str) -> Iterator[re.Match[str]]:
    for match in _SHAPES.finditer(bare):
        letters = sum(c.isupper() for c in match.group())
        if letters >= 2 and len(match.group()) <= LONGEST + 4:  # one letter abbreviates nothing readable
            yield match


# --- is it one? ------------------------------------------------------------------------------------------------------


def _shouted(bare: str, lang: Language) -> list[tuple[int, int]]:
    """The lines that are written in capitals throughout, ordinary words among them."""
    spans, at = [], 0
    for line in bare.splitlines(keepends=True):
        words = [w for w in WORD.findall(line) if len(w) > 1 and w.isalpha()]
        loud = [w for w in words if w.isupper()]
        mostly = len(loud) >= 3 and len(loud) * 5 >= len(words) * 3  # three words, three fifths of the line
        if mostly and any(w.lower() in lang.stressed or w.lower() in lang.joining for w in loud):
            spans.append((at, at + len(line)))
        at += len(line)
    return spans


def _is_acronym(match: re.Match[str], bare: str, lang: Language, loud: Sequence[tuple[int, int]]) -> bool:
    """Whether the shape, with what stands around it, is an acronym although the text does not define it."""
    head, start = canonical(match.group()), match.start()
    if match["dotted"]:
        return True
    if _UNIT.match(head) and _after_number(bare, start):
        return False
    return bool(match["mixed"]) or not (
        head in _MARKERS
        or head.lower() in lang.stressed
        or head.lower() in lang.joining
        or _ROMAN.match(head)
        or (head.isalpha() and len(head) > 6)  # longer runs of capitals are words
        or any(a <= start < b for a, b in loud)
        or (head in _CODE_WORDS and _beside_code_word(match, bare))
    )


def _after_number(bare: str, start: int) -> bool:
    before = bare[max(0, start - 2) : start].rstrip()
    return bool(before) and before[-1].isdigit()


def _beside_code_word(match: re.Match[str], bare: str) -> bool:
    """A word of SQL or HTTP that has another one, an address or a star within reach."""
    around = bare[max(0, match.start() - 40) : match.start()] + bare[match.end() : match.end() + 40]
    return "*" in around or " /" in around or any(w in _CODE_WORDS for w in WORD.findall(around))


# --- what does it mean here? -----------------------------------------------------------------------------------------


class _Long(NamedTuple):
    start: int
    end: int


class _Found(dict[int, _Long]):
    """Where each defining mention starts -> its long form; and the long forms by canonical acronym."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, tuple[int, int]] = {}

    def add(self, match: re.Match[str], long: _Long | None) -> bool:
        if long is None or match.start() in self:
            return False
        self[match.start()] = long
        self.forms.setdefault(canonical(match.group()), (long.start, long.end))
        return True


def _definitions(bare: str, candidates: Sequence[re.Match[str]], lang: Language) -> _Found:
    found = _Found()
    starts = {match.start(): match for match in candidates}
    ends = {match.end(): match for match in candidates}
    for bracket in _BRACKETS.finditer(bare):
        group = 1 if bracket[1] is not None else 2
        inside = _inside(bare, bracket.start(group), bracket.end(group), starts, lang)
        if inside:
            found.add(inside, _before(bare, bracket.start(), inside.group(), lang, _LOOSE))
        outside = ends.get(len(bare[: bracket.start()].rstrip()))
        if outside:
            found.add(outside, _after(bare, bracket.span(group), outside.group(), lang, _LOOSE))
    for match in candidates:
        if match.start() not in found:
            found.add(match, _beside(bare, match, lang))
    return found


def _inside(bare: str, start: int, end: int, starts: dict[int, re.Match[str]], lang: Language) -> re.Match[str] | None:
    """The acronym that a bracket consists of, after "or", "also known as" and the like."""
    content = bare[start:end]
    lead = len(content) - len(content.lstrip(_QUOTES))
    for phrase in lang.abbreviating:
        if content[lead:].lower().startswith(phrase + " ") or content[lead:].lower().startswith(phrase + ","):
            lead += len(phrase) + 1
            lead += len(content[lead:]) - len(content[lead:].lstrip(_QUOTES + ",:"))
            break
    match = starts.get(start + lead)
    if match is None:
        return None
    rest = bare[match.end() : end].strip(_QUOTES)
    return (
        match if not rest or rest[0] in ",;:/" or any(rest.lower().startswith(p) for p in lang.abbreviating) else None
    )


def _words(bare: str, start: int, end: int) -> list[_Word]:
    return [_Word(fold(m.group()), start + m.start(), start + m.end()) for m in WORD.finditer(bare[start:end])]


def _letters(surface: str, lang: Language) -> str:
    head = canonical(surface)
    letters = "".join(c for c in fold(head) if c.isalnum())
    if lang.doubled_plural and len(letters) == 4 and letters[0] == letters[1] and letters[2] == letters[3]:
        return letters[0] + letters[2]  # EE. UU., RR. HH.
    return letters


def _reach(letters: str) -> int:
    """How many words a long form may have (Schwartz and Hearst: min(|A| + 5, 2 |A|)), joining words apart."""
    return min(len(letters) + 5, len(letters) * 2) + 3


def _before(bare: str, end: int, surface: str, lang: Language, readings: "Sequence[_Reading]") -> _Long | None:
    """The long form that ends right before `end`."""
    letters = _letters(surface, lang)
    floor = max(0, end - BRACKET)
    clause = [m.end() for m in _CLAUSE_END.finditer(bare, floor, end)]
    begin = clause[-1] if clause else floor
    words = _words(bare, begin, end)[-_reach(letters) :]
    if not words or bare[words[-1].end : end].strip(_QUOTES + ",/-–—"):
        return None
    for read in readings:
        for first in range(len(words) - 1, -1, -1):
            if read(letters, words[first:], lang):
                return _Long(words[first].start, words[-1].end)
    whole = _words(bare, begin, end)
    if _permuted in readings and len(whole) == len(words) and _foreign(letters, words, lang):
        return _Long(words[0].start, words[-1].end)
    return None


def _after(
    bare: str, span: tuple[int, int], surface: str, lang: Language, readings: "Sequence[_Reading]"
) -> _Long | None:
    """The long form that begins where the span does."""
    letters = _letters(surface, lang)
    start, end = span
    stop = _CLAUSE_END.search(bare, start, end)
    limit = min(stop.start() if stop else end, start + BRACKET)
    comma = bare.find(",", start, limit)
    head = comma if comma >= 0 else limit
    words = _words(bare, start, limit)[: _reach(letters)]
    while words and words[0].text in lang.joining and words[0].text[0] != letters[0]:
        words = words[1:]
    for read in readings:
        for last in range(1, len(words) + 1):
            if read(letters, words[:last], lang):
                return _Long(words[0].start, words[last - 1].end)
    whole = _words(bare, start, head)
    if _permuted in readings and _foreign(letters, whole, lang):
        return _Long(whole[0].start, whole[-1].end)
    return None


def _beside(bare: str, match: re.Match[str], lang: Language) -> _Long | None:
    """A definition without brackets: `LR = labeled recall`, `RAG, short for …`, `key performance indicators / KPIs`."""
    tail = bare[match.end() : match.end() + 40].lower()
    sign = re.match(r"\s?(?:=|:|[-–—](?=\s))\s*", tail)
    phrase_end = _phrase_end(tail, match.end(), lang)
    start = match.end() + sign.end() if sign else phrase_end
    if start is not None:
        end = min(len(bare), start + BRACKET)
        long = _after(bare, (start, end), match.group(), lang, _STRICT if sign else _LOOSE)
        if long:
            return long
    lead = bare[max(0, match.start() - 40) : match.start()].lower()
    for phrase in (*(f" {p}" for p in lang.abbreviating), " /", "/", ","):
        if lead.rstrip(_QUOTES).endswith(phrase):
            end = match.start() - (len(lead) - len(lead.rstrip(_QUOTES)) + len(phrase))
            return _before(bare, end, match.group(), lang, _STRICT)
    return None


def _phrase_end(tail: str, at: int, lang: Language) -> int | None:
    lead = len(tail) - len(tail.lstrip(" ,("))
    for phrase in lang.defining:
        if lead and tail.startswith(phrase + " ", lead):
            rest = tail[lead + len(phrase) :]
            return at + lead + len(phrase) + len(rest) - len(rest.lstrip(_QUOTES))
    copula = re.match(r"\s(?:is|are|es|son)\s(?:the|a|an|el|la|los|las|un|una)\s", tail)
    return at + copula.end() if copula else None


# --- ways of reading letters against words, strictest first ----------------------------------------------------------


def _initials(letters: str, words: Sequence[_Word], lang: Language) -> bool:
    """Each letter is the initial of a word, in order; only joining words are left out, and none at either end."""
    if words[0].text[0] != letters[0] or words[-1].text[0] != letters[-1]:
        return False
    states = {0}
    for word in words:
        step = {j + 1 for j in states if j < len(letters) and word.text[0] == letters[j]}
        states = step | (states if word.text in lang.joining else set())
    return len(letters) in states and len(words) > 1


def _within(letters: str, words: Sequence[_Word], lang: Language) -> bool:
    """Each word gives its initial and may give more: eXtensible Markup Language, DataBase, Ultra-VIOlet."""
    if words[0].text[0] != letters[0] or sum(len(w.text) for w in words) < 2 * len(letters):
        return False
    states = {0}
    for word in words:
        step = {j for i in states for j in _taken(letters, i, word.text)}
        states = step | (states if word.text in lang.joining else set())
    return len(letters) in states and words[-1].text not in lang.joining


def _taken(letters: str, start: int, word: str) -> Iterator[int]:
    """How far into the letters one word may reach, from `start`, giving its initial first."""
    if start >= len(letters) or word[0] != letters[start]:
        return
    yield start + 1
    at, reached = 1, start + 1
    while reached < len(letters):
        at = word.find(letters[reached], at) + 1
        if at == 0:
            return
        reached += 1
        yield reached


def _permuted(letters: str, words: Sequence[_Word], lang: Language) -> bool:
    """The initials are the letters in another order, as when the acronym comes from another language."""
    content = [w for w in words if w.text not in lang.joining]
    return (
        len(content) > 1
        and words[0] is content[0]
        and words[-1] is content[-1]
        and sorted(w.text[0] for w in content) == sorted(letters)
    )


def _foreign(letters: str, words: Sequence[_Word], lang: Language) -> bool:
    """As many words as letters, and half of the initials among them: paralelismo de tubería (PP)."""
    content = [w for w in words if w.text not in lang.joining]
    if len(content) != len(letters) or len(content) < 2 or words[0] is not content[0]:
        return False
    left = list(letters)
    shared = 0
    for word in content:
        if word.text[0] in left:
            left.remove(word.text[0])
            shared += 1
    return shared * 2 >= len(letters)


_Reading = Callable[[str, Sequence[_Word], Language], bool]
_STRICT: tuple[_Reading, ...] = (_initials, _within)  # beside a mere sign
_LOOSE: tuple[_Reading, ...] = (_initials, _within, _permuted)  # in brackets, or after words that say it


# --- the answer ------------------------------------------------------------------------------------------------------


def _mention(text: str, match: re.Match[str], found: _Found) -> Acronym:
    start, end = match.span()
    if match["genitive"]:
        end -= len(match["genitive"])
    own = found.get(match.start())
    if own:
        return Acronym(text[start:end], start, end, text[own.start : own.end], own.start, own.end)
    form = found.forms.get(canonical(match.group()))
    return Acronym(text[start:end], start, end, text[form[0] : form[1]] if form else None)
