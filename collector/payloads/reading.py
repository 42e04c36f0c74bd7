"""Who reads what is at an address, where its form fits several services and only the server can tell?

An address such as https://HOST/@ana/123456 is a post where the server speaks Mastodon's interface, and a page anywhere
else. Each reader whose form it has is tried in turn, until one does not say `NotSpoken`.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from pydantic import TypeAdapter, ValidationError

from collector.errors import CollectError, Damaged, Disallowed, NotSpoken, Refused, TooLarge
from collector.source import Collected, Reader

if TYPE_CHECKING:
    from collector.http.client import Client

_T = TypeVar("_T")


async def read_first(client: "Client", url: str, readers: Sequence[type[Reader]]) -> Collected:
    """What the first of these (one at least) reads whose interface the server speaks. Raises CollectError."""
    *others, last = readers
    for reader in others:
        with suppress(NotSpoken):
            return await reader.read(client, url)
    return await last.read(client, url)


def is_spoken(error: CollectError, fault: TypeAdapter[_T]) -> bool:
    """Whether it may be a server of that interface that failed or said no; `fault` is the shape in which it says so.

    Not so where something else came, where it was refused in other words, or where nobody may ask.
    """
    if isinstance(error, Damaged | TooLarge | Disallowed):
        return False
    return not isinstance(error, Refused) or _fits(error.body, fault)


def _fits(body: bytes, fault: TypeAdapter[_T]) -> bool:
    try:
        fault.validate_json(body)
    except ValidationError:
        return False
    return True
