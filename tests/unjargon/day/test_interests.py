"""What may the reader settle about interests, and what is said of a rule that is none?"""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from unjargon.settings import Settings, load_settings
from unjargon.setup.example import example

Run = Callable[..., Any]
DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "interests.md"


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


# --- what comes of them ---


def digest(run: Run, here: Path, rules: str, language: str = "en") -> str:
    """The digest of the demo's store, with these rules."""
    (here / "unjargon.toml").write_text(rules, encoding="utf-8")
    ran = run("digest", "--lang", language)
    assert (ran.status, ran.err) == (0, "")
    printed: str = ran.out
    return printed


ITEM = re.compile(r"^### (\d+\.)", re.MULTILINE)


def headings(page: str) -> list[str]:
    return [line.removeprefix("## ") for line in page.splitlines() if line.startswith("## ")]


def numbered(page: str) -> int:
    """How many items there are, those of one line too."""
    counted = re.search(r"(\d+) (?:story|stories|historia|historias) · (\d+)", page)
    assert counted
    return int(counted[1]) + int(counted[2])


def pick(run: Run) -> tuple[int, str]:
    """How many items the digest has in full, and a source of the last of them."""
    items = json.loads(run("digest", "--format", "json").out)["items"]
    return len(items), items[-1]["members"][0][0]


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_table_without_rules_changes_nothing(run: Run, here: Path, store: Path, language: str) -> None:
    assert digest(run, here, "[interests]\n", language) == digest(run, here, "", language)


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    ("language", "sections", "said"),
    [
        ("en", ("Favourites", "Popular"), "in by your rule `language:es`"),
        ("es", ("Favoritas", "Populares"), "por su regla `language:es`"),
    ],
)
def test_what_is_boosted_comes_first_with_its_rule(
    run: Run, here: Path, language: str, sections: tuple[str, str], said: str
) -> None:
    favourites, popular = sections
    before = digest(run, here, "", language)
    after = digest(run, here, '[interests]\nboost = { "language:es" = 2 }\n', language)
    assert headings(after)[0] == favourites
    assert headings(before)[0] == popular
    first, _, rest = after.partition(f"## {popular}\n")
    assert first.count(said) == len(ITEM.findall(first)) > 0
    assert set(ITEM.findall(rest)).isdisjoint(ITEM.findall(first))


def test_what_is_put_back_is_no_favourite(run: Run, here: Path, store: Path) -> None:
    before = digest(run, here, "")
    after = digest(run, here, '[interests]\nboost = { "language:es" = 0.01 }\n')
    assert "in by your rule" not in after
    assert after != before
    assert len(headings(after)) == len(headings(before))


@pytest.mark.parametrize(("language", "said"), [("en", "kept out by your rules"), ("es", "sus reglas dejan fuera")])
def test_what_is_excluded_is_left_out_and_counted(run: Run, here: Path, store: Path, language: str, said: str) -> None:
    before = digest(run, here, "", language)
    after = digest(run, here, '[interests]\nexclude = ["language:es"]\n', language)
    header = after.split("\n## ")[0]
    counted = re.search(rf"(\d+) [\w ]*{said}", header)
    assert counted
    assert int(counted[1]) == numbered(before) - numbered(after) > 0
    assert said not in before


def test_with_include_rules_the_rest_is_out(run: Run, here: Path, store: Path) -> None:
    everything, source = pick(run)
    page = digest(run, here, f'[interests]\ninclude = ["source:{source}"]\n')
    assert headings(page)[0] == "Favourites"
    assert "Popular" not in headings(page)
    assert 0 < len(ITEM.findall(page)) < everything
    assert page.count(f"in by your rule `source:{source}`") == numbered(page)


def test_a_term_of_a_field_is_a_rule_about_what_the_analysis_found(run: Run, here: Path, store: Path) -> None:
    page = digest(run, here, '[interests]\ninclude = ["crypto/airdrop"]\n')
    assert "in by your rule `crypto/airdrop`" in page
    assert "in by your rule" not in digest(run, here, '[interests]\ninclude = ["finance/airdrop"]\n')
