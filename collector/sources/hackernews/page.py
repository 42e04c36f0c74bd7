"""What does a page of Hacker News say: an item with its comments, or a ranked list?

Its markup may change without a word; `rows` knows what has changed in it since 2012.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from collector.http.answer import markup_changed
from collector.pages.soup import page_in
from collector.payloads.sound import Broken, damaged
from collector.payloads.threads import RankedPost, gathered
from collector.source import Collected
from collector.sources.hackernews.item_page import comment_on_top, story_on_top, thread_on
from collector.sources.hackernews.items import post_of
from collector.sources.hackernews.rows import RankedRow, story_of

if TYPE_CHECKING:
    from collector.http.answer import Response

SIGN = re.compile(rb"\b(?:hnmain|pagetop)\b")  # all its pages have one of them, and hardly any other page


def parse_hackernews_page(answer: "Response", source: str, now: datetime) -> Collected | None:
    """The thread or the ranked list on a page; None for a page that is neither.

    Raises NotText for what is no page, MarkupChanged where no story or no comment on it has a number.
    """
    page = page_in(answer)
    if not page.select_one("#hnmain, .pagetop"):
        return None
    fat = page.select_one(".fatitem")
    read = [story_of(subtext) for subtext in (fat or page).select("td.subtext")]
    stories = [story for story in read if isinstance(story, RankedRow)]
    if read and not stories:
        raise markup_changed(answer, "number in the rows of any story")
    if stories and fat is None and (len(read) > 1 or stories[0].rank is not None):
        broken = [story for story in read if isinstance(story, Broken)]
        listed = _list(stories, broken, source, now)
        if not listed.trends:
            raise markup_changed(answer, "title in the rows of any story")
        return listed
    top = story_on_top(page, stories[0].item) if stories else comment_on_top(page, fat)
    if top is None and fat is not None:
        raise markup_changed(answer, "number of the item in .fatitem")
    return None if top is None else thread_on(page, top, source, now)


def _list(stories: Sequence[RankedRow], broken: list[Broken], source: str, now: datetime) -> Collected:
    entries = []
    for item, rank in stories:
        post = post_of(item, source, now)
        if post.title:
            entries.append(RankedPost(post, post.title, item.url or post.url, item.score, rank))
        else:
            broken.append(Broken("a story without a title"))
    return gathered(now, (), entries, damaged(broken, len(entries) + len(broken), "stories"))
