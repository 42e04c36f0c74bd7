"""How is a thread or trend compared: by which words, links and times? (pure)"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from analysis.stories.features import Features, features
from analysis.text.detection import UNKNOWN
from analysis.text.surface import WORD, fold
from db.languages import PAGE_LANGUAGES
from db.models import Headline, Kind, Mention, Post, PostKey, Sense

_READ = 1500  # characters: how a telling begins
_FEW = 5  # words
_TIMELESS = ("stackexchange", "wikipedia", "github")  # sources that report nothing: they ask, or describe
_ADDRESS = re.compile(r"https?://[^\s<>\"'”’»)\]]+")
_TRACKING = re.compile(r"(?:utm_\w+|fbclid|gclid|ref|ref_src|source|cmpid|mc_\w+)\Z")


class Telling(NamedTuple):
    """A thread or trend as it is compared, told from `at` to `until`, and seen by us until `last_seen`.

    `story`: the one that it was found to belong to before.
    """

    source: str
    thread: str
    title: str
    text: str
    features: Features
    links: tuple[str, ...]
    at: datetime
    last_seen: datetime
    story: str | None = None
    told_until: datetime | None = None  # None: only once

    @property
    def until(self) -> datetime:
        """When it was told last."""
        return self.told_until or self.at

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
    meant = [(mention, senses[mention.sense]) for mention in mentions if mention.sense]
    # a clock that is ahead would keep its stories open
    at = min(post.created_at or post.collected_at, post.collected_at)
    last_seen = max(found.last_seen, at)
    return Telling(
        source=post.source,
        thread=post.thread,
        title=post.title or post.text[:200],
        text=post.text[:_READ],
        features=features(
            "\n".join([post.text[:_READ], *(below.title[:_READ] for below in found.below if below.title)]),
            # words of a trade are often what happened: a recall, an outage
            terms={m.surface: sense.id for m, sense in meant if sense.kind is not Kind.JARGON},
            proper=[mention.surface for mention, sense in meant if _is_name(sense)],
            asks=post.source.startswith(_TIMELESS),
            foreign=_is_foreign(post),
        ),
        links=tuple(filter(None, (found.link, post.url, *_ADDRESS.findall(post.text[:_READ])))),
        at=at,
        last_seen=last_seen,
        story=found.story,
        told_until=None if post.created_at else last_seen,
    )


def _is_foreign(post: Post) -> bool:
    """Whether its words are of no language that is known here; of a few words, as a search has, none can be told."""
    known = post.language is None or post.language in (*PAGE_LANGUAGES, UNKNOWN)
    return not known and len(WORD.findall(post.text[:_READ])) > _FEW


def _is_name(sense: Sense) -> bool:
    """Whether it is a name, or an acronym of one: of a firm, an institution."""
    words = [word for word in sense.expansion.get("en", "").split() if len(word) > 3]
    return sense.kind is Kind.NAME or (len(words) > 1 and all(word[0].isupper() for word in words))


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
