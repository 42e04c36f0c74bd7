"""Which page was written for which day?"""

from datetime import date

from sqlalchemy import select

from db.models import Digest
from db.sql.access import Access
from db.sql.rows import record, row, upsert
from db.tables import DIGEST


class KeptDigests(Access):
    """The days' pages."""

    def save_digest(self, digest: Digest) -> None:
        """Keep a day's page, in place of an earlier one in the same language."""
        with self.write() as connection:
            upsert(connection, DIGEST, [row(DIGEST, digest)])

    def digest(self, day: date, language: str) -> Digest | None:
        """A day's page as it was written last, if it was."""
        found = self._rows(select(DIGEST).where(DIGEST.c.day == day, DIGEST.c.language == language))
        return record(Digest, found[0]) if found else None
