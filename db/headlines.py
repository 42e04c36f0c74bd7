"""Which threads may still belong to a story that is told now?"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, and_, func, or_, select

from db.models import Headline, Mention, Post
from db.rows import Key, Values, chunks, in_keys, record
from db.tables import MENTION, POST, SAID_AT, SIGHTING, STORY_MEMBER, TREND

_OF_STORY = and_(STORY_MEMBER.c.source == POST.c.source, STORY_MEMBER.c.thread == POST.c.thread)


def read_headlines(connection: Connection, since: datetime) -> list[Headline]:
    """The root of every thread that was collected or seen from `since` on, or belongs to no story yet, and the other
    roots of their stories; by (time, source, external id)."""
    seen = func.max(SIGHTING.c.seen_at, type_=SIGHTING.c.seen_at.type).label("last_seen")
    sighted = select(SIGHTING.c.source, SIGHTING.c.trend, seen).group_by(SIGHTING.c.source, SIGHTING.c.trend).subquery()
    roots = (
        select(
            POST,
            TREND.c.url.label("link"),
            func.coalesce(sighted.c.last_seen, POST.c.collected_at, type_=POST.c.collected_at.type).label("last_seen"),
            STORY_MEMBER.c.story,
        )
        .outerjoin(TREND, and_(TREND.c.source == POST.c.source, TREND.c.external_id == POST.c.external_id))
        .outerjoin(sighted, and_(sighted.c.source == POST.c.source, sighted.c.trend == POST.c.external_id))
        .outerjoin(STORY_MEMBER, _OF_STORY)
        .where(POST.c.external_id == POST.c.thread)
    )
    recent = or_(POST.c.collected_at >= since, sighted.c.last_seen >= since, STORY_MEMBER.c.story.is_(None))
    alive = roots.where(recent).subquery()
    told = select(alive.c.story).where(alive.c.story.is_not(None))
    found = roots.where(or_(recent, STORY_MEMBER.c.story.in_(told))).order_by(
        SAID_AT, POST.c.source, POST.c.external_id
    )
    rows = [dict(values) for values in connection.execute(found).mappings()]
    threads = [(values["source"], values["external_id"]) for values in rows]
    below: defaultdict[Key, list[Post]] = defaultdict(list)
    for some in chunks(threads):
        titled = and_(POST.c.title.is_not(None), POST.c.external_id != POST.c.thread)
        found_below = (
            select(POST).where(titled, in_keys(POST.c.source, POST.c.thread, some)).order_by(POST.c.external_id)
        )
        for values in connection.execute(found_below).mappings():
            below[values["source"], values["thread"]].append(record(Post, dict(values)))
    mentions: defaultdict[Key, list[Mention]] = defaultdict(list)
    for some in chunks([*threads, *((p.source, p.external_id) for posts in below.values() for p in posts)]):
        mentioned = select(MENTION).where(in_keys(MENTION.c.source, MENTION.c.post, some)).order_by(MENTION.c.start)
        for values in connection.execute(mentioned).mappings():
            mentions[values["source"], values["post"]].append(record(Mention, dict(values)))
    return [_headline(values, below[key], mentions) for key, values in zip(threads, rows, strict=True)]


def _headline(values: Values, below: list[Post], mentions: Mapping[Key, list[Mention]]) -> Headline:
    keys = [(values["source"], values["external_id"]), *((post.source, post.external_id) for post in below)]
    return Headline(
        post=record(Post, values),
        below=tuple(below),
        link=values["link"],
        last_seen=values["last_seen"],
        story=values["story"],
        mentions=tuple(mention for key in keys for mention in mentions.get(key, ())),
    )
