"""How is a server asked politely?

`Client.get` is the one door: check the address -> robots.txt -> the host's pace -> ask -> read with a cap -> judge the
status -> retry or follow. Behind it stands a transport: `transport.py` is the network, `recording.py` has a recorded
one. What an answer says is in `answer.py`; what goes wrong is a `CollectError` (`collector/errors.py`).
"""

import asyncio
import copy
import hashlib
import importlib.metadata
import math
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import httpx
import stamina
from protego import Protego

from collector.errors import AskedToWait, Damaged, Disallowed, NotModified, Refused, ServerFailed, TooLarge, Unreachable
from collector.http.answer import LONGEST_WAIT, Passing, Response, given_validators, shown, verdict
from collector.http.pace import Pace
from collector.http.transport import (
    HTTPX_ERRORS,
    NO_ANSWER,
    PRIVATE,
    VettingTransport,
    translated,
    trouble,
    wanted_body,
)
from db.models import Validators

__all__ = ["Client", "Clock", "Limits", "Pace", "Response", "SystemClock"]

PROJECT = "unjargon"
ROBOTS_BYTES = 512_000  # RFC 9309, section 2.5, asks for at least 500 KiB
REDIRECTS = (301, 302, 303, 307, 308)


class Clock(Protocol):
    """The only time there is: a replay and the tests bring their own."""

    def now(self) -> datetime:
        """Aware, in UTC."""
        ...

    async def sleep(self, seconds: float) -> None: ...


class SystemClock:
    """The wall clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


Disk = Callable[[Path, int], bytes]  # reads files of the reader's own; `collector.disk.own_file` is one


class Remembers(Protocol):
    """Who knows what a server gave last time to ask "has this changed?"."""

    def validators(self, url: str) -> Validators | None: ...


@dataclass(frozen=True)
class Limits:
    """How much of a server's time and bytes is taken. Seconds and bytes."""

    connect: float = 10.0
    read: float = 20.0  # between two pieces of an answer
    total: float = 60.0  # for one answer, however steadily it drips
    patience: float = 10.0  # a server that asks for less than this is waited for
    attempts: int = 3
    backoff: float = 0.5  # before the second attempt, doubled for each further one
    max_bytes: int = 10_000_000
    redirects: int = 5
    allow_private: bool = False  # what a caller names: instances at home. Where a server leads to is public in any case


# --- the client ------------------------------------------------------------------------------------------------------


@dataclass
class _Host:
    """What is known of one host in this run."""

    name: str
    pace: Pace
    slots: asyncio.Semaphore
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    asked_at: datetime | None = None
    closed_until: datetime | None = None
    reading_rules: asyncio.Lock = field(default_factory=asyncio.Lock)
    rules: Protego | None = None
    no_rules: str = ""  # why they cannot be had in this run
    interval: float = 0.0  # Crawl-delay

    def close(self, until: datetime) -> None:
        """Of several waits the longest counts."""
        self.closed_until = max(until, self.closed_until or until)

    def to_wait(self, now: datetime) -> float:
        """The seconds until the next request may start."""
        closed = (self.closed_until - now).total_seconds() if self.closed_until else 0.0
        interval = max(self.pace.interval, self.interval)
        since = (now - self.asked_at).total_seconds() if self.asked_at else interval
        # a clock that was set back must not make us wait for longer than the interval
        return max(closed, min(interval, interval - since))


def user_agent(contact: str = "") -> str:
    """Who we are: project, version, whom to write to, library."""
    try:
        version = importlib.metadata.version(PROJECT)
    except importlib.metadata.PackageNotFoundError:
        version = "0"
    whom = "".join(c for c in contact if c.isascii() and c.isprintable() and c not in "()").strip()
    return " ".join(filter(None, (f"{PROJECT}/{version}", whom and f"({whom})", f"httpx/{httpx.__version__}")))


