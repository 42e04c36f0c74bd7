"""Is nothing lost of what GitHub's APIs were recorded to answer?"""

import ast
import asyncio
import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from collector.errors import AskedToWait, CollectError, Refused
from collector.http.answer import Response
from collector.http.client import Client
from collector.source import Collected
from collector.sources.github import GitHub
from collector.sources.github.addresses import Conversation
from collector.sources.github.conversation import Answers, parse_conversation
from collector.sources.github.discussions import discussion_in, parse_discussion
from collector.sources.github.issues import COMMENTS, Issue, next_page

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
REPO = "https://api.github.com/repos/faro-labs/lantern"
ISSUE = Conversation("faro-labs", "lantern", "issues", 12)
TALK = Conversation("faro-labs", "lantern", "discussions", 14)
Network = Callable[[Mapping[str, Any]], tuple[Client, Any]]
Answer = Callable[[bytes], Response]
Sound = Callable[[Collected], None]
Recording = Callable[[str], bytes]
Exchange = tuple[str, int, dict[str, str], bytes]  # path, status, headers, body
Exchanges = Callable[[str], Iterator[Exchange]]
Check = Callable[[list[dict[str, Any]]], None]


@pytest.fixture(scope="session")
def exchanges(recording: Recording) -> Exchanges:
    """What was recorded: ten lines each, an empty one at last."""

    def read(name: str) -> Iterator[Exchange]:
        lines = recording(f"github_api/pygithub_{name}.txt").decode()
        for block in re.split(r"\n\n(?=https\n)", lines.strip()):
            parts = block.split("\n", 9)
            headers = {key.lower(): value for key, value in ast.literal_eval(parts[8])}
            yield parts[4], int(parts[7]), headers, parts[9].strip().encode()

    return read


@pytest.fixture(scope="session")
def check_comments(answer: Answer, sound: Sound) -> Check:
    """Asserts that comments are what was recorded."""

    def check(raw: list[dict[str, Any]]) -> None:
        issue = Issue(number=1, title="asked")
        at = Conversation("PyGithub", "PyGithub", "issues", 1)
        comments = answer(json.dumps(raw).encode()).json(COMMENTS)
        collected = parse_conversation(at, issue, [Answers("issuecomment-", comments)], NOW)
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

    return check


@pytest.mark.shared
def test_no_comment_of_a_recording_is_lost(exchanges: Exchanges, check_comments: Check) -> None:
    pages = list(exchanges("Repository.testGetIssuesComments"))
    lists = [(headers, body) for path, _, headers, body in pages if "/comments" in path]
    assert len(lists) >= 6
    for headers, body in lists:
        check_comments(json.loads(body))
        page = re.search(r'<([^>]+)>; rel="next"', headers["link"])
        assert next_page(headers) == (page[1] if page else None)


@pytest.mark.shared
def test_the_comments_among_the_events_of_an_issue_are_read(exchanges: Exchanges, check_comments: Check) -> None:
    [(_, _, _, body)] = [row for row in exchanges("Issue.testGetTimeline") if row[0].endswith("/timeline")]
    check_comments([event for event in json.loads(body) if event["event"] == "commented"])


@pytest.mark.shared
@pytest.mark.parametrize("name", ["octokit_paginate-issues.json", "octokit_search-issues.json"])
def test_no_issue_of_a_recording_is_lost(name: str, sound: Sound, recording: Recording, answer: Answer) -> None:
    recorded = json.loads(recording(f"github_api/{name}"))
    pages = [page["response"] for page in recorded]
    issues = [issue for page in pages for issue in (page["items"] if isinstance(page, dict) else page)]
    assert issues
    for raw in issues:
        issue = answer(json.dumps(raw).encode()).json(Issue)
        at = Conversation(*re.findall(r"[^/]+", raw["html_url"])[2:5], raw["number"])
        collected = parse_conversation(at, issue, [], NOW)
        sound(collected)
        [post] = collected.posts
        assert (post.url, post.author, post.title) == (raw["html_url"], raw["user"]["login"], raw["title"])
        assert post.created_at == datetime.strptime(raw["created_at"], "%Y-%m-%dT%H:%M:%S%z")
        assert post.text.split() == f"{raw['title']} {raw['body'] or ''}".split()
        assert issue.comments == raw["comments"]
        assert post.score == raw["reactions"]["+1"]
    for page in recorded:
        following = re.search(r'<([^>]+)>; rel="next"', page["headers"].get("link", "")) if "headers" in page else None
        assert next_page(page.get("headers", {})) == (following[1] if following else None)


@pytest.mark.shared
def test_a_recorded_discussion_is_read(answer: Answer, exchanges: Exchanges) -> None:
    [body] = [body for path, _, _, body in exchanges("Repository.testGetDiscussion") if path == "/graphql"]
    raw = json.loads(body)["data"]["repository"]["discussion"]
    # the recorded query gives the author under its own name, ours as `user`
    found = discussion_in(answer(body.replace(b'"author"', b'"user"')), TALK)
    [post] = parse_discussion(Conversation("PyGithub", "PyGithub", "discussions", raw["number"]), [found], NOW).posts
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
def test_recorded_refusals_are_outcomes(
    name: str, path: str | None, error: type[CollectError], network: Network, exchanges: Exchanges
) -> None:
    refusals = [row for row in exchanges(name) if row[1] >= 400 and path in (None, row[0])]
    assert refusals
    for _, status, headers, body in refusals:
        kept = {key: value for key, value in headers.items() if key.startswith("x-ratelimit")}
        client, _ = network({f"{REPO}/issues/12": (status, kept, body)})
        with pytest.raises(error) as caught:
            asyncio.run(GitHub.read(client, ISSUE.url))
        spent = headers.get("x-ratelimit-remaining") == "0" and status == 403
        assert isinstance(caught.value, AskedToWait) == spent
