"""Terms of every kind are found, the longer one where two overlap."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.lexicon.lexicon import Lexicon, load_lexicon
from analysis.terms.jargon import find_terms, is_doubtful
from db.models import Kind


def test_kinds(lexicon: Lexicon) -> None:
    found = find_terms("Pump.fun to raise $1B on an airdrop, says MoE fan of $USELESS and GPUs", "en", lexicon)
    assert [(t.surface, t.term, t.kind) for t in found] == [
        ("Pump.fun", "Pump.fun", Kind.NAME),
        ("$1B", "$1B", Kind.JARGON),
        ("airdrop", "airdrop", Kind.JARGON),
        ("MoE", "MoE", Kind.ACRONYM),
        ("$USELESS", "$USELESS", Kind.TICKER),
        ("GPUs", "GPU", Kind.ACRONYM),
    ]


def test_the_letters_may_be_a_word_where_the_same_with_dots_are_none() -> None:
    whole = load_lexicon()
    found = find_terms("The U.S. and the USA, said the US Senate.", "en", whole)
    assert [(t.surface, is_doubtful(t)) for t in found] == [("U.S.", False), ("USA", False), ("US", True)]


def test_words_in_any_case_and_plural_but_not_inside_others(lexicon: Lexicon) -> None:
    assert [t.surface for t in find_terms("Airdrops! airdrop's AIRDROPS airdropper", "en", lexicon)] == [
        "Airdrops",
        "airdrop",
        "AIRDROPS",
    ]


def test_code_and_addresses_are_not_read(lexicon: Lexicon) -> None:
    assert find_terms("`airdrop` https://x.example/airdrop @airdrop", "en", lexicon) == []


@given(text=st.text(alphabet="abGPUDs $.,()@#1BİßÉ airdrop\n`", max_size=120))
def test_any_text_gives_terms_that_slice_back_in_order(lexicon: Lexicon, text: str) -> None:
    end = 0
    for term in find_terms(text, "en", lexicon):
        assert text[term.start : term.end] == term.surface
        assert term.start >= end
        end = term.end


@pytest.mark.parametrize(
    "text",
    [
        "at 10:46:08 PM",
        "12:30 pm",
        "a las 5 p. m. del lunes",
        "9 a.m.",
        "136 mm de ancho",
        "38mm",
        "16 kg",
        "I.E. so",
        "e.g.",
    ],
)
def test_times_measures_and_latin_are_known_to_everybody(text: str) -> None:
    assert find_terms(text, "es" if "ancho" in text or "lunes" in text else "en", load_lexicon()) == []


@pytest.mark.parametrize(
    ("text", "surfaces"),
    [("the PM spoke", ["PM"]), ("MM of 9", ["MM"]), ("16 GB", ["GB"]), ("IE 6", ["IE"])],
)
def test_other_letters_like_them_are_terms(text: str, surfaces: list[str]) -> None:
    assert [term.surface for term in find_terms(text, "en", load_lexicon())] == surfaces


def test_a_text_that_is_one_hashtag_is_read_and_other_tags_are_labels(lexicon: Lexicon) -> None:
    assert [(t.start, t.end, t.term) for t in find_terms(" #GPU ", "en", lexicon)] == [(2, 5, "GPU")]
    assert find_terms("#GPU and #TPU", "en", lexicon) == []
