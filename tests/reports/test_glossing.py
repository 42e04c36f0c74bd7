"""Are the right mentions explained in place?"""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.models import Extract, Gloss
from reports.formats.markdown import glossed
from reports.glossing import in_print_order, is_beside, placed
from reports.markdown_text import visible


def extract(text: str, *glosses: tuple[str, str | None]) -> Extract:
    """The text with a gloss at the first place of each term, or at each place when a term is given more than once."""
    found, at = [], dict.fromkeys((term for term, _ in glosses), 0)
    for term, expansion in glosses:
        start = text.index(term, at[term])
        at[term] = start + 1
        found.append(Gloss(start=start, end=start + len(term), term=term, expansion=expansion))
    return Extract(source="s", post="p", start=0, end=len(text), text=text, glosses=tuple(found))


def test_the_first_mention_is_spelled_out_and_later_ones_are_left_alone() -> None:
    gloss = in_print_order()
    first = gloss(extract("DP, then DP", ("DP", "data parallelism"), ("DP", "data parallelism")))
    second = gloss(extract("and DP", ("DP", "data parallelism")))
    assert glossed(first) == "DP [data parallelism], then DP"
    assert glossed(second) == "and DP"


def test_another_meaning_is_spelled_out_again() -> None:
    gloss = in_print_order()
    meanings = ["tensor parallelism", "take profit", "take profit", "tensor parallelism"]
    said = [glossed(gloss(extract("TP", ("TP", meaning)))) for meaning in meanings]
    assert said == ["TP [tensor parallelism]", "TP [take profit]", "TP", "TP [tensor parallelism]"]


def test_what_is_not_known_has_no_bracket() -> None:
    assert glossed(in_print_order()(extract("XYZ here", ("XYZ", None)))) == "XYZ here"


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        ("DP (data parallelism)", True),
        ("DP (Data  Parallelism, the plain one)", True),
        ("data parallelism (DP)", True),
        ("[data parallelism [DP]", True),
        ("DP (data parallelisms)", False),
        ("metadata parallelism (DP)", False),
        ("data parallelism, DP", False),
        ("DP", False),
    ],
)
def test_an_author_who_explains_is_not_repeated(text: str, beside: bool) -> None:
    start = text.index("DP")
    assert is_beside(text, start, start + 2, "data parallelism") is beside
    said = glossed(in_print_order()(extract(text, ("DP", "data parallelism"))))
    assert ("DP [data parallelism]" in said) is not beside


def test_a_round_bracket_after_a_gloss_makes_no_link() -> None:
    said = glossed(extract("DP(https://evil.example)", ("DP", "data parallelism")))
    assert said == "DP [data parallelism]\\(`https://evil.example`)"


def test_glosses_inside_an_address_or_outside_the_text_are_left_out() -> None:
    inside = extract("https://x.example/DP", ("DP", "data parallelism"))
    beyond = inside.model_copy(update={"text": "x", "glosses": (Gloss(start=0, end=9, term="x", expansion="y"),)})
    assert [*placed(inside), *placed(beyond)] == []


spans = st.tuples(st.integers(-3, 30), st.integers(-3, 30), st.text(max_size=8) | st.none())


@given(text=st.text(max_size=25), wanted=st.lists(spans, max_size=5))
def test_any_glosses_leave_the_text_as_it_is(text: str, wanted: list[tuple[int, int, str | None]], github: Any) -> None:
    text = f"w{text}w"
    glosses = tuple(Gloss(start=a, end=b, term=text[max(a, 0) : b], expansion=words) for a, b, words in wanted)
    kept = in_print_order()(Extract(source="s", post="p", start=0, end=len(text), text=text, glosses=glosses))
    expected, at = "", 0
    for gloss in kept.glosses:
        assert at <= gloss.start < gloss.end <= len(text)
        expected += f"{visible(text[at : gloss.end])}[{visible(gloss.expansion or '')}]"
        at = gloss.end
    expected += visible(text[at:])
    page = f"> “{glossed(kept)}”"
    assert github.shape(page) == github.shape("> “w”")
    assert github.words(page) == "".join(f"“{expected}”".split())
