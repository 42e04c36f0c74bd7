"""What may the reader settle about interests, and what is said of a rule that is none?"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from unjargon.settings import Settings, example, load_settings

Run = Callable[..., Any]
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "interests.md"


def uncommented(text: str) -> str:
    """The table of interests in a file of settings, as if the reader had taken the # away."""
    table = text.partition("# [interests]\n")[2].partition("\n\n")[0]
    return "[interests]\n" + "".join(f"{line.removeprefix('# ')}\n" for line in table.splitlines())


def documented() -> str:
    """The table in the document."""
    return DOCUMENT.read_text(encoding="utf-8").partition("```toml\n")[2].partition("```")[0]


@pytest.mark.parametrize("written", [uncommented(example()), documented()], ids=["the example", "the document"])
def test_what_is_shown_are_rules_of_every_kind(here: Path, written: str) -> None:
    (here / "unjargon.toml").write_text(written, encoding="utf-8")
    interests = load_settings(environment={}).interests
    assert interests.include
    assert interests.exclude
    assert interests.boost
    assert {rule.kind for rule in interests.rules()} == {"words", "expression", "sense", "source", "language"}


def test_without_a_table_there_are_no_rules() -> None:
    assert Settings().interests.rules() == ()


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            'include = ["cripto/airdrop"]',
            "\"cripto/airdrop\": there is no field 'cripto'; there are: ai, business, crypto",
        ),
        ('boost = { "CI/CD" = 2 }', 'write it as in "crypto/airdrop", or "words:CI/CD" for these words'),
        ('include = ["source:hackernewz"]', "there is no source 'hackernewz'; there are: hackernews, mastodon, "),
        ('exclude = ["lang:es"]', '"lang:es" is no rule; write "source:lang:es" for a source, or "words:lang:es"'),
        ("exclude = ['/(a/']", "interests.exclude.0: the expression /(a/ cannot be read: missing )"),
        ("exclude = ['/(?=a)/']", "looks back or ahead"),
        ("exclude = 'horoscope'", "this is a list of rules"),
        ("exclude = ['a', 'a']", '"a" is there twice'),
        ("boost = ['a']", "this is a table of rules, each with its factor"),
        ("boost = { a = 1000 }", "interests.boost.a"),
        ("includes = ['a']", "there is no setting 'interests.includes'; the settings are: boost, exclude, include"),
    ],
)
def test_a_rule_that_is_none_is_named(run: Run, here: Path, written: str, said: str) -> None:
    (here / "unjargon.toml").write_text(f"[interests]\n{written}\n")
    ran = run("term", "GPU")
    assert (ran.status, ran.out) == (2, "")
    assert re.match("unjargon: unjargon.toml: (there is no setting ')?interests", ran.err)
    assert said in ran.err


def test_the_doctor_names_it_too(run: Run, here: Path) -> None:
    (here / "unjargon.toml").write_text('[interests]\ninclude = ["crypto/"]\n')
    ran = run("doctor", "--offline", "--format", "json")
    assert ran.status == 1
    assert '\\"crypto/\\" is no term of a field' in ran.out
