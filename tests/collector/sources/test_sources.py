"""Does every source keep the contract: named, asked, and with an outcome whatever the server sends?"""

import asyncio
import json
import tomllib
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from collector.errors import AskedToWait, CollectError, Refused, ServerFailed
from collector.http.client import Client
from collector.http.pace import Pace
from collector.payloads.reading import read_first
from collector.source import Collected, Options, Reader, Source
from collector.sources import SOURCES, declaration, first_names, polite, readers_for, source_named, supported
from collector.sources.article import Article
from collector.sources.bluesky import Bluesky
from collector.sources.discourse import Discourse
from collector.sources.feed import Feed
from collector.sources.mastodon import Mastodon
from collector.sources.supported import readable

FIREBASE = "https://hacker-news.firebaseio.com/v0"
ALGOLIA = "https://hn.algolia.com/api/v1"
XRPC = "https://public.api.bsky.app/xrpc"
TRENDS = "https://social.example/api/v1/trends"

BAD_BODIES = {
    "nothing": b"",
    "blanks": b" \n ",
    "a page": b"<!DOCTYPE html><html><head><title>Sorry</title></head><body>Try later</body></html>",
    "not JSON": b"{'single': quotes}",
    "cut off": b'[{"id": 1, "tit',
    "a word": b'"ok"',
    "a number": b"17",
    "null": b"null",
    "wrong types": b'[{"id": [], "name": 3, "url": {}, "history": "x"}, 4, null, [[]]]',
    "an object of another kind": b'{"items": 3, "trends": {}, "thread": [], "version": 1, "topics": null}',
    "an error": b'{"error": "Record not found"}',
    "invalid UTF-8": b'{"title": "\xff\xfe\xfa"}',
    "too deep": b"[" * 100_000,
    "NUL": b"\x00" * 100,
    "a picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "other XML": b'<?xml version="1.0"?><note><to>you</to></note>',
}

Examples = Mapping[str, tuple[str, str | None]]
Network = Callable[[Mapping[str, tuple[int, bytes]]], tuple[Client, Any]]


def outcome(asked: Any) -> Collected | CollectError:
    """What the source gave, or the named error; any other exception fails the test."""
    try:
        collected: Collected = asyncio.run(asked)
    except CollectError as error:
        return error
    return collected


def read(client: Client, url: str) -> Collected:
    return asyncio.run(read_first(client, url, readers_for(url)))


def body(value: object) -> tuple[int, bytes]:
    return 200, json.dumps(value).encode()


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.declared.kind)
def test_a_source_is_found_by_its_name_and_by_an_address(source: type[Source], examples: Examples) -> None:
    name, url = examples[source.declared.kind]
    named = source_named(name, Options(threads=2))
    assert isinstance(named, source)
    declared = source.declared
    assert (named.name, declaration(name)) == (name, declared)
    assert declared.unchanged > declared.interval >= timedelta(minutes=10)
    assert url is None or readers_for(url)[0] is source


@pytest.mark.parametrize("damage", BAD_BODIES)
@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.declared.kind)
def test_whatever_a_server_sends_is_an_outcome(
    source: type[Source], damage: str, network: Network, examples: Examples
) -> None:
    name, url = examples[source.declared.kind]
    for asked in (source_named(name).collect, lambda client: source.read(client, url or "https://example.org/")):
        client, _ = network({"*": (200, BAD_BODIES[damage])})
        got = outcome(asked(client))
        assert isinstance(got, CollectError), f"{damage} is not taken for content"
        assert str(got)


@pytest.mark.parametrize("status", [401, 403, 404, 422, 429, 451, 500, 501, 503])
@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.declared.kind)
def test_a_refusal_or_failure_is_an_outcome(
    source: type[Source], status: int, network: Network, examples: Examples
) -> None:
    name, url = examples[source.declared.kind]
    for asked in (source_named(name).collect, lambda client: source.read(client, url or "https://example.org/")):
        client, _ = network({"*": (status, b'{"error":"no"}')})
        assert isinstance(outcome(asked(client)), CollectError)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.declared.kind)
