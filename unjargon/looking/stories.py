"""What is the history of one story: who posted it, how it ranked over time, and which terms does it use?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from analysis.trends.ranks import rank_stories
from db.models import Entry, Post, PostKey, Sighting, Story, StoryRank
from db.store import Store
from reports.charts import sparkline
from reports.day import Day
from reports.glossary import distinct_entries
from reports.order import ranked
from reports.why import in_full, why
from reports.words import Words, page_words
from unjargon.day.reading import read_lists
from unjargon.declared import titles, weights
from unjargon.errors import NotDone
from unjargon.looking.trends import END, standing_row
from unjargon.printing import TableFormat, TableRow, printable, put, put_rows, width, wrapped
from unjargon.settings import Settings

_IN_FULL = (
    *("id", "title", "first_seen", "last_seen", "day", "place", "among", "status", "why", "score", "comments"),
    *("ranks", "sightings", "posts", "terms"),
)
_TIMELINE = ("seen_at", "source", "rank", "volume", "title")  # in tables for programs
_LATEST = 12  # sightings of a source that are printed; older ones are in the other formats


@dataclass(frozen=True)
class StoryHistory:
    """A story with what the store holds of it; `rank` is its place `among` so many stories of its last day."""

    story: Story
    day: Day
    rank: StoryRank
    among: int
    last_seen: datetime
    posts: Mapping[PostKey, Sequence[Post]]
    sightings: Sequence[Sighting]  # by (time, source, rank)
    entries: Sequence[Entry]


def history_of(store: Store, name: str, settings: Settings) -> StoryHistory:
    """What is known of the story with this id, in the settings' language. Raises NotDone where there is none."""
    story = store.story(name)
    if story is None:
        raise NotDone(f"there is no story {printable(name)!r} in the store; which there are: unjargon stories")
    posts, histories = store.posts_of(story.members), store.trend_history(story.members, END)
    sightings = [each for history in histories.values() for each in history]
    times = [each.seen_at for each in sightings] + [post.collected_at for found in posts.values() for post in found]
    last = max(times, default=story.last_seen)
    day = Day(
        last.astimezone(settings.zone).date(), settings.zone, page_words(settings.language).naming(titles(settings))
    )
    lists = read_lists(store, day)
    among = {each.id: each for each in [story, *lists.stories]}
    lists = replace(lists, stories=list(among.values()))
    ranks = ranked(lists, partial(rank_stories, weights=weights(settings)))
    explanations = store.explanations(story.members, settings.language)
    told = [explanations[key] for key in story.members if key in explanations]
    return StoryHistory(
        story=story,
        day=day,
        rank=next(each for each in ranks if each.story == story.id),
        among=len(ranks),
        last_seen=last,
        posts=posts,
        sightings=sorted(sightings, key=lambda each: (each.seen_at, each.source, each.rank, each.trend)),
        entries=distinct_entries(entry for each in told for entry in each.entries),
    )


def put_story(store: Store, name: str, settings: Settings, form: TableFormat) -> None:
    """The story's history: as text for people, as one object in JSON, or its sightings as rows."""
    found = history_of(store, name, settings)
    if form is TableFormat.TABLE:
        put(history_as_text(found, width()))
    elif form is TableFormat.JSON:
        put_rows(_IN_FULL, [_story_row(found)], form)
    else:
        put_rows(_TIMELINE, [_sighting_row(each, found) for each in found.sightings], form)


def _sources(found: StoryHistory) -> int:
    return len({source for source, _ in found.story.members})


def _why(found: StoryHistory) -> str:
    return why(found.rank, _sources(found), found.day.words)


def _root(found: StoryHistory, key: PostKey) -> Post | None:
    return next((post for post in found.posts.get(key, ()) if post.external_id == post.thread), None)


