"""Is a recorded folder served as the network was, and does recording write such a folder?"""

import asyncio
import gzip
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

import httpx
import pytest
from pytest_httpserver import HTTPServer

from collector.errors import AskedToWait, CollectError, NotModified, Refused, Unreachable, WrongShape
from collector.http.client import Client
from collector.http.limits import Limits
from collector.http.recording import (
    REPLAY_LIMITS,
    Recording,
    RecordingTransport,
    ReplayClock,
    ReplayTransport,
    unhurried,
)
from collector.http.transport import VettingTransport
from collector.source import Collected, Options
from db.models import Post

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
HERE = "https://board.example/list.json"
LOOPBACK = Limits(allow_private=True, backoff=0, connect=5, read=5, total=10)

Line = dict[str, object]


def line(**changes: object) -> Line:
    return {"at": "2026-11-22T06:00:00Z", "method": "GET", "url": HERE, "status": 200, "headers": {}, **changes}


def folder(path: Path, lines: Sequence[Line | str], **bodies: str) -> Path:
    text = "\n".join(row if isinstance(row, str) else json.dumps(row) for row in lines)
    (path / "recording.jsonl").write_text(text + "\n", encoding="utf-8")
    for name, body in bodies.items():
        (path / name).write_text(body, encoding="utf-8")
    return path


def replayed(path: Path, *urls: str, robots: bool = False) -> list[bytes | CollectError]:
    """What each address gives, asked one after the other in the first run."""
    run = Recording.load(path).runs[0]

    async def ask() -> list[bytes | CollectError]:
        given: list[bytes | CollectError] = []
        transport = ReplayTransport(run)
        async with Client(ReplayClock(run.at), transport=transport, limits=REPLAY_LIMITS, pace=unhurried) as client:
            for url in urls:
                try:
                    given.append((await client.get(url, robots=robots)).body)
                except CollectError as error:
                    given.append(error)
        return given

    return asyncio.run(ask())


# --- reading a folder ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ("{not json", "JSON"),
        ("[]", "object"),
        (line(at="2026-11-22T06:00:00"), "at: "),
        (line(at="yesterday"), "at: "),
        (line(method="POST"), "method: "),
        (line(url="http://[::1"), "url: "),
        (line(status=None), "either a status or an error"),
        (line(error="timeout"), "either a status or an error"),
        (line(status=None, error="timeout", file="a.json"), "an error has no body"),
        (line(status=None, error="bored"), "error: "),
        (line(status=99), "status: "),
        (line(headers={"a": 1}), "headers.a: "),
        (line(colour="blue"), "colour: "),
        (line(file="missing.json"), "there is no missing.json"),
        (line(file="../outside.json"), "leads out of the folder"),
        (line(file="/etc/passwd"), "leads out of the folder"),
        (line(file="link.json"), "leads out of the folder"),
        (line(file="."), "there is no"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, bad: Line | str, words: str) -> None:
    (tmp_path / "outside.json").write_text("{}")
    inside = tmp_path / "recorded"
    inside.mkdir()
    (inside / "link.json").symlink_to(tmp_path / "outside.json")
    with pytest.raises(WrongShape) as caught:
        Recording.load(folder(inside, [line(), "", bad]))
    assert "recording.jsonl, line 3" in str(caught.value)
    assert words in str(caught.value)


def test_a_folder_without_a_recording_says_so(tmp_path: Path) -> None:
    with pytest.raises(WrongShape, match="a recording is a folder with"):
        Recording.load(tmp_path)


def test_lines_of_one_moment_are_a_run_and_runs_go_by_time(tmp_path: Path) -> None:
    later = "2026-11-23T06:00:00Z"
    recording = Recording.load(
        folder(tmp_path, [line(at=later), line(), line(at="2026-11-23T07:00:00+01:00", status=500)])
    )
    assert [run.at for run in recording.runs] == [NOW, NOW + timedelta(days=1)]
    assert [exchange.status for exchange in recording.runs[1].exchanges] == [200, 500]


# --- replaying -------------------------------------------------------------------------------------------------------


def test_bodies_are_served_as_they_are_whatever_the_order_of_the_query(tmp_path: Path) -> None:
    headers = {"content-encoding": "gzip", "Content-Length": "1", "x-note": "señal"}
    rows = [line(url=f"{HERE}?a=1&b=%20x&c=", file="one.json", headers=headers)]
    path = folder(tmp_path, rows, **{"one.json": '["ñ"]'})
    assert replayed(path, f"{HERE}?b=+x&c=&a=1") == ['["ñ"]'.encode()]


def test_what_is_not_recorded_is_refused_and_robots_txt_counts_as_absent(tmp_path: Path) -> None:
    body, missing = replayed(folder(tmp_path, [line()]), HERE, f"{HERE}?page=2", robots=True)
    assert body == b""
    assert isinstance(missing, Refused)
    assert "not in the recording" in str(missing)


def test_recorded_rules_are_obeyed(tmp_path: Path) -> None:
    rows = [line(), line(url="https://board.example/robots.txt", file="robots.txt")]
    path = folder(tmp_path, rows, **{"robots.txt": "User-agent: *\nDisallow: /"})
    assert isinstance(replayed(path, HERE, robots=True)[0], Refused)


@pytest.mark.parametrize("error", ["timeout", "reset", "dns"])
def test_recorded_errors_happen_again(tmp_path: Path, error: str) -> None:
    (given,) = replayed(folder(tmp_path, [line(status=None, error=error)]), HERE)
    assert isinstance(given, Unreachable)


