"""How is a server asked politely?

`Client.get` is the one door: check the target -> robots.txt -> the host's turn -> ask -> read with a cap -> judge the
status -> ask again or follow. Behind it stands a transport: `transport.py` is the network, `recording.py` a recorded
one. What an answer says is in `answer.py`; what goes wrong is a `CollectError` (`collector/errors.py`).
"""

import asyncio
import copy
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx
import stamina

from collector.errors import AskedToWait, NotModified, Refused, TooLarge, Unreachable
from collector.http.agent import user_agent
from collector.http.answer import LONGEST_WAIT, Response, Transient, shown, status_error
from collector.http.body import wanted_body
from collector.http.clock import Clock
from collector.http.conditional import StoredValidators, given_validators, preconditions
from collector.http.disk import Disk
from collector.http.failures import HTTPX_ERRORS, NO_ANSWER, collect_error, failure_of
from collector.http.host import Host
from collector.http.limits import DEFAULT_LIMITS, Limits
from collector.http.pace import Pace
from collector.http.target import Params, is_redirect, location, target_uri
from collector.http.transport import PRIVATE, VettingTransport
from db.models import Validators


class Client:
    """Asks politely. One for a run: what hosts said (rules, waits) holds until it is closed.

    `new_validators` holds what the servers gave to make the next request conditional. Whoever has stored what came of
    the answers stores it, too; a run that ends before loses nothing, it only asks in full again.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        contact: str = "",
        validators: StoredValidators | None = None,
        limits: Limits = DEFAULT_LIMITS,
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
        self._hosts: dict[str, Host] = {}
        self._until: float | None = None  # by the event loop's clock
        self._trusts = True  # that the reader named the address which is asked, and not a server
        self._asked: set[str] = set()
        self.new_validators: dict[str, Validators] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._transport.aclose()

    def branch(self, within: float | None = None) -> Self:
        """The same client, for one source: connections, paces, waits and rules are shared.

        `new_validators` is its own, and so are the hosts of which `closed_until` speaks. Its requests end `within` so
        many seconds from now: one that has no answer by then raises Unreachable, so that a source that waits for a slow
        server, or in a long queue for it, can still give what it has.
        """
        twig = copy.copy(self)
        twig.new_validators, twig._asked = {}, set()
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
        self._host(target_uri(url)).close(until)
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
        params: Params | None = None,
        accept: str = "application/json",
        secret: Mapping[str, str] | None = None,
        conditional: bool = False,
        robots: bool = True,
    ) -> Response:
        """The answer to GET `url`, with a status of 2xx.

        `secret`: headers with the reader's own key, which this host alone is shown, and no recording. `conditional`:
        ask whether it has changed since its validators were stored. `robots=False` is for the documented public APIs
        alone. Raises CollectError; NotModified when nothing has changed.
        """
        target = target_uri(url, params)
        headers = self._headers(accept)
        if conditional and self._validators:
            headers |= preconditions(self._validators.validators(str(target)))
        answer = await self._in_time(target, self._followed(target, headers, robots, secret or {}))
        if conditional and (given := given_validators(str(target), answer.headers)):
            self.new_validators[given.url] = given
        return answer

    async def post(
        self, url: str, content: bytes, *, kind: str, accept: str = "application/json", secret: Mapping[str, str]
    ) -> Response:
        """The answer to `content`, of the media type `kind`, sent to a documented API; redirects are not followed.

        For APIs that can be asked in no other way. `secret` as for `get`. Raises CollectError.
        """
        headers = {**self._headers(accept), "content-type": kind, **secret}
        target = target_uri(url)
        answer = await self._in_time(target, self._answer(target, headers, content))
        if is_redirect(answer):
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
        self.new_validators[url] = given
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
                await self._host(target).robots.check(target, asking._robots_txt)
            at_home = (target.scheme, target.netloc) == (start.scheme, start.netloc)
            answer = await asking._answer(target, {**headers, **secret} if at_home else headers)
            if not is_redirect(answer):
                return answer
            target = location(answer)
        raise TooLarge(f"{shown(str(start))} redirects more than {self._limits.redirects} times", url=str(start))

    async def _answer(self, target: httpx.URL, headers: Mapping[str, str], content: bytes | None = None) -> Response:
        """One answer that can be read, or a redirect; asked again where that may help."""
        try:
            return await self._tried(target, headers, content)
        except HTTPX_ERRORS as error:
            raise collect_error(error, str(target)) from error
        except TimeoutError as error:
            raise Unreachable(f"{shown(str(target))} {NO_ANSWER}", url=str(target)) from error

    async def _tried(self, target: httpx.URL, headers: Mapping[str, str], content: bytes | None) -> Response:
        limits = self._limits
        async for attempt in stamina.retry_context(
            on=lambda error: _worth_another_attempt(error, limits.patience, self.now()),
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
            await host.turn(self._clock, self._limits.patience, str(target))
            async with asyncio.timeout(self._limits.total):
                answer = await self._read(target, headers, content)
        wrong = None if is_redirect(answer) else status_error(answer)
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

    def _host(self, target: httpx.URL) -> Host:
        name = target.netloc.decode("ascii")
        if name not in self._hosts:
            self._hosts[name] = Host(name, self._pace(target.host))
        return self._hosts[name]

    async def _robots_txt(self, target: httpx.URL) -> Response:
        return await self._followed(target, self._headers("text/plain, */*;q=0.5"), robots=False, secret={})


def _worth_another_attempt(error: BaseException, patience: float, now: datetime) -> bool | float:
    """Whether asking again may help, as stamina's hook says it: True with back-off, 0.0 when the wait is elsewhere."""
    if isinstance(error, AskedToWait) and error.retry_at is not None:
        return 0.0 if (error.retry_at - now).total_seconds() <= patience else False
    known = failure_of(error)
    return isinstance(error, Transient) or (known is not None and known.transient)
