"""What is searched for on Google in a country now?

The feed behind trends.google.com/trending. All its links are the feed's own address, so a trend is known by its title
and time; the namespace of its fields has changed before, so they are known by their local names.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Self
from urllib.parse import parse_qs, urlencode, urlsplit
from xml.etree.ElementTree import Element

from collector.errors import Refused, WrongShape
from collector.pages.plaintext import headed, one_line, plain
from collector.payloads.addresses import web_url
from collector.payloads.threads import RankedPost, gathered
from collector.payloads.wire import mail_time, stable_id
from collector.payloads.xml import described, local_name, read_xml
from collector.source import Collected, Declaration, Described, Options, SavedMarkup, TemplateLine
from db.models import Post

if TYPE_CHECKING:
    from collector.http.answer import Response
    from collector.http.client import Client

_FEED = "https://trends.google.com/trending/rss"
_PLACE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
_TRAFFIC = re.compile(r"([0-9]+(?:[.,\s][0-9]+)*)\s*([KMB]?)\+?")
_TIMES = {"": 1, "K": 1_000, "M": 1_000_000, "B": 1_000_000_000}
_WHAT = "The feed of Google Trends"


def parse_searches(answer: "Response", source: str, now: datetime) -> Collected:
    """The trends in their order, below each the news that Google shows for it; the volume is the number of searches."""
    root = read_xml(answer.body, _WHAT)
    if local_name(root) != "rss":
        came = described(answer.body)
        raise WrongShape(
            f"{_WHAT} was expected and {came} came (perhaps a consent page); ask less often", url=answer.url
        )
    items = [element for element in root.iter() if local_name(element) == "item"]
    entries = [_trend(item, source, now) for item in items if _field(item, "title")]
    news = [post for item in items if _field(item, "title") for post in _news(item, source, now)]
    nameless = len(items) - len(entries)
    if nameless and not entries:
        raise WrongShape(
            f"None of the {nameless} trends of Google has a title; the feed may have changed", url=answer.url
        )
    problems = [f"Left out because it has no title: {nameless} of {len(items)} trends."] if nameless else []
    return gathered(now, [*(entry.post for entry in entries), *news], entries, problems)


def volume(traffic: str) -> int | None:
    """The number in `2000+`, `200,000+` or `1.5M+`; None when there is none."""
    found = _TRAFFIC.fullmatch(traffic.strip().upper())
    if not found:
        return None
    if found[2]:
        number = re.sub(r"[,\s]", ".", found[1])
        return int(float(number) * _TIMES[found[2]]) if number.count(".") <= 1 and len(number) < 12 else None
    digits = re.sub(r"[.,\s]", "", found[1])
    return int(digits) if len(digits) <= 18 else None


def _field(item: Element, name: str) -> str:
    """The text of the child with this local name, on one line; empty when there is none."""
    return next((one_line(child.text or "") for child in item if local_name(child) == name), "")


def _key(item: Element) -> str:
    return stable_id(_field(item, "title"), _field(item, "pubDate"))


def _trend(item: Element, source: str, now: datetime) -> RankedPost:
    title, key = _field(item, "title"), _key(item)
    # the link of every item is the feed itself
    explore = f"https://trends.google.com/trends/explore?{urlencode({'q': title, 'geo': source.partition(':')[2]})}"
    post = Post(
        source=source,
        external_id=key,
        thread=key,
        title=title,
        text=headed(title, plain(_field(item, "description"))),
        url=explore,
        created_at=mail_time(_field(item, "pubDate")),
        collected_at=now,
    )
    return RankedPost(post, title, explore, volume(_field(item, "approx_traffic")))


def _news(item: Element, source: str, now: datetime) -> Iterable[Post]:
    trend = _key(item)
    for news in (child for child in item if local_name(child) == "news_item"):
        url = web_url(_field(news, "news_item_url"))
        title = plain(_field(news, "news_item_title"))
        if title or url:
            yield Post(
                source=source,
                external_id=stable_id(trend, url or "", title),
                thread=trend,
                parent=trend,
                author=_field(news, "news_item_source") or None,
                title=title or None,
                text=headed(title, plain(_field(news, "news_item_snippet"))),
                url=url,
                collected_at=now,
            )


@dataclass
class GoogleTrends:
    """Google's trending searches of a country."""

    declared: ClassVar[Declaration] = Declaration(
        kind="google-trends",
        title="Google Trends",
        form="google-trends:COUNTRY, for example google-trends:US",
        interval=timedelta(minutes=30),
        unchanged=timedelta(days=1),
        example="google-trends:ES",
        address="https://trends.google.com/trending/rss?geo=ES",
        reads="the feed of trends.google.com",
        described=(Described("`google-trends:COUNTRY`", "what is searched for, with headlines", "`US`, `ES`"),),
        template=(
            TemplateLine("google-trends:US", "any country", is_on=True),
            TemplateLine("google-trends:ES", is_on=True),
        ),
        saved_feeds=(SavedMarkup((rb"approx_traffic>",), parse_searches),),
    )
    name: str
    options: Options = field(default_factory=Options)

    @classmethod
    def named(cls, argument: str, options: Options) -> Self:
        place = argument.upper()
        if not _PLACE.fullmatch(place):
            raise ValueError(f"{argument!r} is no two-letter code of a country; write {cls.declared.form}.")
        return cls(f"google-trends:{place}", options)

    @classmethod
    def recognises(cls, url: str) -> bool:
        return _place(url) is not None

    async def collect(self, client: "Client") -> Collected:
        return await _read(client, self.name.partition(":")[2])

    @classmethod
    async def read(cls, client: "Client", url: str) -> Collected:
        place = _place(url)
        if place is None:
            raise Refused(f"{url} is no feed of Google Trends; it looks like {_FEED}?geo=US", url=url)
        return await _read(client, place)


def _place(url: str) -> str | None:
    """The country whose trends this address shows."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    if host != "trends.google.com" or not re.fullmatch(r"/trending(/rss)?/?", parts.path):
        return None
    place = parse_qs(parts.query).get("geo", [""])[0].upper()
    return place if _PLACE.fullmatch(place) else None


async def _read(client: "Client", place: str) -> Collected:
    accept = "application/rss+xml, application/xml;q=0.9, text/xml;q=0.8"
    answer = await client.get(_FEED, params={"geo": place}, accept=accept, robots=False)
    return parse_searches(answer, f"google-trends:{place}", client.now())
