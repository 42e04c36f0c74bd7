"""What the tests of GitHub share."""

from collections.abc import Callable

import pytest

from collector.source import Collected


@pytest.fixture(scope="session")
def tree() -> Callable[[Collected], dict[str, str | None]]:
    """Whom each post answers."""
    return lambda collected: {post.external_id: post.parent for post in collected.posts}
