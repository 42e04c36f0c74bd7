"""Which rows does a glossary have, and what stands in them? (pure)"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from analysis.lexicon.lexicon import Lexicon
from analysis.lexicon.lines import Commonness, categories
from analysis.senses.choose import Choice
from analysis.terms.jargon import Term, find_terms, is_doubtful
from analysis.terms.readings import spells
from analysis.text.surface import canonical
from analysis.text.wording import is_same_wording
from db.models import Alternative, Entry, Kind, Sense


def is_listed(choice: Choice) -> bool:
    """Whether a choice belongs in a glossary: all that is known, and the acronyms and tickers that are not.

    A surface that is an ordinary word too, and not shown to be more, is left alone.
    """
    if choice.sense:
        return True
    if choice.term.kind is Kind.ACRONYM:
        return choice.term.acronym is not None or not is_doubtful(choice.term)
    return choice.term.kind is Kind.TICKER


def glossary(choices: Iterable[Choice], language: str, lexicon: Lexicon) -> Iterator[Entry]:
    """A row for each term that is listed, and for each acronym that these rows use in turn."""
    rows: dict[tuple[str, str], tuple[Entry, Sense | None]] = {}
    for choice in filter(is_listed, choices):
        entry = entry_of(choice, language)
        sense = choice.sense.id if choice.sense else ""
        # each acronym has its row; a word or name has one, as it is written first
        written = canonical(entry.term).casefold() if entry.kind is Kind.ACRONYM or not sense else ""
        rows.setdefault((written, sense), (entry, choice.sense))
    yield from (entry for entry, _ in rows.values())
    yield from _closing(rows.values(), language, lexicon)


def _closing(rows: Iterable[tuple[Entry, Sense | None]], language: str, lexicon: Lexicon) -> Iterator[Entry]:
    """The acronyms that the glossary itself uses, until it uses none that it does not explain."""
    queue = list(rows)
    explained = {canonical(entry.term).casefold() for entry, _ in queue}
    while queue:
        row, sense = queue.pop()
        for term in (term for text in row.texts for term in find_terms(text, language, lexicon)):
            if term.kind is not Kind.ACRONYM or canonical(term.term).casefold() in explained:
                continue
            explained.add(canonical(term.term).casefold())
            choice = alone(term, sense.domain if sense else None)
            entry = entry_of(choice, language)
            queue.append((entry, choice.sense))
            yield entry


def alone(term: Term, domain: str | None = None) -> Choice:
    """What a term means that no post gives a context: its only sense, or its only common one, or its only one in the
    domain; unknown where there is none, and where the last two differ."""
    meanings = term.meanings
    common = [m for m in meanings if m.use is Commonness.COMMON]
    near = [m for m in meanings if m.sense.domain == domain and m.use is not Commonness.RARE]
    only = {some[0] for some in ((meanings,) if len(meanings) == 1 else (common, near)) if len(some) == 1}
    sense = only.pop().sense if len(only) == 1 else None
    return Choice(term, sense, 0.5 if sense else 0.0)


def entry_of(choice: Choice, language: str) -> Entry:
    """A choice as a row of a glossary, in `language`."""
    sense = choice.sense
    return Entry(
        term=choice.term.term,
        kind=sense.kind if sense else choice.term.kind,
        expansion=sense.expansion.get(language) if sense else None,
        original=original(sense, choice.term.term, language) if sense else None,
        meaning=sense.meaning.get(language) if sense else None,
        category=_heading(sense, language),
        provenance=sense.provenance if sense else None,
        evidence_url=sense.evidence_url if sense else None,
        confidence=choice.confidence if sense else None,
        level=sense.level if sense else None,
        alternatives=tuple(_alternatives(choice, language)),
    )


def original(sense: Sense, term: str, language: str) -> str | None:
    """The English long form of an acronym, where its letters are not those of the long form in `language`."""
    own, english = sense.expansion.get(language), sense.expansion.get("en")
    if sense.kind is not Kind.ACRONYM or language == "en" or not own or not english or is_same_wording(own, english):
        return None
    return english if _fits(term, english) and not _fits(term, own) else None


@lru_cache(maxsize=1 << 14)
def _fits(term: str, phrase: str) -> bool:
    return spells(term, phrase)


def _alternatives(choice: Choice, language: str) -> Iterator[Alternative]:
    for sense, confidence in choice.alternatives:
        expansion = sense.expansion.get(language)
        if expansion and (choice.sense is None or confidence >= 0.2):
            yield Alternative(expansion=expansion, confidence=confidence)


def _heading(sense: Sense | None, language: str) -> str | None:
    if sense is None or sense.category is None:
        return None
    return categories().get(sense.category, {}).get(language)
