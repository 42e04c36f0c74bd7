"""How do bytes come over the network without reaching where they must not, or growing beyond what we can bear?"""

import asyncio
import ipaddress
import socket
import ssl
import zlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import httpx

from collector.errors import CollectError, Damaged, NotText, Refused, TooLarge, Unreachable
from collector.http.answer import one_line, shown
from collector.http.unwaited import aside

ERROR_BYTES = 65_536  # of an error's body: enough for its reason

# --- what httpx's exceptions mean ------------------------------------------------------------------------------------


class Trouble(NamedTuple):
    """What an exception of httpx means here, and whether asking again may help."""

    error: type[CollectError]
    words: str  # after the address
    passing: bool


NO_ANSWER = "did not answer in time; try again later"
_CUT = "broke the connection; try again later"
_NOT_READ = "could not be read to its end; please report this"
TROUBLES: Mapping[type[Exception], Trouble] = {
    httpx.HTTPError: Trouble(Unreachable, _CUT, False),
    httpx.RequestError: Trouble(Unreachable, _CUT, False),
    httpx.TransportError: Trouble(Unreachable, _CUT, True),
    # who was silent for that long is not asked twice: it would take the time in which others can be asked instead
    httpx.TimeoutException: Trouble(Unreachable, NO_ANSWER, False),
    httpx.ConnectTimeout: Trouble(Unreachable, NO_ANSWER, False),
    httpx.ReadTimeout: Trouble(Unreachable, NO_ANSWER, False),
    httpx.WriteTimeout: Trouble(Unreachable, NO_ANSWER, False),
    httpx.PoolTimeout: Trouble(Unreachable, "had no free connection; try again later", True),
    httpx.NetworkError: Trouble(Unreachable, _CUT, True),
    httpx.ConnectError: Trouble(Unreachable, "cannot be reached; check the address and the network", True),
    httpx.ReadError: Trouble(Unreachable, _CUT, True),
    httpx.WriteError: Trouble(Unreachable, _CUT, True),
    httpx.CloseError: Trouble(Unreachable, _CUT, True),
    httpx.ProxyError: Trouble(Unreachable, "cannot be reached through the proxy; check its settings", False),
    httpx.ProtocolError: Trouble(Unreachable, "does not speak HTTP as it should; try again later", True),
    httpx.RemoteProtocolError: Trouble(Unreachable, "broke off, or does not speak HTTP; try again later", True),
    httpx.LocalProtocolError: Trouble(Refused, "cannot be asked: a header is not allowed; check the settings", False),
    httpx.UnsupportedProtocol: Trouble(Refused, "is neither http nor https; check the address", False),
    httpx.InvalidURL: Trouble(Refused, "is no address that can be asked; check it", False),
    httpx.DecodingError: Trouble(NotText, "answered with bytes that cannot be decompressed", False),
    httpx.TooManyRedirects: Trouble(TooLarge, "redirects too often", False),
    httpx.HTTPStatusError: Trouble(Refused, "refused", False),
    httpx.CookieConflict: Trouble(Damaged, "set cookies that contradict each other", False),
    httpx.StreamError: Trouble(Damaged, _NOT_READ, False),
    httpx.StreamConsumed: Trouble(Damaged, _NOT_READ, False),
    httpx.StreamClosed: Trouble(Damaged, _NOT_READ, False),
    httpx.ResponseNotRead: Trouble(Damaged, _NOT_READ, False),
    httpx.RequestNotRead: Trouble(Damaged, _NOT_READ, False),
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


def trouble(error: BaseException) -> Trouble | None:
    """The entry of the nearest class in TROUBLES; None for what is not httpx's."""
    return next((TROUBLES[kind] for kind in type(error).__mro__ if kind in TROUBLES), None)


def translated(error: Exception, url: str) -> CollectError:
    kind, words, _ = trouble(error) or TROUBLES[httpx.HTTPError]
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


# --- reading with a cap ----------------------------------------------------------------------------------------------


async def wanted_body(answer: httpx.Response, cap: int, url: str) -> bytes:
    """Of an error only its reason is wanted, and of a redirect nothing: neither fails for its body's sake."""
    if answer.status_code < 300:
        return await read_body(answer, cap, url)
    if answer.status_code < 400:
        return b""
    try:
        return await read_body(answer, ERROR_BYTES, url)
    except (CollectError, *HTTPX_ERRORS):
        return b""


async def read_body(answer: httpx.Response, cap: int, url: str) -> bytes:
    """The decompressed body, of at most `cap` bytes: a compressed bomb ends at the cap, in pieces no larger than it.

    Raises TooLarge; NotText for an encoding that we did not ask for, damaged, or cut short.
    """
    encoding = answer.headers.get("content-encoding", "").strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip"):
        raise NotText(f"{shown(url)} answered in an encoding that was not asked for: {one_line(encoding, 30)}", url=url)
    pieces = answer.aiter_raw()
    body = bytearray()
    try:
        async for piece in _gunzipped(pieces, cap + 1) if "gzip" in encoding else pieces:
            body += piece
            if len(body) > cap:
                raise TooLarge(f"{shown(url)} answered with more than {cap:,} bytes; it is not read", url=url)
    except zlib.error as error:
        raise NotText(f"{shown(url)} answered with damaged gzip ({error})", url=url) from error
    return bytes(body)


async def _gunzipped(pieces: AsyncIterator[bytes], cap: int) -> AsyncIterator[bytes]:
    """Each yield is at most `cap` bytes; a caller that takes no more than `cap` in all stops before a bomb unfolds."""
    inflater = zlib.decompressobj(31)
    begun = False
    async for piece in pieces:
        rest = piece
        while rest:
            begun = True
            if inflater.eof:  # a file of several members, one after the other (RFC 1952, section 2.2)
                inflater = zlib.decompressobj(31)
            yield inflater.decompress(rest, cap)
            rest = inflater.unconsumed_tail or inflater.unused_data
    if begun and not inflater.eof:
        raise zlib.error("it ends in the middle")


# --- addresses -------------------------------------------------------------------------------------------------------

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Whether anyone on the internet could connect to this IP address, IPv4 written inside IPv6 included."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else inner
        return is_public(str(inner)) if inner else ip.is_global and not ip.is_multicast
    return ip.is_global and not ip.is_multicast


def is_of_the_link(address: str) -> bool:
    """Whether it means something to the nearest network only, IPv4 written inside IPv6 included."""
    ip = ipaddress.ip_address(address)
    inner = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    return (inner or ip).is_link_local


LookUp = Callable[[str, int], Sequence[str]]


def looked_up(host: str, port: int) -> list[str]:
    """The IP addresses that the system knows for `host`. Raises OSError or UnicodeError when it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


async def addresses(host: str, port: int, look_up: LookUp = looked_up) -> Sequence[str]:
    """The IP addresses of `host`, in the order in which to try them. Raises httpx.ConnectError when it has none.

    Names that nobody answers for keep no others waiting: the system cannot be interrupted while it looks.
    """
    try:
        return await aside(partial(look_up, host, port))
    except (OSError, UnicodeError) as error:
        raise httpx.ConnectError(f"no address for {host}") from error


PRIVATE = "may_be_private"  # an extension of a request: whether the reader named its address


class VettingTransport(httpx.AsyncBaseTransport):
    """The network, but for addresses that only we can reach: a name is resolved once, and what was vetted is connected.

    With `allow_private`, requests may go to private ones too, but for those that say otherwise, and never to those of
    the link alone (169.254.0.0/16, fe80::/10), where clouds keep their keys.

    Each host has connections of its own: two names on one address must not share a TLS session.
    """

    def __init__(self, *, connect: float, allow_private: bool, look_up: LookUp = looked_up) -> None:
        self._connect = connect
        self._allow_private = allow_private
        self._look_up = look_up
        self._trust = httpx.create_ssl_context()
        self._hosts: dict[str, httpx.AsyncHTTPTransport] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        name = request.url.raw_host.decode("ascii")
        port = request.url.port or (443 if request.url.scheme == "https" else 80)
        try:
            found = await asyncio.wait_for(addresses(name, port, self._look_up), self._connect)
        except TimeoutError as error:
            raise httpx.ConnectTimeout(f"no address for {name} in time") from error
        named = self._allow_private and request.extensions.get(PRIVATE, True)
        vetted = [address for address in found if is_public(address) or (named and not is_of_the_link(address))]
        if not vetted:
            where = shown(str(request.url))
            raise Unreachable(
                f"{where} is a private address; only one that you name yourself is asked, with allow_private in the "
                "settings",
                url=str(request.url),
            )
        return await self._first(name, vetted[:4], request)

    async def _first(self, name: str, vetted: list[str], request: httpx.Request) -> httpx.Response:
        *earlier, last = vetted
        for address in earlier:
            try:
                return await self._host(name).handle_async_request(_at(address, name, request))
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        return await self._host(name).handle_async_request(_at(last, name, request))

    def _host(self, name: str) -> httpx.AsyncHTTPTransport:
        if name not in self._hosts:
            self._hosts[name] = httpx.AsyncHTTPTransport(verify=self._trust, trust_env=False)
        return self._hosts[name]

    async def aclose(self) -> None:
        for transport in self._hosts.values():
            await transport.aclose()


def _at(address: str, name: str, request: httpx.Request) -> httpx.Request:
    """The same request to one address; the Host header, and the name that TLS asks for and verifies, stay."""
    extensions = {**request.extensions, "sni_hostname": name}
    url = request.url.copy_with(host=address)
    return httpx.Request(request.method, url, headers=request.headers, stream=request.stream, extensions=extensions)
