"""How is a recorded folder served as if it were the network, and how is one written?

A recording is a folder with `recording.jsonl`, one exchange a line, and the bodies beside it. Lines with one `at` form
a run; a replay performs the runs in order, with the clock set to `at`. What is not recorded is refused.
"""

import json
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import parse_qsl

import httpx
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from collector.errors import NotRecorded, WrongShape
from collector.http.answer import clipped, shown
from collector.http.body import wanted_body
from collector.http.limits import Limits
from collector.http.pace import Pace
from db.models import Utc

RECORDING_FILE = "recording.jsonl"
# what of an answer's head is kept: enough to read it and to be polite, and nothing that tells who asked
_KEPT_HEADERS = (
    "content-type",
    "etag",
    "last-modified",
    "link",
    "location",
    "retry-after",
    "ratelimit-limit",
    "ratelimit-remaining",
    "ratelimit-reset",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
)
_ERRORS: Mapping[str, type[httpx.TransportError]] = {
    "timeout": httpx.ReadTimeout,
    "reset": httpx.ReadError,
    "dns": httpx.ConnectError,
}

_SUFFIXES = {"json": "json", "html": "html", "xml": "xml", "text": "txt"}

# a recorded folder never asks to be waited for
REPLAY_LIMITS = Limits(backoff=0)


def unhurried(host: str) -> Pace:  # noqa: ARG001 - the signature is that of a pace
    """The pace of a recording: there is no host to be spared."""
    return Pace(interval=0, concurrency=1)


@dataclass(frozen=True)
class ReplayClock:
    """A clock that stands at one moment; waiting takes no time."""

    at: datetime

    def now(self) -> datetime:
        return self.at

    async def sleep(self, seconds: float) -> None:
        """Returns at once."""


# --- what a recording holds ------------------------------------------------------------------------------------------


def _plain_name(name: str) -> str:
    if Path(name).is_absolute() or ".." in Path(name).parts:
        raise ValueError("a body stands beside recording.jsonl; this name leads out of the folder")
    return name


def _askable(url: str) -> str:
    try:
        _key(url)
    except (httpx.InvalidURL, ValueError) as error:
        raise ValueError("this is no address that can be asked") from error
    return url


class Exchange(BaseModel):
    """One line of `recording.jsonl`: what was asked, and what came."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: Utc
    method: Literal["GET"] = "GET"
    url: Annotated[str, AfterValidator(_askable)]
    status: Annotated[int, Field(ge=100, le=599)] | None = None
    headers: dict[str, str] = Field(default_factory=dict)
    file: Annotated[str, AfterValidator(_plain_name)] | None = None
    error: Literal["timeout", "reset", "dns"] | None = None

    @model_validator(mode="after")
    def _one_end(self) -> Self:
        if (self.status is None) == (self.error is None):
            raise ValueError("an exchange ends with either a status or an error")
        if self.error and self.file:
            raise ValueError("an error has no body")
        return self


@dataclass(frozen=True)
class Run:
    """The exchanges of one moment, in the order of the file."""

    folder: Path
    at: datetime
    exchanges: Sequence[Exchange]


@dataclass(frozen=True)
class Recording:
    """A folder, read and checked."""

    runs: Sequence[Run]  # oldest first

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The recording in `folder`. Raises WrongShape, which names the file and the line."""
        path = folder / RECORDING_FILE
        try:
            lines = path.read_text(encoding="utf-8").split("\n")
        except (OSError, UnicodeError) as error:
            raise WrongShape(f"{path} cannot be read; a recording is a folder with {RECORDING_FILE} in it") from error
        exchanges = [_exchange(path, number, line) for number, line in enumerate(lines, start=1) if line.strip()]
        moments = sorted({exchange.at for exchange in exchanges})
        return cls([Run(folder, at, [e for e in exchanges if e.at == at]) for at in moments])


def _exchange(path: Path, number: int, line: str) -> Exchange:
    where = f"{path}, line {number}"
    try:
        exchange = Exchange.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise WrongShape(f"{where}: {clipped(field)}: {clipped(first['msg'])}; mend or remove the line") from error
    if exchange.file is not None:
        body = (path.parent / exchange.file).resolve()
        if not body.is_relative_to(path.parent.resolve()):
            raise WrongShape(f"{where}: file: {clipped(exchange.file)} leads out of the folder; remove the line")
        if not body.is_file():
            raise WrongShape(f"{where}: file: there is no {clipped(exchange.file)}; add it or remove the line")
    return exchange


