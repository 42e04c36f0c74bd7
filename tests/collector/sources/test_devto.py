"""Do the articles of the week on dev.to become a ranked list with whole threads, whatever comes?"""

import asyncio
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.errors import CollectError, Refused, ServerFailed, WrongShape
from collector.http.answer import Response
from collector.http.client import Client
from collector.source import Collected, Options
from collector.sources.devto import (
    ARTICLES,
    FOREM_API,
    FOREM_COMMENTS,
    DevTo,
    ForemArticle,
    parse_articles,
    parse_forem_thread,
)

HERE = Path(__file__).parent / "devto"
LIST, TEXT, SAID = f"{FOREM_API}/articles", f"{FOREM_API}/articles/1001", f"{FOREM_API}/comments?a_id=1001"
Network = Callable[[Mapping[str, tuple[int, bytes]]], tuple[Client, Any]]
Answer = Callable[[bytes], Response]
Sound = Callable[[Collected], None]
JUNK = [{"username": []}, 1001, "35a1"]


def file(name: str) -> bytes:
    return (HERE / name).read_bytes()


def answers(**instead: tuple[int, bytes]) -> dict[str, tuple[int, bytes]]:
    return {
        LIST: instead.get("list", (200, file("articles_week.json"))),
        TEXT: instead.get("text", (200, file("article_1001.json"))),
        SAID: instead.get("comments", (200, file("comments_1001.json"))),
        f"{FOREM_API}/articles/1003": (404, b'{"error": "not found", "status": 404}'),
        f"{FOREM_API}/comments?a_id=1003": (200, b"[]"),
    }


def rows(collected: Collected) -> dict[str, Any]:
    """What was collected in the form of the files: what is unset, and what is the same for all, is left out."""
    common = {"source", "collected_at", "seen_at"}
    found = {
        name: [row.model_dump(mode="json", exclude_none=True, exclude=common) for row in getattr(collected, name)]
        for name in ("posts", "trends", "sightings")
    }
    return {**found, "problems": list(collected.problems)}


def test_the_payloads_become_what_stands_beside_them(network: Network, sound: Sound) -> None:
    client, table = network(answers())
    collected = asyncio.run(DevTo.named("", Options()).collect(client))
    sound(collected)
    assert rows(collected) == json.loads(file("collected.becomes.json"))
    assert dict(httpx.URL(table.asked[0]).params) == {"top": "7", "per_page": "30"}
    assert len(table.asked) == 5  # 1002 has no comments


def test_what_is_gone_keeps_its_place_and_nothing_else(answer: Answer, now: datetime) -> None:
    article = answer(file("article_1001.json")).json(ForemArticle)
    collected = parse_forem_thread(article, answer(file("comments_1001.json")).json(FOREM_COMMENTS), "devto", now)
    posts = {post.external_id: post for post in collected.posts}
    for key, parent in (("comment:35a2", "comment:35a1"), ("comment:1001", "1001")):
        assert (posts[key].text, posts[key].author, posts[key].parent) == ("", None, parent)
    assert posts["comment:35a3"].parent == "comment:35a2"
    assert posts["comment:35a6"].parent == "1001"  # what it answers cannot be read


@pytest.mark.parametrize("threads", [0, 1])
def test_only_the_first_articles_are_read_in_full(threads: int, network: Network, sound: Sound) -> None:
    client, table = network(answers())
    collected = asyncio.run(DevTo.named("", Options(threads=threads)).collect(client))
    sound(collected)
    assert table.asked[1:] == [TEXT, SAID][: 2 * threads]
    assert len(collected.sightings) == 3


@pytest.mark.parametrize("bad", ["text", "comments"])
@pytest.mark.parametrize(
    "came", [(500, b""), (200, b"<html>"), (200, b'{"error": "x"}'), (429, b""), (403, b"Varnish")]
)
def test_a_part_that_cannot_be_had_is_a_problem(
    bad: str, came: tuple[int, bytes], network: Network, sound: Sound
) -> None:
    collected = asyncio.run(DevTo.named("", Options(threads=1)).collect(network(answers(**{bad: came}))[0]))
    sound(collected)
    assert [s.rank for s in collected.sightings] == [1, 2, 3]
    assert f"The {bad} o" in " ".join(collected.problems)
    said = [post for post in collected.posts if post.parent is not None]
    assert bool(said) is (bad == "text" and came[0] != 429)  # who asks to wait is asked nothing more
    assert ("CRDT merges" in collected.posts[0].text) is (bad == "comments")


def test_the_tag_is_asked_for(network: Network) -> None:
    client, table = network({"*": (200, b"[]")})
    source = DevTo.named("Python", Options())
    assert source.name == "devto:python"
    assert not asyncio.run(source.collect(client)).trends
    assert httpx.URL(table.asked[0]).params["tag"] == "python"


