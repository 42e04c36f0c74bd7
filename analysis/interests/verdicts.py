"""Does the reader want a story: in or out, how much, and by which rule?

Pure. The rules are the reader's (`rules.py`); what a story says of itself are its headlines and opening posts, for a
reply may speak of anything. In this order:

1. exclude: the first rule that fits keeps the story out, whatever else fits;
2. include: the first rule that fits lets it in; where there are include rules and none fits, it is out;
3. without include rules all that is not excluded is in.

The boosts of all the rules that fit are multiplied, whether the story is in or out.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from analysis.interests.expressions import expression
from analysis.interests.rules import LEAST_BOOST, MOST_BOOST, Interests, Rule, RuleKind, parts_of
from analysis.text.surface import canonical, fold, unaccented
from db.languages import PAGE_LANGUAGES
from db.models import Mention, Post, Record, Sense

READ = 20_000  # characters of a post, from its beginning
_ADDRESS = re.compile(r"\b(?:https?|ftp|at)://\S+|\bwww\.\S+")
_BETWEEN = r"(?:(?:[^\S\n]|[\u2010-\u2015-]){1,3}|\n)"  # words of a phrase: a new paragraph is no space
# a dot joins words as in x.ai and Node.js; C is not C++ or C#
_NOT_AFTER, _NOT_BEFORE = r"(?<![^\W_])(?<![^\W_]\.)", r"(?![^\W_]|\.[^\W_]|\+\+|#)"


class Reason(StrEnum):
    """Why a story is in or out."""

    EXCLUDED = "excluded"  # out, by a rule
    INCLUDED = "included"  # in, by a rule
    NOT_INCLUDED = "not included"  # out: there are include rules, and none fits
    NO_RULE = "no rule"  # in: there are no include rules


class Verdict(Record):
    """What the reader's rules say of a story. Rules are as the reader wrote them: text from outside, to be escaped."""

    is_in: bool
    reason: Reason
    rule: str | None = None  # that let it in, or kept it out
    post: tuple[str, str] | None = None  # source and external id of the first post that the rule fits
    boost: float = 1.0
    boosted_by: tuple[str, ...] = ()


def verdict_on(
    interests: Interests, posts: Iterable[Post], mentions: Iterable[Mention], senses: Mapping[str, Sense]
) -> Verdict:
    """Whether a story with these posts is in, by which rule, and its boost; the order of posts changes nothing.

    `mentions` are those of the posts, `senses` (by id) those that the mentions refer to; what is of other posts, or
    refers to nothing, is left out. A story without a headline or opening post is what no rule fits.
    """
    told = _tellings(posts, mentions, senses)
    boosts = [(rule, factor) for rule, factor in interests.boost.items() if _fitted(rule, told)]
    return _decided(interests, told).model_copy(
        update={
            "boost": min(MOST_BOOST, max(LEAST_BOOST, math.prod((factor for _, factor in boosts), start=1.0))),
            "boosted_by": tuple(rule.written for rule, _ in boosts),
        }
    )


def _decided(interests: Interests, told: "Sequence[_Telling]") -> Verdict:
    for rule in interests.exclude:
        if post := _fitted(rule, told, all_of_them=rule.kind in _OF_ALL):
            return Verdict(is_in=False, reason=Reason.EXCLUDED, rule=rule.written, post=post)
    for rule in interests.include:
        if post := _fitted(rule, told):
            return Verdict(is_in=True, reason=Reason.INCLUDED, rule=rule.written, post=post)
    if interests.include:
        return Verdict(is_in=False, reason=Reason.NOT_INCLUDED)
    return Verdict(is_in=True, reason=Reason.NO_RULE)


def _fitted(rule: Rule, told: "Sequence[_Telling]", *, all_of_them: bool = False) -> tuple[str, str] | None:
    """The first post that the rule fits; with `all_of_them` none unless it fits all."""
    fits = _FITS[rule.kind]
    if all_of_them and not all(fits(rule.value, telling) for telling in told):
        return None
    return next((telling.key for telling in told if fits(rule.value, telling)), None)


# --- what is looked at -----------------------------------------------------------------------------------------------