def test_an_address_of_something_else_is_not_recognised(source: type[Source]) -> None:
    for url in ("", "nonsense", "http://[", "https://example.org/", "https://example.org/@ana", "ftp://x.example/feed"):
        assert not source.recognises(url)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("nowhere", "mastodon:HOST"),
        ("", "hackernews:best"),
        ("hackernews:jobs", ":ask"),
        ("mastodon", "mastodon:mastodon.social"),
        ("mastodon:no host", "mastodon:HOST"),
        ("mastodon:../etc", "mastodon:HOST"),
        ("mastodon:http://", "mastodon:HOST"),
        ("mastodon:http://192.168.1.5:3000/about", "mastodon:HOST"),
        ("bluesky:x", "bluesky"),
        ("google-trends:Spain", "google-trends:US"),
        ("feed:faro.example", "feed:https://"),
        ("github:../x", "github:python"),
        ("wikipedia:de", "wikipedia:es"),
        ("coingecko:solana", "coingecko"),
        ("dexscreener:trending", "dexscreener:latest"),
        ("producthunt:tech", "producthunt"),
        ("telegram:c/1", "telegram:CHANNEL"),
        ("x:spain", "x:trends24/COUNTRY"),
        ("reddit:no name", "reddit:SUBREDDIT"),
        ("discourse:forum.example/new", "discourse:HOST"),
        ("feed:file:///etc/passwd", "feed:https://"),
        ("file", "file:PATH"),
        ("file: ", "file:PATH"),
        ("file:https://faro.example/links.txt", "file:PATH"),
        ("file:a\x00b", "file:PATH"),
    ],
)
def test_a_wrong_name_says_what_a_name_looks_like(name: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        source_named(name)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("hackernews:top", "hackernews"),
        ("mastodon:Mastodon.Social", "mastodon:mastodon.social"),
        ("mastodon:https://mastodon.social/", "mastodon:mastodon.social"),
        ("mastodon:http://Pi.local:3000/", "mastodon:http://pi.local:3000"),
        ("google-trends:es", "google-trends:ES"),
        ("github:Python", "github:python"),
        ("wikipedia:ES", "wikipedia:es"),
        ("dexscreener:top", "dexscreener"),
        ("telegram:@FaroDiario", "telegram:farodiario"),
        ("x:trends24/Spain", "x:trends24/spain"),
        ("reddit:r/LocalLLaMA", "reddit:localllama"),
        ("file: notes/My links.txt", "file:notes/My links.txt"),
        ("discourse:Forum.Example/hot", "discourse:forum.example"),
    ],
)
def test_names_that_mean_the_same_are_one_source(given: str, name: str) -> None:
    assert source_named(given).name == name


# --- which of them reads an address ---------------------------------------------------------------------------------


PAGE = b"<html><head><title>How we write</title></head><body><p>With a pencil, and with an LLM.</p></body></html>"
STATUS = ("https://social.example/@ana/100000203", "https://social.example/api/v1/statuses/100000203")
TOPIC = ("https://forum.example/t/title/700", "https://forum.example/t/700.json")


@pytest.mark.parametrize(
    ("url", "readers"),
    [
        ("https://example.org/about", [Article]),
        ("https://example.org/feed/how-we-work", [Feed, Article]),
        (STATUS[0], [Mastodon, Article]),
        (TOPIC[0], [Discourse, Article]),
        ("at://did:plc:cy/app.bsky.feed.post/r2", [Bluesky]),
        ("ftp://example.org/x", []),
        ("mailto:ana@example.org", []),
        ("http://[", []),
        ("", []),
    ],
)
def test_an_address_is_tried_by_its_form_and_as_an_article_at_last(url: str, readers: list[type[Reader]]) -> None:
    assert list(readers_for(url)) == readers


def test_a_message_names_what_can_be_read() -> None:
    assert all(part in supported() for part in ("Mastodon", "Discourse", "feed", "any web page"))
    assert readable().startswith("answers of Hacker News, Mastodon, Bluesky, ")
    assert readable().endswith(" and Discourse; feeds; web pages; text")


