"""Is Markdown read as a person reads it, and all else left alone?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.pages.markdown import unmarked


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**Memory:** 8 GB is *not* enough", "Memory: 8 GB is not enough"),
        ("see [the docs](https://x.example/a_b) first", "see the docs first"),
        ("![a chart](https://x.example/c.png)", "a chart"),
        ("## What it costs\n\nNothing.", "What it costs\n\nNothing."),
        ("- **one**\n  - *two*", "- one\n  - two"),
        ("run `a*b*c` and *stop*", "run `a*b*c` and stop"),
        ("```\n**kept** [x](y)\n```\n**not kept**", "```\n**kept** [x](y)\n```\nnot kept"),
    ],
)
def test_signs_are_read(text: str, expected: str) -> None:
    assert unmarked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *(
            "#",
            "#tag",
            "2 * 3 * 4",
            "5*6*7",
            "def f(*args, **kwargs)",
            "__init__ and snake_case_",
            "[x] to do",
            "a*",
            "",
        ),
        *("_so_ they say", "1) one\n2) two", "> quoted", "<b>", "a \\* b", "**" * 4000),
    ],
)
def test_what_is_no_markdown_stays(text: str) -> None:
    assert unmarked(text) == text


@given(st.text(st.sampled_from("*_[]()`#!a \n~\\"), max_size=80))
def test_whatever_is_written_keeps_its_lines_and_letters(text: str) -> None:
    said = unmarked(text)
    assert said.count("\n") == text.count("\n")
    assert set(said) <= set(text)
