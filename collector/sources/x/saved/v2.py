"""Which posts, or trends, are in JSON that may be of X API v2?"""

from datetime import datetime

from pydantic import TypeAdapter

from collector.errors import WrongShape
from collector.payloads.sound import Broken, fitted
from collector.source import Collected
from collector.sources.x.addresses import KIND
from collector.sources.x.answers import parse_pages
from collector.sources.x.posts import an_id
from collector.sources.x.shapes import Trends, XPage
from collector.sources.x.trends import parse_trends

_PAGES = TypeAdapter(tuple[XPage, ...])
OF_V2 = {"author_id", "conversation_id", "created_at", "edit_history_tweet_ids", "public_metrics", "referenced_tweets"}


def parse_v2(items: list[object], now: datetime) -> Collected | None:
    """The posts, whole answers, or the trends among `items`; None when they are none of X's. Raises WrongShape."""
    if any(_is_tweet(item) for item in items):
        return parse_pages([XPage(data=tuple(items))], now)
    inside = [_held(item) for item in items]
    if any(_is_tweet(tweet) for held in inside for tweet in held):
        pages = fitted(items, _PAGES)
        if isinstance(pages, Broken):
            raise WrongShape(f"These answers of X API v2 cannot be read ({pages.reason}); save them again.")
        return parse_pages(pages, now)
    if any(isinstance(trend, dict) and "trend_name" in trend for held in inside for trend in held):
        return parse_trends(Trends.model_validate({"data": [trend for held in inside for trend in held]}), KIND, now)
    return None


def _held(item: object) -> list[object]:
    held = item.get("data") if isinstance(item, dict) else None
    return held if isinstance(held, list) else [held]


def _is_tweet(value: object) -> bool:
    return (
        isinstance(value, dict) and "text" in value and an_id(value.get("id")) is not None and bool(OF_V2 & set(value))
    )
