"""Is the trending page read whole: order, stars, descriptions?"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collector.errors import CollectError, MarkupChanged, NotText
from collector.http.answer import Response
from collector.http.client import Client
from collector.source import Collected, Options
from collector.sources.github import GitHub
from collector.sources.github.trending import parse_trending

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
Network = Callable[[Mapping[str, Any]], tuple[Client, Any]]
Answer = Callable[[bytes], Response]
Sound = Callable[[Collected], None]
Recording = Callable[[str], bytes]


def payload(name: str) -> bytes:
    return (HERE / name).read_bytes()


def test_the_trending_page_is_ranked_and_counts_the_stars_of_today(sound: Sound, answer: Answer) -> None:
    collected = parse_trending(answer(payload("trending.html")), "github", NOW)
    sound(collected)
    assert [(s.trend, s.rank, s.volume) for s in collected.sightings] == [
        ("faro-labs/lantern", 1, 1582),
        ("bo/notes.md", 2, 1),
        ("shams/qamar", 3, None),
    ]
    assert [(t.title, t.url) for t in collected.trends] == [
        ("faro-labs/lantern: 💡 RAG & KV-cache for LLMs, in Vec<T>", "https://github.com/faro-labs/lantern"),
        ("bo/notes.md", "https://github.com/bo/notes.md"),
        ("shams/qamar: مكتبة GPU سريعة · 日本語", "https://github.com/shams/qamar"),
    ]
    assert [(p.author, p.score, p.parent) for p in collected.posts] == [
        ("faro-labs", 15096, None),
        ("bo", 7, None),
        ("shams", None, None),
    ]
    assert [problem for problem in collected.problems if "1 of 4" in problem] == list(collected.problems)


def test_a_language_in_which_nothing_is_trending_is_empty_and_no_failure(answer: Answer) -> None:
    collected = parse_trending(answer(payload("trending_quiet.html")), "github:zimbu", NOW)
    assert collected == Collected([], [], [], [])


@pytest.mark.parametrize(
    ("body", "error", "says"),
    [
        (payload("trending_developers.html"), MarkupChanged, "^markup changed: .* has no "),
        (payload("trending.html").replace(b"Box-row", b"Box-line"), MarkupChanged, "^markup changed: .* has no "),
        (payload("trending.html").replace(b"<h2", b"<h4"), MarkupChanged, "^markup changed: .* has no "),
        (
            b"<!DOCTYPE html><html><body><div class='blankslate'>Sign in</div></body></html>",
            MarkupChanged,
            "^markup changed: .* has no ",
        ),
        (b'{"message": "no"}', NotText, "JSON"),
        (b"", NotText, "nothing"),
        (b"\x00" * 10, NotText, "no text"),
        (b"<!DOCTYPE html><html>" + b"<b><p>" * 20_000, NotText, "too deep"),
    ],
)
def test_what_is_no_trending_page_is_a_named_error(
    body: bytes, error: type[CollectError], says: str, answer: Answer
) -> None:
    with pytest.raises(error, match=says):
        parse_trending(answer(body), "github", NOW)


def test_a_page_without_any_count_of_stars_is_read_and_says_so(answer: Answer) -> None:
    page = payload("trending.html").replace(b"today", b"since lunch")
    collected = parse_trending(answer(page), "github", NOW)
    assert [s.volume for s in collected.sightings] == [None, None, None]
    assert "how many stars" in " ".join(collected.problems)


@pytest.mark.parametrize(
    ("argument", "name", "page"),
    [
        ("", "github", "https://github.com/trending"),
        ("Python", "github:python", "https://github.com/trending/python"),
        ("c++", "github:c++", "https://github.com/trending/c++"),
        ("C#", "github:c#", "https://github.com/trending/c%23"),
        ("Jupyter Notebook", "github:jupyter-notebook", "https://github.com/trending/jupyter-notebook"),
    ],
)
def test_a_name_asks_for_its_page(argument: str, name: str, page: str, network: Network) -> None:
    source = GitHub.named(argument, Options())
    assert source.name == name
    client, table = network({page: (200, payload("trending.html"))})
    collected = asyncio.run(source.collect(client))
    assert {post.source for post in collected.posts} == {name}
    assert table.asked == ["https://github.com/robots.txt", page]


@pytest.mark.parametrize("argument", ["..", "../login", "py thon/..", "python?since=weekly", "x" * 41, "развитие"])
def test_a_wrong_name_says_what_a_name_looks_like(argument: str) -> None:
    with pytest.raises(ValueError, match="github:python"):
        GitHub.named(argument, Options())


@pytest.mark.parametrize("name", ["trending.html", "trending_quiet.html"])
@settings(max_examples=60)
@given(data=st.data())
def test_changed_bytes_are_read_or_are_a_named_error(
    name: str, data: st.DataObject, scrambled: Callable[..., bytes], sound: Sound, answer: Answer
) -> None:
    body = scrambled(data, payload(name))
    with suppress(CollectError):
        sound(parse_trending(answer(body), "github", NOW))


# --- recordings of the real service ----------------------------------------------------------------------------------


class Rows(HTMLParser):
    """What a trending page holds, by a walk over its tags."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[dict[str, str]] = []
        self.inside = self.at = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given_attributes = dict(attrs)
        css, href = given_attributes.get("class") or "", given_attributes.get("href") or ""
        if tag == "article" and "Box-row" in css:
            self.rows.append({"href": "", "p": "", "stars": "", "today": ""})
        elif tag == "h2":
            self.inside = "h2"
        elif tag == "a" and self.inside == "h2" and self.rows:
            self.rows[-1]["href"] = href
        elif tag == "p":
            self.at = "p"
        elif tag == "a" and href.endswith("/stargazers"):
            self.at = "stars"
        elif tag == "span" and "float-sm-right" in css:
            self.at = "today"

    def handle_endtag(self, tag: str) -> None:
        self.inside = "" if tag == "h2" else self.inside
        if tag in ("p", "span", "a"):
            self.at = ""

    def handle_data(self, data: str) -> None:
        if self.at and self.rows:
            self.rows[-1][self.at] += data


@pytest.mark.shared
@pytest.mark.parametrize(("name", "count"), [("github.com_trending.html", 25), ("trending_llmx.html", 3)])
def test_no_trending_repository_of_a_recording_is_lost(
    name: str, count: int, sound: Sound, recording: Recording, answer: Answer
) -> None:
    body = recording(f"github_trending/{name}")
    walk = Rows()
    walk.feed(body.decode())
    collected = parse_trending(answer(body), "github", NOW)
    sound(collected)
    assert len(collected.trends) == len(walk.rows) == count
    assert not collected.problems
    for row, trend, sighting, post in zip(
        walk.rows, collected.trends, collected.sightings, collected.posts, strict=True
    ):
        about = " ".join(row["p"].split())
        assert trend.url == "https://github.com" + row["href"]
        assert trend.title == row["href"][1:] + (f": {about}" if about else "")
        assert post.score == int(row["stars"].replace(",", ""))
        assert sighting.volume == int(row["today"].split()[0].replace(",", ""))
    assert [sighting.rank for sighting in collected.sightings] == list(range(1, count + 1))


@pytest.mark.shared
def test_the_page_of_the_developers_is_not_taken_for_repositories(recording: Recording, answer: Answer) -> None:
    with pytest.raises(MarkupChanged, match="markup changed"):
        parse_trending(answer(recording("github_trending/github.com_trending_developers.html")), "github", NOW)
