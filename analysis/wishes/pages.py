"""Which trends say nothing but their title, and which page would say what they are about? (pure)"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from analysis.text.addresses import web_host
from analysis.text.sentences import body_start
from db.models import Headline, PageWish, PostKey, Story

MOST_PAGE_WISHES = 40  # pages; a run of the collector should be over in a minute
_OWN_FILE = "file"  # the kind of what the reader keeps; nothing of it is asked for over the network
_RECENT = timedelta(days=1)


def page_wishes(told: Iterable[Story], found: Sequence[Headline], newest: datetime) -> list[PageWish]:
    """A page for each story that was seen in the day before `newest`, and that nobody describes: the stories with most
    tellings first, and of each the page that its earliest trend links to."""
    by_key = {(each.post.source, each.post.external_id): each for each in found}
    stories = [story for story in told if story.last_seen > newest - _RECENT]
    stories.sort(key=lambda story: (-len(story.members), story.first_seen, story.id))
    wished = (_page(story, by_key) for story in stories)
    return [wish for wish in wished if wish][:MOST_PAGE_WISHES]


def _page(story: Story, found: Mapping[PostKey, Headline]) -> PageWish | None:
    tellings = [found[key] for key in story.members if key in found]
    if any(_is_described(each) for each in tellings):
        return None
    linked = (each for each in tellings if each.link and _leads_away(each))
    return next((PageWish(source=e.post.source, trend=e.post.external_id, url=e.link) for e in linked if e.link), None)


def _is_described(found: Headline) -> bool:
    """Whether there is more of it than its title: words of its own, or headlines below it."""
    return bool(found.below) or body_start(found.post) < len(found.post.text)


def _leads_away(found: Headline) -> bool:
    """Whether a trend's link leads to a page about it, and not to the place where it is discussed or searched for."""
    kind, _, own = found.post.source.partition(":")
    link = web_host(found.link)
    if kind == _OWN_FILE:
        return False
    if found.link == found.post.url and "." not in own:  # a search, a hashtag, a profile at the source itself
        return False
    return link not in ("", own, web_host(found.post.url) if found.link != found.post.url else "")
