"""Does an expression fit where `re` says that it does, and in time that grows no faster than the text?"""

import re
import warnings

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analysis.interests.expressions import LONGEST_EXPRESSION, Expression

SIGNS = ["a", "b", "1", "_", " ", "-", ".", "|", "(", "(?:", ")", "*", "+", "?", "*?", "{2}", "{1,2}", "{,2}", "{1,}"]
SIGNS += ["^", "$", r"\b", r"\B", r"\w", r"\S", "[ab]", "[^a]", "[]b]", r"\.", r"\x61", "{", "}"]


def made(pattern: str) -> Expression | None:
    """The expression; None where it is refused, as strangers' expressions may be."""
    try:
        return Expression(pattern)
    except ValueError:
        return None


@given(st.lists(st.sampled_from(SIGNS), max_size=8).map("".join), st.text("abA1_ .-\né", min_size=1, max_size=12))
@example("(|a)+", " ")
@example("(a?){2}b", "aab")
@example(r"^\b(a|b)*$", "-\nab\n-")
def test_what_is_read_fits_where_re_says_so(pattern: str, text: str) -> None:
    # an empty text is no end of a word in all versions of Python
    found = made(pattern)
    if found is not None:
        assert found.fits(text) is bool(re.search(pattern, text, re.IGNORECASE | re.MULTILINE))


@given(st.lists(st.sampled_from(SIGNS), max_size=5).map("".join))
def test_what_re_reads_is_read(pattern: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            re.compile(pattern)
        except re.error:
            assert made(pattern) is None
            return
    possessive = re.search(r"[*+?}][+]", pattern)
    assert (made(pattern) is not None) or possessive


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_pattern_and_any_text(pattern: str, text: str) -> None:
    found = made(pattern)
    if found is not None:
        assert found.fits(text) is found.fits(text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("(a+)+b", "a" * 20_000),
        ("(a|a)*b", "a" * 20_000),
        (r"\w*\w*\w*\w*!", "a" * 20_000),
        ("(.*)*x", "a" * 20_000),
        ("(?:a|b)*a[ab]{30}c", "aab" * 6_000),
    ],
)
def test_what_has_no_end_for_others_ends_here(pattern: str, text: str) -> None:
    # no clock is looked at: `re` would need longer than anybody waits
    assert not Expression(pattern).fits(text)


def test_what_was_forgotten_is_found_again() -> None:
    # more different characters and sets of states than are remembered
    many = "".join(map(chr, range(0x4E00, 0x4E00 + 20_500)))
    found = Expression("a[^!]{3}z!")
    assert found.fits(f"{many}abcdz!")
    assert not found.fits(f"{many}abcz!")
    growing = "".join("ab"[number.bit_count() % 2] for number in range(12_000))
    assert Expression("a[ab]{12}c").fits(growing + "a" + "b" * 12 + "c")


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("(", "cannot be read: missing )"),
        ("[[a]", "cannot be read: Possible nested set"),
        ("a{5,2}", "cannot be read"),
        ("a{99999999999}", "cannot be read"),
        ("(?=a)", "looks back or ahead"),
        (r"(a)\1", "looks back or ahead"),
        ("(?P<x>a)", "looks back or ahead"),
        ("(?i)a", "looks back or ahead"),
        (r"\Aa", "looks back or ahead"),
        ("a*+", "after a repetition"),
        ("a{2}+", "after a repetition"),
        ("(a{1,100}){1,100}", "repeat fewer times"),
        ("(((((((a+)+)+)+)+)+)+)+", "repeat fewer times"),
        ("a" * (LONGEST_EXPRESSION + 1), "make two of it"),
        ("(" * 100 + ")" * 99, "cannot be read"),
    ],
)
def test_what_is_refused_is_said_to_be(pattern: str, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        Expression(pattern)
