"""By which words do people agree, ask, propose, thank? One file a language in `cues/`; they are data."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import ahocorasick

from analysis.text.surface import fold

_FOLDER = Path(__file__).parent / "cues"
_MARKS = " \t\"'“”‘’«»¿¡([*_~>#-–—•·.,:;…"
_CLAUSE_ENDS = ",.;:!?…—-)"
WRITTEN = tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))  # the languages that have cues


class Done(NamedTuple):
    """What a sentence does by its words: kinds of doing, as the headings of the files of cues name them."""

    opening: frozenset[str]  # by those that it begins with
    anywhere: frozenset[str]  # by those and by others that may stand anywhere


class _Phrase(NamedTuple):
    kind: str
    words: str
    opens: bool  # it counts at the beginning of a sentence only
    closes: bool  # it counts where a clause ends behind it: "no," is no "no problem"


def done(said: str, language: str) -> Done:
    """What a sentence does, in the form that `comparable` gives it; by English words where a language has no cues."""
    found = list(_standing(said, language))
    return Done(
        frozenset(phrase.kind for start, phrase in found if start == 0),
        frozenset(phrase.kind for start, phrase in found if start == 0 or not phrase.opens),
    )


def comparable(sentence: str) -> str:
    """The sentence as cues are compared: small letters, no accents, straight apostrophes, no marks before it."""
    return fold(sentence).replace("’", "'").lstrip(_MARKS)


def kinds(language: str) -> Mapping[str, Mapping[str, Sequence[str]]]:
    """The cues of a language as they are written, by kind: those that begin a sentence, those that stand within."""
    return tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


def _standing(said: str, language: str) -> Iterator[tuple[int, _Phrase]]:
    """Each phrase that stands in a sentence as whole words, and where."""
    for last, phrases in _automaton(language if language in WRITTEN else "en").iter(said):
        for phrase in phrases:
            start, end = last + 1 - len(phrase.words), last + 1
            if _is_bounded(said, start, end) and (not phrase.closes or said[end:].lstrip()[:1] in _CLAUSE_ENDS):
                yield start, phrase


def _is_bounded(said: str, start: int, end: int) -> bool:
    return not (start and _in_word(said[start - 1])) and not (end < len(said) and _in_word(said[end]))


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_"


@cache
def _automaton(language: str) -> ahocorasick.Automaton:
    """Finds all phrases of a language in one pass (Aho and Corasick, 1975)."""
    by_words: dict[str, list[_Phrase]] = {}
    for kind, written in kinds(language).items():
        for where, words in written.items():
            for phrase in words:
                bare = phrase.removesuffix(",")
                by_words.setdefault(bare, []).append(_Phrase(kind, bare, where == "begins", bare != phrase))
    automaton = ahocorasick.Automaton()
    for bare, phrases in by_words.items():
        automaton.add_word(bare, phrases)
    automaton.make_automaton()
    return automaton
