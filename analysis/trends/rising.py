"""Which terms are new, or mentioned more than their own past predicts?"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from analysis.trends.bursts import surge
from db.models import RisingTerm, ThreadTerm

FEWEST_THREADS = 3  # threads: one or two may be chance


def rising(uses: Iterable[ThreadTerm], since: datetime, until: datetime, *, day: datetime) -> list[RisingTerm]:
    """The terms that at least `FEWEST_THREADS` threads of [since, until) use, one of them from `day` on, and that were
    not in the store before, or burst in that time; the most used first, then by term.

    What somebody wrote is dated by when, what is in the store by when it was collected: a post of last year that is
    collected today makes no term new, and adds nothing to a burst. Each sense of a term counts for itself.
    """
    by_term: defaultdict[tuple[str, str | None], list[ThreadTerm]] = defaultdict(list)
    for use in uses:
        by_term[use.term.casefold(), use.sense].append(use)
    found = []
    for each in by_term.values():
        within = [use for use in each if since <= use.collected_at < until and use.said_at >= since]
        if len(within) < FEWEST_THREADS or not any(use.collected_at >= day for use in within):
            continue
        is_new = all(use.collected_at >= since for use in each)
        if is_new or surge((min(use.said_at, use.collected_at) for use in each), since, until):
            in_order = sorted(within, key=lambda use: (use.said_at, use.source, use.thread))
            threads = tuple(dict.fromkeys((use.source, use.thread) for use in in_order))
            first = in_order[0]
            found.append(
                RisingTerm(term=first.term, kind=first.kind, sense=first.sense, is_new=is_new, threads=threads)
            )
    return sorted(found, key=lambda term: (-len(term.threads), term.term.casefold(), term.sense or ""))
