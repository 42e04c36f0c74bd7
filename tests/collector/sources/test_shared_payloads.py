"""Is everything that a recorded answer of a real server holds in the store once: words, parent, author, time and link?

What an answer holds is counted here by other means than the parsers': a walk over the raw JSON, ElementTree over XML,
the parser of HTML of the standard library, and patterns.
"""

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple
from unicodedata import normalize
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

import pytest

from collector.errors import CollectError
from collector.http.answer import Response
from collector.payloads.threads import united
from collector.source import Collected
from collector.sources import feed, google_trends, telegram, wikipedia
from collector.sources.bluesky.answers import parse_bluesky_thread, parse_bluesky_trends
from collector.sources.bluesky.shapes import BlueskyThread, BlueskyTopics, BlueskyTrends
from collector.sources.hackernews import items, trees
from collector.sources.mastodon.answers import (
    parse_mastodon_thread,
    parse_trending_links,
    parse_trending_statuses,
    parse_trending_tags,
)
from collector.sources.mastodon.shapes import (
    TRENDING_LINKS,
    TRENDING_STATUSES,
    TRENDING_TAGS,
    BoostingStatus,
    StatusContext,
)
from collector.sources.saved import read_answer

pytestmark = pytest.mark.shared

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
ADDRESS = "https://example.org/recorded"


class Fact(NamedTuple):
    """What a payload says of a post. None: it does not say. The words are those that must be read, in their order."""

    parent: str | None
    author: str | None
    time: datetime | None
    link: str | None
    words: tuple[str, ...] = ()


Facts = dict[str, Fact]
STAND_IN = "the status that was asked for"


@dataclass(frozen=True)
class Endpoint:
    """Which files answer it, how they are read, and what they hold by an independent count."""

    files: str  # pattern of folder/file
    parse: Callable[[Response], Collected]
    holds: Callable[[bytes], Facts | None]  # None: an error


def iso(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value).astimezone(UTC) if value else None


def seconds(since_1970: int | None) -> datetime | None:
    return None if since_1970 is None else datetime.fromtimestamp(since_1970, UTC)


class Words(HTMLParser):
    """What stands between the tags; the name and size of a picture's file, which forums put below it, are no words."""

    INLINE = frozenset("a abbr b big code del em font i ins kbd mark s small span strong sub sup tt u wbr".split())

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.above: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.said += [] if tag in self.INLINE else [" "]
        if tag == "div":
            self.above.append(dict(attrs).get("class") or "")

    def handle_endtag(self, tag: str) -> None:
        self.said += [] if tag in self.INLINE else [" "]
        if tag == "div" and self.above:
            self.above.pop()

    def handle_data(self, data: str) -> None:
        self.said += [] if "meta" in self.above else [data]


def read(html: str | None) -> tuple[str, ...]:
    words = Words()
    words.feed(html or "")
    words.close()
    return tuple(normalize("NFC", "".join(words.said)).split())


# --- Hacker News -----------------------------------------------------------------------------------------------------


def firebase_holds(body: bytes) -> Facts:
    item = json.loads(body)
    if item is None:
        return {}
    gone = item.get("deleted") or item.get("dead")
    parent = item.get("parent", item.get("poll"))
    link = f"https://news.ycombinator.com/item?id={item['id']}"
    author, words = (None, ()) if gone else (item["by"], read(item.get("text")))
    return {str(item["id"]): Fact(None if parent is None else str(parent), author, seconds(item["time"]), link, words)}


def algolia_holds(body: bytes) -> Facts | None:
    value = json.loads(body)
    return None if "id" not in value else dict(algolia_walk(value))


def algolia_walk(node: Mapping[str, Any]) -> Iterator[tuple[str, Fact]]:
    link = f"https://news.ycombinator.com/item?id={node['id']}"
    parent = None if node["parent_id"] is None else str(node["parent_id"])
    yield str(node["id"]), Fact(parent, node["author"], seconds(node["created_at_i"]), link, read(node.get("text")))
    for child in node["children"]:
        yield from algolia_walk(child)