class _Telling(NamedTuple):
    """A headline or opening post as the rules look at it."""

    key: tuple[str, str]
    language: str | None
    text: str
    bare: str  # without accents
    running: str  # without accents and addresses
    small: str  # the same in small letters
    senses: frozenset[str]  # field/term, folded


def _tellings(posts: Iterable[Post], mentions: Iterable[Mention], senses: Mapping[str, Sense]) -> list[_Telling]:
    found: dict[tuple[str, str], set[str]] = {}
    for mention in mentions:
        sense = senses.get(mention.sense or "")
        if sense and sense.domain:
            found.setdefault((mention.source, mention.post), set()).add(_sense_key(sense.domain, sense.term))
    own = (post for post in posts if post.external_id == post.thread or post.title is not None)
    return [
        _telling(post, frozenset(found.get((post.source, post.external_id), ())))
        for post in sorted(own, key=lambda p: (p.created_at or p.collected_at, p.source, p.external_id))
    ]


def _telling(post: Post, senses: frozenset[str]) -> _Telling:
    text = post.text if len(post.text) <= READ else post.text[:READ].rpartition(" ")[0]
    bare = unaccented(text)
    running = _ADDRESS.sub(" ", bare)
    return _Telling((post.source, post.external_id), post.language, text, bare, running, running.lower(), senses)


def _sense_key(field: str, term: str) -> str:
    return f"{field}/{fold(canonical(term))}"


# --- does a rule fit? ------------------------------------------------------------------------------------------------


class _Words(NamedTuple):
    """How words are looked for."""

    signs: frozenset[str]  # in small letters; a text that has none of these is read no further
    pattern: re.Pattern[str]


@lru_cache(maxsize=1 << 11)
def _words(value: str) -> _Words:
    words = [word for word in parts_of(value) if unaccented(word)]
    whole = unaccented("".join(words))
    before = _NOT_AFTER if whole[0].isalnum() else ""
    after = _NOT_BEFORE if whole[-1].isalnum() else ""
    signs = frozenset(form.lower() for form in _forms(max(words, key=len)))
    return _Words(signs, re.compile(before + _BETWEEN.join(map(_choice, words)) + after))


def _choice(word: str) -> str:
    """The word or its plural, as an expression."""
    forms = sorted(map(re.escape, _forms(word)), key=lambda form: (-len(form), form))
    return f"(?{'' if _is_exact(word) else 'i'}:{'|'.join(forms)})"


def _forms(word: str) -> frozenset[str]:
    """The word and its plurals, without accents."""
    bare = unaccented(word)
    if _is_exact(word):
        return frozenset({bare, f"{bare}s"} if bare[-1].isalnum() else {bare})
    from analysis.text.agreement import plural  # noqa: PLC0415 - the settings are read without any language

    return frozenset({bare, *(unaccented(plural(word, code)) for code in PAGE_LANGUAGES)})


def _is_exact(word: str) -> bool:
    """Whether its capitals count: AI, xAI, C, but not Solana."""
    return word.isupper() or any(character.isupper() for character in word[1:])


def _has_words(value: str, telling: _Telling) -> bool:
    words = _words(value)
    return any(sign in telling.small for sign in words.signs) and words.pattern.search(telling.running) is not None


def _has_expression(value: str, telling: _Telling) -> bool:
    found = expression(value)
    return found.fits(telling.text) or (telling.bare != telling.text and found.fits(telling.bare))


def _has_sense(value: str, telling: _Telling) -> bool:
    field, _, term = value.partition("/")
    return _sense_key(field, term) in telling.senses


def _is_from(value: str, telling: _Telling) -> bool:
    return f"{telling.key[0]}:".startswith(f"{value}:")


def _is_in_language(value: str, telling: _Telling) -> bool:
    return telling.language == value


_FITS: Mapping[RuleKind, Callable[[str, _Telling], bool]] = {
    RuleKind.WORDS: _has_words,
    RuleKind.EXPRESSION: _has_expression,
    RuleKind.SENSE: _has_sense,
    RuleKind.SOURCE: _is_from,
    RuleKind.LANGUAGE: _is_in_language,
}
# a story that is told elsewhere, or in another language too, is not kept out
_OF_ALL = frozenset({RuleKind.SOURCE, RuleKind.LANGUAGE})
