"""What do the rows of a page of Hacker News say: number, title, author, points, time, words, depth?

The classes and attributes are those of today; where pages saved between 2012 and 2020 have others, both are named.
"""

import re
from datetime import datetime
from html import escape
from typing import NamedTuple

from collector.pages.plaintext import one_line, plain
from collector.pages.soup import Tag
from collector.payloads.addresses import led_to
from collector.payloads.sound import Broken
from collector.payloads.wire import utc_time
from collector.sources.hackernews.addresses import HACKER_NEWS, ITEM_NUMBER
from collector.sources.hackernews.items import Item

ITEM_LINK = 'a[href*="item?id="]'
LINKED = re.compile(rf"(?:^|/)item\?id=({ITEM_NUMBER})(?![0-9])")
NUMBERED = re.compile(rf"(?:(?:up|score)_)?({ITEM_NUMBER})")
TITLE = "td.title a[href]:not(:is(.comhead, .sitebit) *)"
POINTS = re.compile(r"(-?[0-9]{1,9})\s+points?")
_COMMENTS = re.compile(r"([0-9]{1,9})\s+comments?")
RANK = re.compile(r"([1-9][0-9]{0,8})\.")
GONE = re.compile(r"(?:\[(?:deleted|flagged|dead)\]\s*)+")
STEP = 40  # pixels that an answer is set in


class RankedRow(NamedTuple):
    """A story as its two rows have it; of a list also its place."""

    item: Item
    rank: int | None


def story_of(subtext: Tag) -> RankedRow | Broken:
    """The story whose points, author and time stand in this cell; its title is in the row above."""
    below = subtext.find_parent("tr")
    above = below.find_previous_sibling("tr") if below else None
    number = None if above is None else numbered(above) or numbered(subtext) or linked(subtext)
    if above is None or number is None:
        return Broken("a story without a number")
    title = above.select_one(TITLE)
    item = Item(
        id=number,
        by=author(subtext),
        time=time(subtext),
        title=title_of(title) if title else None,
        url=led_to(f"{HACKER_NEWS}/", str(title["href"])) if title else None,
        score=points(subtext),
        descendants=_count(_COMMENTS, line(subtext)),
    )
    return RankedRow(item, _rank(above))


def _rank(row: Tag) -> int | None:
    found = RANK.fullmatch(line(row.select_one(".rank, td.title[align=right]")))
    return int(found[1]) if found else None


def numbered(tag: Tag) -> int | None:
    """The number of an item in the id of its row, or of what it is voted with."""
    for named in (tag, *tag.select("[id^=up_], [id^=score_]")):
        if found := NUMBERED.fullmatch(str(named.get("id") or "")):
            return int(found[1])
    return None


def linked(tag: Tag) -> int | None:
    """The item that the first link to one leads to; its own stands before those of others."""
    link = tag if tag.name == "a" else tag.select_one(ITEM_LINK)
    found = LINKED.search(str(link.get("href") or "")) if link else None
    return int(found[1]) if found else None


def author(tag: Tag) -> str | None:
    return line(tag.select_one('a.hnuser, a[href*="user?id="]')) or None


def time(tag: Tag) -> datetime | None:
    """The time in UTC; None in old pages, which say only how long ago. Newer ones have seconds since 1970 behind it."""
    age = tag.select_one(".age[title]")
    first = str(age["title"]).split()[:1] if age else []
    return utc_time(first[0]) if first else None


def title_of(link: Tag) -> str | None:
    """The title in HTML, as the interfaces have it."""
    return escape(line(link), quote=False) or None


def points(tag: Tag, place: str = ".score, [id^=score_]") -> int | None:
    return _count(POINTS, line(tag.select_one(place)))


def words(said: Tag) -> str | None:
    """The HTML of what was said, without the link to answer it; None where it says that it was deleted or flagged."""
    for link in said.select('.reply, a[href*="reply?id="]'):
        link.decompose()
    html = said.decode_contents()
    return None if GONE.fullmatch(plain(html)) else html


def depth(row: Tag) -> int | None:
    """How many comments stand above this one: an attribute, or, in old pages, the width of a picture."""
    cell = row.select_one(".ind[indent]")
    if cell and re.fullmatch(r"[0-9]{1,4}", str(cell["indent"])):
        return int(str(cell["indent"]))
    space = row.select_one("img[width]")
    shown = str(space["width"]) if space else ""
    return int(shown) // STEP if re.fullmatch(r"[0-9]{1,6}", shown) else None


def line(tag: Tag | None) -> str:
    return one_line(tag.get_text()) if tag else ""


def _count(pattern: re.Pattern[str], text: str) -> int | None:
    found = pattern.search(text)
    return int(found[1]) if found else None
