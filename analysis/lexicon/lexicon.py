"""Which meanings does the project itself know, and where do their surfaces stand in a text?"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import ahocorasick

from analysis.languages import in_each_language
from analysis.lexicon.lines import LEXICON, Commonness, LexiconLine, Unread, read_lines
from analysis.text.frequencies import is_common
from analysis.text.surface import BLANK, canonical, fold
from db.languages import PAGE_LANGUAGES
from db.models import Kind, Provenance, Sense

_LONG_NAME = 6  # letters: shorter ones are too often something else
_REMEMBERED = 1 << 14  # words as they are written, with the senses that fit
_PLURAL = re.compile(r"(?:['’]s|e?s|E?S)?(?!\w)")
_OF_WORDS = frozenset({"es", "ES", "S"})  # no plurals of acronyms: moves, ROSS


@dataclass(frozen=True, eq=False)
class Meaning:
    """A sense of the lexicon, ready for choosing: one object for surfaces that are ordinary words, one for others."""

    sense: Sense
    wording: str  # the folded long form: senses of two fields may share it
    language: str | None
    cues: frozenset[str]  # folded
    companions: frozenset[str]  # canonical acronyms, or folded words
    slang: bool
    word: bool  # the surface that was met is an ordinary word too
    use: Commonness | None
    spanish_only: frozenset[str]  # the surfaces that only Spanish writers use


class Match(NamedTuple):
    """A surface of the lexicon at [start, end) of a text, with every sense that it may have."""

    start: int
    end: int
    surface: str  # as the lexicon has it
    meanings: tuple[Meaning, ...]


class _Known(NamedTuple):
    """A line that was read: its sense, and which of its surfaces are ordinary words too."""

    ordinary: frozenset[str]
    as_term: Meaning
    as_word: Meaning  # the same where no surface is


class Lexicon:
    """The senses by surface, found in one pass over a text (Aho and Corasick, CACM 1975)."""

    def __init__(self, lines: Iterable[LexiconLine | Unread]) -> None:
        self._lines = list(lines)
        self._read: dict[int, _Known] = {}
        self._of: dict[str, tuple[Meaning, ...]] = {}  # by surface, or key
        self._fitting: dict[str, tuple[str, tuple[Meaning, ...]] | None] = {}  # by what is written
        self._by_surface: dict[str, list[int]] = defaultdict(list)
        for number, line in enumerate(self._lines):
            # no sets: their order is another in each process, and so would be the surface that a page shows
            for surface in dict.fromkeys(line.surfaces if isinstance(line, Unread) else line.every_surface()):
                self._by_surface[surface].append(number)
        self._by_key: dict[str, list[str]] = defaultdict(list)
        for surface in self._by_surface:
            self._by_key[_key(surface)].append(surface)

    @cached_property
    def _automaton(self) -> Any:
        """The surfaces as they are looked for, made when the first text is read: `of` does without."""
        grouped: dict[str, list[str]] = defaultdict(list)
        for surface in self._by_surface:
            for form in (surface,) if surface.isascii() else dict.fromkeys((surface.lower(), fold(surface))):
                grouped[_titled(form)].append(surface)
        automaton = ahocorasick.Automaton()
        for form, surfaces in grouped.items():
            automaton.add_word(form, (len(form), surfaces))
        automaton.make_automaton()
        return automaton

    def meanings(self) -> Iterator[Meaning]:
        """Every sense, as a word if any surface is one. Raises LexiconError for a line that cannot be used."""
        for number in range(len(self._lines)):
            yield self._known(number).as_word

    def of(self, surface: str) -> tuple[Meaning, ...]:
        """Every sense of an acronym, word or name; plural, possessive and dots do not matter. Raises LexiconError."""
        key = _key(surface)
        if key not in self._by_key:
            return ()
        written = surface if surface in self._by_surface else key
        if written not in self._of:
            alike = self._lines_of(self._by_key[key])
            meanings = (self._meaning(number, surfaces, written) for number, surfaces in alike.items())
            self._of[written] = tuple(sorted(meanings, key=_by_id))
        return self._of[written]

    def _lines_of(self, surfaces: Iterable[str]) -> dict[int, list[str]]:
        """The lines that have any of these surfaces, by number, each with those that it has."""
        lines: dict[int, list[str]] = defaultdict(list)
        for surface in surfaces:
            for number in self._by_surface[surface]:
                lines[number].append(surface)
        return lines

    def _meaning(self, number: int, surfaces: Sequence[str], written: str) -> Meaning:
        """The sense of a line, as a word if what is written is one or, where that is no surface, any of these is."""
        known = self._known(number)
        # letters with dots are no word, also where another line has them: U.S.
        met = (written,) if written in surfaces or "." in written else surfaces
        return known.as_term if known.ordinary.isdisjoint(met) else known.as_word

    def _known(self, number: int) -> _Known:
        known = self._read.get(number)
        if known is None:
            line = self._lines[number]
            known = self._read[number] = _known(line.line() if isinstance(line, Unread) else line)
        return known

    def find(self, text: str, bare: str) -> Iterator[Match]:
        """The surfaces in a text, leftmost and longest first; matches do not overlap.

        `bare` is the text with what is no running text blanked out. A name that looks like a file or an address
        (llama.cpp) is found where nothing else belongs to that address.
        """
        found = sorted(self._matches(text, bare), key=lambda m: (m.start, -m.end, -len(m.surface)))
        end = 0
        for match in found:
            if match.start >= end:
                yield match
                end = match.end

    def _matches(self, text: str, bare: str) -> Iterator[Match]:
        if not len(self._automaton):
            return
        padded = f"{text} "  # the first character has a space before it, the last one after it
        for last, (length, surfaces) in self._automaton.iter(_titled(text)):
            following = padded[last + 1]
            if following.isalnum() and following not in "sSeE":
                continue  # inside a word, as most are
            start = last + 1 - length
            before = padded[start - 1]
            if before.isalnum() or before in "_$#@":
                continue
            written = text[start : last + 1]
            meant = self._meant(written, surfaces)
            tail = _PLURAL.match(text, last + 1) if meant else None
            if not meant or tail is None or (tail.group() in _OF_WORDS and meant[1][0].sense.kind is Kind.ACRONYM):
                continue
            if bare[start : last + 1] == written or _stands_alone(bare, start, last + 1, written):
                yield Match(start, last + 1 + _plural_length(tail.group()), *meant)

    def _meant(self, written: str, surfaces: Sequence[str]) -> tuple[str, tuple[Meaning, ...]] | None:
        """The surface that is meant by what is written, and its senses; None where the letters' case does not fit."""
        if written not in self._fitting:
            if len(self._fitting) > _REMEMBERED:
                self._fitting.clear()
            # what stands there as it is written is no acronym in small letters: nse, NSE
            exact = written.islower() and written in surfaces
            found: dict[Meaning, str] = {}
            for number, alike in self._lines_of((written,) if exact else surfaces).items():
                kind = self._known(number).as_term.sense.kind
                fitting = [surface for surface in alike if _written_as(written, surface, kind)]
                if fitting:
                    found[self._meaning(number, fitting, written)] = fitting[0]
            meanings = tuple(sorted(found, key=_by_id))
            self._fitting[written] = (found[meanings[0]], meanings) if found else None
        return self._fitting[written]


