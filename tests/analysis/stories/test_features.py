"""What a telling mentions, and how prominent that is."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stories.features import CONCEPTS, Features, Trait, features


def shared(one: Features, other: Features) -> set[str]:
    return one.all.keys() & other.all.keys()


def test_the_table_has_words_of_both_languages_and_each_word_one_concept() -> None:
    rows = [json.loads(line) for line in CONCEPTS.read_text(encoding="utf-8").splitlines()]
    assert [list(row) for row in rows] == [["concept", "en", "es"]] * len(rows)
    assert len(rows) >= 4000
    assert all(row["en"] and row["es"] for row in rows)
    names = [row["concept"] for row in rows]
    assert names == sorted(set(names))
    lost = [
        word
        for row in rows
        for word in (*row["en"], *row["es"])
        if f"={row['concept']}" not in features(f"{word} .").all
    ]
    assert lost == []


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("the court fines the bank", "el tribunal multa al banco", {"=court", "=fine", "=bank"}),
        ("an earthquake in Peru", "un terremoto en Perú", {"=earthquake", "=Peru"}),
        ("the forest fire in Athens", "el incendio forestal de Atenas", {"=wildfire", "=Athens"}),
        ("9.4M passengers", "9,4 millones de pasajeros", {"#9.4e+06", "=passenger"}),
        ("$1.7B", "1.700 millones", {"#1.7e+09"}),
        ("2,000,000", "2.000.000", {"#2e+06"}),
        ("3 of 5", "3 de 5", set()),
        ("near Quillgate's gateway", "en la pasarela de Quillgate", {"quillgat", "=gateway"}),
        ("the of and", "el de y", set()),
        ("", "words", set()),
    ],
)
def test_what_two_languages_share(one: str, other: str, expected: set[str]) -> None:
    assert shared(features(one), features(other)) >= expected
    assert bool(shared(features(one), features(other))) is bool(expected)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("fines", "multado", True),
        ("vaccines", "vacunación", True),
        ("currency", "monedas", True),
        ("invest", "investigate", False),
        ("internet", "international", False),
    ],
)
def test_a_word_is_more_than_its_beginning(one: str, other: str, same: bool) -> None:
    assert bool(shared(features(one), features(other))) is same


def test_a_term_of_the_lexicon_is_the_same_in_both_languages() -> None:
    one = features("a flash loan emptied it", {"flash loan": "crypto:flash"})
    other = features("un préstamo relámpago la vació", {"préstamo relámpago": "crypto:flash"})
    assert shared(one, other) == {"~crypto:flash"}
    assert one.all["~crypto:flash"].kind is Trait.TERM


def test_an_address_is_not_what_a_text_says() -> None:
    link = "https://thecourtsheet.example/2026/11/22/"
    assert not shared(features(f"Harbour walls {link}harbour"), features(f"Opera begins {link}opera"))


def test_an_account_that_is_spoken_to_and_the_number_of_a_series_are_no_evidence() -> None:
    assert "=anna" not in features("Nice one @anna_99 for all").all
    assert not [name for name in features("@anna_99 @bo7 well").all if "anna" in name or "bo7" in name]
    assert "season 3" not in features("The Kestrel Season 3 has an end").all
    assert "kestrel 3" in features("Kestrel 3 has an end").all


def test_the_title_the_lead_what_is_repeated_and_what_is_said_in_passing() -> None:
    filler = "Nothing else was said about it there. " * 8
    found = features(f"Quillgate falls\nA hole in Halbrenck. {filler} Corvella. Ferrolane, Ferrolane and Ferrolane.")
    prominent = [found.prominence[name] for name in ("quillgat", "halbrenck", "ferrolan", "corvell")]
    assert prominent[0] > prominent[1] == prominent[2] > prominent[3]


def test_a_long_text_says_no_more_than_a_short_one() -> None:
    short = "Quillgate falls\nA hole in the gateways lets anybody in."
    long = short + " Everyday words follow about banks, courts, rain, schools, music and trains." * 40
    assert len(features(long).all) < len(features(short).all) + 40
    everyday = features("A bank sues a school over its music")
    assert not shared(features("Quillgate falls\n" + "x " * 200 + "banks, schools and music"), everyday)


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("The fall of Quillgate", "quillgat", Trait.NAME),
        ("quillgate down", "quillgat", Trait.NAME),
        ("Corvella opens Maren 3", "maren 3", Trait.NUMBER),
        ("Two from Port Lenz", "port lenz", Trait.NAME),
    ],
)
def test_names_and_versions(text: str, name: str, kind: Trait) -> None:
    assert features(text).all[name].kind is kind


def test_who_published_it_and_tags_are_no_part_of_a_title() -> None:
    assert not shared(features("Quillgate falls - The Norvik Post"), features("Opera begins - The Norvik Post"))
    assert not shared(features("[Zarandaja] Quillgate falls"), features("[Zarandaja] Opera begins"))


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("How do I back up a phone", True),
        ("¿Qué móvil compráis?", True),
        ("Guía de copias de seguridad", True),
        ("Quillgate recalls 40,000 chargers", False),
        ("Gateways\n" + "One sets the first switch and then the other. " * 10, True),
        ("Gateways\nOn Tuesday " + "One sets the first switch and then the other. " * 10, False),
        ("Pasarelas\nAyer " + "Se pulsa un botón y luego el otro. " * 10, False),
    ],
)
def test_what_asks_or_never_says_when_reports_nothing(text: str, asks: bool) -> None:
    assert features(text).asks is asks


def test_of_a_text_in_another_language_only_numbers_and_terms_are_read() -> None:
    found = features("Die Bibliothek hat 40.000 Bücher und GPU", {"GPU": "gpu"}, foreign=True)
    assert set(found.all) == {"#40000", "~gpu"}


@given(st.lists(st.text(max_size=30) | st.from_regex(r"[$€]?[0-9][0-9.,]{0,400} ?(k|mil millones|B)?"), max_size=6))
def test_any_text_is_read(parts: list[str]) -> None:
    found = features(" ".join(parts), dict.fromkeys(filter(None, parts), "sense"), parts)
    assert found.all.keys() == found.prominence.keys()
    assert all(0 < prominent <= 1 for prominent in found.prominence.values())
