"""Which posts, in which threads, trends and sightings were collected?"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from db.kept.collecting import add_posts, add_sightings, add_trends
from db.models import Post, PostKey, Sighting, Trend
from db.sql.access import Access
from db.sql.rows import chunks, in_keys, record
from db.tables import POST


class Added(NamedTuple):
    """How many of each were not in the store before."""

    posts: int
    trends: int
    sightings: int


class KeptPosts(Access):
    """What was collected, and what was said."""

    def add(self, posts: Iterable[Post], trends: Iterable[Trend], sightings: Iterable[Sighting]) -> Added:
        """Put what was collected with what is there: by (source, external id), and by (source, trend, time).

        What is collected again replaces what is older, but never with nothing (`db/kept/merge.py`); `collected_at`
        stays the first. A new post, or one that now reads differently, makes its thread pending. Adding again changes
        nothing.
        """
        posts, sightings = list(posts), list(sightings)
        with self.write() as connection:
            return Added(
                posts=add_posts(connection, posts),
                trends=add_trends(connection, trends, posts, sightings),
                sightings=add_sightings(connection, sightings),
            )

    def posts(self, source: str, thread: str) -> list[Post]:
        """The posts of a thread: the root, then the others by (time, external id). Empty when there is none."""
        return self.posts_of([(source, thread)])[source, thread]

    def posts_of(self, keys: Sequence[PostKey]) -> dict[PostKey, list[Post]]:
        """The posts of many threads at once, each as `posts` gives them."""
        threads: dict[PostKey, list[Post]] = {key: [] for key in keys}
        language = func.coalesce(POST.c.language, POST.c.stated_language).label("language")
        columns = [language if name == "language" else POST.c[name] for name in Post.model_fields]
        with self.read() as connection:
            for some in chunks(threads):
                found = connection.execute(select(*columns).where(in_keys(POST.c.source, POST.c.thread, some)))
                for values in found.mappings():
                    threads[values["source"], values["thread"]].append(record(Post, dict(values)))
        return {key: sorted(posts, key=_reading_order) for key, posts in threads.items()}

    def threads_of(self, posts: Iterable[PostKey]) -> dict[PostKey, str]:
        """The thread of each of these posts, by (source, external id); what is not in the store is left out."""
        place = select(POST.c.source, POST.c.external_id, POST.c.thread)
        found: dict[PostKey, str] = {}
        for some in chunks(sorted(set(posts))):
            for values in self._rows(place.where(in_keys(POST.c.source, POST.c.external_id, some))):
                found[values["source"], values["external_id"]] = values["thread"]
        return found


def _reading_order(post: Post) -> tuple[bool, datetime, str, str]:
    said = post.created_at or post.collected_at
    return post.external_id != post.thread, said, post.source, post.external_id
