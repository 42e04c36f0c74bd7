"""How are the letters of an acronym read against words? (after Schwartz and Hearst, PSB 2003)

initials    each letter is a word's initial, in order; joining words may be left out
permuted    the initials in another order, as when the acronym comes from another language
within      each word gives its initial and may give more: eXtensible Markup Language
foreign     as many words as letters, and half of the initials: paralelismo de tubería (PP)
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from analysis.languages import LANGUAGES
from analysis.text.surface import WORD, fold

# long forms in another language keep that language's joining words
_JOINING = frozenset(fold(word) for lang in LANGUAGES.values() for word in lang.joining)
_ELIDED = re.compile(r"(?:[cdjlmnst]|qu)['’](?=[^\W\d_]{2})", re.IGNORECASE)  # d'éthique, l'Union


class Word(NamedTuple):
    """A word at [start, end) of a text."""

    text: str  # folded
    initial: str  # of a number all digits
    optional: bool  # a joining word, or the rest of one with a hyphen, also where a line was broken
    start: int
    end: int
    capital: bool


Reading = Callable[[str, Sequence[Word]], bool]  # do these letters abbreviate all of these words?


def glance(bare: str, match: re.Match[str], floor: int) -> tuple[str, str, bool]:
    """The first three fields of a word of what begins at `floor`: most are read no further."""
    text, start = match.group(), match.start()
    folded = fold(text if text.isalpha() else text[_elided(text) :])
    glued = start > floor and "-" in bare[max(floor, start - 3) : start]
    return folded, folded if folded.isdigit() else folded[0], glued or folded in _JOINING


def word_at(bare: str, match: re.Match[str], floor: int) -> Word:
    """A word of what begins at `floor`, without an article that is elided into it."""
    start = start_of(match)
    return Word(*glance(bare, match, floor), start, match.end(), not bare[start].islower())


def start_of(match: re.Match[str]) -> int:
    """Where a word begins, without an article that is elided into it."""
    text = match.group()
    return match.start() if text.isalpha() else match.start() + _elided(text)


def _elided(word: str) -> int:
    """How long the article or preposition is that a word begins with: l'Union, d'éthique."""
    elided = _ELIDED.match(word)
    return elided.end() if elided else 0


def initials(letters: str, words: Iterable[Word | tuple[str, str, bool]], step: Literal[1, -1] = 1) -> int | None:
    """After how many words, two at least, each letter was a word's initial, or a whole number; from either end."""
    states = 1  # bit i: i letters may have been read (shift-and: Baeza-Yates and Gonnet, CACM 1992)
    letters = letters[::step]
    for count, word in enumerate(words, 1):
        initial, optional = word[1], word[2]
        if len(initial) > 1:
            initial = initial[::step]
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


def permuted(letters: str, words: Sequence[Word]) -> bool:
    """Whether the letters are the words' initials in any order."""
    content = [w for w in words if not w.optional]
    if len(content) != len(letters) or len(content) < 2 or words[-1] is not content[-1]:
        return False
    return sorted(w.text[0] for w in content) == sorted(letters)


def within(letters: str, words: Sequence[Word]) -> bool:
    """Whether each word gives its initial, and perhaps more letters after it, in order; they are half as long again."""
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


def foreign(letters: str, words: Sequence[Word]) -> bool:
    """Whether there are as many words as letters, and half of the letters are initials."""
    content = [w for w in words if not w.optional]
    if len(content) != len(letters) or len(content) < 2 or words[0] is not content[0]:
        return False
    return (Counter(w.text[0] for w in content) & Counter(letters)).total() * 2 >= len(letters)


def shared(letters: str, words: Sequence[Word]) -> float:
    """The part of the initials that the acronym has, or of the acronym's letters that the initials have, if smaller."""
    count, left = 0, letters
    for word in words:
        if not word.optional:
            count += 1
            left = left.replace(word.text[0], "", 1)
    return (len(letters) - len(left)) / max(count, len(letters)) if count > 1 else 0.0


def spells(letters: str, phrase: str) -> bool:
    """Whether the letters of a term are those of a phrase's words, in order, each giving its initial at least."""
    letters = "".join(filter(str.isalnum, fold(letters)))
    words = [word_at(phrase, match, 0) for match in WORD.finditer(phrase)]
    return bool(letters and words) and within(letters, words)
