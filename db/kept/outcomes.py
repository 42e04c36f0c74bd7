"""How did asking each source end, and what is to be known when it is asked again?"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from sqlalchemy import delete, func, select, tuple_

from db.models import KeptPage, Outcome, State, Validators
from db.sql.access import Access
from db.sql.rows import between, record, row, storable, upsert
from db.tables import KEPT_PAGE, OUTCOME, VALIDATORS

_AT_ONCE: Final = 100  # outcomes, of a history


class KeptOutcomes(Access):
    """What came of asking the sources."""

    def record(self, outcome: Outcome, page: KeptPage | None = None) -> None:
        """Keep what came of asking a source, and the page in which nothing was found, in place of an earlier one.

        Once the source answers, no page of it is kept any longer.
        """
        with self.write() as connection:
            upsert(connection, OUTCOME, [row(OUTCOME, outcome)])
            if outcome.answered:
                connection.execute(delete(KEPT_PAGE).where(KEPT_PAGE.c.source == storable(outcome.source)))
            upsert(connection, KEPT_PAGE, [row(KEPT_PAGE, page)] if page else [])

    def kept_page(self, source: str) -> KeptPage | None:
        """The page of this source that could not be read, if one is kept."""
        found = self._rows(select(KEPT_PAGE).where(KEPT_PAGE.c.source == storable(source)))
        return record(KeptPage, found[0]) if found else None

    def outcomes(self, since: datetime | None = None, until: datetime | None = None) -> list[Outcome]:
        """The newest outcome of each source in [since, until), by source."""
        bounds = between(OUTCOME.c.at, since, until)
        newest = select(OUTCOME.c.source, func.max(OUTCOME.c.at)).where(*bounds).group_by(OUTCOME.c.source)
        found = self._rows(select(OUTCOME).where(tuple_(OUTCOME.c.source, OUTCOME.c.at).in_(newest)))
        return sorted((record(Outcome, values) for values in found), key=lambda outcome: outcome.source)

    def history(self, source: str, until: datetime | None = None) -> Iterator[Outcome]:
        """What came of asking a source before `until`, the newest first; no more is read than is wanted."""
        of_source = select(OUTCOME).where(OUTCOME.c.source == storable(source)).order_by(OUTCOME.c.at.desc())
        while some := self._rows(of_source.where(*between(OUTCOME.c.at, None, until)).limit(_AT_ONCE)):
            yield from (record(Outcome, values) for values in some)
            until = some[-1]["at"]

    def successes(self) -> dict[str, datetime]:
        """When each source answered last."""
        answered = [state for state in State if state.answered]
        newest = select(OUTCOME.c.source, func.max(OUTCOME.c.at, type_=OUTCOME.c.at.type).label("at"))
        found = self._rows(newest.where(OUTCOME.c.state.in_(answered)).group_by(OUTCOME.c.source))
        return {values["source"]: values["at"] for values in found}

    def remember(self, validators: Validators) -> None:
        """Keep what a server gave to ask for changes only."""
        with self.write() as connection:
            upsert(connection, VALIDATORS, [row(VALIDATORS, validators)])

    def validators(self, url: str) -> Validators | None:
        """What the server gave for this address, if anything."""
        found = self._rows(select(VALIDATORS).where(VALIDATORS.c.url == storable(url)))
        return record(Validators, found[0]) if found else None
