"""Which terms of a text does a general reader not know, and which meanings may each have?

Pure. Acronyms come from their shape, from the text's own definitions and from the lexicon; jargon and names from the
lexicon; tickers, amounts and names with a dot by rule. Where two overlap the longer one counts.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from analysis.languages import Language, language_of
from analysis.lexicon.lexicon import Lexicon, Match, Meaning
from analysis.lexicon.lines import Commonness
from analysis.terms.acronyms import Acronym, find_acronyms, is_ordinary, shouted
from analysis.terms.entities import Entity, find_by_rule
from analysis.text.frequencies import is_common
from analysis.text.surface import canonical, without_code
from db.models import Kind, Sense

_HOURS = frozenset({"am", "pm"})
_MEASURES = frozenset("mm cm dm km m kg mg g ml cl l ha h min s °C °F".split())
_LATIN = frozenset({"i.e.", "e.g."})
_WORDY = 4  # letters: shorter words in capitals are seldom ordinary ones
_NUMBER = re.compile(r"\d+[a-z]?\Z")  # the version of what the letters name: HBM4
_VERSION = re.compile(r"-\d+[a-z]?\Z")
_ONE_TAG = re.compile(r"\A\s*#(?=\w+\s*\Z)")


class Term(NamedTuple):
    """A term at [start, end) of a text, with what it may mean."""

    start: int
    end: int
    surface: str
    term: str  # head form: GPU for GPUs
    kind: Kind
    meanings: tuple[Meaning, ...] = ()  # of the lexicon
    sense: Sense | None = None  # by rule
    acronym: Acronym | None = None  # where its shape, and not only the lexicon, says that it is one


def find_terms(text: str, language: str, lexicon: Lexicon) -> list[Term]:
    """Every term of the text, in order, without overlaps. Linear in the length of the text.

    A text that is one hashtag, as many trends are, is read as its word; other tags are labels and not read.
    """
    text = _ONE_TAG.sub(lambda sign: " " * len(sign.group()), text)
    bare, lang = without_code(text), language_of(language)
    acronyms = [a for a in find_acronyms(text, language) if not _is_emphasised(a, lexicon, lang)]
    spelled = {(a.long_start, a.long_end) for a in acronyms if a.long_start is not None}
    # a long form is explained by its acronym
    matches = [m for m in lexicon.find(text, bare) if (m.start, m.end) not in spelled]
    terms = [
        *(_from_rule(entity, lexicon) for entity in find_by_rule(text)),
        *(_from_acronym(acronym, lexicon) for acronym in acronyms),
        *(_from_lexicon(m, text) for m in _not_shouted(matches, text, bare, {a.start for a in acronyms}, lang)),
    ]
    return list(_without_overlaps([term for term in terms if not _is_read_by_everybody(term, text)]))


def _is_read_by_everybody(term: Term, text: str) -> bool:
    """Whether it is a time of day or a measure behind its number, or a Latin abbreviation: 9:30 PM, 38 mm, i.e."""
    if term.surface.lower() in _LATIN:
        return True
    letters = term.surface.replace(".", "").replace(" ", "")
    if not (letters.lower() in _HOURS or letters in _MEASURES):
        return False
    before = text[max(0, term.start - 2) : term.start]
    return before[-1:].isdigit() or (before[-1:] in (" ", "\xa0") and before[:1].isdigit())


def _is_emphasised(acronym: Acronym, lexicon: Lexicon, lang: Language) -> bool:
    """Whether a capital word that nobody defines, and the lexicon does not know, is an ordinary word: HELP WANTED."""
    word = acronym.surface
    if acronym.long_form or not word.isalpha() or not word.isupper() or len(word) < _WORDY or lexicon.of(word):
        return False
    return any(is_common(word.lower(), code) for code in {"en", lang.code})


def _not_shouted(
    matches: Iterable[Match], text: str, bare: str, read: Container[int], lang: Language
) -> Iterator[Match]:
    """The lexicon's matches without words in capitals that are no acronym by their shape, and ordinary words."""
    loud: list[tuple[int, int]] | None = None
    for match in matches:
        written = text[match.start : match.end]
        if match.meanings[0].sense.kind is Kind.ACRONYM and written.isupper() and match.start not in read:
            if is_ordinary(written, lang) and written.lower() not in lang.pronouns:
                continue
            if any(meaning.word for meaning in match.meanings):
                loud = shouted(bare, lang) if loud is None else loud
                if any(start <= match.start < end for start, end in loud):
                    continue
        yield match


def is_doubtful(term: Term) -> bool:
    """Whether a term may be none: an ordinary word too, or in small letters what is mostly written in capitals."""
    if any(meaning.word for meaning in term.meanings):
        return True
    small = term.surface.islower() and not term.term.islower() and term.kind is Kind.ACRONYM
    return small and not any(meaning.use is Commonness.COMMON for meaning in term.meanings)


def _from_rule(entity: Entity, lexicon: Lexicon) -> Term:
    return Term(
        entity.start, entity.end, entity.surface, entity.surface, entity.kind, lexicon.of(entity.surface), entity.sense
    )


def _from_acronym(acronym: Acronym, lexicon: Lexicon) -> Term:
    surface, head, end = acronym.surface, canonical(acronym.surface), acronym.end
    if not acronym.long_form:
        version = _VERSION.search(surface)
        if version and (lexicon.of(surface[: version.start()]) or not lexicon.of(head)):
            # the letters are the acronym, the number says which: MPEG-5, CVE-2026
            head = surface = surface[: version.start()]
            end = acronym.start + len(surface)
        elif not lexicon.of(head) and lexicon.of(_NUMBER.sub("", head)):
            head = _NUMBER.sub("", head)
    meanings = lexicon.of(surface if canonical(surface) == head else head)  # US is an ordinary word, U.S. is none
    kind = meanings[0].sense.kind if meanings and not acronym.long_form else Kind.ACRONYM
    return Term(acronym.start, end, surface, head, kind, meanings, None, acronym)


def _from_lexicon(match: Match, text: str) -> Term:
    first = match.meanings[0].sense
    term = canonical(match.surface) if first.kind is Kind.ACRONYM else match.surface
    return Term(match.start, match.end, text[match.start : match.end], term, first.kind, match.meanings)


def _without_overlaps(terms: Sequence[Term]) -> Iterator[Term]:
    """Longest first where terms begin together; a term that begins inside another is dropped.

    What holds a known acronym leaves it its place: an IP address, an AWS service, CI/CD.
    """
    known = [t for t in terms if t.acronym and any(m.sense.kind is Kind.ACRONYM for m in t.meanings)]
    places = {place: t for t in known for place in (t.start, t.end)}
    kept = [t for t in terms if (t.kind is Kind.ACRONYM and t.surface.isalnum()) or not _holds(t, places)]
    end = 0
    for term in sorted(kept, key=lambda t: (t.start, -t.end, t.sense is None, t.acronym is None)):
        if term.start >= end:
            yield term
            end = term.end


def _holds(term: Term, places: Mapping[int, Term]) -> bool:
    """Whether a known acronym begins or ends the term, and is not all of it."""
    for place in (term.start, term.end):
        known = places.get(place)
        if known and term.start <= known.start and known.end <= term.end and len(known.surface) < len(term.surface):
            return True
    return False
