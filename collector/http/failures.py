"""What does an exception of httpx mean, and may asking again help? (pure)"""

import socket
import ssl
from collections.abc import Mapping
from typing import NamedTuple

import httpx

from collector.errors import CollectError, Damaged, NotText, Refused, TooLarge, Unreachable
from collector.http.answer import shown


class HttpxFailure(NamedTuple):
    """What an exception of httpx means here, and whether asking again may help."""

    error: type[CollectError]
    words: str  # after the address
    transient: bool


NO_ANSWER = "did not answer in time; try again later"
_CUT = "broke the connection; try again later"
_NOT_READ = "could not be read to its end; please report this"
HTTPX_FAILURES: Mapping[type[Exception], HttpxFailure] = {
    httpx.HTTPError: HttpxFailure(Unreachable, _CUT, False),
    httpx.RequestError: HttpxFailure(Unreachable, _CUT, False),
    httpx.TransportError: HttpxFailure(Unreachable, _CUT, True),
    # who was silent for that long is not asked twice: it would take the time in which others can be asked instead
    httpx.TimeoutException: HttpxFailure(Unreachable, NO_ANSWER, False),
    httpx.ConnectTimeout: HttpxFailure(Unreachable, NO_ANSWER, False),
    httpx.ReadTimeout: HttpxFailure(Unreachable, NO_ANSWER, False),
    httpx.WriteTimeout: HttpxFailure(Unreachable, NO_ANSWER, False),
    httpx.PoolTimeout: HttpxFailure(Unreachable, "had no free connection; try again later", True),
    httpx.NetworkError: HttpxFailure(Unreachable, _CUT, True),
    httpx.ConnectError: HttpxFailure(Unreachable, "cannot be reached; check the address and the network", True),
    httpx.ReadError: HttpxFailure(Unreachable, _CUT, True),
    httpx.WriteError: HttpxFailure(Unreachable, _CUT, True),
    httpx.CloseError: HttpxFailure(Unreachable, _CUT, True),
    httpx.ProxyError: HttpxFailure(Unreachable, "cannot be reached through the proxy; check its settings", False),
    httpx.ProtocolError: HttpxFailure(Unreachable, "does not speak HTTP as it should; try again later", True),
    httpx.RemoteProtocolError: HttpxFailure(Unreachable, "broke off, or does not speak HTTP; try again later", True),
    httpx.LocalProtocolError: HttpxFailure(
        Refused, "cannot be asked: a header is not allowed; check the settings", False
    ),
    httpx.UnsupportedProtocol: HttpxFailure(Refused, "is neither http nor https; check the address", False),
    httpx.InvalidURL: HttpxFailure(Refused, "is no address that can be asked; check it", False),
    httpx.DecodingError: HttpxFailure(NotText, "answered with bytes that cannot be decompressed", False),
    httpx.TooManyRedirects: HttpxFailure(TooLarge, "redirects too often", False),
    httpx.HTTPStatusError: HttpxFailure(Refused, "refused", False),
    httpx.CookieConflict: HttpxFailure(Damaged, "set cookies that contradict each other", False),
    httpx.StreamError: HttpxFailure(Damaged, _NOT_READ, False),
    httpx.StreamConsumed: HttpxFailure(Damaged, _NOT_READ, False),
    httpx.StreamClosed: HttpxFailure(Damaged, _NOT_READ, False),
    httpx.ResponseNotRead: HttpxFailure(Damaged, _NOT_READ, False),
    httpx.RequestNotRead: HttpxFailure(Damaged, _NOT_READ, False),
}
# why a connection failed; httpx has one exception for them all, which carries the system's
_NOT_CONNECTED: Mapping[type[Exception], str] = {
    socket.gaierror: "its name has no address",
    UnicodeError: "its name has no address",
    ConnectionRefusedError: "it takes no connections",
    ssl.SSLCertVerificationError: "its certificate is not valid",
    ssl.SSLError: "it has no secure connection",
}
HTTPX_ERRORS = (httpx.HTTPError, httpx.InvalidURL, httpx.CookieConflict, httpx.StreamError)


def failure_of(error: BaseException) -> HttpxFailure | None:
    """The entry of the nearest class in HTTPX_FAILURES; None for what is not httpx's."""
    return next((HTTPX_FAILURES[kind] for kind in type(error).__mro__ if kind in HTTPX_FAILURES), None)


def collect_error(error: Exception, url: str) -> CollectError:
    """The error of ours for an exception of httpx."""
    kind, words, _ = failure_of(error) or HTTPX_FAILURES[httpx.HTTPError]
    if isinstance(error, httpx.ConnectError) and (why := _not_connected(error)):
        words = f"cannot be reached: {why}; check the address and the network"
    return kind(f"{shown(url)} {words}", url=url)


def _not_connected(error: BaseException) -> str:
    """Why a connection failed, where the exceptions behind this one tell."""
    behind: BaseException | None = error
    while behind is not None:
        if why := next((_NOT_CONNECTED[kind] for kind in type(behind).__mro__ if kind in _NOT_CONNECTED), ""):
            return why
        behind = behind.__cause__ or behind.__context__
    return ""
