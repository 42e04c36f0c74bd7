"""Which question is really discussed? (pure)

What the opening post asks; else what is asked below it, and answered most; else what the opening post names as its
problem. A question that nobody is meant to answer is none.
"""

from collections.abc import Mapping, Sequence

from analysis.talk.acts import is_asking
from analysis.talk.units import Unit, own
from db.models import Act

_FEWEST = 4  # words; fewer point at something that is not quoted


def open_question(
    posts: Sequence[Sequence[Unit]], acts: Sequence[Act], answered: Mapping[str | None, int]
) -> Unit | None:
    """The question of a thread whose posts have these units and acts, the opening post first."""
    root = own(posts[0])
    asked = [unit for unit in root if _is_real(unit)]
    if asked:
        return asked[0]
    below = [
        unit
        for found, act in zip(posts[1:], acts[1:], strict=True)
        for unit in own(found)
        if act is Act.ASKS and _is_real(unit)
    ]
    wanted = [unit for unit in root if unit.words >= _FEWEST and unit.does("problem") and not unit.dangles]
    return max(below, key=lambda unit: answered.get(unit.post.external_id, 0), default=next(iter(wanted), None))


def _is_real(unit: Unit) -> bool:
    return unit.words >= _FEWEST and is_asking(unit)