@pytest.mark.parametrize("argument", ["no tag", "../etc", "c#", "a&b"])
def test_what_is_no_tag_says_what_a_name_looks_like(argument: str) -> None:
    with pytest.raises(ValueError, match="devto:TAG"):
        DevTo.named(argument, Options())


@pytest.mark.parametrize(
    ("url", "known"),
    [
        ("https://dev.to/ana/crdts-llms-1a2b", True),
        ("https://www.dev.to/ana/crdts-llms-1a2b/?ref=x#comments", True),
        ("https://dev.to/ana", False),
        ("https://dev.to/t/python-3", False),
        ("https://dev.to/feed/ana-1", False),
        ("https://dev.to/ana/comment/35a1", False),
        ("https://dev.to/ana/settings", False),
        ("https://example.org/ana/crdts-llms-1a2b", False),
        ("ftp://dev.to/ana/crdts-llms-1a2b", False),
        ("http://[", False),
    ],
)
def test_the_addresses_of_articles_are_recognised(url: str, known: bool, network: Network, sound: Sound) -> None:
    assert DevTo.recognises(url) is known
    if not known:
        with pytest.raises(Refused, match="no article"):
            asyncio.run(DevTo.read(network({})[0], url))
        return
    by_path = f"{FOREM_API}/articles/ana/crdts-llms-1a2b"
    client, table = network({by_path: (200, file("article_1001.json")), SAID: (200, file("comments_1001.json"))})
    collected = asyncio.run(DevTo.read(client, url))
    sound(collected)
    assert table.asked == [by_path, SAID]
    assert {(post.source, post.thread) for post in collected.posts} == {("devto", "1001")}
    assert len(collected.posts) == 7


def test_without_its_comments_an_article_is_not_read(network: Network) -> None:
    by_path = f"{FOREM_API}/articles/ana/crdts-llms-1a2b"
    client, _ = network({by_path: (200, file("article_1001.json")), SAID: (500, b"")})
    with pytest.raises(ServerFailed):
        asyncio.run(DevTo.read(client, "https://dev.to/ana/crdts-llms-1a2b"))


# --- whatever comes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", [b'{"error": "x", "status": 400}', b'[{"id": []}, 4, null]', b"null"])
def test_what_is_no_list_of_articles_is_named(body: bytes, answer: Answer, now: datetime) -> None:
    with pytest.raises(WrongShape):
        parse_articles(answer(body).json(ARTICLES), "devto", now)


def test_a_tree_may_be_deep(answer: Answer, now: datetime, sound: Sound) -> None:
    article = answer(file("article_1001.json")).json(ForemArticle)
    tree: list[object] = []
    for number in range(600):
        tree = [{"id_code": f"d{number}", "body_html": "<p>and</p>", "user": {"username": "cy"}, "children": tree}]
    collected = parse_forem_thread(article, tree, "devto", now)
    sound(collected)
    assert len(collected.posts) == 601


@given(data=st.data())
def test_changed_payloads_are_read_or_are_a_named_error(
    data: st.DataObject, mutilated: Callable[..., Any], answer: Answer, now: datetime, sound: Sound
) -> None:
    value = {name: json.loads(file(f"{name}.json")) for name in ("article_1001", "articles_week", "comments_1001")}
    for name in data.draw(st.sets(st.sampled_from(sorted(value)), min_size=1)):
        value[name] = mutilated(data, value[name], JUNK)
    article, week, comments = value.values()
    with suppress(CollectError):
        sound(parse_articles(answer(json.dumps(week).encode()).json(ARTICLES), "devto", now))
    with suppress(CollectError):
        whole = answer(json.dumps(article).encode()).json(ForemArticle)
        sound(parse_forem_thread(whole, answer(json.dumps(comments).encode()).json(FOREM_COMMENTS), "devto", now))


# --- recordings ------------------------------------------------------------------------------------------------------


@pytest.mark.shared
def test_nothing_of_a_recording_is_lost_or_invented(shared: Path, answer: Answer, now: datetime, sound: Sound) -> None:
    """Recordings of lists, once there are some, as ../shared/data/payloads/devto/articles*.json."""
    paths = sorted((shared / "data" / "payloads" / "devto").glob("articles*.json"))
    if not paths:
        pytest.skip("no recording of dev.to is at hand")
    for path in paths:
        raw = json.loads(path.read_bytes())
        collected = parse_articles(answer(path.read_bytes()).json(ARTICLES), "devto", now)
        sound(collected)
        assert not collected.problems
        assert [(s.trend, s.rank) for s in collected.sightings] == [(str(a["id"]), i) for i, a in enumerate(raw, 1)]
        for post, article in zip(collected.posts, raw, strict=True):
            assert (post.author, post.url) == (article["user"]["username"], article["url"])
            assert post.created_at == datetime.fromisoformat(article["published_at"]).astimezone(UTC)
