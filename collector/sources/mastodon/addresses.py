"""Which status, of which server, does an address show? Other servers with this API have forms of their own."""

import re
from urllib.parse import urlsplit

from collector.payloads.addresses import web_parts
from collector.payloads.origin import origin

_STATUS_PATHS = tuple(
    re.compile(pattern)
    for pattern in (
        r"/(?:web/|deck/)?@[^/]+/([0-9]{6,30})/?",
        r"/web/statuses/([0-9]{6,30})/?",
        r"/@[^/]+/statuses/([0-9A-Za-z]{6,40})/?",  # GoToSocial
        r"/(?:ap/)?users/[^/]+/statuses/([0-9A-Za-z]{6,40})/?",
        r"/notice/([0-9A-Za-z]{6,40})/?",  # Pleroma, Akkoma
    )
)


# of Pleroma and Akkoma, too: the address of a post among servers, which leads people on to its notice
_OBJECT_PATH = re.compile(r"/(?:objects|activities)/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/?")


def server_name(at: str) -> str:
    """An origin as names of sources have it: https goes without saying."""
    return at.removeprefix("https://")


def server_at(url: str) -> str | None:
    """The server of an address that looks like that of a status."""
    parts = web_parts(url)
    at = origin(f"{parts.scheme}://{parts.netloc}") if parts else None
    if parts is None or at is None:
        return None
    return server_name(at) if status_number(url) or _OBJECT_PATH.fullmatch(parts.path) else None


def status_number(url: str) -> str | None:
    """The id of the status that this address shows, where the address has it."""
    path = urlsplit(url).path
    return next((match[1] for pattern in _STATUS_PATHS if (match := pattern.fullmatch(path))), None)
