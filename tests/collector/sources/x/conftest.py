"""What the tests of X share."""

from collections.abc import Callable

import pytest

from collector.source import Collected


@pytest.fixture(autouse=True)
def no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("X_BEARER_TOKEN", raising=False)


@pytest.fixture(scope="session")
def tree() -> Callable[[Collected], list[tuple[str, str | None, str | None]]]:
    """Which posts there are in their order, whom each answers, and who wrote it."""
    return lambda collected: [(post.external_id, post.parent, post.author) for post in collected.posts]
