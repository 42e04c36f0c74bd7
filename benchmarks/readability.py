"""How easy is a text to read? Flesch for English, Fernández-Huerta for Spanish.

Flesch, "A new readability yardstick" (1948); Fernández Huerta, "Medidas sencillas de lecturabilidad" (1959), with the
sign of its second term put right (Law, 2011). Syllables are counted by the languages' hyphenation patterns, which
leave out some of English: its figure is some points too kind.
"""

import re
from functools import cache

import pyphen

# what a text without any words would have; what each word a sentence, and each syllable a word, takes away
FORMULAS = {"en": (206.835, 1.015, 84.6), "es": (206.84, 1.02, 60.0)}
PLAIN_EASE = 50.0  # "fairly difficult" begins below; newspapers lie above


def ease(text: str, language: str) -> float:
    """From about 0 (hard) to 100 (easy). Raises KeyError for a language without a formula, ValueError without words."""
    words = re.findall(r"[^\W\d_]+", text)
    if not words:
        raise ValueError("the text has no words")
    sentences = len(re.findall(r"[.!?](?=\s|\Z)", text)) or 1
    syllables = sum(len(_hyphens(language).positions(word)) + 1 for word in words)
    base, each_word, each_syllable = FORMULAS[language]
    return base - each_word * len(words) / sentences - each_syllable * syllables / len(words)


@cache
def _hyphens(language: str) -> pyphen.Pyphen:
    return pyphen.Pyphen(lang={"en": "en_US"}.get(language, language))
