"""Which sentences of a post are its author's own words, and what does each do? (pure)"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from analysis.talk.cues import Done, comparable, done
from analysis.text.sentences import body_start, sentences
from analysis.text.surface import WORD
from db.models import Post

_CODE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_QUOTED = re.compile(r"(?m)^[ \t]*>.*$")
_LINK = re.compile(r"\[([^\[\]\n]*)\]\([^()\s]*\)|https?://\S+|www\.\S+")
_LIST = re.compile(r"[ \t]*(?:(?:[-*–]|\d{1,2}[.)])[ \t]+|[•·][ \t]*)")
_NAMED_FIRST = re.compile(r"(?:@[\w.-]+[,:]?\s+)+")  # to whom it is said
_CLOSING = "\"'”’»)]*_ "
_ENDS = tuple(".!?…:;,")
_PAUSES = ("...", "…")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_STEM = 7  # letters that tell a word from others, whatever its ending


class Unit(NamedTuple):
    """A sentence of a post at [start, end) of its text, with what is known of it."""

    post: Post
    place: int  # of the sentence in its post; what is left out has one too
    start: int
    end: int
    words: int  # of at least two letters
    said: str  # as cues are compared
    done: Done
    quoted: bool  # it repeats somebody else's words
    paragraph: int
    listed: bool  # it is a point of a list

    @property
    def text(self) -> str:
        """The words themselves."""
        return self.post.text[self.start : self.end]

    @property
    def asks(self) -> bool:
        """Whether it ends as a question does."""
        return self.text.rstrip(_CLOSING).endswith("?")

    @property
    def dangles(self) -> bool:
        """Whether it only announces what follows."""
        return self.text.rstrip(_CLOSING).endswith(":")

    @property
    def heads(self) -> bool:
        """Whether it is a line without an end above others, as headings are."""
        ended = self.text.rstrip(_CLOSING)[-1:] in _ENDS
        return not ended and not self.listed and self.post.text[self.end : self.end + 2] == "\n\n"

    def does(self, kind: str) -> bool:
        """Whether it has words of a kind of doing."""
        return kind in self.done.anywhere

    def opens(self, kind: str) -> bool:
        """Whether it begins with words of a kind of doing."""
        return kind in self.done.opening


def units(post: Post, language: str) -> list[Unit]:
    """The sentences of a post below its title, in order: code, bare links and what has no words are left out."""
    text = post.text
    begin = body_start(post)
    hidden = [match.span() for match in _CODE.finditer(text)]
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    found: list[Unit] = []
    paragraph, last = 0, begin
    for place, (left, right) in enumerate(_whole_sentences(text, begin)):
        paragraph += text.count("\n", last, left) > 1
        last = right
        point = _LIST.match(text, left, right)
        named = _NAMED_FIRST.match(text, left, right)
        start = point.end() if point else named.end() if named else left
        count = len(_LETTERS.findall(_LINK.sub(r"\1", text[start:right])))
        if count and not _within(left, hidden):
            said = comparable(text[start:right])
            is_quoted = _within(left, quoted)
            found.append(
                Unit(
                    post,
                    place,
                    start,
                    right,
                    count,
                    said,
                    done(said, language),
                    is_quoted,
                    paragraph,
                    point is not None,
                )
            )
    return found


def _whole_sentences(text: str, begin: int) -> Iterator[tuple[int, int]]:
    """The sentences, where three points and a small letter behind them end none."""
    held: tuple[int, int] | None = None
    for left, right in sentences(text, begin):
        goes_on = (
            held
            and text.endswith(_PAUSES, held[0], held[1])
            and text[left].islower()
            and "\n" not in text[held[1] : left]
        )
        if held and not goes_on:
            yield held
        held = (held[0] if held and goes_on else left, right)
    if held:
        yield held


def _within(at: int, spans: list[tuple[int, int]]) -> bool:
    """Whether one of the spans, which stand in order, holds it; those that end before it are dropped."""
    while spans and spans[0][1] <= at:
        spans.pop(0)
    return bool(spans) and spans[0][0] <= at


def own(found: Sequence[Unit]) -> list[Unit]:
    """Those in the author's own words."""
    return [unit for unit in found if not unit.quoted]


def terms_of(text: str) -> Iterator[str]:
    """The words that say what a text is about: long ones, and those in capitals or with digits."""
    for match in WORD.finditer(text):
        word = match.group()
        if len(word) > 4 or any(c.isdigit() for c in word) or (len(word) > 1 and word.isupper()):
            yield comparable(word)[:_STEM]
