"""What does a server's answer say: its words, its data, its refusal, its wish to be left alone?

Pure: bytes, headers and the time at which they came; nothing here asks anyone.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar, overload

from pydantic import TypeAdapter, ValidationError

from collector.errors import (
    AskedToWait,
    CollectError,
    MarkupChanged,
    NotModified,
    NotText,
    Refused,
    ServerFailed,
    WrongShape,
)
from collector.http.charset import decoded

_Shape = TypeVar("_Shape")

LONGEST_WAIT = timedelta(days=1)  # no server keeps us away for longer, whatever it says
_UNSAID_WAIT = timedelta(minutes=10)  # asked to wait, and not told for how long
_OFTEN_TRANSIENT = (500, 502, 503, 504)


@dataclass(frozen=True)
class Response:
    """An answer, whole and decompressed. Header names are in lower case."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    at: datetime

    @overload
    def json(self, shape: type[_Shape]) -> _Shape: ...
    @overload
    def json(self, shape: TypeAdapter[_Shape]) -> _Shape: ...
    def json(self, shape: Any) -> Any:
        """The body as JSON in this shape. Raises NotText when it is not JSON and WrongShape when the shape differs."""
        adapter = shape if isinstance(shape, TypeAdapter) else TypeAdapter(shape)
        value = _parsed_json(self.body, self.url)
        try:
            return adapter.validate_python(value)
        except ValidationError as error:
            raise WrongShape(_misfit(self.url, error), url=self.url) from error

    def text(self) -> str:
        """The body as text (`collector.http.charset` says how). Raises NotText for what is no text.

        Bytes of XML may declare more than an encoding inside: a parser that reads it should be given `body`.
        """
        kind = self.headers.get("content-type", "").lower()
        if kind.startswith(("image/", "audio/", "video/", "font/")):
            raise NotText(f"{shown(self.url)} answered with {clipped(kind, 40)} instead of text", url=self.url)
        text = decoded(self.body, kind)
        if text is None or "\0" in text:
            raise NotText(f"{shown(self.url)} answered with bytes that are no text", url=self.url)
        return text


def _parsed_json(body: bytes, url: str) -> object:
    if not body.strip():
        raise NotText(f"{shown(url)} answered with nothing instead of JSON; try again later", url=url)
    try:
        text = body.decode(json.detect_encoding(body))
        value = json.loads(text)
        # half a surrogate pair is valid JSON and no text: one such post must not cost a page
        if "\\ud" in text.lower():
            value = json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        instead = "a page (HTML)" if body.lstrip()[:1] == b"<" else "something that is not JSON"
        raise NotText(f"{shown(url)} answered with {instead} instead of JSON; try again later", url=url) from error
    return value


def _misfit(url: str, error: ValidationError) -> str:
    first, *others = error.errors(include_url=False, include_input=False, include_context=False)
    where = clipped(".".join(str(part) for part in first["loc"]), 80) or "the whole answer"
    more = f" (and {len(others)} more)" if others else ""
    return (
        f"{shown(url)} answered in another shape than its API promises: {where}: {clipped(first['msg'])}{more}; "
        "the service may have changed: update, or report it"
    )


def markup_changed(answer: Response, missing: str) -> MarkupChanged:
    """The error for a page that should have something, and has nothing where that used to stand: `missing` says what
    was looked for."""
    message = f"markup changed: {shown(answer.url)} has no {missing}, or is another page; update, or report it"
    return MarkupChanged(message, url=answer.url, page=answer.body)


def shown(url: str) -> str:
    """The address as a message names it: without query, fragment or anything secret."""
    bare = re.sub(r"[?#].*", "", url, flags=re.DOTALL)
    return clipped(re.sub(r"//[^/]*@", "//", bare), 120)


def clipped(text: str, longest: int = 160) -> str:
    """Words from outside as a message may hold them: one line, nothing invisible, not long."""
    words = " ".join("".join(c if c.isprintable() else " " for c in text[: 4 * longest]).split())
    return words if len(words) <= longest else words[: longest - 1] + "…"


# --- what a status means ---------------------------------------------------------------------------------------------


class Transient(ServerFailed):
    """A failure that is often gone a moment later."""


_ADVICE = {
    401: "it wants an account or a key; remove the source, or give it one",
    403: "it does not want to be read by programs; remove the source, or ask its operator",
    404: "there is nothing at this address; check the name of the source",
    410: "it is gone for good; remove the source",
    451: "it is withheld for legal reasons; remove the source",
}


def status_error(answer: Response) -> CollectError | None:
    """What is wrong with an answer, by its status and headers; None when it can be read."""
    status, url, host = answer.status, answer.url, shown(answer.url)
    if status < 300:
        return None
    if status == 304:
        return NotModified(f"{host} has not changed", url=url)
    said = _reason(answer.body)
    reason = f" ({said})" if said else ""
    if retry_at := wait_until(status, answer.headers, answer.at):
        until = f"{retry_at:%Y-%m-%d %H:%M:%S} UTC"
        return AskedToWait(f"{host} asks to wait until {until}{reason}; it is left alone", url=url, retry_at=retry_at)
    if status >= 500:
        failure = Transient if status in _OFTEN_TRANSIENT else ServerFailed
        return failure(f"{host} failed with status {status}{reason}; try again later", url=url)
    advice = _ADVICE.get(status, "check the source's settings")
    return Refused(f"{host} refused with status {status}{reason}: {advice}", url=url, status=status, body=answer.body)


def wait_until(status: int, headers: Mapping[str, str], now: datetime) -> datetime | None:
    """When a server wants to be asked again; None when it did not ask to wait. At most a day from `now`."""
    if status not in (403, 429, 503):
        return None
    at = _moment(headers.get("retry-after", ""), now)
    if at is None and (status == 429 or _spent(headers)):
        resets = (headers.get(name) for name in ("x-ratelimit-reset", "ratelimit-reset", "x-rate-limit-reset"))
        at = _moment(next(filter(None, resets), ""), now)
    if at is None and (status == 429 or _spent(headers)):
        at = now + _UNSAID_WAIT
    return None if at is None else min(max(at, now), now + LONGEST_WAIT)


def _spent(headers: Mapping[str, str]) -> bool:
    names = ("x-ratelimit-remaining", "ratelimit-remaining", "x-rate-limit-remaining")
    return next(filter(None, map(headers.get, names)), None) == "0"


def _moment(value: str, now: datetime) -> datetime | None:
    """Seconds from now, seconds since 1970, an HTTP date (RFC 9110, section 10.2.3) or an ISO 8601 time."""
    value = value.strip()
    if re.fullmatch(r"[0-9]{1,15}(\.[0-9]+)?", value):
        seconds = float(value)
        since_1970 = seconds > 1_000_000_000
        return now + min(timedelta(seconds=min(seconds - now.timestamp() * since_1970, 1e6)), LONGEST_WAIT)
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            at = read(value)
            return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def _reason(body: bytes) -> str:
    """The short reason that an API's error carries, if it carries one."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    for key in ("error_description", "error_message", "message", "detail", "error"):
        if isinstance(value, dict) and isinstance(value.get(key), str):
            return clipped(value[key], 100)
    return ""