# --- what a source declares ------------------------------------------------------------------------------------------


def test_the_first_sources_are_those_that_need_nothing_of_the_reader() -> None:
    assert first_names() == [
        "hackernews",
        "mastodon:mastodon.social",
        "bluesky",
        "google-trends:US",
        "google-trends:ES",
    ]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.declared.kind)
def test_what_a_source_declares_holds(source: type[Source]) -> None:
    declared = source.declared
    assert [each.declared.kind for each in SOURCES].count(declared.kind) == 1
    assert declared.form.startswith(declared.kind)
    for line in declared.template:
        written = line.source if line.source.startswith("{") else f'"{line.source}"'
        given = tomllib.loads(f"source = {written}")["source"]
        name = given if isinstance(given, str) else given["name"]
        assert declaration(name) is declared
        assert line.is_on == (name in first_names() and not line.source.startswith("{"))
        assert name.endswith(":CHANNEL") or source_named(name)
    is_off = not any(line.is_on for line in declared.template)
    assert all(each.on.startswith(("no: ", "as you choose")) is is_off for each in declared.described)
    assert bool(declared.address) is bool(declared.reads)


def test_a_host_of_which_nothing_is_declared_is_asked_once_a_second() -> None:
    assert (polite("faro.example"), polite("lobste.rs")) == (Pace(1.0, 2), Pace(2.0, 1))


@pytest.mark.parametrize(
    "answered",
    [
        (404, b"<html>Not found</html>"),
        (404, b'{"status": 404, "error": "Not Found"}'),
        (404, b'{"error": {"code": 404}}'),
        (403, b"Forbidden"),
        (410, b""),
        (200, PAGE),
        (200, b'{"id": 1}'),
        (200, b"[" * 100_000),
        (302, b""),
    ],
    ids=["page", "more than an error", "another error", "words", "nothing", "200", "shape", "damage", "to nowhere"],
)
@pytest.mark.parametrize(("url", "call"), [STATUS, TOPIC])
def test_where_the_server_does_not_speak_the_interface_its_page_is_read(
    url: str, call: str, answered: tuple[int, bytes], network: Network
) -> None:
    status, content = answered
    client, table = network({call: (status, {"location": "gopher://x"}, content), url: (200, PAGE)})
    (post,) = read(client, url).posts
    assert (post.title, post.text) == ("How we write", "How we write\n\nWith a pencil, and with an LLM.")
    assert [asked for asked in table.asked if "robots" not in asked] == [call, url]


@pytest.mark.parametrize(
    ("answered", "error", "says"),
    [
        ((404, b'{"error": "Record not found"}'), Refused, "Record not found"),
        ((401, b'{"error": "This method requires an authenticated user"}'), Refused, "authenticated user"),
        ((403, b'{"error": "x", "error_description": "not for you"}'), Refused, "not for you"),
        ((429, b""), AskedToWait, "asks to wait"),
        ((500, b""), ServerFailed, "failed with status 500"),
    ],
)
def test_a_server_that_speaks_the_interface_and_says_no_is_believed(
    answered: tuple[int, bytes], error: type[CollectError], says: str, network: Network
) -> None:
    url, call = STATUS
    client, table = network({call: answered, url: (200, PAGE)})
    with pytest.raises(error, match=says):
        read(client, url)
    assert table.asked == [call]


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (404, {"errors": ["The requested URL or resource could not be found."], "error_type": "not_found"}),
        (403, {"errors": ["You need to be logged in to do that."], "error_type": "not_logged_in"}),
    ],
)
def test_a_forum_that_says_no_is_believed(status: int, fault: object, network: Network) -> None:
    url, call = TOPIC
    client, table = network({call: (status, json.dumps(fault).encode()), url: (200, PAGE)})
    with pytest.raises(Refused, match=str(status)):
        read(client, url)
    assert url not in table.asked


