"""Which coins are searched for most on CoinGecko now?

The call is /search/trending (docs.coingecko.com/reference/trending-search): the coins that most people look for, which
the service works out anew every ten minutes. It answers without a key, and a reader with a demo key more often. The
licence of the data wants CoinGecko named beside it: it is the author of each post, and every link leads to its page.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, ClassVar, Self
from urllib.parse import quote

from pydantic import Field

from collector.errors import Refused
from collector.http.pace import Pace
from collector.pages.plaintext import headed, one_line, plain
from collector.payloads.sound import Broken, Maybe, readable
from collector.payloads.threads import RankedPost, gathered
from collector.payloads.wire import Wire
from collector.source import Collected, Declaration, Described, Options, SavedJson, TemplateLine, in_shape, only_name
from db.models import Key, Post, Text

if TYPE_CHECKING:
    from collector.http.client import Client

TRENDING = "https://api.coingecko.com/api/v3/search/trending"
_SITE = "https://www.coingecko.com/en/coins"
_AUTHOR = "CoinGecko"
_KEY_OPTION = "demo_key"
_KEY_VARIABLE = "COINGECKO_DEMO_API_KEY"

CoinName = Annotated[Key, Field(pattern=r"\S")]


class Content(Wire):
    """A word on a coin; most have none."""

    title: Text | None = None
    description: Text | None = None


class Figures(Wire):
    content: Content | None = None


class Coin(Wire):
    id: CoinName
    name: CoinName
    symbol: Text = ""
    slug: Text | None = None
    score: Annotated[int, Field(ge=0, lt=10_000)] | None = None  # its place, the first is 0
    data: Maybe[Figures] | None = None


class TrendingCoin(Wire):
    item: Coin


class Trending(Wire):
    """The answer. Its `nfts` and `categories` are other lists, each with an order of its own, and are not read."""

    coins: list[Maybe[TrendingCoin]]


def parse_trending_coins(trending: Trending, source: str, now: datetime) -> Collected:
    """The coins by their score; a rank is the score plus one, so that one that cannot be read leaves a gap.

    A sighting has no volume: the service does not say how often a coin was looked for.
    """
    _, problems = readable(trending.coins, "trending coins")
    coins = sorted(_placed(trending.coins), key=lambda placed: placed[0])
    entries = [_listing(coin, source, now) for _, coin in coins]
    collected = gathered(now, (), entries, problems)
    ranks = {coin.id: place + 1 for place, coin in reversed(coins)}  # of a coin that is there twice the first counts
    return replace(
        collected,
        sightings=[sighting.model_copy(update={"rank": ranks[sighting.trend]}) for sighting in collected.sightings],
    )


def _placed(entries: Sequence[TrendingCoin | Broken]) -> list[tuple[int, Coin]]:
    """Each coin with its score, or where it stands when it has none."""
    coins = [(place, entry.item) for place, entry in enumerate(entries) if isinstance(entry, TrendingCoin)]
    return [(place if coin.score is None else coin.score, coin) for place, coin in coins]


def _listing(coin: Coin, source: str, now: datetime) -> RankedPost:
    name, symbol = one_line(coin.name), one_line(coin.symbol)
    title = f"{name} ({symbol})" if symbol else name
    post = Post(
        source=source,
        external_id=coin.id,
        thread=coin.id,
        author=_AUTHOR,
        title=title,
        text=headed(title, _said(coin)),
        url=f"{_SITE}/{quote(coin.slug or coin.id, safe='')}",
        collected_at=now,
    )
    return RankedPost(post, title, post.url, None)


def _said(coin: Coin) -> str:
    """What the service says of the coin. Prices are left out: they would change the post at each run."""
    content = coin.data.content if isinstance(coin.data, Figures) else None
    paragraphs = [plain(content.title or ""), plain(content.description or "")] if content else []
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


@dataclass
class CoinGecko:
    """The trending coins of CoinGecko.

    Option `demo_key`, or the variable COINGECKO_DEMO_API_KEY: the reader's own demo key; there is none by default.
    """

    declared: ClassVar[Declaration] = Declaration(
        kind="coingecko",
        title="CoinGecko",
        form="coingecko",
        interval=timedelta(minutes=30),
        unchanged=timedelta(days=2),
        example="coingecko",
        described=(Described("`coingecko`", "trending coins; data provided by CoinGecko", "no: a matter of taste"),),
        template=(TemplateLine("coingecko", "a matter of taste"),),
        paces={"api.coingecko.com": Pace(2.5, 1)},  # about 30 a minute
        saved_objects=(SavedJson("coins", in_shape(Trending, parse_trending_coins)),),
    )
    name: str
    options: Options = field(default_factory=Options)

    @classmethod
    def named(cls, argument: str, options: Options) -> Self:
        return cls(only_name(cls.declared, argument, "CoinGecko has one list"), options)

    @classmethod
    def recognises(cls, url: str) -> bool:  # noqa: ARG003 - there are no threads
        return False

    async def collect(self, client: "Client") -> Collected:
        key = (self.options.extra.get(_KEY_OPTION) or os.environ.get(_KEY_VARIABLE, "")).strip()
        secret = {"x-cg-demo-api-key": key} if key else None
        answer = await client.get(TRENDING, secret=secret, robots=False)
        return parse_trending_coins(answer.json(Trending), self.name, client.now())

    @classmethod
    async def read(cls, client: "Client", url: str) -> Collected:  # noqa: ARG003 - it asks nobody
        raise Refused("CoinGecko has a list of coins and no threads; collect it as the source coingecko.", url=url)
