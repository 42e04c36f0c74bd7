"""On which sources was something seen, and where does it stand there? (pure)"""

from collections import defaultdict
from collections.abc import Iterable

from db.models import PostKey, Standing
from reports.page import SeenOn
from reports.records import Threads
from reports.words import Words


def seen_on(
    members: Iterable[PostKey], standings: Iterable[Standing], threads: Threads, say: Words
) -> tuple[SeenOn, ...]:
    """The sources of these threads with their ranks and a link each: the best ranks first, then as the members come."""
    ranks = {standing.source: standing.rank for standing in standings}
    urls: dict[str, list[str]] = defaultdict(list)
    for key in members:
        roots = [post for post in threads.get(key, ()) if post.external_id == post.thread]
        urls[key[0]] += [post.url for post in roots if post.url]
    found = [SeenOn(say.source(name), ranks.get(name), next(iter(links), None)) for name, links in urls.items()]
    return tuple(sorted(found, key=lambda seen: (seen.rank is None, seen.rank or 0)))
