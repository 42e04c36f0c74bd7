"""Is what is said in an issue or a pull request read whole: who answers whom?"""

import asyncio
import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collector.errors import AskedToWait, CollectError, Refused
from collector.http.answer import Response
from collector.http.client import Client
from collector.source import Collected
from collector.sources.github import GitHub
from collector.sources.github.addresses import Conversation
from collector.sources.github.conversation import Answers, parse_conversation
from collector.sources.github.issues import COMMENTS, PAGES, Issue, next_page

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
API = "https://api.github.com"
REPO = f"{API}/repos/faro-labs/lantern"
ISSUE = Conversation("faro-labs", "lantern", "issues", 12)
PULL = Conversation("faro-labs", "lantern", "pull", 13)
Network = Callable[[Mapping[str, Any]], tuple[Client, Any]]
Answer = Callable[[bytes], Response]
Sound = Callable[[Collected], None]
Tree = Callable[[Collected], dict[str, str | None]]


def payload(name: str) -> bytes:
    return (HERE / name).read_bytes()


def with_(name: str, **more: object) -> bytes:
    """The payload with other values."""
    return json.dumps({**json.loads(payload(name)), **more}).encode()


def test_an_issue_is_read_with_its_comments(network: Network, sound: Sound, tree: Tree) -> None:
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


def test_a_pull_request_is_read_with_its_reviews_and_the_comments_on_lines(
    network: Network, sound: Sound, tree: Tree
) -> None:
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


def test_the_pages_of_the_comments_are_followed_to_the_last(sound: Sound, network: Network) -> None:
    pages = [f"{REPO}/issues/12/comments?per_page=100", f"{API}/repositories/7/issues/12/comments?per_page=100&page=2"]
    link = {"link": f'<{pages[1]}>; rel="next", <{pages[1]}>; rel="last"'}
    one, two = ([{"id": n, "body": f"said {n}"} for n in ids] for ids in ([1, 2], [2, 3]))
    client, table = network(
        {
            f"{REPO}/issues/12": (200, payload("issue.json")),
            pages[0]: (200, link, json.dumps(one).encode()),
            pages[1]: (200, {"link": f'<{pages[0]}>; rel="prev"'}, json.dumps(two).encode()),
        }
    )
    collected = asyncio.run(GitHub.read(client, ISSUE.url))
    sound(collected)
    assert [post.text for post in collected.posts[1:]] == ["said 1", "said 2", "said 3"]
    assert {request.headers["accept"] for request in table.requests} == {"application/vnd.github.html+json"}
    assert all("authorization" not in request.headers for request in table.requests)


def test_pages_without_an_end_are_left_at_some_point(network: Network) -> None:
    page = f"{REPO}/issues/12/comments?per_page=100"
    client, table = network(
        {
            f"{REPO}/issues/12": (200, payload("issue.json")),
            page: (200, {"link": f'<{page}>; rel="next"'}, b'[{"id": 1, "body": "again"}]'),
        }
    )
    collected = asyncio.run(GitHub.read(client, ISSUE.url))
    assert (len(collected.posts), len(table.requests)) == (2, 1 + PAGES)
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
    assert next_page({"link": link}) == (page and f"{API}/{page}")


@pytest.mark.parametrize("body", [b"<html>", b"{}", b"[]\xff", b"null"])
def test_where_the_comments_fail_the_issue_remains_and_says_so(body: bytes, network: Network) -> None:
    client, _ = network({f"{REPO}/issues/12": (200, payload("issue.json")), "*": (200, body)})
    collected = asyncio.run(GitHub.read(client, ISSUE.url))
    assert [post.external_id for post in collected.posts] == ["faro-labs/lantern#12"]
    assert "Not all of https://github.com/faro-labs/lantern/issues/12" in collected.problems[0]


def test_who_has_spent_the_hour_is_asked_to_wait(network: Network) -> None:
    spent = {
        "x-ratelimit-limit": "60",
        "x-ratelimit-remaining": "0",
        "x-ratelimit-reset": str(int(NOW.timestamp()) + 900),
    }
    client, _ = network({f"{REPO}/issues/12": (403, spent, b'{"message":"API rate limit exceeded"}')})
    with pytest.raises(AskedToWait) as caught:
        asyncio.run(GitHub.read(client, ISSUE.url))
    assert caught.value.retry_at == datetime(2026, 11, 24, 6, 15, tzinfo=UTC)


def test_an_issue_that_was_moved_is_known_by_its_new_place(network: Network, tree: Tree) -> None:
    new = f"{API}/repositories/9/issues/3"
    moved = with_("issue.json", number=3, html_url="https://github.com/faro-labs/torch/issues/3", comments=1)
    client, _ = network(
        {
            f"{REPO}/issues/12": (301, {"location": new}, b"{}"),
            new: (200, moved),
            f"{API}/repos/faro-labs/torch/issues/3/comments?per_page=100": (200, b'[{"id": 8, "body": "hi"}]'),
        }
    )
    collected = asyncio.run(GitHub.read(client, ISSUE.url))
    assert tree(collected) == {"faro-labs/torch#3": None, "issuecomment-8": "faro-labs/torch#3"}


def test_what_is_gone_is_refused_with_the_reason(network: Network) -> None:
    client, _ = network({f"{REPO}/issues/12": (410, b'{"message":"This issue was deleted"}')})
    with pytest.raises(Refused, match="This issue was deleted"):
        asyncio.run(GitHub.read(client, ISSUE.url))


# --- what a server may do to a payload -------------------------------------------------------------------------------


def read_issue(came: Response) -> Collected:
    comments = Answers("issuecomment-", COMMENTS.validate_json(payload("issue_comments.json")))
    return parse_conversation(ISSUE, came.json(Issue), [comments], NOW)


def read_comments(came: Response) -> Collected:
    pull = Issue.model_validate_json(payload("pull.json"))
    return parse_conversation(PULL, pull, [Answers("discussion_r", came.json(COMMENTS))], NOW)


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("issue.json", read_issue),
        ("issue_comments.json", read_comments),
        ("pull_comments.json", read_comments),
        ("pull_reviews.json", read_comments),
    ],
)
@settings(max_examples=60)
@given(data=st.data())
def test_a_changed_payload_is_read_or_is_a_named_error(
    name: str,
    read: Callable[[Response], Collected],
    *,
    data: st.DataObject,
    mutilated: Callable[..., Any],
    answer: Answer,
    sound: Sound,
) -> None:
    value = mutilated(data, json.loads(payload(name)))
    with suppress(CollectError):
        sound(read(answer(json.dumps(value).encode())))
