"""Which tokens do people pay DexScreener to promote?

A boost is advertising: somebody bought it so that a token is shown to more people. These lists (docs.dexscreener.com,
token-boosts/top/v1 and token-boosts/latest/v1, sixty requests a minute) say what is paid for and never what is popular,
so each title says "Paid promotion" before all else, and so does the sentence below it. What describes a token was
written by whoever promotes it. How many boosts were bought changes all the time and is the volume of the sightings.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, ClassVar, Self
from urllib.parse import quote

from pydantic import ConfigDict, Field, TypeAdapter
from pydantic.alias_generators import to_camel

from collector.errors import Refused
from collector.pages.plaintext import headed, one_line, tidy
from collector.payloads.addresses import web_url
from collector.payloads.sound import Broken, Maybe, readable
from collector.payloads.threads import RankedPost, gathered
from collector.payloads.wire import Wire
from collector.source import Collected, Declaration, Described, Options, SavedJson, TemplateLine, in_shape
from db.models import Key, Post, Text

if TYPE_CHECKING:
    from collector.http.client import Client

BOOSTS = "https://api.dexscreener.com/token-boosts"
_SITE = "https://dexscreener.com"
_LISTS = ("top", "latest")
LABEL = "Paid promotion on DexScreener"

TokenName = Annotated[Key, Field(pattern=r"\S")]
Boosts = Annotated[float, Field(ge=0, lt=2**63, allow_inf_nan=False)]


class Boost(Wire):
    """A token with the boosts that were bought for it. The service does not send its name."""

    model_config = ConfigDict(alias_generator=to_camel, validate_by_name=True)

    chain_id: TokenName
    token_address: TokenName
    url: str | None = None
    amount: Boosts | None = None  # of the latest purchase
    total_amount: Boosts | None = None  # of all purchases that count
    description: Text | None = None


BOOSTED: TypeAdapter[list[Boost | Broken]] = TypeAdapter(list[Maybe[Boost]])


def parse_boosts(boosts: list[Boost | Broken], source: str, now: datetime) -> Collected:
    """The promoted tokens in the service's order, each once; the volume is the number of its paid boosts."""
    good, problems = readable(boosts, "paid boosts")
    return gathered(now, (), [_listing(boost, source, now) for boost in good], problems)


def parse_lone_boost(boost: Boost, source: str, now: datetime) -> Collected:
    """A boost by itself."""
    return parse_boosts([boost], source, now)


def _listing(boost: Boost, source: str, now: datetime) -> RankedPost:
    chain, token = one_line(boost.chain_id), one_line(boost.token_address)
    title = f"{LABEL}: token {token} on {chain}"
    key = f"{chain}/{token}"
    bought = boost.amount if boost.total_amount is None else boost.total_amount
    post = Post(
        source=source,
        external_id=key,
        thread=key,
        title=title,
        text=headed(title, tidy(boost.description or "")),  # plain text, with its own line breaks
        url=web_url(boost.url) or f"{_SITE}/{quote(chain, safe='')}/{quote(token, safe='')}",
        collected_at=now,
    )
    return RankedPost(post, title, post.url, None if bought is None else int(bought))


@dataclass
class DexScreener:
    """The tokens that are promoted on DexScreener for money."""

    declared: ClassVar[Declaration] = Declaration(
        kind="dexscreener",
        title="DexScreener",
        form="dexscreener (the tokens with the most paid boosts) or dexscreener:latest",
        interval=timedelta(hours=1),
        unchanged=timedelta(days=2),
        example="dexscreener:latest",
        described=(
            Described(
                "`dexscreener`, `dexscreener:latest`",
                "boosted coins: **paid promotion**, and said to be",
                "no: advertising",
            ),
        ),
        template=(TemplateLine("dexscreener", "paid promotion"),),
        is_promoted=True,
        saved_objects=(SavedJson("chainId tokenAddress", in_shape(Boost, parse_lone_boost)),),
        saved_lists=(SavedJson("chainId tokenAddress", in_shape(BOOSTED, parse_boosts)),),
    )
    name: str
    options: Options = field(default_factory=Options)

    @classmethod
    def named(cls, argument: str, options: Options) -> Self:
        if argument and argument not in _LISTS:
            raise ValueError(f"DexScreener has no list {argument!r} of paid boosts; write {cls.declared.form}.")
        return cls("dexscreener" if argument in ("", "top") else f"dexscreener:{argument}", options)

    @classmethod
    def recognises(cls, url: str) -> bool:  # noqa: ARG003 - there are no threads
        return False

    async def collect(self, client: "Client") -> Collected:
        which = self.name.partition(":")[2] or "top"
        answer = await client.get(f"{BOOSTS}/{which}/v1", robots=False)
        return parse_boosts(answer.json(BOOSTED), self.name, client.now())

    @classmethod
    async def read(cls, client: "Client", url: str) -> Collected:  # noqa: ARG003 - it asks nobody
        raise Refused(
            "DexScreener has lists of tokens and no threads; collect what is promoted there as the source dexscreener.",
            url=url,
        )
