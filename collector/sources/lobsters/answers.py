"""Which stories and comments are in the answers of Lobsters? Their fields are those of `as_json` in the models of
github.com/lobsters/lobsters."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Annotated

from pydantic import BeforeValidator, TypeAdapter

from collector.pages.plaintext import headed, one_line, plain
from collector.payloads.addresses import web_url
from collector.payloads.sound import Broken, Maybe, damaged, readable
from collector.payloads.threads import RankedPost, gathered, grown
from collector.payloads.wire import Count, Moment, Wire
from collector.source import Collected
from db.models import Key, Post, Text

LOBSTERS = "https://lobste.rs"


def _username(value: object) -> object:
    """In recordings of 2023 a user is an object; today it is the name."""
    return value.get("username") if isinstance(value, dict) else value


LobstersUser = Annotated[Text | None, BeforeValidator(_username)]


class LobstersStory(Wire):
    short_id: Key
    title: Key
    url: str | None = None  # empty for a text
    score: Count | None = None
    comment_count: Count | None = None
    description: Text | None = None  # HTML
    comments_url: str | None = None
    submitter_user: LobstersUser = None
    created_at: Moment = None


class LobstersComment(Wire):
    short_id: Key
    parent_comment: Key | None = None
    depth: Count | None = None
    indent_level: Count | None = None  # in recordings of 2018, where no parent is named: 1 below the story
    comment: Text | None = None  # HTML
    commenting_user: LobstersUser = None
    is_deleted: bool = False
    is_moderated: bool = False
    score: Count | None = None
    url: str | None = None
    created_at: Moment = None


class LobstersThread(LobstersStory):
    """A story with its comments in one list."""

    comments: list[Maybe[LobstersComment]]


STORIES: TypeAdapter[list[LobstersStory | Broken]] = TypeAdapter(list[Maybe[LobstersStory]])
THREAD: TypeAdapter[LobstersThread] = TypeAdapter(LobstersThread)


def parse_lobsters_list(stories: list[LobstersStory | Broken], source: str, now: datetime) -> Collected:
    """The stories in their order; the volume is the score."""
    good, problems = readable(stories, "stories")
    entries = []
    for story in good:
        post = _story(story, source, now)
        entries.append(RankedPost(post, post.title or story.short_id, web_url(story.url) or post.url, story.score))
    return gathered(now, (), entries, problems)


def parse_thread(thread: LobstersThread, source: str, now: datetime) -> Collected:
    """The story and its comments; of what was deleted or removed only the place remains."""
    comments = [comment for comment in thread.comments if isinstance(comment, LobstersComment)]
    broken = [comment for comment in thread.comments if isinstance(comment, Broken)]
    said = [_comment(comment, parent, thread.short_id, source, now) for comment, parent in _placed(comments)]
    posts = [_story(thread, source, now), *said]
    problems = damaged(broken, len(thread.comments), "comments")
    return gathered(now, grown(posts, thread.short_id), problems=problems)


def _story(story: LobstersStory, source: str, now: datetime) -> Post:
    title = one_line(story.title) or None
    return Post(
        source=source,
        external_id=story.short_id,
        thread=story.short_id,
        author=story.submitter_user or None,
        title=title,
        text=headed(title, plain(story.description or "")),
        url=web_url(story.comments_url) or f"{LOBSTERS}/s/{story.short_id}",
        score=story.score,
        created_at=story.created_at,
        collected_at=now,
    )


def _placed(comments: Iterable[LobstersComment]) -> Iterator[tuple[LobstersComment, str | None]]:
    """Each comment with the one that it answers: where none is named, the last one before it that stands less deep."""
    path: list[LobstersComment] = []
    for comment in comments:
        level = (comment.indent_level or 1) - 1 if comment.depth is None else comment.depth
        del path[max(0, level) :]
        yield comment, comment.parent_comment or (path[-1].short_id if path else None)
        path.append(comment)


def _comment(comment: LobstersComment, parent: str | None, story: str, source: str, now: datetime) -> Post:
    """Stories and comments are numbered apart: a comment's key is the anchor that it has on the page."""
    gone = comment.is_deleted or comment.is_moderated  # the words are a notice of the site then
    return Post(
        source=source,
        external_id=f"c_{comment.short_id}",
        thread=story,
        parent=story if parent is None else f"c_{parent}",
        author=None if gone else comment.commenting_user or None,
        text="" if gone else plain(comment.comment or ""),
        url=web_url(comment.url) or f"{LOBSTERS}/c/{comment.short_id}",
        score=comment.score,
        created_at=comment.created_at,
        collected_at=now,
    )
