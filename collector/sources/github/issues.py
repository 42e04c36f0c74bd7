"""What is said in an issue or a pull request, by the REST API (https://docs.github.com/en/rest/issues)?"""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from collector.errors import CollectError
from collector.payloads.sound import Broken, Maybe
from collector.payloads.threads import gathered
from collector.payloads.wire import Count
from collector.source import Collected
from collector.sources.github.addresses import GITHUB_API, Conversation, conversation_at
from collector.sources.github.conversation import (
    COMMENT,
    LINE,
    REVIEW,
    Answers,
    GitHubComment,
    Opening,
    parse_conversation,
)
from collector.sources.github.signing import signed

if TYPE_CHECKING:
    from collector.http.client import Client

RENDERED = "application/vnd.github.html+json"  # bodies as HTML: what a person reads, not Markdown's signs
PAGES = 10  # of a hundred comments; a sixth of what an hour allows without an account
NEXT = re.compile(r'<([^<>]*)>\s*;[^,]*\brel="?next\b')
_LISTS = {  # below /repos/OWNER/NAME
    "issues": (("issues/{}/comments", COMMENT),),
    "pull": (
        ("issues/{}/comments", COMMENT),
        ("pulls/{}/reviews", REVIEW),
        ("pulls/{}/comments", LINE),
    ),
}


class Issue(Opening):
    """An issue; a pull request is one that says so."""

    number: Count
    comments: Count = 0
    pull_request: object = None


COMMENTS: TypeAdapter[list[GitHubComment | Broken]] = TypeAdapter(list[Maybe[GitHubComment]])


def next_page(headers: Mapping[str, str]) -> str | None:
    """The address of the next page in a Link header (RFC 8288), when it is one of the same API."""
    found = NEXT.search(headers.get("link", ""))
    return found[1] if found and found[1].startswith(f"{GITHUB_API}/") else None


async def read_issue(client: "Client", at: Conversation) -> Collected:
    """The issue or pull request, with as much of what was answered as can be had. Raises CollectError."""
    answer = await client.get(f"{at.rest}/issues/{at.number}", accept=RENDERED, secret=signed(), robots=False)
    issue = answer.json(Issue)
    # what was moved to another repository is answered from there
    moved = conversation_at(issue.html_url or "")
    at = Conversation(at.owner, at.repository, "pull" if issue.pull_request else "issues", issue.number)
    at = moved._replace(kind=at.kind) if moved else at
    answers: list[Answers] = []
    problems: list[str] = []
    for path, anchor in _LISTS[at.kind]:
        if anchor != COMMENT or issue.comments:
            comments, trouble = await _comments(client, f"{at.rest}/{path.format(at.number)}?per_page=100")
            answers.append(Answers(anchor, comments))
            problems += [f"Not all of {at.url} could be read: {trouble}"] if trouble else []
    thread = parse_conversation(at, issue, answers, client.now())
    return gathered(client.now(), thread.posts, problems=[*thread.problems, *problems])


async def _comments(client: "Client", start: str) -> tuple[list[GitHubComment | Broken], str]:
    """The comments on the pages from `start`, and why there are no more of them if something is in the way."""
    comments: list[GitHubComment | Broken] = []
    page = start
    for _ in range(PAGES):
        try:
            answer = await client.get(page, accept=RENDERED, secret=signed(), robots=False)
            found = answer.json(COMMENTS)
        except CollectError as error:
            return comments, str(error)
        comments += found
        following = next_page(answer.headers)
        if following is None:
            return comments, ""
        page = following
    return comments, f"we take {len(comments)} comments"
