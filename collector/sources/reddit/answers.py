"""Which posts are in the API's lists, and which comments in its trees?"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from collector.errors import WrongShape
from collector.pages.plaintext import headed, one_line
from collector.payloads.sound import Broken, damaged, fitted, readable
from collector.payloads.threads import RankedPost, gathered, grown
from collector.source import Collected
from collector.sources.reddit.addresses import REDDIT, absolute
from collector.sources.reddit.remains import author_of, remaining_title, text_of
from collector.sources.reddit.shapes import (
    ANSWERED_COMMENT,
    COMMENT_KEY,
    LINK,
    MORE,
    REDDIT_COMMENT,
    REDDIT_LISTING,
    THING,
    MoreChildren,
    MoreStub,
    RedditComment,
    RedditLink,
    RedditListing,
    Thing,
)
from db.models import Post


def parse_reddit_list(page: RedditListing, source: str, now: datetime) -> Collected:
    """The posts in their order; the volume is the score. What moderators pinned to the top has no rank."""
    links, problems = readable([_link(raw) for raw in page.data.children], "posts of the list")
    posts = [(link, link_post(link, source, now)) for link in links]
    entries = [
        RankedPost(post, post.title, absolute(link.url) or post.url, _score(link))
        for link, post in posts
        if post.title and not link.stickied
    ]
    return gathered(now, [post for _, post in posts], entries, problems)


def discussed(page: RedditListing) -> list[str]:
    """The ids of the posts of a list that have comments to read, without what is pinned."""
    links = [link for link in map(_link, page.data.children) if isinstance(link, RedditLink)]
    return [link.id for link in links if link.num_comments != 0 and not link.stickied]


def link_of(pages: tuple[RedditListing, RedditListing]) -> RedditLink:
    """The post of a thread. Raises WrongShape when it cannot be read."""
    first = pages[0].data.children
    link = _link(first[0]) if first else Broken("there is none")
    if isinstance(link, Broken):
        raise WrongShape(f"The post of a thread of Reddit cannot be read ({link.reason}); the API may have changed.")
    return link


def things_in(answer: MoreChildren) -> Sequence[object]:
    """What had been left out of a thread. Raises WrongShape when Reddit says instead why it does not give it."""
    found = answer.found
    if found.data is None:
        said = one_line(str(found.errors))[:100]
        raise WrongShape(f"Reddit answered without the comments that it had left out ({said})")
    return found.data.things


class Walked(NamedTuple):
    """What stands in a tree of comments, and what Reddit left out of it."""

    comments: list[RedditComment]
    stubs: list[MoreStub]
    broken: list[Broken]


def walk_comments(things: Sequence[object]) -> Walked:
    """All that is among `things` and below them. Each comment names its parent, so the nesting is not needed."""
    walked = Walked([], [], [])
    waiting = list(reversed(things))
    while waiting:  # a walk without recursion: payloads nest deeper than Python's stack
        thing = fitted(waiting.pop(), THING)
        read = thing if isinstance(thing, Broken) else _read(thing)
        if isinstance(read, Broken):
            walked.broken.append(read)
        elif isinstance(read, MoreStub):
            walked.stubs.append(read)
        else:
            walked.comments.append(read)
        waiting.extend(reversed(_below(thing)))
    return walked


def parse_reddit_thread(link: RedditLink, things: Sequence[object], source: str, now: datetime) -> Collected:
    """The post with the comments among `things` and below them."""
    walked = walk_comments(things)
    posts = [link_post(link, source, now), *(comment_post(comment, link, source, now) for comment in walked.comments)]
    problems = damaged(walked.broken, len(walked.broken) + len(walked.comments), "comments")
    return gathered(now, grown(posts, f"t3_{link.id}"), problems=problems)


def _link(raw: object) -> RedditLink | Broken:
    thing = fitted(raw, THING)
    if isinstance(thing, Broken):
        return thing
    if thing.kind != "t3":
        return Broken("kind: it should be t3, a post")
    link: RedditLink | Broken = fitted(thing.data, LINK)
    return link


def _read(thing: Thing) -> RedditComment | MoreStub | Broken:
    read: RedditComment | MoreStub | Broken = Broken("kind: it should be t1, a comment")
    if thing.kind == "t1":
        read = fitted(thing.data, REDDIT_COMMENT)
    elif thing.kind == "more":
        read = fitted(thing.data, MORE)
    return read


def _below(thing: Thing | Broken) -> Sequence[object]:
    """The answers to a comment, even to one that cannot be read itself."""
    if isinstance(thing, Broken) or thing.kind != "t1":
        return ()
    answered = fitted(thing.data, ANSWERED_COMMENT)
    if isinstance(answered, Broken):
        return ()
    page = fitted(answered.replies, REDDIT_LISTING)
    return () if isinstance(page, Broken) else page.data.children


def link_post(link: RedditLink, source: str, now: datetime) -> Post:
    """The post; of what was deleted or removed only the headline remains, where that still stands."""
    title = remaining_title(link.title)
    return Post(
        source=source,
        external_id=f"t3_{link.id}",
        thread=f"t3_{link.id}",
        author=author_of(link.author),
        title=title,
        text=headed(title, text_of(link.selftext_html, link.selftext)),
        url=address_of(link),
        score=_score(link),
        created_at=link.created_utc,
        collected_at=now,
    )


def comment_post(comment: RedditComment, link: RedditLink, source: str, now: datetime) -> Post:
    """A comment; what does not say which other it answers hangs below the post."""
    answers_a_comment = comment.parent_id and COMMENT_KEY.fullmatch(comment.parent_id)
    return Post(
        source=source,
        external_id=f"t1_{comment.id}",
        thread=f"t3_{link.id}",
        parent=comment.parent_id if answers_a_comment else f"t3_{link.id}",
        author=author_of(comment.author),
        text=text_of(comment.body_html, comment.body),
        url=absolute(comment.permalink) or f"{address_of(link).rstrip('/')}/{comment.id}/",
        score=None if comment.score_hidden else comment.score,
        created_at=comment.created_utc,
        collected_at=now,
    )


def _score(link: RedditLink) -> int | None:
    return None if link.hide_score else link.score


def address_of(link: RedditLink) -> str:
    """Where people read it; addresses without the title lead to the same page."""
    return absolute(link.permalink) or f"{REDDIT}/comments/{link.id}/"
