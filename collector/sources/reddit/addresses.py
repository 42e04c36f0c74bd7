"""Which thread does an address of Reddit show, and what is the address of what Reddit names?"""

import re

from collector.payloads.addresses import led_to, web_parts

REDDIT = "https://www.reddit.com"
REDDIT_API = "https://oauth.reddit.com"
SUBREDDIT = re.compile(r"[a-z0-9_][a-z0-9_-]{1,23}")
_HOSTS = re.compile(r"(?:(?:www|old|new|np|m|i|sh|oauth|[a-z]{2})\.)?reddit\.com")
_THREAD = re.compile(r"/(?:(?:r|u|user)/[^/]+/)?(?:comments|gallery)/([0-9a-z]{1,13})(?:[/.].*)?")
SHORT_THREAD = re.compile(r"/([0-9a-z]{1,13})/?")


def reddit_thread_at(url: str) -> str | None:
    """The id of the post whose thread this address shows."""
    parts = web_parts(url)
    if parts is None:
        return None
    host = parts.hostname or ""
    pattern = _THREAD if _HOSTS.fullmatch(host) else SHORT_THREAD if host in ("redd.it", "www.redd.it") else None
    found = pattern.fullmatch(parts.path) if pattern else None
    return found[1] if found else None


def source_of(subreddit: str) -> str:
    """The name of the source; what is no name of a subreddit leaves only the kind."""
    return f"reddit:{subreddit}" if SUBREDDIT.fullmatch(subreddit) else "reddit"


def absolute(address: str | None) -> str | None:
    """The address in full: Reddit leaves its own host out."""
    return led_to(REDDIT, address)
