"""Is an answer judged as it should be, and nothing believed or read beyond what we can bear?

What a server sees of us is in `test_manners.py`.
"""

import asyncio
import gzip
import inspect
import socket
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, TypeVar

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter
from pytest_httpserver import HTTPServer
from werkzeug import Request
from werkzeug import Response as Answer

from collector.errors import (
    AskedToWait,
    CollectError,
    NotModified,
    NotText,
    Refused,
    ServerFailed,
    TooLarge,
    Unreachable,
    WrongShape,
)
from collector.http.agent import user_agent
from collector.http.answer import Response, clipped, shown, status_error, wait_until
from collector.http.client import Client
from collector.http.failures import HTTPX_ERRORS, HTTPX_FAILURES
from collector.http.limits import Limits
from collector.http.pace import Pace
from collector.http.transport import PRIVATE, VettingTransport, ip_addresses, is_public
from db.models import Validators

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
LOOPBACK = Limits(allow_private=True, backoff=0, connect=5, read=5, total=10)
T = TypeVar("T")


@dataclass
class Wristwatch:
    """A clock that sleeping moves on."""

    at: datetime = NOW
    slept: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += timedelta(seconds=seconds)


def hurried(host: str) -> Pace:
    return Pace(interval=0, concurrency=4)


class Story(BaseModel):
    title: str
    points: int


class Page(BaseModel):
    hits: list[Story]


def asking(act: Callable[[Client], Coroutine[Any, Any, T]], clock: Wristwatch | None = None, **changes: Any) -> T:
    """What `act` gives with a client on loopback."""

    async def ask() -> T:
        async with Client(clock or Wristwatch(), **{"limits": LOOPBACK, "pace": hurried, **changes}) as client:
            return await act(client)

    return asyncio.run(ask())


def got(url: str, clock: Wristwatch | None = None, **changes: Any) -> Response:
    """The answer of a documented API: robots.txt is not asked for."""
    return asking(lambda client: client.get(url, robots=False), clock, **changes)


def answer(body: bytes | str = b"", kind: str = "application/json", **changes: Any) -> Response:
    body = body.encode() if isinstance(body, str) else body
    return replace(Response("https://api.example.org/page?q=1", 200, {"content-type": kind}, body, NOW), **changes)


