"""What is about the same thing, and how does it stand against the rest and against its past?"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from db.models.collected import Post
from db.models.record import Key, Record, Text, Utc
from db.models.terms import Mention


class Story(Record):
    """Trends and threads about the same thing. `members` are the (source, thread) keys, oldest first; those of them
    that only repeat the words of an earlier one (quotes, cross-posts, boosts) are its `copies`."""

    id: str
    title: Text
    members: tuple[tuple[str, str], ...]
    copies: frozenset[tuple[str, str]] = frozenset()
    first_seen: Utc
    last_seen: Utc


class Headline(Record):
    """The root of a thread as stories are made of it, and the headlines that stand below it if it is a trend."""

    post: Post
    below: tuple[Post, ...] = ()
    link: str | None  # where the trend leads, if it is one
    last_seen: Utc  # on a list, else when it was collected
    story: str | None  # that it belongs to so far
    mentions: tuple[Mention, ...] = ()


class Movement(StrEnum):
    """How a trend stands against its own past; `analysis/trends/ranks.py` says precisely when it is which."""

    NEW = "new"
    UP = "up"
    DOWN = "down"
    BACK = "back"
    STEADY = "steady"


class Standing(Record):
    """What the looks at one source's list say of a trend. A look is one observation of the whole list."""

    source: Key
    movement: Movement  # when it was seen last, against what was seen before the window
    ranks: Annotated[tuple[int, ...], Field(min_length=1)]  # one a look that had it, oldest first
    before: int | None  # its last rank before the window; None: it was not seen before
    away: Annotated[int, Field(ge=0)]  # looks without it, between its last sighting before the window and its latest
    first_seen: Utc
    last_seen: Utc
    listed: bool  # whether the latest look had it
    peak: int  # its best rank
    peak_at: Utc  # when it had that first
    looks: Annotated[int, Field(ge=1)]  # from its first sighting to the latest look
    velocity: float | None  # ranks an hour, positive when it rises; None: one sighting says nothing

    @property
    def rank(self) -> int:
        """Where it stood when it was seen last."""
        return self.ranks[-1]

    @property
    def share(self) -> float:
        """In which part of the looks since its first sighting it was on the list: above 0, at most 1."""
        return len(self.ranks) / self.looks


class StoryRank(Record):
    """Where a story stands among the others, and the numbers that put it there."""

    story: Key
    place: Annotated[int, Field(ge=1)]
    score: float  # the combined rank's: the higher, the better the place
    movement: Movement | None  # None: on no list in the window, and known before it
    standings: tuple[Standing, ...] = ()  # one a source: those seen in the window first, the best rank first
    comments: int = 0
    surge: float | None = None  # so many times its usual mentions, where they burst in the window
    first_seen: Utc  # by us: collected, or on a list
