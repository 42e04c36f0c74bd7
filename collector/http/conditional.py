"""How is a server asked whether something has changed? (RFC 9110, sections 8.8 and 13)"""

from collections.abc import Mapping
from typing import Protocol

from db.models import Validators


class StoredValidators(Protocol):
    """Who knows the validators of what is stored."""

    def validators(self, url: str) -> Validators | None: ...


def preconditions(stored: Validators | None) -> dict[str, str]:
    """The header fields that make a request conditional; none where nothing is stored."""
    fields = (("if-none-match", stored.etag), ("if-modified-since", stored.last_modified)) if stored else ()
    return {name: value for name, value in fields if value}


def given_validators(url: str, headers: Mapping[str, str]) -> Validators | None:
    """The validators in an answer, as far as they can be sent back; None when it has none."""
    kept = {name: value for name, value in headers.items() if len(value) < 1000 and value.isascii()}
    etag, last_modified = kept.get("etag"), kept.get("last-modified")
    return Validators(url=url, etag=etag, last_modified=last_modified) if etag or last_modified else None
