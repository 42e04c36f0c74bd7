"""Acronyms are found by their shape, and read where the text defines them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.terms.acronyms import find_acronyms
from analysis.text.surface import canonical


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
        ("MEV stands for maximal extractable value.", {"MEV": "maximal extractable value"}),
        ("TVL = total value locked", {"TVL": "total value locked"}),
        ("The TVL, that is the total value locked, fell", {"TVL": "total value locked"}),
        ("Retrieval augmented generation, also known as RAG", {"RAG": "Retrieval augmented generation"}),
        ("RSS (which stands for Really Simple Syndication)", {"RSS": "Really Simple Syndication"}),
        ("a key performance indicator or KPI", {"KPI": "key performance indicator"}),
        ("“NE” (not estimated)", {"NE": "not estimated"}),
        ("a layer 2 (L2) chain", {"L2": "layer 2"}),
        ("a maximum entropy model (MaxEnt) won", {"MaxEnt": "maximum entropy"}),
        ("Conference on Quiet Engines (CQE'94)", {"CQE'94": "Conference on Quiet Engines"}),
        (
            "the chips (GPU, graphics processing unit; TPU, tensor processing unit)",
            {"GPU": "graphics processing unit", "TPU": "tensor processing unit"},
        ),
        (
            "LR = labeled recall; LP = labeled precision; ZQ = whatever else",
            {"LR": "labeled recall", "LP": "labeled precision", "ZQ": "whatever else"},
        ),
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
        ("Siglas: TBP = temperatura de bulbo pequeño", {"TBP": "temperatura de bulbo pequeño"}),
        ("el aprendizaje por refuerzo (RL, por sus siglas en inglés)", {"RL": "aprendizaje por refuerzo"}),
        (
            "la generación aumentada por recuperación, conocida como RAG",
            {"RAG": "generación aumentada por recuperación"},
        ),
        ("GPU: unidad de procesamiento gráfico", {"GPU": "unidad de procesamiento gráfico"}),
        (
            "la Conferencia de las Naciones Unidas sobre Comercio y Desarrollo (UNCTAD)",
            {"UNCTAD": "Conferencia de las Naciones Unidas sobre Comercio y Desarrollo"},
        ),
        (
            "la Organización del Tratado del Atlántico Norte (OTAN)",
            {"OTAN": "Organización del Tratado del Atlántico Norte"},
        ),
        ("ayer, el Fondo para la Pesca, la Caza y el Río (FPCR)", {"FPCR": "Fondo para la Pesca, la Caza y el Río"}),
    ],
)
def test_spanish_definitions(text: str, expected: dict[str, str]) -> None:
    assert read(text, "es") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L’Organisation mondiale de la santé (OMS) a parlé.", {"OMS": "Organisation mondiale de la santé"}),
        ("la TVA est la taxe sur la valeur ajoutée", {"TVA": "taxe sur la valeur ajoutée"}),
        ("RAG signifie génération augmentée par récupération", {"RAG": "génération augmentée par récupération"}),
        ("SNCF : Société nationale des chemins de fer", {"SNCF": "Société nationale des chemins de fer"}),
        ("les PME (petites et moyennes entreprises)", {"PME": "petites et moyennes entreprises"}),
        ("IA = intelligence artificielle", {"IA": "intelligence artificielle"}),
        ("CECI EST TRÈS IMPORTANT POUR VOUS", {}),
    ],
)
def test_french(text: str, expected: dict[str, str]) -> None:
    assert read(text, "fr") == expected


@pytest.mark.parametrize(
    "text",
    [
        "I DO NOT care",
        "THIS IS ALL SHOUTED BY SOMEBODY",
        "SELECT id FROM posts WHERE x",
        "send a GET /index and a POST",
        "16 GB at 3 GHz, 16GB, 5 V",
        "Louis XIV and chapter VII",
        "J. K. Rowling and J.R.R. Tolkien wrote it",
        "as [LMR12] and [ABC99a] show in Fig. 3A, Table IV and Sec. II-B (Doe et al., 2021)",
        "$USELESS and #MAGA",
        "see https://example.org/ABC?x=DEF or mail ABC@DEF.example or @ABCD",
        "run `export FOO` now\n```\nABC DEF\n```",
        "MAX_VALUE is a constant",
        "TODO: later",
        "a way to reach it (route origin authorization)",
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
        ("the U.S. Senate, U.S. Steel", ["U.S.", "U.S."]),
        ("k8s, i18n, GPT-4o, 3D-PTAV", ["k8s", "i18n", "GPT-4o", "3D-PTAV"]),
        ("las ONGs de EE. UU. y la ONG", ["ONGs", "EE. UU.", "ONG"]),
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
        ("H100s", "H100"),
        ("k8s", "k8s"),
    ],
)
def test_canonical(surface: str, head: str) -> None:
    assert canonical(surface) == head


SIGNS = "ABCabc (),.:=/-–'’&$#@\n123éÑ"
ANYTHING = st.text(max_size=200) | st.text(alphabet=SIGNS, max_size=200)


@given(ANYTHING, st.sampled_from(["en", "es", "xx"]))
def test_offsets_slice_back_and_mentions_do_not_overlap(text: str, language: str) -> None:
    end = 0
    for found in find_acronyms(text, language):
        assert text[found.start : found.end] == found.surface
        assert found.start >= end
        end = found.end
        if found.long_start is not None:
            assert text[found.long_start : found.long_end] == found.long_form


WORDS = st.sampled_from(
    """GPU GPUs TPU (TPU) (gpu) gpu RAG AND SELECT FROM NOT READ THE THIS = : ; , / * ( ) graphics processing unit
    rapid apple grows a of the or stands for is U.S. EE.UU. NN JJ noun Ñ 12 VII""".split()
)
TEXTS = st.lists(WORDS, max_size=25).map(" ".join)


@given(TEXTS, TEXTS, st.sampled_from(["en", "es", "fr"]))
def test_text_after_a_full_stop_changes_only_what_it_defines(before: str, after: str, language: str) -> None:
    start = len(f"{before} end. ")
    both = find_acronyms(f"{before} end. {after}", language)
    defined = {canonical(a.surface) for a in both if (a.long_end or 0) > start}
    places = [
        [(a.surface, a.start, a.long_start) for a in found if a.start < start and canonical(a.surface) not in defined]
        for found in (both, find_acronyms(f"{before} end. ", language))
    ]
    assert places[0] == places[1]
