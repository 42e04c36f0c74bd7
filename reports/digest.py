"""What does a day's page hold? `build` reads the store; everything else is pure.

stories, posts, rank histories, explanations, outcomes -> ranked -> wanted -> new, updated, still going -> items
-> glosses in print order -> DigestPage
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from typing import Protocol

from db.models import Explanation, Movement, Outcome, Post, Sighting, Standing, Story, StoryRank
from reports.answers import latest_outcomes, unanswered
from reports.charts import sparkline
from reports.day import Day
from reports.glossing import PLAIN, Manner, in_print_order
from reports.items import distinct, glossed, item, narrowed, titled
from reports.page import DigestPage, ItemKind, Key, PageItem, Rising, SeenOn, Stale, Update, counts
from reports.updates import Change, as_known, change, changed, is_answer
from reports.why import moved, why
from reports.words import UNNAMED, Titles, Words, words

IN_FULL = 30  # items; the rest are one line each
MOVED = 5  # items of a movement in the ranking

Histories = Mapping[Key, Sequence[Sighting]]
Looks = Mapping[str, Sequence[datetime]]  # when each source's list was seen
Threads = Mapping[Key, Sequence[Post]]


@dataclass(frozen=True)
class Interest:
    """What the reader's rules say of a story; without rules, what is here."""

    is_in: bool = True
    boost: float = 1.0  # its score is multiplied by this
    rule: str | None = None  # by which it is a favourite, as the reader wrote it


NO_RULE = Interest()
Interests = Mapping[str, Interest]  # by the story's id; what is not there is as without rules


class Ranking(Protocol):
    """Orders stories by what their sources' lists say in [since, until); `analysis.ranks.rank_stories` is one."""

    def __call__(
        self,
        stories: Sequence[Story],
        histories: Histories,
        looks: Looks,
        *,
        since: datetime,
        until: datetime,
        comments: Mapping[str, int],
        collected: Mapping[str, datetime],
        told: Mapping[str, Sequence[datetime]],
    ) -> list[StoryRank]: ...


class Shelf(Protocol):
    """What a digest reads of the store."""

    def latest_day(self, zone: tzinfo, until: datetime | None = None) -> date | None: ...
    def stories(self, since: datetime, until: datetime) -> list[Story]: ...
    def posts_of(self, keys: Sequence[Key]) -> dict[Key, list[Post]]: ...
    def trend_history(self, keys: Sequence[Key], until: datetime) -> dict[Key, list[Sighting]]: ...
    def looks(self, since: datetime | None, until: datetime) -> Looks: ...
    def explanations(self, keys: Sequence[Key], language: str) -> dict[Key, Explanation]: ...
    def outcomes(self, since: datetime, until: datetime) -> list[Outcome]: ...


@dataclass(frozen=True)
class Found:
    """The records of a day, as the store gives them."""

    stories: Sequence[Story]
    ranks: Sequence[StoryRank]  # of those stories that the reader wants, in print order
    posts: Threads
    explanations: Mapping[Key, Explanation]
    outcomes: Sequence[Outcome]
    interests: Interests
    before: frozenset[str]  # the stories that the digest before had
    rising: Sequence[Rising]
    stale: Sequence[Stale] = ()


def build(
    store: Shelf,
    day: date,
    language: str,
    zone: tzinfo,
    ranking: Ranking,
    *,
    sample: bool = False,
    manner: Manner = PLAIN,
    interests: Interests | None = None,
    rising: Sequence[Rising] = (),
    stale: Sequence[Stale] = (),
    titles: Titles = UNNAMED,
) -> DigestPage:
    """The page of one day, as days are in `zone`, in "en" or "es"; `sample` marks it as invented.

    `interests`: what the reader's rules say of each story, by its id. `rising`: the terms that rise. `stale`: the
    sources that have nothing new. `titles`: what sources are called.

    Raises ValueError for another language.
    """
    when = Day(day, zone, words(language).naming(titles))
    stories = store.stories(when.since, when.until)
    keys = sorted({key for story in stories for key in story.members})
    posts, interests = known_by(when.until, store.posts_of(keys)), interests or {}
    stories = [each.model_copy(update={"members": tuple(filter(posts.get, each.members))}) for each in stories]
    known = frozenset((post.source, post.external_id) for thread in posts.values() for post in thread)
    found = Found(
        stories=stories,
        ranks=wanted(ranked(store, stories, posts, when, ranking), interests),
        posts=posts,
        explanations={key: as_known(each, known) for key, each in store.explanations(keys, language).items()},
        outcomes=store.outcomes(when.since, when.until),
        interests=interests,
        before=_told_before(store, when),
        rising=rising,
        stale=stale,
    )
    return digest_page(when, found, sample=sample, manner=manner)


