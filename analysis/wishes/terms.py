"""Which unknown acronyms are the encyclopedias to be asked for? (pure)"""

import re
from collections.abc import Iterable

from analysis.lexicon.lexicon import Lexicon
from db.models import Wish

MOST_WISHES = 200
_POSTS = 2  # in which a term stands before it matters, unless a trend's title has it
_ASKABLE = re.compile(r"[^\W_](?:[\w.&/+-]{0,12}[^\W_])")


def wishes(unknown: Iterable[Wish], lexicon: Lexicon) -> list[Wish]:
    """Those of the unknown acronyms that matter, by how much; the lexicon has no meaning of them at all."""
    matter = [wish for wish in unknown if _matters(wish) and not lexicon.of(wish.term)]
    return sorted(matter, key=lambda wish: (not wish.in_trend, -wish.posts, wish.term))[:MOST_WISHES]


def _matters(wish: Wish) -> bool:
    return (wish.in_trend or wish.posts >= _POSTS) and _ASKABLE.fullmatch(wish.term) is not None