def hits_hold(body: bytes) -> Facts | None:
    facts: Facts = {}
    for hit in json.loads(body).get("hits", []):
        link = f"https://news.ycombinator.com/item?id={hit['objectID']}"
        parent = None if hit.get("parent_id") is None else str(hit["parent_id"])
        words = read(hit.get("story_text") or hit.get("comment_text"))
        facts[hit["objectID"]] = Fact(parent, hit["author"], seconds(hit["created_at_i"]), link, words)
    return facts or None


def page_holds(body: bytes) -> Facts:
    """The stories of a list: a row of each begins with its number."""
    facts: Facts = {}
    for row in re.split(r"<tr class=.athing. id=.", body.decode())[1:]:
        number = row[: re.match("[0-9]+", row).end()]  # type: ignore[union-attr]  # the test fails where there is none
        by = re.search(r'class="hnuser">([^<]+)<', row)
        words = read(re.search(r'class="storylink"[^>]*>(.*?)</a>', row)[1])  # type: ignore[index]  # as above
        link = f"https://news.ycombinator.com/item?id={number}"
        facts[number] = Fact(None, by[1] if by else None, None, link, words)
    return facts


# --- Mastodon --------------------------------------------------------------------------------------------------------


def statuses_in(value: Any) -> Iterator[dict[str, Any]]:
    """Every status anywhere in the payload. What a boost boosts is there, the boost itself says nothing."""
    if isinstance(value, dict):
        if "content" in value and "account" in value and not value.get("reblog"):
            yield value
        for child in value.values():
            yield from statuses_in(child)
    elif isinstance(value, list):
        for child in value:
            yield from statuses_in(child)


def statuses_hold(body: bytes) -> Facts | None:
    value = json.loads(body)
    if isinstance(value, dict) and "error" in value:
        return None
    return {
        status["id"]: Fact(
            status["in_reply_to_id"],
            status["account"]["acct"],
            iso(status["created_at"]),
            status["url"],
            read(status["content"]),
        )
        for status in statuses_in(value)
    }


def tags_hold(body: bytes) -> Facts | None:
    value = json.loads(body)
    return {f"tag:{tag['name']}": Fact(None, None, None, tag["url"]) for tag in value} if value != {} else None


def links_hold(body: bytes) -> Facts:
    return {
        f"link:{link['url']}": Fact(
            None,
            link["author_name"] or next((a["name"] for a in link.get("authors", [])), None) or link["provider_name"],
            iso(link.get("published_at")),
            link["url"],
        )
        for link in json.loads(body)
    }


def context(answer: Response) -> Collected:
    """The answers, with a stand-in for the status that was asked for, which a context does not hold."""
    raw = json.loads(answer.body)
    known = {status["id"] for status in statuses_in(raw)}
    answered = [s["in_reply_to_id"] for s in statuses_in(raw) if s["in_reply_to_id"] not in {*known, None}]
    above = raw.get("ancestors") or [{"id": None}]
    asked = {"id": answered[0] if answered else "asked", "in_reply_to_id": above[-1]["id"]}
    status = BoostingStatus.model_validate({**asked, "content": "", "account": {"acct": STAND_IN}})
    return parse_mastodon_thread(status, answer.json(StatusContext), "mastodon:x.example", NOW)


def lone_status(answer: Response) -> Collected:
    nothing = StatusContext(ancestors=[], descendants=[])
    return parse_mastodon_thread(answer.json(BoostingStatus), nothing, "mastodon:x.example", NOW)


# --- Bluesky ---------------------------------------------------------------------------------------------------------


def bluesky_walk(value: Any) -> Iterator[tuple[str, Fact]]:
    """Every post anywhere in the payload, the quoted ones among them."""
    if isinstance(value, dict):
        record = value.get("record") or value.get("value")
        if isinstance(record, dict) and {"uri", "author"} <= set(value) and "createdAt" in record:
            author, handle = value["author"], value["author"]["handle"]
            name = handle if handle != "handle.invalid" else author["did"]
            link = f"https://bsky.app/profile/{name}/post/{value['uri'].rsplit('/', 1)[1]}"
            parent = record.get("reply", {}).get("parent", {}).get("uri")
            words = tuple(normalize("NFC", record["text"]).split())
            yield value["uri"], Fact(parent, handle, iso(record["createdAt"]), link, words)
        for child in value.values():
            yield from bluesky_walk(child)
    elif isinstance(value, list):
        for child in value:
            yield from bluesky_walk(child)


