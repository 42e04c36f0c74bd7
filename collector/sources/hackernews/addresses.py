"""Which item does an address of Hacker News show, and what is the address of an item?"""

import re
from urllib.parse import parse_qs

from collector.payloads.addresses import web_parts

HACKER_NEWS = "https://news.ycombinator.com"
ITEM_NUMBER = r"[0-9]{1,15}"
TREE = re.compile(rf"/api/v1/items/({ITEM_NUMBER})")


def item_url(number: int) -> str:
    return f"{HACKER_NEWS}/item?id={number}"


def item_at(url: str) -> int | None:
    """The item that a page of news.ycombinator.com or hn.algolia.com shows."""
    parts = web_parts(url)
    if parts is None:
        return None
    if parts.hostname == "news.ycombinator.com" and parts.path == "/item":
        number = parse_qs(parts.query).get("id", [""])[0]
        return int(number) if re.fullmatch(ITEM_NUMBER, number) else None
    found = TREE.fullmatch(parts.path) if parts.hostname == "hn.algolia.com" else None
    return int(found[1]) if found else None
