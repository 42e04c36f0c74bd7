"""What do the elements of a saved page say to a person who looks at them?"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from collector.pages.plaintext import tidy
from collector.pages.soup import NavigableString, Tag
from collector.payloads.wire import stable_id
from collector.sources.x.addresses import KIND, STATUS_PATH, X_HOSTS
from db.models import Post

SCREEN_NAME = re.compile(r"[A-Za-z0-9_]{1,20}")


class Shown(NamedTuple):
    """A post on a page. Those of one chain answer each other."""

    post: Post
    chain: str = ""


def linked_post(address: str) -> str | None:
    """The post at an address of X, whole or without its host."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    found = STATUS_PATH.fullmatch(parts.path) if parts.hostname in (None, *X_HOSTS) else None
    return found[1] if found else None


def gone_at(asked: str | None, position: int, now: datetime) -> Post:
    """The place of a post that the page says is not there, without saying which."""
    key = stable_id(asked or "", str(position))
    return Post(source=KIND, external_id=key, thread=key, collected_at=now)


def screen_name(name: str) -> str | None:
    """The name, when an account can have it; in addresses `i` stands for nobody."""
    return name if SCREEN_NAME.fullmatch(name) and name != "i" else None


def counted(digits: str) -> int | None:
    """The number in `1,234` or `1.234`; None when there is none."""
    number = re.sub(r"[.,]", "", digits)
    return int(number) if re.fullmatch(r"[0-9]{1,18}", number) else None


def words_in(element: Tag) -> str:
    """The words as a person sees them: emoji are pictures there, and line breaks are characters."""
    parts: list[str] = []
    for node in element.descendants:
        if isinstance(node, Tag):
            whole_address = node.get("data-expanded-url")
            parts.append(str(node.get("alt") or "") if node.name == "img" else str(whole_address or ""))
            parts.append("\n" if node.name == "br" else "")
        elif type(node) is NavigableString and not any(map(_unread, _within(node, element))):
            parts.append(str(node))
    return tidy("".join(parts))


def _within(node: NavigableString, element: Tag) -> Iterator[Tag]:
    for above in node.parents:
        if above is element:
            return
        yield above


def _unread(tag: Tag) -> bool:
    """An ellipsis for the eye, the link to a picture, or an address that is written in full beside it."""
    return (
        tag.get("aria-hidden") == "true" or "u-hidden" in (tag.get("class") or []) or bool(tag.get("data-expanded-url"))
    )
