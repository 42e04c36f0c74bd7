"""What is in an address of the web, and where does a link of a page lead?"""

from urllib.parse import SplitResult, urljoin, urlsplit

from db.models import clean_text


def web_url(address: str | None) -> str | None:
    """The address, when it is one that a browser can open safely; None for any other."""
    try:
        address = clean_text(address or "").strip().replace(" ", "%20")
        parts = urlsplit(address)
        usable = parts.scheme.lower() in ("http", "https") and parts.hostname and address.isprintable()
    except ValueError:
        return None
    return address if usable else None


def web_parts(url: str) -> SplitResult | None:
    """The parts of an address that begins with http or https and names a host; None for any other."""
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return None
    return parts if known else None


def led_to(page: str, link: str | None) -> str | None:
    """The address that a link on the page at this address leads to; None when it is none that is safe to open."""
    try:
        return web_url(urljoin(page, link)) if link else None
    except ValueError:
        return None
