"""Does an answer say what it should: its words, its data, its refusal, its wish to be left alone?"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter

from collector.errors import AskedToWait, CollectError, NotModified, NotText, Refused, ServerFailed, WrongShape
from collector.http.answer import Response, clipped, shown, status_error, wait_until

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)


class Story(BaseModel):
    title: str
    points: int


class Page(BaseModel):
    hits: list[Story]


def answer(body: bytes | str = b"", kind: str = "application/json", **changes: Any) -> Response:
    body = body.encode() if isinstance(body, str) else body
    return replace(Response("https://api.example.org/page?q=1", 200, {"content-type": kind}, body, NOW), **changes)


# --- what it says ----------------------------------------------------------------------------------------------------


def test_json_is_read_in_the_shape_that_was_asked_for() -> None:
    page = answer('{"hits": [{"title": "TPU", "points": 3}], "extra": 1}').json(Page)
    assert page.hits[0].title == "TPU"
    assert answer("null").json(TypeAdapter(Story | None)) is None


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "nothing instead of JSON"),
        (b"  \n", "nothing instead of JSON"),
        (b"<!DOCTYPE html><title>Just a moment</title>", "a page (HTML) instead of JSON"),
        (b'{"hits": [', "not JSON"),
        (b'{"title": "\xff\xfe"}', "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"9" * 5_000, "not JSON"),
    ],
)
def test_what_is_no_json_is_not_text(body: bytes, words: str) -> None:
    with pytest.raises(NotText, match=words.replace("(", r"\(").replace(")", r"\)")) as caught:
        answer(body).json(Page)
    assert "https://api.example.org/page" in str(caught.value)


def test_a_strange_shape_names_its_field() -> None:
    with pytest.raises(WrongShape, match=r"hits\.1\.points: .*\(and 1 more\)"):
        answer('{"hits": [{"title": "a", "points": 1}, {"title": "b", "points": "many"}, 7]}').json(Page)


def test_half_a_surrogate_pair_does_not_cost_the_page() -> None:
    page = answer(
        r'{"hits": [{"title": "bad \ud83d", "points": 1}, {"title": "good \ud83d\ude00", "points": 2}]}'
    ).json(Page)
    assert [story.title for story in page.hits] == ["bad ?", "good 😀"]


@pytest.mark.parametrize(
    ("body", "kind", "text"),
    [
        ("señal".encode(), "text/plain", "señal"),
        ("señal".encode("latin-1"), "text/plain; charset=ISO-8859-1", "señal"),
        ("señal".encode("utf-8-sig"), "text/plain; charset=latin-1", "señal"),
        ("señal".encode("utf-16"), "text/plain", "señal"),
        ("<p>señal".encode("latin-1"), "text/html", "<p>señal"),
        ('<meta charset="iso-8859-1">“señal”'.encode("cp1252"), "text/html", '<meta charset="iso-8859-1">“señal”'),
        ("<meta charset=koi8-r>сигнал".encode("koi8-r"), "text/html", "<meta charset=koi8-r>сигнал"),
        ("<meta charset=utf-16>señal".encode(), "text/html", "<meta charset=utf-16>señal"),
        ("<meta charset=latin-1>señal".encode(), "text/html; charset=utf-8", "<meta charset=latin-1>señal"),
        ("<p>señal y más".encode() + b"\xff", "text/html", "<p>señal y más\N{REPLACEMENT CHARACTER}"),
        ("<p>señal".encode("latin-1") + b"\x81", "text/html; charset=utf-8", "<p>señal\x81"),
        (
            '<?xml version="1.0" encoding="ISO-8859-1"?><p>ñ'.encode("latin-1"),
            "",
            '<?xml version="1.0" encoding="ISO-8859-1"?><p>ñ',
        ),
        ("señal".encode(), "text/plain; charset=unicode_escape", "señal"),
        ("señal".encode(), "text/plain; charset=no-such-thing", "señal"),
        (b"", "text/plain", ""),
    ],
)
def test_text_is_decoded_by_mark_then_charset_then_guess(body: bytes, kind: str, text: str) -> None:
    assert answer(body, kind).text() == text


@pytest.mark.parametrize(
    ("body", "kind"),
    [(b"\x89PNG\r\n\x1a\n\0\0", "text/html"), (b"plain", "image/png"), ("señal".encode("latin-1"), "text/plain")],
)
def test_bytes_that_are_no_text_are_not_guessed_at(body: bytes, kind: str) -> None:
    with pytest.raises(NotText):
        answer(body, kind).text()


@given(st.binary(max_size=200), st.text(max_size=40))
def test_no_body_and_no_header_breaks_the_reading(body: bytes, kind: str) -> None:
    for read in (Response.text, lambda a: a.json(Page)):
        try:
            read(answer(body, kind))
        except CollectError:
            continue


def test_messages_show_no_secret_and_nothing_invisible() -> None:
    assert shown("https://ana:secret@example.org/a?token=b#c") == "https://example.org/a"
    assert clipped("a\u202eb\n\tc\0" + "d" * 500, 20) == "a b c ddddddddddddd…"


# --- what a status means ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "headers", "body", "error", "words"),
    [
        (304, {}, "", NotModified, "has not changed"),
        (401, {}, '{"error": "This method requires an authenticated user"}', Refused, "requires an authenticated user"),
        (403, {}, "<html>no", Refused, "does not want to be read by programs"),
        (404, {}, '{"error": "Record not found"}', Refused, "Record not found"),
        (410, {}, "", Refused, "gone for good"),
        (451, {}, "", Refused, "legal"),
        (400, {}, '{"message": "\\u202eevil\\n<b>"}', Refused, "evil <b>"),
        (418, {}, "[[[", Refused, "418"),
        (429, {}, "", AskedToWait, "06:10:00 UTC"),
        (503, {"retry-after": "120"}, "", AskedToWait, "06:02:00 UTC"),
        (403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "60"}, "", AskedToWait, "06:01:00 UTC"),
        (500, {}, "", ServerFailed, "500"),
        (501, {}, '{"message": "Topics agent not available"}', ServerFailed, "Topics agent"),
        (503, {}, "", ServerFailed, "503"),
        (301, {}, "", Refused, "301"),
    ],
)
def test_each_status_has_its_error(status: int, headers: dict[str, str], body: str, error: type, words: str) -> None:
    wrong = status_error(answer(body, status=status, headers=headers))
    assert isinstance(wrong, error)
    assert words in str(wrong)
    assert str(wrong).isprintable()


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0),
        ("7", 7),
        (" 90.5 ", 90.5),
        (format_datetime(NOW + timedelta(seconds=30), usegmt=True), 30),
        (format_datetime(NOW - timedelta(hours=1), usegmt=True), 0),
        ("999999999999999", 86_400),
        (str(int(NOW.timestamp()) + 45), 45),
        ("2026-11-24T06:00:15Z", 15),
        ("-3", 600),
        ("soon", 600),
        ("٣", 600),
        ("", 600),
        ("Fri, 31 Dec 9999 23:59:59 -2359", 600),
    ],
)
def test_the_time_to_wait_is_read_in_every_form_and_capped(value: str, seconds: float) -> None:
    retry_at = wait_until(429, {"retry-after": value}, NOW)
    assert retry_at is not None
    assert (retry_at - NOW).total_seconds() == pytest.approx(seconds, abs=0.001)


@given(st.text(max_size=40))
def test_no_retry_after_breaks_us(value: str) -> None:
    retry_at = wait_until(429, {"retry-after": value}, NOW)
    assert retry_at is not None
    assert NOW <= retry_at <= NOW + timedelta(days=1)
