"""What does a post do in its thread? (pure)

Its words say it first (cues are data, by language), then what stands before it: who answers a question answers,
whatever words are used. The acts are those of dialogue act annotation (ISO 24617-2) that a reader of a forum tells
apart.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from analysis.talk.cues import comparable, done
from analysis.talk.units import Unit, own
from db.models import Act

_SHORT = 12  # words: so short a sentence may be an empty one
_MANNERS = 20  # words of a post that is nothing but thanks, or a joke
_ONE_THING = 80  # words of a post that does one thing beside leading up to it
_SOME, _FEW = 0.34, 0.25  # of a post's sentences
_OPENING = 2  # sentences in which a post says how it stands to another


NOISE = frozenset({Act.JOKES, Act.THANKS, Act.OTHER})


class Turn(NamedTuple):
    """A post's own sentences, and what it responds to."""

    units: Sequence[Unit]
    answers_question: bool  # what it responds to asks something, somebody else, and it is the author's first answer
    answers_reply: bool  # it responds to a reply, not to the opening post

    @property
    def words(self) -> int:
        """How many it has."""
        return sum(unit.words for unit in self.units)

    @property
    def first(self) -> Unit:
        """The first sentence that is no greeting."""
        told = (unit for unit in self.units if not unit.does("empty") or unit.words > _SHORT)
        return next(told, self.units[0])

    @property
    def opening(self) -> Sequence[Unit]:
        """The sentences in which it says how it stands to another post."""
        return self.units[:_OPENING]

    def share(self, kind: str) -> float:
        """The share of its sentences that have words of a kind of doing."""
        return sum(unit.does(kind) for unit in self.units) / len(self.units)


def act(turn: Turn) -> Act:
    """The act of a post."""
    return next((act for act, is_done in _RULES if is_done(turn)), Act.ADDS)


def is_asking(unit: Unit) -> bool:
    """Whether a sentence asks for something to be said; a rhetorical question does not."""
    if unit.asks:
        return not unit.does("rhetorical") and unit.words > 1
    return unit.does("asks")


def wants_answers(root: Sequence[Unit], title: str, language: str) -> bool:
    """Whether an opening post asks for answers: by a question, in its title too, or by naming what its author wants."""
    by_title = done(comparable(title), language).anywhere
    asked = title.rstrip().endswith("?") or not by_title.isdisjoint(("asks", "interrogatives", "invites"))
    return asked or any(is_asking(unit) or unit.does("problem") for unit in own(root))


def _says_nothing(turn: Turn) -> bool:
    return not turn.units or any(unit.does("boilerplate") for unit in turn.units)


def _thanks(turn: Turn) -> bool:
    return turn.words <= _MANNERS and turn.units[0].opens("thanks") and not any(unit.asks for unit in turn.units)


def _jokes(turn: Turn) -> bool:
    return turn.words <= _MANNERS and any(unit.does("jokes") for unit in turn.units)


def _asks(turn: Turn) -> bool:
    """Whether asking is what it does: its question is real, and little else stands beside it."""
    told = [unit for unit in turn.units if not unit.opens("thanks") and not unit.does("empty")] or turn.units
    asking = [unit for unit in told if is_asking(unit)] or [unit for unit in told if unit.asks and len(told) == 1]
    if not asking:
        return False
    words = sum(unit.words for unit in told)
    asked = sum(unit.words for unit in asking)
    marked = (asking[-1] is told[-1] and told[-1].asks) or asking[0] is told[0]
    return asked * 3 >= words or (words <= _ONE_THING and marked)


def _corrects(turn: Turn) -> bool:
    return not turn.answers_question and any(unit.does("corrects") for unit in turn.opening)


def _reacts(turn: Turn, kind: str) -> bool:
    """Whether it begins with a reaction; "yes" and "no" alone are answers where something was asked."""
    return turn.first.opens(kind) and not (turn.answers_question and turn.first.opens("answers"))


def _disagrees(turn: Turn) -> bool:
    return not turn.answers_question and any(_by_words_within(unit, "disagrees") for unit in turn.units[:4])


def _agrees(turn: Turn) -> bool:
    return any(_by_words_within(unit, "agrees") for unit in turn.opening)


def _by_words_within(unit: Unit, kind: str) -> bool:
    return unit.does(kind) and not unit.opens(kind)


def _denies(turn: Turn) -> bool:
    """Whether its first sentence says that a statement is not so; who says why explains."""
    return not turn.answers_question and turn.first.does("negates") and not turn.first.does("explains")


def _proposes(turn: Turn) -> bool:
    return turn.share("proposes") >= _SOME


def _explains(turn: Turn) -> bool:
    return turn.share("explains") >= _FEW


def _answers(turn: Turn) -> bool:
    return turn.answers_question


_RULES: tuple[tuple[Act, Callable[[Turn], bool]], ...] = (
    (Act.OTHER, _says_nothing),
    (Act.THANKS, _thanks),
    (Act.JOKES, _jokes),
    (Act.ASKS, _asks),
    (Act.CORRECTS, _corrects),
    (Act.AGREES, lambda turn: _reacts(turn, "agrees")),
    (Act.DISAGREES, lambda turn: _reacts(turn, "disagrees")),
    (Act.DISAGREES, _disagrees),
    (Act.AGREES, _agrees),
    (Act.DISAGREES, _denies),
    (Act.PROPOSES, _proposes),
    (Act.EXPLAINS, _explains),
    (Act.ANSWERS, _answers),
)
