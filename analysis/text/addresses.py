"""What does an address of the web lead to? (pure)"""

from urllib.parse import urlsplit


def web_host(url: str | None) -> str:
    """The host of an address of the web; nothing where it is none."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return ""
    return (parts.hostname or "") if parts.scheme in ("http", "https") else ""
