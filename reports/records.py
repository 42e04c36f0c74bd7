"""Which records is a day's page made of? (pure: the front door reads them from the store, once)"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from db.models import Explanation, Mention, Outcome, Post, PostKey, RisingTerm, Sense, Sighting, Story
from reports.day import Day

Threads = Mapping[PostKey, Sequence[Post]]
Histories = Mapping[PostKey, Sequence[Sighting]]
Looks = Mapping[str, Sequence[datetime]]  # when each source's list was seen


@dataclass(frozen=True)
class DayRecords:
    """What was known at the end of a day: its stories, and all that order, rules, rising terms and page need of them.

    `threads` and `mentions` are those of the stories' members, and `threads` also those that use a rising term; the
    `explanations` are in the page's language.
    """

    day: Day
    stories: Sequence[Story] = ()
    threads: Threads = field(default_factory=dict)
    histories: Histories = field(default_factory=dict)
    looks: Looks = field(default_factory=dict)
    explanations: Mapping[PostKey, Explanation] = field(default_factory=dict)
    outcomes: Sequence[Outcome] = ()  # of that day
    before: frozenset[str] = frozenset()  # the stories that the digest before had
    mentions: Mapping[PostKey, Sequence[Mention]] = field(default_factory=dict)
    rising: Sequence[RisingTerm] = ()
    senses: Mapping[str, Sense] = field(default_factory=dict)  # of the mentions and of the rising terms, by id


def known_by(moment: datetime, threads: Threads) -> dict[PostKey, list[Post]]:
    """The posts that had been collected by then; threads that have none are left out."""
    known = {key: [post for post in thread if post.collected_at < moment] for key, thread in threads.items()}
    return {key: thread for key, thread in known.items() if thread}


def told_in(stories: Sequence[Story], threads: Threads) -> list[Story]:
    """The stories as these threads tell them: without the members that are not among them."""
    return [story.model_copy(update={"members": tuple(filter(threads.get, story.members))}) for story in stories]
