"""Is what trends and what is said on GitHub read whole: order, stars, who answers whom?"""

import ast
import asyncio
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collector.answer import Response
from collector.http import Client, Limits, Pace
from collector.replay import ReplayClock
from collector.source import AskedToWait, Collected, CollectError, MarkupChanged, NotText, Options, Refused, WrongShape
from collector.sources import github
from collector.sources.github import GitHub, Thread

HERE = Path(__file__).parent / "github"
NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
API = "https://api.github.com"
REPO = f"{API}/repos/faro-labs/lantern"
ISSUE = Thread("faro-labs", "lantern", "issues", 12)
PULL = Thread("faro-labs", "lantern", "pull", 13)
TALK = Thread("faro-labs", "lantern", "discussions", 14)

Sound = Callable[[Collected], None]
Network = Callable[[Mapping[str, tuple[int, bytes]]], tuple[Client, Any]]


def response(body: bytes, headers: Mapping[str, str] | None = None) -> Response:
    return Response("https://github.com/trending", 200, headers or {}, body, NOW)


def payload(name: str) -> bytes:
    return (HERE / name).read_bytes()


def with_(name: str, **more: object) -> bytes:
    """The payload with other values."""
    return json.dumps({**json.loads(payload(name)), **more}).encode()


@dataclass
class Answering(httpx.AsyncBaseTransport):
    """A network that answers an address with a status, headers and a body."""

    answers: Mapping[str, tuple[int, Mapping[str, str], bytes]]
    asked: list[httpx.Request] = field(default_factory=list)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        status, headers, body = self.answers.get(str(request.url), (404, {}, b'{"message":"Not Found"}'))
        return httpx.Response(status, headers=dict(headers), stream=httpx.ByteStream(body))


def client_of(transport: httpx.AsyncBaseTransport) -> Client:
    limits = Limits(backoff=0, attempts=1)
    return Client(ReplayClock(NOW), transport=transport, limits=limits, pace=lambda host: Pace(0, 4))


def tree(collected: Collected) -> dict[str, str | None]:
    return {post.external_id: post.parent for post in collected.posts}


# --- trending --------------------------------------------------------------------------------------------------------


def test_the_trending_page_is_ranked_and_counts_the_stars_of_today(sound: Sound) -> None:
    collected = github.parse_trending(response(payload("trending.html")), "github", NOW)
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


def test_a_language_in_which_nothing_is_trending_is_empty_and_no_failure() -> None:
    collected = github.parse_trending(response(payload("trending_quiet.html")), "github:zimbu", NOW)
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
def test_what_is_no_trending_page_is_a_named_error(body: bytes, error: type[CollectError], says: str) -> None:
    with pytest.raises(error, match=says):
        github.parse_trending(response(body), "github", NOW)


def test_a_page_without_any_count_of_stars_is_read_and_says_so() -> None:
    page = payload("trending.html").replace(b"today", b"since lunch")
    collected = github.parse_trending(response(page), "github", NOW)
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


# --- addresses -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/faro-labs/lantern/issues/12",
        "http://www.github.com/faro-labs/lantern/issues/12/#issuecomment-5",
        "https://github.com/a/.github/pull/1/files?diff=split#r1",
        "https://github.com/a/b.js/pull/1/commits/0a1b2c",
        "https://github.com/a/b/discussions/3?sort=top",
    ],
)
def test_a_conversation_is_recognised(url: str) -> None:
    assert GitHub.recognises(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://[",
        "github.com/a/b/issues/1",
        "https://github.com/a/b",
        "https://github.com/a/b/issues",
        "https://github.com/a/b/issues/x",
        "https://github.com/a/b/issues/１",
        "https://github.com/orgs/a/discussions/1",
        "https://github.com/a/../issues/1",
        "https://github.com/a/b/c/issues/1",
        "https://github.com.example.org/a/b/issues/1",
        "https://gist.github.com/a/b/issues/1",
        "ftp://github.com/a/b/issues/1",
        "https://gitlab.com/a/b/issues/1",
    ],
)
def test_other_addresses_are_not_and_are_refused(url: str, network: Network) -> None:
    assert not GitHub.recognises(url)
    client, table = network({})
    with pytest.raises(Refused, match="issues/1"):
        asyncio.run(GitHub.read(client, url))
    assert not table.asked


# --- issues and pull requests ----------------------------------------------------------------------------------------


