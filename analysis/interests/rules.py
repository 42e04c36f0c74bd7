"""How does a reader write which stories are wanted: the rules of `[interests]` in the settings?

Pure.

    airdrop, rug pull     whole words, in the plural too; accents make no difference, nor does case, but for a word that
                          the rule has in capitals: AI is not ai
    /rug ?pulls?/         a regular expression (`analysis/interests/expressions.py` says which)
    crypto/airdrop        a term of the lexicon where it has the meaning of that field
    source:hackernews     a source, or with its kind alone all sources of that kind
    language:es           the language of a post
    words:CI/CD           words that look like one of the others
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from analysis.interests.expressions import expression
from analysis.text.surface import fold, unaccented
from db.models import Record

LONGEST_RULE = 200  # characters
MOST_RULES = 500  # in one list
LEAST_BOOST, MOST_BOOST = 0.01, 100.0  # of a rule, and of all that fit a story

_PREFIXED = re.compile(r"([a-z]+):(?=\S|\Z)")
_FIELD = re.compile(r"[a-z]+\Z")
_LANGUAGE = re.compile(r"[a-z]{2,3}\Z")
_APART = re.compile(r"[\s\u2010-\u2015-]+")


class RuleKind(StrEnum):
    """What a rule looks at."""

    WORDS = "words"
    EXPRESSION = "expression"
    SENSE = "sense"
    SOURCE = "source"
    LANGUAGE = "language"


class Rule(Record):
    """One rule, from the text that the reader wrote. Raises ValidationError, which says what to write instead."""

    written: str
    kind: RuleKind
    value: str  # what it looks for, without what says its kind

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: object) -> object:
        if isinstance(value, str):
            kind, rest = _parsed(value)
            return {"written": value.strip(), "kind": kind, "value": rest}
        if isinstance(value, cls):
            return value
        raise ValueError('a rule is a text in quotes, as in "airdrop"')

    @property
    def field(self) -> str:
        """The first part of a sense: crypto in crypto/airdrop; of a source: mastodon in mastodon:mastodon.social."""
        return re.split("[/:]", self.value, maxsplit=1)[0]


def _parsed(written: str) -> tuple[RuleKind, str]:
    text = written.strip()
    if not text or len(text) > LONGEST_RULE or not text.isprintable():
        raise ValueError(
            f"{written[:40]!r} is no rule; write one line of 1 to {LONGEST_RULE} characters that can be seen"
        )
    if text.startswith("/"):
        return RuleKind.EXPRESSION, _checked_expression(text)
    prefix = _PREFIXED.match(text)
    if prefix:
        return _prefixed(text, prefix[1], text[prefix.end() :])
    if "/" in text:
        return RuleKind.SENSE, _checked_sense(text)
    return RuleKind.WORDS, _checked_words(text)


def _prefixed(text: str, prefix: str, rest: str) -> tuple[RuleKind, str]:
    match prefix:
        case "words":
            return RuleKind.WORDS, _checked_words(rest)
        case "source" if rest:
            return RuleKind.SOURCE, rest
        case "language" if _LANGUAGE.match(rest):
            return RuleKind.LANGUAGE, rest
        case "language":
            raise ValueError(f'"{text}" names no language; write its code, as in "language:es"')
    raise ValueError(f'"{text}" is no rule; write "source:{text}" for a source, or "words:{text}" for these words')


def _checked_expression(text: str) -> str:
    if len(text) < 3 or not text.endswith("/"):
        raise ValueError(
            f'"{text}" is no rule; a regular expression stands between two slashes, as in "/rug ?pulls?/", '
            f'and words that begin with one are written "words:{text}"'
        )
    try:
        expression(text[1:-1])
    except ValueError as error:
        raise ValueError(f"the expression {text} {error}") from error
    return text[1:-1]


def _checked_sense(text: str) -> str:
    field, _, term = (part.strip() for part in text.partition("/"))
    if not _FIELD.match(field) or not fold(term):
        raise ValueError(
            f'"{text}" is no term of a field; write it as in "crypto/airdrop", or "words:{text}" for these words'
        )
    return f"{field}/{term}"


def _checked_words(text: str) -> str:
    if not any(parts_of(unaccented(text))):
        raise ValueError(f"{text!r} has nothing to look for; write a word, or take it away")
    return text


def parts_of(phrase: str) -> list[str]:
    """What stands between its spaces and hyphens."""
    return _APART.split(phrase)


# --- the settings ----------------------------------------------------------------------------------------------------


def _distinct(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    written = [rule.written for rule in rules]
    twice = next((text for text in written if written.count(text) > 1), None)
    if twice:
        raise ValueError(f'"{twice}" is there twice; keep one of them')
    return rules


def _list(value: object) -> object:
    if isinstance(value, list | tuple):
        return value
    raise ValueError('this is a list of rules; write it as in ["airdrop", "crypto/airdrop"]')


def _table(value: object) -> object:
    if isinstance(value, Mapping):
        return value
    raise ValueError('this is a table of rules, each with its factor; write it as in { "airdrop" = 2 }')


Rules = Annotated[tuple[Rule, ...], Field(max_length=MOST_RULES), AfterValidator(_distinct), BeforeValidator(_list)]
Factor = Annotated[float, Field(ge=LEAST_BOOST, le=MOST_BOOST, strict=True)]


class Interests(BaseModel):
    """`[interests]` of the settings: what is read, what is not, and what comes first (a factor above 1) or last."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    include: Rules = ()
    exclude: Rules = ()
    boost: Annotated[Mapping[Rule, Factor], Field(max_length=MOST_RULES), BeforeValidator(_table)] = Field(
        default_factory=dict
    )

    def rules(self) -> tuple[Rule, ...]:
        """All of them, in the order in which they are asked."""
        return (*self.exclude, *self.include, *self.boost)
