"""What does a day's page hold? (pure)

records of the day, in order -> wanted -> new, updated, still going -> items -> glosses in print order -> DigestPage
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

from db.models import Movement, PostKey, Story, StoryRank
from reports.answers import latest_outcomes, unanswered_source
from reports.charts import sparkline
from reports.glossary import by_need, distinct_entries
from reports.glossing import PLAIN_MANNER, Manner, in_print_order
from reports.items import item_of, narrowed, shortened, title_only, with_glosses, with_title
from reports.order import NO_RULE, Interest, moved_most, wanted
from reports.page import DEFAULT_ROOM, DigestPage, ItemKind, PageItem, Rising, Room, Stale, Update, counts
from reports.places import seen_on
from reports.records import DayRecords
from reports.updates import Change, change, changed, written_last
from reports.why import moved, why

_NEWS, _OLD = timedelta(days=1), timedelta(days=7)  # before the day: what was written earlier is not new, or old
_GOING = 3  # one line in so many is for what is going on
_NO_RULES: Mapping[str, Interest] = {}


def digest_page(
    records: DayRecords,
    ranks: Sequence[StoryRank],
    *,
    interests: Mapping[str, Interest] = _NO_RULES,
    rising: Sequence[Rising] = (),
    stale: Sequence[Stale] = (),
    sample: bool = False,
    manner: Manner = PLAIN_MANNER,
    room: Room = DEFAULT_ROOM,
) -> DigestPage:
    """The page of the day, its stories in the order of `ranks`; `sample` marks it as invented.

    `interests`: what the reader's rules say of each story, by its id. `rising`: the terms that rise. `stale`: the
    sources that have nothing new. `room`: for how many stories there is room.
    """
    chosen = wanted(ranks, interests)
    fresh, going = _told(records, chosen, interests)
    language = records.day.words.language
    parts = _in_print_order(fresh, going, manner, room, language)
    lines = (*parts.items, *parts.rest)
    needed = [*(entry for line in lines for entry in line.entries), *(each.entry for each in rising)]
    entries = by_need(distinct_entries(needed))
    page = DigestPage(
        day=records.day.date,
        language=language,
        acronyms=manner.acronyms,
        sample=sample,
        counts=counts([*fresh, *going], entries),
        unread=len(chosen) - len(fresh) - len(going),
        kept_out=len(records.stories) - len(chosen),
        items=parts.items,
        rest=parts.rest,
        ranking=parts.ranking,
        going=parts.going,
        rising=tuple(rising),
        unlisted=len(fresh) + len(going) - sum(map(len, parts)),
        entries=tuple(entries),
    )
    return _with_answers(page, records, stale)


def _with_answers(page: DigestPage, records: DayRecords, stale: Iterable[Stale]) -> DigestPage:
    """The page, saying how the sources answered that day."""
    latest = latest_outcomes(records.outcomes)
    return replace(
        page,
        asked=len(latest),
        answered=sum(outcome.answered for outcome in latest),
        unanswered=tuple(unanswered_source(outcome, records.day) for outcome in latest if not outcome.answered),
        stale=tuple(stale),
    )


# --- which items -----------------------------------------------------------------------------------------------------


def _told(
    records: DayRecords, ranks: Iterable[StoryRank], interests: Mapping[str, Interest]
) -> tuple[list[PageItem], list[PageItem]]:
    """The stories as items: those that are new or have something new, and those that are going on; without those that
    have no words yet."""
    stories = {story.id: story for story in records.stories}
    changes = {
        story: change(stories[story], records.threads, records.day.since)
        for story in records.before
        if story in stories
    }
    fresh: list[PageItem] = []
    going: list[PageItem] = []
    for each in ranks:
        page_item = _story_item(stories[each.story], each, records, changes.get(each.story))
        if page_item:
            page_item = replace(page_item, rule=interests.get(each.story, NO_RULE).rule)
            (going if each.story in changes and page_item.update is None else fresh).append(page_item)
    return sorted(fresh, key=lambda page_item: (page_item.rule is None, page_item.is_old)), going


def _story_item(story: Story, ranked: StoryRank, records: DayRecords, what: Change | None = None) -> PageItem | None:
    """The story with its words and what is known of its ranks, or only with `what` is new; None where no member is
    explained in words."""
    day, threads = records.day, records.threads
    written = written_last(story, threads)
    if written and written < day.since - _NEWS and ranked.movement is Movement.NEW:
        ranked = ranked.model_copy(update={"movement": None})  # new to us, not to the world
    told = [records.explanations[key] for key in story.members if key in records.explanations]
    kind: ItemKind = "thread" if ranked.comments else "trend"
    new = changed(told, what) if what else told
    made = item_of(
        new or told, kind, day.words.language, title=story.title, native=_native(story, records), others=told
    )
    if made is None:
        return None
    current = [each for each in ranked.standings if each.last_seen >= day.since]
    ranks = current[0].ranks if current else ()
    sources = seen_on(story.members, current, threads, day.words)
    new_on = seen_on(sorted(what.tellings), current, threads, day.words) if what else ()
    first_seen = ("first_seen_today", "first_seen_before", ranked.first_seen, day.date, day.zone)
    return replace(
        with_title(made),
        status=ranked.movement,
        ranks=ranks,
        sparkline=sparkline(ranks),
        seen_on=sources,
        first_seen=ranked.first_seen,
        first_seen_words=day.words.moment(*first_seen),
        written=written,
        is_old=written is not None and written < day.since - _OLD,
        comments=ranked.comments,
        why=why(ranked, len(sources), day.words),
        members=story.members,
        moved=moved(ranked.movement, ranked.standings[0] if current else None, day.words) if ranked.movement else "",
        update=Update(new_on, what.comments) if what else None,
    )


def _native(story: Story, records: DayRecords) -> frozenset[PostKey]:
    """The threads of the story that begin in the page's language."""
    posts = (post for key in story.members for post in records.threads.get(key, ()))
    roots = (post for post in posts if post.external_id == post.thread)
    return frozenset((post.source, post.thread) for post in roots if post.language == records.day.words.language)


# --- where their glosses stand ---------------------------------------------------------------------------------------


class _Parts(NamedTuple):
    """The items of a page, part by part as they are printed."""

    items: tuple[PageItem, ...]
    rest: tuple[PageItem, ...]
    ranking: tuple[PageItem, ...]
    going: tuple[PageItem, ...]


def _in_print_order(
    fresh: Sequence[PageItem], going: Sequence[PageItem], manner: Manner, room: Room, language: str
) -> _Parts:
    """The items, in full or in a line, with those glosses that are to be shown; each story once.

    What is new comes before what is going on, where there is no room for all; what has nothing to say is a line.
    """
    full = [each for each in fresh if each.tells][: room.items]
    told = [replace(each, number=number) for number, each in enumerate(full, 1)]
    others = [each for each in fresh if each not in full]
    rest = [replace(each, number=number) for number, each in enumerate(others[: room.more], len(told) + 1)]
    still = going[: min(room.more // _GOING, room.more - len(rest))]
    moved = moved_most(still)
    gloss = in_print_order(manner.agreement)

    def lines(some: Iterable[PageItem]) -> tuple[PageItem, ...]:
        return tuple(with_glosses(title_only(each), gloss, manner, language) for each in some)

    return _Parts(
        items=tuple(with_glosses(narrowed(shortened(each, room.length)), gloss, manner, language) for each in told),
        rest=lines(rest),
        ranking=lines(moved),
        going=lines(each for each in still if each not in moved),
    )
