"""Which trends and threads are about the same thing?

Pure. One pass over the texts, in the order of their time: each joins the story whose words it shares most, weighed by
how rare they are (an inverted index holds the open stories), or begins one. The same link is the same story.
"""

import hashlib
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from analysis.languages import LANGUAGES
from analysis.surface import WORD, fold
from db.models import Story

THRESHOLD = 0.35  # cosine: below it two headlines share a topic, not a story
_SHARED = 2  # words: one name or acronym alone is a topic
_WITHIN = 0.5  # the score of a short headline all of whose words the other has
_IDLE = frozenset().union(*(lang.joining | lang.stressed for lang in LANGUAGES.values()))
_TRACKING = re.compile(r"(?:utm_\w+|fbclid|gclid|ref|ref_src|source|cmpid|mc_\w+)\Z")


class Item(NamedTuple):
    """A thread or trend as it is compared: its key, its headline, its links, its time."""

    source: str
    thread: str
    title: str
    links: tuple[str, ...]
    at: datetime


def cluster(texts: Iterable[str]) -> Iterator[int]:
    """A label for each text as it comes; texts with the same label tell the same story. One pass, past only."""
    leader = _Leader()
    for text in texts:
        yield leader.place(text)


def stories(items: Sequence[Item]) -> list[Story]:
    """The stories of the items, oldest first; the same whatever the order in which the items are given."""
    leader = _Leader()
    by_link: dict[str, int] = {}
    members: dict[int, list[Item]] = defaultdict(list)
    for item in sorted(items, key=lambda i: (i.at, i.source, i.thread)):
        links = [canonical_url(link) for link in item.links]
        known = next((by_link[link] for link in links if link in by_link), None)
        label = leader.place(item.title, known)
        members[label].append(item)
        by_link.update(dict.fromkeys(links, label))
    return [_story(found) for _, found in sorted(members.items())]


def canonical_url(url: str) -> str:
    """The address by which two links are the same: no scheme, `www.`, tracking parameters, fragment or final slash."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return url
    query = urlencode(sorted((k, v) for k, v in parse_qsl(parts.query) if not _TRACKING.match(k)))
    return f"{host}{parts.path.rstrip('/')}" + (f"?{query}" if query else "")


def _story(items: Sequence[Item]) -> Story:
    first = items[0]
    return Story(
        id="s" + hashlib.sha256(f"{first.source}\n{first.thread}".encode()).hexdigest()[:10],
        title=first.title,
        members=tuple((item.source, item.thread) for item in items),
        first_seen=first.at,
        last_seen=max(item.at for item in items),
    )


@dataclass
class _Leader:
    """The open stories: the words of each, and an inverted index from words to stories."""

    documents: Counter[str] = field(default_factory=Counter)
    index: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    sizes: list[Counter[str]] = field(default_factory=list)
    seen: int = 0

    def place(self, text: str, known: int | None = None) -> int:
        words = Counter(w for w in (_stem(fold(m)) for m in WORD.findall(text)) if w and w not in _IDLE)
        self.seen += 1
        self.documents.update(words.keys())
        label = known if known is not None else self._nearest(words)
        if label is None:
            label = len(self.sizes)
            self.sizes.append(Counter())
        self.sizes[label].update(words)
        for word in words:
            self.index[word][label] = self.sizes[label][word]
        return label

    def _nearest(self, words: Counter[str]) -> int | None:
        """The story whose words are nearest by cosine, of those that share enough."""
        shared: dict[int, list[str]] = defaultdict(list)
        for word in words:
            for label in self.index.get(word, ()):
                shared[label].append(word)
        own = self._norm(words)
        best = (THRESHOLD, 0)
        for label, common in shared.items():
            both = sum(self._weight(word) ** 2 for word in common)
            score = both / (own * self._norm(self.sizes[label]))
            if set(common) in (words.keys(), self.sizes[label].keys()):
                score = max(score, _WITHIN)
            if score >= best[0] and len(common) >= min(_SHARED, len(words), len(self.sizes[label])):
                best = max(best, (score, -label))
        return -best[1] if best[0] > THRESHOLD else None

    def _norm(self, words: Iterable[str]) -> float:
        return math.sqrt(sum(self._weight(word) ** 2 for word in words)) or 1.0

    def _weight(self, word: str) -> float:
        return math.log(1 + (self.seen + 1) / (self.documents[word] + 0.5))


def _stem(word: str) -> str:
    word = word.removesuffix("'s").removesuffix("’s")
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
