"""How is a thread or trend compared: by which words, links and times? (pure)"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from analysis.stories.evidence import Features, features
from analysis.text.surface import WORD, fold
from db.models import Headline, Kind, Mention, PostKey, Sense

_READ = 500  # characters: how a telling begins
_ADDRESS = re.compile(r"https?://[^\s<>\"'”’»)\]]+")
_TRACKING = re.compile(r"(?:utm_\w+|fbclid|gclid|ref|ref_src|source|cmpid|mc_\w+)\Z")


class Telling(NamedTuple):
    """A thread or trend as it is compared. `story`: the one that it was found to belong to before."""

    source: str
    thread: str
    title: str
    text: str
    features: Features
    links: tuple[str, ...]
    at: datetime
    last_seen: datetime
    story: str | None = None

    @property
    def key(self) -> PostKey:
        return self.source, self.thread


def sense_ids(found: Iterable[Headline]) -> Iterator[str]:
    """The senses that these are compared by, once for each mention."""
    return (mention.sense for each in found for mention in _read_mentions(each) if mention.sense)


def _read_mentions(found: Headline) -> list[Mention]:
    return [mention for mention in found.mentions if mention.end <= _READ]


def telling_of(found: Headline, senses: Mapping[str, Sense]) -> Telling:
    """A thread or trend of the store as it is compared; `senses` (by id) are those that it mentions."""
    post, mentions = found.post, _read_mentions(found)
    meant = [senses[mention.sense] for mention in mentions if mention.sense]
    # a clock that is ahead would keep its stories open
    at = min(post.created_at or post.collected_at, post.collected_at)
    return Telling(
        source=post.source,
        thread=post.thread,
        title=post.title or post.text[:200],
        text=post.text[:_READ],
        features=features(
            "\n".join([post.text[:_READ], *(below.title[:_READ] for below in found.below if below.title)]),
            known=[mention.surface for mention in mentions if mention.sense],
            long_forms=[sense.expansion["en"] for sense in meant if "en" in sense.expansion],
            names=[m.surface for m in mentions if m.kind is Kind.NAME and not m.sense],
        ),
        links=tuple(filter(None, (found.link, post.url, *_ADDRESS.findall(post.text[:_READ])))),
        at=at,
        last_seen=max(found.last_seen, at),
        story=found.story,
    )


def links_of(telling: Telling) -> set[str]:
    """Its addresses, but for those of whole sites."""
    return {link for link in map(canonical_url, telling.links) if "/" in link or "?" in link}


def runs_of(text: str) -> frozenset[tuple[str, ...]]:
    """Each run of three words, whatever their case; of a shorter text all."""
    words = [fold(word) for word in WORD.findall(text)]
    return frozenset(zip(words, words[1:], words[2:], strict=False)) or frozenset([tuple(words)])


def canonical_url(url: str) -> str:
    """The address by which two links are the same: no scheme, `www.`, tracking parameters, fragment or final slash."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return url
    query = urlencode(sorted((k, v) for k, v in parse_qsl(parts.query) if not _TRACKING.match(k)))
    return f"{host}{parts.path.rstrip('/')}" + (f"?{query}" if query else "")
