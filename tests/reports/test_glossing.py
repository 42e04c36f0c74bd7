"""Are the right mentions explained in place?"""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.models import Entry, Extract, Gloss, Kind
from reports.glossing import (
    Uninflected,
    headline_written_out,
    in_print_order,
    is_beside,
    placed,
    quotation_written_out,
)
from reports.markdown_text import visible
from reports.quoting import _glossed


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
    assert _glossed(first) == "DP [data parallelism], then DP"
    assert _glossed(second) == "and DP"


def test_another_meaning_is_spelled_out_again() -> None:
    gloss = in_print_order()
    meanings = ["tensor parallelism", "take profit", "take profit", "tensor parallelism"]
    said = [_glossed(gloss(extract("TP", ("TP", meaning)))) for meaning in meanings]
    assert said == ["TP [tensor parallelism]", "TP [take profit]", "TP", "TP [tensor parallelism]"]


def test_what_is_not_known_has_no_bracket() -> None:
    assert _glossed(in_print_order()(extract("XYZ here", ("XYZ", None)))) == "XYZ here"


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
    said = _glossed(in_print_order()(extract(text, ("DP", "data parallelism"))))
    assert ("DP [data parallelism]" in said) is not beside


def test_a_round_bracket_after_a_gloss_makes_no_link() -> None:
    said = _glossed(extract("DP(https://evil.example)", ("DP", "data parallelism")))
    assert said == "DP [data parallelism]\\(`https://evil.example`)"


def test_glosses_inside_an_address_or_outside_the_text_are_left_out() -> None:
    inside = extract("https://x.example/DP", ("DP", "data parallelism"))
    beyond = inside.model_copy(update={"text": "x", "glosses": (Gloss(start=0, end=9, term="x", expansion="y"),)})
    assert [*placed(inside), *placed(beyond)] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CVE-2026-91402: a hole", "CVE-2026-91402 [a list of holes]: a hole"),
        ("CVE-3.0 or CVE4.1.", "CVE-3.0 [a list of holes] or CVE4.1."),
        ("a CVE-like list", "a CVE-like [a list of holes] list"),
        ("the CVE - a list", "the CVE [a list of holes] - a list"),
        ("old-CVE-2026-1 (bad)", "old-CVE-2026-1 [a list of holes] (bad)"),
    ],
)
def test_a_gloss_stands_behind_the_whole_word(text: str, expected: str) -> None:
    said = _glossed(in_print_order()(extract(text, ("CVE", "a list of holes"))))
    assert said.replace("\\(", "(") == expected


def test_a_gloss_stays_where_another_mention_is_in_the_way() -> None:
    both = extract("DP-TP-3 wins", ("DP", "data parallelism"), ("TP", "tensor parallelism"))
    assert _glossed(in_print_order()(both)) == "DP [data parallelism]-TP-3 [tensor parallelism] wins"


class Plural(Uninflected):
    """Each mention with an s is said in the plural."""

    def beside(self, text: str, gloss: Gloss, /) -> str:
        return f"{gloss.expansion}s" if text[gloss.end - 1] == "s" else f"{gloss.expansion}"


def mention(text: str, surface: str) -> Extract:
    """The text with a gloss for U at a mention that is written like this."""
    start = text.index(surface)
    gloss = Gloss(start=start, end=start + len(surface), term="U", expansion="unit")
    return Extract(source="s", post="p", start=0, end=len(text), text=text, glosses=(gloss,))


def test_the_number_of_a_mention_makes_no_other_meaning_of_it() -> None:
    gloss = in_print_order(Plural())
    assert [_glossed(gloss(mention(text, text))) for text in ("Us", "U")] == ["Us [units]", "U"]


def test_an_author_who_explains_in_the_plural_is_not_repeated() -> None:
    assert _glossed(in_print_order(Plural())(mention("Us (units)", "Us"))) == "Us (units)"


# --- without acronyms ---

KNOWN = {"DP": "data parallelism", "CVE": "list of holes", "rally": "rise of prices"}
ROWS = [
    Entry(term=t, expansion=words, kind=Kind.JARGON if t == "rally" else Kind.ACRONYM) for t, words in KNOWN.items()
]


def written(text: str, *terms: str) -> str:
    """The text without acronyms; each term is glossed wherever it stands."""
    everywhere = [term for term in terms for _ in range(text.count(term))]
    found = extract(text, *((term, KNOWN.get(term)) for term in everywhere))
    return _glossed(headline_written_out(found, ROWS, in_print_order(), Uninflected())[1])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("so DP, and DP again", "so data parallelism, and data parallelism again"),
        ("DP beats QZX", "data parallelism beats QZX"),
        ("DP after a rally, a rally", "data parallelism after a rally [rise of prices], a rally"),
        ("CVE-2026-1 and CVE", "CVE-2026-1 [list of holes] and list of holes"),
        ("CVE-like DP", "list of holes-like data parallelism"),
        ("he said “DP” of DP", "he said “DP [data parallelism]” of data parallelism"),
        ("dijo «DP y", "dijo «DP [data parallelism] y"),
        ('5" of DP', '5" of data parallelism'),
        ("https://x.example/DP of DP", "`https://x.example/DP` of data parallelism"),
        ("DP (data parallelism) it is", "data parallelism it is"),
        ("DP [Data parallelism], DP", "data parallelism, data parallelism"),
        ("DP (data parallelism, the plain one)", "data parallelism (the plain one)"),
        ("DP (Data parallelism; see DP)", "data parallelism (see data parallelism)"),
        ("DP (the plain one)", "data parallelism (the plain one)"),
        ("Data parallelism (DP): DP", "Data parallelism: data parallelism"),
    ],
)
def test_known_acronyms_are_written_out_where_nobody_is_quoted(text: str, expected: str) -> None:
    assert written(text, "DP", "CVE", "rally", "QZX") == expected


