"""Acronyms are found by their shape, and read where the text defines them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.acronyms import find_acronyms
from analysis.surface import canonical


def read(text: str, language: str = "en") -> dict[str, str | None]:
    """Each surface with its long form."""
    return {a.surface: a.long_form for a in find_acronyms(text, language)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We train large language models (LLMs) daily.", {"LLMs": "large language models"}),
        ("The CPU (central processing unit) is hot.", {"CPU": "central processing unit"}),
        ("A Quadratic Kernel(QK) is used.", {"QK": "Quadratic Kernel"}),
        ("the Environmental Programme for Europe (EPE) said", {"EPE": "Environmental Programme for Europe"}),
        ("Extensible Markup Language [XML] is old", {"XML": "Extensible Markup Language"}),
        ("LR = labeled recall; LP = labeled precision", {"LR": "labeled recall", "LP": "labeled precision"}),
        ("LLM: large language model", {"LLM": "large language model"}),
        ("FOMO - fear of missing out", {"FOMO": "fear of missing out"}),
        ("RAG, short for retrieval augmented generation, helps", {"RAG": "retrieval augmented generation"}),
        ("ROI aka return on investment", {"ROI": "return on investment"}),
        ("our key performance indicators / KPIs are fine", {"KPIs": "key performance indicators"}),
        ("the database (DB) is down", {"DB": "database"}),
    ],
)
def test_english_definitions(text: str, expected: dict[str, str]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Paralelismo de datos (DP): cada chip", {"DP": "Paralelismo de datos"}),
        ("3) Paralelismo de tubería (PP): capas", {"PP": "Paralelismo de tubería"}),
        ("la TPU (unidad de procesamiento tensorial, un chip)", {"TPU": "unidad de procesamiento tensorial"}),
        ("los EE.UU. (Estados Unidos) dijeron", {"EE.UU.": "Estados Unidos"}),
        ("RAG significa generación aumentada por recuperación.", {"RAG": "generación aumentada por recuperación"}),
        ("el IVA es el impuesto sobre el valor añadido", {"IVA": "impuesto sobre el valor añadido"}),
        ("la inteligencia artificial (IA, por sus siglas) crece", {"IA": "inteligencia artificial"}),
    ],
)
def test_spanish_definitions(text: str, expected: dict[str, str]) -> None:
    assert read(text, "es") == expected


@pytest.mark.parametrize(
    "text",
    [
        "I DO NOT care",
        "THIS IS ALL SHOUTED BY SOMEBODY",
        "SELECT id FROM posts WHERE x",
        "send a GET /index and a POST",
        "16 GB at 3 GHz",
        "Louis XIV and chapter VII",
        "J. K. Rowling wrote it",
        "$USELESS and #MAGA",
        "see https://example.org/ABC?x=DEF or mail ABC@DEF.example or @ABCD",
        "run `export FOO` now\n```\nABC DEF\n```",
        "MAX_VALUE is a constant",
        "TODO: later",
    ],
)
def test_what_is_no_acronym(text: str) -> None:
    assert read(text) == {}


@pytest.mark.parametrize(
    ("text", "surfaces"),
    [
        ("GPUs, a GPU's fan and eBPF", ["GPUs", "GPU's", "eBPF"]),
        ("MoE, LoRA, IoT", ["MoE", "LoRA", "IoT"]),
        ("an ERC-20 coin, BF16, 2FA", ["ERC-20", "BF16", "2FA"]),
        ("R&D in the U.S. now", ["R&D", "U.S."]),
        ("CPU-bound TCP/IP", ["CPU", "TCP", "IP"]),
    ],
)
def test_shapes(text: str, surfaces: list[str]) -> None:
    assert [a.surface for a in find_acronyms(text)] == surfaces


def test_every_mention_has_the_long_form_and_only_one_defines() -> None:
    found = find_acronyms("The GPU is new. A graphics processing unit (GPU) draws. Two GPUs.")
    assert [a.long_form for a in found] == ["graphics processing unit"] * 3
    assert [a.long_start is not None for a in found] == [False, True, False]


@pytest.mark.parametrize(
    ("surface", "head"),
    [
        ("GPUs", "GPU"),
        ("GPU's", "GPU"),
        ("EE. UU.", "EEUU"),
        ("U.S.", "US"),
        ("MoE", "MoE"),
        ("Us", "Us"),
        ("SaaS", "SaaS"),
    ],
)
def test_canonical(surface: str, head: str) -> None:
    assert canonical(surface) == head


ANYTHING = st.text(max_size=200) | st.text(alphabet="ABCabc (),.:=/-–'’&$#@\n123éÑ", max_size=200)


@given(ANYTHING, st.sampled_from(["en", "es", "xx"]))
def test_offsets_slice_back_and_mentions_do_not_overlap(text: str, language: str) -> None:
    end = 0
    for found in find_acronyms(text, language):
        assert text[found.start : found.end] == found.surface
        assert found.start >= end
        end = found.end
        if found.long_start is not None:
            assert text[found.long_start : found.long_end] == found.long_form
