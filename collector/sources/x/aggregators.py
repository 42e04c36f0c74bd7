"""Which trends of X are on the pages of the aggregators?"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from collector.errors import NotText
from collector.http.answer import markup_changed
from collector.pages.plaintext import one_line
from collector.pages.soup import Tag, tree_of, undeclared
from collector.payloads.addresses import led_to
from collector.payloads.threads import gathered
from collector.source import Collected
from collector.sources.google_trends import volume
from collector.sources.x.trends import listing

if TYPE_CHECKING:
    from collector.http.answer import Response

AGGREGATORS = {"trends24": "https://trends24.in/", "getdaytrends": "https://getdaytrends.com/"}
LIKE_A_PAGE = re.compile(r"<(?:html|body|ol|table)\b", re.IGNORECASE)


def parse_trends24(answer: "Response", source: str, now: datetime) -> Collected:
    """The newest list of the page, which has one for each of the last 24 hours."""
    page = _tree_of(answer)
    newest = page.select_one("ol.trend-card__list")
    rows = newest.find_all("li") if newest else []
    return _listed(answer, [(row, ".trend-link", ".tweet-count") for row in rows], source, now)


def parse_getdaytrends(answer: "Response", source: str, now: datetime) -> Collected:
    """The table of the first trends and the hidden one that goes on, in the order of their ranks."""
    ranked: dict[int, Tag] = {}
    for row in _tree_of(answer).select("table[class*='ranking trends wider'] tr"):
        rank = row.select_one("th.pos")
        number = re.fullmatch(r"\s*#?([0-9]{1,4})\.?\s*", rank.get_text()) if rank else None
        if number:
            ranked.setdefault(int(number[1]), row)
    rows = [ranked[number] for number in sorted(ranked)]
    return _listed(answer, [(row, "td.main a[href*='/trend/']", "td.main .small") for row in rows], source, now)


def _tree_of(answer: "Response") -> Tag:
    text = answer.text()
    page = tree_of(undeclared(text)) if LIKE_A_PAGE.search(text) else None
    if page is None:
        raise NotText(f"{answer.url} answered with something that is no page; try again later", url=answer.url)
    return page


def _listed(answer: "Response", rows: Sequence[tuple[Tag, str, str]], source: str, now: datetime) -> Collected:
    entries = []
    for row, name, count in rows:
        link, uses = row.select_one(name), row.select_one(count)
        title = one_line(link.get_text()) if link else ""
        if link and title:
            url = led_to(answer.url, str(link.get("href") or ""))
            entries.append(listing(title, url, _uses(uses) if uses else None, source, now))
    if not entries:
        raise markup_changed(answer, "trend in ol.trend-card__list .trend-link, or in table.ranking td.main a")
    nameless = len(rows) - len(entries)
    problems = [f"Left out because it has no name: {nameless} of {len(rows)} trends."] if nameless else []
    return gathered(now, [], entries, problems)


def _uses(element: Tag) -> int | None:
    """`118K`, `1,234` or `2M tweets`; None where nothing, or `Under 10K tweets`, is said."""
    said = str(element.get("data-count") or "") or element.get_text()
    number = re.fullmatch(r"\s*([0-9][0-9.,]*\s*[KMB]?)\+?(?:\s+(?:tweets?|posts?))?\s*", said, re.IGNORECASE)
    uses = volume(number[1]) if number else None
    return uses if uses is None or uses < 2**63 else None