@contextmanager
def raw_server(speak: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that says what no framework would; the address that it is at."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(65_536)
                    speak(connection)

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        listener.shutdown(socket.SHUT_RDWR)


# --- what a server is told -------------------------------------------------------------------------------------------


def test_a_server_is_told_what_we_take(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_data(b"{}")
    got(httpserver.url_for("/"))
    headers = httpserver.log[0][0].headers
    assert headers["accept-encoding"] == "gzip, identity"
    assert headers["accept"] == "application/json"
    assert headers["host"] == f"{httpserver.host}:{httpserver.port}"


@pytest.mark.parametrize("contact", ["", "José\r\nX-Evil: 1 (a)", "📮"])
def test_a_contact_never_breaks_the_header(contact: str) -> None:
    agent = user_agent(contact)
    assert agent.isascii()
    assert agent.isprintable()


def test_parameters_join_the_query_of_the_address(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/search").respond_with_data(b"{}")
    found = asking(
        lambda c: c.get(
            httpserver.url_for("/search?a=1"), params={"q": "caffè & té", "n": 2, "tags": ["x", "y"]}, robots=False
        )
    )
    asked = httpserver.log[0][0].args
    assert (asked["a"], asked["q"], asked["n"], asked.getlist("tags")) == ("1", "caffè & té", "2", ["x", "y"])
    assert found.at == NOW


# --- what an answer says ---------------------------------------------------------------------------------------------


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


def test_no_exception_of_httpx_is_left_out() -> None:
    public = {kind for kind in vars(httpx).values() if inspect.isclass(kind) and issubclass(kind, Exception)}
    assert public == set(HTTPX_FAILURES)
    assert all(issubclass(kind, HTTPX_ERRORS) for kind in public)


# --- asking again ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_passing_failure_is_asked_again(httpserver: HTTPServer, status: int) -> None:
    httpserver.expect_ordered_request("/").respond_with_data(status=status)
    httpserver.expect_ordered_request("/").respond_with_data(b"[1]")
    assert got(httpserver.url_for("/")).json(list[int]) == [1]


@pytest.mark.parametrize(("status", "asked"), [(500, 3), (501, 1), (520, 1), (400, 1), (404, 1), (429, 1)])
def test_how_often_a_lasting_failure_is_asked(httpserver: HTTPServer, status: int, asked: int) -> None:
    httpserver.expect_request("/").respond_with_data(status=status)
    with pytest.raises(CollectError):
        got(httpserver.url_for("/"))
    assert len(httpserver.log) == asked


def test_an_interrupted_request_is_not_asked_again() -> None:
    asked, left = threading.Event(), threading.Event()
    connections = []

    def keep_waiting(connection: socket.socket) -> None:
        connections.append(connection)
        asked.set()
        left.wait()

    async def interrupted(client: Client) -> None:
        with raw_server(keep_waiting) as url:
            task = asyncio.create_task(client.get(url, robots=False))
            await asyncio.to_thread(asked.wait)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            left.set()

    asking(interrupted)
    assert len(connections) == 1


class Silent:
    """A server that takes what it is asked and never answers; `asked` is how often that was."""

    def __init__(self) -> None:
        self.asked = 0
        self.left = threading.Event()

    def __call__(self, connection: socket.socket) -> None:
        self.asked += 1
        self.left.wait()


@pytest.fixture
def silent() -> Iterator[Silent]:
    server = Silent()
    yield server
    server.left.set()


def test_who_was_silent_for_too_long_is_not_asked_again(silent: Silent) -> None:
    with raw_server(silent) as url, pytest.raises(Unreachable, match="in time"):
        got(url, limits=replace(LOOPBACK, read=0.1))
    assert silent.asked == 1


def test_no_request_outlasts_the_time_of_its_branch(silent: Silent) -> None:
    async def ask(client: Client) -> None:
        with raw_server(silent) as url:
            branch = client.branch(within=0.1)
            # the second waits for its turn at the host, and the third comes when it is too late
            two = await asyncio.gather(*(branch.get(url, robots=False) for _ in range(2)), return_exceptions=True)
            with pytest.raises(Unreachable) as third:
                await branch.post(url, b"", kind="text/plain", secret={})
            for error in (*two, third.value):
                assert isinstance(error, Unreachable)
                assert "had no answer when the time of its source was up" in str(error)
                assert error.url == url

    asking(ask, pace=lambda host: Pace(interval=0, concurrency=1))
    assert silent.asked == 1


def test_the_time_of_one_branch_is_not_that_of_another(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_data(b"[]")

    async def ask(client: Client) -> int:
        client.branch(within=0)
        return (await client.branch().get(httpserver.url_for("/"), robots=False)).status

    assert asking(ask) == 200


def test_names_that_nobody_answers_for_keep_no_others_waiting(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_data(b"[]")
    left = threading.Event()

    def resolver(host: str, port: int) -> list[str]:
        if host.startswith("unknown"):
            left.wait()
        return ["127.0.0.1"]

    async def ask(client: Client) -> int:
        lost = [asyncio.create_task(client.get(f"http://unknown{n}.example/", robots=False)) for n in range(50)]
        await asyncio.sleep(0)
        found = await client.get(f"http://known.example:{httpserver.port}/", robots=False)
        for error in await asyncio.gather(*lost, return_exceptions=True):
            assert isinstance(error, Unreachable)
        return found.status

    # all of them are still being looked up when the run ends
    assert asking(ask, transport=VettingTransport(connect=1, allow_private=True, resolver=resolver)) == 200
    left.set()


# --- has it changed? -------------------------------------------------------------------------------------------------


@dataclass
class Memory:
    known: dict[str, Validators] = field(default_factory=dict)

    def validators(self, url: str) -> Validators | None:
        return self.known.get(url)


def test_what_has_not_changed_is_said_so_and_only_what_was_committed_is_asked(httpserver: HTTPServer) -> None:
    def serve(request: Request) -> Answer:
        unchanged = request.headers.get("If-None-Match") == '"v1"'
        return Answer(status=304) if unchanged else Answer("feed", headers={"ETag": '"v1"', "Last-Modified": "then"})

    httpserver.expect_request("/feed").respond_with_handler(serve)
    url, memory = httpserver.url_for("/feed"), Memory()

    async def thrice(client: Client) -> None:
        branch = client.branch()
        for _ in range(2):
            assert (await branch.get(url, conditional=True, robots=False)).text() == "feed"
        assert client.new_validators == {}
        memory.known |= branch.new_validators
        assert (await branch.get(url, robots=False)).status == 200
        with pytest.raises(NotModified):
            await branch.get(url, conditional=True, robots=False)

    asking(thrice, validators=memory)
    assert memory.known == {url: Validators(url=url, etag='"v1"', last_modified="then")}


# --- pace and robots.txt ---------------------------------------------------------------------------------------------


def test_a_clock_that_is_set_back_does_not_stop_us(httpserver: HTTPServer) -> None:
    clock = Wristwatch()
    httpserver.expect_request("/").respond_with_data(b"[]")

    async def twice(client: Client) -> None:
        await client.get(httpserver.url_for("/"), robots=False)
        clock.at -= timedelta(hours=1)
        await client.get(httpserver.url_for("/"), robots=False)

    asking(twice, clock, pace=lambda host: Pace(interval=2.0))
    assert clock.slept == [2.0]


def test_robots_txt_is_read_once_and_obeyed(httpserver: HTTPServer) -> None:
    clock = Wristwatch()
    rules = "User-agent: *\nDisallow: /private\nCrawl-delay: 3\n"
    httpserver.expect_request("/robots.txt").respond_with_data(rules)
    httpserver.expect_request("/open").respond_with_data(b"[]")

    async def ask(client: Client) -> None:
        await asyncio.gather(*(client.get(httpserver.url_for("/open")) for _ in range(2)))
        with pytest.raises(Refused, match=r"robots\.txt"):
            await client.get(httpserver.url_for("/private/x"))

    asking(ask, clock)
    assert [request.path for request, _ in httpserver.log] == ["/robots.txt", "/open", "/open"]
    assert clock.slept == [3.0, 3.0]


@pytest.mark.parametrize(
    ("status", "body", "allowed"),
    [
        (200, "", True),
        (200, "<html>a page for everything", True),
        (200, "\ufeffUser-agent: unjargon\nDisallow: /", False),
        (200, "User-agent: *\nDisallow: /\n\nUser-agent: unjargon\nAllow: /", True),
        (200, "Crawl-delay: nan\nUser-agent: *\nCrawl-delay: inf", True),
        (401, "", True),
        (404, "", True),
        (500, "", False),
        (503, "", False),
    ],
)
def test_what_robots_txt_allows(httpserver: HTTPServer, status: int, body: str, allowed: bool) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data(body, status=status)
    httpserver.expect_request("/").respond_with_data(b"[]")
    if allowed:
        assert asking(lambda client: client.get(httpserver.url_for("/"))).status == 200
    else:
        with pytest.raises(Refused, match=r"robots\.txt"):
            asking(lambda client: client.get(httpserver.url_for("/")))


def test_a_robots_txt_that_cannot_be_had_is_waited_for_once(silent: Silent) -> None:
    async def ask(client: Client) -> None:
        with raw_server(silent) as url:
            for path in ("a", "b"):
                with pytest.raises(Unreachable, match=r"robots\.txt did not answer in time"):
                    await client.get(f"{url}{path}")

    asking(ask, limits=replace(LOOPBACK, read=0.1))
    assert silent.asked == 1


# --- sizes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1_000, 1_001])
@pytest.mark.parametrize("zipped", [True, False])
def test_an_answer_is_read_up_to_the_limit(httpserver: HTTPServer, size: int, zipped: bool) -> None:
    body = gzip.compress(b"x" * size) if zipped else b"x" * size
    headers = {"Content-Encoding": "gzip"} if zipped else {}
    httpserver.expect_request("/").respond_with_data(body, headers=headers)
    limits = replace(LOOPBACK, max_bytes=1_000)
    if size <= 1_000:
        assert got(httpserver.url_for("/"), limits=limits).body == b"x" * size
    else:
        with pytest.raises(TooLarge, match="1,000 bytes"):
            got(httpserver.url_for("/"), limits=limits)


def test_a_bomb_does_not_unfold(httpserver: HTTPServer) -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    httpserver.expect_request("/").respond_with_data(bomb, headers={"Content-Encoding": "gzip"})
    with pytest.raises(TooLarge):
        got(httpserver.url_for("/"), limits=replace(LOOPBACK, max_bytes=100_000))


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (gzip.compress(b"[1]" * 100, mtime=0)[:-9], "gzip"),
        (b"no gzip at all", "gzip"),
        (b"anything", "br"),
        (b"anything", "gzip, gzip"),
    ],
)
def test_a_damaged_encoding_is_not_text(httpserver: HTTPServer, body: bytes, encoding: str) -> None:
    httpserver.expect_request("/").respond_with_data(body, headers={"Content-Encoding": encoding})
    with pytest.raises(NotText):
        got(httpserver.url_for("/"))


def test_gzip_of_several_members_is_read_whole(httpserver: HTTPServer) -> None:
    body = gzip.compress(b"[1,") + gzip.compress(b"2]")
    httpserver.expect_request("/").respond_with_data(body, headers={"Content-Encoding": "gzip"})
    assert got(httpserver.url_for("/")).json(list[int]) == [1, 2]


# --- servers that misbehave -------------------------------------------------------------------------------------------


def test_a_server_that_drips_for_ever_is_left() -> None:
    def drip(connection: socket.socket) -> None:
        try:
            connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            while not left.wait(0.02):
                connection.sendall(b"x")
        except OSError:
            pass

    left = threading.Event()
    with raw_server(drip) as url:
        with pytest.raises(Unreachable, match="in time"):
            got(url, limits=replace(LOOPBACK, total=0.3))
        left.set()


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 200_000,
    ],
)
def test_a_server_that_speaks_no_http_is_unreachable(said: bytes) -> None:
    with raw_server(lambda connection: connection.sendall(said)) as url, pytest.raises(Unreachable):
        got(url)


def test_a_port_where_nobody_listens_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(Unreachable, match="cannot be reached: it takes no connections"):
        got(f"http://127.0.0.1:{port}/")


# --- where we do not go ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "",
        "notaurl",
        "/path",
        "http://",
        "ftp://example.org/",
        "file:///etc/passwd",
        "http://[::1",
        "http://example.org:99999/",
        "http://example.org:0/",
        "http://ana:secret@example.org/",
        "http://example.org/\0",
        "http://example.org/" + "a" * 70_000,
    ],
)
def test_what_is_no_plain_web_address_is_refused(url: str) -> None:
    with pytest.raises(Refused) as caught:
        got(url)
    assert "secret" not in str(caught.value)


