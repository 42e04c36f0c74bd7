"""Which words of each post are told: how much does the conversation turn on it, which sentences carry it? (pure)

The words of a thread that are told are bounded, and shared out: first the sentence that carries each post, those that
the conversation turns on first, then what stands beside it.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from math import log
from typing import NamedTuple

from analysis.talk.acts import NOISE, is_asking
from analysis.talk.units import Unit, own, terms_of
from db.models import Act, Post

_WHOLE = 20  # words: a post so short is told whole
_FEWEST = 4  # words that can be understood alone
_ENOUGH = 14  # words of a sentence; longer ones do not say more for it
_CARRY = 9  # words that carry a post; where a sentence has fewer, the next one is told too
_SHARE = 0.52  # of a thread's words are told, where its posts are long
_MOST = 0.82  # of a thread's words are told, where its posts are short
_LEAST = 40  # words of a thread that may be told, however short it is
_FIRST = (2.5, 1.5, 0.8)  # what a sentence gains by being the first, the second, the third
_KINDS: Mapping[Act, Sequence[str]] = {
    Act.AGREES: ("agrees",),
    Act.DISAGREES: ("disagrees",),
    Act.CORRECTS: ("corrects", "disagrees"),
    Act.PROPOSES: ("proposes",),
    Act.EXPLAINS: ("explains",),
    Act.ANSWERS: ("answers", "explains", "proposes"),
}


class Said(NamedTuple):
    """What a post says, and what it does there."""

    units: Sequence[Unit]
    act: Act
    replies: int  # posts that respond to it


class Carried(NamedTuple):
    """The sentences that are told of a post, if any; how much the conversation turns on it."""

    units: list[Unit]
    weight: float


def told(said: Sequence[Said], theme: Collection[str], whole: int, beside: int) -> list[Carried]:
    """What is told of each post of a thread with `whole` words, side by side.

    `beside`: how many words are told beside them.
    """
    carried = [carrying(some.units, some.act, theme) if some.act not in NOISE else [] for some in said]
    weights = [_turns_on(some, units, theme) for some, units in zip(said, carried, strict=True)]
    order = sorted(range(len(said)), key=lambda at: -weights[at])
    most, room = max(_LEAST, round(_MOST * whole) - beside), round(_SHARE * whole) - beside
    for at in order:
        words = _words(carried[at])
        if words > most:
            carried[at] = []
        most, room = most - _words(carried[at]), room - _words(carried[at])
    for at in order:
        grown = _grown(said[at].units, carried[at], room)
        room -= _words(grown) - _words(carried[at])
        carried[at] = grown
    return [Carried(units, weight) for units, weight in zip(carried, weights, strict=True)]


def carrying(units: Sequence[Unit], act: Act, theme: Collection[str]) -> list[Unit]:
    """The sentence that carries a post, or two where it is short: what its act is done with, about the `theme`."""
    mine = _telling(units)
    if not mine or _words(mine) < _FEWEST:
        return []
    if _words(mine) <= _WHOLE and mine[-1].place - mine[0].place < len(mine):
        return mine
    worth = [_worth(unit, place, act, theme) for place, unit in enumerate(mine)]
    at = worth.index(max(worth))
    last = at + 1
    if mine[at].words < _CARRY and last < len(mine) and mine[last].place == mine[at].place + 1:
        last += 1
    return mine[at:last]


def theme_of(posts: Sequence[Post]) -> frozenset[str]:
    """The terms that a thread's title has, or several of its posts."""
    counts = Counter(term for post in posts for term in set(terms_of(post.text)))
    of_title = set(terms_of(posts[0].title or "")) if posts else set()
    return frozenset(of_title | {term for term, having in counts.items() if having > 1})


def _telling(units: Sequence[Unit]) -> list[Unit]:
    """Its own sentences, without greetings and what only announces."""
    told = [unit for unit in own(units) if not unit.dangles]
    return [unit for unit in told if not unit.does("empty") or unit.words > _ENOUGH] or told


def _words(units: Sequence[Unit]) -> int:
    return sum(unit.words for unit in units)


def _worth(unit: Unit, place: int, act: Act, theme: Collection[str]) -> float:
    """How well a sentence carries its post: the first ones do, most of the time."""
    terms = set(terms_of(unit.text))
    worth = log(1 + min(unit.words, _ENOUGH)) + 0.3 * min(3, len(terms.intersection(theme)))
    worth += _FIRST[place] if place < len(_FIRST) else 0.0
    if act is Act.ASKS:
        worth += 3.0 * is_asking(unit)
    else:
        worth += any(unit.does(kind) for kind in _KINDS.get(act, ())) - unit.asks
    worth += unit.opens("concludes") - 1.5 * unit.heads
    worth -= 4.0 * (unit.words < _FEWEST) + 1.5 * unit.does("empty") + 0.8 * unit.opens("thanks")
    return worth


def _turns_on(said: Said, carried: Sequence[Unit], theme: Collection[str]) -> float:
    """How much the conversation turns on a post."""
    words = _words(_telling(said.units))
    about = sum(term in theme for unit in carried for term in set(terms_of(unit.text)))
    return log(1 + words) + 0.5 * min(3, said.replies) + 0.2 * min(3, about)


def _grown(units: Sequence[Unit], carried: list[Unit], room: int) -> list[Unit]:
    """With the sentence behind it, where there is room."""
    mine = _telling(units)
    if not carried or carried[-1] is mine[-1]:
        return carried
    after = mine[mine.index(carried[-1]) + 1]
    fits = after.place == carried[-1].place + 1 and after.words <= room
    return [*carried, after] if fits else carried
