"""Which sections has a text by one author, and which sentences of each say most? (pure)"""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from analysis.talk.units import Unit, own
from analysis.talk.weight import carrying
from analysis.text.sentences import body_start
from db.models import Act, Post

_MOST = 7  # sections
_POINTS = 6  # of a list
_SHARE = 0.5  # of a text's words are told
_LEAST = 60  # words of a text that may be told, however short it is
_HEADING = 12  # words; a longer line is none


class ChapterSpan(NamedTuple):
    """A section: its heading, and what is told of it, a passage each."""

    heading: Unit | None
    said: list[list[Unit]]

    @property
    def words(self) -> int:
        """How many are told."""
        return sum(unit.words for passage in self.said for unit in passage)


def chapters(found: Sequence[Unit], theme: Collection[str]) -> list[ChapterSpan]:
    """The sections of a text with these sentences, in order: those that say most, where there are many."""
    parts = list(_by_heading(own(found)))
    if len(parts) < 3:
        parts = list(_by_paragraph(own(found)))
    told = [ChapterSpan(heading, _said(body, theme)) for heading, body in parts]
    return _within(told, max(_LEAST, round(_SHARE * sum(unit.words for unit in found))))


def is_cut_off(post: Post) -> bool:
    """Whether a text ends where more was to follow: in a colon, a comma, or the sign of what was cut."""
    ended = post.text.rstrip()
    return len(ended) > body_start(post) and ended.endswith((":", ",", "…"))


def _is_heading(unit: Unit) -> bool:
    """Whether it is a short line of its own, without an end, above other lines."""
    text = unit.post.text
    before, after = text[: unit.start].rstrip(" \t*_#"), text[unit.end :].lstrip(" \t*_")
    alone = (not before or before.endswith("\n")) and after.startswith("\n")
    ended = unit.text.rstrip(' *_"”»)')[-1:] in tuple(".!?…,;")
    return alone and not ended and not unit.listed and unit.words <= _HEADING and not unit.asks


def _by_heading(found: Sequence[Unit]) -> Iterator[tuple[Unit | None, list[Unit]]]:
    heading: Unit | None = None
    body: list[Unit] = []
    for unit in found:
        if _is_heading(unit):
            if body:
                yield heading, body
            heading, body = unit, []
        else:
            body.append(unit)
    if body:
        yield heading, body


def _by_paragraph(found: Sequence[Unit]) -> Iterator[tuple[Unit | None, list[Unit]]]:
    """Its paragraphs; the points of a list are one with what announces them."""
    body: list[Unit] = []
    for unit in found:
        if (
            body
            and unit.paragraph != body[-1].paragraph
            and not (unit.listed and (body[-1].listed or body[-1].dangles))
        ):
            yield None, body
            body = []
        body.append(unit)
    if body:
        yield None, body


def _said(body: Sequence[Unit], theme: Collection[str]) -> list[list[Unit]]:
    """The points of a section that is a list, else the sentence that carries it."""
    points = [unit for unit in body if unit.listed]
    if len(points) * 2 > len(body):
        return [[unit] for unit in points[:_POINTS]]
    carried = carrying(body, Act.EXPLAINS, theme)
    return [carried] if carried else []


def _within(told: Sequence[ChapterSpan], room: int) -> list[ChapterSpan]:
    """The first section, and of the others the longest, as many as there is room for."""
    some = [chapter for chapter in told if chapter.said]
    order = sorted(range(len(some)), key=lambda at: (at > 0, -some[at].words))
    kept: list[int] = []
    for at in order[:_MOST]:
        if not kept or some[at].words <= room:
            kept.append(at)
            room -= some[at].words
    return [some[at] for at in sorted(kept)]
