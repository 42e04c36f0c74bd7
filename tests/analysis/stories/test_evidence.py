"""What two tellings share, and how much it says."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stories.evidence import (
    CONCEPTS,
    ENOUGH_EVIDENCE,
    OTHER_NAMES,
    OTHER_VERSION,
    Features,
    against,
    features,
    weight,
    worth,
)


def shared(one: Features, other: Features) -> set[str]:
    return one.all.keys() & other.all.keys()


def nats(one: Features, other: Features) -> float:
    both = [one.all[name] for name in shared(one, other)]
    return worth({feature: weight(feature, 0, 1) for feature in both}) - against(one, other, both)


# --- the table ---


def test_each_concept_has_words_of_both_languages_and_each_word_one_concept() -> None:
    rows = [json.loads(line) for line in CONCEPTS.read_text(encoding="utf-8").splitlines()]
    assert [list(row) for row in rows] == [["concept", "en", "es"]] * len(rows)
    assert all(row["en"] and row["es"] for row in rows)
    names = [row["concept"] for row in rows]
    assert names == sorted(set(names))
    stems = [
        (row["concept"], stem)
        for row in rows
        for stem in {next(iter(features(word).all), "") for word in (*row["en"], *row["es"])}
    ]
    assert {stem for _, stem in stems} == {f"={name}" for name in names}


# --- what is mentioned ---


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("The court fines the bank", "El tribunal multa al banco", {"=court", "=fine", "=bank"}),
        ("9.4M passengers", "9,4 millones de pasajeros", {"#9.4e+06", "=passenger"}),
        ("$1.7B", "1.700 millones", {"#1.7e+09"}),
        ("2,000,000", "2.000.000", {"#2e+06"}),
        ("31% of it", "un 31 %", {"#31"}),
        ("3 of 5", "3 de 5", set()),
        ("Quillgate's gateway", "la pasarela de Quillgate", {"quillgat", "=gateway"}),
        ("the of and", "el de y", set()),
        ("", "words", set()),
    ],
)
def test_what_two_languages_share(one: str, other: str, expected: set[str]) -> None:
    assert shared(features(one), features(other)) == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("fines", "multado", True),
        ("vaccines", "vacunación", True),
        ("currency", "monedas", True),
        ("invest", "investigate", False),
        ("internet", "international", False),
        ("nacional", "nation", False),
    ],
)
def test_a_word_is_more_than_its_beginning(one: str, other: str, same: bool) -> None:
    assert bool(shared(features(one), features(other))) is same


def test_an_address_is_not_what_a_text_says() -> None:
    link = "https://thecourtsheet.example/2026/11/22/"
    assert not shared(features(f"Harbour walls {link}harbour"), features(f"Opera begins {link}opera"))


def test_an_acronym_meets_its_long_form() -> None:
    short = features("Quillmont opens its LLM", known=["LLM"], long_forms=["large language model"])
    assert {"large", "=language", "model"} <= shared(short, features("a large language model, opened"))
    assert {"=language", "model"} <= shared(short, features("un modelo de lenguaje"))


# --- what it is worth ---


def test_a_name_that_no_list_has_is_enough_and_a_usual_word_is_not() -> None:
    assert nats(features("Quillgate!"), features("about Quillgate")) > ENOUGH_EVIDENCE
    assert nats(features("the company says"), features("a company said")) < ENOUGH_EVIDENCE


def test_what_the_lexicon_knows_is_a_topic() -> None:
    one = features("RAG with GGUF on VRAM", known=["RAG", "GGUF", "VRAM"])
    other = features("VRAM for GGUF and RAG", known=["RAG", "GGUF", "VRAM"])
    assert 0 < nats(one, other) < ENOUGH_EVIDENCE


def test_what_many_stories_mention_is_worth_less() -> None:
    name = features("Quillgate").all["quillgat"]
    worths = [weight(name, others, 100) for others in (0, 1, 5, 50, 100)]
    assert worths == sorted(worths, reverse=True)
    assert worths[-1] == 0


def test_other_names_and_other_versions_speak_against_it() -> None:
    assert against(features("Quillgate falls"), features("Halbrenck falls"), []) == OTHER_NAMES
    one, other = features("Quillgate 9.1.4 has a hole"), features("Quillgate 10 is out")
    assert against(one, other, [one.all["quillgat"]]) == OTHER_VERSION
    assert against(one, features("Quillgate 9.1.4: patch"), [one.all["quillgat"]]) == 0


@given(st.lists(st.text(max_size=30) | st.from_regex(r"[$€]?[0-9][0-9.,]{0,400} ?(k|mil millones|B)?"), max_size=6))
def test_any_text_is_read(parts: list[str]) -> None:
    found = features(" ".join(parts), known=parts, long_forms=parts, names=parts)
    assert all(0 <= weight(each, others, 9) < 100 for each in found.all.values() for others in (0, 9))
    assert nats(found, found) >= 0