def test_a_forum_whose_robots_txt_shuts_the_interface_is_read_as_a_page(network: Network) -> None:
    url, _ = TOPIC
    rules = {"https://forum.example/robots.txt": (200, b"User-agent: *\nDisallow: /*.json")}
    assert read(network({**rules, url: (200, PAGE)})[0], url).posts[0].source == "article:forum.example"


def test_what_fails_after_the_status_came_is_no_reason_to_read_the_page(payloads: Path, network: Network) -> None:
    url, call = STATUS
    both = json.loads((payloads / "mastodon" / "thread-middle.json").read_text(encoding="utf-8"))
    client, table = network({call: body(both["status"]), url: (200, PAGE)})
    with pytest.raises(Refused):
        read(client, url)
    assert url not in table.asked


@pytest.mark.parametrize("url", ["https://example.org/feed/how-we-work", "https://example.org/news/rss/"])
def test_a_page_whose_address_looks_like_that_of_a_feed_is_read(url: str, network: Network) -> None:
    assert read(network({url: (200, PAGE)})[0], url).posts[0].title == "How we write"


# --- Hacker News -----------------------------------------------------------------------------------------------------


def story(number: int, **more: object) -> dict[str, object]:
    return {"id": number, "type": "story", "by": "ana", "title": f"Story {number}", "score": number, "time": 1, **more}


def comment(number: int, parent: int, **more: object) -> dict[str, object]:
    return {"id": number, "type": "comment", "by": "bo", "text": f"comment {number}", "parent": parent, **more}


def node(number: int, *children: object, **more: object) -> dict[str, object]:
    return {"id": number, "author": "cy", "text": f"algolia {number}", "children": list(children), **more}


def items(*given: Mapping[str, object]) -> dict[str, tuple[int, bytes]]:
    return {f"{FIREBASE}/item/{item['id']}.json": body(item) for item in given}


def test_hacker_news_ranks_the_list_and_reads_the_first_threads_with_comments(
    network: Network, sound: Callable[[Collected], None]
) -> None:
    client, table = network(
        {
            f"{FIREBASE}/topstories.json": body([3, 1, 2, 4]),
            **items(story(3, descendants=0), story(1, descendants=1, kids=[10], url="https://a.example/"), story(2)),
            f"{FIREBASE}/item/4.json": (200, b"null"),
            f"{ALGOLIA}/items/1": body(node(1, node(10, parent_id=1), author="ana", title="Story 1")),
        }
    )
    collected = asyncio.run(source_named("hackernews", Options(threads=1)).collect(client))
    sound(collected)
    assert [(s.trend, s.rank, s.volume) for s in collected.sightings] == [("3", 1, 3), ("1", 2, 1), ("2", 3, 2)]
    assert {p.external_id: p.parent for p in collected.posts} == {"1": None, "10": "1", "3": None, "2": None}
    assert next(t.url for t in collected.trends if t.external_id == "1") == "https://a.example/"
    assert ["1 of 4 items" in problem for problem in collected.problems] == [True]
    assert [url for url in table.asked if ALGOLIA in url] == [f"{ALGOLIA}/items/1"]


@pytest.mark.parametrize("algolia", [(500, b""), (200, b"<html>"), (404, b"{}"), (200, b'{"id": "x"}')])
def test_hacker_news_reads_comments_from_firebase_where_algolia_fails(
    algolia: tuple[int, bytes], network: Network, sound: Callable[[Collected], None]
) -> None:
    tree = items(story(1, kids=[10, 12]), comment(10, 1, kids=[11]), comment(11, 10), comment(12, 1, deleted=True))
    client, _ = network({f"{FIREBASE}/newstories.json": body([1]), **tree, f"{ALGOLIA}/items/1": algolia})
    collected = asyncio.run(source_named("hackernews:new").collect(client))
    sound(collected)
    parents = {p.external_id: (p.parent, p.author) for p in collected.posts}
    assert parents == {"1": (None, "ana"), "10": ("1", "bo"), "11": ("10", "bo"), "12": ("1", None)}
    assert not collected.problems


