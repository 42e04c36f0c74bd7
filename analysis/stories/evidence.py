"""How much speaks for it that two tellings, in one language or two, are about the same event?

Pure. What both mention is evidence, the more the rarer it is: in nats, by how many texts would mention it anyhow (the
lists of wordfreq; Speer, 2022) and how many open stories do. Words of both languages are compared as the concepts of
`languages/concepts.jsonl`, numbers by their value, acronyms by what they stand for. That they lie apart in time, that
each names others, or another version of the same thing, speaks against it.
"""

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from analysis.text.frequencies import frequencies
from analysis.text.stems import content_word, without_possessive
from analysis.text.surface import WORD, fold

CONCEPTS = Path(__file__).parents[1] / "languages" / "concepts.jsonl"
ENOUGH_EVIDENCE = 9.0  # nats: less is a topic; one name that is in no list is more
A_DAY = 6.0  # nats: as much again is needed for each day between two tellings
SAME_LINK = 30.0
OTHER_NAMES, OTHER_VERSION = 5.0, 15.0  # what speaks against it

_WORDS = 20  # of a text, in which a word may be
_USUAL = 3.0  # nats: what one text in twenty mentions is no evidence
_RAREST = 1e-7  # of all words: what is in no list, and no more is made of it
_IMAGINED = 300.0  # stories, in which things are mentioned as usual
_KNOWN = 1e-3  # of all texts: what the lexicon has is a field's daily bread
_NAME = 3e-6  # of all words: what is rarer and has a capital is taken for a name
_LONGEST = 40  # characters
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
_SMALLEST = 10  # numbers below it are in every text
_DIGIT = 1.5  # nats, in which each digit makes a number rarer, beyond
_NUMBER = 2.0  # nats
_EXACT = math.exp(-_USUAL - _NUMBER - 2.5 * _DIGIT)
_ENDING = re.compile(  # after five letters: shorter words differ by what would be cut
    r"(?:(?<=\w{6})(?:acione?|ation)"
    r"|(?<=\w{5})(?:ing|ed|aron|ieron|[aei]ran?|ando|iendo|[ai]d[oa]|[ai]r(?:se)?|[ae]n|[aeiou]))\Z"
)
_ADDRESS = re.compile(r"https?://\S+")  # who links to an outlet does not speak of it, nor of the day in the path
_VERSION = re.compile(r"([^\W\d_][\w.]*)[ -]v?(\d+(?:\.\d+)*)(?![\w%,])")


class Feature(NamedTuple):
    """Something that a telling mentions, and how many texts in all would: a share."""

    name: str
    usual: float
    is_name: bool = False
    is_known: bool = False  # to the lexicon: a word of a field

    @property
    def is_exact(self) -> bool:
        """Whether it is a number of three digits or more that say something: smaller ones coincide."""
        return self.name.startswith("#") and self.usual < _EXACT


@dataclass(frozen=True)
class Features:
    """What a telling mentions; of which names it says which versions."""

    all: dict[str, Feature]
    versions: Mapping[str, frozenset[str]]

    @property
    def names(self) -> frozenset[str]:
        return frozenset(name for name, feature in self.all.items() if feature.is_name)


def features(
    text: str, known: Iterable[str] = (), long_forms: Iterable[str] = (), names: Iterable[str] = ()
) -> Features:
    """What a text mentions. `known`: its words that the lexicon explains; `long_forms`, in English: what its acronyms
    stand for; `names`: of people, organisations and places in it."""
    text = _ADDRESS.sub(" ", text)
    familiar = {_stem(word) for term in known for word in WORD.findall(term)}
    found = [_feature(word, familiar) for word in WORD.findall(text) if not word[0].isdigit()]
    found += [_of_long_form(word) for long_form in long_forms for word in WORD.findall(long_form)]
    found += [Feature(f"@{fold(name)}", 2e-6, is_name=True) for name in names if " " in name]
    found += [Feature(f"#{value:g}", usual) for value, usual in _amounts(text)]
    kept: dict[str, Feature] = {}
    for feature in found:
        if feature and feature.name not in kept:
            kept[feature.name] = feature
    return Features(kept, _versions(text, kept))


