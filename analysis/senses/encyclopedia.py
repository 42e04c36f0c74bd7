"""Which of the things that encyclopedias say of a term may be its long form?

Pure. What a page or a list has under the name of an acronym is often something else: a person, a place, a part of a
name. A text that puts an acronym in brackets vouches for its long form, and is read generously; a list does not, so
there each word has to give its initial.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice

from analysis.senses.scores import Candidate
from analysis.terms.acronyms import find_acronyms
from analysis.terms.readings import spells
from analysis.text.frequencies import frequencies
from analysis.text.surface import WORD, canonical, fold
from analysis.text.wording import in_a_sentence
from db.languages import PAGE_LANGUAGES
from db.models import EncyclopediaEntry, Kind, Provenance, Sense

_MOST_CANDIDATES = 40
_CUE = 4  # letters of a word that can speak for a long form
_EVERYDAY = 1e-4  # how often a word occurs that speaks for nothing: once in ten thousand
_ARTICLE = re.compile(r"\A(?:the|an?|el|la|los|las|una?)\s+", re.IGNORECASE)


def candidates(entries: Iterable[EncyclopediaEntry]) -> dict[str, tuple[Candidate, ...]]:
    """What each term may stand for, by canonical term; what several encyclopedias say alike is one."""
    ordered = sorted(entries, key=lambda entry: (entry.term, entry.encyclopedia, entry.position))
    by_term = {term: list(some) for term, some in groupby(ordered, key=lambda entry: entry.term)}
    found = {canonical(term): tuple(islice(_candidates(some), _MOST_CANDIDATES)) for term, some in by_term.items()}
    return {term: some for term, some in found.items() if some}


def _candidates(entries: Sequence[EncyclopediaEntry]) -> Iterator[Candidate]:
    alike: dict[str, list[tuple[EncyclopediaEntry, str]]] = {}
    for entry in entries:
        if long := long_form(entry):
            alike.setdefault(_key(long), []).append((entry, long))
    for key, said in alike.items():
        subjects = {entry.subject for entry, _ in said} - {None}
        others = [e for e in entries if e.subject in subjects and all(e is not entry for entry, _ in said)]
        yield _candidate(key, said, others)


def long_form(entry: EncyclopediaEntry) -> str | None:
    """The long form that an entry gives of its term, as in running text; None when it is about something else."""
    phrase, term = _ARTICLE.sub("", entry.phrase), canonical(entry.term)
    found = phrase if _fits(term, phrase) else _defined(entry.text, term, entry.language)
    return in_a_sentence(found) if found else None


def _fits(letters: str, phrase: str) -> bool:
    """Whether the letters are those of the phrase's words, in order; one word alone is no long form."""
    return len(WORD.findall(phrase)) > 1 and spells(letters, phrase)


def _defined(text: str, term: str, language: str) -> str | None:
    acronyms = find_acronyms(text, language) if text else ()
    return next((a.long_form for a in acronyms if a.long_form and canonical(a.surface) == term), None)


def _key(words: str) -> str:
    return "-".join(fold(word) for word in WORD.findall(words))


def _candidate(
    key: str, said: Sequence[tuple[EncyclopediaEntry, str]], others: Sequence[EncyclopediaEntry]
) -> Candidate:
    """A long form in the words of those who said it, and of `others` about the same subject."""
    first, long = said[0]
    term = canonical(first.term)
    entries = [*(entry for entry, _ in said), *others]
    # what is an acronym itself spells nothing out
    foreign = {e.language: in_a_sentence(e.phrase) for e in reversed(others) if " " in e.phrase}
    own = {entry.language: words for entry, words in reversed(said)}
    meaning = {e.language: _sentence(e.meaning) for e in reversed(entries) if e.meaning}
    sense = Sense(
        id=f"encyclopedia:{term}:{key}",
        term=term,
        kind=Kind.ACRONYM,
        expansion={language: own.get(language) or foreign.get(language) or long for language in PAGE_LANGUAGES},
        meaning={language: meaning[language] for language in PAGE_LANGUAGES if language in meaning},
        provenance=Provenance.ENCYCLOPEDIA,
        evidence_url=first.url,
    )
    spoken = {entry.language for entry, _ in said}
    cues = frozenset(_cues(f"{e.phrase} {e.meaning} {e.text}", e.language) for e in entries)
    return Candidate(sense, frozenset().union(*cues), "es" if spoken == {"es"} else None, _is_word(term))


def _sentence(words: str) -> str:
    """The words as a sentence of a glossary."""
    stop = "" if words.endswith((".", "…", "!", "?")) else "."
    return words[:1].upper() + words[1:] + stop


def _cues(text: str, language: str) -> frozenset[str]:
    """The words that say which field something belongs to, in singular and plural; not the everyday ones."""
    words = {word.lower() for word in WORD.findall(text) if len(word) >= _CUE and not word.isupper()}
    telling = {fold(word) for word in words if frequencies(language).get(word, 0.0) < _EVERYDAY}
    return frozenset(form for word in telling for form in (word, word.removesuffix("s"), f"{word}s"))


def _is_word(term: str) -> bool:
    return any(frequencies(language).get(term.lower(), 0.0) >= _EVERYDAY / 10 for language in PAGE_LANGUAGES)
