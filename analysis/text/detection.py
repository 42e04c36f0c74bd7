"""Which language is a post in?

Unigram naive Bayes over wordfreq's lists (Speer, 2022): on short posts it beats language identifiers of many times its
size, since what counts is whether a word is one of the language's words.
"""

import math
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from analysis.text.frequencies import frequencies
from analysis.text.surface import without_code
from db.models import Post

CANDIDATES = ("en", "es", "fr", "de", "it", "pt")
UNKNOWN = "unknown"
_FLOOR = math.log(1e-7)  # a word that a language's list does not hold
_MARGIN = 1.0  # natural log: the best must be some three times likelier than the next
_ENOUGH = 60  # words that settle it
_FEW = 12  # words that settle it where they leave no doubt
_CLEAR = 10.0  # natural log
_TOGETHER = 20_000  # characters of several texts
_LONG = 2000  # characters, in which there are so many words even beside code and addresses
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def detect(text: str) -> str:
    """The language's code, or "unknown" when the text is too short or too mixed to say."""
    read = without_code(text if len(text) < _LONG else text[:_LONG])
    words = _WORD.findall(read)[:_ENOUGH]
    code, margin = _likeliest(words[:_FEW])
    if margin < _CLEAR and len(words) > _FEW:
        code, margin = _likeliest(words)
    return code if margin >= _MARGIN else UNKNOWN


def detect_together(texts: Iterable[str]) -> str:
    """The language of several texts, read as one."""
    return detect("\n".join(texts)[:_TOGETHER])


def languages_of(posts: Sequence[Post]) -> dict[str, str]:
    """Each post's language; a post that is too short to tell is taken to be in its source's word, or its thread's."""
    declared = {post.external_id: post.language or UNKNOWN for post in posts}
    read = {post.external_id: detect(post.text) for post in posts}
    told = {key: declared[key] if code == UNKNOWN else code for key, code in read.items()}
    if UNKNOWN not in told.values():
        return told
    whole = detect_together(post.text for post in posts)
    return {key: whole if code == UNKNOWN else code for key, code in told.items()}


def _likeliest(words: Sequence[str]) -> tuple[str, float]:
    """The language of most evidence, and by how much it is likelier than the next."""
    rows = [row for word in words if (row := _evidence(word.lower().replace("’", "'"))) is not None]
    if not rows:
        return UNKNOWN, 0.0
    sums = sorted(zip(map(sum, zip(*rows, strict=True)), CANDIDATES, strict=True), reverse=True)
    return sums[0][1], sums[0][0] - sums[1][0]


@lru_cache(maxsize=1 << 16)
def _evidence(word: str) -> tuple[float, ...] | None:
    """The log probability of the word in each candidate language; None when no list holds it."""
    found = [frequencies(code).get(word) for code in CANDIDATES]
    if not any(found):
        return None
    return tuple(math.log(frequency) if frequency else _FLOOR for frequency in found)
