"""Is a file that a reader saved or pasted read as they saw it, and any other file refused with a reason?"""

from datetime import datetime
from pathlib import Path

import pytest

from collector.errors import CollectError, Damaged, NotText, TooLarge
from collector.source import Collected
from collector.sources.file import TRUNCATED, read_file

SPANISH = "La «pérdida auxiliar» añade señal"


def texts(collected: Collected) -> list[str]:
    return [post.text for post in collected.posts]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "latin-1"])
def test_text_in_any_usual_encoding_is_read(encoding: str, now: datetime) -> None:
    assert texts(read_file("x.txt", SPANISH.encode(encoding), now)) == [SPANISH]


@pytest.mark.parametrize(
    ("content", "error", "says"),
    [
        (b"", Damaged, "nothing to read"),
        (b" \n\t\r\n", Damaged, "nothing to read"),
        (b"#\n\n#\n", Damaged, "nothing to read"),
        (b"%PDF-1.7 text", NotText, "PDF"),
        (b"\x89PNG\r\n\x1a\nrest", NotText, "picture"),
        (b"PK\x03\x04rest", NotText, "packed"),
        (b"text\x00text", NotText, "no text"),
        (bytes(range(1, 32)) * 10, NotText, "no text"),
        (b"\xff\xfe\x00", NotText, "no text"),
        (b"x" * 20_000_001, TooLarge, "20 MB"),
        (b"<html><script>x</script></html>", Damaged, "nothing to read"),
    ],
    ids=range(11),
)
def test_what_cannot_be_read_is_refused_with_a_reason(
    content: bytes, error: type[CollectError], says: str, now: datetime
) -> None:
    with pytest.raises(error, match=says) as caught:
        read_file("notes.dat", content, now)
    assert "notes.dat" in str(caught.value)


@pytest.mark.parametrize(
    ("pasted", "article", "cut_off"),
    [
        ("one\ntwo.", "one\ntwo.", False),
        ("one\ntwo because:", "one\ntwo because:", True),
        ("one\ntwo\n...", "one\ntwo", True),
        ("one\ntwo\n…\n\nHome\nPopular", "one\ntwo", True),
        ("one\ntwo\n...\n\nHome\n\nPopular\nTop 10 lists", "one\ntwo\n...\n\nHome\n\nPopular\nTop 10 lists", False),
        ("one\ntwo\n...\n...\n\nHome\n\nMost read\nSaved", "one\ntwo", True),
        ("one and two and …", "one and two and …", True),
        # without a mark or an ellipsis, short words are words of the text
        ("We use:\n\nRedis\nKafka", "We use:\n\nRedis\nKafka", False),
        ("#\nhead\nbody of it.\n\nHome\nPopular", "body of it.", False),
        ("#\nhead\nbody of it.\n\nAna", "body of it.\n\nAna", False),
        ("#\nhead\nbody of it.\n\n1) first\n2) second", "body of it.\n\n1) first\n2) second", False),
        ("- a list\n\n- only", "- a list\n\n- only", False),
    ],
)
def test_the_end_of_pasted_text(pasted: str, article: str, cut_off: bool, now: datetime) -> None:
    collected = read_file("x.txt", pasted.encode(), now)
    assert texts(collected)[-1] == article
    assert list(collected.problems) == ([TRUNCATED] if cut_off else [])


@pytest.mark.parametrize(
    ("pasted", "title"),
    [
        ("# A title\n\nThe text.", "A title"),
        ("A title\n\nThe text.", "A title"),
        ("Is this one?\n\nThe text.", "Is this one?"),
        ("A sentence.\n\nAnother.", None),
        ("First line\nsecond line\n\nThe text.", None),
        ("ana:\n\nhello", None),
        ("only a line", None),
    ],
)
def test_a_first_line_that_stands_alone_is_the_title(pasted: str, title: str | None, now: datetime) -> None:
    assert [post.title for post in read_file("x.txt", pasted.encode(), now).posts] == [title]


def test_the_same_text_is_the_same_post(now: datetime) -> None:
    first, again = (read_file(name, b"Hello there\r\nagain", now).posts for name in ("a.txt", "b.txt"))
    assert first == again


def test_a_page_that_no_parser_takes_is_read_as_text(now: datetime) -> None:
    for page in (b"<html><![<p>words", b"<html>" + b"<div>" * 100_000 + b"words"):
        assert texts(read_file("x.html", page, now))[0].endswith("words")


@pytest.mark.shared
def test_the_pasted_feed_that_the_product_was_asked_for(shared: Path, now: datetime) -> None:
    content = (shared / "data" / "seed" / "feed-es.txt").read_bytes()
    collected = read_file("feed-es.txt", content, now)
    lines = [line for line in content.decode().split("\n") if line.strip()]
    heads = [lines[n + 1] for n, line in enumerate(lines) if line == "#"]
    assert [trend.title for trend in collected.trends] == heads
    assert len(collected.posts) == len(heads) + 1
    start, end = lines.index(heads[-1]) + 1, lines.index("...")
    assert [line for line in collected.posts[-1].text.split("\n") if line] == lines[start:end]
    assert list(collected.problems) == [TRUNCATED]
