"""How do bytes come over the network without reaching where they must not?"""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Callable, Sequence
from functools import cache, partial

import httpx

from collector.errors import Unreachable
from collector.http.answer import shown
from collector.http.unwaited import aside

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Whether anyone on the internet could connect to this IP address, IPv4 written inside IPv6 included."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else inner
        return is_public(str(inner)) if inner else ip.is_global and not ip.is_multicast
    return ip.is_global and not ip.is_multicast


def _is_link_local(address: str) -> bool:
    """Whether it means something to the nearest network only, IPv4 written inside IPv6 included."""
    ip = ipaddress.ip_address(address)
    inner = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    return (inner or ip).is_link_local


Resolve = Callable[[str, int], Sequence[str]]


def resolve(host: str, port: int) -> list[str]:
    """The IP addresses that the system knows for `host`. Raises OSError or UnicodeError when it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


async def ip_addresses(host: str, port: int, resolver: Resolve = resolve) -> Sequence[str]:
    """The IP addresses of `host`, in the order in which to try them. Raises httpx.ConnectError when it has none.

    Names that nobody answers for keep no others waiting: the system cannot be interrupted while it looks.
    """
    try:
        return await aside(partial(resolver, host, port))
    except (OSError, UnicodeError) as error:
        raise httpx.ConnectError(f"no address for {host}") from error


@cache
def _trusted() -> ssl.SSLContext:
    """Whose certificates are believed; reading them takes longer than many an answer."""
    return httpx.create_ssl_context()


PRIVATE = "may_be_private"  # an extension of a request: whether the reader named its address


class VettingTransport(httpx.AsyncBaseTransport):
    """The network, but for addresses that only we can reach: a name is resolved once, and what was vetted is connected.

    With `allow_private`, requests may go to private ones too, but for those that say otherwise, and never to those of
    the link alone (169.254.0.0/16, fe80::/10), where clouds keep their keys.

    Each host has connections of its own: two names on one address must not share a TLS session.
    """

    def __init__(self, *, connect: float, allow_private: bool, resolver: Resolve = resolve) -> None:
        self._connect = connect
        self._allow_private = allow_private
        self._resolver = resolver
        self._hosts: dict[str, httpx.AsyncHTTPTransport] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        name = request.url.raw_host.decode("ascii")
        port = request.url.port or (443 if request.url.scheme == "https" else 80)
        try:
            found = await asyncio.wait_for(ip_addresses(name, port, self._resolver), self._connect)
        except TimeoutError as error:
            raise httpx.ConnectTimeout(f"no address for {name} in time") from error
        named = self._allow_private and request.extensions.get(PRIVATE, True)
        vetted = [address for address in found if is_public(address) or (named and not _is_link_local(address))]
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
            self._hosts[name] = httpx.AsyncHTTPTransport(verify=_trusted(), trust_env=False)
        return self._hosts[name]

    async def aclose(self) -> None:
        for transport in self._hosts.values():
            await transport.aclose()


def _at(address: str, name: str, request: httpx.Request) -> httpx.Request:
    """The same request to one address; the Host header, and the name that TLS asks for and verifies, stay."""
    extensions = {**request.extensions, "sni_hostname": name}
    url = request.url.copy_with(host=address)
    return httpx.Request(request.method, url, headers=request.headers, stream=request.stream, extensions=extensions)