def test_hacker_news_reads_the_options_of_a_poll(network: Network, sound: Callable[[Collected], None]) -> None:
    option = {"id": 11, "type": "pollopt", "by": "ana", "text": "Tabs", "poll": 1}
    client, _ = network(items(story(1, type="poll", parts=[11], kids=[12]), option, comment(12, 1)))
    for number in (1, 11):
        collected = read(client, f"https://news.ycombinator.com/item?id={number}")
        sound(collected)
        assert {post.external_id: post.parent for post in collected.posts} == {"1": None, "11": "1", "12": "1"}


def test_hacker_news_says_how_many_comments_it_leaves_out(network: Network) -> None:
    kids = list(range(1000, 1600))
    answers = items(story(1, kids=kids), *(comment(kid, 1) for kid in kids))
    client, table = network({f"{FIREBASE}/topstories.json": body([1]), **answers})
    collected = asyncio.run(source_named("hackernews").collect(client))
    assert len(collected.posts) == 501
    assert "100 comments" in collected.problems[0]
    assert len(table.asked) < 510


@pytest.mark.parametrize("algolia", [True, False])
def test_hacker_news_reads_the_whole_thread_of_a_comment(algolia: bool, network: Network) -> None:
    answers = items(story(1, kids=[10, 12]), comment(10, 1, kids=[11]), comment(11, 10), comment(12, 1))
    if algolia:
        tree = node(1, node(10, node(11)), node(12), title="Story 1", story_id=1)
        answers = {f"{ALGOLIA}/items/11": body(node(11, parent_id=10, story_id=1)), f"{ALGOLIA}/items/1": body(tree)}
    client, _ = network(answers)
    collected = read(client, "https://news.ycombinator.com/item?id=11")
    assert [(p.external_id, p.thread) for p in collected.posts] == [("1", "1"), ("10", "1"), ("11", "1"), ("12", "1")]


ITEM_PAGE = "https://news.ycombinator.com/item"
ROBOTS = "https://news.ycombinator.com/robots.txt"


def test_hacker_news_reads_the_page_where_neither_interface_answers(
    payloads: Path, network: Network, sound: Callable[[Collected], None]
) -> None:
    page = (payloads / "hackernews" / "page-thread.html").read_bytes()
    client, table = network({ITEM_PAGE: (200, page), "*": (500, b"")} | {ROBOTS: (404, b"")})
    collected = read(client, f"{ITEM_PAGE}?id=5000")
    sound(collected)
    assert [post.external_id for post in collected.posts] == ["5000", "5001", "5002", "5003", "5005", "5004"]
    assert collected.problems[0].startswith(
        "Neither Algolia nor Firebase gave the thread, so it was read from its page"
    )
    assert "status 500" in collected.problems[0]
    assert "The page ends" in collected.problems[1]
    assert table.asked[-2:] == [ROBOTS, f"{ITEM_PAGE}?id=5000"]


@pytest.mark.parametrize(
    "answered",
    [
        {ROBOTS: (200, b"User-agent: *\nDisallow: /item")},
        {ROBOTS: (404, b""), ITEM_PAGE: (200, b"No such item.")},
        {ROBOTS: (404, b""), ITEM_PAGE: (200, b"<html><body>Sorry.</body></html>")},
    ],
    ids=["robots.txt", "text", "another page"],
)
def test_hacker_news_says_why_firebase_failed_where_the_page_gives_nothing(
    answered: dict[str, tuple[int, bytes]], network: Network
) -> None:
    client, _ = network({"*": (500, b""), **answered})
    with pytest.raises(ServerFailed, match="firebaseio"):
        read(client, f"{ITEM_PAGE}?id=5000")


def test_hacker_news_collects_the_comments_from_the_page_where_neither_interface_has_them(
    payloads: Path, network: Network, sound: Callable[[Collected], None]
) -> None:
    page = (payloads / "hackernews" / "page-thread.html").read_bytes()
    listed = items(story(5000, descendants=12, kids=[5001]))
    client, _ = network(
        {f"{FIREBASE}/topstories.json": body([5000]), **listed, ROBOTS: (404, b""), ITEM_PAGE: (200, page)}
        | {"*": (500, b"")}
    )
    collected = asyncio.run(source_named("hackernews").collect(client))
    sound(collected)
    assert len(collected.posts) == 6
    assert "so it was read from its page" in collected.problems[0]


