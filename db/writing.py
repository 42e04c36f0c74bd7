"""How do collections, facts and stories become rows, touching none that is so already?

Each function works within the transaction of the connection that it is given.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from sqlalchemy import ColumnElement, Connection, Table, bindparam, delete, exists, select, tuple_, update

from db.merge import LONG_AGO, Version, merge, post_row, post_version, stored_version, trend_row, trend_version
from db.models import (
    EncyclopediaEntry,
    Facts,
    KeptPage,
    Lookup,
    Outcome,
    Post,
    Provenance,
    Sense,
    Sighting,
    Story,
    Trend,
)
from db.rows import Key, Values, chunks, in_keys, row, storable, stored_rows, sync, upsert
from db.tables import (
    DEFINITION,
    ENCYCLOPEDIA_ENTRY,
    EXPLANATION,
    KEPT_PAGE,
    LOOKUP,
    MENTION,
    OUTCOME,
    POST,
    SENSE,
    SIGHTING,
    STORY,
    STORY_MEMBER,
    TREND,
    WORDING,
)


def add_posts(connection: Connection, posts: Iterable[Post]) -> int:
    """Put the posts together with those that are there. Returns how many are new."""
    versions = _merged(((post.source, post.external_id), post_version(post)) for post in posts)
    new = 0
    for keys in chunks(sorted(versions)):
        stored = _stored(connection, POST, keys)
        rows = {key: post_row(key, _with_stored(versions[key], stored.get(key)), stored.get(key)) for key in keys}
        upsert(connection, POST, [rows[key] for key in keys if rows[key] != stored.get(key)])
        left = {(key[0], old["thread"]) for key, old in stored.items() if old["thread"] != rows[key]["thread"]}
        _forget_threads(connection, left)
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
        rows = {key: trend_row(key, _with_stored(versions[key], stored.get(key))) for key in keys}
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


def _merged(versions: Iterable[tuple[Key, Version]]) -> dict[Key, Version]:
    merged: dict[Key, Version] = {}
    for key, version in versions:
        merged[key] = merge(merged.get(key, {}), version)
    return merged


def _with_stored(version: Version, stored: Values | None) -> Version:
    return merge(stored_version(stored), version) if stored else version


def _stored(connection: Connection, table: Table, keys: Sequence[Key]) -> dict[Key, Values]:
    rows = stored_rows(connection, table, in_keys(table.c.source, table.c.external_id, keys))
    return {(values["source"], values["external_id"]): values for values in rows.values()}


def _forget_threads(connection: Connection, threads: Collection[Key]) -> None:
    # posts that turned out to belong elsewhere: what was explained here no longer holds
    if threads:
        connection.execute(delete(EXPLANATION).where(in_keys(EXPLANATION.c.source, EXPLANATION.c.thread, threads)))
        connection.execute(update(POST).where(in_keys(POST.c.source, POST.c.thread, threads)).values(analysed=None))


def save_outcome(connection: Connection, outcome: Outcome, page: KeptPage | None) -> None:
    """Keep what came of asking a source, and its newest page that could not be read, until it answers again."""
    upsert(connection, OUTCOME, [row(OUTCOME, outcome)])
    if outcome.answered:
        connection.execute(delete(KEPT_PAGE).where(KEPT_PAGE.c.source == storable(outcome.source)))
    upsert(connection, KEPT_PAGE, [row(KEPT_PAGE, page)] if page else [])


def save_facts(connection: Connection, facts: Iterable[Facts], fingerprint: str) -> None:
    """Replace what was known of these threads, and mark the posts that were read."""
    for some in chunks(facts):
        save_senses(connection, _not_the_readers(connection, [sense for fact in some for sense in fact.senses]))
        threads = [(fact.source, fact.thread) for fact in some]
        within = select(POST.c.source, POST.c.external_id).where(in_keys(POST.c.source, POST.c.thread, threads))
        for table, found in (
            (MENTION, [mention for fact in some for mention in fact.mentions]),
            (DEFINITION, [definition for fact in some for definition in fact.definitions]),
        ):
            rows = [row(table, term, folded=term.term.casefold()) for term in found]
            sync(connection, table, tuple_(table.c.source, table.c.post).in_(within), rows)
        explained = in_keys(EXPLANATION.c.source, EXPLANATION.c.thread, threads)
        sync(connection, EXPLANATION, explained, (body for fact in some for body in _explanation_rows(fact)))
        _mark_analysed(connection, some, fingerprint)


def save_senses(connection: Connection, senses: Iterable[Sense]) -> bool:
    """Keep these senses in place of those with the same ids. Returns whether anything changed."""
    changed = False
    for some in chunks({sense.id: sense for sense in senses}.values()):
        ids = [sense.id for sense in some]
        rows = (row(SENSE, sense, folded=sense.term.casefold()) for sense in some)
        changed |= sync(connection, SENSE, SENSE.c.id.in_(ids), rows)
        wordings = (wording for sense in some for wording in _wording_rows(sense))
        changed |= sync(connection, WORDING, WORDING.c.sense.in_(ids), wordings)
    return changed


def _not_the_readers(connection: Connection, senses: Sequence[Sense]) -> list[Sense]:
    # the reader may have changed a sense since the analysis read it
    own = set(connection.execute(select(SENSE.c.id).where(SENSE.c.provenance == Provenance.READER)).scalars())
    return [sense for sense in senses if sense.id not in own]


def _wording_rows(sense: Sense) -> Iterator[Values]:
    for language in sorted({*sense.expansion, *sense.meaning}):
        expansion, meaning = sense.expansion.get(language), sense.meaning.get(language)
        words = {"term": sense.term, "expansion": expansion, "meaning": meaning}
        yield {"sense": sense.id, "language": language} | words


def _explanation_rows(facts: Facts) -> Iterator[Values]:
    for explanation in facts.explanations:
        yield row(EXPLANATION, explanation, body=explanation.model_dump_json())


def _mark_analysed(connection: Connection, facts: Iterable[Facts], fingerprint: str) -> None:
    read = [
        {"a_source": fact.source, "a_post": post, "a_language": language, "a_fingerprint": fingerprint}
        for fact in facts
        for post, language in sorted(fact.languages.items())
    ]
    differs = POST.c.language.is_distinct_from(bindparam("a_language"))
    differs |= POST.c.analysed.is_distinct_from(bindparam("a_fingerprint"))
    one = (POST.c.source == bindparam("a_source")) & (POST.c.external_id == bindparam("a_post"))
    mark = (
        update(POST).where(one, differs).values(language=bindparam("a_language"), analysed=bindparam("a_fingerprint"))
    )
    if read:
        connection.execute(mark, read)


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


def _mark_pending(connection: Connection, where: ColumnElement[bool]) -> None:
    connection.execute(update(POST).where(where, POST.c.analysed.is_not(None)).values(analysed=None))


def save_lookup(connection: Connection, lookup: Lookup, entries: Sequence[EncyclopediaEntry]) -> None:
    """Keep what came of asking an encyclopedia for a term; what it said before is not lost to a later failure."""
    upsert(connection, LOOKUP, [row(LOOKUP, lookup)])
    if entries:
        same = (ENCYCLOPEDIA_ENTRY.c.encyclopedia == lookup.encyclopedia) & (ENCYCLOPEDIA_ENTRY.c.term == lookup.term)
        if sync(connection, ENCYCLOPEDIA_ENTRY, same, (row(ENCYCLOPEDIA_ENTRY, entry) for entry in entries)):
            mark_mentions(connection, [lookup.term])


def save_stories(connection: Connection, stories: Iterable[Story]) -> None:
    """Keep these stories, each thread in the one that comes last; stories to which no thread belongs go."""
    for some in chunks(stories):
        ids = [story.id for story in some]
        sync(connection, STORY, STORY.c.id.in_(ids), (row(STORY, story) for story in some))
        members = (member for story in some for member in _member_rows(story))
        sync(connection, STORY_MEMBER, STORY_MEMBER.c.story.in_(ids), members)
    connection.execute(delete(STORY).where(~exists().where(STORY_MEMBER.c.story == STORY.c.id)))


def _member_rows(story: Story) -> Iterator[Values]:
    for position, (source, thread) in enumerate(story.members):
        key = {"source": source, "thread": thread, "story": story.id, "position": position}
        yield key | {"is_copy": (source, thread) in story.copies}
