"""Which threads may still belong to a story that is told now?"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, func, or_, select

from db.models import Headline, Mention, Post, PostKey
from db.sql.access import Access
from db.sql.rows import Values, chunks, in_keys, record
from db.tables import BELONGING, HEADLINING, MENTION, POST, SAID_AT, SIGHTING, STORY_MEMBER, TREND


class KeptHeadlines(Access):
    """What stories are made of."""

    def headlines(self, since: datetime) -> list[Headline]:
        """The roots of the threads that were collected or seen from `since` on, or belong to no story yet, and the
        other roots of their stories; by (time, source, external id)."""
        with self.read() as connection:
            roots = [dict(values) for values in connection.execute(_alive(since)).mappings()]
            threads = [(values["source"], values["external_id"]) for values in roots]
            below = _headlines_below(connection, threads)
            keys = [*threads, *((post.source, post.external_id) for posts in below.values() for post in posts)]
            mentions = _mentions(connection, keys)
        return [_headline(values, below.get(key, []), mentions) for key, values in zip(threads, roots, strict=True)]


def _alive(since: datetime) -> Select[Any]:
    seen = func.max(SIGHTING.c.seen_at, type_=SIGHTING.c.seen_at.type).label("last_seen")
    sighted = select(SIGHTING.c.source, SIGHTING.c.trend, seen).group_by(SIGHTING.c.source, SIGHTING.c.trend).subquery()
    roots = (
        select(
            POST,
            TREND.c.url.label("link"),
            func.coalesce(sighted.c.last_seen, POST.c.collected_at, type_=POST.c.collected_at.type).label("last_seen"),
            STORY_MEMBER.c.story,
        )
        .outerjoin(TREND, HEADLINING)
        .outerjoin(sighted, and_(sighted.c.source == POST.c.source, sighted.c.trend == POST.c.external_id))
        .outerjoin(STORY_MEMBER, BELONGING)
        .where(POST.c.external_id == POST.c.thread)
    )
    recent = or_(POST.c.collected_at >= since, sighted.c.last_seen >= since, STORY_MEMBER.c.story.is_(None))
    alive = roots.where(recent).subquery()
    told = select(alive.c.story).where(alive.c.story.is_not(None))
    found = roots.where(or_(recent, STORY_MEMBER.c.story.in_(told)))
    return found.order_by(SAID_AT, POST.c.source, POST.c.external_id)


def _headlines_below(connection: Connection, threads: Sequence[PostKey]) -> dict[PostKey, list[Post]]:
    below: defaultdict[PostKey, list[Post]] = defaultdict(list)
    titled = and_(POST.c.title.is_not(None), POST.c.external_id != POST.c.thread)
    for some in chunks(threads):
        found = select(POST).where(titled, in_keys(POST.c.source, POST.c.thread, some)).order_by(POST.c.external_id)
        for values in connection.execute(found).mappings():
            below[values["source"], values["thread"]].append(record(Post, dict(values)))
    return below


def _mentions(connection: Connection, posts: Iterable[PostKey]) -> dict[PostKey, list[Mention]]:
    mentions: defaultdict[PostKey, list[Mention]] = defaultdict(list)
    for some in chunks(posts):
        found = select(MENTION).where(in_keys(MENTION.c.source, MENTION.c.post, some)).order_by(MENTION.c.start)
        for values in connection.execute(found).mappings():
            mentions[values["source"], values["post"]].append(record(Mention, dict(values)))
    return mentions


def _headline(values: Values, below: list[Post], mentions: Mapping[PostKey, list[Mention]]) -> Headline:
    keys = [(values["source"], values["external_id"]), *((post.source, post.external_id) for post in below)]
    return Headline(
        post=record(Post, values),
        below=tuple(below),
        link=values["link"],
        last_seen=values["last_seen"],
        story=values["story"],
        mentions=tuple(mention for key in keys for mention in mentions.get(key, ())),
    )
