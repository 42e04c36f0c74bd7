"""What does the store hold? Whatever the files of `db/kept` keep, in one place; what can fail is in `db/errors.py`."""

from pathlib import Path
from types import TracebackType
from typing import Self

from db.kept.digests import KeptDigests
from db.kept.extent import Extent
from db.kept.facts import KeptFacts
from db.kept.headlines import KeptHeadlines
from db.kept.linked_pages import KeptLinkedPages
from db.kept.lookups import KeptLookups
from db.kept.outcomes import KeptOutcomes
from db.kept.pending import PendingThreads
from db.kept.posts import KeptPosts
from db.kept.senses import KeptSenses
from db.kept.sightings import KeptSightings
from db.kept.stories import KeptStories
from db.sql.engine import bring_up_to_date, raising_store_errors, reach
from db.sql.location import located


class Store(
    KeptPosts,
    KeptSightings,
    KeptOutcomes,
    PendingThreads,
    KeptFacts,
    KeptSenses,
    KeptLookups,
    KeptLinkedPages,
    KeptHeadlines,
    KeptStories,
    KeptDigests,
    Extent,
):
    """All that was collected, found and written. Open it with `Store.open`; it closes as a context manager.

    Each method is one short transaction.
    """

    @classmethod
    def open(cls, location: str | Path, *, create: bool = True, read_only: bool = False) -> Self:
        """The store at a path, `sqlite://` (in memory) or a database URL, brought to the newest revision.

        An existing file that is older is copied first, to `<name>.backup-<its revision>` beside it. Raises StoreError.
        """
        place = located(location)
        store = cls(reach(place, create=create, read_only=read_only), place)
        try:
            with raising_store_errors(place):
                bring_up_to_date(store._engine, place, read_only=read_only)
        except BaseException:
            store.close()
            raise
        return store

    @staticmethod
    def exists(location: str | Path) -> bool:
        """Whether there is something to open there; a server is taken to be there."""
        place = located(location)
        return place.path.exists() if place.path else place.url is not None

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()
