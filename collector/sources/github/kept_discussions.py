"""What does a discussion say that GitHub's GraphQL API answered and a reader saved, under whichever names?

Whoever asks that API chooses the names; those of its own schema are known (docs.github.com/en/graphql/reference),
and those under which a discussion is asked for here.
"""

import re
from collections.abc import Mapping
from datetime import datetime

from pydantic import TypeAdapter

from collector.errors import WrongShape
from collector.payloads.sound import Broken, below, fitted
from collector.source import Collected
from collector.sources.github.addresses import GITHUB, conversation_at
from collector.sources.github.conversation import BELOW_DISCUSSION
from collector.sources.github.discussions import Discussion, parse_discussion

OURS = {
    "author": "user",
    "bodyHTML": "body_html",
    "bodyText": "body",
    "url": "html_url",
    "createdAt": "created_at",
    "upvoteCount": "upvotes",
    "databaseId": "id",
    "minimizedReason": "minimized",
    "deletedAt": "deleted_at",
    "totalCount": "total",
}
_NUMBER = re.compile(f"#{BELOW_DISCUSSION}([0-9]{{1,18}})")
GRAPHQL_ANSWER: TypeAdapter[dict[str, object]] = TypeAdapter(dict[str, object])
DISCUSSION: TypeAdapter[Discussion] = TypeAdapter(Discussion)


def parse_kept_discussion(answer: Mapping[str, object], source: str, now: datetime) -> Collected:  # noqa: ARG001
    """The discussion with its comments. Raises WrongShape where there is none, or none that says its address."""
    found = fitted(_renamed_discussion(_discussion_in(answer)), DISCUSSION)
    at = None if isinstance(found, Broken) else conversation_at(found.html_url or "")
    if isinstance(found, Broken) or at is None:
        why = found.reason if isinstance(found, Broken) else "url: it is not there"
        raise WrongShape(
            f"An answer of GitHub's GraphQL API holds no discussion that can be read ({why}); ask for its title, url, "
            f"author, bodyHTML and comments, or give its address, which begins with {GITHUB}/"
        )
    return parse_discussion(at, [found], now)


def _discussion_in(answer: Mapping[str, object]) -> object:
    data = _object(answer.get("data"))
    return _object(data.get("repository")).get("discussion") or data.get("node")


def _renamed_discussion(raw: object) -> dict[str, object]:
    discussion = _renamed(raw)
    return {**discussion, "comments": _renamed_list(discussion.get("comments"))}


def _renamed_list(raw: object) -> dict[str, object]:
    """A list of comments, with the replies in them."""
    page = _renamed(raw)
    nodes = [_renamed_comment(node) if isinstance(node, dict) else node for node in below(page, "nodes")]
    return {**page, "nodes": nodes}


def _renamed_comment(raw: Mapping[str, object]) -> dict[str, object]:
    """A comment, known by its number, which its address has where nobody asked for it."""
    comment = _renamed(raw)
    shown = _NUMBER.search(str(comment.get("html_url")))
    number = {"id": int(shown[1])} if shown and not isinstance(comment.get("id"), int) else {}
    replies = {"replies": _renamed_list(comment["replies"])} if comment.get("replies") else {}
    return {**comment, **number, **replies}


def _renamed(raw: object) -> dict[str, object]:
    """With the names of the REST API, which weigh more where both are there, but for an `id`, which is no number."""
    given = _object(raw)
    renamed = {ours: given[native] for native, ours in OURS.items() if given.get(native) is not None}
    kept = {name: said for name, said in given.items() if name not in OURS}
    return {**renamed, **kept, **({"id": renamed["id"]} if "id" in renamed else {})}


def _object(raw: object) -> dict[str, object]:
    return raw if isinstance(raw, dict) else {}
