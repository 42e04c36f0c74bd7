"""Does a sentence end where a reader would say?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.text.sentences import sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("e.g. this and i.e. that. Then", ["e.g. this and i.e. that.", "Then"]),
        ("version 1.5 is out", ["version 1.5 is out"]),
        ("a line\nanother", ["a line", "another"]),
        ("", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [text[a:b] for a, b in sentences(text)] == expected


@given(st.text(max_size=200))
def test_sentences_are_in_order_and_lose_only_white_space(text: str) -> None:
    spans = list(sentences(text))
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())
    assert all(a < b for a, b in spans)
