"""What are the encyclopedias to be asked for, and what did they say?"""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, case, func, select

from db.kept.pending import mark_mentions
from db.models import EncyclopediaEntry, Kind, Lookup, Wish
from db.sql.access import Access
from db.sql.rows import record, row, sync, upsert
from db.tables import ENCYCLOPEDIA_ENTRY, HEADLINING, LOOKUP, MENTION, MENTIONING, POST, TREND, WISH


class KeptLookups(Access):
    """Terms that encyclopedias are asked for."""

    def unknown_acronyms(self) -> list[Wish]:
        """Every acronym that has a mention without a meaning, and how much that matters; by term.

        What stands in files that the reader keeps does not count: nothing of it is to be asked for anywhere.
        """
        titled = select(TREND.c.id).where(HEADLINING, MENTION.c.start < func.length(POST.c.title))
        unknown = (
            select(
                MENTION.c.term,
                func.count(func.distinct(POST.c.id)).label("posts"),
                func.max(case((titled.exists(), 1), else_=0)).label("in_trend"),
            )
            .join(POST, MENTIONING)
            .where(MENTION.c.sense.is_(None), MENTION.c.kind == Kind.ACRONYM, POST.c.source.not_like("file:%"))
            .group_by(MENTION.c.term)
        )
        return sorted((record(Wish, values) for values in self._rows(unknown)), key=lambda wish: wish.term)

    def save_wishes(self, wishes: Iterable[Wish]) -> None:
        """Keep these wishes, and no others."""
        with self.write() as connection:
            sync(connection, WISH, WISH.c.term.is_not(None), (row(WISH, wish) for wish in wishes))

    def wishes(self) -> list[Wish]:
        """What the analysis wants to know of the encyclopedias, whether they were asked or not; by term."""
        return sorted((record(Wish, values) for values in self._rows(select(WISH))), key=lambda wish: wish.term)

    def save_lookup(self, lookup: Lookup, entries: Sequence[EncyclopediaEntry] = ()) -> None:
        """Keep what came of asking an encyclopedia for a term, in place of what came of it before.

        What it said before is replaced where it says something now. Threads that mention the term become pending when
        that changes anything.
        """
        with self.write() as connection:
            upsert(connection, LOOKUP, [row(LOOKUP, lookup)])
            if entries and _replaced(connection, lookup, entries):
                mark_mentions(connection, [lookup.term])

    def lookups(self) -> list[Lookup]:
        """What came of asking each encyclopedia for each term; by (encyclopedia, term)."""
        found = [record(Lookup, values) for values in self._rows(select(LOOKUP))]
        return sorted(found, key=lambda lookup: (lookup.encyclopedia, lookup.term))

    def encyclopedia_entries(self) -> list[EncyclopediaEntry]:
        """All that the encyclopedias said; by (term, encyclopedia, position)."""
        found = [record(EncyclopediaEntry, values) for values in self._rows(select(ENCYCLOPEDIA_ENTRY))]
        return sorted(found, key=lambda entry: (entry.term, entry.encyclopedia, entry.position))


def _replaced(connection: Connection, lookup: Lookup, entries: Sequence[EncyclopediaEntry]) -> bool:
    same = (ENCYCLOPEDIA_ENTRY.c.encyclopedia == lookup.encyclopedia) & (ENCYCLOPEDIA_ENTRY.c.term == lookup.term)
    return sync(connection, ENCYCLOPEDIA_ENTRY, same, (row(ENCYCLOPEDIA_ENTRY, entry) for entry in entries))
