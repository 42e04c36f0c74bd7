"""Which post does an address of Bluesky show?"""

import re
from urllib.parse import urlsplit

BLUESKY = "https://bsky.app"
_POST_PATH = re.compile(r"/profile/([^/]+)/post/([^/]+)/?")
POST_URI = re.compile(r"at://([^/]+)/app\.bsky\.feed\.post/([^/]+)")


def post_uri(url: str) -> str | None:
    """The at:// address of the post that this page, or this at:// address itself, shows."""
    if POST_URI.fullmatch(url):
        return url
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    found = _POST_PATH.fullmatch(parts.path) if host == "bsky.app" else None
    return f"at://{found[1]}/app.bsky.feed.post/{found[2]}" if found else None
