"""What is said in a discussion? Only the GraphQL API gives it, and only for a token.

https://docs.github.com/en/graphql/guides/using-the-graphql-api-for-discussions; asked for under the REST API's names.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from collector.errors import AskedToWait, CollectError, Refused, WrongShape
from collector.http.answer import clipped as shortened
from collector.http.answer import wait_until
from collector.payloads.sound import Broken, Maybe
from collector.payloads.threads import gathered
from collector.payloads.wire import Count, Wire
from collector.source import Collected
from collector.sources.github.addresses import GITHUB, GITHUB_API, Conversation, conversation_at
from collector.sources.github.conversation import BELOW_DISCUSSION, Answers, GitHubComment, Opening, parse_conversation
from collector.sources.github.signing import TOKEN, signed
from db.models import Text

if TYPE_CHECKING:
    from collector.http.answer import Response
    from collector.http.client import Client

_PAGES = 20  # of fifty comments

_SAID = "user: author { login } body_html: bodyHTML html_url: url created_at: createdAt upvotes: upvoteCount"
_COMMENT = f"id: databaseId {_SAID} minimized: minimizedReason deleted_at: deletedAt"
QUERY = f"""query($owner: String!, $name: String!, $number: Int!, $after: String) {{
  repository(owner: $owner, name: $name) {{ discussion(number: $number) {{
    title {_SAID}
    comments(first: 50, after: $after) {{
      total: totalCount page: pageInfo {{ more: hasNextPage cursor: endCursor }}
      nodes {{ {_COMMENT} replies(first: 100) {{ total: totalCount nodes {{ {_COMMENT} }} }} }}
    }}
  }} }}
}}"""


class Replies(Wire):
    total: Count = 0
    nodes: tuple[Maybe[GitHubComment] | None, ...] = ()  # null: what the token may not see


class TopLevel(GitHubComment):
    replies: Replies = Replies()


class DiscussionPage(Wire):
    more: bool = False
    cursor: str | None = None


class TopLevels(Wire):
    total: Count = 0
    page: DiscussionPage = DiscussionPage()
    nodes: tuple[Maybe[TopLevel] | None, ...] = ()


class Discussion(Opening):
    comments: TopLevels = TopLevels()


class RepositoryAnswer(Wire):
    discussion: Discussion | None = None


class Data(Wire):
    repository: RepositoryAnswer | None = None


class Fault(Wire):
    type: str = ""
    message: Text = ""


class GraphQL(Wire):
    """An answer of the GraphQL API, which says in a 200 what went wrong."""

    data: Data | None = None
    errors: tuple[Fault, ...] = ()


def discussion_in(answer: "Response", at: Conversation) -> Discussion:
    """The discussion. Raises AskedToWait and Refused for what the API says instead, WrongShape for neither."""
    got = answer.json(GraphQL)
    found = got.data and got.data.repository and got.data.repository.discussion
    if found:
        return found
    if not got.errors:
        raise WrongShape(f"GitHub answered with neither {at.url} nor an error; update, or report it", url=at.url)
    said = shortened(got.errors[0].message)
    if got.errors[0].type == "RATE_LIMITED":
        retry_at = wait_until(429, answer.headers, answer.at)
        raise AskedToWait(f"GitHub asks to wait ({said}); it is left alone", url=at.url, retry_at=retry_at)
    raise Refused(f"GitHub does not show {at.url} ({said}); check the address and the token", url=at.url)


def parse_discussion(at: Conversation, pages: Sequence[Discussion], now: datetime) -> Collected:
    """The discussion, of which each page has other comments, with the replies below the comments."""
    comments: list[GitHubComment | Broken] = []
    unread = pages[0].comments.total - sum(len(page.comments.nodes) for page in pages)
    for node in (node for page in pages for node in page.comments.nodes if node is not None):
        comments.append(node)
        if isinstance(node, TopLevel):
            replies = (reply for reply in node.replies.nodes if reply is not None)
            comments += (_below(node, reply) for reply in replies)
            unread += max(0, node.replies.total - len(node.replies.nodes))
    thread = parse_conversation(at, pages[0], [Answers(BELOW_DISCUSSION, comments)], now)
    left_out = [f"Not read: {unread} comments of {at.url}."] if unread > 0 else []
    return gathered(now, thread.posts, problems=[*thread.problems, *left_out])


def _below(node: TopLevel, reply: GitHubComment | Broken) -> GitHubComment | Broken:
    return reply if isinstance(reply, Broken) else reply.model_copy(update={"in_reply_to_id": node.id})


async def read_discussion(client: "Client", at: Conversation) -> Collected:
    """The discussion, page by page. Raises CollectError, and Refused, before anything is asked, without a token."""
    if not signed():
        raise Refused(
            f"{at.url} is a discussion, which GitHub shows programs only with a token; make one of your own at "
            f"{GITHUB}/settings/tokens (it needs no rights) and set the environment variable {TOKEN}",
            url=at.url,
        )
    pages: list[Discussion] = []
    variables = {"owner": at.owner, "name": at.repository, "number": at.number}
    after: str | None = None
    for _ in range(_PAGES):
        body = json.dumps({"query": QUERY, "variables": {**variables, "after": after}}).encode()
        try:
            answer = await client.post(f"{GITHUB_API}/graphql", body, kind="application/json", secret=signed())
            pages.append(discussion_in(answer, at))
        except CollectError:
            if not pages:
                raise
            break  # what is missing is counted
        page = pages[-1].comments.page
        if not page.more or page.cursor is None:
            break
        after = page.cursor
    return parse_discussion(conversation_at(pages[0].html_url or "") or at, pages, client.now())
