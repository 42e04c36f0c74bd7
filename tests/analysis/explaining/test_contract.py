"""The contract: what counts as explained in a Markdown text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.explaining.contract import unexplained
from analysis.lexicon.lexicon import Lexicon, load_lexicon
from db.models import Kind


def names(text: str, lexicon: Lexicon, language: str = "en") -> list[str]:
    """The surfaces that are not explained."""
    return [found.surface for found in unexplained(text, language, lexicon)]


TABLE = "| term | spelled out | in plain words |\n|---|---|---|\n"


@pytest.mark.parametrize(
    "text",
    [
        "A GPU [graphics processing unit] draws. GPUs are hot.",
        "A GPU (graphics processing unit) draws.",
        "A graphics processing unit (GPU) draws.",
        "Una GPU [unidad de procesamiento de gráficos] dibuja.",
        f"A GPU draws.\n\n{TABLE}| GPU | graphics processing unit | a chip |",
        f"A ZZT is here.\n\n{TABLE}| ZZT | unknown | — |",
        "| término | de dónde |\n|---|---|\n| **DP** | este hilo |\n\nUn DP.",
        "Run `GPU` and\n```\nZZT\n```\nnow",
        "A [link](https://example.org/GPU/ZZT) and <https://example.org/ZZT>",
        "$USELESS is a ticker, and Pump.fun a name.",
        "<!-- unjargon: allow ZZT, QQX -->\nA ZZT and a QQX.",
        "labeled recall (LR) is measured. LR is high.",
        "> quoted \\*GPU\\* [graphics processing unit]",
        "A GPU-based [graphics processing unit] box.",
        "> A GPU\n> (graphics\n> processing unit) draws.",
        "- A graphics processing\r\n  unit (GPU) draws.",
        "> | term | spelled out |\n> |---|---|\n> | GPU | graphics processing unit |\n\nA GPU.",
        "term | spelled out\n--- | ---\nGPU | graphics processing unit\n\nA GPU.",
        "| term | spelled out |\r\n|:--|--:|\r\n| `GPU` | graphics processing unit |\r\n\r\nA GPU.",
        "---\ntitle: GPU\n---\nNothing",
        "---\r\ntitle: GPU\r\n---\r\nNothing",
        "Text\n\n    export ZZT=QQX\n\tand QQX\n\nmore",
        "> ```\n> ZZT\n> ```\n> fine",
        "````\nZZT\n```\nQQX\n````\nfine",
        "<code>ZZT</code> <pre class='x'>\nQQX\n</pre>",
        "<!-- GPU -->",
    ],
)
def test_explained(text: str, lexicon: Lexicon) -> None:
    assert names(text, lexicon) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A GPU draws.", ["GPU"]),
        ("A GPU draws. Later: GPU [graphics processing unit].", ["GPU"]),
        ("A GPU (2024) draws.", ["GPU"]),
        ("A GPU [something else entirely] draws.", ["GPU"]),
        ("> A ZZT in a quotation", ["ZZT"]),
        ("A ZZT.\n\n| name | what |\n|---|---|\n| ZZT | a thing |", ["ZZT"]),
        (f"A ZZT.\n\n{TABLE}| ZZT | — | — |", ["ZZT"]),
        (f"{TABLE}| GPU | a QQX of chips | — |", ["QQX"]),
        ("# ZZT\n\nA QQX and a QQX", ["ZZT", "QQX"]),
        ("[ZZT](https://example.org)", ["ZZT"]),
        ("```ZZT``` is code, and QQX is none", ["QQX"]),
        ("it`s a ZZT\n\nit`s a QQX", ["ZZT", "QQX"]),
        ("- an item\n\n    with a ZZT", ["ZZT"]),
        ("a line\n    with a ZZT", ["ZZT"]),
        ("A ZZT.\n\n| term | what |\n| ZZT | a thing |", ["ZZT"]),
        ("A ZZT.\n\n| what | term |\n|---|---|\n| ZZT | a thing |", ["ZZT"]),
        ("A ZZT.\n\n```\n| term | what |\n|---|---|\n| ZZT | a thing |\n```", ["ZZT"]),
        ("| term | what |\n|---|---|\n| GPU | a chip |\n\nZZT | a thing", ["ZZT"]),
        ("A GPU-based (2024) box.", ["GPU"]),
        ("A GPU\n\n(graphics processing unit)", ["GPU"]),
        ("A GPU (graphics\n\nprocessing unit)", ["GPU"]),
        ("~~~\nZZT\n~~~\nQQX", ["QQX"]),
    ],
)
def test_unexplained(text: str, expected: list[str], lexicon: Lexicon) -> None:
    assert names(text, lexicon) == expected


def test_line_and_column(lexicon: Lexicon) -> None:
    (found,) = unexplained("one\n\n\\*a ZZT", "en", lexicon)
    assert (found.line, found.column) == (3, 5)


def test_lines_and_columns_of_many(lexicon: Lexicon) -> None:
    found = unexplained("ZZT\r\nso \\*\\*QQX\n\n\\> WWK", "en", lexicon)
    assert [(each.surface, each.line, each.column) for each in found] == [("ZZT", 1, 1), ("QQX", 2, 8), ("WWK", 4, 4)]


def test_what_the_caller_allows(lexicon: Lexicon) -> None:
    assert unexplained("ZZTs and QQX", "en", lexicon, allowed=["ZZT", "QQX"]) == []


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("A GPU draws.", "en", ("GPU [graphics processing unit]",)),
        ("Many GPUs draw.", "en", ("GPUs [graphics processing units]",)),
        ("The GPU's fan.", "en", ("GPU's [graphics processing unit]",)),
        ("Los GPU dibujan.", "es", ("GPU [unidades de procesamiento de gráficos]",)),
        ("A GPU-3000 draws.", "en", ("GPU-3000 [graphics processing unit]",)),
        ("Eine GPU", "de", ("GPU [graphics processing unit]",)),
        ("A ZZT.", "en", ()),
    ],
)
def test_what_would_explain_it(text: str, language: str, expected: tuple[str, ...], lexicon: Lexicon) -> None:
    (found,) = unexplained(text, language, lexicon)
    assert found.suggestions == expected


def test_every_meaning_is_suggested(lexicon: Lexicon) -> None:
    (found,) = unexplained("DP it is", "en", lexicon)
    assert {"DP [data parallelism]", "DP [dynamic programming]"} <= set(found.suggestions)


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_is_suggested_explains(language: str) -> None:
    lexicon = load_lexicon()
    terms = sorted({m.sense.term for m in lexicon.meanings() if m.sense.kind is Kind.ACRONYM})
    for term in terms[::7]:
        for found in unexplained(f"x {term} y", language, lexicon):
            for said in found.suggestions:
                left = unexplained(f"x {said} y", language, lexicon)
                assert found.term not in {each.term for each in left}, said


@given(text=st.text(alphabet="AGPUZT `~[]()<>|\\\n-:!é", max_size=150))
def test_any_text_and_offsets_slice_back(text: str, lexicon: Lexicon) -> None:
    for found in unexplained(text, "en", lexicon):
        assert text[found.start : found.end].replace("\\", "") == found.surface
        assert found.line >= 1
        assert found.column >= 1


def test_what_is_proposed_is_what_the_document_means() -> None:
    [found] = unexplained(
        "The DP runs beside TP [tensor parallelism] on each GPU [x].", "en", load_lexicon(), allowed=["GPU"]
    )
    assert found.suggestions == ("DP [data parallelism]",)
