"""Which addresses are conversations on GitHub?"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from collector.errors import Refused
from collector.http.client import Client
from collector.sources.github import GitHub

Network = Callable[[Mapping[str, Any]], tuple[Client, Any]]


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
