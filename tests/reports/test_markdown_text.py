"""Does text from outside show itself, and nothing else, whatever it holds?"""

import re
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reports.markdown_text import (
    LONGEST_WORD,
    Safe,
    address_spans,
    code,
    escape,
    finished,
    joined_by,
    link,
    link_target,
    visible,
)

# Where text from outside stands on our pages; 🂠 is where it goes.
PLACES = {
    "heading": "## 1. 🂠",
    "quotation": "> “🂠” — ana",
    "list": "31. 🂠 · up",
    "cell": "| term | from |\n|---|---|\n| 🂠 | x |",
    "line": "🂠",
    "brackets": "> “DP [🂠]” — ana",
}

MARKS = (
    "* _ __ ** ` `` ``` ~ ~~ ~~~ # ## - --- + > < <b> </b> <!-- --> <? & &amp; &#35; &lt [ ] ( ) [x](y) ![ ]: [^1] | "
    "\\ \\\\ $ $$ : ! . 1. 1) = === <script> <a@b.c> <http://x.y> http://x.y www.x.y ftp://x.y a@b.c mailto:a@b.c "
    "@a@b.c https://x.y/(z)_* a é 中 \u202e \u200d \ufeff %"
)
pieces = st.sampled_from(MARKS.split())
texts = st.lists(pieces | st.sampled_from(" \n\t\x00\u2028") | st.text(max_size=5), max_size=12).map("".join)


@pytest.mark.parametrize("flavour", ["commonmark", "github"])
@pytest.mark.parametrize("place", PLACES)
@given(text=texts)
@example(text="a\\ ")
@example(text=" * x")
@example(text="</b><script>alert(1)</script>")
@example(text="]: http://evil.example")
@example(text="x\n# y\n- z\n\n    code\n```\n")
@example(text="---\ntitle: x\n---")
def test_text_adds_nothing_to_a_page_but_itself(
    text: str, place: str, flavour: str, commonmark: Any, github: Any
) -> None:
    reader = {"commonmark": commonmark, "github": github}[flavour]
    text = f"{text}w"  # a page without any words has another shape
    page = PLACES[place].replace("🂠", escape(text).strip())
    assert reader.shape(page) == reader.shape(PLACES[place].replace("🂠", "w"))
    assert reader.words(page) == reader.words(PLACES[place]).replace("🂠", "".join(visible(text).split()))


@given(text=texts)
@example(text="https://x.y/(z)_*_#")
def test_text_stays_itself_at_the_end_too(text: str, github: Any) -> None:
    page = PLACES["brackets"].replace("🂠", escape(f"w{text}").strip())
    assert github.shape(page) == github.shape(PLACES["brackets"].replace("🂠", "w"))


@given(text=texts)
def test_no_address_is_left_for_github_to_link(text: str, github: Any) -> None:
    words = [token.content for token in github.tokens(f"> “{escape(text)}”") if token.type == "text"]
    for found in words:
        assert not re.search(r"(?:https?|ftp)://\w|\bwww\.\w+\.\w|[\w.+-]+@[\w-]+\.\w", found, re.ASCII)


@given(text=texts)
def test_a_code_span_holds_all_of_the_text(text: str, github: Any) -> None:
    text = f"w{text}w"
    tokens = [
        t for t in github.tokens(f"x {code(text)} y") if t.type not in ("paragraph_open", "paragraph_close", "inline")
    ]
    assert [t.type for t in tokens] == ["text", "code_inline", "text"]
    assert tokens[1].content == visible(text).replace("`", "'")


