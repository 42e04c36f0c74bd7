"""Are the reader's own words found that nothing else shows to be terms?"""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.terms.jargon import Term
from analysis.terms.own import with_own
from db.models import Kind, Provenance, Sense


def own(*terms: str) -> dict[str, Sense]:
    return {
        term.casefold(): Sense(
            id=term, term=term, kind=Kind.JARGON, expansion={"en": "x"}, provenance=Provenance.READER
        )
        for term in terms
    }


def term(start: int, end: int) -> Term:
    return Term(start, end, "t", "t", Kind.JARGON)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A quokka flow is slow", ["quokka flow"]),
        ("Quokka Flows, quokka flow", ["Quokka Flows", "quokka flow"]),
        ("a requokka flow, quokka flower", []),
        ("`quokka flow` is code", []),
        ("gRPC and GRPC", ["gRPC"]),
        ("C++ is not C", ["C++"]),
    ],
)
def test_own_words_are_found_as_they_may_be_written(text: str, expected: list[str]) -> None:
    found = with_own([], text, own("quokka flow", "gRPC", "C++"))
    assert [text[each.start : each.end] for each in found] == expected
    assert [each.surface for each in found] == expected


def test_the_longer_of_two_counts() -> None:
    text = "rug pull index"
    assert with_own([term(0, 8)], text, own("pull")) == [term(0, 8)]
    (found,) = with_own([term(0, 8)], text, own("rug pull index"))
    assert found.surface == text
    assert with_own([term(0, 8)], text, own("rug pull")) == [term(0, 8)]
    assert with_own([term(0, 8)], text, {}) == [term(0, 8)]


@given(text=st.text("ab cs.`", max_size=30), words=st.sets(st.text("abc. ", min_size=1, max_size=4), max_size=3))
def test_terms_are_in_order_and_apart(text: str, words: set[str]) -> None:
    given_terms = [term(0, 3)] if len(text) > 3 else []
    found = with_own(given_terms, text, own(*words))
    for one, other in pairwise(found):
        assert one.end <= other.start