def address(url: str, params: Mapping[str, str | int | Sequence[str]] | None = None) -> httpx.URL:
    """The address to ask. Raises Refused for what is not plain http or https, or carries a password."""
    try:
        target = httpx.URL(url)
        target = (target.copy_merge_params(dict(params)) if params else target).copy_with(fragment=None)
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise Refused(f"{shown(url)} is no address that can be asked; check it", url=url) from error
    if (
        target.scheme not in ("http", "https")
        or not target.host
        or not 0 < (80 if target.port is None else target.port) < 65536
    ):
        message = f"{shown(url)} is no address of the web: http:// or https://, a host, perhaps a port below 65536"
        raise Refused(message, url=url)
    if target.userinfo:
        raise Refused(f"{shown(url)} carries a name or password; take it out of the address", url=shown(url))
    return target


class Client:
    """Asks politely. One for a run: what hosts said (rules, waits) holds until it is closed.

    `fresh` holds what the servers gave, to conditional requests, for asking "has this changed?" next time. Whoever has
    stored what came of the answers commits it; a run that ends before loses nothing, it only asks in full again.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        contact: str = "",
        validators: Remembers | None = None,
        limits: Limits = Limits(),
        pace: Callable[[str], Pace],
        disk: Disk | None = None,
    ) -> None:
        self._clock = clock
        self._transport = transport or VettingTransport(connect=limits.connect, allow_private=limits.allow_private)
        self._agent = user_agent(contact)
        self._validators = validators
        self._limits = limits
        self._pace = pace
        self._disk = disk
        self._hosts: dict[str, _Host] = {}
        self._until: float | None = None  # by the event loop's clock
        self._trusts = True  # that the reader named the address which is asked, and not a server
        self._asked: set[str] = set()
        self.fresh: dict[str, Validators] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._transport.aclose()

    def branch(self, within: float | None = None) -> Self:
        """The same client, for one source: connections, paces, waits and rules are shared.

        `fresh` is its own, and so are the hosts of which `closed_until` speaks. Its requests end `within` so many
        seconds from now: one that has no answer by then raises Unreachable, so that a source that waits for a slow
        server, or in a long queue for it, can still give what it has.
        """
        twig = copy.copy(self)
        twig.fresh, twig._asked = {}, set()
        if within is not None:
            twig._until = asyncio.get_running_loop().time() + within
        return twig

    def public(self) -> Self:
        """The same client for addresses that strangers chose: none leads to a private one, whatever is allowed."""
        twig = copy.copy(self)
        twig._trusts = False
        return twig

    def now(self) -> datetime:
        return self._clock.now()

    def leave_alone(self, url: str, seconds: float) -> datetime:
        """Asks nothing more of the host of `url`, for any source, as after a `Retry-After`; until when, a day at most.

        For services that say in an answer's body how long they want to be left alone.
        """
        until = self.now() + timedelta(seconds=max(0, min(seconds, LONGEST_WAIT.total_seconds())))
        self._host(address(url)).close(until)
        return until

    def closed_until(self) -> datetime | None:
        """When the first of the hosts that this branch asked may be asked again; None when one of them may be now."""
        now = self.now()
        first = min((self._hosts[name].closed_until or now for name in self._asked), default=now)
        return first if first > now else None

    async def get(
        self,
        url: str,
        *,
        params: Mapping[str, str | int | Sequence[str]] | None = None,
        accept: str = "application/json",
        secret: Mapping[str, str] | None = None,
        conditional: bool = False,
        robots: bool = True,
    ) -> Response:
        """The answer to GET `url`, with a status of 2xx.

        `secret`: headers with the reader's own key, which this host alone is shown, and no recording. `conditional`:
        ask whether it has changed since its validators were committed. `robots=False` is for the documented public APIs
        alone. Raises CollectError; NotModified when nothing has changed.
        """
        target = address(url, params)
        headers = self._headers(accept)
        if conditional and self._validators:
            headers |= _conditions(self._validators.validators(str(target)))
        answer = await self._in_time(target, self._followed(target, headers, robots, secret or {}))
        if conditional and (given := given_validators(str(target), answer.headers)):
            self.fresh[given.url] = given
        return answer

    async def post(
        self, url: str, content: bytes, *, kind: str, accept: str = "application/json", secret: Mapping[str, str]
    ) -> Response:
        """The answer to `content`, of the media type `kind`, sent to a documented API; redirects are not followed.

        For APIs that can be asked in no other way. `secret` as for `get`. Raises CollectError.
        """
        headers = {**self._headers(accept), "content-type": kind, **secret}
        target = address(url)
        answer = await self._in_time(target, self._answer(target, headers, content))
        if _redirects(answer):
            raise Refused(f"{shown(url)} sends us elsewhere, with what was sent to it; check the address", url=url)
        return answer

    async def file(self, path: Path, most: int) -> bytes:
        """What a file of the reader's holds, at most `most` bytes; it has changed when it holds something else.

        Raises CollectError; NotModified when nothing has changed; Refused where no disk is read, as in a replay.
        """
        url = f"file:{path}"
        if self._disk is None:
            message = f"{path.name} is not in the recording, as no file of yours ever is; leave its source out"
            raise Refused(message, url=url)
        content = await asyncio.to_thread(self._disk, path, most)
        given = Validators(url=url, etag=hashlib.sha256(content).hexdigest())
        if self._validators and self._validators.validators(url) == given:
            raise NotModified(f"{path.name} has not changed", url=url)
        self.fresh[url] = given
        return content

    def _headers(self, accept: str) -> dict[str, str]:
        return {"user-agent": self._agent, "accept": accept, "accept-encoding": "gzip, identity"}

    async def _in_time(self, target: httpx.URL, asking: Awaitable[Response]) -> Response:
        """The answer, if it comes before this branch's time is up."""
        try:
            async with asyncio.timeout_at(self._until):
                return await asking
        except TimeoutError as error:
            message = (
                f"{shown(str(target))} had no answer when the time of its source was up; "
                "its server is slow, or many wait for it: try again later"
            )
            raise Unreachable(message, url=str(target)) from error

    async def _followed(
        self, target: httpx.URL, headers: Mapping[str, str], robots: bool, secret: Mapping[str, str]
    ) -> Response:
        start = target
        for _ in range(self._limits.redirects + 1):
            asking = self if target.netloc == start.netloc else self.public()
            if robots:
                await asking._ask_rules(target)
            at_home = (target.scheme, target.netloc) == (start.scheme, start.netloc)
            answer = await asking._answer(target, {**headers, **secret} if at_home else headers)
            if not _redirects(answer):
                return answer
            target = _next(answer)
        raise TooLarge(f"{shown(str(start))} redirects more than {self._limits.redirects} times", url=str(start))

    async def _answer(self, target: httpx.URL, headers: Mapping[str, str], content: bytes | None = None) -> Response:
        """One answer that can be read, or a redirect; asked again where that may help."""
        try:
            return await self._tried(target, headers, content)
        except HTTPX_ERRORS as error:
            raise translated(error, str(target)) from error
        except TimeoutError as error:
            raise Unreachable(f"{shown(str(target))} {NO_ANSWER}", url=str(target)) from error

    async def _tried(self, target: httpx.URL, headers: Mapping[str, str], content: bytes | None) -> Response:
        limits = self._limits
        async for attempt in stamina.retry_context(
            on=lambda error: worth_another_attempt(error, limits.patience, self.now()),
            attempts=limits.attempts,
            timeout=None,
            wait_initial=limits.backoff,
            wait_jitter=limits.backoff,
        ):
            with attempt:
                return await self._exchange(target, headers, content)
        raise AssertionError("stamina ends with an answer or an error")

    async def _exchange(self, target: httpx.URL, headers: Mapping[str, str], content: bytes | None) -> Response:
        host = self._host(target)
        self._asked.add(host.name)
        async with host.slots:
            await self._wait_for_turn(host, str(target))
            async with asyncio.timeout(self._limits.total):
                answer = await self._read(target, headers, content)
        wrong = None if _redirects(answer) else verdict(answer)
        if isinstance(wrong, AskedToWait) and wrong.retry_at is not None:
            host.close(wrong.retry_at)
        if wrong:
            raise wrong
        return answer

    async def _read(self, target: httpx.URL, headers: Mapping[str, str], content: bytes | None) -> Response:
        limits, url = self._limits, str(target)
        waits = {"connect": limits.connect, "read": limits.read, "write": limits.read, "pool": limits.total}
        request = httpx.Request(
            "GET" if content is None else "POST",
            target,
            headers=dict(headers),
            content=content,
            extensions={"timeout": waits, PRIVATE: self._trusts},
        )
        answer = await self._transport.handle_async_request(request)
        try:
            body = await wanted_body(answer, limits.max_bytes, url)
        finally:
            await answer.aclose()
        return Response(url, answer.status_code, dict(answer.headers), body, self.now())

    async def _wait_for_turn(self, host: _Host, url: str) -> None:
        async with host.turn:
            while (wait := host.to_wait(self.now())) > 0:
                until = host.closed_until
                if until is not None and (until - self.now()).total_seconds() > self._limits.patience:
                    message = f"{host.name} asked to wait until {until:%Y-%m-%d %H:%M:%S} UTC; it is left alone"
                    raise AskedToWait(message, url=url, retry_at=until)
                await self._clock.sleep(wait)
                # waited to the end, but for an answer that came meanwhile and asks for more; a replay's clock stands
                if host.closed_until == until:
                    break
            host.asked_at = self.now()

    def _host(self, target: httpx.URL) -> _Host:
        name = target.netloc.decode("ascii")
        if name not in self._hosts:
            pace = self._pace(target.host)
            self._hosts[name] = _Host(name, pace, asyncio.Semaphore(pace.concurrency))
        return self._hosts[name]

    async def _ask_rules(self, target: httpx.URL) -> None:
        """Raises Refused when the host's robots.txt does not let us read this address."""
        host = self._host(target)
        async with host.reading_rules:
            if host.rules is None:
                host.rules = await self._rules_once(host, target)
                host.interval = _crawl_delay(host.rules)
        if not host.rules.can_fetch(str(target), PROJECT):
            raise Disallowed(
                f"robots.txt of {host.name} does not let programs read {shown(str(target))} (or could not be read); "
                "remove the source, or ask its operator",
                url=str(target),
            )

    async def _rules_once(self, host: _Host, target: httpx.URL) -> Protego:
        """Where they cannot be had, nobody else waits for them in this run."""
        if host.no_rules:
            raise Unreachable(host.no_rules, url=str(target))
        try:
            return await self._rules(target)
        except Unreachable as error:
            host.no_rules = str(error)
            raise

    async def _rules(self, target: httpx.URL) -> Protego:
        """RFC 9309, section 2.3.1: no robots.txt (4xx) allows everything; one that cannot be read allows nothing."""
        headers = self._headers("text/plain, */*;q=0.5")
        try:
            answer = await self._followed(target.join("/robots.txt"), headers, robots=False, secret={})
        except Refused:
            return Protego.parse("")
        except (ServerFailed, TooLarge, Damaged):
            return Protego.parse("User-agent: *\nDisallow: /")
        return Protego.parse(answer.body[:ROBOTS_BYTES].decode("utf-8-sig", "replace"))


def _crawl_delay(rules: Protego) -> float:
    delay = rules.crawl_delay(PROJECT) or 0.0
    return delay if math.isfinite(delay) else 0.0


def _redirects(answer: Response) -> bool:
    return answer.status in REDIRECTS and "location" in answer.headers


def _next(answer: Response) -> httpx.URL:
    try:
        target = httpx.URL(answer.url).join(answer.headers["location"])
    except (httpx.InvalidURL, ValueError) as error:
        message = f"{shown(answer.url)} redirects to something that is no address; check the source's address"
        raise Refused(message, url=answer.url, status=answer.status) from error
    return address(str(target))


def _conditions(known: Validators | None) -> dict[str, str]:
    given = (("if-none-match", known.etag), ("if-modified-since", known.last_modified)) if known else ()
    return {name: value for name, value in given if value}


def worth_another_attempt(error: BaseException, patience: float, now: datetime) -> bool | float:
    """Whether asking again may help, as stamina's hook says it: True with back-off, 0.0 when the wait is elsewhere."""
    if isinstance(error, AskedToWait) and error.retry_at is not None:
        return 0.0 if (error.retry_at - now).total_seconds() <= patience else False
    known = trouble(error)
    return isinstance(error, Passing) or (known is not None and known.passing)
