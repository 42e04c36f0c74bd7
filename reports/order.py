"""In which order do a day's stories stand, and which of them does the reader want? (pure)"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from db.models import Movement, Post, Story, StoryRank
from reports.page import PageItem
from reports.records import DayRecords, Histories, Looks, Threads
from reports.updates import is_answer

_MOVED = 3  # items of a movement in the ranking


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


@dataclass(frozen=True)
class Interest:
    """What the reader's rules say of a story; without rules, what is here."""

    is_in: bool = True
    boost: float = 1.0  # its score is multiplied by this
    rule: str | None = None  # by which it is a favourite, as the reader wrote it


NO_RULE = Interest()


def ranked(records: DayRecords, ranking: Ranking) -> list[StoryRank]:
    """The stories as the ranking orders them, by all that was seen of them until the day's end."""
    stories, threads = records.stories, records.threads
    stored = {story.id: [p.collected_at for key in story.members for p in threads.get(key, ())] for story in stories}
    return ranking(
        stories,
        records.histories,
        records.looks,
        since=records.day.since,
        until=records.day.until,
        comments={story.id: comments_on(story, threads) for story in stories},
        collected={story: min(times) for story, times in stored.items() if times},
        told={story.id: _mentions(story, threads) for story in stories},
    )


def _mentions(story: Story, threads: Threads) -> list[datetime]:
    """When each of its posts was written, copies left out; what is in the future, when it was collected."""
    originals = (key for key in story.members if key not in story.copies)
    found = (post for key in originals for post in threads.get(key, ()))
    return [min(post.created_at or post.collected_at, post.collected_at) for post in found]


def comments_on(story: Story, threads: Threads) -> int:
    """How many posts answer the roots of the story's threads; a headline below a trend is no answer."""
    return comments_among(post for key in story.members for post in threads.get(key, ()))


def comments_among(posts: Iterable[Post]) -> int:
    """How many of these posts answer another; what has a title is a headline below a trend."""
    return sum(map(is_answer, posts))


def wanted(ranks: Iterable[StoryRank], interests: Mapping[str, Interest]) -> list[StoryRank]:
    """The stories that are in, favourites first, by score times boost; where that is equal, in the order given.

    `interests` are by the story's id; what is not there is as without rules.
    """

    def order(each: StoryRank) -> tuple[bool, float]:
        interest = interests.get(each.story, NO_RULE)
        return interest.rule is None, -each.score * interest.boost

    return sorted((each for each in ranks if interests.get(each.story, NO_RULE).is_in), key=order)


def moved_most(items: Iterable[PageItem]) -> list[PageItem]:
    """Of what is on a list and new, up, back or down, the first few of each as they stand."""
    listed = [each for each in items if each.ranks]
    order = (Movement.NEW, Movement.UP, Movement.BACK, Movement.DOWN)
    return [each for movement in order for each in [i for i in listed if i.status is movement][:_MOVED]]
