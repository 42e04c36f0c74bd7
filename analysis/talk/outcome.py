"""Where does a conversation end: an answer accepted, a correction taken, a decision; or is it open? (pure)"""

from collections.abc import Collection, Sequence

from analysis.talk.units import Unit, own
from analysis.talk.weight import carrying
from db.models import Act

_SHORTEST = 3  # posts: an opening one, one that answers, and the last word
_SETTLING = frozenset({Act.AGREES, Act.ANSWERS, Act.EXPLAINS})  # what who asked does when it is settled


def outcome(
    posts: Sequence[Sequence[Unit]], acts: Sequence[Act], asked: Unit | None, theme: Collection[str]
) -> list[Unit]:
    """The sentences in which who asked, or began the thread, has the last word and says how it ended.

    `asked`: the question that is discussed; who asked it and now answers has found out. none where it stays open.
    """
    told = [(own(found), act) for found, act in zip(posts, acts, strict=True) if own(found)]
    if len(told) < _SHORTEST:
        return []
    last, act = told[-1]
    asker = asked.post.author if asked else None
    if last[0].post.author is None or last[0].post.author not in (asker, told[0][0][0].post.author):
        return []
    is_said = any(unit.does("outcome") and not unit.asks for unit in last)
    return carrying(last, act, theme) if is_said or act in _SETTLING else []
