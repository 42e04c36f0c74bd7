"""Which pages that trends link to are to be read, and what did they say?"""

from collections.abc import Iterable

from sqlalchemy import select

from db.models import LinkedPage, PageWish
from db.sql.access import Access
from db.sql.rows import chunks, record, row, storable, sync, upsert
from db.tables import LINKED_PAGE, PAGE_WISH


class KeptLinkedPages(Access):
    """Pages that trends link to."""

    def save_page_wishes(self, wishes: Iterable[PageWish]) -> None:
        """Keep these wishes, and no others."""
        with self.write() as connection:
            sync(connection, PAGE_WISH, PAGE_WISH.c.url.is_not(None), (row(PAGE_WISH, wish) for wish in wishes))

    def page_wishes(self) -> list[PageWish]:
        """The pages that the analysis wants read, whether they were asked for or not; by (source, trend)."""
        found = [record(PageWish, values) for values in self._rows(select(PAGE_WISH))]
        return sorted(found, key=lambda wish: (wish.source, wish.trend))

    def save_page(self, page: LinkedPage) -> None:
        """Keep what came of reading a page, in place of what came of it before."""
        with self.write() as connection:
            upsert(connection, LINKED_PAGE, [row(LINKED_PAGE, page)])

    def pages(self, urls: Iterable[str]) -> dict[str, LinkedPage]:
        """What came of reading those of these pages that were asked for, by address."""
        some_at_once = chunks(sorted({storable(url) for url in urls}))
        found = (
            values
            for some in some_at_once
            for values in self._rows(select(LINKED_PAGE).where(LINKED_PAGE.c.url.in_(some)))
        )
        return {values["url"]: record(LinkedPage, values) for values in found}
