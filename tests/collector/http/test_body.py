"""Is a body read whole, and never beyond what we can bear?"""

import asyncio
import gzip
from collections.abc import Callable
from typing import Any

import pytest

from collector.errors import NotText, TooLarge
from collector.http.client import Client
from collector.http.limits import Limits

HERE = "https://a.example/"

Network = Callable[..., tuple[Client, Any]]


def read(network: Network, body: bytes, encoding: str = "", most: int = 1_000) -> bytes:
    headers = {"content-encoding": encoding} if encoding else {}
    client, _ = network({HERE: (200, headers, body)}, limits=Limits(max_bytes=most))
    return asyncio.run(client.get(HERE, robots=False)).body


@pytest.mark.parametrize("size", [1_000, 1_001])
@pytest.mark.parametrize("zipped", [True, False])
def test_a_body_is_read_up_to_the_limit(network: Network, size: int, zipped: bool) -> None:
    body, encoding = (gzip.compress(b"x" * size), "gzip") if zipped else (b"x" * size, "")
    if size <= 1_000:
        assert read(network, body, encoding) == b"x" * size
    else:
        with pytest.raises(TooLarge, match="1,000 bytes"):
            read(network, body, encoding)


def test_a_bomb_does_not_unfold(network: Network) -> None:
    with pytest.raises(TooLarge):
        read(network, gzip.compress(b"\0" * 20_000_000, 1), "gzip", most=100_000)


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (gzip.compress(b"[1]" * 100, mtime=0)[:-9], "gzip"),
        (b"no gzip at all", "gzip"),
        (b"anything", "br"),
        (b"anything", "gzip, gzip"),
    ],
)
def test_a_damaged_encoding_is_not_text(network: Network, body: bytes, encoding: str) -> None:
    with pytest.raises(NotText):
        read(network, body, encoding)


def test_gzip_of_several_members_is_read_whole(network: Network) -> None:
    assert read(network, gzip.compress(b"[1,") + gzip.compress(b"2]"), "gzip") == b"[1,2]"
