"""What does a day's page hold? `build` reads the store; everything else is pure.

stories, posts, rank histories, explanations, outcomes -> rank -> items -> glosses in print order -> DigestPage
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Protocol

from db.models import Explanation, Outcome, Post, Sighting, State, Story
from reports.charts import sparkline
from reports.glossing import PLAIN, Manner, in_print_order
from reports.items import distinct, glossed, item, narrowed, titled
from reports.markdown_text import visible
from reports.page import DigestPage, Key, PageItem, SeenOn, Status, Unanswered, counts
from reports.words import Words, words

IN_FULL = 30  # items; the rest are one line each
FUSION = 60  # the constant of reciprocal rank fusion (Cormack, Clarke and Buettcher, SIGIR 2009)
PAUSE = timedelta(days=1)  # unseen for so long before the day, a trend is back
LONGEST_MESSAGE = 100  # characters

Histories = Mapping[Key, Sequence[Sighting]]
Threads = Mapping[Key, Sequence[Post]]


class Shelf(Protocol):
    """What a digest reads of the store."""

    def stories(self, since: datetime, until: datetime) -> list[Story]: ...
    def posts_of(self, keys: Sequence[Key]) -> dict[Key, list[Post]]: ...
    def trend_history(self, keys: Sequence[Key], until: datetime) -> dict[Key, list[Sighting]]: ...
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
    histories: Histories
    posts: Threads
    explanations: Mapping[Key, Explanation]
    outcomes: Sequence[Outcome]


def build(
    store: Shelf, day: date, language: str, zone: tzinfo, *, sample: bool = False, manner: Manner = PLAIN
) -> DigestPage:
    """The page of one day, as days are in `zone`, in "en" or "es"; `sample` marks it as invented.

    Raises ValueError for another language.
    """
    when = Day(day, zone, words(language))
    stories = store.stories(when.since, when.until)
    keys = sorted({key for story in stories for key in story.members})
    found = Found(
        stories=stories,
        histories=store.trend_history(keys, when.until),
        posts=store.posts_of(keys),
        explanations=store.explanations(keys, language),
        outcomes=store.outcomes(when.since, when.until),
    )
    return digest_page(when, found, sample=sample, manner=manner)


def digest_page(day: Day, found: Found, *, sample: bool, manner: Manner) -> DigestPage:
    """The page that these records make."""
    ranked = [story_item(story, found, day) for story in rank(found.stories, found.histories, found.posts)]
    gloss = in_print_order(manner.agreement)
    printed = [page_item for page_item in ranked if page_item]
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
        unread=len(ranked) - len(printed),
        items=items,
        rest=tuple(glossed(line, gloss, manner) for line in lines),
        rest_entries=rest_entries,
    )


# --- in which order --------------------------------------------------------------------------------------------------


def rank(stories: Iterable[Story], histories: Histories, posts: Threads) -> list[Story]:
    """The stories, those that most sources rank high first; what is much commented counts as one more ranking.

    Reciprocal rank fusion: the sum of 1 / (60 + rank) over the sources' latest ranks, and over the place among the
    day's stories by number of comments. Ties: the older story, then its id.
    """
    stories = list(stories)
    comments = {story.id: comments_on(story, posts) for story in stories}
    places = {n: place for place, n in enumerate(sorted({n for n in comments.values() if n}, reverse=True), 1)}

    def score(story: Story) -> float:
        ranks = [*latest_ranks(story, histories).values(), *filter(None, [places.get(comments[story.id])])]
        return sum(1 / (FUSION + rank) for rank in sorted(ranks))

    return sorted(stories, key=lambda story: (-score(story), story.first_seen, story.id))


def latest_ranks(story: Story, histories: Histories) -> dict[str, int]:
    """The best of the ranks at which each source last had the story."""
    ranks: dict[str, int] = {}
    for key in story.members:
        if history := ordered(histories.get(key, ())):
            ranks[key[0]] = min(history[-1].rank, ranks.get(key[0], history[-1].rank))
    return ranks


def ordered(history: Iterable[Sighting]) -> list[Sighting]:
    return sorted(history, key=lambda sighting: sighting.seen_at)


def comments_on(story: Story, posts: Threads) -> int:
    """How many posts answer the roots of the story's threads; a headline below a trend is no answer."""
    return answers(post for key in story.members for post in posts.get(key, ()))


def answers(posts: Iterable[Post]) -> int:
    """How many of these posts answer another; what has a title is a headline below a trend."""
    return sum(post.external_id != post.thread and post.title is None for post in posts)


# --- one item --------------------------------------------------------------------------------------------------------


def story_item(story: Story, found: Found, day: Day) -> PageItem | None:
    """The story with its words and what is known of its ranks; None where no member is explained in words."""
    comments = comments_on(story, found.posts)
    told = [found.explanations[key] for key in story.members if key in found.explanations]
    made = item(told, "thread" if comments else "trend", story.title)
    if made is None:
        return None
    history = best_history(story, found.histories)
    ranks = tuple(sighting.rank for sighting in history)
    standing = status(story, history, day.since)
    sources = seen_on(story.members, latest_ranks(story, found.histories), found.posts, day.words)
    first_seen = ("first_seen_today", "first_seen_before", story.first_seen, day.date, day.zone)
    return replace(
        narrowed(titled(made)),
        status=standing,
        ranks=ranks,
        sparkline=sparkline(ranks),
        seen_on=sources,
        first_seen=story.first_seen,
        first_seen_words=day.words.moment(*first_seen),
        comments=comments,
        why=why(len(sources), standing, comments, day.words),
        members=story.members,
    )


def best_history(story: Story, histories: Histories) -> list[Sighting]:
    """The observations, oldest first, of the member that ranks best now; empty where none was seen on a list."""
    found = [ordered(histories[key]) for key in story.members if histories.get(key)]
    return min(found, key=lambda history: (history[-1].rank, -len(history)), default=[])


def status(story: Story, history: Sequence[Sighting], since: datetime) -> Status | None:
    """How the story stands against its own past; None where nothing is known of that.

    New: first seen on the day that begins at `since`. Back: seen on it, and not on the day before. Else its rank
    against the observation before.
    """
    if story.first_seen >= since:
        return "new"
    if not history or history[-1].seen_at < since:
        return None
    earlier = [sighting for sighting in history if sighting.seen_at < since]
    if earlier and since - earlier[-1].seen_at > PAUSE:
        return "back"
    if len(history) < 2:
        return "up"  # an older story that a list has taken up today
    moved = history[-1].rank - history[-2].rank
    return "up" if moved < 0 else "down" if moved > 0 else "steady"


def why(sources: int, found: Status | None, comments: int, say: Words) -> str:
    """The numbers that the ranking went by, as a sentence: "2 sources, new today, 14 comments"."""
    parts = [say.count("sources", sources)]
    if found:
        parts.append(say.say(f"why_{found}"))
    if comments:
        parts.append(say.count("comments", comments))
    return ", ".join(parts)


def seen_on(members: Iterable[Key], ranks: Mapping[str, int], posts: Threads, say: Words) -> tuple[SeenOn, ...]:
    """The sources of these threads with their ranks and a link each: the best ranks first, then as the members come."""
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
