"""What the tests of Reddit share: its payloads as a network, and somebody's app."""

from collections.abc import Callable
from pathlib import Path

import pytest

from collector.source import Collected, Options
from collector.sources.reddit import Reddit
from collector.sources.reddit.addresses import REDDIT, REDDIT_API

HERE = Path(__file__).parent
APP = {"client_id": "an-id", "client_secret": "a-secret", "user": "ana_faro"}
Answers = Callable[..., dict[str, tuple[int, bytes]]]


@pytest.fixture(autouse=True)
def no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in APP:
        monkeypatch.delenv(f"REDDIT_{name.upper()}", raising=False)


@pytest.fixture(scope="session")
def app() -> dict[str, str]:
    """What somebody who has an app gives."""
    return APP


@pytest.fixture(scope="session")
def with_app() -> Callable[..., Reddit]:
    """A subreddit that is read by the API."""
    return lambda threads=10: Reddit.named("FaroLab", Options(threads=threads, extra=APP))


def file(name: str) -> tuple[int, bytes]:
    return 200, (HERE / name).read_bytes()


@pytest.fixture(scope="session")
def api_answers() -> Answers:
    """The API with one list and one thread, all of whose branches can be had; `instead` by what is asked for."""
    thread = f"{REDDIT_API}/comments/aaa1"
    return lambda **instead: {
        f"{REDDIT}/api/v1/access_token": instead.get("token", file("token.json")),
        f"{REDDIT_API}/r/farolab/hot": instead.get("hot", file("hot_kinds.json")),
        thread: instead.get("thread", file("comments_aaa1.json")),
        f"{REDDIT_API}/api/morechildren": instead.get("children", file("morechildren_aaa1.json")),
        f"{thread}?comment=k7&limit=500&sort=confidence&raw_json=1": instead.get("branch", file("branch_k7.json")),
    }


@pytest.fixture(scope="session")
def feed_answers() -> Answers:
    """The feeds of one list and one thread."""
    return lambda **instead: {
        f"{REDDIT}/r/farolab/hot/.rss": instead.get("hot", file("hot_feed.xml")),
        f"{REDDIT}/comments/aaa1/.rss": instead.get("thread", file("thread_feed.xml")),
    }


@pytest.fixture(scope="session")
def tree() -> Callable[[Collected], dict[str, tuple[str | None, str | None, str]]]:
    """Whom each post answers, who wrote it, and what."""
    return lambda collected: {post.external_id: (post.parent, post.author, post.text) for post in collected.posts}


@pytest.fixture(scope="session")
def ranked() -> Callable[[Collected], list[tuple[str, int, int | None]]]:
    """The list, with ranks and volumes."""
    return lambda collected: [(s.trend, s.rank, s.volume) for s in collected.sightings]