def thread_holds(body: bytes) -> Facts | None:
    value = json.loads(body)
    return dict(bluesky_walk(value)) if "thread" in value else None


def posts_hold(body: bytes) -> Facts | None:
    value = json.loads(body)
    return None if "error" in value else dict(bluesky_walk(value))


def trends_hold(body: bytes) -> Facts | None:
    value = json.loads(body)
    if "error" in value:
        return None
    topics = value.get("trends", value.get("topics", []))
    return {
        topic["topic"]: Fact(None, None, iso(topic.get("startedAt")), urljoin("https://bsky.app", topic["link"]))
        for topic in topics
    }


# --- forums ----------------------------------------------------------------------------------------------------------


def objects_in(value: Any) -> Iterator[dict[str, Any]]:
    """Every object anywhere in the payload."""
    if isinstance(value, dict):
        yield value
    for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from objects_in(child)


def stack_exchange_holds(body: bytes) -> Facts | None:
    facts: Facts = {}
    for found in objects_in(json.loads(body)):
        if "comment_id" in found and "post_id" in found:
            key, parent = f"comment:{found['comment_id']}", str(found["post_id"])
        elif "answer_id" in found and "question_id" in found:
            key, parent = str(found["answer_id"]), str(found["question_id"])
        elif "question_id" in found and "title" in found:
            key, parent = str(found["question_id"]), None
        else:
            continue
        author = unescape((found.get("owner") or {}).get("display_name") or "") or None
        facts[key] = Fact(parent, author, seconds(found["creation_date"]), found.get("link"), read(found.get("body")))
    return facts or None


def discourse_holds(body: bytes) -> Facts | None:
    value = json.loads(body)
    if not {"topic_list", "post_stream", "latest_posts", "cooked"} & set(value):
        return None
    topics = value.get("topic_list", {}).get("topics", [])
    facts = {f"{topic['id']}/1": Fact(None, None, iso(topic["created_at"]), None) for topic in reversed(topics)}
    for said in (found for found in objects_in(value) if {"cooked", "topic_id"} <= set(found)):
        topic, number, above = said["topic_id"], said["post_number"], said["reply_to_post_number"] or 1
        if said.get("topic_title") or value.get("title"):
            facts.setdefault(f"{topic}/1", Fact(None, None, None, None))
        shown = not (said.get("hidden") or said.get("user_deleted") or said.get("deleted_at"))
        if said["post_type"] != 3 or read(said["cooked"]):
            facts[f"{topic}/{number}"] = Fact(
                None if number == 1 else f"{topic}/{above}",
                said["username"] if shown else None,
                iso(said["created_at"]),
                None,
                read(said["cooked"]) if shown else (),
            )
    return facts


def user_of(value: Any) -> str:
    return str(value["username"] if isinstance(value, dict) else value)


def lobsters_holds(body: bytes) -> Facts | None:
    """Of comments the parent is only in newer recordings."""
    facts: Facts = {}
    stories = json.loads(body)
    for story in stories if isinstance(stories, list) else [stories]:
        if "short_id" not in story:
            return None
        author, at = user_of(story["submitter_user"]), iso(story["created_at"])
        facts[story["short_id"]] = Fact(None, author, at, story["comments_url"], read(story["description"]))
    return facts


def exchanged(body: bytes) -> list[bytes]:
    """The answers in a cassette of GitHub: one as JSON holds them by name, one as text has each on a line."""
    if body.lstrip().startswith(b"["):
        return [json.dumps(exchange["response"]).encode() for exchange in json.loads(body)]
    return [line for line in body.splitlines() if line.startswith((b'{"', b"[ {", b"[{"))]


def github(answer: Response) -> Collected:
    return united(read_answer("saved.json", body, NOW) or Collected() for body in exchanged(answer.body))


