"""How do messages of GitHub become a conversation?

Issues, pull requests and discussions have messages of one shape, as the REST API has it.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from pydantic import Field

from collector.pages.plaintext import headed, one_line, plain, tidy
from collector.payloads.addresses import web_url
from collector.payloads.sound import Broken, damaged
from collector.payloads.threads import gathered, grown
from collector.payloads.wire import Count, Moment, Wire
from collector.source import Collected
from collector.sources.github.addresses import GITHUB_KIND, Conversation
from db.models import Post, Text

# what an address that shows an entry ends in, before the number
COMMENT, REVIEW, LINE, BELOW_DISCUSSION = "issuecomment-", "pullrequestreview-", "discussion_r", "discussioncomment-"


class GitHubUser(Wire):
    login: Text


class Reactions(Wire):
    up: Count | None = Field(None, alias="+1")


class GitHubPost(Wire):
    """What every message has. Whose account was deleted has no `user`."""

    user: GitHubUser | None = None
    body: Text | None = None  # Markdown, where no HTML is given
    body_html: Text | None = None
    html_url: str | None = None
    created_at: Moment = None
    reactions: Reactions | None = None
    upvotes: Count | None = None  # of a discussion


class GitHubComment(GitHubPost):
    """A comment, a review, a comment on a line of a pull request, a comment of a discussion."""

    id: Count
    submitted_at: Moment = None  # of a review
    in_reply_to_id: Count | None = None
    minimized: str | None = None  # why it was hidden
    deleted_at: Moment = None

    @property
    def gone(self) -> bool:
        """What was hidden for other reasons is only folded up."""
        return self.deleted_at is not None or (self.minimized or "").casefold() in ("abuse", "spam")


class Opening(GitHubPost):
    """What stands at the top of a conversation."""

    title: Text


class Answers(NamedTuple):
    """A list of what was answered. An address that shows an entry ends in `anchor` and its id."""

    anchor: str
    comments: Iterable[GitHubComment | Broken]


def parse_conversation(
    at: Conversation, opening: Opening | None, answers: Iterable[Answers], now: datetime
) -> Collected:
    """What opened the conversation, below it what was answered, below that what answers a comment.

    `opening` is None where only its place is known.
    """
    posts = [_root(at, opening, now)]
    broken: list[Broken] = []
    for anchor, comments in answers:
        for comment in comments:
            if isinstance(comment, Broken):
                broken.append(comment)
                continue
            post = _post(comment, f"{anchor}{comment.id}", at, now)
            # a review without words of its own only gathers comments on lines
            if post.text or anchor != REVIEW:
                above = comment.in_reply_to_id
                posts.append(post.model_copy(update={"parent": None if above is None else f"{anchor}{above}"}))
    return gathered(now, grown(posts, at.key), problems=damaged(broken, len(posts) + len(broken), "comments"))


def _root(at: Conversation, opening: Opening | None, now: datetime) -> Post:
    if opening is None:
        return Post(source=GITHUB_KIND, external_id=at.key, thread=at.key, url=at.url, collected_at=now)
    title, root = one_line(opening.title) or None, _post(opening, at.key, at, now)
    return root.model_copy(update={"title": title, "text": headed(title, root.text)})


def _post(said: GitHubPost, key: str, at: Conversation, now: datetime) -> Post:
    comment = said if isinstance(said, GitHubComment) else None
    gone = comment is not None and comment.gone
    text = plain(said.body_html) if said.body_html is not None else tidy(said.body or "")
    return Post(
        source=GITHUB_KIND,
        external_id=key,
        thread=at.key,
        author=said.user.login if said.user and not gone else None,
        text="" if gone else text,
        url=web_url(said.html_url) or (f"{at.url}#{key}" if comment else at.url),
        score=said.reactions.up if said.reactions else said.upvotes,
        created_at=said.created_at or (comment.submitted_at if comment else None),
        collected_at=now,
    )
