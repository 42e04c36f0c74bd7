"""Is a rule read as it is written, and is a mistake named with what to write?"""

import pytest
from pydantic import ValidationError

from analysis.interests.rules import MOST_RULES, Interests


@pytest.mark.parametrize(
    ("rules", "key", "said"),
    [
        ({"include": [""]}, "include.0", "is no rule; write one line of 1 to 200 characters that can be seen"),
        ({"include": ["a", " \n"]}, "include.1", "is no rule"),
        ({"include": ["a\nb"]}, "include.0", "is no rule"),
        ({"include": ["a" * 201]}, "include.0", "is no rule"),
        ({"include": ["\u202eabc"]}, "include.0", "is no rule"),
        ({"include": ["- -"]}, "include.0", "has nothing to look for"),
        ({"include": ["words:"]}, "include.0", "has nothing to look for"),
        ({"include": [3]}, "include.0", "a rule is a text in quotes"),
        ({"include": [{"written": "a"}]}, "include.0", "a rule is a text in quotes"),
        ({"include": "airdrop"}, "include", 'write it as in ["airdrop", "crypto/airdrop"]'),
        ({"include": ["a", "a "]}, "include", '"a" is there twice; keep one of them'),
        ({"exclude": ["/(/"]}, "exclude.0", "the expression /(/ cannot be read: missing )"),
        ({"exclude": ["/a"]}, "exclude.0", "a regular expression stands between two slashes"),
        ({"exclude": ["//"]}, "exclude.0", "a regular expression stands between two slashes"),
        ({"exclude": ["CI/CD"]}, "exclude.0", 'write it as in "crypto/airdrop", or "words:CI/CD"'),
        ({"exclude": ["crypto/"]}, "exclude.0", "is no term of a field"),
        ({"exclude": ["language:Spanish"]}, "exclude.0", 'write its code, as in "language:es"'),
        ({"exclude": ["mastodon:x.example"]}, "exclude.0", 'write "source:mastodon:x.example" for a source'),
        ({"exclude": ["source:"]}, "exclude.0", "is no rule"),
        ({"boost": ["a"]}, "boost", 'write it as in { "airdrop" = 2 }'),
        ({"boost": {"a": 0}}, "boost.a", "greater than or equal to 0.01"),
        ({"boost": {"a": float("nan")}}, "boost.a", ""),
        ({"boost": {"a": "2"}}, "boost.a", "valid number"),
        ({"boost": {"a": True}}, "boost.a", "valid number"),
        ({"boost": {"/(/": 2}}, "boost./(/.[key]", "cannot be read"),
        ({"include": [str(n) for n in range(MOST_RULES + 1)]}, "include", "at most 500 items"),
        ({"includes": []}, "includes", "not permitted"),
    ],
)
def test_a_mistake_is_named_with_what_to_write(rules: dict[str, object], key: str, said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Interests.model_validate(rules)
    (first, *_) = caught.value.errors()
    assert ".".join(map(str, first["loc"])) == key
    assert said in first["msg"]


def test_the_rules_are_told_in_the_order_in_which_they_are_asked() -> None:
    interests = Interests.model_validate({"include": ["a"], "exclude": ["b", "c"], "boost": {"d": 2}})
    assert [rule.written for rule in interests.rules()] == ["b", "c", "a", "d"]