def github_holds(body: bytes) -> Facts:
    """Issues, and the comments that name theirs."""
    facts: Facts = {}
    for found in (found for answer in exchanged(body) for found in github_items(json.loads(answer))):
        author = (found.get("user") or {}).get("login")
        at, link = iso(found.get("created_at")), found.get("html_url")
        words = tuple((found.get("body") or "").split())
        if "issue_url" in found:
            owner, name, _, number = found["issue_url"].split("/")[-4:]
            facts[f"issuecomment-{found['id']}"] = Fact(f"{owner}/{name}#{number}", author, at, link, words)
        elif "number" in found:
            owner, name = found["repository_url"].split("/")[-2:]
            facts[f"{owner}/{name}#{found['number']}"] = Fact(None, author, at, link, words)
    return facts


def repositories_hold(body: bytes) -> Facts:
    return {
        found["full_name"]: Fact(
            None, found["owner"]["login"], None, found["html_url"], tuple((found["description"] or "").split())
        )
        for found in json.loads(body)["items"]
    }


def github_items(value: Any) -> list[dict[str, Any]]:
    return value if isinstance(value, list) else value["items"]


# --- pages -----------------------------------------------------------------------------------------------------------


def channel_holds(body: bytes) -> Facts | None:
    facts: Facts = {}
    for said in body.decode().split('data-post="')[1:]:
        above = re.search(r'message_reply"[^>]*href="https://t\.me/([^"?]+)', said)
        at = re.findall(r'<time datetime="([^"]+)"', said)
        link = f"https://t.me/{said.partition(chr(34))[0]}"
        facts[said.partition('"')[0].lower()] = Fact(above[1].lower() if above else None, None, iso(at[-1]), link)
    return facts or None


def lobsters_page_holds(body: bytes) -> Facts:
    """Comments by how many lists are open around each."""
    html = body.decode()
    story = re.search(r'data-shortid="(\w+)"', html)
    assert story is not None
    facts = {story[1]: page_fact(None, html[story.start() :], '<div class="story_text">')}
    path: list[tuple[int, str]] = []
    lists = 0
    for found in re.finditer(r'<ol\b|</ol>|\bid="(c_\w+)"', html):
        lists += (found[0] == "<ol") - (found[0] == "</ol>")
        if found[1]:
            path = [(depth, key) for depth, key in path if depth < lists]
            facts[found[1]] = page_fact(path[-1][1] if path else story[1], html[found.start() :], '"comment_text">')
            path.append((lists, found[1]))
    return facts


def page_fact(parent: str | None, html: str, before: str) -> Fact:
    """What the first names, times and words say that stand from here on."""
    author, title = re.search(r'alt="(\S+) avatar"', html), re.search(r'title="(\d\S+) (\S+) ([^\s"]+)"', html)
    text = html.partition(before)[2].partition("</div>")[0]
    assert author is not None
    assert title is not None
    return Fact(parent, author[1], iso(f"{title[1]}T{title[2]}{title[3]}"), None, read(text))


def trending_holds(body: bytes) -> Facts:
    names = re.findall(r"<h2[^>]*>\s*<a\b[^>]*\bhref=\"/([^\"]+)\"", body.decode())
    return {name: Fact(None, name.partition("/")[0], None, f"https://github.com/{name}") for name in names}


def trends24_holds(body: bytes) -> Facts:
    newest = body.decode().partition("</ol>")[0]
    return {
        f"trend:{unescape(name)}": Fact(None, None, None, None) for name in re.findall(r"trend-link>([^<]+)", newest)
    }


# --- lists -----------------------------------------------------------------------------------------------------------


NO_ARTICLE = re.compile(r"(Special|Wikipedia|Portal|Help|File|Category|Template|Talk|User)(_talk)?:|Main_Page$")


def most_read_holds(body: bytes) -> Facts:
    titles = [article["title"].replace(" ", "_") for article in json.loads(body)["articles"]]
    articles = [title for title in titles if not NO_ARTICLE.match(title)]
    return {title: Fact(None, None, None, None) for title in articles[: wikipedia.MOST_READ]}


