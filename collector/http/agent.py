"""Who do we say that we are? (RFC 9110, section 10.1.5)"""

import importlib.metadata

import httpx

PRODUCT = "unjargon"  # also what a robots.txt calls us


def user_agent(contact: str = "") -> str:
    """Product and version, whom to write to, library."""
    try:
        version = importlib.metadata.version(PRODUCT)
    except importlib.metadata.PackageNotFoundError:
        version = "0"
    whom = "".join(c for c in contact if c.isascii() and c.isprintable() and c not in "()").strip()
    return " ".join(filter(None, (f"{PRODUCT}/{version}", whom and f"({whom})", f"httpx/{httpx.__version__}")))
