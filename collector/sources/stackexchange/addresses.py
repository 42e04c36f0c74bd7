"""Which site and question does an address show, and what does the API call the site?"""

import re

from collector.payloads.addresses import web_parts

_OWN_DOMAIN = re.compile(r"(?:[a-z]{2,4}\.)?(?:stackoverflow|serverfault|superuser|askubuntu|stackapps)")
_ELSEWHERE = re.compile(r"(?:meta\.)?mathoverflow\.net")
_SUBDOMAIN = re.compile(r"[a-z0-9][a-z0-9-]*(?:\.meta)?")


def site_of(host: str) -> str | None:
    """What the API calls the site at this host; None for a host of others."""
    if _ELSEWHERE.fullmatch(host):
        return host
    for ending, names in ((".stackexchange.com", _SUBDOMAIN), (".com", _OWN_DOMAIN)):
        name = host.removesuffix(ending)
        if name != host and names.fullmatch(name):
            return name
    return None


def host_of(site: str) -> str:
    """The host of a site of the API."""
    if _ELSEWHERE.fullmatch(site):
        return site
    return f"{site}.com" if _OWN_DOMAIN.fullmatch(site) else f"{site}.stackexchange.com"


def question_at(url: str) -> tuple[str, str, int] | None:
    """The site that this address is of, and the number of the question (`q`) or answer (`a`) that it shows."""
    parts = web_parts(url)
    if parts is None:
        return None
    site = site_of((parts.hostname or "").removeprefix("www."))
    found = re.match(r"/(q|a)(?:uestions)?/([0-9]{1,15})(?:/|$)", parts.path)
    return (site, found[1], int(found[2])) if site and found else None