def test_an_issue_is_read_with_its_comments(network: Network, sound: Sound) -> None:
    comments = f"{REPO}/issues/12/comments?per_page=100"
    client, table = network(
        {f"{REPO}/issues/12": (200, payload("issue.json")), comments: (200, payload("issue_comments.json"))}
    )
    collected = asyncio.run(GitHub.read(client, "https://github.com/Faro-Labs/lantern/issues/12".lower()))
    sound(collected)
    root, first, second = collected.posts
    assert tree(collected) == {
        "faro-labs/lantern#12": None,
        "issuecomment-501": "faro-labs/lantern#12",
        "issuecomment-502": "faro-labs/lantern#12",
    }
    assert root.title == "OOM with TP=8 & PP=2 💥"
    assert root.text == f"{root.title}\n\nTP & PP on a TPU:\n\nif a < b:\n    run()\n\nمرحبا 👋"
    assert (root.author, root.score) == ("ana-example", 4)
    assert root.created_at == datetime(2026, 11, 20, 21, 30, tzinfo=UTC)
    assert (first.author, first.text) == ("bo-example", "TP & PP\n\nUse DP.")
    # Markdown stands as it was written; the account of its author is gone
    assert (second.author, second.text) == (None, "Works with `Vec<T>` &amp; KV  cache\n\n- yes")
    assert second.url == "https://github.com/faro-labs/lantern/issues/12#issuecomment-502"
    assert [re.match(r".*1 of 4 comments", problem) is not None for problem in collected.problems] == [True]
    assert table.asked == [f"{REPO}/issues/12", comments], "documented interfaces have no robots.txt to ask"


def test_an_issue_without_comments_costs_one_request(network: Network) -> None:
    client, table = network({f"{REPO}/issues/12": (200, with_("issue.json", comments=0))})
    assert len(asyncio.run(GitHub.read(client, ISSUE.url)).posts) == 1
    assert table.asked == [f"{REPO}/issues/12"]


def test_a_pull_request_is_read_with_its_reviews_and_the_comments_on_lines(network: Network, sound: Sound) -> None:
    client, _ = network(
        {
            f"{REPO}/issues/13": (200, payload("pull.json")),
            f"{REPO}/issues/13/comments": (200, payload("issue_comments.json").replace(b"/issues/12", b"/pull/13")),
            f"{REPO}/pulls/13/reviews": (200, payload("pull_reviews.json")),
            f"{REPO}/pulls/13/comments": (200, payload("pull_comments.json")),
        }
    )
    collected = asyncio.run(GitHub.read(client, "https://github.com/faro-labs/lantern/pull/13/files"))
    sound(collected)
    root = "faro-labs/lantern#13"
    assert tree(collected) == {
        root: None,
        "issuecomment-501": root,
        "issuecomment-502": root,
        "pullrequestreview-80": root,
        "discussion_r90": root,
        "discussion_r91": "discussion_r90",
        "discussion_r92": root,  # deleted: its place remains
        "discussion_r93": "discussion_r92",
    }
    posts = {post.external_id: post for post in collected.posts}
    assert posts["discussion_r92"].text == ""
    assert posts["pullrequestreview-80"].created_at == datetime(2026, 11, 21, 9, tzinfo=UTC)
    assert posts[root].text == posts[root].title == "Shard the KV cache"


def test_the_pages_of_the_comments_are_followed_to_the_last(sound: Sound) -> None:
    pages = [f"{REPO}/issues/12/comments?per_page=100", f"{API}/repositories/7/issues/12/comments?per_page=100&page=2"]
    link = {"link": f'<{pages[1]}>; rel="next", <{pages[1]}>; rel="last"'}
    one, two = ([{"id": n, "body": f"said {n}"} for n in ids] for ids in ([1, 2], [2, 3]))
    transport = Answering(
        {
            f"{REPO}/issues/12": (200, {}, payload("issue.json")),
            pages[0]: (200, link, json.dumps(one).encode()),
            pages[1]: (200, {"link": f'<{pages[0]}>; rel="prev"'}, json.dumps(two).encode()),
        }
    )
    collected = asyncio.run(GitHub.read(client_of(transport), ISSUE.url))
    sound(collected)
    assert [post.text for post in collected.posts[1:]] == ["said 1", "said 2", "said 3"]
    assert {request.headers["accept"] for request in transport.asked} == {"application/vnd.github.html+json"}
    assert all("authorization" not in request.headers for request in transport.asked)


