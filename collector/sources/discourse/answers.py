"""What do lists, topics and posts of a forum say?"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from urllib.parse import quote

from collector.pages.plaintext import headed, one_line, plain
from collector.payloads.addresses import web_url
from collector.payloads.sound import Broken, damaged, readable
from collector.payloads.threads import RankedPost, gathered, grown, united
from collector.source import Collected
from collector.sources.discourse.addresses import server_of
from collector.sources.discourse.shapes import (
    DiscoursePost,
    DiscourseTopic,
    DiscourseUser,
    ListPage,
    LoosePosts,
    PlacedPost,
    WholeTopic,
)
from db.models import Post

_LIKE = 2  # the id of that action
_SMALL_ACTION = 3  # "closed this topic": a post without words
# below a picture stand its file's name and size
_FILE = re.compile(r'<div class="meta">(?:(?!</?div\b).)*</div>', re.DOTALL)


def parse_topic_list(page: ListPage, source: str, now: datetime) -> Collected:
    """The topics in their order; the volume is the number of posts. What is pinned to the top has no rank."""
    topics, problems = readable(page.topic_list.topics, "topics of the list")
    names = {user.id: user.username for user in page.users if isinstance(user, DiscourseUser)}
    posts = [(topic, _headline(topic, names, source, now)) for topic in topics]
    entries = [
        RankedPost(post, post.title, post.url, topic.posts_count)
        for topic, post in posts
        if post.title and not topic.pinned
    ]
    return gathered(now, [post for _, post in posts], entries, problems)


def parse_topic(topic: DiscourseTopic, said: Sequence[DiscoursePost | Broken], source: str, now: datetime) -> Collected:
    """The topic with these of its posts. The places of posts that are answered, and gone or not at hand, are kept."""
    posts = [post for item in said if isinstance(item, DiscoursePost) for post in _posts(topic, item, source, now)]
    broken = [item for item in said if isinstance(item, Broken)]
    head = _headline(topic, {}, source, now)
    first = [post for post in posts if post.external_id == head.external_id] or [head]
    return gathered(now, grown([*first, *posts], head.external_id), problems=damaged(broken, len(said), "posts"))


def parse_loose_posts(loose: LoosePosts, source: str, now: datetime) -> Collected:
    """The posts in their topics; of a topic without its first post only the place of that is known."""
    good, problems = readable(loose.posts, "posts")
    topics: dict[int, list[PlacedPost]] = {}
    for post in good:
        topics.setdefault(post.topic_id, []).append(post)
    heads = (DiscourseTopic(id=key, title=said[0].topic_title, slug=said[0].topic_slug) for key, said in topics.items())
    parts = [parse_topic(head, said, source, now) for head, said in zip(heads, topics.values(), strict=True)]
    return united([*parts, Collected(problems=problems)])


def parse_whole_topic(topic: WholeTopic, source: str, now: datetime) -> Collected:
    """The topic with the posts that came with it."""
    return parse_topic(topic, topic.post_stream.posts, source, now)


def parse_loose_post(post: PlacedPost, source: str, now: datetime) -> Collected:
    """A post by itself."""
    return parse_loose_posts(LoosePosts(latest_posts=(post,)), source, now)


def _headline(topic: DiscourseTopic, names: Mapping[int, str | None], source: str, now: datetime) -> Post:
    """The first post of a topic, as far as a list shows it."""
    began = topic.posters[0].user_id if topic.posters else None
    title = one_line(topic.title) or None
    return Post(
        source=source,
        external_id=f"{topic.id}/1",
        thread=f"{topic.id}/1",
        author=None if began is None else names.get(began) or None,
        title=title,
        text=title or "",
        url=_address(topic, source),
        created_at=topic.created_at,
        collected_at=now,
    )


def _posts(topic: DiscourseTopic, said: DiscoursePost, source: str, now: datetime) -> Iterable[Post]:
    # of a hidden or deleted post a notice of the forum is shown
    gone = bool(said.hidden or said.user_deleted or said.deleted_at)
    words = "" if gone else _words(said.cooked or "")
    if said.post_type == _SMALL_ACTION and not words:
        return
    first = said.post_number == 1
    title = one_line(topic.title) or None if first else None
    likes = [action.count for action in said.actions_summary if action.id == _LIKE]
    yield Post(
        source=source,
        external_id=f"{topic.id}/{said.post_number}",
        thread=f"{topic.id}/1",
        parent=None if first else f"{topic.id}/{said.reply_to_post_number or 1}",
        author=None if gone else said.username or None,
        title=title,
        text=headed(title, words),
        url=_address(topic, source, said.post_number),
        score=next(iter(likes), 0),
        created_at=said.created_at,
        collected_at=now,
    )


def _words(cooked: str) -> str:
    return plain(_FILE.sub("", cooked))


def _address(topic: DiscourseTopic, source: str, number: int = 1) -> str | None:
    """None where the forum is not known, as of a saved answer."""
    page = f"{server_of(source)}/t/{quote(topic.slug or '-', safe='')}/{topic.id}"
    return web_url(page if number == 1 else f"{page}/{number}")
