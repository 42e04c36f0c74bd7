"""Which sources are there? SOURCES is the only list: a new one is a new file and a line here."""

from datetime import timedelta

from collector.source import Options, Source
from collector.sources.bluesky import Bluesky
from collector.sources.coingecko import CoinGecko
from collector.sources.devto import DevTo
from collector.sources.dexscreener import DexScreener
from collector.sources.discourse import Discourse
from collector.sources.feed import Feed
from collector.sources.github import GitHub
from collector.sources.google_trends import GoogleTrends
from collector.sources.hackernews import HackerNews
from collector.sources.kept_file import KeptFile
from collector.sources.lobsters import Lobsters
from collector.sources.mastodon import Mastodon
from collector.sources.producthunt import ProductHunt
from collector.sources.reddit import Reddit
from collector.sources.stackexchange import StackExchange
from collector.sources.telegram import Telegram
from collector.sources.wikipedia import Wikipedia
from collector.sources.x import X

# an address goes to the first that recognises it
SOURCES: tuple[type[Source], ...] = (
    HackerNews,
    Mastodon,
    Bluesky,
    GoogleTrends,
    GitHub,
    Wikipedia,
    StackExchange,
    DevTo,
    CoinGecko,
    DexScreener,
    ProductHunt,
    Lobsters,
    Telegram,
    X,
    Reddit,
    Discourse,  # takes topics on any host
    Feed,
    KeptFile,
)


def source_named(name: str, options: Options | None = None) -> Source:
    """The source `kind` or `kind:argument`. Raises ValueError, which says what a name looks like."""
    kind, _, argument = name.strip().partition(":")
    for source in SOURCES:
        if source.kind == kind:
            return source.named(argument, options or Options())
    known = "; ".join(source.form for source in SOURCES)
    raise ValueError(f"There is no source {name!r}. Known are: {known}.")


def unchanged(name: str) -> timedelta | None:
    """For how long the list of such a source usually stays the same at most; None for a kind that there is not."""
    kind = name.partition(":")[0]
    return next((source.unchanged for source in SOURCES if source.kind == kind), None)


def reader_for(url: str) -> type[Source] | None:
    """The source that can read the thread at this address; None when none can (`supported` says what can be read)."""
    return next((source for source in SOURCES if source.recognises(url)), None)


def supported() -> str:
    """What `reader_for` knows, for a message."""
    return (
        "an item of news.ycombinator.com, a status of a Mastodon server (https://HOST/@name/number), "
        "a post of bsky.app, the feed of trends.google.com, an issue, pull request or discussion of github.com, a "
        "question of a Stack Exchange site, an article of dev.to, a story of lobste.rs, the feed of "
        "www.producthunt.com, a public channel of t.me or a post of one, a post of x.com, "
        "a thread of reddit.com, a topic of a Discourse forum (https://HOST/t/title/number), "
        "or a feed (RSS, Atom, JSON Feed)"
    )