def children_hold(body: bytes) -> Facts:
    """What Reddit had left out of a thread."""
    facts: Facts = {}
    for thing in (found for found in objects_in(json.loads(body)) if found.get("kind") == "t1"):
        said = thing["data"]
        gone = said["body"] in ("[deleted]", "[removed]")
        facts[f"t1_{said['id']}"] = Fact(
            said["parent_id"],
            None if said["author"] == "[deleted]" else said["author"],
            seconds(int(said["created_utc"])),
            f"https://www.reddit.com{said['permalink']}",
            () if gone else read(said["body_html"]),
        )
    return facts


# --- XML -------------------------------------------------------------------------------------------------------------


def texts(element: ET.Element) -> dict[str, str]:
    """The first text of each kind of child, by local name."""
    found: dict[str, str] = {}
    for child in element:
        name = child.tag.rpartition("}")[2]
        text = " ".join((child.findtext("{*}name") or child.text or "").split())
        if name == "link" and child.get("href") and child.get("rel", "alternate") == "alternate":
            text = child.get("href", "")
        if text:
            found.setdefault(name, text)
    return found


def any_time(value: str | None) -> datetime | None:
    if not value:
        return None
    try:
        return (parsedate_to_datetime(value) if "," in value else datetime.fromisoformat(value)).astimezone(UTC)
    except ValueError:
        return None


def feed_holds(body: bytes) -> Facts | None:
    if body.lstrip()[:1] in b"{[":
        return json_feed_holds(json.loads(body))
    root = ET.fromstring(body)
    if root.tag.rpartition("}")[2] not in ("rss", "feed", "RDF"):
        return None
    entries = [texts(e) for e in root.iter() if e.tag.rpartition("}")[2] in ("item", "entry")]
    ids = [entry.get("guid") or entry.get("id") or entry.get("link") or "" for entry in entries]
    reddit_root = next((i for i in ids if i.startswith("t3_")), None) if any(i.startswith("t1_") for i in ids) else None
    inherited = texts(root).get("author") if root.tag.endswith("}feed") else None
    return {
        key: Fact(
            reddit_root if key.startswith("t1_") else None,
            entry.get("creator") or entry.get("author") or inherited,
            any_time(entry.get("pubDate") or entry.get("published") or entry.get("updated") or entry.get("date")),
            entry.get("link"),
            # the title of a comment on Reddit only repeats who writes where
            () if reddit_root and key != reddit_root else read(entry.get("title")),
        )
        for key, entry in zip(ids, entries, strict=True)
    }


def reddit_feed_holds(body: bytes) -> Facts:
    """The same, with names as people write them."""
    facts = feed_holds(body) or {}
    return {key: fact._replace(author=(fact.author or "").removeprefix("/u/") or None) for key, fact in facts.items()}


def json_feed_holds(value: Mapping[str, Any]) -> Facts | None:
    if "items" not in value:
        return None
    return {
        str(item["id"]): Fact(None, None, iso(item.get("date_published")), item.get("url")) for item in value["items"]
    }


def google_holds(body: bytes) -> Facts:
    """Trends and news by their titles: the feed has no ids."""
    facts: Facts = {}
    for item in ET.fromstring(body).iter("item"):
        trend = texts(item)["title"]
        facts[trend] = Fact(None, None, any_time(texts(item).get("pubDate")), None)
        for news in item.iterfind("{*}news_item"):
            said = texts(news)
            facts[said["news_item_title"]] = Fact(trend, said.get("news_item_source"), None, said["news_item_url"])
    return facts


def google(answer: Response) -> Collected:
    """The trends, known by their titles."""
    collected = google_trends.parse_searches(answer, "google-trends:US", NOW)
    titles = {post.external_id: post.title or "" for post in collected.posts}
    renamed = [
        post.model_copy(update={"external_id": titles[post.external_id], "parent": titles.get(post.parent or "")})
        for post in collected.posts
    ]
    return Collected(renamed, collected.trends, collected.sightings, collected.problems)


def saved(answer: Response) -> Collected:
    """What is read when the answer is a file."""
    return read_answer("saved.json", answer.body, NOW) or Collected()


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
