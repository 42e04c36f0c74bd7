"""What does the store hold, and how do the stages put it in and get it out?

Each method is one short transaction. What fails is one of the errors of `db/errors.py`:

    StoreError              base; carries `location`
    ├── StoreNewer          written by a newer version of unjargon
    ├── StoreDamaged        no database, a malformed one, or another program's
    ├── StoreUnwritable     read-only, full disk, missing folder, no permission
    └── StoreBusy           locked by another program for longer than ten seconds
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, tzinfo
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from sqlalchemy import Column, ColumnElement, Connection, Engine, Select, case, func, select, text, tuple_, union

from db.engine import bring_up_to_date, explained, reach
from db.errors import StoreBusy, StoreDamaged, StoreError, StoreNewer, StoreUnwritable
from db.headlines import read_headlines
from db.location import Location, located
from db.models import (
    Definition,
    Digest,
    EncyclopediaEntry,
    Explanation,
    Facts,
    Headline,
    KeptPage,
    Kind,
    LinkedPage,
    Lookup,
    Mention,
    Outcome,
    PageWish,
    Post,
    Provenance,
    Sense,
    Sighting,
    State,
    Story,
    Trend,
    Validators,
    Wish,
)
from db.rows import Key, Values, chunks, in_keys, record, row, storable, sync, upsert
from db.tables import (
    DEFINITION,
    DIGEST,
    ENCYCLOPEDIA_ENTRY,
    EXPLANATION,
    KEPT_PAGE,
    LINKED_PAGE,
    LOOKUP,
    MARK,
    MENTION,
    OUTCOME,
    PAGE_WISH,
    POST,
    SAID_AT,
    SENSE,
    SIGHTING,
    STORY,
    STORY_MEMBER,
    TREND,
    VALIDATORS,
    WISH,
    WORDING,
)
from db.views import VIEWS
from db.writing import (
    add_posts,
    add_sightings,
    add_trends,
    mark_mentions,
    mark_word,
    save_facts,
    save_lookup,
    save_outcome,
    save_senses,
    save_stories,
)

__all__ = ["Added", "Store", "StoreBusy", "StoreDamaged", "StoreError", "StoreNewer", "StoreUnwritable"]


_AT_ONCE = 100  # outcomes, of a history


class Added(NamedTuple):
    """How many of each were not in the store before."""

    posts: int
    trends: int
    sightings: int


class Store:
    """All that was collected, found and written. Open it with `Store.open`; it closes as a context manager."""

    def __init__(self, engine: Engine, location: Location) -> None:
        self._engine = engine
        self._location = location

    @property
    def location(self) -> str:
        """Where it is, without any password."""
        return str(self._location)

    @classmethod
    def open(cls, location: str | Path, *, create: bool = True, read_only: bool = False) -> Self:
        """The store at a path, `sqlite://` (in memory) or a database URL, brought to the newest revision.

        An existing file that is older is copied first, to `<name>.backup-<its revision>` beside it. Raises StoreError.
        """
        place = located(location)
        store = cls(reach(place, create=create, read_only=read_only), place)
        try:
            with explained(place):
                bring_up_to_date(store._engine, place, read_only=read_only)
        except BaseException:
            store.close()
            raise
        return store

    @staticmethod
    def exists(location: str | Path) -> bool:
        """Whether there is something to open there; a server is taken to be there."""
        place = located(location)
        return place.path.exists() if place.path else place.url is not None

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One transaction that sees the store as it is now; for this package's own files."""
        with explained(self._location), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction that changes all or nothing; for this package's own files."""
        with explained(self._location), self._engine.execution_options(immediate=True).begin() as connection:
            yield connection

    # --- what the collector writes -----------------------------------------------------------------------------------

    def add(self, posts: Iterable[Post], trends: Iterable[Trend], sightings: Iterable[Sighting]) -> Added:
        """Put what was collected with what is there: by (source, external id), and by (source, trend, time).

        What is collected again replaces what is older, but never with nothing (`db/merge.py`); `collected_at` stays the
        first. A new post, or one that now reads differently, makes its thread pending. Adding again changes nothing.
        """
        posts, sightings = list(posts), list(sightings)
        with self.write() as connection:
            return Added(
                posts=add_posts(connection, posts),
                trends=add_trends(connection, trends, posts, sightings),
                sightings=add_sightings(connection, sightings),
            )

    def record(self, outcome: Outcome, page: KeptPage | None = None) -> None:
        """Keep what came of asking a source, and the page in which nothing was found, in place of an earlier one.

        Once the source answers, no page of it is kept any longer.
        """
        with self.write() as connection:
            save_outcome(connection, outcome, page)

    def kept_page(self, source: str) -> KeptPage | None:
        """The page of this source that could not be read, if one is kept."""
        found = self._rows(select(KEPT_PAGE).where(KEPT_PAGE.c.source == storable(source)))
        return record(KeptPage, found[0]) if found else None

    def outcomes(self, since: datetime | None = None, until: datetime | None = None) -> list[Outcome]:
        """The newest outcome of each source in [since, until), by source."""
        bounds = _between(OUTCOME.c.at, since, until)
        newest = select(OUTCOME.c.source, func.max(OUTCOME.c.at)).where(*bounds).group_by(OUTCOME.c.source)
        found = self._rows(select(OUTCOME).where(tuple_(OUTCOME.c.source, OUTCOME.c.at).in_(newest)))
        return sorted((record(Outcome, values) for values in found), key=lambda outcome: outcome.source)

    def history(self, source: str, until: datetime | None = None) -> Iterator[Outcome]:
        """What came of asking a source before `until`, the newest first; no more is read than is wanted."""
        of_source = select(OUTCOME).where(OUTCOME.c.source == storable(source)).order_by(OUTCOME.c.at.desc())
        while some := self._rows(of_source.where(*_between(OUTCOME.c.at, None, until)).limit(_AT_ONCE)):
            yield from (record(Outcome, values) for values in some)
            until = some[-1]["at"]

    def successes(self) -> dict[str, datetime]:
        """When each source answered last."""
        answered = [state for state in State if state.answered]
        newest = select(OUTCOME.c.source, func.max(OUTCOME.c.at, type_=OUTCOME.c.at.type).label("at"))
        found = self._rows(newest.where(OUTCOME.c.state.in_(answered)).group_by(OUTCOME.c.source))
        return {values["source"]: values["at"] for values in found}

    def remember(self, validators: Validators) -> None:
        """Keep what a server gave to ask for changes only."""
        with self.write() as connection:
            upsert(connection, VALIDATORS, [row(VALIDATORS, validators)])

    def validators(self, url: str) -> Validators | None:
        """What the server gave for this address, if anything."""
        found = self._rows(select(VALIDATORS).where(VALIDATORS.c.url == storable(url)))
        return record(Validators, found[0]) if found else None

    # --- what the analysis reads and writes --------------------------------------------------------------------------

    def pending(self, fingerprint: str) -> list[Key]:
        """The threads, as (source, thread), with a post that this analysis has not read; by (time, source, thread)."""
        unread = func.sum(case((POST.c.analysed.is_distinct_from(fingerprint), 1), else_=0))
        threads = select(POST.c.source, POST.c.thread, func.min(SAID_AT).label("at"))
        found = self._rows(threads.group_by(POST.c.source, POST.c.thread).having(unread > 0))
        return [(r["source"], r["thread"]) for r in sorted(found, key=lambda r: (r["at"], r["source"], r["thread"]))]

    def posts(self, source: str, thread: str) -> list[Post]:
        """The posts of a thread: the root, then the others by (time, external id). Empty when there is none."""
        return self.posts_of([(source, thread)])[source, thread]

    def posts_of(self, keys: Sequence[Key]) -> dict[Key, list[Post]]:
        """The posts of many threads at once, each as `posts` gives them."""
        threads: dict[Key, list[Post]] = {key: [] for key in keys}
        language = func.coalesce(POST.c.language, POST.c.stated_language).label("language")
        columns = [language if name == "language" else POST.c[name] for name in Post.model_fields]
        with self.read() as connection:
            for some in chunks(threads):
                found = connection.execute(select(*columns).where(in_keys(POST.c.source, POST.c.thread, some)))
                for values in found.mappings():
                    threads[values["source"], values["thread"]].append(record(Post, dict(values)))
        return {key: sorted(posts, key=_reading_order) for key, posts in threads.items()}

    def threads_of(self, posts: Iterable[Key]) -> dict[Key, str]:
        """The thread of each of these posts, by (source, external id); what is not in the store is left out."""
        found: list[Values] = []
        for some in chunks(sorted(set(posts))):
            place = select(POST.c.source, POST.c.external_id, POST.c.thread)
            found += self._rows(place.where(in_keys(POST.c.source, POST.c.external_id, some)))
        return {(values["source"], values["external_id"]): values["thread"] for values in found}

    def mentions_of(self, keys: Sequence[Key]) -> dict[Key, list[Mention]]:
        """The mentions in the posts of these threads, by (post, start); a thread without any has an empty list."""
        threads: dict[Key, list[Mention]] = {key: [] for key in keys}
        on_post = (POST.c.source == MENTION.c.source) & (POST.c.external_id == MENTION.c.post)
        for some in chunks(threads):
            found = select(MENTION, POST.c.thread).join(POST, on_post)
            for values in self._rows(found.where(in_keys(POST.c.source, POST.c.thread, some))):
                threads[values["source"], values["thread"]].append(record(Mention, values))
        return {key: sorted(found, key=_mention_order) for key, found in threads.items()}

    def save(self, facts: Sequence[Facts], fingerprint: str) -> None:
        """Replace what was known of these threads, and mark as analysed the posts that `languages` names.

        A post that `languages` does not name stays pending. The reader's own senses are left as they are. Saving the
        same again changes nothing. Raises StoreError, with nothing saved, for facts about posts or senses that are not
        in the store.
        """
        with self.write() as connection:
            save_facts(connection, facts, fingerprint)

    def define(self, sense: Sense) -> None:
        """Keep the reader's own meaning, in place of an earlier one with the same id.

        Threads that mention the term, or hold the word, become pending. Raises ValueError for another provenance.
        """
        if sense.provenance is not Provenance.READER:
            raise ValueError(f"{sense.id} is not the reader's own: its provenance is {sense.provenance}")
        with self.write() as connection:
            if save_senses(connection, [sense]):
                mark_mentions(connection, [sense.term])
                mark_word(connection, sense.term)

    def mark_pending(self, terms: Iterable[str]) -> None:
        """Let the threads that mention one of these terms be analysed again."""
        with self.write() as connection:
            mark_mentions(connection, terms)

    def own_senses(self) -> list[Sense]:
        """The reader's own glossary, by (term, id)."""
        senses = self._senses(SENSE.c.provenance == Provenance.READER)
        return sorted(senses, key=lambda sense: (sense.term.casefold(), sense.id))

    def senses(self, term: str) -> list[Sense]:
        """Every sense of a term, whatever its case; by (how much its provenance is believed, id)."""
        believed = list(Provenance)
        senses = self._senses(SENSE.c.folded == term.casefold())
        return sorted(senses, key=lambda sense: (believed.index(sense.provenance), sense.id))

    def senses_by_id(self, ids: Iterable[str]) -> dict[str, Sense]:
        """The senses with these ids; those that there are not are left out."""
        some_at_once = chunks(sorted({storable(each) for each in ids}))
        return {sense.id: sense for some in some_at_once for sense in self._senses(SENSE.c.id.in_(some))}

    def definitions(self, terms: Collection[str] | None = None) -> list[Definition]:
        """Where authors wrote what these terms mean (None: all terms), whatever their case; by (term, source, post)."""
        found: list[Values] = []
        if terms is None:
            found = self._rows(select(DEFINITION))
        for some in chunks(sorted({term.casefold() for term in terms or ()})):
            found += self._rows(select(DEFINITION).where(DEFINITION.c.folded.in_(some)))
        return [record(Definition, values) for values in sorted(found, key=_definition_order)]

    # --- encyclopedias -----------------------------------------------------------------------------------------------

    def unknown_acronyms(self) -> list[Wish]:
        """Every acronym that has a mention without a meaning, and how much that matters; by term.

        What stands in files that the reader keeps does not count: nothing of it is to be asked for anywhere.
        """
        titled = (
            select(TREND.c.id)
            .where(TREND.c.source == POST.c.source, TREND.c.external_id == POST.c.external_id)
            .where(MENTION.c.start < func.length(POST.c.title))
        )
        unknown = (
            select(
                MENTION.c.term,
                func.count(func.distinct(POST.c.id)).label("posts"),
                func.max(case((titled.exists(), 1), else_=0)).label("in_trend"),
            )
            .join(POST, (POST.c.source == MENTION.c.source) & (POST.c.external_id == MENTION.c.post))
            .where(MENTION.c.sense.is_(None), MENTION.c.kind == Kind.ACRONYM, POST.c.source.not_like("file:%"))
            .group_by(MENTION.c.term)
        )
        return sorted((record(Wish, values) for values in self._rows(unknown)), key=lambda wish: wish.term)

    def save_wishes(self, wishes: Iterable[Wish]) -> None:
        """Keep these wishes, and no others."""
        with self.write() as connection:
            sync(connection, WISH, WISH.c.term.is_not(None), (row(WISH, wish) for wish in wishes))

    def wishes(self) -> list[Wish]:
        """What the analysis wants to know of the encyclopedias, whether they were asked or not; by term."""
        return sorted((record(Wish, values) for values in self._rows(select(WISH))), key=lambda wish: wish.term)

    def save_lookup(self, lookup: Lookup, entries: Sequence[EncyclopediaEntry] = ()) -> None:
        """Keep what came of asking an encyclopedia for a term, in place of what came of it before.

        What it said before is replaced where it says something now. Threads that mention the term become pending when
        that changes anything.
        """
        with self.write() as connection:
            save_lookup(connection, lookup, entries)

    def lookups(self) -> list[Lookup]:
        """What came of asking each encyclopedia for each term; by (encyclopedia, term)."""
        found = [record(Lookup, values) for values in self._rows(select(LOOKUP))]
        return sorted(found, key=lambda lookup: (lookup.encyclopedia, lookup.term))

    def encyclopedia_entries(self) -> list[EncyclopediaEntry]:
        """All that the encyclopedias said; by (term, encyclopedia, position)."""
        found = [record(EncyclopediaEntry, values) for values in self._rows(select(ENCYCLOPEDIA_ENTRY))]
        return sorted(found, key=lambda entry: (entry.term, entry.encyclopedia, entry.position))

    # --- linked pages ------------------------------------------------------------------------------------------------

    def save_page_wishes(self, wishes: Iterable[PageWish]) -> None:
        """Keep these wishes, and no others."""
        with self.write() as connection:
            sync(connection, PAGE_WISH, PAGE_WISH.c.url.is_not(None), (row(PAGE_WISH, wish) for wish in wishes))

    def page_wishes(self) -> list[PageWish]:
        """The pages that the analysis wants read, whether they were asked for or not; by (source, trend)."""
        found = [record(PageWish, values) for values in self._rows(select(PAGE_WISH))]
        return sorted(found, key=lambda wish: (wish.source, wish.trend))

    def save_page(self, page: LinkedPage) -> None:
        """Keep what came of reading a page, in place of what came of it before."""
        with self.write() as connection:
            upsert(connection, LINKED_PAGE, [row(LINKED_PAGE, page)])

    def pages(self, urls: Iterable[str]) -> dict[str, LinkedPage]:
        """What came of reading those of these pages that were asked for, by address."""
        some_at_once = chunks(sorted({storable(url) for url in urls}))
        found = (
            values
            for some in some_at_once
            for values in self._rows(select(LINKED_PAGE).where(LINKED_PAGE.c.url.in_(some)))
        )
        return {values["url"]: record(LinkedPage, values) for values in found}

    # --- stories and trends ------------------------------------------------------------------------------------------

    def save_stories(self, stories: Sequence[Story]) -> None:
        """Keep these stories in place of earlier ones with the same ids.

        A thread belongs to one story, the one that was saved last; a story to which no thread belongs is gone.
        """
        with self.write() as connection:
            save_stories(connection, stories)

    def stories(self, since: datetime, until: datetime) -> list[Story]:
        """The stories with a sighting seen, or a post first collected, in [since, until); by (first seen, id)."""
        return self._stories(STORY.c.id.in_(_told_between(since, until)))

    def headlines(self, since: datetime) -> list[Headline]:
        """What stories are made of: the roots of the threads that were collected or seen from `since` on, or belong to
        no story yet, and the other roots of their stories; by (time, source, external id)."""
        with self.read() as connection:
            return read_headlines(connection, since)

    def newest(self) -> datetime | None:
        """When anything was collected or seen last."""
        return self._latest(None)

    def oldest(self) -> datetime | None:
        """When the first post was collected."""
        with self.read() as connection:
            oldest: datetime | None = connection.execute(select(func.min(POST.c.collected_at))).scalar_one()
        return oldest

    def story(self, story: str) -> Story | None:
        """The story with this id, if there is one."""
        return next(iter(self._stories(STORY.c.id == storable(story))), None)

    def stories_of(self, threads: Iterable[Key]) -> dict[Key, str]:
        """The id of the story that each of these threads belongs to; threads that belong to none are left out."""
        found: list[Values] = []
        for some in chunks(sorted(set(threads))):
            found += self._rows(select(STORY_MEMBER).where(in_keys(STORY_MEMBER.c.source, STORY_MEMBER.c.thread, some)))
        return {(values["source"], values["thread"]): values["story"] for values in found}

    def all_stories(self) -> list[Story]:
        """Every story; by (first seen, id)."""
        return self._stories(STORY.c.id.is_not(None))

    def latest_day(self, zone: tzinfo, until: datetime | None = None) -> date | None:
        """The latest day, in this time zone, that has posts or sightings (of before `until`)."""
        latest = self._latest(until)
        return latest.astimezone(zone).date() if latest else None

    def trend_history(self, keys: Sequence[Key], until: datetime) -> dict[Key, list[Sighting]]:
        """The sightings of these trends before `until`, oldest first; a trend never seen has an empty list."""
        history: dict[Key, list[Sighting]] = {key: [] for key in keys}
        for some in chunks(history):
            wanted = in_keys(SIGHTING.c.source, SIGHTING.c.trend, some) & (SIGHTING.c.seen_at < until)
            for values in self._rows(select(SIGHTING).where(wanted)):
                history[values["source"], values["trend"]].append(record(Sighting, values))
        return {key: sorted(seen, key=lambda sighting: sighting.seen_at) for key, seen in history.items()}

    def looks(self, since: datetime | None = None, until: datetime | None = None) -> dict[str, list[datetime]]:
        """When each source's list was looked at in [since, until), oldest first; an answer that held nothing counts."""
        listed = select(SIGHTING.c.source, SIGHTING.c.seen_at).where(*_between(SIGHTING.c.seen_at, since, until))
        nothing = select(OUTCOME.c.source, OUTCOME.c.at).where(OUTCOME.c.state == State.EMPTY)
        looks: dict[str, set[datetime]] = {}
        with self.read() as connection:
            for some in (listed.distinct(), nothing.where(*_between(OUTCOME.c.at, since, until))):
                for source, at in connection.execute(some):
                    looks.setdefault(source, set()).add(at)
        return {source: sorted(looks[source]) for source in sorted(looks)}

    def latest_looks(self) -> dict[str, datetime]:
        """When each source's list was looked at last, as `looks` counts them; sources without a list are left out."""
        latest = select(SIGHTING.c.source, func.max(SIGHTING.c.seen_at, type_=SIGHTING.c.seen_at.type).label("at"))
        found = {values["source"]: values["at"] for values in self._rows(latest.group_by(SIGHTING.c.source))}
        empty = select(OUTCOME.c.source, func.max(OUTCOME.c.at, type_=OUTCOME.c.at.type).label("at"))
        for values in self._rows(empty.where(OUTCOME.c.state == State.EMPTY).group_by(OUTCOME.c.source)):
            if values["source"] in found:
                found[values["source"]] = max(found[values["source"]], values["at"])
        return dict(sorted(found.items()))

    def trends_between(
        self, since: datetime, until: datetime, source: str | None = None
    ) -> list[tuple[Trend, Sighting]]:
        """The trends seen in [since, until), once a sighting, of one source or of all.

        By (time, source, rank, external id).
        """
        on_trend = (TREND.c.source == SIGHTING.c.source) & (TREND.c.external_id == SIGHTING.c.trend)
        seen = select(SIGHTING, TREND.c.external_id, TREND.c.title, TREND.c.url).join(TREND, on_trend)
        of_source = [] if source is None else [SIGHTING.c.source == storable(source)]
        found = self._rows(seen.where(*_between(SIGHTING.c.seen_at, since, until), *of_source))
        pairs = [(record(Trend, values), record(Sighting, values)) for values in found]
        return sorted(pairs, key=lambda pair: (pair[1].seen_at, pair[1].source, pair[1].rank, pair[1].trend))

    # --- what the reports read and write -----------------------------------------------------------------------------

    def explanations(self, keys: Sequence[Key], language: str) -> dict[Key, Explanation]:
        """The explanations of these threads in one language; threads that have none are left out."""
        found: dict[Key, Explanation] = {}
        for some in chunks(keys):
            wanted = in_keys(EXPLANATION.c.source, EXPLANATION.c.thread, some) & (EXPLANATION.c.language == language)
            for values in self._rows(select(EXPLANATION).where(wanted)):
                found[values["source"], values["thread"]] = Explanation.model_validate_json(values["body"])
        return found

    def save_digest(self, digest: Digest) -> None:
        """Keep a day's page, in place of an earlier one in the same language."""
        with self.write() as connection:
            upsert(connection, DIGEST, [row(DIGEST, digest)])

    def digest(self, day: date, language: str) -> Digest | None:
        """A day's page as it was written last, if it was."""
        found = self._rows(select(DIGEST).where(DIGEST.c.day == day, DIGEST.c.language == language))
        return record(Digest, found[0]) if found else None

    def mark_sample(self) -> None:
        """Keep in mind that this store holds invented data; it is not forgotten."""
        with self.write() as connection:
            upsert(connection, MARK, [{"name": "sample"}])

    @property
    def is_sample(self) -> bool:
        """Whether the store holds invented data."""
        return bool(self._rows(select(MARK).where(MARK.c.name == "sample")))

    def counts(self) -> dict[str, int]:
        """How many rows each public view has."""
        with self.read() as connection:
            return {
                name: connection.execute(select(func.count()).select_from(text(name))).scalar_one() for name in VIEWS
            }

    # --- within ------------------------------------------------------------------------------------------------------

    def _latest(self, until: datetime | None) -> datetime | None:
        collected = select(func.max(POST.c.collected_at)).where(*_between(POST.c.collected_at, None, until))
        seen = select(func.max(SIGHTING.c.seen_at)).where(*_between(SIGHTING.c.seen_at, None, until))
        with self.read() as connection:
            times = [at for at in connection.execute(collected.union_all(seen)).scalars() if at is not None]
        return max(times, default=None)

    def _rows(self, query: Select[Any]) -> list[Values]:
        with self.read() as connection:
            return [dict(values) for values in connection.execute(query).mappings()]

    def _senses(self, where: ColumnElement[bool]) -> list[Sense]:
        worded = select(WORDING).join(SENSE, SENSE.c.id == WORDING.c.sense).where(where).order_by(WORDING.c.language)
        with self.read() as connection:
            senses = connection.execute(select(SENSE).where(where)).mappings().all()
            wordings = connection.execute(worded).mappings().all()
        by_sense: dict[str, list[Values]] = {}
        for wording in wordings:
            by_sense.setdefault(wording["sense"], []).append(dict(wording))
        return [_sense(dict(values), by_sense.get(values["id"], [])) for values in senses]

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