def test_pages_without_an_end_are_left_at_some_point() -> None:
    page = f"{REPO}/issues/12/comments?per_page=100"
    transport = Answering(
        {
            f"{REPO}/issues/12": (200, {}, payload("issue.json")),
            page: (200, {"link": f'<{page}>; rel="next"'}, b'[{"id": 1, "body": "again"}]'),
        }
    )
    collected = asyncio.run(GitHub.read(client_of(transport), ISSUE.url))
    assert (len(collected.posts), len(transport.asked)) == (2, 1 + github.PAGES)
    assert "we take" in collected.problems[0]


@pytest.mark.parametrize(
    ("link", "page"),
    [
        ('<https://api.github.com/a?page=1>; rel="prev", <https://api.github.com/a?page=3>; rel="next"', "a?page=3"),
        ("<https://api.github.com/a?page=3>; rel=next", "a?page=3"),
        ('<https://api.github.com/a?page=1>; rel="prev"', None),
        ('<https://api.github.com.evil.example/a>; rel="next"', None),
        ('<https://evil.example/>; rel="next"', None),
        ("", None),
    ],
)
def test_the_next_page_is_one_of_the_same_interface(link: str, page: str | None) -> None:
    assert github.next_page({"link": link}) == (page and f"{API}/{page}")


@pytest.mark.parametrize("body", [b"<html>", b"{}", b"[]\xff", b"null"])
def test_where_the_comments_fail_the_issue_remains_and_says_so(body: bytes, network: Network) -> None:
    client, _ = network({f"{REPO}/issues/12": (200, payload("issue.json")), "*": (200, body)})
    collected = asyncio.run(GitHub.read(client, ISSUE.url))
    assert [post.external_id for post in collected.posts] == ["faro-labs/lantern#12"]
    assert "Not all of https://github.com/faro-labs/lantern/issues/12" in collected.problems[0]


def test_who_has_spent_the_hour_is_asked_to_wait() -> None:
    spent = {
        "x-ratelimit-limit": "60",
        "x-ratelimit-remaining": "0",
        "x-ratelimit-reset": str(int(NOW.timestamp()) + 900),
    }
    transport = Answering({f"{REPO}/issues/12": (403, spent, b'{"message":"API rate limit exceeded"}')})
    with pytest.raises(AskedToWait) as caught:
        asyncio.run(GitHub.read(client_of(transport), ISSUE.url))
    assert caught.value.retry_at == datetime(2026, 11, 24, 6, 15, tzinfo=UTC)


def test_an_issue_that_was_moved_is_known_by_its_new_place() -> None:
    new = f"{API}/repositories/9/issues/3"
    moved = with_("issue.json", number=3, html_url="https://github.com/faro-labs/torch/issues/3", comments=1)
    transport = Answering(
        {
            f"{REPO}/issues/12": (301, {"location": new}, b"{}"),
            new: (200, {}, moved),
            f"{API}/repos/faro-labs/torch/issues/3/comments?per_page=100": (200, {}, b'[{"id": 8, "body": "hi"}]'),
        }
    )
    collected = asyncio.run(GitHub.read(client_of(transport), ISSUE.url))
    assert tree(collected) == {"faro-labs/torch#3": None, "issuecomment-8": "faro-labs/torch#3"}


def test_what_is_gone_is_refused_with_the_reason(network: Network) -> None:
    client, _ = network({f"{REPO}/issues/12": (410, b'{"message":"This issue was deleted"}')})
    with pytest.raises(Refused, match="This issue was deleted"):
        asyncio.run(GitHub.read(client, ISSUE.url))


# --- discussions -----------------------------------------------------------------------------------------------------


class Sending(Client):
    """A client that answers what it is given, in turn, and remembers what was sent."""

    answers: list[bytes]
    sent: list[tuple[str, Any, Mapping[str, str]]]

    async def post(
        self, url: str, content: bytes, *, kind: str, accept: str = "application/json", secret: Mapping[str, str]
    ) -> Response:
        assert (kind, accept) == ("application/json", "application/json")
        self.sent.append((url, json.loads(content), secret))
        return Response(url, 200, {"x-ratelimit-reset": str(int(NOW.timestamp()) + 60)}, self.answers.pop(0), NOW)


def sending(*answers: bytes) -> Sending:
    client = Sending(ReplayClock(NOW), transport=Answering({}))
    client.answers, client.sent = list(answers), []
    return client


