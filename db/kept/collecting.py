"""How is what was collected put with what is there, touching none that is so already?

Each function works within the transaction of the connection that it is given. Which values stand is in `merge.py`.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, Table

from db.kept.merge import (
    LONG_AGO,
    Version,
    merge,
    post_version,
    row_of_post,
    row_of_trend,
    stored_version,
    trend_version,
)
from db.kept.pending import forget_threads
from db.models import Post, PostKey, Sighting, Trend
from db.sql.rows import Values, chunks, in_keys, row, stored_rows, upsert
from db.tables import POST, SIGHTING, TREND


def add_posts(connection: Connection, posts: Iterable[Post]) -> int:
    """Put the posts together with those that are there. Returns how many are new."""
    versions = _merged(((post.source, post.external_id), post_version(post)) for post in posts)
    new = 0
    for keys in chunks(sorted(versions)):
        stored = _stored(connection, POST, keys)
        rows = {key: row_of_post(key, _with_stored(versions[key], stored.get(key)), stored.get(key)) for key in keys}
        upsert(connection, POST, [rows[key] for key in keys if rows[key] != stored.get(key)])
        left = {(key[0], old["thread"]) for key, old in stored.items() if old["thread"] != rows[key]["thread"]}
        forget_threads(connection, left)
        new += len(keys) - len(stored)
    return new


def add_trends(
    connection: Connection, trends: Iterable[Trend], posts: Iterable[Post], sightings: Iterable[Sighting]
) -> int:
    """Put the trends together with those that are there. Returns how many are new.

    A trend carries no time of its own: it was collected when it was seen, or when its headline was.
    """
    when = {(post.source, post.external_id): post.collected_at for post in posts}
    for sighting in sorted(sightings, key=lambda sighting: sighting.seen_at):
        when[sighting.source, sighting.trend] = sighting.seen_at
    keyed = (((trend.source, trend.external_id), trend) for trend in trends)
    versions = _merged((key, trend_version(trend, when.get(key, LONG_AGO))) for key, trend in keyed)
    new = 0
    for keys in chunks(sorted(versions)):
        stored = _stored(connection, TREND, keys)
        rows = {key: row_of_trend(key, _with_stored(versions[key], stored.get(key))) for key in keys}
        upsert(connection, TREND, [rows[key] for key in keys if rows[key] != stored.get(key)])
        new += len(keys) - len(stored)
    return new


def add_sightings(connection: Connection, sightings: Iterable[Sighting]) -> int:
    """Add the sightings; of two at one time the better rank stands. Returns how many are new."""
    new = 0
    for some in chunks(sightings):
        rows = [row(SIGHTING, sighting) for sighting in some]
        at = [(values["source"], values["trend"], values["seen_at"]) for values in rows]
        seen = in_keys(SIGHTING.c.source, SIGHTING.c.trend, {key[:2] for key in at})
        stored = stored_rows(connection, SIGHTING, seen & SIGHTING.c.seen_at.in_({key[2] for key in at}))
        best: dict[tuple[object, ...], Values] = {}
        for key, values in zip([*stored, *at], [*stored.values(), *rows], strict=True):
            best[key] = min(best.get(key, values), values, key=_standing)
        upsert(connection, SIGHTING, [values for key, values in best.items() if stored.get(key) != values])
        new += len(best) - len(stored)
    return new


def _standing(sighting: Values) -> tuple[int, int]:
    volume = sighting["volume"]
    return sighting["rank"], 1 if volume is None else -volume


def _merged(versions: Iterable[tuple[PostKey, Version]]) -> dict[PostKey, Version]:
    merged: dict[PostKey, Version] = {}
    for key, version in versions:
        merged[key] = merge(merged.get(key, {}), version)
    return merged


def _with_stored(version: Version, stored: Values | None) -> Version:
    return merge(stored_version(stored), version) if stored else version


def _stored(connection: Connection, table: Table, keys: Sequence[PostKey]) -> dict[PostKey, Values]:
    rows = stored_rows(connection, table, in_keys(table.c.source, table.c.external_id, keys))
    return {(values["source"], values["external_id"]): values for values in rows.values()}