def test_answers_to_one_address_come_in_order_and_without_waiting(tmp_path: Path) -> None:
    rows = [
        line(status=503),
        line(status=429, headers={"retry-after": "9"}),
        line(file="one.json"),
        line(status=304),
    ]
    first, second, third = replayed(folder(tmp_path, rows, **{"one.json": "1"}), HERE, HERE, HERE)
    assert first == b"1"
    assert isinstance(second, NotModified)
    assert isinstance(third, NotModified)


def test_a_long_wait_is_an_outcome_by_the_recorded_clock(tmp_path: Path) -> None:
    (given,) = replayed(folder(tmp_path, [line(status=429, headers={"Retry-After": "3600"})]), HERE)
    assert isinstance(given, AskedToWait)
    assert given.retry_at == NOW + timedelta(hours=1)


# --- recording -------------------------------------------------------------------------------------------------------


def post(text: str, at: datetime) -> Post:
    return Post(source="board", external_id=text, thread=text, text=text, collected_at=at)


class Board:
    """A source with a list, a page that moved, one that fails first, and one that is gone."""

    def __init__(self, root: str) -> None:
        self.name = "board"
        self.root = root

    @classmethod
    def named(cls, argument: str, options: Options) -> Self:
        return cls(argument)

    @classmethod
    def recognises(cls, url: str) -> bool:
        return False

    async def collect(self, client: Client) -> Collected:
        posts: list[Post] = []
        problems = []
        for path in ("list?b=2&a=1", "moved", "shaky", "gone"):
            try:
                answer = await client.get(f"{self.root}{path}")
            except CollectError as error:
                problems.append(str(error))
                continue
            posts += [post(text, answer.at) for text in answer.json(list[str])]
        return Collected(posts=posts, problems=problems)

    @classmethod
    async def read(cls, client: Client, url: str) -> Collected:
        raise NotImplementedError


def serve_board(server: HTTPServer) -> str:
    secret = {"Set-Cookie": "session=secret", "ETag": '"1"', "Content-Type": "application/json"}
    zipped = gzip.compress('["señal"]'.encode())
    server.expect_request("/list").respond_with_data(zipped, headers={**secret, "Content-Encoding": "gzip"})
    server.expect_request("/moved").respond_with_data(status=301, headers={"Location": "/here"})
    server.expect_request("/here").respond_with_data('["moved"]')
    server.expect_oneshot_request("/shaky").respond_with_data(status=503)
    server.expect_request("/shaky").respond_with_data('["steady"]')
    server.expect_request("/gone").respond_with_json({"error": "deleted by its author"}, status=410)
    server.expect_request("/robots.txt").respond_with_data("User-agent: *\nDisallow: /nothing")
    return server.url_for("/")


def record(source: Board, path: Path, at: datetime = NOW) -> Collected:
    async def ask() -> Collected:
        network = VettingTransport(connect=5, allow_private=True)
        transport = RecordingTransport(network, path, at, LOOPBACK)
        async with Client(ReplayClock(at), transport=transport, limits=LOOPBACK, pace=unhurried) as client:
            return await source.collect(client)

    return asyncio.run(ask())


def replay_run(source: Board, path: Path, number: int = 0) -> Collected:
    async def ask() -> Collected:
        run = Recording.load(path).runs[number]
        transport = ReplayTransport(run)
        async with Client(ReplayClock(run.at), transport=transport, limits=REPLAY_LIMITS, pace=unhurried) as client:
            return await source.collect(client)

    return asyncio.run(ask())


def test_what_was_recorded_replays_to_the_same(httpserver: HTTPServer, tmp_path: Path) -> None:
    source = Board(serve_board(httpserver))
    live = record(source, tmp_path / "recorded")
    assert [post.text for post in live.posts] == ["señal", "moved", "steady"]
    assert len(live.problems) == 1
    httpserver.clear()
    assert replay_run(source, tmp_path / "recorded") == live


def test_a_recording_grows_by_runs(httpserver: HTTPServer, tmp_path: Path) -> None:
    source = Board(serve_board(httpserver))
    record(source, tmp_path)
    second = record(source, tmp_path, NOW + timedelta(hours=1))
    assert [run.at for run in Recording.load(tmp_path).runs] == [NOW, NOW + timedelta(hours=1)]
    assert replay_run(source, tmp_path, 1) == second


def test_a_recording_tells_nothing_of_who_asked(httpserver: HTTPServer, tmp_path: Path) -> None:
    record(Board(serve_board(httpserver)), tmp_path)
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir()).lower()
    assert b"secret" not in written
    assert b"cookie" not in written
    assert b"user-agent: unjargon" not in written
    headers = [exchange.headers for exchange in Recording.load(tmp_path).runs[0].exchanges]
    assert {"content-type": "application/json", "etag": '"1"'} in headers


def test_errors_are_recorded(tmp_path: Path) -> None:
    source = Board("http://nothing.invalid/")
    live = record(source, tmp_path)
    assert {exchange.error for exchange in Recording.load(tmp_path).runs[0].exchanges} == {"dns"}
    assert replay_run(source, tmp_path) == live


class Breaking(httpx.AsyncBaseTransport):
    """A network that ends the program at its second request."""

    asked = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        if self.asked > 1:
            raise KeyboardInterrupt
        return httpx.Response(200, stream=httpx.ByteStream(b"[]"))


def test_a_run_that_is_killed_leaves_a_valid_folder(tmp_path: Path) -> None:
    async def ask() -> None:
        transport = RecordingTransport(Breaking(), tmp_path, NOW, LOOPBACK)
        async with Client(ReplayClock(NOW), transport=transport, pace=unhurried) as client:
            for _ in range(2):
                await client.get(HERE, robots=False)

    with pytest.raises(KeyboardInterrupt):
        asyncio.run(ask())
    assert [exchange.status for exchange in Recording.load(tmp_path).runs[0].exchanges] == [200]