def digest_page(day: Day, found: Found, *, sample: bool, manner: Manner) -> DigestPage:
    """The page that these records make."""
    stories = {story.id: story for story in found.stories}
    changes = {story: change(stories[story], found.posts, day.since) for story in found.before if story in stories}
    printed: list[PageItem] = []
    going: list[PageItem] = []
    for each in found.ranks:
        page_item = story_item(stories[each.story], each, found, day, changes.get(each.story))
        if page_item:
            is_going = each.story in changes and page_item.update is None
            (going if is_going else printed).append(page_item)
    numbered = [replace(page_item, number=number) for number, page_item in enumerate(printed, 1)]
    gloss = in_print_order(manner.agreement)

    def lines(some: Iterable[PageItem]) -> tuple[PageItem, ...]:
        return tuple(glossed(_one_line(page_item), gloss, manner) for page_item in some)

    items = tuple(glossed(page_item, gloss, manner) for page_item in numbered[:IN_FULL])
    ranking = lines(replace(each, update=None) for each in moved_most([*numbered, *going]))
    rest, still_going = lines(numbered[IN_FULL:]), lines(going)
    rest_entries = tuple(distinct(entry for line in (*rest, *still_going) for entry in line.entries))
    latest = latest_outcomes(found.outcomes)
    return DigestPage(
        day=day.date,
        language=day.words.language,
        acronyms=manner.acronyms,
        sample=sample,
        counts=counts(
            [*printed, *going],
            [
                *(entry for i in items for entry in i.entries),
                *(each.entry for each in found.rising),
                *rest_entries,
            ],
        ),
        asked=len(latest),
        answered=sum(outcome.answered for outcome in latest),
        unanswered=tuple(unanswered(outcome, day) for outcome in latest if not outcome.answered),
        stale=tuple(found.stale),
        unread=len(found.ranks) - len(printed) - len(going),
        kept_out=len(found.stories) - len(found.ranks),
        items=items,
        rest=rest,
        going=still_going,
        ranking=ranking,
        rising=tuple(found.rising),
        rest_entries=rest_entries,
    )


# --- in which order --------------------------------------------------------------------------------------------------


def ranked(store: Shelf, stories: Sequence[Story], posts: Threads, day: Day, ranking: Ranking) -> list[StoryRank]:
    """The stories as the ranking orders them, by all that was seen of them until the day's end."""
    histories = store.trend_history(sorted({key for story in stories for key in story.members}), day.until)
    first = min((each.seen_at for history in histories.values() for each in history), default=day.since)
    stored = {story.id: [p.collected_at for key in story.members for p in posts.get(key, ())] for story in stories}
    return ranking(
        stories,
        histories,
        store.looks(first, day.until),
        since=day.since,
        until=day.until,
        comments={story.id: comments_on(story, posts) for story in stories},
        collected={story: min(times) for story, times in stored.items() if times},
        told={story.id: _mentions(story, posts) for story in stories},
    )


def _mentions(story: Story, posts: Threads) -> list[datetime]:
    """When each of its posts was written, copies left out; what is in the future, when it was collected."""
    originals = (key for key in story.members if key not in story.copies)
    found = (post for key in originals for post in posts.get(key, ()))
    return [min(post.created_at or post.collected_at, post.collected_at) for post in found]


def known_by(moment: datetime, posts: Threads) -> dict[Key, list[Post]]:
    """The posts that had been collected by then; threads that have none are left out."""
    known = {key: [post for post in thread if post.collected_at < moment] for key, thread in posts.items()}
    return {key: thread for key, thread in known.items() if thread}


