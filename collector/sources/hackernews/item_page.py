"""What stands on the page of an item: the story or comment on its top, and the comments below, each in its place?"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from collector.pages.plaintext import plain
from collector.pages.soup import Tag
from collector.payloads.threads import gathered, grown
from collector.source import Collected
from collector.sources.hackernews.addresses import item_url
from collector.sources.hackernews.items import Item, post_of
from collector.sources.hackernews.rows import (
    ITEM_LINK,
    author,
    depth,
    line,
    linked,
    numbered,
    points,
    time,
    title_of,
    words,
)
from db.models import Post

SAID = ".commtext, .comment"


class Top(NamedTuple):
    """What the page is about: the story, what else of the thread stands with it, and where on the page."""

    story: Item
    others: Sequence[Item]
    shown: int  # the item that the comments below answer
    place: Tag


def story_on_top(page: Tag, story: Item) -> Top | None:
    """The page of a story, job or poll, with the text below its title and what a poll lets its readers choose."""
    subtext = page.select_one(".fatitem td.subtext") or page.select_one("td.subtext")
    below = subtext.find_parent("tr") if subtext else None
    place = below.find_parent("table") if below else None
    if below is None or place is None:
        return None
    # before 2022 the cell of the text had no name
    cells = [cell for row in below.find_next_siblings("tr") for cell in row.find_all("td", recursive=False)]
    texts = [cell for cell in cells if line(cell) and not cell.select_one("form, table, a.morelink, .comment")]
    text = place.select_one(".toptext") or next(iter(texts), None)
    story = story.model_copy(update={"text": words(text) if text else None})
    return Top(story, _options(place, story.id), story.id, place)


def _options(place: Tag, poll: int) -> list[Item]:
    options = []
    for cell in place.select("td.comment"):
        row = cell.find_parent("tr")
        number = numbered(row) if row else None
        if number is not None:
            options.append(Item(id=number, text=words(cell), score=points(place, f"#score_{number}"), poll=poll))
    return options


def comment_on_top(page: Tag, fat: Tag | None) -> Top | None:
    """The page of a comment, whose head names what it answers and behind it the story; None for a list of comments,
    where every head does.
    """
    heads = [head for head in (fat or page).select(".comhead") if _answered(head) is not None]
    place = fat or (heads[0].find_parent("tr") if heads else None)
    if len(heads) != 1 or place is None:
        return None
    comment = _comment(place, _answered(heads[0]))
    if comment is None:
        return None
    about = heads[0].select(ITEM_LINK)[-1]
    number = linked(about)
    if number is None or line(about) == "parent":
        return Top(Item(id=comment.parent or comment.id), (comment,), comment.id, place)
    return Top(Item(id=number, title=title_of(about)), (comment,), comment.id, place)


def _answered(head: Tag) -> int | None:
    """Which item this one answers, where a link says so that leaves the page."""
    return next((linked(link) for link in head.select(ITEM_LINK) if line(link) == "parent"), None)


def _comment(row: Tag, parent: int | None) -> Item | None:
    """The comment in this row; None where it has no number, as those that had been deleted before 2014."""
    head, said = row.select_one(".comhead"), row.select_one(SAID)
    number = numbered(row) or (linked(head) if head else None)
    if number is None:
        return None
    html = words(said) if said else None
    return Item(
        id=number,
        by=author(head) if head else None,
        time=time(head) if head else None,
        text=html,
        score=points(head) if head else None,
        parent=parent,
        deleted=html is None,
    )


# --- the comments -------


def thread_on(page: Tag, top: Top, source: str, now: datetime) -> Collected:
    """The thread as far as the page shows it."""
    rows = list(_rows(page, top.place))
    posts = [post_of(item, source, now) for item in (top.story, *top.others)]
    posts += _comments(rows, str(top.shown), source, now)
    return gathered(now, grown(posts, str(top.story.id)), problems=_problems(page, top, rows))


def _rows(page: Tag, top: Tag) -> Iterator[Tag]:
    """The rows of the comments; before 2014 they had no class of their own."""
    named = page.select("tr.comtr")
    rows = named or [cell.find_parent("tr") for cell in page.select(f"td.default:has({SAID})")]
    for row in rows:
        if row is not None and not any(tag is top for tag in (row, *row.parents)):
            yield row


def _comments(rows: Iterable[Tag], top: str, source: str, now: datetime) -> Iterator[Post]:
    """Each below the last one before it that is set in less far."""
    above: list[tuple[int, str]] = [(-1, top)]
    nameless = 0
    for row in rows:
        level = depth(row) or 0
        while above[-1][0] >= level:
            above.pop()
        parent = above[-1][1]
        comment = _comment(row, None)
        if comment is None:
            nameless += 1
            key, said = f"{top}/{nameless}", row.select_one(SAID)
            text = plain(words(said) or "") if said else ""
            post = Post(source=source, external_id=key, thread=key, text=text, collected_at=now)
        else:
            post = post_of(comment, source, now)
        yield post.model_copy(update={"parent": parent})
        above.append((level, post.external_id))


def _problems(page: Tag, top: Top, rows: Sequence[Tag]) -> list[str]:
    problems = []
    if lost := sum(depth(row) is None for row in rows):
        problems.append(f"It is not said what they answer: {lost} of {len(rows)} comments; they hang below the story.")
    if any(line(link) == "More" for link in page.select("a.morelink, td.title > a")):
        total = f" of {top.story.descendants}" if top.story.descendants else ""
        problems.append(
            f"The page ends before the thread does: {len(rows)}{total} comments of {item_url(top.story.id)} are on it; "
            "the rest is on its next pages."
        )
    return problems