def _story_row(found: StoryHistory) -> TableRow:
    """Everything about the story, under the names of `docs/formats.md`."""
    return {
        "id": found.story.id,
        "title": found.story.title,
        "first_seen": found.rank.first_seen,
        "last_seen": found.last_seen,
        "day": found.day.date.isoformat(),
        "place": found.rank.place,
        "among": found.among,
        "status": found.rank.movement and found.rank.movement.value,
        "why": _why(found),
        "score": found.rank.score,
        "comments": found.rank.comments,
        "ranks": [standing_row(each) for each in found.rank.standings],
        "sightings": [_sighting_row(each, found) for each in found.sightings],
        "posts": [_thread_row(key, found) for key in found.story.members],
        "terms": [entry.model_dump(include={"term", "kind", "expansion", "meaning"}) for entry in found.entries],
    }


def _sighting_row(sighting: Sighting, found: StoryHistory) -> TableRow:
    root = _root(found, (sighting.source, sighting.trend))
    return {**sighting.model_dump(include=set(_TIMELINE)), "title": root.title or root.text if root else None}


def _thread_row(key: PostKey, found: StoryHistory) -> TableRow:
    root = _root(found, key)
    return {
        "source": key[0],
        "thread": key[1],
        "title": root.title or root.text if root else None,
        "author": root.author if root else None,
        "posts": len(found.posts.get(key, ())),
        "at": root.created_at or root.collected_at if root else None,
        "url": root.url if root else None,
    }


# --- as text ---------------------------------------------------------------------------------------------------------


def history_as_text(found: StoryHistory, wide: int | None = None) -> str:
    """The history in lines of at most `wide` characters; addresses are never cut."""
    return "\n".join(_text(found, found.day.words, wide))


def _text(found: StoryHistory, say: Words, wide: int | None) -> Iterator[str]:
    yield from wrapped("", f"{found.story.title} ({found.story.id})", wide)
    first, last = (_clock(at, found) for at in (found.rank.first_seen, found.last_seen))
    yield from wrapped("", say.say("story_seen", first=first, last=last), wide)
    day = found.day.date.isoformat()
    place = say.say("story_place", place=found.rank.place, stories=found.among, day=day, why=_why(found))
    yield from wrapped("", place, wide)
    yield from ("", say.say("story_ranks" if found.rank.standings else "story_no_ranks"))
    yield from _rank_lines(found, say, wide)
    yield from ("", say.say("story_posts"))
    yield from _post_lines(found, say, wide)
    yield from ("", say.say("story_terms" if found.entries else "story_no_terms"))
    for entry in found.entries:
        parts = [
            entry.term,
            *filter(None, [entry.expansion or say.say("unknown") * (not entry.meaning), entry.meaning]),
        ]
        yield from wrapped("- ", ": ".join(parts), wide)


def _rank_lines(found: StoryHistory, say: Words, wide: int | None) -> Iterator[str]:
    for each in found.rank.standings:
        drawn = f" {sparkline(each.ranks)}" if len(each.ranks) > 1 else ""
        yield from wrapped("- ", f"{each.source}{drawn}: {in_full(each, say, found.day.zone)}", wide)
        seen = [sighting for sighting in found.sightings if sighting.source == each.source][-_LATEST:]
        times = (f"{_clock(s.seen_at, found)} {say.say('rank', rank=s.rank)}" for s in seen)
        yield from wrapped("  ", " · ".join(times), wide)


def _post_lines(found: StoryHistory, say: Words, wide: int | None) -> Iterator[str]:
    for row in (_thread_row(key, found) for key in found.story.members):
        when = _clock(row["at"], found) if row["at"] else "—"
        by = "story_by" if row["author"] else "story_by_nobody"
        said = say.say(by, posts=say.count("posts", row["posts"]), author=row["author"], time=when)
        yield from wrapped("- ", f"{row['source']}: {row['title'] or '—'} ({said})", wide)
        if row["url"]:
            yield f"  {printable(row['url'])}"


def _clock(at: datetime, found: StoryHistory) -> str:
    return f"{at.astimezone(found.day.zone):%Y-%m-%d %H:%M}"
