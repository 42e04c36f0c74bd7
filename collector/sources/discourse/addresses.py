"""Where is a topic, and which forum and list does the name of a source have?"""

import re
from typing import NamedTuple

from collector.payloads.addresses import web_parts
from collector.payloads.origin import origin

_TOPIC_PATH = re.compile(r"/t/(?:(?![0-9]+/)[^/]+/)?([0-9]{1,12})(?:/[0-9]{1,9})?(?:\.json)?/?")


def server_of(source: str) -> str:
    """The origin of the forum: `https://` where its name has no scheme; empty where it is not known."""
    return origin(server_and_list(source.partition(":")[2])[0]) or ""


def server_and_list(argument: str) -> tuple[str, str]:
    """The server and the list, as a name has them."""
    scheme, _, rest = argument.rpartition("://")
    host, _, which = rest.partition("/")
    return (f"{scheme}://{host}" if scheme else host), which


class TopicPlace(NamedTuple):
    """Where a topic is."""

    server: str  # with its scheme
    number: int

    @property
    def url(self) -> str:
        return f"{self.server}/t/{self.number}"


def topic_at(url: str) -> TopicPlace | None:
    """The topic that this address shows."""
    parts = web_parts(url)
    server = origin(f"{parts.scheme}://{parts.netloc}") if parts else None
    if parts is None or server is None:
        return None
    found = _TOPIC_PATH.fullmatch(parts.path)
    return TopicPlace(server, int(found[1])) if found and int(found[1]) else None
