"""Where do sentences begin and end? (pure)"""

import re
from collections.abc import Iterator

from db.models import Post

_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s)|\n+|\Z")
# a full stop after these ends no sentence
_ABBREVIATED = frozenset(
    "e.g i.e etc vs cf mr mrs ms dr st no fig eq al approx inc ltd corp "
    "p.ej sr sra srta d dña pág núm art ee uu ej".split()
)


def sentences(text: str, start: int = 0) -> Iterator[tuple[int, int]]:
    """The spans of the sentences from `start` on, without the white space around them."""
    begin = start
    for match in _END.finditer(text, start):
        end = match.end()
        if match.group().startswith(".") and _is_abbreviated(text, begin, match.start()):
            continue
        left = begin + len(text[begin:end]) - len(text[begin:end].lstrip())
        right = begin + len(text[begin:end].rstrip())
        if left < right:
            yield left, right
        begin = end


def _is_abbreviated(text: str, begin: int, dot: int) -> bool:
    last = text[max(begin, dot - 8) : dot].rsplit(None, 1)
    word = last[-1].lower().lstrip("(\"'«“¿¡") if last else ""
    return word in _ABBREVIATED or (len(word) == 1 and word.isalpha())


def body_start(post: Post) -> int:
    """Where the text goes on after the title."""
    if post.title and post.text.startswith(post.title):
        return len(post.text) - len(post.text[len(post.title) :].lstrip())
    return 0
