"""Which words of a post can be read where they stand alone?

Pure. Extracts start from the lead: graph summarisers score below the first sentences on dialogue.
"""

from collections.abc import Iterator
from typing import NamedTuple

from analysis.text.sentences import body_start, sentences
from db.models import Post


class Passage(NamedTuple):
    """The characters [start, end) of a post's text."""

    post: Post
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words themselves."""
        return self.post.text[self.start : self.end]

    def overlaps(self, other: "Passage") -> bool:
        """Whether they share words of one post."""
        return self.post is other.post and self.start < other.end and other.start < self.end


def lead(post: Post, *, most: int = 320) -> Passage | None:
    """The first sentences of a post's body, whole ones, up to about `most` characters; at least one, cut if need be."""
    return next(paragraphs(post, most=most), None)


def paragraphs(post: Post, *, most: int) -> Iterator[Passage]:
    """How each paragraph of a post's body begins: whole sentences, up to about `most` characters together.

    What ends in a colon only introduces what follows, and is passed over where something follows.
    """
    spans = list(readable_sentences(post.text, body_start(post)))
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


def readable_sentences(text: str, start: int) -> Iterator[tuple[int, int]]:
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
