"""How fast may each host be asked?"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Pace:
    """How fast one host is asked: seconds between two starts, and how many requests at once."""

    interval: float = 1.0
    concurrency: int = 2


# hosts that say how fast they may be asked
PACES: Mapping[str, Pace] = {
    "hacker-news.firebaseio.com": Pace(0.0, 8),  # "currently no rate limit": only how many at once is bounded
    "hn.algolia.com": Pace(0.4, 2),  # 10,000 an hour
    "public.api.bsky.app": Pace(0.2, 4),
    "api.coingecko.com": Pace(2.5, 1),  # about 30 a minute
    "lobste.rs": Pace(2.0, 1),  # 30 a minute
    "oauth.reddit.com": Pace(0.7, 1),  # 100 a minute; one request for more comments at a time
    "www.reddit.com": Pace(6.0, 1),  # feeds without an account
}


def polite(host: str) -> Pace:
    """The pace of `host`: its own where one is known, one request a second otherwise."""
    return PACES.get(host, Pace())