# --- replaying -------------------------------------------------------------------------------------------------------


def _key(url: str) -> tuple[str, str, str, tuple[tuple[str, str], ...]]:
    """Addresses that ask for the same, whatever the order of their query, have one key."""
    parsed = httpx.URL(url)
    query = parse_qsl(parsed.query.decode("ascii"), keep_blank_values=True)
    return parsed.scheme, parsed.netloc.decode("ascii"), parsed.path, tuple(sorted(query))


class ReplayTransport(httpx.AsyncBaseTransport):
    """Serves one run. An address that was asked several times gives its answers in order, then the last one again."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._answers: dict[object, list[Exchange]] = {}
        for exchange in run.exchanges:
            self._answers.setdefault(_key(exchange.url), []).append(exchange)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = str(request.url)
        # what an answer to a POST depends on is not in the recording
        answers = self._answers.get(_key(url)) if request.method == "GET" else None
        if answers is None:
            if request.url.path == "/robots.txt":
                return httpx.Response(404)
            raise NotRecorded(f"{shown(url)} is not in the recording; record it, or leave its source out", url=url)
        exchange = answers.pop(0) if len(answers) > 1 else answers[0]
        if exchange.error is not None:
            # with what stood behind it, so that the message is that of the run that was recorded
            raise _ERRORS[exchange.error](exchange.error) from (socket.gaierror() if exchange.error == "dns" else None)
        return _served(exchange, self._run.folder)


def _served(exchange: Exchange, folder: Path) -> httpx.Response:
    body = (folder / exchange.file).read_bytes() if exchange.file else b""
    return httpx.Response(exchange.status or 200, headers=_whole(exchange.headers), stream=httpx.ByteStream(body))


def _whole(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """The headers of a body as it was read: decompressed and whole."""
    sizes = ("content-encoding", "content-length", "transfer-encoding")
    return [(name.encode(), value.encode()) for name, value in headers.items() if name.lower() not in sizes]


# --- recording -------------------------------------------------------------------------------------------------------


class RecordingTransport(httpx.AsyncBaseTransport):
    """The transport `inner`, with each exchange appended to `folder` as one run, at `at`.

    A body is written before its line, and a line in one write: a run that is killed leaves a valid recording.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport, folder: Path, at: datetime, limits: Limits) -> None:
        self._inner = inner
        self._folder = folder
        self._at = at
        self._limits = limits
        folder.mkdir(parents=True, exist_ok=True)
        self._numbers = count(len(list(folder.iterdir())) + 1)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = str(request.url)
        try:
            answer = await self._inner.handle_async_request(request)
            try:
                body = await wanted_body(answer, self._limits.max_bytes, url)
            finally:
                await answer.aclose()
        except httpx.TransportError as error:
            if request.method == "GET":
                self._append(Exchange(at=self._at, url=url, error=_ending(error)))
            raise
        if request.method != "GET":
            return httpx.Response(answer.status_code, headers=_whole(answer.headers), stream=httpx.ByteStream(body))
        headers = {name: value for name, value in answer.headers.items() if name in _KEPT_HEADERS}
        name = self._written(body, headers.get("content-type", "").lower())
        exchange = Exchange(at=self._at, url=url, status=answer.status_code, headers=headers, file=name)
        self._append(exchange)
        return _served(exchange, self._folder)

    def _written(self, body: bytes, kind: str) -> str:
        suffix = next((end for word, end in _SUFFIXES.items() if word in kind), "bin")
        for number in self._numbers:
            name = f"{number:04}.{suffix}"
            try:
                with (self._folder / name).open("xb") as file:
                    file.write(body)
            except FileExistsError:
                continue
            return name
        raise AssertionError("numbers do not end")

    def _append(self, exchange: Exchange) -> None:
        line = json.dumps(exchange.model_dump(mode="json", exclude_none=True), ensure_ascii=False) + "\n"
        with (self._folder / RECORDING_FILE).open("ab", buffering=0) as lines:
            lines.write(line.encode())

    async def aclose(self) -> None:
        await self._inner.aclose()


def _ending(error: httpx.TransportError) -> Literal["timeout", "reset", "dns"]:
    if isinstance(error, httpx.TimeoutException):
        return "timeout"
    return "dns" if isinstance(error.__cause__, socket.gaierror) else "reset"
