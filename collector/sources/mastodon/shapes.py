"""In which shapes does Mastodon answer? As docs.joinmastodon.org/entities describes them."""

from typing import Annotated

from pydantic import BeforeValidator, ConfigDict, TypeAdapter

from collector.payloads.sound import Broken, Maybe
from collector.payloads.wire import Count, Moment, Wire
from db.models import Key, Text


class DayOfUse(Wire):
    """A day of a trend's history. The numbers come as text."""

    uses: Count = 0


class TrendingTag(Wire):
    name: Key
    url: str | None = None
    history: tuple[DayOfUse, ...] = ()


class PreviewCard(Wire):
    """The preview of a linked page."""

    url: str | None = None
    title: Text = ""


class CardAuthor(Wire):
    name: Text = ""


class TrendingLink(PreviewCard):
    url: Key
    description: Text = ""
    language: str | None = None
    author_name: Text = ""
    authors: tuple[CardAuthor, ...] = ()
    provider_name: Text = ""
    published_at: Moment = None
    history: tuple[DayOfUse, ...] = ()


def _in_letters(value: object) -> object:
    """Ids were numbers before Mastodon 2, and are on some servers that imitate it."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


StatusId = Annotated[Key, BeforeValidator(_in_letters)]


class MastodonAccount(Wire):
    acct: Key


class PollOption(Wire):
    title: Text


class Poll(Wire):
    options: tuple[PollOption, ...] = ()


class MastodonStatus(Wire):
    """A status. Those that it boosts or quotes are read for themselves."""

    id: StatusId
    account: MastodonAccount
    content: Text
    created_at: Moment = None
    in_reply_to_id: StatusId | None = None
    spoiler_text: Text = ""
    url: str | None = None
    uri: str | None = None
    language: str | None = None
    favourites_count: Count | None = None
    replies_count: Count | None = None
    poll: Poll | None = None
    card: PreviewCard | None = None
    quote: object = None


class BoostingStatus(MastodonStatus):
    reblog: Maybe[MastodonStatus] | None = None


class MastodonFault(Wire):
    """How a server of this API says no, and nothing but that: many another has an `error` among other things."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    error: str
    error_description: str = ""


class StatusContext(Wire):
    ancestors: list[Maybe[BoostingStatus]]
    descendants: list[Maybe[BoostingStatus]]


TRENDING_TAGS: TypeAdapter[list[TrendingTag | Broken]] = TypeAdapter(list[Maybe[TrendingTag]])
TRENDING_LINKS: TypeAdapter[list[TrendingLink | Broken]] = TypeAdapter(list[Maybe[TrendingLink]])
TRENDING_STATUSES: TypeAdapter[list[BoostingStatus | Broken]] = TypeAdapter(list[Maybe[BoostingStatus]])
