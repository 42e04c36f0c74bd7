"""Who says what in a thread: what it is about, the positions, the open question, the outcome? (pure)"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from analysis.talk.acts import Turn, act, is_asking, wants_answers
from analysis.talk.addressees import addressees
from analysis.talk.chapters import ChapterSpan, chapters
from analysis.talk.open_question import open_question
from analysis.talk.outcome import outcome
from analysis.talk.passages import Passage
from analysis.talk.units import Unit, own, units
from analysis.talk.weight import Said, carrying, theme_of, told
from db.models import Act, Post

_QUESTION = 400  # characters of a problem that is told
_SECTIONS = 7  # of a monologue are told


class Contribution(NamedTuple):
    """What one post does, to which other, the words that carry it, and how much the conversation turns on it."""

    post: Post
    passage: Passage | None  # None: nothing of it is told
    act: Act
    to: str | None
    weight: float

    @property
    def text(self) -> str:
        """The words that carry it."""
        return self.passage.text if self.passage else ""


class ToldChapter(NamedTuple):
    """A section of what one author says: its heading, and what is told of it."""

    heading: Passage | None
    said: tuple[Passage, ...]


class Account(NamedTuple):
    """Who says what in a thread; all its replies contribute, in the order in which they were written."""

    about: tuple[Passage, ...] = ()
    chapters: tuple[ToldChapter, ...] = ()  # of a monologue
    contributions: tuple[Contribution, ...] = ()
    question: Passage | None = None
    outcome: Passage | None = None

    @property
    def positions(self) -> tuple[Contribution, ...]:
        """The contributions that are told."""
        return tuple(each for each in self.contributions if each.passage)


def account(posts: Sequence[Post], languages: Mapping[str, str]) -> Account:
    """The account of a thread: the opening post first, then the others in the order in which they were written."""
    if not posts:
        return Account()
    root = posts[0]
    found = [units(post, languages[post.external_id]) for post in posts]
    to = addressees(posts, found)
    acts = [Act.OTHER, *_acts(posts, found, to, wants_answers(found[0], root.title or "", languages[root.external_id]))]
    replies = Counter(to)
    theme = theme_of(posts)
    asked = open_question(found, acts, replies)
    question = _in_full(asked, found[0]) if asked else []
    about = _about(found, theme, asks=asked in found[0])
    below = list(zip(posts, found, acts, strict=True))[1:]
    said = [Said(some, done, replies[post.external_id]) for post, some, done in below]
    whole = sum(unit.words for some in found for unit in some)
    ended = outcome(found, acts, asked, theme)
    apart = question if asked in found[0] else []  # who asks below says it among the others
    beside = sum(unit.words for some in (*about, ended, apart) for unit in some)
    carried = told(said, theme, whole, beside)
    silent = is_monologue(posts)  # its sections are told instead
    return Account(
        tuple(map(_passage, about)),
        tuple(map(_chapter, _chapters(found, theme))) if silent else (),
        tuple(
            Contribution(post, None if silent or not some.units else _passage(some.units), done, target, some.weight)
            for post, some, done, target in zip(posts[1:], carried, acts[1:], to[1:], strict=True)
        ),
        _passage(question) if question else None,
        _passage(ended) if ended else None,
    )


def is_monologue(posts: Sequence[Post]) -> bool:
    """Whether one author says it all, as the sections of an article are said."""
    return len({post.author for post in posts}) == 1


def _about(found: Sequence[Sequence[Unit]], theme: Collection[str], *, asks: bool) -> list[list[Unit]]:
    """What carries the opening post; in a monologue, what carries each of its sections."""
    posts = [some[0].post for some in found if some]
    told = [carrying(found[0], Act.ASKS if asks else Act.EXPLAINS, theme)]
    if is_monologue(posts):
        told += [carrying(some, Act.EXPLAINS, theme) for some in found[1:_SECTIONS]]
    return [some for some in told if some]


def _chapters(found: Sequence[Sequence[Unit]], theme: Collection[str]) -> list[ChapterSpan]:
    """The sections of a monologue: of its post, or its posts."""
    if len(found) == 1:
        return chapters(found[0], theme)
    said = [carrying(some, Act.EXPLAINS, theme) for some in found[1:_SECTIONS]]
    return [ChapterSpan(None, [some]) for some in said if some]


def _chapter(span: ChapterSpan) -> ToldChapter:
    return ToldChapter(_passage([span.heading]) if span.heading else None, tuple(map(_passage, span.said)))


def _acts(posts: Sequence[Post], found: Sequence[Sequence[Unit]], to: Sequence[str | None], wanted: bool) -> list[Act]:
    """What each post below the opening one does."""
    root = posts[0]
    asking = {posts[0].external_id: root.author} if wanted else {}  # who asks, by post
    answered: set[tuple[str | None, str | None]] = set()  # who has answered which post
    acts = []
    for post, some, target in list(zip(posts, found, to, strict=True))[1:]:
        turn = (post.author, target)
        first_answer = target in asking and (
            post.author is None or (asking[target] != post.author and turn not in answered)
        )
        acts.append(act(Turn(own(some), first_answer, target != root.external_id)))
        if acts[-1] is not Act.ASKS:
            answered.add(turn)
        if any(is_asking(unit) for unit in own(some)):
            asking[post.external_id] = post.author
    return acts


def _in_full(asked: Unit, root: Sequence[Unit]) -> list[Unit]:
    """The question; where it only names a problem, what the paragraph goes on to say of it."""
    told = [asked]
    for unit in root[root.index(asked) + 1 :] if asked in root and not is_asking(asked) else ():
        if unit.paragraph != asked.paragraph or unit.end - asked.start > _QUESTION or "\n" in _between(told[-1], unit):
            break
        told.append(unit)
    return told


def _between(one: Unit, other: Unit) -> str:
    return one.post.text[one.end : other.start]


def _passage(some: Sequence[Unit]) -> Passage:
    return Passage(some[0].post, some[0].start, some[-1].end)
