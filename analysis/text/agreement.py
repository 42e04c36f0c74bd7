"""How does a long form read beside its acronym, or in its place?

Pure. Number, article, possessive and capital follow the sentence as far as rules can tell them: GPUs are graphics
processing units, «los TPU» are «las unidades de procesamiento tensorial». What no rule tells stays as it is written.
The data are each language's own (`analysis/languages/*.py`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from analysis.languages import LANGUAGES, Language, language_of
from analysis.languages.grammar import Forms, Gender
from analysis.text.detection import UNKNOWN, detect
from analysis.text.wording import is_same_wording
from db.languages import PAGE_LANGUAGES as WRITTEN
from db.models import Gloss

_MANY = frozenset().union(*(lang.grammar.many for lang in LANGUAGES.values()))
_POSSESSIVE = re.compile(r"['’]s\Z")
_BEFORE = re.compile(r"(?:(\S+)\s)?(\S+)\s\Z")
_NUMBER = re.compile(r"\d[\d.,]*\Z")
_YEAR = re.compile(r"(?:19|20)\d\d\Z")
_OPENING = "\"'“‘«‹([¿¡*_ \t\n"
_ABBREVIATIONS = frozenset("vs etc cf approx fig pp p ej e g i núm art sr sra dr mr mrs".split())
_PLAIN_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*\Z")
_REACH = 12  # characters: the longest article, with its space
_NO_PHRASE = re.compile(r"[^\w\s’'-]")


@dataclass(frozen=True)
class Agreement:
    """The rules of one language, for the pages that are written in it."""

    code: str

    def beside(self, text: str, gloss: Gloss) -> str:
        """The long form as it is put behind the mention: in the plural where the mention is."""
        expansion = gloss.expansion or ""
        return plural(expansion, self.code) if is_plural(text, gloss, self.code) else expansion

    def instead(self, text: str, gloss: Gloss) -> tuple[int, int, str]:
        """What takes the mention's place: `text[start:end]`, an article before it included, and the words for it."""
        many = is_plural(text, gloss, self.code)
        said = self.beside(text, gloss)
        owner = _POSSESSIVE.search(text[gloss.start : gloss.end])
        words = said + (owner.group()[: 1 if many and said.endswith("s") else 2] if owner else "")
        start, article = _article(text, gloss.start, gloss.expansion or "", many=many, code=self.code)
        if start == gloss.start and text[start].isupper() and _begins_sentence(text, start):
            words = words[:1].upper() + words[1:]
        return start, gloss.end, article + words

    def same(self, one: str, other: str) -> bool:
        """Whether two long forms differ in number, case and joining words at most."""
        return is_same_wording(one, other)


# --- number ----------------------------------------------------------------------------------------------------------


def is_plural(text: str, gloss: Gloss, code: str) -> bool:
    """Whether several are spoken of: by the mention's own s, by the word before it, by a number before it.

    A number counts where the long form is a unit (96 GB), and in languages that give acronyms no s (16 GPU). Of other
    terms than acronyms and units the long form may be anything, and stays as it is.
    """
    surface = _POSSESSIVE.sub("", text[gloss.start : gloss.end])
    is_acronym = sum(character.isupper() for character in gloss.term) > 1
    has_an_s = surface.endswith("s") and not gloss.term.casefold().endswith("s")  # https is no plural of HTTPS
    if is_acronym and has_an_s:
        return True
    before = _BEFORE.search(text[max(0, gloss.start - 60) : gloss.start])
    if before is None:
        return False
    first, last = ((word or "").lstrip(_OPENING) for word in before.groups())
    if _NUMBER.match(last):
        counts = " " not in (gloss.expansion or " ") or (is_acronym and language_of(code).grammar.noun_first)
        return counts and last != "1" and not _YEAR.match(last) and not first[:1].isupper()
    return is_acronym and (_is_many(last) or (_is_many(first) and last.endswith("s")))


def _is_many(word: str) -> bool:
    """Whether what follows the word is plural; a word in capitals is no such word but an acronym: DOS."""
    return not word.isupper() and word.lower() in _MANY


@lru_cache(maxsize=1 << 12)
def plural(long_form: str, code: str) -> str:
    """The plural of a long form: of its noun, and in some languages of what agrees with it.

    A phrase with punctuation, one in another language than `code`, and a sentence (know your customer) stay as they
    are.
    """
    lang = LANGUAGES.get(code)
    if lang is None or not lang.grammar.plural_endings or not _is_phrase_in(long_form, code):
        return long_form
    words = long_form.split(" ")
    if not lang.grammar.sentence.isdisjoint(words):
        return long_form
    places = _agreeing(words, lang) if lang.grammar.noun_first else _last_noun(words, lang)
    for place in places:
        words[place] = _plural_word(words[place], lang)
    return " ".join(words)


def _is_phrase_in(long_form: str, code: str) -> bool:
    """Whether it has no punctuation, and is written in the language as far as its words tell."""
    if _NO_PHRASE.search(long_form):
        return False
    if not _own_words(code).isdisjoint(long_form.split()):
        return True
    found = detect(long_form)
    return found == code or found not in WRITTEN


