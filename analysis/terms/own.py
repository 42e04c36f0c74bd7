"""Where in a text do the reader's own words stand that nothing else shows to be terms?

Pure. Acronyms are found by their shape and the lexicon's words by the lexicon; a word that the reader explained may be
neither. Where it overlaps another term the longer one counts.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from analysis.terms.jargon import Term
from analysis.text.surface import without_code
from db.models import Sense


def with_own(terms: Sequence[Term], text: str, own: Mapping[str, Sense]) -> list[Term]:
    """The terms of a text and the reader's own among its words, in order, without overlaps."""
    if not own:
        return list(terms)
    taken = {place: term for term in terms for place in range(term.start, term.end)}
    added = [term for term in _own_terms(text, own) if not _is_within_longer(term, taken)]
    places = {place for term in added for place in range(term.start, term.end)}
    kept = [term for term in terms if places.isdisjoint(range(term.start, term.end))]
    return sorted([*kept, *added], key=lambda term: term.start)


def _own_terms(text: str, own: Mapping[str, Sense]) -> Iterator[Term]:
    by_word = {sense.term.casefold(): sense for sense in own.values()}
    for match in _words(tuple(sorted(sense.term for sense in own.values()))).finditer(without_code(text)):
        written = text[match.start() : match.end()]
        sense = by_word.get(written.casefold()) or by_word.get(written[:-1].casefold())
        # what is written in capitals is another word when it is not: US and us
        if sense and (_is_lower(sense.term) or written.startswith(sense.term)):
            yield Term(match.start(), match.end(), written, sense.term, sense.kind)


def _is_lower(term: str) -> bool:
    return not any(character.isupper() for character in term[1:])


@lru_cache(maxsize=8)
def _words(terms: Sequence[str]) -> re.Pattern[str]:
    """Any of these words, the longest first, in the plural too."""
    choices = "|".join(re.escape(term) for term in sorted(terms, key=lambda term: (-len(term), term)))
    return re.compile(rf"(?<!\w)(?:{choices})s?(?!\w)", re.IGNORECASE)


def _is_within_longer(term: Term, taken: Mapping[int, Term]) -> bool:
    around = (taken[place] for place in range(term.start, term.end) if place in taken)
    return any(other.end - other.start >= term.end - term.start for other in around)