def test_hacker_news_has_no_such_item(network: Network) -> None:
    client, _ = network({"*": (200, b"null")})
    with pytest.raises(Refused, match="9"):
        read(client, "https://news.ycombinator.com/item?id=9")


# --- Mastodon --------------------------------------------------------------------------------------------------------


def mastodon_answers(payloads: Path) -> dict[str, tuple[int, bytes]]:
    folder = payloads / "mastodon"
    return {
        f"{TRENDS}/tags": (200, (folder / "tags-two.json").read_bytes()),
        f"{TRENDS}/links": (200, (folder / "links-two.json").read_bytes()),
        f"{TRENDS}/statuses": (200, (folder / "statuses-kinds.json").read_bytes()),
    }


def test_mastodon_has_three_lists_each_ranked_from_one(
    payloads: Path, network: Network, sound: Callable[[Collected], None]
) -> None:
    context = json.loads((payloads / "mastodon" / "thread-middle.json").read_text(encoding="utf-8"))["context"]
    root = {**context["ancestors"][0], "id": "99"}
    answers = {"ancestors": [root], "descendants": [{**context["descendants"][0], "in_reply_to_id": "105"}]}
    url = "https://social.example/api/v1/statuses/105/context"
    client, table = network({**mastodon_answers(payloads), url: body(answers)})
    collected = asyncio.run(source_named("mastodon:social.example").collect(client))
    sound(collected)
    assert [s.rank for s in collected.sightings] == [1, 2, 1, 2, 1, 2, 3, 4, 5, 6]
    # only a status that answers or is answered has a context worth a request
    assert [asked for asked in table.asked if "context" in asked] == [url]
    assert {p.external_id for p in collected.posts if p.thread == "99"} == {"99", "105", "204"}
    assert next(p.text for p in collected.posts if p.external_id == "99") == "root"


def test_mastodon_names_a_list_that_is_only_for_its_members(payloads: Path, network: Network) -> None:
    shut = {f"{TRENDS}/statuses": (422, b'{"error":"This method requires an authenticated user"}')}
    client, _ = network({**mastodon_answers(payloads), **shut})
    collected = asyncio.run(source_named("mastodon:social.example").collect(client))
    assert len(collected.trends) == 4
    assert "social.example shows trending statuses only to people who have an account" in " ".join(collected.problems)


def test_mastodon_that_is_shut_altogether_is_refused(network: Network) -> None:
    client, _ = network({"*": (401, b'{"error":"This method requires an authenticated user"}')})
    with pytest.raises(Refused, match="choose another server"):
        asyncio.run(source_named("mastodon:social.example").collect(client))


@pytest.mark.parametrize(
    "url",
    [
        "https://social.example/@ana/100000203",
        "https://social.example/@ana@other.example/100000203",
        "https://social.example/users/ana/statuses/100000203",
        "https://social.example/web/@ana/100000203/",
        "https://social.example/deck/@ana/100000203",
        "https://social.example/web/statuses/100000203",
        "https://social.example/ap/users/77/statuses/100000203",
        "https://social.example/@ana/statuses/100000203",
        "https://social.example/notice/100000203",
        "http://social.example/@ana/100000203",
    ],
)
def test_mastodon_reads_the_thread_of_a_status(url: str, payloads: Path, network: Network) -> None:
    both = json.loads((payloads / "mastodon" / "thread-middle.json").read_text(encoding="utf-8"))
    status = "https://social.example/api/v1/statuses/100000203"
    context = "https://social.example/api/v1/statuses/203/context"
    client, _ = network({status: body(both["status"]), context: body(both["context"])})
    collected = read(client, url)
    assert {post.thread for post in collected.posts} == {"201"}
    assert collected.posts[0].source == "mastodon:social.example"


