"""Is everything that a recorded answer of a real server holds in the store once: words, parent, author, time and link?

What an answer holds is counted here by other means than the parsers': a walk over the raw JSON, ElementTree over XML,
the parser of HTML of the standard library, and patterns.
"""

import csv
import re
from html import unescape
from pathlib import Path
from urllib.parse import urljoin

import pytest
from recordings.facts import ADDRESS, NOW, STAND_IN, Endpoint
from recordings.feeds import feed_holds, google, google_holds, reddit_feed_holds, saved
from recordings.forums import (
    discourse_holds,
    github,
    github_holds,
    lobsters_holds,
    repositories_hold,
    stack_exchange_holds,
)
from recordings.pages import (
    channel_holds,
    children_hold,
    lobsters_page_holds,
    most_read_holds,
    trending_holds,
    trends24_holds,
)
from recordings.social import (
    algolia_holds,
    context,
    firebase_holds,
    hits_hold,
    links_hold,
    lone_status,
    page_holds,
    posts_hold,
    statuses_hold,
    tags_hold,
    thread_holds,
    trends_hold,
)

from collector.errors import CollectError
from collector.http.answer import Response
from collector.source import Collected
from collector.sources import feed, google_trends, telegram, wikipedia
from collector.sources.bluesky.answers import parse_bluesky_thread, parse_bluesky_trends
from collector.sources.bluesky.shapes import BlueskyThread, BlueskyTopics, BlueskyTrends
from collector.sources.hackernews import items, trees
from collector.sources.mastodon.answers import (
    parse_trending_links,
    parse_trending_statuses,
    parse_trending_tags,
)
from collector.sources.mastodon.shapes import (
    TRENDING_LINKS,
    TRENDING_STATUSES,
    TRENDING_TAGS,
)
from collector.sources.saved import read_answer

SOURCE = "mastodon:x.example"
ENDPOINTS = (
    Endpoint(
        r"hackernews_firebase/item_.*\.json",
        lambda a: items.parse_items([a.json(items.ITEM)], "hackernews", NOW),
        firebase_holds,
    ),
    Endpoint(
        r"hackernews_algolia/items_.*\.json",
        lambda a: trees.parse_tree(a.json(trees.AlgoliaItem), "hackernews", NOW),
        algolia_holds,
    ),
    Endpoint(r"hackernews_algolia/search.*\.json", saved, hits_hold),
    Endpoint(r"hackernews_html/.*\.html", saved, page_holds),
    Endpoint(
        r"bluesky/(?!lexicon).*(get(Author)?Feed|getPosts|Quotes|searchPosts|ThreadV2).*\.json", saved, posts_hold
    ),
    Endpoint(r"stackexchange/v[12]_.*\.json", saved, stack_exchange_holds),
    Endpoint(r"discourse/.*\.json", saved, discourse_holds),
    Endpoint(r"lobsters/.*\.json", saved, lobsters_holds),
    Endpoint(r"github_api/(octokit_.*issues.*|.*(Timeline|IssuesComments).*)", github, github_holds),
    Endpoint(r"github_api/search_repositories.*", saved, repositories_hold),
    Endpoint(
        r"wikipedia/most_?read.*\.json",
        lambda a: wikipedia.parse_featured(a.json(wikipedia.MostRead).articles, "wikipedia:en", NOW),
        most_read_holds,
    ),
    Endpoint(r"wikipedia/most_?read.*\.json", saved, most_read_holds),
    Endpoint(r"lobsters/story_page.*\.html", saved, lobsters_page_holds),
    Endpoint(r"github_trending/(?!.*developers).*\.html", saved, trending_holds),
    Endpoint(r"x_trend_aggregators/.*trends24.*\.html", saved, trends24_holds),
    Endpoint(r"product_hunt/producthunt.*", saved, feed_holds),
    Endpoint(r"reddit/.*\.rss", saved, reddit_feed_holds),
    Endpoint(r"reddit/morechildren.*\.json", saved, children_hold),
    Endpoint(r"telegram_web/.*\.html", lambda a: telegram.parse_channel(a, "telegram:x", NOW), channel_holds),
    Endpoint(
        r"mastodon/(?!.*admin).*trends_tags.*\.json",
        lambda a: parse_trending_tags(a.json(TRENDING_TAGS), SOURCE, NOW),
        tags_hold,
    ),
    Endpoint(
        r"mastodon/(?!.*admin).*trends_links.*\.json",
        lambda a: parse_trending_links(a.json(TRENDING_LINKS), SOURCE, NOW),
        links_hold,
    ),
    Endpoint(
        r"mastodon/(?!.*admin).*(trends_statuses|timeline).*\.json",
        lambda a: parse_trending_statuses(a.json(TRENDING_STATUSES), SOURCE, NOW),
        statuses_hold,
    ),
    Endpoint(r"mastodon/.*context.*\.json", context, statuses_hold),
    Endpoint(r"mastodon/(?!.*trends).*status_.*\.json", lone_status, statuses_hold),
    Endpoint(
        r"bluesky/(.*getPostThread(?!V2)|thread_view_post).*\.json",
        lambda a: parse_bluesky_thread(a.json(BlueskyThread), "bluesky", NOW),
        thread_holds,
    ),
    Endpoint(
        r"bluesky/.*getTrends.*\.json",
        lambda a: parse_bluesky_trends(a.json(BlueskyTrends).trends, "bluesky", NOW),
        trends_hold,
    ),
    Endpoint(
        r"bluesky/.*getTrendingTopics.*\.json",
        lambda a: parse_bluesky_trends(a.json(BlueskyTopics).topics, "bluesky", NOW),
        trends_hold,
    ),
    Endpoint(r"google_trends/.*rss.*\.xml", google, google_holds),
    Endpoint(
        r"(feeds/.*|product_hunt/.*\.(xml|rss|atom)|reddit/.*\.rss|discourse/.*\.rss|hackernews_html/.*\.xml)",
        lambda a: feed.parse_feed(a, "feed:https://x.example/", NOW),
        feed_holds,
    ),
)


