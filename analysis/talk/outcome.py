"""Where does a conversation end: an answer accepted, a correction taken, a decision; or is it open? (pure)"""

from collections.abc import Sequence

from analysis.talk.units import Unit, own

_FEWEST = 4  # words


def outcome(posts: Sequence[Sequence[Unit]]) -> Unit | None:
    """The sentence in which whoever began the thread says how it ended; None where it stays open."""
    if not posts or not posts[0]:
        return None
    opener = posts[0][0].post.author
    for found in reversed(posts[1:]):
        for unit in own(found):
            if unit.post.author == opener and unit.words >= _FEWEST and not unit.asks and unit.does("outcome"):
                return unit
    return None
