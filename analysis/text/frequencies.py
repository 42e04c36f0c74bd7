"""How often do people write a word? (the lists of wordfreq; Speer, 2022)"""

from collections.abc import Mapping
from functools import cache
from typing import Literal


@cache
def frequencies(language: str, size: Literal["small", "large"] = "small") -> Mapping[str, float]:
    """The words of a language, in small letters, by the share that each is of all words.

    The small list has some 30,000, the large one some 300,000; loaded when it is first asked for. Empty for a language
    without a list.
    """
    from wordfreq import get_frequency_dict  # noqa: PLC0415 - a tenth of a second that most commands do not need

    try:
        found: Mapping[str, float] = get_frequency_dict(language, wordlist=size)
    except LookupError:
        return {}
    return found


def is_common(word: str, language: str) -> bool:
    """Whether a word is among the some 30,000 commonest of a language."""
    return word in frequencies(language)
