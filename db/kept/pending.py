"""Which threads has the analysis still to read, and what makes it read one again?"""

import re
from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, Connection, case, delete, func, select, tuple_, update

from db.models import PostKey
from db.sql.access import Access
from db.sql.rows import chunks, in_keys
from db.tables import EXPLANATION, MENTION, POST, SAID_AT


class PendingThreads(Access):
    """Threads with a post that was not analysed, or not as it is now."""

    def pending(self, fingerprint: str) -> list[PostKey]:
        """The threads, as (source, thread), with a post that this analysis has not read; by (time, source, thread)."""
        unread = func.sum(case((POST.c.analysed.is_distinct_from(fingerprint), 1), else_=0))
        threads = select(POST.c.source, POST.c.thread, func.min(SAID_AT).label("at"))
        found = self._rows(threads.group_by(POST.c.source, POST.c.thread).having(unread > 0))
        return [(r["source"], r["thread"]) for r in sorted(found, key=lambda r: (r["at"], r["source"], r["thread"]))]

    def mark_pending(self, terms: Iterable[str]) -> None:
        """Let the threads that mention one of these terms be analysed again."""
        with self.write() as connection:
            mark_mentions(connection, terms)


def mark_mentions(connection: Connection, terms: Iterable[str]) -> None:
    """Let the posts that mention these terms be analysed again."""
    for some in chunks({term.casefold() for term in terms}):
        mentioning = select(MENTION.c.source, MENTION.c.post).where(MENTION.c.folded.in_(some))
        _mark_pending(connection, tuple_(POST.c.source, POST.c.external_id).in_(mentioning))


def mark_word(connection: Connection, word: str) -> None:
    """Let the posts in which a word begins with this one, whatever its case, be analysed again."""
    begins = re.compile(rf"(?<!\w){re.escape(word)}", re.IGNORECASE)
    read = connection.execute(select(POST.c.id, POST.c.text).where(POST.c.analysed.is_not(None)))
    for some in chunks(number for number, text in read if begins.search(text)):
        _mark_pending(connection, POST.c.id.in_(some))


def forget_threads(connection: Connection, threads: Collection[PostKey]) -> None:
    """Let threads that lost posts, which turned out to belong elsewhere, be read anew."""
    if threads:
        connection.execute(delete(EXPLANATION).where(in_keys(EXPLANATION.c.source, EXPLANATION.c.thread, threads)))
        connection.execute(update(POST).where(in_keys(POST.c.source, POST.c.thread, threads)).values(analysed=None))


def _mark_pending(connection: Connection, where: ColumnElement[bool]) -> None:
    connection.execute(update(POST).where(where, POST.c.analysed.is_not(None)).values(analysed=None))
