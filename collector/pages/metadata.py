"""What does a page say of itself: title, description, site, author, time, language, address? (pure)

Asked first are the properties of Open Graph (https://ogp.me), which sites keep right because others show them, then
JSON-LD, then the elements of the page.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from collector.http.answer import clipped
from collector.pages.linked_data import LinkedData
from collector.pages.plaintext import laid_out
from collector.payloads.addresses import web_url
from collector.payloads.wire import mail_time, primary_language, utc_time

_LONGEST_TITLE, _LONGEST_DESCRIPTION, _LONGEST_NAME = 300, 1_000, 120

_TITLE = ("og:title", "twitter:title")
_DESCRIPTION = ("og:description", "twitter:description", "description")
_SITE = ("og:site_name", "application-name")
_AUTHOR = ("author", "article:author", "dc.creator", "parsely-author")
_PUBLISHED = ("article:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "parsely-pub-date")
_LOCALE = ("og:locale", "content-language", "inlanguage")
_BYLINE = "[rel=author], [itemprop=author]"
_TIME = "time[itemprop=datePublished], time[pubdate], article time[datetime], main time[datetime]"

_CREDIT = re.compile(r"^(?:(?:written )?by|por)\s+(?=\S)", re.IGNORECASE)
_ANCHOR = re.compile(r"\s*¶$|\s+#$")  # beside a heading: a link to it
_FRONT_PAGE = re.compile(r"(?:https?://[^/?#]+)?/?(?:index\.html?)?")
_PARTING = r"\s+[|–—·•»:/-]{1,2}\s+"  # between a title and the name of its site
_SITE_BEHIND = re.compile(_PARTING)
_TITLE_BEFORE = re.compile(rf"(.*\S){_PARTING}", re.DOTALL)


@dataclass(frozen=True)
class Imprint:
    """What a page says of itself; None where it says nothing."""

    url: str
    title: str | None
    description: str | None
    author: str | None
    site: str | None
    published: datetime | None
    language: str | None


def imprint(tree: LexborHTMLParser, linked: LinkedData, url: str) -> Imprint:
    """What the page at this address says of itself; `url` is empty for a page that was saved."""
    given = _properties(tree)
    site = _first([*_named(given, _SITE), linked.publisher], _LONGEST_NAME)
    title = _title(tree, given, linked, [site, host(url)])
    description = _first([*_named(given, _DESCRIPTION), linked.description], _LONGEST_DESCRIPTION)
    return Imprint(
        url=_address(tree, given, url),
        title=title,
        description=None if description == title else description,
        author=_author(tree, given, linked),
        site=site,
        published=_published(tree, given, linked),
        language=_language(tree, given, linked),
    )


def _properties(tree: LexborHTMLParser) -> dict[str, str]:
    """The content of each `meta` element by its name, as it comes first."""
    properties: dict[str, str] = {}
    for meta in tree.css("meta[content]"):
        attributes = meta.attributes
        names = map(attributes.get, ("property", "name", "itemprop", "http-equiv"))
        name = next(filter(None, names), None)
        if name and (content := (attributes.get("content") or "").strip()):
            properties.setdefault(name.strip().lower(), content)
    return properties


def _named(given: Mapping[str, str], names: Iterable[str]) -> Iterator[str]:
    return (given[name] for name in names if name in given)


def _first(texts: Iterable[str | None], longest: int) -> str | None:
    """The first that says anything, on one line."""
    return next(filter(None, (clipped(text or "", longest) for text in texts)), None)


def _texts(tree: LexborHTMLParser, selector: str) -> Iterator[str]:
    return (laid_out(node) for node in tree.css(selector))


# --- what it is called -----------------------------------------------------------------------------------------------


def _title(
    tree: LexborHTMLParser, given: Mapping[str, str], linked: LinkedData, sites: Sequence[str | None]
) -> str | None:
    headings = (_ANCHOR.sub("", laid_out(node)) for node in tree.css("h1") if not _leads_home(node))
    heading = _first(headings, _LONGEST_TITLE)
    of_head = (node.text() for node in tree.css("head > title"))
    title = _first([*_named(given, _TITLE), linked.headline, *of_head, heading], _LONGEST_TITLE)
    return without_site(title, [*filter(None, sites)], heading) if title else None


def _leads_home(heading: LexborNode) -> bool:
    """Whether it is the name of the site, as it stands at the top of many a page."""
    return any(_FRONT_PAGE.fullmatch(link.attributes.get("href") or "#") for link in heading.css("a[href]"))


def without_site(title: str, sites: Iterable[str], heading: str | None = None) -> str:
    """The title without the name of the site that follows it, as in `Rates rise | The Example`.

    Where the page has a heading with which the title begins, any name may follow it.
    """
    if heading and title.startswith(heading) and _SITE_BEHIND.match(title, len(heading)):
        return heading
    for site in sites:
        before = _TITLE_BEFORE.fullmatch(title[: -len(site)])
        if before and title[-len(site) :].casefold() == site.casefold():
            return before[1]
    return title


# --- who, when, in which language, where -----------------------------------------------------------------------------


def _author(tree: LexborHTMLParser, given: Mapping[str, str], linked: LinkedData) -> str | None:
    names = [linked.author, *_named(given, _AUTHOR), *_texts(tree, _BYLINE)]
    # where a name is asked for, some sites give the address of the author's page
    name = _first((name for name in names if "://" not in name), _LONGEST_NAME)
    return _CREDIT.sub("", name, count=1) if name else None


def _published(tree: LexborHTMLParser, given: Mapping[str, str], linked: LinkedData) -> datetime | None:
    shown = (node.attributes.get("datetime") or "" for node in tree.css(_TIME))
    read = (utc_time(time.strip()) or mail_time(time) for time in (*_named(given, _PUBLISHED), *shown))
    return linked.published or next(filter(None, read), None)


def _language(tree: LexborHTMLParser, given: Mapping[str, str], linked: LinkedData) -> str | None:
    root = tree.root.attributes if tree.root is not None else {}
    tags = [root.get("lang"), root.get("xml:lang"), *_named(given, _LOCALE), linked.language]
    return next(filter(None, map(primary_language, tags)), None)


def _address(tree: LexborHTMLParser, given: Mapping[str, str], url: str) -> str:
    """The address that the page calls its own, where it is one of the same site; else the one that it came from.

    Of a saved page, any that it calls its own.
    """
    links = [node.attributes.get("href") for node in tree.css("head > link[rel=canonical]")]
    for address in (*links, given.get("og:url")):
        own = _joined(url, address or "")
        # sites are met that name their front page everywhere
        if own and (not url or host(own) == host(url)) and "@" not in host(own) and urlsplit(own).path.strip("/"):
            return own
    return url


def _joined(url: str, address: str) -> str | None:
    try:
        return web_url(urljoin(url, address.strip())) if address.strip() else None
    except ValueError:
        return None


def host(url: str) -> str:
    """The host of an address, by the name that is its own: `www.` and what small screens get say nothing."""
    try:
        return re.sub(r"^(?:www|m|mobile|amp)\.", "", urlsplit(url).netloc.lower())
    except ValueError:
        return ""