def _stands_alone(bare: str, start: int, end: int, written: str) -> bool:
    beside = bare[max(0, start - 1) : start] + bare[end : end + 1]
    return "." in written and "\ufffc" not in beside and set(bare[start:end]) == {"\ufffc"}


def _plural_length(tail: str) -> int:
    return 0 if tail[:1] in "'’" else len(tail)


def _written_as(written: str, surface: str, kind: Kind) -> bool:
    """Whether the letters' case fits: acronyms as they are, names with their capital, words in any case but shouted."""
    if kind is Kind.ACRONYM:
        return written == surface or (written.islower() and surface.isupper() and not _is_pronounceable(written))
    if kind is Kind.NAME:
        return written == surface or written.isupper() or ("." in surface) or _is_no_word(written)
    return not (written.isupper() and len(written) < 5)


def _is_no_word(written: str) -> bool:
    """Whether small letters are the name all the same: axolotl, cutlass; no ordinary word is."""
    long = written.islower() and len(written) >= _LONG_NAME
    return long and not any(is_common(written, code) for code in PAGE_LANGUAGES)


_SOUNDS = frozenset("brr brrr grr grrr hm hmm hmmm mm mmm pff pfff pfft psst pst sh shh shhh tsk tss zzz".split())
_ONSETS = frozenset("bl br ch cl cr dr fl fr gl gr kn ph pl pr sc sh sk sl sm sn sp st sw th tr tw wh wr".split())


@lru_cache(maxsize=1 << 14)
def _is_pronounceable(word: str) -> bool:
    """Whether small letters could be an ordinary word: not "llm", "gpu" or "sql"; those are acronyms in any case."""
    letters = fold(word)
    if letters in _SOUNDS:
        return True
    vowels = [i for i, letter in enumerate(letters) if letter in "aeiouy"]
    if not letters.isalpha():
        return False
    if len(letters) < 3:
        return True
    return bool(vowels) and (vowels[0] < 2 or letters[:2] in _ONSETS)


def _titled(text: str) -> str:
    """The text with each word's first letter large and the rest small, so that nothing is found inside a word."""
    titled = text.title()
    if len(titled) == len(text):
        return titled
    # "İ" becomes two characters; offsets must stay
    return "".join(c if len(c.title()) == len(c.lower()) == 1 else BLANK for c in text).title()


def _by_id(meaning: Meaning) -> str:
    return meaning.sense.id


@lru_cache(maxsize=1 << 16)
def _key(surface: str) -> str:
    if surface.islower():
        return fold(canonical(surface))
    head = canonical(surface)
    return head if "." not in head and sum(map(str.isupper, head)) > 1 else fold(head)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")


def _known(line: LexiconLine) -> _Known:
    name = ":".join(filter(None, ("lexicon", line.domain, line.term, _slug(line.expansion.get("en", "")))))
    as_term = Meaning(
        Sense(
            id=name,
            term=line.term,
            kind=line.kind,
            expansion=in_each_language(line.expansion),
            meaning=in_each_language(line.meaning),
            category=line.category,
            domain=line.domain,
            level=line.level,
            provenance=Provenance.LEXICON,
        ),
        fold(line.expansion.get("en") or name),
        line.language,
        frozenset(fold(c) for c in line.cues),
        frozenset(_key(c) for c in line.companions),
        line.register_ == "slang",
        False,
        line.use,
        frozenset(line.surfaces.get("es", ())) - frozenset(line.surfaces.get("en", ())),
    )
    ordinary = line.ordinary()
    return _Known(ordinary, as_term, replace(as_term, word=True) if ordinary else as_term)


@cache
def load_lexicon(folder: Path = LEXICON) -> Lexicon:
    """The lexicon of a folder, every `*.jsonl` in it. Raises LexiconError."""
    return Lexicon(line for path in sorted(folder.glob("*.jsonl")) for line in read_lines(path))
