"""The contract: what counts as explained in a Markdown text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.lexicon.lexicon import Lexicon
from analysis.plain import unexplained


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
    ],
)
def test_unexplained(text: str, expected: list[str], lexicon: Lexicon) -> None:
    assert names(text, lexicon) == expected


def test_line_and_column(lexicon: Lexicon) -> None:
    (found,) = unexplained("one\n\n\\*a ZZT", "en", lexicon)
    assert (found.line, found.column) == (3, 5)


@given(text=st.text(alphabet="AGPUZT `~[]()<>|\\\n-:!é", max_size=150))
def test_any_text_and_offsets_slice_back(text: str, lexicon: Lexicon) -> None:
    for found in unexplained(text, "en", lexicon):
        assert text[found.start : found.end].replace("\\", "") == found.surface
        assert found.line >= 1
        assert found.column >= 1
