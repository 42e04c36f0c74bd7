"""Which conversation does a saved page of X show?"""

from collections.abc import Iterator
from datetime import datetime

from collector.errors import WrongShape
from collector.pages.soup import Tag
from collector.payloads.threads import gathered
from collector.source import Collected
from collector.sources.x.posts import absent, conversations, is_bare
from collector.sources.x.saved.new_pages import TWEET_ARTICLE, quotes, shown_now
from collector.sources.x.saved.old_pages import OLD_TWEET, shown_then
from collector.sources.x.saved.reading import Shown, linked_post
from db.models import Post

ADDRESSES = (("link[rel=canonical]", "href"), ("meta[property='og:url']", "content"))


def parse_x_page(name: str, soup: Tag, now: datetime) -> Collected | None:
    """The posts on the page; None when it is none of X's. Raises WrongShape when nothing is found on one of X's."""
    found = ((soup.select_one(selector), attribute) for selector, attribute in ADDRESSES)
    addresses = [str(tag.get(attribute) or "") for tag, attribute in found if tag]
    asked = next((number for address in addresses if (number := linked_post(address))), None)
    if asked is None and not soup.select_one(f"{TWEET_ARTICLE}, {OLD_TWEET}"):
        return None
    old = soup.select(f"{OLD_TWEET}, .Tombstone") if soup.select_one(OLD_TWEET) else []
    shown = list(shown_then(old, asked, now) if old else shown_now(soup, asked, now))
    gone = sum(is_bare(post) for post, _ in shown)
    if gone == len(shown):
        raise WrongShape(
            f"{name} is a page of X, and no post is found in it: its markup changed, or it was saved before it had "
            "loaded; save it again, or the JSON that your browser received",
            url=name,
        )
    quoted = [] if old else quotes(soup, now)
    return gathered(now, conversations([*_linked(shown, asked), *quoted]), problems=absent(gone))


def _linked(shown: list[Shown], asked: str | None) -> Iterator[Post]:
    """The page of a post has the chain that leads to it, then chains of answers to it; other pages only have posts."""
    if asked not in [post.external_id for post, _ in shown]:
        yield from (post for post, _ in shown if not is_bare(post))
        return
    above, last, below = None, "", False
    for post, chain in shown:
        if below and (not chain or chain != last):
            above = asked
        yield post.model_copy(update={"parent": above, "thread": shown[0].post.external_id})
        above, last, below = post.external_id, chain, below or post.external_id == asked
