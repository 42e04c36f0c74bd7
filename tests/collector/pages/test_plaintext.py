"""Does HTML become what a person reads of it, whatever it is?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.pages.plaintext import headed, nests_too_deep, one_line, plain, tidy


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("a plain\nline", "a plain\nline"),
        ("one<p>two<p>three", "one\n\ntwo\n\nthree"),
        ("<p>one<br>still one</p><p>two</p>", "one\nstill one\n\ntwo"),
        ("a<br><br><br>b", "a\n\nb"),
        ("x <i>y</i>z <i> w </i> v", "x yz w v"),
        ("<div>a</div><div>b</div>", "a\nb"),
        ("<ul><li>a</li><li><p>b</p></li><li></li><li>c <b>d</b></li></ul>e", "• a\n• b\n\n• c d\n\ne"),
        ("<table><tr><th>TP</th><td>tensor</td></tr><tr><td>DP</td></tr></table>", "TP tensor\nDP"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        (
            'see <a href="https://a.example/?b=1"><span class="invisible">https://</span>a.example</a>',
            "see https://a.example",
        ),
        ("R&amp;D &lt;b&gt; &#x27;q&#x27;&nbsp;&copy;", "R&D <b> 'q' ©"),
        ("a<script>b</script><style>c</style><!-- d --><template>e</template>f", "af"),
        ('<img alt="a > b" src=x onerror="alert(1)">c', "c"),
        (
            'Fine<img src="1f642.png" alt="🙂" class="wp-smiley">, <img class="emoji only-emoji" alt=":tada:">!',
            "Fine🙂, :tada:!",
        ),
        ("<video><source src=x>Your browser cannot play it.</video>seen", "seen"),
        ("<p><video src=x>not closed</p>seen", "seen"),
        ("a < b and c > d", "a < b and c > d"),
        ("<p>a\n   b\tc</p>", "a b c"),
        ("<h2>Title</h2><blockquote>said</blockquote>answered", "Title\n\nsaid\n\nanswered"),
    ],
)
def test_html_becomes_what_a_person_reads(html: str, text: str) -> None:
    assert plain(html) == text


@pytest.mark.parametrize(
    "hostile",
    [
        "<div>" * 200_000 + "end",
        "<div>" * 100_000 + "end" + "</div>" * 100_000,
        "".join(f"<font size={i}>" for i in range(5000)) + "<p>x</p>" * 50_000 + "end",
        "<" * 500_000 + " end",
        "<a " * 200_000 + ">end",
    ],
    ids=["open", "nested", "formats", "angles", "tags"],
)
def test_hostile_html_is_read_in_time(hostile: str) -> None:
    assert plain(hostile).endswith("end")  # a parser that builds the tree of these needs minutes


def test_only_long_text_is_looked_through_for_deep_nesting() -> None:
    assert not nests_too_deep("<b>" * 1000)
    assert nests_too_deep("<b>" * 10_000)
    assert not nests_too_deep("<p>word</p><br>" * 10_000)


def test_paragraphs_that_are_not_closed_are_not_deep() -> None:
    html = "<ul>" + "<li>point" * 5_000 + "</ul>" + "<p>word" * 5_000
    assert not nests_too_deep(html)
    assert plain(html).endswith("• point\n\nword" + "\n\nword" * 4_999)


@given(st.text())
def test_text_without_markup_is_kept(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert plain(f"<p>{escaped}</p>").split() == text.replace("\0", "").split() or "\0" in text


@given(st.text(alphabet="<>/&;#!-pbrliuadv \n'\"=", max_size=200))
def test_any_markup_is_read(html: str) -> None:
    text = plain(html)
    assert text == tidy(text)


@pytest.mark.parametrize(
    ("title", "body", "text"),
    [
        ("T", "B", "T\n\nB"),
        ("T", "", "T"),
        (None, "B", "B"),
        ("T", "T\n\nB", "T\n\nB"),
        ("Rates rise - The Example", "Rates rise The Example", "Rates rise - The Example"),
        (None, "", ""),
        ("Done", "🎉🎉", "Done\n\n🎉🎉"),
        ("🎉", "🎉", "🎉"),
        ("Done", "…", "Done"),
    ],
)
def test_a_title_is_the_first_paragraph_once(title: str | None, body: str, text: str) -> None:
    assert headed(title, body) == text


def test_a_headline_is_one_line() -> None:
    assert one_line(" a\n\tb  c ") == "a b c"
