"""Which threads and trends are about the same thing?"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, delete, exists, select, union

from db.models import PostKey, Story
from db.sql.access import Access
from db.sql.rows import Values, between, chunks, in_keys, row, storable, sync
from db.tables import BELONGING, POST, SIGHTING, STORY, STORY_MEMBER


class KeptStories(Access):
    """Stories, with what belongs to each."""

    def save_stories(self, stories: Sequence[Story]) -> None:
        """Keep these stories in place of earlier ones with the same ids.

        A thread belongs to one story, the one that was saved last; a story to which no thread belongs is gone.
        """
        with self.write() as connection:
            for some in chunks(stories):
                ids = [story.id for story in some]
                sync(connection, STORY, STORY.c.id.in_(ids), (row(STORY, story) for story in some))
                members = (member for story in some for member in _member_rows(story))
                sync(connection, STORY_MEMBER, STORY_MEMBER.c.story.in_(ids), members)
            connection.execute(delete(STORY).where(~exists().where(STORY_MEMBER.c.story == STORY.c.id)))

    def stories(self, since: datetime, until: datetime) -> list[Story]:
        """The stories with a sighting seen, or a post first collected, in [since, until); by (first seen, id)."""
        return self._stories(STORY.c.id.in_(_told_between(since, until)))

    def all_stories(self) -> list[Story]:
        """Every story; by (first seen, id)."""
        return self._stories(STORY.c.id.is_not(None))

    def story(self, story: str) -> Story | None:
        """The story with this id, if there is one."""
        return next(iter(self._stories(STORY.c.id == storable(story))), None)

    def stories_of(self, threads: Iterable[PostKey]) -> dict[PostKey, str]:
        """The id of the story that each of these threads belongs to; threads that belong to none are left out."""
        found: list[Values] = []
        for some in chunks(sorted(set(threads))):
            found += self._rows(select(STORY_MEMBER).where(in_keys(STORY_MEMBER.c.source, STORY_MEMBER.c.thread, some)))
        return {(values["source"], values["thread"]): values["story"] for values in found}

    def _stories(self, where: ColumnElement[bool]) -> list[Story]:
        belonging = select(STORY_MEMBER).join(STORY, STORY.c.id == STORY_MEMBER.c.story).where(where)
        with self.read() as connection:
            stories = connection.execute(select(STORY).where(where)).mappings().all()
            members = connection.execute(belonging.order_by(STORY_MEMBER.c.position)).all()
        by_story: dict[str, list[Any]] = {}
        for member in members:
            by_story.setdefault(member.story, []).append(member)
        found = [_story(dict(values), by_story.get(values["id"], ())) for values in stories]
        return sorted(found, key=lambda story: (story.first_seen, story.id))


def _member_rows(story: Story) -> Iterator[Values]:
    for position, (source, thread) in enumerate(story.members):
        key = {"source": source, "thread": thread, "story": story.id, "position": position}
        yield key | {"is_copy": (source, thread) in story.copies}


def _story(values: Values, members: Sequence[Any]) -> Story:
    keys = [(member.source, member.thread) for member in members]
    copies = frozenset(key for key, member in zip(keys, members, strict=True) if member.is_copy)
    return Story(**values, members=tuple(keys), copies=copies)


def _told_between(since: datetime, until: datetime) -> CompoundSelect[tuple[str]]:
    of_trend = (SIGHTING.c.source == POST.c.source) & (SIGHTING.c.trend == POST.c.external_id)
    told = select(STORY_MEMBER.c.story).join(POST, BELONGING)
    return union(
        told.where(*between(POST.c.collected_at, since, until)),
        told.join(SIGHTING, of_trend).where(*between(SIGHTING.c.seen_at, since, until)),
    )
