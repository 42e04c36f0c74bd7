"""How is a body read without growing beyond what we can bear?"""

import zlib
from collections.abc import AsyncIterator

import httpx

from collector.errors import CollectError, NotText, TooLarge
from collector.http.answer import clipped, shown
from collector.http.failures import HTTPX_ERRORS

_ERROR_BYTES = 65_536  # of an error's body: enough for its reason


async def wanted_body(answer: httpx.Response, cap: int, url: str) -> bytes:
    """Of an error only its reason is wanted, and of a redirect nothing: neither fails for its body's sake."""
    if answer.status_code < 300:
        return await _read_body(answer, cap, url)
    if answer.status_code < 400:
        return b""
    try:
        return await _read_body(answer, _ERROR_BYTES, url)
    except (CollectError, *HTTPX_ERRORS):
        return b""


async def _read_body(answer: httpx.Response, cap: int, url: str) -> bytes:
    """The decompressed body, of at most `cap` bytes: a compressed bomb ends at the cap, in pieces no larger than it.

    Raises TooLarge; NotText for an encoding that we did not ask for, damaged, or cut short.
    """
    encoding = answer.headers.get("content-encoding", "").strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip"):
        raise NotText(f"{shown(url)} answered in an encoding that was not asked for: {clipped(encoding, 30)}", url=url)
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
