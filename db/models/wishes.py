"""What does the analysis want to know of the network, and what came of asking?"""

from typing import Annotated

from pydantic import Field

from db.models.outcomes import State
from db.models.record import Key, LanguageCode, Record, Text, Utc


class Wish(Record):
    """An acronym whose meaning is not known somewhere: what the collector may ask the encyclopedias for."""

    term: Key
    posts: Annotated[int, Field(ge=0)]  # in how many it stands without a meaning
    in_trend: bool  # whether it stands so in a trend's title


class Lookup(Record):
    """What came of asking one encyclopedia for one term, and from when on it may be asked again (None: never)."""

    encyclopedia: Key  # wikipedia:en
    term: Key
    at: Utc
    state: State
    message: Text = ""  # what happened, to what, and what to do; empty when all is well
    again_at: Utc | None = None


class EncyclopediaEntry(Record):
    """What an encyclopedia says that a term may mean, as it words it; whether it is a reading is for the analysis.

    A `Definition`, in contrast, was written by an author of a collected post.
    """

    encyclopedia: Key
    term: Key
    position: Annotated[int, Field(ge=0)]  # in its answer
    language: LanguageCode
    phrase: Text  # what may be the long form: a page's title, or how a line of a list begins
    meaning: Text = ""  # what that is, in a phrase or sentence
    text: Text = ""  # more words about it: the beginning of the page
    subject: Text | None = None  # what Wikidata calls it, the same in every language
    url: Text
    licence: Text  # of its words
    fetched_at: Utc


class PageWish(Record):
    """A trend that says nothing but its title, and the page that it links to: the collector may read that."""

    source: Key
    trend: Key  # external id
    url: Key


class LinkedPage(Record):
    """What came of reading a page that a trend links to, and from when on it may be asked again (None: never).

    What the page says of itself is empty where it could not be read.
    """

    url: Key  # as the trend has it
    at: Utc
    state: State
    message: Text = ""  # what happened, to what, and what to do; empty when all is well
    again_at: Utc | None = None
    title: Text = ""
    text: Text = ""  # its description and first paragraph, without the title
    site: Text | None = None
    language: LanguageCode | None = None
    written_at: Utc | None = None
