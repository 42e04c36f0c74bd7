"""The lexicon's files are whole, and their wording is plain."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import mean

import pytest

from analysis.explaining.contract import unexplained
from analysis.lexicon.lexicon import Lexicon, Match, load_lexicon
from analysis.lexicon.lines import LEXICON, LexiconError, LexiconLine, categories, read_lines
from analysis.terms.acronyms import find_acronyms
from analysis.text.surface import fold
from benchmarks.readability import PLAIN_EASE, ease
from db.languages import PAGE_LANGUAGES
from db.models import Kind

FILES = sorted(LEXICON.glob("*.jsonl"))
LINES = [(path.name, unread.line()) for path in FILES for unread in read_lines(path)]
LONGEST = 25  # words of a meaning


def each(bad: list[str]) -> str:
    """What is wrong, a line each."""
    return "\n" + "\n".join(bad[:30])


def test_every_sense_stands_in_its_domains_file_by_alphabet() -> None:
    for path in FILES:
        lines = [line for name, line in LINES if name == path.name]
        assert {line.domain for line in lines} == {path.stem}
        terms = [line.term.casefold() for line in lines]
        assert terms == sorted(terms)


def test_the_surfaces_that_are_read_first_are_the_lines() -> None:
    quick = [unread.surfaces for path in FILES for unread in read_lines(path)]
    assert quick == [line.every_surface() for _, line in LINES]


def test_a_surface_is_an_ordinary_word_on_each_of_its_lines_or_on_none() -> None:
    ordinary = {surface for _, line in LINES for surface in line.ordinary()}
    bad = [
        f"{name}: {line.term}: {sorted(missing)}"
        for name, line in LINES
        if (missing := ordinary.intersection(line.every_surface()) - line.ordinary())
    ]
    assert not bad, each(bad)


def test_what_is_true_of_every_surface_is_no_list() -> None:
    bad = [
        f"{name}: {line.term}"
        for name, line in LINES
        if not isinstance(line.word, bool) and not 0 < len(line.word) < len(set(line.every_surface()))
    ]
    assert not bad, each(bad)


def test_no_sense_stands_twice() -> None:
    assert len({(name, line.term, tuple(line.expansion.items()), line.meaning["en"]) for name, line in LINES}) == len(
        LINES
    )


def test_every_sense_has_both_languages_and_a_known_category() -> None:
    bad = [
        f"{name}: {line.term}"
        for name, line in LINES
        if line.category not in categories()
        or set(line.meaning) != set(PAGE_LANGUAGES)
        or (line.kind is Kind.NAME) == bool(line.expansion)
        or (line.expansion and set(line.expansion) != set(PAGE_LANGUAGES))
        or not any(line.surfaces.values())
    ]
    assert not bad, each(bad)


def test_meanings_are_one_short_sentence_without_acronyms() -> None:
    bad = []
    for name, line in LINES:
        for code, text in line.meaning.items():
            one = len(re.findall(r"[.!?](?:\s|$)", text)) == 1 and text.endswith(".")
            if not one or len(text.split()) > LONGEST or find_acronyms(text, code):
                bad.append(f"{name}: {line.term}: {text}")
    assert not bad, each(bad)


@pytest.mark.parametrize("code", PAGE_LANGUAGES)
def test_meanings_are_easy_to_read(code: str) -> None:
    assert mean(ease(line.meaning[code], code) for _, line in LINES) >= PLAIN_EASE


def test_meanings_pass_the_contract_of_pages() -> None:
    lexicon = load_lexicon()
    bad = [
        f"{name}: {line.term}: {text}"
        for name, line in LINES
        for code, text in line.meaning.items()
        if unexplained(text, code, lexicon)
    ]
    assert not bad, each(bad)


def test_no_meaning_explains_a_word_by_itself() -> None:
    bad = [
        f"{name}: {line.term}: {text}"
        for name, line in LINES
        if line.kind is not Kind.ACRONYM
        for text in map(fold, line.meaning.values())
        for surface in map(fold, line.every_surface())
        if len(surface) > 2 and re.search(rf"(?<!\w){re.escape(surface)}(?!\w)", text)
    ]
    assert not bad, each(bad)


def test_no_expansion_explains_jargon_by_an_acronym() -> None:
    bad = [
        f"{name}: {line.term}: {text}"
        for name, line in LINES
        if line.kind is Kind.JARGON
        for code, text in line.expansion.items()
        if find_acronyms(text, code)
    ]
    assert not bad, each(bad)


def test_no_sense_stands_in_two_files() -> None:
    seen: dict[tuple[str, str], str] = {}
    bad = []
    for name, line in LINES:
        if line.kind is Kind.ACRONYM:
            key = (line.term, f"{line.expansion['en']}: {line.meaning['en']}")
            if key in seen:
                bad.append(f"{key}: {seen[key]} and {name}")
            seen[key] = name
    assert not bad, each(bad)


@pytest.mark.parametrize("code", PAGE_LANGUAGES)
def test_each_acronym_beside_its_expansion_counts_as_explained(code: str) -> None:
    lexicon = load_lexicon()
    bad = [
        f"{name}: {line.term} [{line.expansion[code]}]"
        for name, line in LINES
        if line.kind is Kind.ACRONYM
        and any(f.surface == line.term for f in unexplained(f"x {line.term} [{line.expansion[code]}] y", code, lexicon))
    ]
    assert not bad, each(bad)


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    for text, said in (
        ('{"term": "A"}', "surfaces: Field required"),
        ('{"term": "A", "surfaces": 3, "kind": "acronym"}', "surfaces: Input should be"),
        ("{", "line: Invalid JSON"),
    ):
        (tmp_path / "x.jsonl").write_text(f"\n{text}\n", encoding="utf-8")
        with pytest.raises(LexiconError, match=rf"x\.jsonl:2: {said}"):
            list(Lexicon(read_lines(tmp_path / "x.jsonl")).meanings())


def test_a_line_is_read_whole_where_it_is_needed(tmp_path: Path) -> None:
    head = '{"term": "A", "surfaces": {"en": ["AB"], "es": []}, "kind": '
    (tmp_path / "x.jsonl").write_text(f'{head}"nothing"}}\n', encoding="utf-8")
    lexicon = load_lexicon(tmp_path)
    assert not lexicon.of("CD")
    with pytest.raises(LexiconError, match=r"x\.jsonl:1: kind: "):
        lexicon.of("AB")


def found(lexicon: Lexicon, text: str) -> list[Match]:
    """The matches in a text of which all is read."""
    return list(lexicon.find(text, text))


def line(term: str, kind: str, *surfaces: str, word: bool | Sequence[str] = False) -> LexiconLine:
    """A line with these surfaces."""
    return LexiconLine.model_validate(
        {
            "term": term,
            "surfaces": {"en": surfaces or (term,)},
            "kind": kind,
            "expansion": {} if kind == "name" else {"en": f"what {term} is", "es": f"lo que es {term}"},
            "meaning": {"en": "A thing.", "es": "Una cosa."},
            "category": "general",
            "domain": "general",
            "word": word,
        }
    )


@pytest.mark.parametrize(
    ("text", "surfaces"),
    [
        ("a GPU and gpus", ["GPU", "gpus"]),
        ("Zero-day, ZERO-DAYS and zero-day's", ["Zero-day", "ZERO-DAYS", "zero-day"]),
        ("Rust rusts; RUST", ["Rust", "RUST"]),
        ("llama.cpp now", ["llama.cpp"]),
        ("axolotl, AXOLOTL and mercury", ["axolotl", "AXOLOTL"]),
        ("smart contracts, smart contract wallet", ["smart contracts", "smart contract wallet"]),
        ("biGPU GPUx _GPU $GPU", []),
        ("İGPU İ GPU", ["GPU"]),
    ],
)
def test_find(text: str, surfaces: list[str]) -> None:
    lexicon = Lexicon(
        [
            line("GPU", "acronym"),
            line("zero-day", "jargon"),
            line("Rust", "name"),
            line("llama.cpp", "name"),
            line("Axolotl", "name"),
            line("Mercury", "name"),
            line("smart contract", "jargon"),
            line("smart contract wallet", "jargon"),
        ]
    )
    assert [text[m.start : m.end] for m in found(lexicon, text)] == surfaces


US = line("US", "acronym", "US", "U.S.", "USA", word=["US"])
COHORT = line("cohort", "jargon", "cohort", "cohort analysis", word=["cohort"])
FLUX = line("Flux", "name", "Flux", word=True)


@pytest.mark.parametrize(
    ("surface", "ordinary"),
    [
        ("US", True),
        ("USA", False),
        ("U.S.", False),
        ("cohort", True),
        ("Cohorts", True),
        ("cohort analysis", False),
        ("FLUX", True),
    ],
)
def test_one_surface_of_a_line_may_be_an_ordinary_word_and_another_none(surface: str, ordinary: bool) -> None:
    lexicon = Lexicon([US, COHORT, FLUX])
    (match,) = found(lexicon, f"the {surface} now")
    assert [meaning.word for meaning in match.meanings] == [ordinary]
    assert {meaning.word for meaning in lexicon.of(surface)} <= {ordinary}
    assert len(list(lexicon.meanings())) == 3


def test_a_word_that_the_line_does_not_have_is_named(tmp_path: Path) -> None:
    wrong = {**US.model_dump(mode="json", by_alias=True), "word": ["US", "Us"]}
    (tmp_path / "x.jsonl").write_text(json.dumps(wrong), encoding="utf-8")
    with pytest.raises(LexiconError, match=r"x\.jsonl:1: word: .*'Us' is no surface of the line"):
        load_lexicon(tmp_path).of("US")


def test_what_is_written_in_another_way_is_as_ordinary_as_any_surface_that_it_may_be() -> None:
    lexicon = Lexicon([US])
    assert [meaning.word for meaning in lexicon.of("US's")] == [True]
    assert [meaning.word for meaning in lexicon.of("USA's")] == [False]


SEEN = """
from analysis.lexicon.lexicon import Lexicon
from analysis.lexicon.lines import LexiconLine
line = {"term": "caché", "surfaces": {"en": ["cache", "caches"], "es": ["caché", "cachés", "memoria caché"]},
        "kind": "jargon", "expansion": {"en": "a", "es": "b"}, "meaning": {"en": "A.", "es": "B."},
        "category": "general", "domain": "general"}
text = "a cache, a Caché, the Caches"
print([match.surface for match in Lexicon([LexiconLine.model_validate(line)]).find(text, text)])
"""


def test_the_surface_that_is_shown_is_the_same_in_every_process() -> None:
    """Sets of words have another order in each process."""

    def seen(seed: int) -> str:
        variables = {**os.environ, "PYTHONHASHSEED": str(seed)}
        return subprocess.run(
            [sys.executable, "-c", SEEN], env=variables, check=True, capture_output=True
        ).stdout.decode()

    assert len({seen(seed) for seed in range(6)}) == 1
