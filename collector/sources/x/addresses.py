"""Which post does an address of X show, and where is a post?"""

import re

from collector.payloads.addresses import web_parts

KIND = "x"
STATUS_PATH = re.compile(r"/(?:[A-Za-z0-9_]{1,20}|i/web|i)/status(?:es)?/([0-9]{1,20})(?:/.*)?")
X_HOSTS = ("x.com", "www.x.com", "mobile.x.com", "twitter.com", "www.twitter.com", "mobile.twitter.com")


def post_url(number: str, author: str | None) -> str:
    """Where people read the post; X needs no name to find it."""
    return f"https://x.com/{author or 'i'}/status/{number}"


def post_at(url: str) -> str | None:
    """The post that an address of x.com or twitter.com shows."""
    parts = web_parts(url)
    found = STATUS_PATH.fullmatch(parts.path) if parts and parts.hostname in X_HOSTS else None
    return found[1] if found else None