@cache
def _own_words(code: str) -> frozenset[str]:
    """Words that show a language: those of its grammar that no other has."""
    words = {name: {*lang.joining, *lang.grammar.plurals} for name, lang in LANGUAGES.items()}
    return frozenset(words.pop(code)).difference(*words.values())


def _agreeing(words: Sequence[str], lang: Language) -> Iterator[int]:
    """The places of the noun and of the adjectives around it: up to a preposition, a name or a number."""
    name = words[0][:1].isupper()
    for place, word in enumerate(words):
        if word in lang.conjunctions:
            continue
        if word in lang.joining or not _is_noun(word) or (place and "-" in word) or (word[:1].isupper() and not name):
            return
        yield place


def _last_noun(words: Sequence[str], lang: Language) -> list[int]:
    """The place of the noun: the last word before a preposition; none where the phrase begins with one."""
    stops = (n for n, word in enumerate(words) if word in lang.joining - lang.conjunctions)
    place = next(stops, len(words)) - 1
    return [place] if place >= 0 and _is_noun(words[place]) else []


def _is_noun(word: str) -> bool:
    """Whether the word may be one: not a number, an acronym or a brand."""
    return _PLAIN_WORD.match(word) is not None and word[1:].islower()


def _plural_word(word: str, lang: Language) -> str:
    """One word in the plural, its capital kept; of a word with hyphens the part that is the noun."""
    first, hyphen, rest = word.partition("-")
    if hyphen and lang.grammar.noun_first:
        return _plural_word(first, lang) + hyphen + rest
    known = lang.grammar.plurals.get(word.lower())
    if known:
        return word[:1] + known[1:]
    for ending, other in lang.grammar.plural_endings:
        if re.search(ending, word):
            return re.sub(ending, other, word, count=1)
    return word


# --- article and capital ---------------------------------------------------------------------------------------------


def _article(text: str, start: int, long_form: str, *, many: bool, code: str) -> tuple[int, str]:
    """Where an article that must change begins, and what it becomes, with the space behind it; else (start, "")."""
    lang = language_of(code)
    reach = max(0, start - _REACH)
    found = _articles(code).search(text[reach:start])
    if found is None or detect(text) not in (code, UNKNOWN):
        return start, ""
    old = found.group().lower()
    forms = next((forms for forms in lang.grammar.articles if old in forms), None)
    new = _by_gender(forms, long_form, many=many, lang=lang) if forms else _by_sound(long_form, lang)
    if new is None or new == old:
        return start, ""
    return reach + found.start(), (new.capitalize() if found.group()[0].isupper() else new) + " "


@cache
def _articles(code: str) -> re.Pattern[str]:
    """The articles of a language, the longest first, where they end a text but for a space."""
    grammar = language_of(code).grammar
    written = {*(form for forms in grammar.articles for form in forms), *grammar.before_vowel}
    written |= set(grammar.before_vowel.values())
    choices = "|".join(sorted(written, key=lambda each: (-len(each), each))) or "(?!)"
    return re.compile(rf"(?<![\w'’-])(?:{choices})(?=\s\Z)", re.IGNORECASE)


def _by_gender(forms: Forms, long_form: str, *, many: bool, lang: Language) -> str | None:
    noun = next((w for w in long_form.lower().split() if w not in lang.grammar.before_noun), "")
    kind = gender(noun, lang) if _is_phrase_in(long_form, lang.code) else None
    if kind is None:
        return None
    if many or _is_plural_noun(noun, lang):
        return forms.masculine_plural if kind == "m" else forms.feminine_plural
    return forms.masculine if kind == "m" or noun in lang.grammar.masculine_article else forms.feminine


def gender(noun: str, lang: Language) -> Gender | None:
    """The gender of a noun, by the language's list and its endings; None where they do not tell."""
    if noun in lang.grammar.masculine | lang.grammar.feminine:
        return "m" if noun in lang.grammar.masculine else "f"
    return next((kind for ending, kind in lang.grammar.gender_endings if re.search(ending, noun)), None)


def _is_plural_noun(noun: str, lang: Language) -> bool:
    return noun.endswith("s") and not noun.endswith("sis") and noun not in lang.grammar.plurals


def _by_sound(long_form: str, lang: Language) -> str | None:
    """Whether "a" or "an" goes before it; a word in capitals is spelled or spoken, which no rule tells."""
    if long_form[:2].isupper():
        return None
    ((plain, before_vowel),) = lang.grammar.before_vowel.items()
    return before_vowel if re.match(lang.grammar.vowel, long_form.lower()) else plain


def _begins_sentence(text: str, start: int) -> bool:
    """Whether a sentence begins here: at the start, or behind a stop that ends no abbreviation."""
    before = text[:start].rstrip(_OPENING)
    word = re.search(r"(\w*)[.!?…]+\Z", before)
    is_apart = text[len(before) : start][:1].isspace()
    return not before or bool(word and is_apart and word[1].lower() not in _ABBREVIATIONS)
