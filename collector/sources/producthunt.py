"""Which new products does Product Hunt show now?

Its Atom feed (www.producthunt.com/feed) holds fifty products, and a rank is the place there: the order is the service's
own and not that of the dates. Votes and comments are behind an API that wants an account; they are not read.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from collector.errors import Refused, WrongShape
from collector.payloads.addresses import web_parts
from collector.payloads.threads import RankedPost, gathered
from collector.source import Collected, Declaration, Described, Options, SavedMarkup, TemplateLine, only_name
from collector.sources import feed
from db.models import Post

if TYPE_CHECKING:
    from collector.http.answer import Response
    from collector.http.client import Client

PRODUCTS_FEED = "https://www.producthunt.com/feed"
_HOSTS = ("www.producthunt.com", "producthunt.com")
_LINKS = re.compile(r"\s*\bDiscussion\s*\|\s*Link\s*$")  # below every product, where the links are gone


def parse_products(answer: "Response", source: str, now: datetime) -> Collected:
    """The products in the order of the feed. Raises NotText and WrongShape for what is no feed of products."""
    entries = feed.parse_feed(answer, source, now)
    products = [_without_links(post) for post in entries.posts]
    listed = [RankedPost(post, post.title, post.url, None) for post in products if post.title]
    nameless = len(products) - len(listed)
    if nameless and not listed:
        raise WrongShape(
            f"None of the {nameless} products of Product Hunt has a name; the feed may have changed", url=answer.url
        )
    return gathered(now, (), listed, [*entries.problems, *_nameless(nameless, products)])


def _without_links(post: Post) -> Post:
    return post.model_copy(update={"text": _LINKS.sub("", post.text)})


def _nameless(number: int, products: Sequence[Post]) -> list[str]:
    return [f"Left out because it has no name: {number} of {len(products)} products."] if number else []


@dataclass
class ProductHunt:
    """The new products on Product Hunt."""

    declared: ClassVar[Declaration] = Declaration(
        kind="producthunt",
        title="Product Hunt",
        form="producthunt",
        interval=timedelta(hours=1),
        unchanged=timedelta(days=3),
        example="producthunt",
        address="https://www.producthunt.com/feed",
        reads="the feed of www.producthunt.com",
        described=(
            Described(
                "`producthunt`", "the newest products, as its feed orders them; no votes", "no: a matter of taste"
            ),
        ),
        template=(TemplateLine("producthunt", "a matter of taste"),),
        saved_feeds=(SavedMarkup((rb"<id>tag:www\.producthunt\.com,2005:Post/",), parse_products),),
    )
    name: str
    options: Options = field(default_factory=Options)

    @classmethod
    def named(cls, argument: str, options: Options) -> Self:
        return cls(only_name(cls.declared, argument, "Product Hunt has one feed"), options)

    @classmethod
    def recognises(cls, url: str) -> bool:
        return _is_feed(url)

    async def collect(self, client: "Client") -> Collected:
        return await _read(client)

    @classmethod
    async def read(cls, client: "Client", url: str) -> Collected:
        if not _is_feed(url):
            raise Refused(
                f"{url} is not the feed of Product Hunt, all of it that can be read: {PRODUCTS_FEED}", url=url
            )
        return await _read(client)


def _is_feed(url: str) -> bool:
    parts = web_parts(url)
    return parts is not None and parts.hostname in _HOSTS and parts.path.rstrip("/") == "/feed"


async def _read(client: "Client") -> Collected:
    # not conditional: that the list is still the same is a sighting, too
    answer = await client.get(PRODUCTS_FEED, accept=feed.FEED_TYPES, robots=False)
    return parse_products(answer, ProductHunt.declared.kind, client.now())