def test_no_server_leads_to_a_private_address_that_the_reader_did_not_name(httpserver: HTTPServer) -> None:
    with HTTPServer(host="127.0.0.1") as other:
        for path, target in (("/home", "/"), ("/away", other.url_for("/"))):
            httpserver.expect_request(path).respond_with_data(status=302, headers={"Location": target})
        httpserver.expect_request("/").respond_with_data(b"[]")
        assert got(httpserver.url_for("/home")).status == 200
        with pytest.raises(Unreachable, match="only one that you name yourself"):
            got(httpserver.url_for("/away"))
        assert other.log == []


def test_an_address_that_strangers_chose_is_never_private(httpserver: HTTPServer) -> None:
    with pytest.raises(Unreachable, match="is a private address"):
        asking(lambda client: client.public().get(httpserver.url_for("/")))
    assert httpserver.log == []


@pytest.mark.parametrize("host", ["169.254.169.254", "[fe80::1]", "[::ffff:169.254.1.1]"])
def test_addresses_of_the_link_are_not_asked_even_by_name(host: str) -> None:
    with pytest.raises(Unreachable, match="is a private address"):
        got(f"http://{host}/latest")


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "0.0.0.0"]
)
def test_private_addresses_are_not_asked(httpserver: HTTPServer, host: str) -> None:
    with pytest.raises(Unreachable):
        got(f"http://{host}:{httpserver.port}/", limits=replace(LOOPBACK, allow_private=False))
    assert httpserver.log == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("::ffff:93.184.215.14", True),
        ("10.0.0.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("0.0.0.0", False),
        ("::", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("::ffff:169.254.169.254", False),
        ("2002:7f00:1::", False),
        ("64:ff9b::a00:1", False),
        ("64:ff9b::808:808", True),
    ],
)
def test_which_addresses_anyone_can_reach(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_a_name_without_an_address_is_said_to_have_none() -> None:
    with pytest.raises(Unreachable, match="its name has no address"):
        got("http://nothing.invalid/")


def test_a_port_without_encryption_is_said_to_have_none() -> None:
    def plain(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with raw_server(plain) as url, pytest.raises(Unreachable, match="it has no secure connection"):
        got(url.replace("http://", "https://"))


@pytest.mark.parametrize("host", ["nothing.invalid", "a" * 70 + ".example", "..", "\u00ff"])
def test_a_name_without_an_address_is_an_error_with_a_name(host: str) -> None:
    with pytest.raises(httpx.ConnectError):
        asyncio.run(ip_addresses(host, 80))


# --- redirects -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(httpserver: HTTPServer, status: int) -> None:
    httpserver.expect_request("/old").respond_with_data(status=status, headers={"Location": "/new?a=1#part"})
    httpserver.expect_request("/new").respond_with_data(b"[]")
    assert got(httpserver.url_for("/old")).url == httpserver.url_for("/new?a=1")


@pytest.mark.parametrize(
    ("hops", "error"),
    [(5, None), (6, TooLarge)],
)
def test_redirects_end(httpserver: HTTPServer, hops: int, error: type[CollectError] | None) -> None:
    for hop in range(hops):
        httpserver.expect_request(f"/{hop}").respond_with_data(status=302, headers={"Location": f"/{hop + 1}"})
    httpserver.expect_request(f"/{hops}").respond_with_data(b"[]")
    if error is None:
        assert got(httpserver.url_for("/0")).status == 200
    else:
        with pytest.raises(error, match="redirects more than 5 times"):
            got(httpserver.url_for("/0"))


@pytest.mark.parametrize(
    "location",
    ["ftp://example.org/", "http://a:b@example.org/", "http://[::1", "javascript:alert(1)", "http://x:99999/"],
)
def test_redirects_to_what_is_no_web_address_are_refused(location: str) -> None:
    said = f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n"
    with raw_server(lambda connection: connection.sendall(said.encode())) as url, pytest.raises(Refused):
        got(url)


def test_a_redirect_asks_the_next_host_for_its_rules(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data("User-agent: *\nDisallow: /closed")
    httpserver.expect_request("/door").respond_with_data(status=302, headers={"Location": "/closed"})
    with pytest.raises(Refused, match=r"robots\.txt"):
        asking(lambda client: client.get(httpserver.url_for("/door")))


def test_a_redirect_without_a_place_is_refused(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_data(status=301)
    with pytest.raises(Refused, match="301"):
        got(httpserver.url_for("/"))


# --- keys, and what is sent ------------------------------------------------------------------------------------------


class Everywhere(VettingTransport):
    """A network in which private addresses are as good as others."""

    def __init__(self) -> None:
        super().__init__(connect=5, allow_private=True)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.extensions = {**request.extensions, PRIVATE: True}
        return await super().handle_async_request(request)


def test_a_readers_key_is_shown_to_its_own_host_alone(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/here").respond_with_data(status=302, headers={"Location": "/there"})
    httpserver.expect_request("/there").respond_with_data(b"[]")
    assert (
        asking(lambda client: client.get(httpserver.url_for("/here"), secret={"x-key": "mine"}, robots=False)).status
        == 200
    )
    assert [request.headers.get("x-key") for request, _ in httpserver.log] == ["mine", "mine"]
    with HTTPServer(host="127.0.0.1") as other:
        other.expect_request("/").respond_with_data(b"[]")
        httpserver.expect_request("/away").respond_with_data(status=302, headers={"Location": other.url_for("/")})
        away = httpserver.url_for("/away")
        asking(lambda client: client.get(away, secret={"x-key": "mine"}, robots=False), transport=Everywhere())
        assert [request.headers.get("x-key") for request, _ in other.log] == [None]


def test_what_is_sent_arrives_and_goes_nowhere_else(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/graphql", method="POST", data=b"{}").respond_with_data(b"[1]")
    httpserver.expect_request("/moved", method="POST").respond_with_data(status=307, headers={"Location": "/graphql"})

    def sent(path: str) -> Response:
        url = httpserver.url_for(path)
        return asking(lambda client: client.post(url, b"{}", kind="application/json", secret={"x-key": "mine"}))

    assert sent("/graphql").body == b"[1]"
    request = httpserver.log[-1][0]
    assert (request.headers["content-type"], request.headers["x-key"]) == ("application/json", "mine")
    with pytest.raises(Refused, match="elsewhere"):
        sent("/moved")
