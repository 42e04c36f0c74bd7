"""What is seen at a source: posts in threads, and trends on a ranked list?"""

from typing import Annotated

from pydantic import Field

from db.models.record import Key, LanguageCode, Record, Text, Utc


class Post(Record):
    """One message, headline or comment. `text` is everything there is to read: a title is its first paragraph."""

    source: Key
    external_id: Key
    thread: Key  # external id of the root post; its own for a root
    parent: Text | None = None  # external id of the post that it answers
    author: Text | None = None
    title: Text | None = None
    text: Text = ""
    language: LanguageCode | None = None
    url: Text | None = None
    score: int | None = None
    created_at: Utc | None = None
    collected_at: Utc


class Trend(Record):
    """An item on a source's ranked list; the post with the same key holds its headline."""

    source: Key
    external_id: Key
    title: Text
    url: Text | None = None


class Sighting(Record):
    """One observation of a trend: where it stood on the source's list, and when."""

    source: Key
    trend: Key  # external id
    rank: Annotated[int, Field(ge=1)]
    volume: int | None = None  # what the source counts: points, uses, searches
    seen_at: Utc