def _between(column: Column[Any], since: datetime | None, until: datetime | None) -> list[ColumnElement[bool]]:
    lower = [] if since is None else [column >= since]
    return lower if until is None else [*lower, column < until]


def _reading_order(post: Post) -> tuple[bool, datetime, str, str]:
    said = post.created_at or post.collected_at
    return post.external_id != post.thread, said, post.source, post.external_id


def _mention_order(mention: Mention) -> tuple[str, int, int, str]:
    return mention.post, mention.start, mention.end, mention.term


def _definition_order(values: Values) -> tuple[str, str, str, int, int]:
    return values["folded"], values["source"], values["post"], values["start"], values["end"]


def _sense(values: Values, wordings: Sequence[Values]) -> Sense:
    words = {
        field: {wording["language"]: wording[field] for wording in wordings if wording[field] is not None}
        for field in ("expansion", "meaning")
    }
    return record(Sense, values | words)


def _story(values: Values, members: Sequence[Any]) -> Story:
    keys = [(member.source, member.thread) for member in members]
    copies = frozenset(key for key, member in zip(keys, members, strict=True) if member.is_copy)
    return Story(**values, members=tuple(keys), copies=copies)


def _told_between(since: datetime, until: datetime) -> Any:
    of_thread = (STORY_MEMBER.c.source == POST.c.source) & (STORY_MEMBER.c.thread == POST.c.thread)
    of_trend = (SIGHTING.c.source == POST.c.source) & (SIGHTING.c.trend == POST.c.external_id)
    told = select(STORY_MEMBER.c.story).join(POST, of_thread)
    return union(
        told.where(*_between(POST.c.collected_at, since, until)),
        told.join(SIGHTING, of_trend).where(*_between(SIGHTING.c.seen_at, since, until)),
    )
