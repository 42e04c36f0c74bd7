"""To which post does a post respond? (pure)

To its parent, unless its own words say otherwise: it quotes another post, or names another author. Where no parent is
known, to the opening post.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from analysis.talk.cues import comparable
from analysis.talk.units import Unit
from analysis.text.surface import WORD
from db.models import Post

_RUN = 4  # words in a row by which a quotation is found again
_NAMED = re.compile(r"(?<![\w@])@([\w.-]+)")


def addressees(posts: Sequence[Post], found: Sequence[Sequence[Unit]]) -> list[str | None]:
    """The id of the earlier post that each one responds to; None for the opening post."""
    said: dict[tuple[str, ...], str] = {}  # who said these words last, quotations apart
    authors: dict[str, Post] = {}
    before: set[str] = set()
    told: list[str | None] = []
    for post, some in zip(posts, found, strict=True):
        known = post.parent if post.parent in before else next(iter(posts)).external_id
        told.append((_quoted(some, said) or _named(post, authors) or known) if before else None)
        before.add(post.external_id)
        if post.author:
            authors[_name(post.author)] = post
        said |= {run: post.external_id for unit in some if not unit.quoted for run in _runs(unit)}
    return told


def _quoted(some: Sequence[Unit], said: dict[tuple[str, ...], str]) -> str | None:
    """The post with most of the words that stand in quotations."""
    runs = [run for unit in some if unit.quoted for run in _runs(unit)]
    holders = Counter(said[run] for run in runs if run in said)
    best = holders.most_common(1)
    return best[0][0] if best and best[0][1] * 2 >= len(runs) else None


def _runs(unit: Unit) -> Iterator[tuple[str, ...]]:
    words = WORD.findall(unit.said)
    return zip(*(words[at:] for at in range(_RUN)), strict=False)


def _named(post: Post, authors: dict[str, Post]) -> str | None:
    """The latest post of another author who is named with an @, or at the very beginning."""
    names = [name.lower().rstrip(".-") for name in _NAMED.findall(post.text)]
    opening = post.text.split(None, 1)[:1]
    names += [_name(comparable(word.rstrip(",:"))) for word in opening]
    others = (authors[name] for name in names if name in authors and name != _name(post.author or ""))
    return next((other.external_id for other in others), None)


def _name(author: str) -> str:
    return author.lower().lstrip("@")
