"""Which sources are there? SOURCES is the only list: a new one is a new file and a line here."""

from collector.http.pace import Pace
from collector.source import Declaration, Options, Reader, Source
from collector.sources.article import Article
from collector.sources.bluesky import Bluesky
from collector.sources.coingecko import CoinGecko
from collector.sources.declared import declarations
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
from collector.sources.supported import supported
from collector.sources.telegram import Telegram
from collector.sources.wikipedia import WikipediaMostRead
from collector.sources.x import X

__all__ = ["SOURCES", "declaration", "first_names", "polite", "readers_for", "source_named", "supported"]

# an address goes to the first that recognises it and whose interface its server speaks
SOURCES: tuple[type[Source], ...] = (
    HackerNews,
    Mastodon,
    Bluesky,
    GoogleTrends,
    GitHub,
    WikipediaMostRead,
    StackExchange,
    DevTo,
    CoinGecko,
    DexScreener,
    ProductHunt,
    Lobsters,
    Telegram,
    X,
    Reddit,
    Discourse,
    Feed,
    KeptFile,
)


def source_named(name: str, options: Options | None = None) -> Source:
    """The source `kind` or `kind:argument`. Raises ValueError, which says what a name looks like."""
    kind, _, argument = name.strip().partition(":")
    for source in SOURCES:
        if source.declared.kind == kind:
            return source.named(argument, options or Options())
    known = "; ".join(source.declared.form for source in SOURCES)
    raise ValueError(f"There is no source {name!r}. Known are: {known}.")


def declaration(name: str) -> Declaration | None:
    """What the kind of this source says of itself; None for a kind that there is not."""
    kind = name.partition(":")[0]
    return next((source.declared for source in SOURCES if source.declared.kind == kind), None)


def first_names() -> list[str]:
    """The sources that are asked before anybody has settled which."""
    return [line.source for found in declarations() for line in found.template if line.is_on]


def polite(host: str) -> Pace:
    """The pace of `host`: as it says, where one of the sources knows; one request a second otherwise."""
    return next((found.paces[host] for found in declarations() if host in found.paces), Pace())


def readers_for(url: str) -> tuple[type[Reader], ...]:
    """What may read the thread or page at this address, in the order in which to try: `read_first` does.

    Nothing for what is no address of the web; `supported` says what can be read.
    """
    readers: tuple[type[Reader], ...] = (*SOURCES, Article)
    return tuple(reader for reader in readers if reader.recognises(url))
