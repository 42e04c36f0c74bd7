"""Which question is really discussed? (pure)

What the opening post asks, or names as what it wants; else what is asked below it and answered most. A question that
nobody is meant to answer is none.
"""

from collections.abc import Mapping, Sequence

from analysis.talk.acts import is_asking
from analysis.talk.units import Unit, own

_FEWEST = 4  # words; fewer point at something that is not quoted


def open_question(posts: Sequence[Sequence[Unit]], answered: Mapping[str | None, int]) -> Unit | None:
    """The question of a thread whose posts have these units, the opening post first; by how many each is `answered`."""
    if not posts:
        return None
    root = own(posts[0])
    asked = [unit for unit in root if _is_real(unit)]
    if asked:
        return asked[0]
    below = [unit for found in posts[1:] for unit in own(found) if unit.asks and _is_real(unit)]
    wanted = next((unit for unit in root if _wants(unit)), None)
    if wanted is not None:
        return wanted
    return max(below, key=lambda unit: answered.get(unit.post.external_id, 0), default=None)


def _is_real(unit: Unit) -> bool:
    return unit.words >= _FEWEST and is_asking(unit)


def _wants(unit: Unit) -> bool:
    return unit.words >= _FEWEST and unit.does("problem") and not unit.dangles
