"""What shapes have the objects of X API v2?"""

from typing import Annotated

from pydantic import BeforeValidator, Field, TypeAdapter

from collector.payloads.sound import Maybe
from collector.payloads.wire import Count, Moment, Wire
from db.models import Text

XId = Annotated[str, Field(pattern=r"^[0-9]{1,20}$")]
Name = Annotated[Text, Field(pattern=r"^[A-Za-z0-9_]{1,20}$")]


class XLink(Wire):
    """An address that X shortened; with a media key, one of a picture."""

    url: str
    expanded_url: str | None = None
    media_key: str | None = None


class Entities(Wire):
    """What stands in a text; the same in every API of X."""

    urls: tuple[Maybe[XLink], ...] = ()
    media: tuple[Maybe[XLink], ...] = ()


class Note(Wire):
    """The whole of a long post."""

    text: Text
    entities: Maybe[Entities | None] = None


class Metrics(Wire):
    """How often a post was liked."""

    like_count: Count | None = None


class Reference(Wire):
    """`replied_to`, `quoted` or `retweeted`."""

    type: str
    id: XId


class Tweet(Wire):
    """A post."""

    id: XId
    text: Text
    author_id: str | None = None
    conversation_id: XId | None = None
    created_at: Moment = None
    lang: str | None = None
    referenced_tweets: tuple[Maybe[Reference], ...] = ()
    public_metrics: Metrics | None = None
    note_tweet: Note | None = None
    entities: Maybe[Entities | None] = None

    def refers(self, how: str) -> str | None:
        known = (reference for reference in self.referenced_tweets if isinstance(reference, Reference))
        return next((reference.id for reference in known if reference.type == how), None)


class XUser(Wire):
    """Who wrote."""

    id: str
    username: Name


class Includes(Wire):
    """What the posts refer to."""

    users: tuple[Maybe[XUser], ...] = ()
    tweets: tuple[object, ...] = ()


class Missing(Wire):
    """What could not be given: a post that was deleted, is withheld, or belongs to a protected account."""

    resource_id: str | None = None
    resource_type: str | None = None
    title: Text | None = None
    detail: Text | None = None


class Meta(Wire):
    """Where the next page is."""

    next_token: str | None = None


def _as_list(value: object) -> object:
    return [] if value is None else [value] if isinstance(value, dict) else value


class XPage(Wire):
    """An answer with one post or several. The posts are read one by one: one that is damaged keeps its place."""

    data: Annotated[tuple[object, ...], BeforeValidator(_as_list)] = ()
    includes: Includes = Includes()
    errors: tuple[Maybe[Missing], ...] = ()
    meta: Meta = Meta()


class TrendName(Wire):
    """A trend of a place."""

    trend_name: Annotated[Text, Field(min_length=1)]
    tweet_count: Count | None = None


class Trends(Wire):
    """The trends of a place in their order."""

    data: tuple[Maybe[TrendName], ...]


TWEET = TypeAdapter(Tweet)
