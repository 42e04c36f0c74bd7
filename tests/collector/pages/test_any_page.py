"""Is any page read, or said to be none, in a time that its length warrants?"""

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from collector.errors import CollectError, Damaged
from collector.http.answer import Response
from collector.pages.webpage import read_webpage, webpage

AT = datetime(2026, 11, 24, tzinfo=UTC)
URL = "https://www.lantern.example/a/1"

PIECES = st.sampled_from(
    [
        *(
            "<article>",
            "</article>",
            "<p>",
            "</p",
            "<div class=share>",
            "</div>",
            "<pre>",
            "<a href=x>",
            "<table><tr>",
            "<td>",
        ),
        *(
            "<script>",
            "<script type='application/ld+json'>",
            "</script>",
            "<svg>",
            "<!--",
            "-->",
            "<![CDATA[",
            "<?",
            "&#0;",
        ),
        *(
            '{"@type":"Article","headline":',
            '"x"}',
            "<meta charset=utf-16>",
            "<meta property=og:title content=",
            "<title>",
        ),
        *(
            "<link rel=canonical href='http://['>",
            "<time pubdate datetime=9999-12-31T23:59:59-23:59>",
            "word ",
            "é",
            "\0",
            "<",
        ),
    ]
)


@given(st.lists(PIECES | st.text(max_size=5), max_size=40), st.sampled_from(["utf-8", "latin-1", "utf-16", "cp1252"]))
def test_any_page_is_read_or_is_a_named_error(pieces: list[str], encoding: str) -> None:
    body = "".join(pieces).encode(encoding, "replace")
    answer = Response(URL, 200, {"content-type": "text/html"}, body, datetime(2026, 11, 24, tzinfo=UTC))
    with suppress(CollectError):
        read = read_webpage(answer)
        assert read.text.strip()
        assert read.title is None or read.text.startswith(read.title)


@example(b"<a<>!")
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_are_a_named_error(body: bytes) -> None:
    with suppress(CollectError):
        assert read_webpage(Response(URL, 200, {}, body, datetime(2026, 11, 24, tzinfo=UTC))).text


@given(st.data())
def test_a_mutilated_page_is_read_or_is_a_named_error(data: st.DataObject) -> None:
    folder = Path(__file__).parents[1] / "sources" / "article"
    body = data.draw(st.sampled_from(sorted(path.read_bytes() for path in folder.glob("*.html"))))
    start, end = sorted(data.draw(st.tuples(st.integers(0, len(body)), st.integers(0, len(body)))))
    mutilated = data.draw(
        st.sampled_from([body[:start], body[start:], body[:start] + body[end:], body[start:] + body[:end]])
    )
    with suppress(CollectError):
        assert read_webpage(Response(URL, 200, {}, mutilated, datetime(2026, 11, 24, tzinfo=UTC))).text


@pytest.mark.parametrize(
    "hostile",
    [
        "<p>x" * 50_000,
        "<b>x" * 50_000,
        "<" * 50_000,
        "<div>" * 100_000,
        "<a " * 50_000,
        "<script " * 50_000,
        "<svg>" * 50_000,
        "<!--" * 50_000,
        "<p>we use " + "cookies " * 50_000,
        "<title>" + "a - " * 50_000 + "</title><p>x",
    ],
    ids=["p", "b", "angles", "div", "tags", "scripts", "pictures", "comments", "consent", "title"],
)
def test_hostile_pages_are_read_or_refused_in_time(hostile: str) -> None:
    with suppress(Damaged):  # a reader that is not linear in their length needs minutes for these
        webpage(hostile, URL, AT)


def test_reading_says_nothing_on_the_log(caplog: pytest.LogCaptureFixture) -> None:
    for html in ("", "<html></html>", "https://lantern.example/", "<p>x", "\0<html \0>"):
        with suppress(Damaged):
            webpage(html, URL, AT)
    assert not caplog.records
