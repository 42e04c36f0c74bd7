"""What do terms mean, and who says so?"""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import ColumnElement, Connection, select

from db.kept.pending import mark_mentions, mark_word
from db.models import Provenance, Sense
from db.sql.access import Access
from db.sql.rows import Values, chunks, record, row, storable, sync
from db.tables import SENSE, WORDING


class KeptSenses(Access):
    """The senses that the analysis chose, and the reader's own."""

    def define(self, sense: Sense) -> None:
        """Keep the reader's own meaning, in place of an earlier one with the same id.

        Threads that mention the term, or hold the word, become pending. Raises ValueError for another provenance.
        """
        if sense.provenance is not Provenance.READER:
            raise ValueError(f"{sense.id} is not the reader's own: its provenance is {sense.provenance}")
        with self.write() as connection:
            if save_senses(connection, [sense]):
                mark_mentions(connection, [sense.term])
                mark_word(connection, sense.term)

    def own_senses(self) -> list[Sense]:
        """The reader's own glossary, by (term, id)."""
        senses = self._senses(SENSE.c.provenance == Provenance.READER)
        return sorted(senses, key=lambda sense: (sense.term.casefold(), sense.id))

    def senses(self, term: str) -> list[Sense]:
        """Every sense of a term, whatever its case; by (how much its provenance is believed, id)."""
        believed = list(Provenance)
        senses = self._senses(SENSE.c.folded == term.casefold())
        return sorted(senses, key=lambda sense: (believed.index(sense.provenance), sense.id))

    def senses_by_id(self, ids: Iterable[str]) -> dict[str, Sense]:
        """The senses with these ids; those that there are not are left out."""
        some_at_once = chunks(sorted({storable(each) for each in ids}))
        return {sense.id: sense for some in some_at_once for sense in self._senses(SENSE.c.id.in_(some))}

    def _senses(self, where: ColumnElement[bool]) -> list[Sense]:
        worded = select(WORDING).join(SENSE, SENSE.c.id == WORDING.c.sense).where(where).order_by(WORDING.c.language)
        with self.read() as connection:
            senses = connection.execute(select(SENSE).where(where)).mappings().all()
            wordings = connection.execute(worded).mappings().all()
        by_sense: dict[str, list[Values]] = {}
        for wording in wordings:
            by_sense.setdefault(wording["sense"], []).append(dict(wording))
        return [_sense(dict(values), by_sense.get(values["id"], [])) for values in senses]


def save_senses(connection: Connection, senses: Iterable[Sense]) -> bool:
    """Keep these senses in place of those with the same ids. Returns whether anything changed."""
    changed = False
    for some in chunks({sense.id: sense for sense in senses}.values()):
        ids = [sense.id for sense in some]
        rows = (row(SENSE, sense, folded=sense.term.casefold()) for sense in some)
        changed |= sync(connection, SENSE, SENSE.c.id.in_(ids), rows)
        wordings = (wording for sense in some for wording in _wording_rows(sense))
        changed |= sync(connection, WORDING, WORDING.c.sense.in_(ids), wordings)
    return changed


def without_the_readers(connection: Connection, senses: Sequence[Sense]) -> list[Sense]:
    """Those that are not the reader's own, who may have changed one since the analysis read it."""
    own = set(connection.execute(select(SENSE.c.id).where(SENSE.c.provenance == Provenance.READER)).scalars())
    return [sense for sense in senses if sense.id not in own]


def _wording_rows(sense: Sense) -> Iterator[Values]:
    for language in sorted({*sense.expansion, *sense.meaning}):
        expansion, meaning = sense.expansion.get(language), sense.meaning.get(language)
        words = {"term": sense.term, "expansion": expansion, "meaning": meaning}
        yield {"sense": sense.id, "language": language} | words


def _sense(values: Values, wordings: Sequence[Values]) -> Sense:
    words = {
        field: {wording["language"]: wording[field] for wording in wordings if wording[field] is not None}
        for field in ("expansion", "meaning")
    }
    return record(Sense, values | words)
