"""What the tests of the sources ask for: payloads, answers, and what must always hold."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import pytest

from collector.answer import Response
from collector.source import Collected


@pytest.fixture(scope="session")
def payloads() -> Path:
    return Path(__file__).parent


@pytest.fixture(scope="session")
def answer(now: datetime) -> Callable[[bytes], Response]:
    """A server's answer with this body."""
    return lambda body: Response("https://example.org/some/feed", 200, {}, body, now)


@pytest.fixture(scope="session")
def sound() -> Callable[[Collected], None]:
    """What holds for all that any source gives."""
    return check_sound


def check_sound(collected: Collected) -> None:
    posts = {post.external_id: post for post in collected.posts}
    assert len(posts) == len(collected.posts), "a post twice"
    for post in collected.posts:
        if post.parent is None:
            assert post.thread == post.external_id, "a root is its own thread"
        else:
            assert posts[post.parent].thread == post.thread, "a parent in another thread"
        assert post.title is None or post.text.startswith(post.title), "a title that is not in the text"
        assert _root(post.external_id, {key: p.parent for key, p in posts.items()}) == post.thread
    trends = [trend.external_id for trend in collected.trends]
    assert len(set(trends)) == len(trends), "a trend twice"
    assert set(trends) <= set(posts), "a trend without its post"
    assert Counter(sighting.trend for sighting in collected.sightings) == Counter(trends), "one sighting a trend"


def _root(key: str, parents: Mapping[str, str | None]) -> str:
    for _ in parents:
        above = parents[key]
        if above is None:
            return key
        key = above
    raise AssertionError("a circle of answers")
