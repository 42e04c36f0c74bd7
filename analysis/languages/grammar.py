"""What is asked of a language, for putting a long form in the place of its acronym?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Gender = Literal["m", "f"]


class Forms(NamedTuple):
    """An article, alone or grown together with a preposition, by gender and number: del, de la, de los, de las."""

    masculine: str
    feminine: str
    masculine_plural: str
    feminine_plural: str


@dataclass(frozen=True)
class Grammar:
    """How the nouns of a language form their plural, and which articles go with them.

    All words are lower case; endings are regular expressions, and the first that fits counts. What is empty is not
    changed: a language without a grammar has its long forms as the lexicon has them.
    """

    plurals: Mapping[str, str] = field(default_factory=dict)  # that no ending tells, or that are the same word
    plural_endings: tuple[tuple[str, str], ...] = ()  # and what comes in their place
    sentence: frozenset[str] = frozenset()  # words of a sentence, which has no plural: know your customer, I guess
    noun_first: bool = False  # what follows the noun agrees with it: unidad central, unidades centrales
    many: frozenset[str] = frozenset()  # words after which an acronym is plural although it has no s: los TPU
    articles: tuple[Forms, ...] = ()
    masculine: frozenset[str] = frozenset()  # nouns whose ending tells nothing, or the wrong gender
    feminine: frozenset[str] = frozenset()
    gender_endings: tuple[tuple[str, Gender], ...] = ()
    before_noun: frozenset[str] = frozenset()  # adjectives without gender that stand before it: gran
    masculine_article: frozenset[str] = frozenset()  # feminine nouns that take the other article: el área
    before_vowel: Mapping[str, str] = field(default_factory=dict)  # articles by sound: a -> an
    vowel: str = r"(?!)"  # how a word begins that is spoken with a vowel
