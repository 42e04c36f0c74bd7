"""Which address may be asked, and to which does a redirect lead? (RFC 9110, sections 7.1 and 15.4; pure)"""

from collections.abc import Mapping, Sequence

import httpx

from collector.errors import Refused
from collector.http.answer import Response, shown

Params = Mapping[str, str | int | Sequence[str]]

_REDIRECTS = (301, 302, 303, 307, 308)


def target_uri(url: str, params: Params | None = None) -> httpx.URL:
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


def is_redirect(answer: Response) -> bool:
    """Whether the answer says where else to ask."""
    return answer.status in _REDIRECTS and "location" in answer.headers


def location(answer: Response) -> httpx.URL:
    """Where a redirect leads. Raises Refused as `target_uri` does."""
    try:
        target = httpx.URL(answer.url).join(answer.headers["location"])
    except (httpx.InvalidURL, ValueError) as error:
        message = f"{shown(answer.url)} redirects to something that is no address; check the source's address"
        raise Refused(message, url=answer.url, status=answer.status) from error
    return target_uri(str(target))
