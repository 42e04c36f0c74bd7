"""What do the forms of a word have in common? (pure)"""

from analysis.languages import LANGUAGES
from analysis.text.surface import fold

IDLE = frozenset().union(*(language.joining | language.stressed for language in LANGUAGES.values()))
_BEGINNING = 6  # letters


def content_word(word: str) -> str:
    """A word folded, without its possessive; nothing for one that only joins others, or that people stress."""
    folded = fold(word)
    return "" if folded in IDLE else without_possessive(folded)


def without_possessive(word: str) -> str:
    """OpenAI's -> OpenAI."""
    return word.removesuffix("'s").removesuffix("’s")


def beginning(word: str) -> str:
    """What a folded word shares with its plural and its relatives: tensor, tensors, tensorial."""
    return word.removesuffix("s")[:_BEGINNING]
