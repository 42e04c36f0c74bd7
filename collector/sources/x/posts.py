"""How do posts of X become conversations, in which what is gone keeps its place?"""

import re
from collections.abc import Iterable
from datetime import datetime
from html import unescape

from collector.pages.plaintext import tidy
from collector.payloads.addresses import web_url
from collector.payloads.sound import Broken, damaged, readable
from collector.payloads.threads import grown
from collector.sources.x.addresses import KIND, post_url
from collector.sources.x.shapes import Entities, XLink
from db.models import Post

SHORTENED = re.compile(r"https?://t\.co/\w+")


def worded(text: str, entities: Entities | Broken | None, *, escaped: bool = True) -> str:
    """The words of a post: shortened addresses written out, and those of its own pictures left out."""
    addresses: dict[str, str] = {}
    if isinstance(entities, Entities):
        urls = [link for link in entities.urls if isinstance(link, XLink)]
        media = [link for link in entities.media if isinstance(link, XLink)]
        addresses = {link.url: "" if link.media_key else web_url(link.expanded_url) or link.url for link in urls}
        addresses |= {link.url: "" for link in media}
    words = unescape(text) if escaped else text
    return tidy(SHORTENED.sub(lambda found: addresses.get(found[0], found[0]), words))


def place(number: str, thread: str | None, parent: str | None, now: datetime) -> Post:
    """A post of which only the place is known: deleted, withheld, or damaged."""
    url = post_url(number, None)
    thread = thread or number
    return Post(source=KIND, external_id=number, thread=thread, parent=parent, url=url, collected_at=now)


def is_bare(post: Post) -> bool:
    """Whether only the place of a post is known."""
    return post.author is None and not post.text


def places(raw: object, now: datetime, number: str, thread: str) -> list[Post]:
    """The place of a damaged post, when its id can still be read under the key `number`."""
    known = raw if isinstance(raw, dict) else {}
    at = an_id(known.get(number))
    return [place(at, an_id(known.get(thread)), None, now)] if at else []


def an_id(value: object) -> str | None:
    """The value, when it is the id of a post."""
    return value if isinstance(value, str) and re.fullmatch(r"[0-9]{1,20}", value) else None


def absent(number: int, of: str = "the posts") -> list[str]:
    """The sentence on posts that are said not to be there, if there are any."""
    return [f"Deleted, withheld or protected: {number} of {of}."] if number else []


def unread_posts(broken: list[Broken], total: int) -> list[str]:
    """The sentence on posts that were left out. Raises WrongShape when none of all `total` can be read."""
    if len(broken) == total:
        readable(broken, "posts of X")
    return damaged(broken, total, "posts")


def conversations(posts: Iterable[Post]) -> list[Post]:
    """The posts in their threads; `thread` of each is the conversation that X names, or the post's own id.

    A bare place gives way to the post itself. A parent that is missing keeps its place in the conversation.
    """
    known: dict[str, Post] = {}
    for post in posts:
        before = known.get(post.external_id)
        if before is None or (is_bare(before) and not is_bare(post)):
            known[post.external_id] = post
    for post in list(known.values()):
        above = known.get(post.parent or post.external_id)
        if above is None or (is_bare(above) and above.parent is None and above.thread == above.external_id):
            above = above or place(post.parent or "", None, None, post.collected_at)
            thread = above.external_id if post.thread == post.external_id else post.thread
            known[above.external_id] = above.model_copy(update={"thread": thread})
        if post.thread not in known:
            known[post.thread] = place(post.thread, None, None, post.collected_at)
    parents = {key: post.parent or (post.thread if post.thread != key else None) for key, post in known.items()}
    return grown(post.model_copy(update={"parent": parents[key]}) for key, post in known.items())
