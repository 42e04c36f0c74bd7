"""What is hot on Lobsters, and what is said there?

The calls are /hottest.json and /s/{short_id}.json of lobste.rs; their fields are those of `as_json` in the models of
github.com/lobsters/lobsters. Its robots.txt allows nothing but a few search engines, so nothing is asked unless the
operator agreed to it. An address has 30 requests a minute and 100 in ten minutes.
"""

import asyncio
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, ClassVar, Self

from pydantic import BeforeValidator, TypeAdapter

from collector.addresses import web_parts
from collector.compose import Listing, gathered, grown
from collector.plaintext import headed, one_line, plain
from collector.source import Collected, CollectError, Options, Refused
from collector.wire import Broken, Count, Maybe, Moment, Wire, damaged, web_url, whole
from db.models import Key, Post, Text

if TYPE_CHECKING:
    from collector.http import Client

SITE = "https://lobste.rs"
CONSENT_OPTION = "consent"
CONSENT_VARIABLE = "LOBSTERS_CONSENT"
MOST_THREADS = 25  # with the list, what a minute allows


def _username(value: object) -> object:
    """In recordings of 2023 a user is an object; today it is the name."""
    return value.get("username") if isinstance(value, dict) else value


User = Annotated[Text | None, BeforeValidator(_username)]


class Story(Wire):
    short_id: Key
    title: Key
    url: str | None = None  # empty for a text
    score: Count | None = None
    comment_count: Count | None = None
    description: Text | None = None  # HTML
    comments_url: str | None = None
    submitter_user: User = None
    created_at: Moment = None


class Comment(Wire):
    short_id: Key
    parent_comment: Key | None = None
    depth: Count | None = None
    indent_level: Count | None = None  # in recordings of 2018, where no parent is named: 1 below the story
    comment: Text | None = None  # HTML
    commenting_user: User = None
    is_deleted: bool = False
    is_moderated: bool = False
    score: Count | None = None
    url: str | None = None
    created_at: Moment = None


class Thread(Story):
    """A story with its comments in one list."""

    comments: list[Maybe[Comment]]


STORIES: TypeAdapter[list[Story | Broken]] = TypeAdapter(list[Maybe[Story]])


def parse_list(stories: list[Story | Broken], source: str, now: datetime) -> Collected:
    """The stories in their order; the volume is the score."""
    good, problems = whole(stories, "stories")
    entries = []
    for story in good:
        post = _story(story, source, now)
        entries.append(Listing(post, post.title or story.short_id, web_url(story.url) or post.url, story.score))
    return gathered(now, (), entries, problems)


def parse_thread(thread: Thread, source: str, now: datetime) -> Collected:
    """The story and its comments; of what was deleted or removed only the place remains."""
    comments = [comment for comment in thread.comments if isinstance(comment, Comment)]
    broken = [comment for comment in thread.comments if isinstance(comment, Broken)]
    said = [_comment(comment, parent, thread.short_id, source, now) for comment, parent in _placed(comments)]
    posts = [_story(thread, source, now), *said]
    problems = damaged(broken, len(thread.comments), "comments")
    return gathered(now, grown(posts, thread.short_id), problems=problems)


def _story(story: Story, source: str, now: datetime) -> Post:
    title = one_line(story.title) or None
    return Post(
        source=source,
        external_id=story.short_id,
        thread=story.short_id,
        author=story.submitter_user or None,
        title=title,
        text=headed(title, plain(story.description or "")),
        url=web_url(story.comments_url) or f"{SITE}/s/{story.short_id}",
        score=story.score,
        created_at=story.created_at,
        collected_at=now,
    )


def _placed(comments: Iterable[Comment]) -> Iterator[tuple[Comment, str | None]]:
    """Each comment with the one that it answers: where none is named, the last one before it that stands less deep."""
    path: list[Comment] = []
    for comment in comments:
        level = (comment.indent_level or 1) - 1 if comment.depth is None else comment.depth
        del path[max(0, level) :]
        yield comment, comment.parent_comment or (path[-1].short_id if path else None)
        path.append(comment)