def recorded(payloads: Path, pattern: str) -> list[Path]:
    """The recordings of real servers, of servers that imitate them, and those of unknown origin, that match."""
    with (payloads / "MANIFEST.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    names = [f"{row['source']}/{row['file']}" for row in rows if row["kind"].startswith(("real", "MOCK", "unverified"))]
    return [payloads / name for name in names if re.fullmatch(pattern, name)]


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.files)
def test_nothing_of_a_recording_is_lost(endpoint: Endpoint, shared: Path) -> None:
    paths = recorded(shared / "data" / "payloads", endpoint.files)
    if not paths:
        pytest.skip("no recording of this endpoint is at hand")
    for path in paths:
        check(path, endpoint)


def is_empty(body: bytes) -> bool:
    """Whether it has a list, and nothing in any."""
    return re.search(rb"\[\s*\]", body) is not None and re.search(rb"\[\s*[^\s\]]", body) is None


def check(path: Path, endpoint: Endpoint) -> None:
    body = path.read_bytes()
    answer = Response(ADDRESS, 200, {}, body, NOW)
    expected = endpoint.holds(body)
    if expected is None:
        with pytest.raises(CollectError):
            endpoint.parse(answer)
        return
    collected = endpoint.parse(answer)
    ids = [post.external_id for post in collected.posts]
    assert len(set(ids)) == len(ids), f"{path}: a post twice"
    posts = {post.external_id: post for post in collected.posts}
    for key, fact in expected.items():
        post = posts[key]
        assert post.parent == fact.parent, f"{path}: {key}"
        assert fact.author is None or post.author == fact.author, f"{path}: {key}"
        assert fact.time is None or post.created_at == fact.time, f"{path}: {key}"
        assert fact.link is None or post.url == fact.link, f"{path}: {key}"
        left = iter(post.text.split())
        assert all(word in left for word in fact.words), f"{path}: {key}: words are missing, or not in their order"
    written = {key for key, post in posts.items() if (post.author or post.text) and post.author != STAND_IN}
    assert written <= set(expected), f"{path}: invented"
    if not expected and not is_empty(body):
        assert collected.problems, f"{path}: nothing, and no word on it"


def test_the_lists_of_hacker_news_are_read_whole(shared: Path) -> None:
    for path in recorded(shared / "data" / "payloads", r"hackernews_firebase/.*stories\.json"):
        body = path.read_bytes()
        ids = Response(ADDRESS, 200, {}, body, NOW).json(items.IDS)
        assert ids == [int(number) for number in re.findall(rb"[0-9]+", body)]


def test_the_page_of_hacker_news_is_ranked_and_counted_as_it_shows(shared: Path) -> None:
    for path in recorded(shared / "data" / "payloads", r"hackernews_html/.*\.html"):
        body = path.read_bytes()
        collected = read_answer("saved.html", body, NOW) or Collected()
        rows = re.split(rb"<tr class='athing'", body)[1:]
        ranks = [int(number) for number in re.findall(rb'class="rank">([0-9]+)\.', body)]
        counts = [re.search(rb">([0-9]+) points?<", row) for row in rows]
        links = [unescape(link.decode()) for link in re.findall(rb'<a href="([^"]+)" class="storylink"', body)]
        assert ranks == [sighting.rank for sighting in collected.sightings] == list(range(1, 31))
        assert [count and int(count[1]) for count in counts] == [s.volume for s in collected.sightings]
        assert [urljoin("https://news.ycombinator.com/", link) for link in links] == [t.url for t in collected.trends]


def test_the_ranks_and_volumes_of_google_are_those_of_the_feed(shared: Path) -> None:
    for path in recorded(shared / "data" / "payloads", r"google_trends/.*rss.*\.xml"):
        body = path.read_bytes()
        collected = google_trends.parse_searches(Response(ADDRESS, 200, {}, body, NOW), "google-trends:US", NOW)
        traffic = [int(digits.replace(b",", b"")) for digits in re.findall(rb"approx_traffic>([0-9,]+)\+", body)]
        assert [s.volume for s in collected.sightings] == traffic
        assert [s.rank for s in collected.sightings] == list(range(1, len(traffic) + 1))