@pytest.mark.parametrize(
    "prose",
    [
        "Pump.fun to raise $1B token sale, traders speculating on airdrop",
        "We got ~5 % more (3 * 4 < 13) & AT&T's snake_case -> fine!",
        "Why? #ai: it's 2-3x faster; 1. no, 2) yes: «así» – “so”…",
    ],
)
def test_ordinary_prose_stays_as_it_is(prose: str) -> None:
    assert escape(prose) == prose


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("_a_ __b__ *c* **d**", "\\_a\\_ \\_\\_b\\_\\_ \\*c\\* \\*\\*d\\*\\*"),
        ("`a` ~~b~~", "&#96;a&#96; ~\\~b\\~\\~"),
        ("[a](b) ![c] | d", "\\[a\\](b) !\\[c\\] \\| d"),
        ("<b> &lt; a\\", "&lt;b> &amp;lt; a\\\\"),
        ("$x$ C# #", "$x\\$ C# \\#"),
        ("# a", "\\# a"),
        ("> a", "\\> a"),
        ("- a", "\\- a"),
        ("+ a", "\\+ a"),
        ("* a", "\\* a"),
        ("=== a", "\\=== a"),
        ("1. a", "1\\. a"),
        ("12) a", "12\\) a"),
        ("1.5 a", "1.5 a"),
    ],
)
def test_each_mark_is_disarmed(text: str, expected: str) -> None:
    assert escape(text) == expected


@pytest.mark.parametrize("text", ["1. a", "- a", "> a", "# a", "+ a", "= a"])
def test_inside_a_line_no_block_can_start(text: str) -> None:
    assert escape(text, inside=True) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\u202eb\u2066c", "abc"),
        ("D\u200bP\ufeff", "DP"),
        ("👩\u200d💻 می\u200cخواهم", "👩\u200d💻 می\u200cخواهم"),
        ("a\r\n\tb\u2028c\xa0d", "a b c d"),
        ("x" * (LONGEST_WORD + 1), "x" * LONGEST_WORD + "…"),
    ],
)
def test_what_hides_or_breaks_text_is_not_shown(text: str, expected: str) -> None:
    assert visible(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see https://x.example/a_(b)?c=d. Then", ["https://x.example/a_(b)?c=d"]),
        (
            "(www.x.example) or ana@x.example, @ana@social.example",
            ["www.x.example", "ana@x.example", "@ana@social.example"],
        ),
        ("9http://x.example", ["9http://x.example"]),
        ("Pump.fun and node.js: e.g. this", []),
    ],
)
def test_addresses_are_found(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in address_spans(text)] == expected


def test_long_text_without_an_address_is_read_once() -> None:
    assert address_spans("a" * 200_000 + "." * 200_000 + "@" * 200_000) == []


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://x.example/a b", None),
        ("https://x.example/a(b)<c>|d`e*", "https://x.example/a%28b%29%3Cc%3E%7Cd%60e%2A"),
        ("http://x.example/?a=1&copy;=2&b=%41%zz", "http://x.example/?a=1&amp;copy;=2&b=%41%25zz"),
        ("https://españa.example/año", "https://xn--espaa-rta.example/a%C3%B1o"),
        ("https://x.example:8080/", "https://x.example:8080/"),
        ("HTTPS://X.example/", "https://x.example/"),
        ("https://bank.example@evil.example/", None),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("//x.example/", None),
        ("https://[::1", None),
        ("https://x.example:99999/", None),
        ("https://x.example/" + "a" * 2000, None),
        ("", None),
        (None, None),
    ],
)
def test_only_web_addresses_are_destinations(url: str | None, expected: str | None) -> None:
    assert link_target(url) == expected


@given(
    url=texts
    | texts.map("https://x.example/".__add__)
    | texts.map("https://".__add__)
    | texts.map("https://x.example?".__add__)
)
def test_a_link_is_one_link_or_only_its_label(url: str, github: Any) -> None:
    cell = f"| a | b |\n|---|---|\n| {link(Safe('post'), url)} | x |"
    links = [token for token in github.tokens(cell) if token.type == "link_open"]
    assert github.words(cell) == "abpostx"
    assert len(links) == (link_target(url) is not None)
    assert all(str(token.attrs["href"]).startswith(("http://", "https://")) for token in links)


def test_what_nobody_marked_is_escaped() -> None:
    assert finished("*x*") == "\\*x\\*"
    assert finished(Safe("*x*")) == "*x*"
    assert finished(Safe("*x*") + "") == "\\*x\\*"
    assert finished(3) == "3"


@pytest.mark.parametrize("value", [None, True, 1.5, ["x"], object()])
def test_what_is_no_text_is_not_printed(value: object) -> None:
    with pytest.raises(TypeError, match="only text and whole numbers"):
        finished(value)


def test_empty_pieces_leave_no_separator() -> None:
    assert joined_by(" · ", [Safe("a"), Safe(""), Safe("b")]) == "a · b"