def _comment(comment: Comment, parent: str | None, story: str, source: str, now: datetime) -> Post:
    """Stories and comments are numbered apart: a comment's key is the anchor that it has on the page."""
    gone = comment.is_deleted or comment.is_moderated  # the words are a notice of the site then
    return Post(
        source=source,
        external_id=f"c_{comment.short_id}",
        thread=story,
        parent=story if parent is None else f"c_{parent}",
        author=None if gone else comment.commenting_user or None,
        text="" if gone else plain(comment.comment or ""),
        url=web_url(comment.url) or f"{SITE}/c/{comment.short_id}",
        score=comment.score,
        created_at=comment.created_at,
        collected_at=now,
    )


@dataclass
class Lobsters:
    """Lobsters: its hottest stories, and the comments of the first of them. Off by default.

    Needs the consent of the operator of lobste.rs, whose robots.txt does not let programs read it. Option `consent`, or
    the variable LOBSTERS_CONSENT: where the reader has that consent, any words on it, for example when it was given.
    Without them robots.txt is asked, and decides.
    """

    kind: ClassVar[str] = "lobsters"
    form: ClassVar[str] = "lobsters"
    interval: ClassVar[timedelta] = timedelta(hours=1)
    unchanged: ClassVar[timedelta] = timedelta(days=1)
    name: str
    options: Options = field(default_factory=Options)

    @classmethod
    def named(cls, argument: str, options: Options) -> Self:
        if argument:
            raise ValueError(f"Lobsters has one list and takes no argument such as {argument!r}; write {cls.form}.")
        return cls(cls.kind, options)

    @classmethod
    def recognises(cls, url: str) -> bool:
        return _short_id(url) is not None

    async def collect(self, client: "Client") -> Collected:
        now, agreed = client.now(), _agreed(self.options)
        stories = (await client.get(f"{SITE}/hottest.json", robots=not agreed)).json(STORIES)
        listed = parse_list(stories, self.name, now)
        talked = [story for story in stories if isinstance(story, Story) and story.comment_count != 0]
        first = talked[: min(self.options.threads, MOST_THREADS)]
        threads = await asyncio.gather(*(_thread(client, story, self.name, agreed=agreed) for story in first))
        posts = gathered(now, [post for part in (*threads, listed) for post in part.posts]).posts
        problems = [problem for part in (listed, *threads) for problem in part.problems]
        return Collected(posts, listed.trends, listed.sightings, problems)

    @classmethod
    async def read(cls, client: "Client", url: str) -> Collected:
        short_id = _short_id(url)
        if short_id is None:
            raise Refused(f"{url} is no story of Lobsters; it looks like {SITE}/s/abc123.", url=url)
        answer = await _asked(client, short_id, agreed=_agreed(Options()))
        return parse_thread(answer, cls.kind, client.now())


def _agreed(options: Options) -> bool:
    return bool((options.extra.get(CONSENT_OPTION) or os.environ.get(CONSENT_VARIABLE, "")).strip())


def _short_id(url: str) -> str | None:
    """The story that this address shows."""
    parts = web_parts(url)
    if parts is None or parts.hostname != "lobste.rs":
        return None
    found = re.match(r"/s/([0-9a-z]{4,12})(?:\.json)?(?:/|$)", parts.path)
    return found[1] if found else None


async def _asked(client: "Client", short_id: str, *, agreed: bool) -> Thread:
    return (await client.get(f"{SITE}/s/{short_id}.json", robots=not agreed)).json(Thread)


async def _thread(client: "Client", story: Story, source: str, *, agreed: bool) -> Collected:
    """Never an error: at worst nothing but a problem."""
    if not re.fullmatch(r"[0-9a-z]{4,12}", story.short_id):
        return Collected(problems=[f"The comments of {SITE} on {story.title!r} have no address."])
    try:
        return parse_thread(await _asked(client, story.short_id, agreed=agreed), source, client.now())
    except CollectError as error:
        return Collected(problems=[f"The comments of {SITE}/s/{story.short_id} could not be read: {error}"])
