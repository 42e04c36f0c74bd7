"""What does a day's page hold? `build` reads the store; everything else is pure.

stories, posts, rank histories, explanations, outcomes -> ranked -> wanted -> items -> glosses in print order
-> DigestPage
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Protocol

from db.models import Explanation, Outcome, Post, Sighting, Standing, State, Story, StoryRank
from reports.charts import sparkline
from reports.glossing import PLAIN, Manner, in_print_order
from reports.items import distinct, glossed, item, narrowed, titled
from reports.markdown_text import visible
from reports.page import DigestPage, Key, PageItem, SeenOn, Unanswered, counts
from reports.standing import why
from reports.words import Words, words

IN_FULL = 30  # items; the rest are one line each
LONGEST_MESSAGE = 100  # characters

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
    ) -> list[StoryRank]: ...


class Shelf(Protocol):
    """What a digest reads of the store."""

    def stories(self, since: datetime, until: datetime) -> list[Story]: ...
    def posts_of(self, keys: Sequence[Key]) -> dict[Key, list[Post]]: ...
    def trend_history(self, keys: Sequence[Key], until: datetime) -> dict[Key, list[Sighting]]: ...
    def looks(self, since: datetime | None, until: datetime) -> Looks: ...
    def explanations(self, keys: Sequence[Key], language: str) -> dict[Key, Explanation]: ...
    def outcomes(self, since: datetime, until: datetime) -> list[Outcome]: ...


@dataclass(frozen=True)
class Day:
    """A day somewhere: from `since` (included) to `until` (excluded)."""

    date: date
    zone: tzinfo
    words: Words

    @property
    def since(self) -> datetime:
        return datetime.combine(self.date, time.min, self.zone).astimezone(UTC)

    @property
    def until(self) -> datetime:
        return datetime.combine(self.date + timedelta(days=1), time.min, self.zone).astimezone(UTC)


@dataclass(frozen=True)
class Found:
    """The records of a day, as the store gives them."""

    stories: Sequence[Story]
    ranks: Sequence[StoryRank]  # of those stories that the reader wants, in print order
    posts: Threads
    explanations: Mapping[Key, Explanation]
    outcomes: Sequence[Outcome]
    interests: Interests


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
) -> DigestPage:
    """The page of one day, as days are in `zone`, in "en" or "es"; `sample` marks it as invented.

    `interests`: what the reader's rules say of each story, by its id.

    Raises ValueError for another language.
    """
    when = Day(day, zone, words(language))
    stories = store.stories(when.since, when.until)
    keys = sorted({key for story in stories for key in story.members})
    posts, interests = store.posts_of(keys), interests or {}
    found = Found(
        stories=stories,
        ranks=wanted(ranked(store, stories, posts, when, ranking), interests),
        posts=posts,
        explanations=store.explanations(keys, language),
        outcomes=store.outcomes(when.since, when.until),
        interests=interests,
    )
    return digest_page(when, found, sample=sample, manner=manner)


def digest_page(day: Day, found: Found, *, sample: bool, manner: Manner) -> DigestPage:
    """The page that these records make."""
    stories = {story.id: story for story in found.stories}
    made = [story_item(stories[each.story], each, found, day) for each in found.ranks]
    gloss = in_print_order(manner.agreement)
    printed = [page_item for page_item in made if page_item]
    numbered = [replace(page_item, number=number) for number, page_item in enumerate(printed, 1)]
    items = tuple(glossed(page_item, gloss, manner) for page_item in numbered[:IN_FULL])
    lines = [_one_line(page_item) for page_item in numbered[IN_FULL:]]
    rest_entries = tuple(distinct(entry for line in lines for entry in line.entries))
    latest = latest_outcomes(found.outcomes)
    return DigestPage(
        day=day.date,
        language=day.words.language,
        acronyms=manner.acronyms,
        sample=sample,
        counts=counts(printed, [*(entry for i in items for entry in i.entries), *rest_entries]),
        asked=len(latest),
        answered=sum(outcome.answered for outcome in latest),
        unanswered=tuple(unanswered(outcome, day) for outcome in latest if not outcome.answered),
        unread=len(made) - len(printed),
        kept_out=len(found.stories) - len(found.ranks),
        items=items,
        rest=tuple(glossed(line, gloss, manner) for line in lines),
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
    )


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
    return sum(post.external_id != post.thread and post.title is None for post in posts)


# --- one item --------------------------------------------------------------------------------------------------------


def story_item(story: Story, ranked: StoryRank, found: Found, day: Day) -> PageItem | None:
    """The story with its words and what is known of its ranks; None where no member is explained in words."""
    told = [found.explanations[key] for key in story.members if key in found.explanations]
    made = item(told, "thread" if ranked.comments else "trend", story.title)
    if made is None:
        return None
    current = [each for each in ranked.standings if each.last_seen >= day.since]
    ranks = current[0].ranks if current else ()
    sources = seen_on(story.members, current, found.posts, day.words)
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
    )


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


# --- who answered ----------------------------------------------------------------------------------------------------


def latest_outcomes(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """The last outcome of each source, by name."""
    latest = {outcome.source: outcome for outcome in sorted(outcomes, key=lambda outcome: outcome.at)}
    return [latest[source] for source in sorted(latest)]


_ANSWERS = {
    State.WAIT: "wait",
    State.REFUSED: "refused",
    State.UNREACHABLE: "unreachable",
    State.FAILED: "failed",
    State.DAMAGED: "damaged",
}


def unanswered(outcome: Outcome, day: Day) -> Unanswered:
    """The source that did not answer, and how that went, in the page's words."""
    say = day.words
    if outcome.state is State.WAIT and outcome.retry_at:
        said = say.moment("wait_today", "wait_later", outcome.retry_at, day.date, day.zone)
    else:
        said = say.say(_ANSWERS[outcome.state])
    return Unanswered(say.source(outcome.source), outcome.state.value, said, _what_happened(outcome.message))


def _what_happened(message: str) -> str:
    """The message without what to do about it, in whole words."""
    happened = visible(message).strip().partition("; ")[0]
    if len(happened) <= LONGEST_MESSAGE:
        return happened
    kept = happened[:LONGEST_MESSAGE].rpartition(" ")[0] or happened[: LONGEST_MESSAGE - 1]
    return kept.rstrip(" ,:;") + "…"