def test_a_discussion_without_a_token_says_what_is_needed(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
    client, table = network({})
    with pytest.raises(Refused, match=r"token.*GITHUB_TOKEN"):
        asyncio.run(GitHub.read(client, TALK.url))
    assert not table.asked


def test_a_discussion_is_read_with_its_replies(sound: Sound, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", " secret \n")
    client = sending(payload("discussion.json"))
    collected = asyncio.run(GitHub.read(client, "https://github.com/faro-labs/LANTERN/discussions/14"))
    sound(collected)
    root = "faro-labs/lantern#14"
    assert tree(collected) == {
        root: None,
        "discussioncomment-601": root,
        "discussioncomment-602": "discussioncomment-601",
        "discussioncomment-603": "discussioncomment-601",
        "discussioncomment-604": root,
        "discussioncomment-605": "discussioncomment-604",
    }
    said = {post.external_id.removeprefix("discussioncomment-"): (post.author, post.text) for post in collected.posts}
    assert said == {
        root: ("ana-example", "Is MoE worth it?\n\nMoE vs. dense"),
        "601": ("bo-example", "Yes, with EP."),  # folded up as resolved
        "602": ("cy-example", "EP?"),
        "603": (None, ""),  # hidden as spam
        "604": (None, ""),  # deleted
        "605": ("ana-example", "Gone, but answered."),
    }
    assert [post.score for post in collected.posts] == [6, 2, 1, None, None, None]
    assert [re.search(r"1 of 7|Not read: 3", problem) is not None for problem in collected.problems] == [True, True]
    [(url, body, headers)] = client.sent
    assert (url, headers) == (f"{API}/graphql", {"authorization": "Bearer secret"})
    assert body["variables"] == {"owner": "faro-labs", "name": "LANTERN", "number": 14, "after": None}
    assert "secret" not in repr(collected)


def test_the_query_asks_for_what_is_read() -> None:
    """Its braces close, and each of the names in the payload is one that it gives."""
    assert github.QUERY.count("{") == github.QUERY.count("}")
    given_names = set(re.findall(r"\w+", github.QUERY))
    value = json.loads(payload("discussion.json"))
    assert {key for spot in spots(value) for key in spot if isinstance(key, str)} <= given_names | {"data"}


def test_the_pages_of_a_discussion_are_followed(monkeypatch: pytest.MonkeyPatch, sound: Sound) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "secret")

    def page(cursor: str | None, *ids: int) -> bytes:
        nodes = [{"id": number, "body_html": f"said {number}"} for number in ids]
        comments = {"total": 3, "page": {"more": cursor is not None, "cursor": cursor}, "nodes": nodes}
        return json.dumps({"data": {"repository": {"discussion": {"title": "T", "comments": comments}}}}).encode()

    client = sending(page("two", 1, 2), page(None, 3))
    collected = asyncio.run(GitHub.read(client, TALK.url))
    sound(collected)
    assert [post.text for post in collected.posts] == ["T", "said 1", "said 2", "said 3"]
    assert [body["variables"]["after"] for _, body, _ in client.sent] == [None, "two"]
    assert not collected.problems

    broken_off = asyncio.run(GitHub.read(sending(page("two", 1, 2), b"<html>"), TALK.url))
    assert broken_off.problems == [f"Not read: 1 comments of {TALK.url}."]


@pytest.mark.parametrize(
    ("body", "error", "says"),
    [
        (
            b'{"data":{"repository":{"discussion":null}},"errors":[{"type":"NOT_FOUND","message":"No such"}]}',
            Refused,
            "No such",
        ),
        (b'{"data":{"repository":null},"errors":[{"type":"NOT_FOUND","message":"No repo"}]}', Refused, "No repo"),
        (b'{"errors":[{"type":"RATE_LIMITED","message":"API rate limit exceeded"}]}', AskedToWait, "asks to wait"),
        (b'{"data":{"repository":{"discussion":null}}}', WrongShape, "neither"),
        (b"[]", WrongShape, "shape"),
        (b"<html>", NotText, "HTML"),
    ],
)
def test_what_is_said_instead_of_a_discussion_is_a_named_error(
    body: bytes, error: type[CollectError], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "secret")
    with pytest.raises(error, match=says) as caught:
        asyncio.run(GitHub.read(sending(body), TALK.url))
    assert "secret" not in str(caught.value)


# --- what a server may do to a payload -------------------------------------------------------------------------------

JUNK: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, -1, 0, 3.5, 10**30, "", "x", "\x00", "\ud800", "2026-13-45", [], [[]], {}, "<b>" * 50]
)


