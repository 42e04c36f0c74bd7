"""Which language a post is in."""

import pytest

from analysis.text.detection import detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("the best way to do it", "en"),
        ("la mejor manera de hacerlo", "es"),
        ("c'est la meilleure façon de le faire", "fr"),
        ("wir haben das nicht gewusst", "de"),
        ("GPU TPU", "unknown"),
        ("", "unknown"),
        ("https://example.org/the-best-way-to-do-it", "unknown"),
        ("12:30 😀", "unknown"),
    ],
)
def test_detect(text: str, language: str) -> None:
    assert detect(text) == language
