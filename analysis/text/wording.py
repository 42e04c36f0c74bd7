"""When do two long forms say the same? (pure)"""

import re

from analysis.languages import LANGUAGES
from analysis.text.stems import beginning
from analysis.text.surface import WORD, fold

_JOINING = frozenset().union(*(lang.joining for lang in LANGUAGES.values()))


def wording(text: str) -> frozenset[str]:
    """What two ways of writing a long form have in common: the beginnings of its words, without joining words."""
    return frozenset(beginning(w) for w in map(fold, WORD.findall(text)) if w not in _JOINING)


def is_same_wording(one: str, other: str) -> bool:
    """Whether two long forms differ in number, case and joining words at most."""
    return _singulars(one) == _singulars(other)


def _singulars(text: str) -> frozenset[str]:
    words = (w for w in map(fold, WORD.findall(text)) if w not in _JOINING)
    return frozenset(re.sub(r"(?<=[^aeiou\W])es\Z|(?<=\w\w)s\Z", "", w) for w in words)


def in_a_sentence(long_form: str) -> str:
    """Without the capital that only the start of a sentence gave it."""
    first, _, rest = long_form.partition(" ")
    return long_form[:1].lower() + long_form[1:] if rest.islower() and first[1:].islower() else long_form
