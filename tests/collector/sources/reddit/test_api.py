"""Is Reddit's API asked in the reader's name, and no more often than it allows?"""

import asyncio
import json
import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from collector.errors import AskedToWait, Refused
from collector.http.client import Client
from collector.source import Collected, Options
from collector.sources.reddit import Reddit
from collector.sources.reddit.addresses import REDDIT, REDDIT_API

HOT, HOT_FEED = f"{REDDIT_API}/r/farolab/hot", f"{REDDIT}/r/farolab/hot/.rss"
Network = Callable[[Mapping[str, Any]], tuple[Client, Any]]
Answers = Callable[..., dict[str, tuple[int, bytes]]]
WithApp = Callable[..., Reddit]
Recording = Callable[[str], bytes]
Sound = Callable[[Collected], None]


def with_headers(answers: Mapping[str, tuple[int, bytes]], headers: Mapping[str, str]) -> dict[str, Any]:
    """The network, in which the API alone says how much it still allows."""
    return {
        url: (status, headers if url.startswith(REDDIT_API) else {}, body) for url, (status, body) in answers.items()
    }


def test_credentials_go_where_they_belong_under_the_user_agent_that_reddit_wants(
    api_answers: Answers, with_app: WithApp, network: Network
) -> None:
    client, table = network(api_answers())
    asyncio.run(with_app(threads=1).collect(client))
    first, *others = table.requests
    assert (first.method, first.content) == ("POST", b"grant_type=client_credentials")
    assert first.headers["authorization"] == "Basic " + b64encode(b"an-id:a-secret").decode()
    assert {request.headers["authorization"] for request in others} == {"Bearer tok-1.en"}
    agents = {request.headers["user-agent"] for request in table.requests}
    assert len(agents) == 1
    assert re.fullmatch(r"python:unjargon:\S+ \(by /u/ana_faro\)", agents.pop())
    assert "a-secret" not in str([request.url for request in table.requests])


def test_the_sources_of_a_run_share_a_token_until_it_is_refused(
    api_answers: Answers, with_app: WithApp, network: Network
) -> None:
    client, table = network(api_answers())

    async def twice() -> None:
        for _ in range(2):
            await with_app(threads=0).collect(client)
        table.answers = api_answers(hot=(401, b'{"message": "Unauthorized", "error": 401}'))
        with pytest.raises(Refused, match="401"):
            await with_app(threads=0).collect(client)
        table.answers = api_answers()
        await with_app(threads=0).collect(client)

    asyncio.run(twice())
    assert [request.method for request in table.requests] == ["POST", "GET", "GET", "GET", "POST", "GET"]


@pytest.mark.parametrize(("expires", "posts"), [(86_400, 1), (30, 2)])
def test_a_token_is_used_until_it_expires(
    expires: int, posts: int, api_answers: Answers, with_app: WithApp, network: Network
) -> None:
    token = json.dumps({"access_token": "t", "expires_in": expires}).encode()
    client, table = network(api_answers(token=(200, token)))

    async def twice() -> None:
        for _ in range(2):
            await with_app(threads=0).collect(client)

    asyncio.run(twice())
    assert [request.method for request in table.requests].count("POST") == posts


@pytest.mark.parametrize(("left", "asked"), [("0.0", 2), ("0", 2), ("1.0", 5), ("many", 5), ("", 5)])
def test_when_the_requests_of_a_period_are_spent_nothing_more_is_asked(
    left: str, asked: int, *, sound: Sound, api_answers: Answers, with_app: WithApp, network: Network
) -> None:
    client, table = network(with_headers(api_answers(), {"x-ratelimit-remaining": left, "x-ratelimit-reset": "240"}))
    collected = asyncio.run(with_app().collect(client))
    sound(collected)
    assert len(table.requests) == asked
    assert ("no more requests until 2026-11-24 06:04:00 UTC" in " ".join(collected.problems)) is (asked == 2)
    assert sum("could not be read" in problem for problem in collected.problems) == 1


def test_a_source_that_starts_when_the_requests_are_spent_waits(
    now: datetime, api_answers: Answers, with_app: WithApp, app: dict[str, str], network: Network
) -> None:
    client, _ = network(with_headers(api_answers(), {"x-ratelimit-remaining": "0.0", "x-ratelimit-reset": "240"}))

    async def twice() -> None:
        await with_app(threads=0).collect(client)
        with pytest.raises(AskedToWait) as error:
            await Reddit.named("other", Options(extra=app)).collect(client)
        assert error.value.retry_at == now + timedelta(seconds=240)

    asyncio.run(twice())


@pytest.mark.parametrize(
    ("extra", "says"),
    [
        ({"client_id": "an-id"}, "client_secret is missing"),
        ({"client_secret": "s"}, "client_id is missing"),
        ({"client_id": "an-id", "client_secret": "s"}, "user is missing.*REDDIT_USER"),
        ({"client_id": "an-id", "client_secret": "a-secret", "user": "ana)\r\nx: y"}, "user is not what"),
        ({"client_id": "a:b", "client_secret": "a-secret", "user": "ana_faro"}, "client_id is not what"),
    ],
)
def test_half_of_the_credentials_are_named(extra: dict[str, str], says: str, network: Network) -> None:
    client, table = network({})
    with pytest.raises(Refused, match=says) as error:
        asyncio.run(Reddit.named("farolab", Options(extra=extra)).collect(client))
    assert not table.asked
    assert "a-secret" not in str(error.value)


def test_a_refused_app_is_an_error(network: Network, api_answers: Answers, with_app: WithApp) -> None:
    client, _ = network(api_answers(token=(401, b'{"message": "Unauthorized", "error": 401}')))
    with pytest.raises(Refused, match="401"):
        asyncio.run(with_app().collect(client))


@pytest.mark.parametrize("signed", [True, False])
def test_a_subreddit_that_is_not_there_is_named(
    signed: bool, app: dict[str, str], api_answers: Answers, feed_answers: Answers, network: Network
) -> None:
    search = {f"{REDDIT_API}/subreddits/search": (200, b'{"kind": "Listing", "data": {"children": []}}')}
    search |= {f"{REDDIT}/subreddits/search.rss": feed_answers()[HOT_FEED]}
    moved = {
        HOT: (302, {"location": "/subreddits/search?q=farolab"}, b""),
        HOT_FEED: (302, {"location": "/subreddits/search.rss?q=farolab"}, b""),
    }
    client, _ = network({**api_answers(), **search, **moved})
    with pytest.raises(Refused, match="no subreddit farolab"):
        asyncio.run(Reddit.named("farolab", Options(extra=app if signed else {})).collect(client))


@pytest.mark.shared
def test_a_recorded_refusal_for_a_while_is_waited_for(
    api_answers: Answers, app: dict[str, str], network: Network, recording: Recording
) -> None:
    recorded = json.loads(recording("reddit/error_response_headers.json"))
    for name in ("too__many_requests__with_retry_headers", "too__many_requests__without_retry_headers"):
        given = {key.lower(): values[0] for key, values in recorded[name]["headers"].items()}
        head = {key: value for key, value in given.items() if key in ("retry-after", "x-ratelimit-reset")}
        client, _ = network({**api_answers(), HOT: (429, head, b"")})
        with pytest.raises(AskedToWait):
            asyncio.run(Reddit("reddit:farolab", Options(extra=app)).collect(client))