def weight(feature: Feature, others: int, stories: int) -> float:
    """How many nats it is worth that two tellings mention it, where so many other of the open stories do."""
    share = (others + _IMAGINED * feature.usual) / (stories + _IMAGINED)
    return max(0.0, -math.log(share) - _USUAL)


def worth(weights: Mapping[Feature, float]) -> float:
    """How many nats it is worth in all that two tellings share these, each worth so many.

    Names come together, and so do the words of a field: each further one says half as much.
    """
    names, known, rest = [], [], 0.0
    for feature, nats in weights.items():
        if feature.is_name:
            names.append(nats)
        elif feature.is_known:
            known.append(nats)
        else:
            rest += nats
    return rest + sum(
        nats * 0.5**place for some in (names, known) for place, nats in enumerate(sorted(some, reverse=True))
    )


def against(one: Features, other: Features, shared: Iterable[Feature]) -> float:
    """What speaks against two tellings that share these: other names, or another version of a shared name."""
    doubt = 0.0
    if one.names and other.names and not any(feature.is_name for feature in shared):
        doubt += OTHER_NAMES
    versions = ((one.versions[name], other.versions[name]) for name in one.versions.keys() & other.versions.keys())
    if any(not mine & theirs for mine, theirs in versions):
        doubt += OTHER_VERSION
    return doubt


# --- what is mentioned -----------------------------------------------------------------------------------------------


def _feature(word: str, familiar: set[str]) -> Feature | None:
    stem = _stem(word)
    if not stem:
        return None
    concept, share = _concepts().get(stem), _share(word)
    if stem in familiar:
        usual = concept.usual if concept else share * _WORDS
        return Feature(concept.name if concept else stem, max(_KNOWN, usual), is_known=True)
    if concept:
        return concept
    is_name = (share < _NAME and word[0].isupper()) or share <= _RAREST
    return Feature(stem, min(share * _WORDS, 1.0), is_name)


def _of_long_form(word: str) -> Feature | None:
    """What an acronym stands for says no more than the acronym, wherever it is written out."""
    return _feature(word, {_stem(word)})


def _amounts(text: str) -> Iterator[tuple[float, float]]:
    """Each number by its value, and how usual it is: the more digits that say something, the rarer."""
    for number, times in _AMOUNT.findall(text):
        grouped = re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", number)
        plain = re.sub(r"[.,]", "", number) if grouped else number.replace(",", ".")
        value = float(plain) * _TIMES.get(times.lower(), 1.0)
        if value >= _SMALLEST:
            digits = len(re.sub(r"[.]", "", plain).strip("0"))
            yield value, math.exp(-_USUAL - _NUMBER - _DIGIT * digits)


def _versions(text: str, found: Mapping[str, Feature]) -> dict[str, frozenset[str]]:
    versions: dict[str, set[str]] = {}
    for name, number in _VERSION.findall(text):
        stem = _stem(name)
        if stem in found and found[stem].is_name:
            versions.setdefault(stem, set()).add(number)
    return {name: frozenset(numbers) for name, numbers in versions.items()}


@lru_cache(maxsize=1 << 15)
def _stem(word: str) -> str:
    """A word without what number, gender and tense add to it in either language, so that `invest` is not the beginning
    of `investigate`; nothing for a word that only joins others."""
    told = content_word(word[:_LONGEST])
    if len(told) > 3 and not told.endswith("ss"):
        told = told.removesuffix("s")
    return _ENDING.sub("", re.sub(r"(?:y|ie)\Z", "i", told))


@lru_cache(maxsize=1 << 15)
def _share(word: str) -> float:
    """How many of all words it is, in the language that has it most often."""
    lower = without_possessive(word.lower())
    return max(_RAREST, *(frequencies(code, "large").get(lower, 0.0) for code in ("en", "es")))


@cache
def _concepts() -> Mapping[str, Feature]:
    """The concepts by the stems of their words; as usual as these are together."""
    found: dict[str, Feature] = {}
    for line in CONCEPTS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        words = [*row["en"], *row["es"]]
        usual = min(1.0, _WORDS * max(sum(map(_share, row[code])) for code in ("en", "es")))
        feature = Feature(f"={row['concept']}", usual)
        found |= {_stem(word): feature for word in words}
    return found
