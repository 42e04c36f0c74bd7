"""What does a telling mention, and which of it is it about?

Pure. Words of both languages are compared as the concepts of `languages/concepts.jsonl`, terms by their sense in the
lexicon, numbers by their value. A text is about what its head says, and what it repeats; all else it mentions in
passing, and of that only names, numbers and terms are kept: a long text says no more than a short one.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from analysis.text.frequencies import frequencies
from analysis.text.stems import IDLE
from analysis.text.surface import WORD, fold

CONCEPTS = Path(__file__).parents[1] / "languages" / "concepts.jsonl"

_HEAD = 280  # characters: what a title and a first sentence fill, or a short post in whole
_TITLE = 200  # characters: no title is longer
_LEAD, _PASSING = 0.6, 0.35  # how prominent is what the lead says or a text repeats, and all else
_REPEATED = 3  # times: what a text names as often it is about
_PER_TEXT = 20  # words of a head, in which a word may be
_RAREST = 1e-7  # of all words: what is in no list, and no more is made of it
_KNOWN = 1e-3  # of all texts: what the lexicon has is a field's daily bread
_NAME = 3e-6  # of all words: what is rarer and has a capital is taken for a name, wherever it stands
_LONGEST = 40  # characters
_GAP = 8  # characters: more does not stand between the two words of a phrase that count
_AMOUNT = re.compile(
    r"(?<![\w.,])[$€£]?(\d{1,3}(?:[.,]\d{3})+|\d+(?:[.,]\d+)?)"
    r"(?:\s?(mil millones|k|m|bn|b|thousand|mil|million|millones|millón|billion|trillion|billones|billón)(?!\w))?",
    re.IGNORECASE,
)
_TIMES = {
    **dict.fromkeys(("k", "thousand", "mil"), 1e3),
    **dict.fromkeys(("m", "million", "millones", "millón"), 1e6),
    **dict.fromkeys(("b", "bn", "billion", "mil millones"), 1e9),
    **dict.fromkeys(("trillion", "billones", "billón"), 1e12),
}
_SMALLEST = 10  # whole numbers below it are in every text
_DIGIT = 1.5  # nats, in which each digit makes a number rarer, beyond
_NUMBER = 3.5  # nats
_ENDING = re.compile(  # after five letters: shorter words differ by what would be cut
    r"(?:(?<=\w{6})(?:acione?|ation)"
    r"|(?<=\w{5})(?:ing|ed|aron|ieron|[aei]ran?|ando|iendo|[ai]d[oa]|[ai]r(?:se)?|[ae]n|[aeiou]))\Z"
)
# who links to an outlet does not speak of it, nor of the day in the path; nor of the account that it is said to
_ADDRESS = re.compile(r"https?://\S+|(?<!\w)@(?=\w*[\d_])\w+")
_VERSION = re.compile(r"([^\W\d_][\w.]*)[ -]v?(\d+(?:\.\d+)*)(?![\w%,])")
_TAGS = re.compile(r"\[[^\]\n]{1,40}\]|\s[-–—|·]\s(?:[^\W\d][\w.'&]*\s?){1,4}\Z")  # [a tag], and who published it
_COLUMN = re.compile(r"\s*(?:[^\W_][\w.'&/-]*\s?){1,4}:(?=\s)")
_SERIES = re.compile(
    r"\b(day|part|episode|chapter|season|week|issue|volume|vol|round|lesson|proposal|request|game|match|d[ií]a|parte"
    r"|cap[ií]tulo|episodio|temporada|jornada|semana|n[uú]mero|lecci[oó]n|propuesta|partido)\W{1,3}(\d+)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?:\A|[.!?…:»”\"\n])[\s\"“«'¿¡(*#>-]*\Z")
_QUESTION = re.compile(
    r"\A\W*(?:how|what|which|why|who|where|when|is|are|am|does|do|did|can|could|should|would|any|anyone|anybody|best|help"
    r"|has anyone|looking for|need|ask|tips|advice|como|que|cual|cuales|por que|quien|donde|cuando|alguien|algun|alguna"
    r"|running|setting up|building|using|guide|tutorial|introduction|walkthrough|recommendations?|techniques|learn"
    r"|understanding|opinion|unpopular opinion|review|thoughts|comparison|choosing|getting started|a day in|my"
    r"|guia|introduccion|fundamentos|consulta|manual|aprende|curso|tutoriales|comparativa|resena|opinion"
    r"|ayuda|consejos?|necesito|busco|merece|vale la pena|se puede|es normal|es posible|recomendaciones)\b"
)
_COUNTED = frozenset(  # by number, in every month and series
    "january february march april may june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
    "diciembre lunes martes miercoles jueves viernes sabado domingo top page part day week year season "
    "episode chapter round volume issue lesson temporada episodio capitulo jornada leccion parte".split()
)
_OWN = re.compile(r"\b(?:i|i'm|i've|i’m|i’ve|i'd|my|we|we've|our|mine|mi|mis|yo|me|nos|nuestr[oa]s?|tengo|estoy)\b")


_LONG = 200  # characters: a report of as many says when it happened
_WHEN = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|april|june|july|august|september|october"
    r"|november|december|(?-i:March|May)|today|yesterday|tonight|overnight"
    r"|this (?:morning|afternoon|evening|week|month)"
    r"|last (?:night|week|month)|lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bado|domingo|enero|febrero|marzo|abril"
    r"|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|hoy|ayer|anoche|madrugada"
    r"|est[ae] (?:mañana|tarde|noche|semana|mes)|(?:semana|mes|noche) pasad[ao])\b",
    re.IGNORECASE,
)


class Trait(Enum):
    """What a feature is of; evidence of one kind comes together, so each further one says less."""

    NAME = "name"  # who, or where
    NUMBER = "number"  # how much, or which version
    TERM = "term"  # of a field, in the lexicon
    WORD = "word"  # what happens, to what


class Feature(NamedTuple):
    """Something that a telling mentions, and how many heads in all would: a share."""

    name: str
    usual: float
    kind: Trait


@dataclass(frozen=True)
class Features:
    """What a telling mentions; how prominent that is, from 0 to 1; of which names it says which versions.

    `asks`: it discusses, or asks for help, and reports nothing itself. `column`: what stands before the colon of its
    title, which may be the name of a series.
    """

    all: Mapping[str, Feature]
    prominence: Mapping[str, float]
    versions: Mapping[str, frozenset[str]]
    asks: bool = False
    column: frozenset[str] = frozenset()

    @property
    def subject(self) -> list[str]:
        """What it is about."""
        return [name for name, prominent in self.prominence.items() if prominent >= _LEAD]


def features(
    text: str,
    terms: Mapping[str, str] | None = None,
    proper: Iterable[str] = (),
    *,
    asks: bool = False,
    foreign: bool = False,
) -> Features:
    """What a text mentions, whose first line is its title. `terms`: what of it the lexicon explains, and the sense;
    `proper`: which of these are names. `asks`: it is known to ask. `foreign`: its words are of no language that is
    known here, and only its numbers and terms are read."""
    title, _, rest = _ADDRESS.sub(" ", text).replace("’", "'").partition("\n")
    title = _TAGS.sub(" ", title[:_TITLE]) + title[_TITLE:]
    text = f"{title}\n{rest}"
    column = _COLUMN.match(title)
    found: dict[str, Feature] = {}
    prominence: dict[str, float] = {}
    counts: Counter[str] = Counter()
    before_colon: set[str] = set()
    for feature, at in _mentioned(text, terms or {}, frozenset(map(_stem, proper))):
        name, kind, old = feature.name, feature.kind, found.get(feature.name)
        if (at >= _HEAD and kind is Trait.WORD) or (foreign and kind in (Trait.WORD, Trait.NAME)):
            continue
        if old is None or (kind is Trait.NAME and old.kind is Trait.WORD):
            found[name] = feature
        here = 1.0 if at <= min(len(title), _TITLE) else _LEAD if at < _HEAD else _PASSING
        prominence[name] = max(here, prominence.get(name, 0.0))
        counts[name] += 1
        if column and at < column.end():
            before_colon.add(name)
    for name, times in counts.items():
        if times >= _REPEATED:
            prominence[name] = max(_LEAD, prominence[name])
    asks = asks or _asks(fold(title[:_TITLE]).strip(), text)
    return Features(found, prominence, _versions(text, found), asks, frozenset(before_colon))


def _asks(title: str, text: str) -> bool:
    """Whether it asks, tells of its author, or is long and says nowhere when anything happened."""
    told = title.endswith("?") or _QUESTION.match(title) or _OWN.search(title)
    return bool(told) or (len(text) > _LONG and not _WHEN.search(text))


# --- what is mentioned -----------------------------------------------------------------------------------------------


def _mentioned(text: str, terms: Mapping[str, str], proper: frozenset[str]) -> Iterator[tuple[Feature, int]]:
    """What it mentions, and where: a term of several words as one, other words with the phrases that they make."""
    inside: set[int] = set()
    for surface, sense in terms.items():
        for match in re.finditer(re.escape(surface), text) if " " in surface else ():
            phrase = " ".join(filter(None, map(_stem, WORD.findall(surface))))
            yield _concepts().get(phrase, Feature(f"~{sense}", _KNOWN / 4, Trait.TERM)), match.start()
            inside.update(range(*match.span()))
    senses = {_stem(surface): sense for surface, sense in terms.items() if " " not in surface}
    lower, titled = text[:_HEAD].islower(), _titled(text)
    small = {_stem(word) for word in WORD.findall(text) if word[0].islower()} if not lower else set()
    before: _Before | None = None
    for match in WORD.finditer(text):
        word, at, stem = match.group(), match.start(), _stem(match.group())
        if at in inside or not stem:
            continue
        capital, feature = lower or word[0].isupper(), None
        if not word.replace(".", "").isdigit():
            begins = at < titled or stem in small or bool(_SENTENCE.search(text[max(0, at - 12) : at]))
            feature = _feature(word, stem, senses.get(stem), begins=begins, lower=lower, proper=stem in proper)
            yield feature, at
        if before and (phrased := _phrase(before, text[before.end : at], stem, feature, capital=capital)):
            yield phrased, at
        is_part = feature is not None and feature.kind is not Trait.TERM
        before = _Before(stem, match.end(), capital, feature.usual) if feature and is_part else None
    for value, usual, at in _amounts(text):
        yield Feature(f"#{value:g}", usual, Trait.NUMBER), at


class _Before(NamedTuple):
    """The word before."""

    stem: str
    end: int
    capital: bool
    usual: float


def _phrase(before: _Before, gap: str, stem: str, feature: Feature | None, *, capital: bool) -> Feature | None:
    """What a word makes together with the one before: a concept of two words, a version, a name of two words."""
    name = f"{before.stem} {stem}"
    if len(gap) < _GAP and (phrase := _concepts().get(name)):
        return phrase
    if gap not in (" ", "-") or not before.capital:
        return None
    if feature is None:
        return Feature(name, before.usual / 10, Trait.NUMBER) if before.stem not in _COUNTED and len(stem) < 4 else None
    is_name = capital and feature.kind is not Trait.TERM
    return Feature(name, min(before.usual, feature.usual), Trait.NAME) if is_name else None


def _titled(text: str) -> int:
    """How many characters of the beginning are a title in which Every Word Has a Capital, so that these say nothing."""
    title = text[:_TITLE].split("\n", 1)[0]
    words = [word for word in WORD.findall(title) if len(word) > 3 and word[0].isalpha()]
    return len(title) if sum(word[0].isupper() for word in words) > 0.6 * len(words) else 0


def _feature(word: str, stem: str, sense: str | None, *, begins: bool, lower: bool, proper: bool) -> Feature:
    share, concept = _share(word), _concepts().get(stem)
    if sense and not (concept and concept.kind is Trait.NAME):
        if proper:
            return Feature(stem, max(_KNOWN, share * _PER_TEXT), Trait.NAME)
        return Feature(f"~{sense}", max(_KNOWN, share * _PER_TEXT), Trait.TERM)
    if concept:
        return concept
    share = max(share, _share(stem))  # what is misspelt is no name
    is_name = share < _NAME if lower else word[0].isupper() and share < (_NAME / 3 if begins else 10 * _NAME)
    return Feature(stem, min(share * _PER_TEXT, 1.0), Trait.NAME if is_name else Trait.WORD)


def _amounts(text: str) -> Iterator[tuple[float, float, int]]:
    """Each number by its value, and how usual it is: the more digits that say something, the rarer."""
    for match in _AMOUNT.finditer(text):
        number, times = match.groups(default="")
        grouped = re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", number)
        plain = re.sub(r"[.,]", "", number) if grouped else number.replace(",", ".")
        value = float(plain) * _TIMES.get(times.lower(), 1.0)
        if value >= _SMALLEST or "." in plain:
            digits = len(re.sub(r"[.]", "", plain).strip("0"))
            year = not times and 1990 <= value <= 2035 and "." not in plain
            yield value, 1.0 if year else math.exp(-_NUMBER - _DIGIT * min(digits, 4)), match.start()


def _versions(text: str, found: Mapping[str, Feature]) -> dict[str, frozenset[str]]:
    versions: dict[str, set[str]] = {}
    for name, number in _VERSION.findall(text):
        stem = _stem(name)
        if stem in found and found[stem].kind is Trait.NAME:
            versions.setdefault(stem, set()).add(number)
    for word, number in _SERIES.findall(text[:_TITLE].split("\n", 1)[0]):
        versions.setdefault(_stem(word), set()).add(number.lstrip("0"))
    return {name: frozenset(numbers) for name, numbers in versions.items()}


@lru_cache(maxsize=1 << 16)
def _stem(word: str) -> str:
    """A word without what number, gender and tense add to it in either language, so that `invest` is not the beginning
    of `investigate`; nothing for a word that only joins others."""
    folded = fold(word[:_LONGEST])
    if folded in IDLE:
        return ""
    folded = folded.removesuffix("'s")
    if "'" in folded:  # isn't, they're
        return ""
    if len(folded) > 3 and not folded.endswith("ss"):
        folded = folded.removesuffix("s")
    return _ENDING.sub("", re.sub(r"(?:y|ie)\Z", "i", folded))


@lru_cache(maxsize=1 << 16)
def _share(word: str) -> float:
    """How many of all words it is, in the language that has it most often."""
    if " " in word:
        return min(map(_share, word.split())) / 4  # a phrase is rarer than its rarest word
    lower = word.lower().removesuffix("'s")
    return max(_RAREST, *(frequencies(code, "large").get(lower, 0.0) for code in ("en", "es")))


@cache
def _concepts() -> Mapping[str, Feature]:
    """The concepts by the stems of their words; as usual as these are together. A capital makes it a name."""
    found: dict[str, Feature] = {}
    for line in CONCEPTS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        words = [*row["en"], *row["es"]]
        usual = min(1.0, _PER_TEXT * max(sum(map(_share, row[code])) for code in ("en", "es")))
        kind = Trait.NAME if row["concept"][0].isupper() else Trait.WORD
        feature = Feature(f"={row['concept']}", usual, kind)
        found |= {" ".join(filter(None, map(_stem, word.split()))): feature for word in words}
    return found
