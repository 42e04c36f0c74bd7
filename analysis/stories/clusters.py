"""Which texts of a stream tell the same story?

Pure; one pass, past only. Each text joins the story that speaks most for its words against the rest of the stream, or
begins one. A story is a bag of words, smoothed by the rest of the stream (Zhai and Lafferty, TOIS 2004); that old
stories are less likely, and are forgotten, is the prior (Blei and Frazier, JMLR 2011; Yin et al., KDD 2018). An
inverted index gives the stories that share a word; words of many stories are not looked up. All weights are counts of
what has come so far. Texts are the unit of time.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import log1p
from typing import TypeVar

from analysis.text.stems import beginning, content_word
from analysis.text.surface import WORD

_EVIDENCE = 2.0  # natural logarithm: how much more likely than a new story the best must be
_SMOOTHING = 30.0  # texts: a story of as many is believed as much as the rest of the stream
_BEFORE, _EACH = 300.0, 2.0  # texts imagined before the first, and in how many of them each word is
_REPEATED = 0.1  # a word that a story has often is its subject: so much more for each e-fold
_INDEPENDENT = 8  # words: a text of more says no more than so many, for words come together
_RECENT = 500.0  # texts: a story not met for as long is half as likely
_USUAL, _FEW = 0.05, 10  # a word in more than this share of the stories, and a few, tells nothing
_EVERY, _KEPT, _FORGOTTEN = 1000, 0.8, 0.25  # texts between fadings, what is left by one, what is then dropped

_LONGEST = 40  # characters
_Key = TypeVar("_Key", bound=Hashable)


def cluster(texts: Iterable[str]) -> Iterator[int]:
    """A label for each text as it comes: 0, 1, 2, … in the order in which stories begin, never revised.

    Identical texts have one label while they are remembered: one that came once is, for the 6,000 that follow.
    """
    stream = StoryStream()
    for text in texts:
        yield stream.place(text)


@dataclass
class StoryStream:
    """What is remembered of a stream: all counts are of texts, and fade."""

    seen: int = 0
    begun: int = 0
    total: float = 0.0
    texts: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))  # that have a word
    index: defaultdict[str, dict[int, float]] = field(default_factory=lambda: defaultdict(dict))  # those by story
    sizes: dict[int, float] = field(default_factory=dict)
    doubts: dict[int, float] = field(default_factory=dict)  # how much a story has against a word that it lacks
    met: dict[int, int] = field(default_factory=dict)  # when last
    twins: dict[tuple[str, ...], int] = field(default_factory=dict)  # the story of a text, word by word
    copies: dict[tuple[str, ...], float] = field(default_factory=dict)

    def place(self, text: str) -> int:
        """The label of the next text."""
        self.seen += 1
        if not self.seen % _EVERY:
            self._fade()
        words = tuple(dict.fromkeys(_words(text)))
        label = self.twins.get(words)
        if label is None:
            label = self._likeliest(words)
        if label is None:
            label, self.begun = self.begun, self.begun + 1
        self._learn(words, label)
        return label

    def _likeliest(self, words: Sequence[str]) -> int | None:
        """The story with the most evidence, if that is enough; of equals the oldest."""
        found, looked_up = self._evidence(words)
        doubts, met, now = self.doubts, self.met, self.seen
        share = min(1.0, _INDEPENDENT / max(1, looked_up))
        best, label = _EVIDENCE, None
        for story, evidence in found.items():
            score = (evidence - looked_up * doubts[story]) * share
            if score >= best:
                score -= log1p((now - met[story]) / _RECENT)
                if score > best or (score == best and (label is None or story < label)):
                    best, label = score, story
        return label

    def _evidence(self, words: Sequence[str]) -> tuple[dict[int, float], int]:
        """By story, the logarithms of how much likelier it makes the words, doubts left out; how many words count."""
        index, texts, sizes, doubts = self.index, self.texts, self.sizes, self.doubts
        everything = self.total + _BEFORE
        usual = _USUAL * len(sizes) + _FEW
        found: dict[int, float] = {}
        looked_up = len(words)
        for word in words:
            stories = index.get(word)
            if stories is None:
                continue
            if len(stories) > usual:
                looked_up -= 1
                continue
            having = texts[word] + _EACH
            for story, count in stories.items():
                # how often here, against how often elsewhere
                odds = count * (everything - sizes[story]) / (_SMOOTHING * (having - count))
                evidence, doubt = log1p(odds), doubts[story]
                evidence = doubt + (evidence - doubt) * (1 + _REPEATED * log1p(count)) if evidence > doubt else doubt
                found[story] = found.get(story, 0.0) + evidence
        return found, looked_up

    def _learn(self, words: tuple[str, ...], label: int) -> None:
        self.total += 1
        size = self.sizes.get(label, 0.0) + 1
        self.sizes[label], self.doubts[label], self.met[label] = size, log1p(size / _SMOOTHING), self.seen
        self.twins[words] = label
        self.copies[words] = self.copies.get(words, 0.0) + 1
        for word in words:
            self.texts[word] += 1
            stories = self.index[word]
            stories[label] = stories.get(label, 0.0) + 1

    def _fade(self) -> None:
        """Everything counts less; what has become too little is forgotten."""
        self.total *= _KEPT
        self.texts = defaultdict(float, _faded(self.texts))
        self.index = defaultdict(dict, {word: left for word, had in self.index.items() if (left := _faded(had))})
        self.sizes = _faded(self.sizes)
        self.doubts = {story: log1p(size / _SMOOTHING) for story, size in self.sizes.items()}
        self.met = {story: self.met[story] for story in self.sizes}
        self.copies = _faded(self.copies)
        self.twins = {words: self.twins[words] for words in self.copies}


def _faded(counts: dict[_Key, float]) -> dict[_Key, float]:
    return {key: left for key, count in counts.items() if (left := count * _KEPT) >= _FORGOTTEN}


def _words(text: str) -> list[str]:
    """The beginnings of the words that say something; of all, if none does."""
    words = [word[:_LONGEST] for word in WORD.findall(text)]
    return [compared for word in words if (compared := _compared(word))] or words


@lru_cache(maxsize=1 << 15)
def _compared(word: str) -> str:
    """The beginning of a word; a short one whole; nothing for a word that only joins others."""
    told = content_word(word)
    return beginning(told) if len(told) > 3 else told