def test_what_the_author_explains_is_written_out_although_it_has_no_gloss() -> None:
    assert written("Data parallelism (DP) wins", "rally") == "Data parallelism wins"
    assert written("DP wins", "rally") == "DP wins"


class Plurals(Uninflected):
    """Long forms in singular and plural are one; whatever follows "the" is plural."""

    def same(self, one: str, other: str, /) -> bool:
        return one.lower().removesuffix("s") == other.lower().removesuffix("s")

    def beside(self, text: str, gloss: Gloss, /) -> str:
        said = gloss.expansion or ""
        return f"{said}s" if text[: gloss.start].endswith("the ") and not said.endswith("s") else said

    def instead(self, text: str, gloss: Gloss, /) -> tuple[int, int, str]:
        return gloss.start, gloss.end, self.beside(text, gloss)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on Us (Units, all of them) it runs", "on units (all of them) it runs"),
        ("the U (unit) and U", "the unit and unit"),
        ("Many units (U) and the U", "Many units and the units"),
        ("U (units of work)", "unit (units of work)"),
    ],
)
def test_what_the_author_explains_is_said_in_the_authors_words(text: str, expected: str) -> None:
    rows = [Entry(term="U", expansion="unit", kind=Kind.ACRONYM)]
    spans = [found.span() for found in re.finditer(r"\bUs?\b", text)]
    glosses = tuple(Gloss(start=start, end=end, term="U", expansion="unit") for start, end in spans)
    apart = extract(text).model_copy(update={"glosses": glosses})
    _, wording = quotation_written_out(apart, rows, in_print_order(Plurals()), Plurals())
    assert wording
    assert _glossed(wording) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("he said “DP” of DP", "he said “data parallelism” of data parallelism"),
        ("DP after a rally", "data parallelism after a rally [rise of prices]"),
        ("CVE-2026-1 and DP", "CVE-2026-1 [list of holes] and data parallelism"),
        ("DP (data parallelism) it is", "data parallelism it is"),
    ],
)
def test_a_quotation_is_written_out_with_what_it_quotes(text: str, expected: str) -> None:
    found = extract(text, *((term, words) for term, words in KNOWN.items() for _ in range(text.count(term))))
    quoted, wording = quotation_written_out(found, ROWS, in_print_order(), Uninflected())
    assert quoted.text == text
    assert wording
    assert _glossed(wording) == expected


@pytest.mark.parametrize("text", ["a rally of QZX", "CVE-2026-1 is why", "nothing"])
def test_a_quotation_without_known_acronyms_stays_as_it_is(text: str) -> None:
    found = extract(text, *((term, words) for term, words in KNOWN.items() if term in text))
    assert quotation_written_out(found, ROWS, in_print_order(), Uninflected()) == (in_print_order()(found), None)


def test_a_meaning_given_in_a_headline_is_given_again_at_the_first_mention() -> None:
    gloss = in_print_order()
    title, wording = headline_written_out(extract("DP wins", ("DP", "data parallelism")), ROWS, gloss, Uninflected())
    assert (title.text, [each.term for each in title.glosses]) == ("DP wins", ["DP"])
    assert (wording.text, wording.glosses) == ("data parallelism wins", ())
    assert _glossed(gloss(extract("on DP", ("DP", "data parallelism")))) == "on DP [data parallelism]"


class Greedy(Uninflected):
    """Takes what stands before the mention too, as an article."""

    def instead(self, text: str, gloss: Gloss, /) -> tuple[int, int, str]:
        return max(0, gloss.start - 4), gloss.end, f"<{gloss.expansion}>"


@given(text=st.text('DP CVE-1()“”«»"rally ', max_size=40), agreement=st.sampled_from([Uninflected(), Greedy()]))
def test_glosses_of_the_wording_stand_in_it(text: str, agreement: Uninflected) -> None:
    text = f"x{text}"
    everywhere = [term for term in KNOWN for _ in range(text.count(term))]
    found = extract(text, *((term, KNOWN[term]) for term in everywhere))
    title, wording = headline_written_out(found, ROWS, in_print_order(), agreement)
    assert title.text == text
    for gloss in wording.glosses:
        assert wording.text[gloss.start : gloss.end].startswith(gloss.term)
        assert 0 <= gloss.start < gloss.end <= len(wording.text)


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
    page = f"> “{_glossed(kept)}”"
    assert github.shape(page) == github.shape("> “w”")
    assert github.words(page) == "".join(f"“{expected}”".split())
