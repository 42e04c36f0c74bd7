"""What shapes have the answers of Reddit's API?"""

import re
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from collector.payloads.wire import Count, Moment, Wire
from db.models import Text

COMMENT_KEY = re.compile(r"t1_[0-9a-z]{1,13}")

RedditId = Annotated[str, Field(pattern=r"^[0-9a-z]{1,13}$")]


class Thing(Wire):
    """Anything that Reddit sends: a Listing, a comment (t1), a post (t3), or what was left out (more)."""

    kind: str
    data: object = None


class RedditLink(Wire):
    """A post of a subreddit, with or without a link to elsewhere."""

    id: RedditId
    title: Text
    author: Text | None = None
    selftext: Text | None = None  # Markdown
    selftext_html: Text | None = None
    score: Count | None = None
    hide_score: bool = False
    num_comments: Count | None = None
    subreddit: Text = ""
    permalink: str | None = None
    url: str | None = None
    created_utc: Moment = None
    stickied: bool = False


class RedditComment(Wire):
    id: RedditId
    link_id: str | None = None
    subreddit: Text = ""
    parent_id: str | None = None
    author: Text | None = None
    body: Text | None = None  # Markdown
    body_html: Text | None = None
    score: Count | None = None
    score_hidden: bool = False
    permalink: str | None = None
    created_utc: Moment = None


class Answered(Wire):
    """What hangs below a comment: a Listing, or an empty text."""

    replies: object = None


class MoreStub(Wire):
    """Comments that were left out; without children, the end of a branch that goes on elsewhere."""

    parent_id: str | None = None
    children: tuple[RedditId, ...] = ()


class Children(Wire):
    children: tuple[object, ...]


class RedditListing(Wire):
    kind: Literal["Listing"]
    data: Children


class Things(Wire):
    things: tuple[object, ...]


class FoundChildren(Wire):
    """What morechildren answers; `data` is not there when `errors` are."""

    errors: tuple[object, ...] = ()
    data: Things | None = None


class MoreChildren(Wire):
    # a field must not be named like a method of its class
    found: FoundChildren = Field(alias="json")


class Token(Wire):
    access_token: Annotated[str, Field(pattern=r"^[!-~]{1,4000}$")]
    expires_in: Annotated[int, Field(ge=0, le=10**7)] = 3600


THING: TypeAdapter[Thing] = TypeAdapter(Thing)
LINK: TypeAdapter[RedditLink] = TypeAdapter(RedditLink)
REDDIT_COMMENT: TypeAdapter[RedditComment] = TypeAdapter(RedditComment)
ANSWERED_COMMENT: TypeAdapter[Answered] = TypeAdapter(Answered)
MORE: TypeAdapter[MoreStub] = TypeAdapter(MoreStub)
REDDIT_LISTING: TypeAdapter[RedditListing] = TypeAdapter(RedditListing)
THREAD_PAGES: TypeAdapter[tuple[RedditListing, RedditListing]] = TypeAdapter(tuple[RedditListing, RedditListing])
