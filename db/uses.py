"""Where, how often and since when are terms used?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select

from db.models import Kind, ThreadTerm
from db.sql.access import Access
from db.sql.rows import Values, chunks, record
from db.tables import MENTION, MENTIONING, POST, SAID_AT


@dataclass(frozen=True)
class TermUse:
    """How often, where and since when a term was used in one sense (None: not known); the example came first."""

    sense: str | None
    mentions: int
    threads: int
    first_seen: datetime
    last_seen: datetime
    example_source: str
    example_thread: str


def term_uses(store: Access, term: str) -> list[TermUse]:
    """Each sense in which a term was used, whatever its case, the most frequent first."""
    uses = (
        select(
            MENTION.c.sense,
            POST.c.source,
            POST.c.thread,
            func.count().label("mentions"),
            func.min(SAID_AT).label("first"),
            func.max(SAID_AT).label("last"),
        )
        .join(POST, MENTIONING)
        .where(MENTION.c.folded == term.casefold())
        .group_by(MENTION.c.sense, POST.c.source, POST.c.thread)
    )
    with store.read() as connection:
        return _by_sense([dict(values) for values in connection.execute(uses).mappings()])


def _by_sense(rows: Iterable[Values]) -> list[TermUse]:
    by_sense: dict[str | None, list[Values]] = {}
    for values in sorted(rows, key=lambda values: (values["first"], values["source"], values["thread"])):
        by_sense.setdefault(values["sense"], []).append(values)
    uses = [_term_use(sense, threads) for sense, threads in by_sense.items()]
    return sorted(uses, key=lambda use: (-use.mentions, use.first_seen, use.sense or ""))


def _term_use(sense: str | None, threads: Sequence[Values]) -> TermUse:
    return TermUse(
        sense=sense,
        mentions=sum(values["mentions"] for values in threads),
        threads=len(threads),
        first_seen=threads[0]["first"],
        last_seen=max(values["last"] for values in threads),
        example_source=threads[0]["source"],
        example_thread=threads[0]["thread"],
    )


def threads_by_term(store: Access, since: datetime, until: datetime, *, fewest: int) -> list[ThreadTerm]:
    """Every thread before `until` that uses an acronym or jargon word which posts of at least `fewest` threads,
    collected in [since, until), use; by (term, time, source, thread).

    A thread has a row for each sense of the term in it.
    """
    known = POST.c.collected_at < until
    explainable = MENTION.c.kind.in_((Kind.ACRONYM, Kind.JARGON))
    thread = POST.c.source + "\n" + POST.c.thread
    used = (
        select(MENTION.c.folded)
        .join(POST, MENTIONING)
        .where(explainable, known, POST.c.collected_at >= since)
        .group_by(MENTION.c.folded)
        .having(func.count(func.distinct(thread)) >= fewest)
    )
    found: list[Values] = []
    with store.read() as connection:
        for some in chunks(connection.execute(used).scalars().all()):
            where = and_(MENTION.c.folded.in_(some), explainable, known)
            rows = (
                select(
                    func.min(MENTION.c.term).label("term"),
                    MENTION.c.folded,
                    MENTION.c.kind,
                    MENTION.c.sense,
                    POST.c.source,
                    POST.c.thread,
                    func.min(SAID_AT).label("said_at"),
                    func.min(POST.c.collected_at, type_=POST.c.collected_at.type).label("collected_at"),
                )
                .join(POST, MENTIONING)
                .where(where)
                .group_by(MENTION.c.folded, MENTION.c.kind, MENTION.c.sense, POST.c.source, POST.c.thread)
            )
            found += [dict(values) for values in connection.execute(rows).mappings()]
    found.sort(key=lambda v: (v["folded"], v["said_at"], v["source"], v["thread"], v["sense"] or ""))
    return [record(ThreadTerm, values) for values in found]
