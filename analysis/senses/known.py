"""Which meanings does a store add to the lexicon's: the reader's own, learned ones, and what encyclopedias say?"""

from collections import defaultdict
from collections.abc import Container, Sequence
from typing import Protocol

from analysis.senses.choose import Known
from analysis.senses.encyclopedia import candidates
from analysis.text.surface import canonical
from analysis.text.wording import wording
from db.languages import PAGE_LANGUAGES
from db.models import Definition, EncyclopediaEntry, Kind, Provenance, Sense

_INDEPENDENT = 2  # authors who must agree before a meaning is learned


class KnowsSenses(Protocol):
    """Where these meanings are kept."""

    def own_senses(self) -> list[Sense]: ...
    def definitions(self) -> list[Definition]: ...
    def encyclopedia_entries(self) -> Sequence[EncyclopediaEntry]: ...


def known_senses(store: KnowsSenses, keys: Container[str] | None = None) -> Known:
    """The reader's own senses, the learned ones, and what encyclopedias say; with `keys` (canonical terms in small
    letters) what they say of these alone, which is all that a single term needs."""
    own = {canonical(sense.term): sense for sense in store.own_senses()}
    entries = store.encyclopedia_entries()
    asked = entries if keys is None else [e for e in entries if canonical(e.term).casefold() in keys]
    return Known(own, _learned(store.definitions()), candidates(asked))


def _learned(definitions: Sequence[Definition]) -> dict[str, Sense]:
    """The meaning that most authors gave a term, where at least two did, by canonical term."""
    groups: dict[tuple[str, frozenset[str]], list[Definition]] = defaultdict(list)
    for definition in definitions:
        groups[definition.term, wording(definition.expansion)].append(definition)
    learned: dict[str, tuple[int, Sense]] = {}
    for (term, _), found in sorted(groups.items(), key=lambda group: (group[0][0], sorted(group[0][1]))):
        authors = {(d.source, d.author) for d in found if d.author}
        if len(authors) >= _INDEPENDENT and len(authors) > learned.get(term, (0, None))[0]:
            learned[term] = (len(authors), _learned_sense(found[0]))
    return {term: sense for term, (_, sense) in learned.items()}


def _learned_sense(definition: Definition) -> Sense:
    return Sense(
        id=f"corpus:{definition.term}:{'-'.join(sorted(wording(definition.expansion)))}",
        term=definition.term,
        kind=Kind.ACRONYM,
        expansion=dict.fromkeys(PAGE_LANGUAGES, definition.expansion),
        provenance=Provenance.CORPUS,
    )