def test_mastodon_is_led_from_the_address_of_an_object_to_its_status(payloads: Path, network: Network) -> None:
    both = json.loads((payloads / "mastodon" / "thread-middle.json").read_text(encoding="utf-8"))
    url = "https://social.example/objects/0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0"
    api = "https://social.example/api/v1/statuses"
    answers = {
        url: (302, {"location": "/notice/AbCdEf1234"}, b""),
        "https://social.example/notice/AbCdEf1234": (200, b"<html>"),
        f"{api}/AbCdEf1234": body(both["status"]),
        f"{api}/203/context": body(both["context"]),
    }
    client, _ = network(answers)
    assert {post.thread for post in read(client, url).posts} == {"201"}


# --- Bluesky ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [404, 501])
def test_bluesky_asks_the_older_call_where_the_newer_is_missing(status: int, payloads: Path, network: Network) -> None:
    topics = (200, (payloads / "bluesky" / "topics-two.json").read_bytes())
    client, _ = network(
        {
            f"{XRPC}/app.bsky.unspecced.getTrends": (status, b'{"error":"MethodNotImplemented"}'),
            f"{XRPC}/app.bsky.unspecced.getTrendingTopics": topics,
        }
    )
    collected = asyncio.run(source_named("bluesky").collect(client))
    assert [trend.title for trend in collected.trends] == ["Rust", "Solana"]


def test_bluesky_without_a_service_for_topics_has_failed(network: Network) -> None:
    client, _ = network({"*": (501, b'{"error":"MethodNotImplemented","message":"Topics agent not available"}')})
    with pytest.raises(ServerFailed, match="Topics agent not available"):
        asyncio.run(source_named("bluesky").collect(client))


@pytest.mark.parametrize(
    ("url", "uri"),
    [
        ("https://bsky.app/profile/cy.example/post/r2", "at://cy.example/app.bsky.feed.post/r2"),
        ("at://did:plc:cy/app.bsky.feed.post/r2", "at://did:plc:cy/app.bsky.feed.post/r2"),
    ],
)
def test_bluesky_reads_a_thread(url: str, uri: str, payloads: Path, network: Network) -> None:
    thread = (200, (payloads / "bluesky" / "thread-union.json").read_bytes())
    client, table = network({f"{XRPC}/app.bsky.feed.getPostThread": thread})
    collected = read(client, url)
    assert len(collected.posts) == 7
    assert [httpx.URL(asked).params["uri"] for asked in table.asked] == [uri]


def test_bluesky_reads_a_thread_as_deep_as_json_can_be_read(
    network: Network, payloads: Path, sound: Callable[[Collected], None]
) -> None:
    whole = json.loads((payloads / "bluesky" / "thread-union.json").read_text(encoding="utf-8"))["thread"]
    post = json.dumps({**whole["post"], "record": {"text": "deep"}})

    def chain(depth: int) -> tuple[int, bytes]:
        opened = "".join(f'{{"post":{post.replace("/r2", f"/level{level}")},"replies":[' for level in range(depth))
        return 200, f'{{"thread":{opened}{"]}" * depth}}}'.encode()

    call = f"{XRPC}/app.bsky.feed.getPostThread"
    uri = "at%3A%2F%2Fcy.example%2Fapp.bsky.feed.post%2Fr2"
    client, _ = network(
        {
            f"{call}?uri={uri}&depth=1000&parentHeight=1000": chain(1000),
            f"{call}?uri={uri}&depth=400&parentHeight=400": chain(400),
        }
    )
    collected = read(client, "https://bsky.app/profile/cy.example/post/r2")
    sound(collected)
    assert len(collected.posts) == 400


# --- Google Trends and feeds -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["google-trends", "feed"])
def test_a_feed_is_read_as_it_is_collected(kind: str, payloads: Path, network: Network, examples: Examples) -> None:
    name, url = examples[kind]
    file = {"google-trends": "google_trends/trends-two.xml", "feed": "feed/feed-atom.xml"}[kind]
    answers = {url: (200, (payloads / file).read_bytes())}
    collected = asyncio.run(source_named(name).collect(network(answers)[0]))
    assert read(network(answers)[0], url) == collected
    assert {post.source for post in collected.posts} == {name}