def spots(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [spot for key, child in inner for spot in [(*path, key), *spots(child, (*path, key))]]


def read_issue(body: bytes) -> Collected:
    answers = response(payload("issue_comments.json")).json(github.COMMENTS)
    return github.parse_thread(
        ISSUE, response(body).json(github.Issue), [github.Answers("issuecomment-", answers)], NOW
    )


def read_comments(body: bytes) -> Collected:
    issue = response(payload("pull.json")).json(github.Issue)
    answers = github.Answers("discussion_r", response(body).json(github.COMMENTS))
    return github.parse_thread(PULL, issue, [answers], NOW)


def read_discussion(body: bytes) -> Collected:
    return github.parse_discussion(TALK, [github.discussion_in(response(body), TALK)], NOW)


def read_trending(body: bytes) -> Collected:
    return github.parse_trending(response(body), "github", NOW)


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("issue.json", read_issue),
        ("issue_comments.json", read_comments),
        ("pull_comments.json", read_comments),
        ("pull_reviews.json", read_comments),
        ("discussion.json", read_discussion),
    ],
)
@settings(max_examples=60)
@given(data=st.data())
def test_a_changed_payload_is_read_or_is_a_named_error(
    name: str, read: Callable[[bytes], Collected], data: st.DataObject, sound: Sound
) -> None:
    value = json.loads(payload(name))
    for _ in range(data.draw(st.integers(1, 3))):
        where = spots(value)
        if not where:
            break
        *way, last = data.draw(st.sampled_from(where))
        at = value
        for key in way:
            at = at[key]
        if data.draw(st.booleans()):
            at[last] = data.draw(JUNK)
        else:
            del at[last]
        value = json.loads(json.dumps(value))  # what was put in is its own from here on
    with suppress(CollectError):
        sound(read(json.dumps(value).encode()))


@pytest.mark.parametrize("name", ["trending.html", "trending_quiet.html"])
@settings(max_examples=60)
@given(data=st.data())
def test_changed_bytes_are_read_or_are_a_named_error(name: str, data: st.DataObject, sound: Sound) -> None:
    body = payload(name)
    start = data.draw(st.integers(0, len(body)))
    end = data.draw(st.integers(start, min(len(body), start + 60)))
    junk = data.draw(st.one_of(st.binary(max_size=20), st.sampled_from([b"<![", b"&#0;", b"<?", b"]]>", b"\xff\xfe"])))
    with suppress(CollectError):
        sound(read_trending(body[:start] + junk + body[end:]))


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
def test_no_trending_repository_of_a_recording_is_lost(name: str, count: int, shared: Path, sound: Sound) -> None:
    body = (shared / "data" / "payloads" / "github_trending" / name).read_bytes()
    walk = Rows()
    walk.feed(body.decode())
    collected = read_trending(body)
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
def test_the_page_of_the_developers_is_not_taken_for_repositories(shared: Path) -> None:
    folder = shared / "data" / "payloads" / "github_trending"
    with pytest.raises(MarkupChanged, match="markup changed"):
        read_trending((folder / "github.com_trending_developers.html").read_bytes())


def exchanges(shared: Path, name: str) -> Iterator[tuple[str, int, dict[str, str], bytes]]:
    """Path, status, headers and body of what was recorded: ten lines each, an empty one at last."""
    lines = (shared / "data" / "payloads" / "github_api" / f"pygithub_{name}.txt").read_text(encoding="utf-8")
    for block in re.split(r"\n\n(?=https\n)", lines.strip()):
        parts = block.split("\n", 9)
        headers = {key.lower(): value for key, value in ast.literal_eval(parts[8])}
        yield parts[4], int(parts[7]), headers, parts[9].strip().encode()


def check_comments(raw: list[dict[str, Any]], sound: Sound) -> None:
    issue = github.Issue(number=1, title="asked")
    at = Thread("PyGithub", "PyGithub", "issues", 1)
    comments = response(json.dumps(raw).encode()).json(github.COMMENTS)
    collected = github.parse_thread(at, issue, [github.Answers("issuecomment-", comments)], NOW)
    sound(collected)
    assert not collected.problems
    posts = {post.external_id: post for post in collected.posts if post.external_id != at.key}
    assert set(posts) == {f"issuecomment-{item['id']}" for item in raw}
    for item in raw:
        post = posts[f"issuecomment-{item['id']}"]
        assert (post.parent, post.author) == (at.key, item["user"]["login"])
        assert post.created_at == datetime.strptime(item["created_at"], "%Y-%m-%dT%H:%M:%S%z").astimezone(UTC)
        assert post.text.split() == item["body"].split(), "Markdown stands as it was written"
        assert post.url == item.get("html_url", f"{at.url}#issuecomment-{item['id']}")


