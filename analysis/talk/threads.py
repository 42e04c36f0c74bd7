"""Who answers whom, and which sentences of a thread say what it is about?

Pure. Extracts start from the lead: graph summarisers score below the first sentences on dialogue.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from analysis.languages import language
from analysis.text.sentences import body_start, sentences
from db.models import Post

_IN_SHORT = re.compile(
    r"\b(?:tl;?\s?dr|in short|in one line|bottom line|the takeaway|to sum up"
    r"|en resumen|en una línea|en pocas palabras|resumiendo|en conclusión)\b|⟹|=>",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(r"\W*tl;?\s?dr\b[\s:;,.*_–—-]*", re.IGNORECASE)

_FEWEST = 5  # words of a question; fewer point at something that is not quoted
_LONGEST = 400  # characters of a question


class Node(NamedTuple):
    """A post and how deep it stands under the root."""

    post: Post
    depth: int
    replies: int  # in all below it


class Passage(NamedTuple):
    """The characters [start, end) of a post's text."""

    post: Post
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words themselves."""
        return self.post.text[self.start : self.end]


def tree(posts: Sequence[Post]) -> list[Node]:
    """The posts in reading order, each once: the root, then each reply under what it answers.

    A post whose parent is missing, or answers itself in a circle, stands under the root.
    """
    known = {post.external_id: post for post in posts}
    root = next((p for p in posts if p.external_id == p.thread), posts[0] if posts else None)
    children: dict[str | None, list[Post]] = defaultdict(list)
    for post in posts:
        if post is not root:
            parent = post.parent if post.parent in known and post.parent != post.external_id else None
            children[parent or (root.external_id if root else None)].append(post)
    order: list[tuple[Post, int]] = []
    seen: set[str] = set()
    if root:
        _walk(root, 0, children, order, seen)
        for post in posts:  # what only a circle reaches
            if post.external_id not in seen:
                _walk(post, 1, children, order, seen)
    return _counted(order)


def _walk(
    root: Post, depth: int, children: dict[str | None, list[Post]], order: list[tuple[Post, int]], seen: set[str]
) -> None:
    stack = [(root, depth)]
    while stack:
        post, level = stack.pop()
        if post.external_id in seen:
            continue
        seen.add(post.external_id)
        order.append((post, level))
        stack.extend((child, level + 1) for child in reversed(children[post.external_id]))


def _counted(order: Sequence[tuple[Post, int]]) -> list[Node]:
    """How many posts follow each one at a greater depth, read from the end."""
    counts = [0] * len(order)
    below: list[tuple[int, int]] = []  # (depth, posts in that subtree), nearest last
    for at in range(len(order) - 1, -1, -1):
        depth = order[at][1]
        while below and below[-1][0] > depth:
            counts[at] += below.pop()[1]
        below.append((depth, counts[at] + 1))
    return [Node(post, depth, count) for (post, depth), count in zip(order, counts, strict=True)]


def lead(post: Post, *, most: int = 320) -> Passage | None:
    """The first sentences of a post's body, whole ones, up to about `most` characters; at least one, cut if need be."""
    return next(paragraphs(post, most=most), None)


def paragraphs(post: Post, *, most: int) -> Iterator[Passage]:
    """How each paragraph of a post's body begins: whole sentences, up to about `most` characters together.

    What ends in a colon only introduces what follows, and is passed over where something follows.
    """
    spans = list(_readable(post.text, body_start(post)))
    spans = [s for s in spans if post.text[s[1] - 1] != ":"] or spans
    room = most
    while spans and (room == most or spans[0][1] - spans[0][0] <= room):
        begin, end = spans.pop(0)
        while spans and spans[0][1] - begin <= room and "\n" not in post.text[end : spans[0][0]]:
            end = spans.pop(0)[1]
        cut = _cut(post.text, begin, end, most)
        yield Passage(post, begin, cut)
        room -= cut - begin
        spans = [s for s in spans if "\n" in post.text[end : s[0]]]


def _readable(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Sentences with something to read: several words, and no mere address, heading or line of quotation."""
    spans = [(left, right) for left, right in sentences(text, start) if _is_prose(text[left:right])]
    ended = [(left, right) for left, right in spans if text[left:right].rstrip("\"'”’»)]*_")[-1:] in (*".!?…:",)]
    yield from ended or spans


def _is_prose(sentence: str) -> bool:
    words = [word for word in sentence.split() if "://" not in word]
    return len(words) > 2 and not sentence.startswith(">")


def _cut(text: str, begin: int, end: int, most: int) -> int:
    if end - begin <= most * 2:
        return end
    space = text.rfind(" ", begin, begin + most * 2)
    return space if space > begin else begin + most * 2


def question(nodes: Sequence[Node], languages: dict[str, str]) -> Passage | None:
    """The question under discussion: what the root asks, or names as the problem; else the most answered question."""
    replies = sorted(nodes[1:], key=lambda node: (-node.replies, node.depth))
    return next((passage for node in (*nodes[:1], *replies) for passage in _asking(node.post, languages)), None)


def _asking(post: Post, languages: dict[str, str]) -> Iterator[Passage]:
    """The questions that can be understood where they stand alone, then the sentences that name a problem."""
    begins = language(languages.get(post.external_id)).problems
    named: list[Passage] = []
    for left, right in _readable(post.text, body_start(post)):
        sentence = post.text[left:right]
        words = [word for word in sentence.split() if not word.startswith("@")]
        if not len(words) >= _FEWEST or right - left > _LONGEST:
            continue
        if sentence.rstrip("\"'”’»)]").endswith("?"):
            yield Passage(post, left, right)
        elif sentence.lower().startswith(begins) and sentence.endswith("."):
            named.append(Passage(post, left, _paragraph_end(post.text, left, right)))
    yield from named


def _paragraph_end(text: str, left: int, right: int) -> int:
    """Where the sentences that follow in the same paragraph end, as far as they are not too long with it."""
    for begin, end in sentences(text, right):
        if "\n" in text[right:begin] or end - left > _LONGEST:
            break
        right = end
    return right


def in_one_line(nodes: Sequence[Node]) -> Passage | None:
    """The sentence in which somebody sums it up."""
    for node in nodes:
        for left, right in _readable(node.post.text, body_start(node.post)):
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
