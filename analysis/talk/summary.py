"""In which words does somebody sum a thread up? (pure)"""

import re
from collections.abc import Sequence

from analysis.talk.passages import Passage, readable_sentences
from analysis.talk.tree import ThreadNode
from analysis.text.sentences import body_start
from db.models import Post

_IN_SHORT = re.compile(
    r"\b(?:tl;?\s?dr|in short|in one line|bottom line|the takeaway|to sum up"
    r"|en resumen|en una línea|en pocas palabras|resumiendo|en conclusión)\b|⟹|=>",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(r"\W*tl;?\s?dr\b[\s:;,.*_–—-]*", re.IGNORECASE)


def in_one_line(nodes: Sequence[ThreadNode]) -> Passage | None:
    """The sentence in which who opened it sums it up."""
    opener = nodes[0].post.author if nodes else None
    for node in (node for node in nodes if node is nodes[0] or (opener and node.post.author == opener)):
        for left, right in readable_sentences(node.post.text, body_start(node.post)):
            if right - left <= 280 and _IN_SHORT.search(node.post.text, left, right):
                return _summing_up(node.post, left, right)
    return None


def _summing_up(post: Post, left: int, right: int) -> Passage:
    """What is said behind "TL;DR", and only the bracket, where it stands in one: `(tldr; bandwidth ⟹ simplicity)`."""
    match = _IN_SHORT.search(post.text, left, right)
    if match:
        opening = post.text.rfind("(", left, match.start() + 1)
        closing = post.text.find(")", match.end(), right)
        if opening >= 0 and closing >= 0:
            left, right = opening + 1, closing
    announced = _ANNOUNCED.match(post.text, left, right)
    return Passage(post, announced.end() if announced and announced.end() < right else left, right)
