"""Who says what in a thread: what it is about, the positions, the open question, the outcome? (pure)"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from analysis.talk.acts import Act, Turn, act, is_asking, wants_answers
from analysis.talk.addressees import addressees
from analysis.talk.open_question import open_question
from analysis.talk.outcome import outcome
from analysis.talk.passages import Passage
from analysis.talk.units import Unit, own, units
from analysis.talk.weight import Said, carrying, theme_of, told
from db.models import Post

_SECTIONS = 7  # of a monologue are told


class Position(NamedTuple):
    """What one post does, to which other, and the words that carry it."""

    passage: Passage
    act: Act
    to: str | None


class Account(NamedTuple):
    """Who says what in a thread."""

    about: tuple[Passage, ...] = ()
    positions: tuple[Position, ...] = ()
    question: Passage | None = None
    outcome: Passage | None = None


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
    about = _about(found, theme, asks=asked in found[0])
    said = [Said(some, done, replies[post.external_id]) for post, some, done in zip(posts, found, acts, strict=True)][
        1:
    ]
    whole = sum(unit.words for some in found for unit in some)
    ended = outcome(found, acts, asked, theme)
    beside = sum(unit.words for some in (*about, ended, [asked] if asked else []) for unit in some)
    positions = zip(told(said, theme, whole, beside), acts[1:], to[1:], strict=True)
    return Account(
        tuple(map(_passage, about)),
        ()
        if is_monologue(posts)
        else tuple(Position(_passage(some), done, target) for some, done, target in positions if some),
        _passage([asked]) if asked else None,
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


def _passage(some: Sequence[Unit]) -> Passage:
    return Passage(some[0].post, some[0].start, some[-1].end)