@pytest.mark.shared
def test_no_comment_of_a_recording_is_lost(shared: Path, sound: Sound) -> None:
    pages = list(exchanges(shared, "Repository.testGetIssuesComments"))
    lists = [(headers, body) for path, _, headers, body in pages if "/comments" in path]
    assert len(lists) >= 6
    for headers, body in lists:
        check_comments(json.loads(body), sound)
        page = re.search(r'<([^>]+)>; rel="next"', headers["link"])
        assert github.next_page(headers) == (page[1] if page else None)


@pytest.mark.shared
def test_the_comments_among_the_events_of_an_issue_are_read(shared: Path, sound: Sound) -> None:
    [(_, _, _, body)] = [row for row in exchanges(shared, "Issue.testGetTimeline") if row[0].endswith("/timeline")]
    check_comments([event for event in json.loads(body) if event["event"] == "commented"], sound)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["octokit_paginate-issues.json", "octokit_search-issues.json"])
def test_no_issue_of_a_recording_is_lost(name: str, shared: Path, sound: Sound) -> None:
    recorded = json.loads((shared / "data" / "payloads" / "github_api" / name).read_bytes())
    pages = [page["response"] for page in recorded]
    issues = [issue for page in pages for issue in (page["items"] if isinstance(page, dict) else page)]
    assert issues
    for raw in issues:
        issue = response(json.dumps(raw).encode()).json(github.Issue)
        at = Thread(*re.findall(r"[^/]+", raw["html_url"])[2:5], raw["number"])
        collected = github.parse_thread(at, issue, [], NOW)
        sound(collected)
        [post] = collected.posts
        assert (post.url, post.author, post.title) == (raw["html_url"], raw["user"]["login"], raw["title"])
        assert post.created_at == datetime.strptime(raw["created_at"], "%Y-%m-%dT%H:%M:%S%z")
        assert post.text.split() == f"{raw['title']} {raw['body'] or ''}".split()
        assert issue.comments == raw["comments"]
        assert post.score == raw["reactions"]["+1"]
    for page in recorded:
        following = re.search(r'<([^>]+)>; rel="next"', page["headers"].get("link", "")) if "headers" in page else None
        assert github.next_page(page.get("headers", {})) == (following[1] if following else None)


@pytest.mark.shared
def test_a_recorded_discussion_is_read(shared: Path) -> None:
    [body] = [body for path, _, _, body in exchanges(shared, "Repository.testGetDiscussion") if path == "/graphql"]
    raw = json.loads(body)["data"]["repository"]["discussion"]
    # the recorded query gives the author under its own name, ours as `user`
    found = github.discussion_in(response(body.replace(b'"author"', b'"user"')), TALK)
    [post] = github.parse_discussion(Thread("PyGithub", "PyGithub", "discussions", raw["number"]), [found], NOW).posts
    assert (post.external_id, post.title) == (f"PyGithub/PyGithub#{raw['number']}", raw["title"])
    assert post.author == raw["author"]["login"]


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "path", "error"),
    [
        ("SpecificExceptions.testUnknownObject", "/repos/jacquev6/Xxx", Refused),
        ("SpecificExceptions.testBadUserAgent", "/user", Refused),
        ("SpecificExceptions.testRateLimitExceeded", None, CollectError),
        ("Exceptions.testNonJsonDataReturnedByGithub", None, CollectError),
    ],
)
def test_recorded_refusals_are_outcomes(name: str, path: str | None, error: type[CollectError], shared: Path) -> None:
    refusals = [row for row in exchanges(shared, name) if row[1] >= 400 and path in (None, row[0])]
    assert refusals
    for _, status, headers, body in refusals:
        kept = {key: value for key, value in headers.items() if key.startswith("x-ratelimit")}
        transport = Answering({f"{REPO}/issues/12": (status, kept, body)})
        with pytest.raises(error) as caught:
            asyncio.run(GitHub.read(client_of(transport), ISSUE.url))
        spent = headers.get("x-ratelimit-remaining") == "0" and status == 403
        assert isinstance(caught.value, AskedToWait) == spent
