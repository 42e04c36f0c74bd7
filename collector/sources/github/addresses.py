"""Which conversation does an address of GitHub show, and where is what belongs to it?"""

import re
from typing import NamedTuple

from collector.payloads.addresses import web_parts

GITHUB_KIND = "github"
GITHUB = "https://github.com"
GITHUB_API = "https://api.github.com"
NAMED = r"/([A-Za-z0-9][A-Za-z0-9-]{0,38})/(?!\.{1,2}(?:/|\Z))([A-Za-z0-9._-]{1,100})"
_THREAD = re.compile(
    r"(?!/orgs/)"  # a discussion of orgs/NAME is no repository's
    + NAMED
    + r"/(issues|pull|discussions)/([0-9]{1,12})(?:/(?:files|commits|checks)(?:/.*)?)?/?"
)


class Conversation(NamedTuple):
    """Where a conversation is."""

    owner: str
    repository: str
    kind: str  # issues, pull, discussions
    number: int

    @property
    def key(self) -> str:
        """Issues, pull requests and discussions of a repository are numbered together."""
        return f"{self.owner}/{self.repository}#{self.number}"

    @property
    def url(self) -> str:
        return f"{GITHUB}/{self.owner}/{self.repository}/{self.kind}/{self.number}"

    @property
    def rest(self) -> str:
        """The repository in the REST API."""
        return f"{GITHUB_API}/repos/{self.owner}/{self.repository}"


def conversation_at(url: str) -> Conversation | None:
    """The conversation that this address shows."""
    parts = web_parts(url)
    if parts is None or parts.hostname not in ("github.com", "www.github.com"):
        return None
    found = _THREAD.fullmatch(parts.path)
    return Conversation(found[1], found[2], found[3], int(found[4])) if found else None
