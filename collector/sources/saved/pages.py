"""Which source has this feed or page, by the elements in it?"""

import re
from collections.abc import Callable
from datetime import datetime

from collector.http.answer import Response
from collector.source import Collected
from collector.sources import feed, google_trends, producthunt, telegram
from collector.sources.github.trending import parse_trending
from collector.sources.hackernews import page as hackernews
from collector.sources.lobsters.pages import parse_page
from collector.sources.reddit.kept import parse_kept_feed
from collector.sources.x.aggregators import parse_getdaytrends, parse_trends24

Parse = Callable[[Response, str, datetime], Collected | None]

BEFORE = rb"(?:\xef\xbb\xbf)?\s*(?:<\?[^>]*>\s*|<!--.{0,2000}?-->\s*|<!DOCTYPE[^>]*>\s*){0,9}"
FEED = re.compile(BEFORE + rb"<(?:rss|feed|rdf:RDF)\b", re.DOTALL)

# patterns of what only its feed or page has, how that is read, and the source; the first of which all are found
FEEDS: tuple[tuple[tuple[bytes, ...], Parse, str], ...] = (
    ((rb"approx_traffic>",), google_trends.parse, "google-trends"),
    ((rb"<id>tag:www\.producthunt\.com,2005:Post/",), producthunt.parse, "producthunt"),
    ((rb"<id>t[13]_[0-9a-z]+</id>",), parse_kept_feed, "reddit"),
    ((), feed.parse, "feed"),
)
PAGES: tuple[tuple[tuple[bytes, ...], Parse, str], ...] = (
    ((hackernews.SIGN.pattern,), hackernews.parse_page, "hackernews"),
    ((rb"tgme_widget_message",), telegram.parse, "telegram"),
    ((rb"<ol\b[^<>]*\btrend-card__list\b",), parse_trends24, "x"),
    ((rb"<table\b[^<>]*\branking trends wider\b",), parse_getdaytrends, "x"),
    (
        (rb"<li\b[^<>]*\bid=\"story_", rb"\bclass=\"comments\b", rb"<link\b[^<>]*//lobste\.rs/s/"),
        parse_page,
        "lobsters",
    ),
    # the page of developers that are trending has such rows, too, and no stars
    ((rb"<article\b[^<>]*\bBox-row\b", rb"/stargazers\b"), parse_trending, "github"),
)


def from_markup(answer: Response, now: datetime) -> Collected | None:
    """What a feed or page of a source says; None for any other page, and for what is neither."""
    known = FEEDS if FEED.match(answer.body) else PAGES
    for elements, parse, source in known:
        is_it = all(re.search(element, answer.body) for element in elements)
        if is_it and (found := parse(answer, source, now)) is not None:
            return found
    return None