def _told_before(store: Shelf, day: Day) -> frozenset[str]:
    """The stories of the latest day before that has any."""
    latest = store.latest_day(day.zone, day.since)
    if latest is None:
        return frozenset()
    before = replace(day, date=latest)
    return frozenset(story.id for story in store.stories(before.since, before.until))


def moved_most(items: Iterable[PageItem]) -> list[PageItem]:
    """Of what is on a list and new, up, back or down, the first few of each as they stand."""
    listed = [each for each in items if each.ranks]
    order = (Movement.NEW, Movement.UP, Movement.BACK, Movement.DOWN)
    return [each for movement in order for each in [i for i in listed if i.status is movement][:MOVED]]


def wanted(ranks: Iterable[StoryRank], interests: Interests) -> list[StoryRank]:
    """The stories that are in, favourites first, by score times boost; where that is equal, in the order given."""

    def order(each: StoryRank) -> tuple[bool, float]:
        interest = interests.get(each.story, NO_RULE)
        return interest.rule is None, -each.score * interest.boost

    return sorted((each for each in ranks if interests.get(each.story, NO_RULE).is_in), key=order)


def comments_on(story: Story, posts: Threads) -> int:
    """How many posts answer the roots of the story's threads; a headline below a trend is no answer."""
    return answers(post for key in story.members for post in posts.get(key, ()))


def answers(posts: Iterable[Post]) -> int:
    """How many of these posts answer another; what has a title is a headline below a trend."""
    return sum(map(is_answer, posts))


# --- one item --------------------------------------------------------------------------------------------------------


def story_item(story: Story, ranked: StoryRank, found: Found, day: Day, what: Change | None = None) -> PageItem | None:
    """The story with its words and what is known of its ranks, or only with `what` is new; None where no member is
    explained in words."""
    told = [found.explanations[key] for key in story.members if key in found.explanations]
    kind: ItemKind = "thread" if ranked.comments else "trend"
    new = changed(told, what) if what else told
    made = item(new or told, kind, story.title, _native(story, found.posts, day), others=told)
    if made is None:
        return None
    current = [each for each in ranked.standings if each.last_seen >= day.since]
    ranks = current[0].ranks if current else ()
    sources = seen_on(story.members, current, found.posts, day.words)
    new_on = seen_on(sorted(what.tellings), current, found.posts, day.words) if what else ()
    first_seen = ("first_seen_today", "first_seen_before", ranked.first_seen, day.date, day.zone)
    return replace(
        narrowed(titled(made)),
        status=ranked.movement,
        ranks=ranks,
        sparkline=sparkline(ranks),
        seen_on=sources,
        first_seen=ranked.first_seen,
        first_seen_words=day.words.moment(*first_seen),
        comments=ranked.comments,
        why=why(ranked, len(sources), day.words),
        members=story.members,
        rule=found.interests.get(story.id, NO_RULE).rule,
        moved=moved(ranked.movement, ranked.standings[0] if current else None, day.words) if ranked.movement else "",
        update=Update(new_on, what.comments) if what else None,
    )


def _native(story: Story, posts: Threads, day: Day) -> frozenset[Key]:
    """The threads of the story that begin in the page's language."""
    roots = (post for key in story.members for post in posts.get(key, ()) if post.external_id == post.thread)
    return frozenset((post.source, post.thread) for post in roots if post.language == day.words.language)


def seen_on(members: Iterable[Key], standings: Iterable[Standing], posts: Threads, say: Words) -> tuple[SeenOn, ...]:
    """The sources of these threads with their ranks and a link each: the best ranks first, then as the members come."""
    ranks = {standing.source: standing.rank for standing in standings}
    urls: dict[str, list[str]] = defaultdict(list)
    for key in members:
        roots = [post for post in posts.get(key, ()) if post.external_id == post.thread]
        urls[key[0]] += [post.url for post in roots if post.url]
    found = [SeenOn(say.source(name), ranks.get(name), next(iter(links), None)) for name, links in urls.items()]
    return tuple(sorted(found, key=lambda seen: (seen.rank is None, seen.rank or 0)))


def _one_line(page_item: PageItem) -> PageItem:
    """The item with its title only, and of its glossary only what the title mentions."""
    return narrowed(replace(page_item, description=(), question=None, in_one_line=None, truncated=False))
