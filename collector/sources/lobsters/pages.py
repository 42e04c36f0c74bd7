"""Which story and comments are on a page of Lobsters, as it was in 2020 and as it is now?

An answer stands in the list below what it answers. The markup is that of app/views in github.com/lobsters/lobsters.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from collector.http.answer import markup_changed
from collector.pages.soup import Tag, line_of, page_in
from collector.payloads.sound import Broken, fitted
from collector.payloads.wire import utc_time
from collector.source import Collected
from collector.sources.lobsters.answers import THREAD, parse_thread

if TYPE_CHECKING:
    from collector.http.answer import Response

STORY = "li.story[data-shortid]"
COMMENT = ".comment[data-shortid]"
_ADDRESS = "link[href*='//lobste.rs/s/']"
REMOVED = ".comment_text > p > .na, .comment_text > .na"  # the site's own words in the place of the comment's
PERSON = re.compile(r"(?:https://lobste\.rs)?/(?:u/|~)[^/]+")
AT = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d) ?(Z|[+-]\d\d:?\d\d)")  # without a zone it is the server's time


def parse_lobsters_page(answer: "Response", source: str, now: datetime) -> Collected:
    """The story with its comments. Raises MarkupChanged for a page without a story that can be read."""
    page = page_in(answer)
    story = page.select_one(STORY)
    if story is None:
        raise markup_changed(answer, STORY)
    thread = fitted({**_story(story, page), "comments": list(_comments(page))}, THREAD)
    if isinstance(thread, Broken):
        raise markup_changed(answer, f"title in {STORY} ({thread.reason})")
    return parse_thread(thread, source, now)


def _story(story: Tag, page: Tag) -> dict[str, object]:
    linked, address = story.select_one("a.u-url"), page.select_one(_ADDRESS)
    return {
        "short_id": story["data-shortid"],
        "title": line_of(linked or story.select_one(".link")),
        "description": _html(page.select_one(".story_content > .story_text")),
        "comments_url": address["href"] if address else None,
        "submitter_user": _person(story),
        "score": _score(story),
        "created_at": _time(story),
    }


def _comments(page: Tag) -> Iterator[dict[str, object]]:
    depths: dict[int, int] = {}  # by the element that a comment stands in, as do the answers to it
    for comment in page.select(COMMENT):
        if not comment["data-shortid"]:
            continue  # the form for a new one
        depth = next((depths[id(above)] + 1 for above in comment.parents if id(above) in depths), 0)
        depths[id(comment.parent)] = depth
        yield {
            "short_id": comment["data-shortid"],
            "depth": depth,
            "comment": _html(comment.select_one(".comment_text")),
            "commenting_user": _person(comment),
            "is_deleted": comment.select_one(REMOVED) is not None,
            "score": _score(comment),
            "created_at": _time(comment),
        }


def _person(tag: Tag) -> str | None:
    """Who wrote it; the link around the picture of a person has no words."""
    links = [link for link in tag.select(".byline a[href]") if PERSON.fullmatch(str(link["href"]))]
    return next(filter(None, map(line_of, links)), None)


def _score(tag: Tag) -> int | None:
    """As a number: for a time it is not shown, or only with a sign for unknown."""
    shown = [line_of(element) for element in tag.select(".voters .score, .voters .upvoter")]
    return next((int(score) for score in shown if re.fullmatch(r"-?[0-9]{1,9}", score)), None)


def _time(tag: Tag) -> datetime | None:
    """When it was written: since 1970 on new pages, with the zone of the server on old ones."""
    since = tag.select_one(".byline [data-at-unix]")
    if since and re.fullmatch(r"[0-9]{1,11}", str(since["data-at-unix"])):
        return utc_time(int(str(since["data-at-unix"])))
    said = (AT.fullmatch(str(element["title"]).strip()) for element in tag.select(".byline [title]"))
    return next((utc_time(f"{at[1]}T{at[2]}{at[3]}") for at in said if at), None)


def _html(tag: Tag | None) -> str | None:
    return tag.decode_contents() if tag else None
