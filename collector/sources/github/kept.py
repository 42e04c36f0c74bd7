"""What do issues, comments and repositories say that GitHub's REST API answered and a reader saved?

The call is not known, so each is placed by its own address; what has none of GitHub's is left out, and counted.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from pydantic import TypeAdapter

from collector.pages.plaintext import one_line
from collector.payloads.sound import Broken, below, fitted, readable
from collector.payloads.threads import gathered, united
from collector.payloads.wire import Count, Wire
from collector.source import Collected
from collector.sources.github.addresses import GITHUB_API, NAMED, Conversation, conversation_at
from collector.sources.github.conversation import COMMENT, LINE, REVIEW, Answers, GitHubComment, parse_conversation
from collector.sources.github.issues import Issue
from collector.sources.github.trending import REPOSITORY, repository_post
from db.models import Text

IN_API = re.compile(re.escape(f"{GITHUB_API}/repos") + NAMED + "/(issues|pulls)/([0-9]{1,12})")
_ANCHOR = re.compile(f"#({COMMENT}|{REVIEW}|{LINE})[0-9]+")
_SAID = (
    None,
    "commented",
    "reviewed",
)  # the events of a timeline that somebody wrote; a list of comments has no events


class FoundRepository(Wire):
    """A repository that a search found."""

    full_name: str
    description: Text | None = None
    stargazers_count: Count | None = None


class SearchFound(Wire):
    """What a search found: of one kind."""

    items: tuple[object, ...]


class LooseComment(GitHubComment):
    """A comment or review by itself, which says what it belongs to."""

    issue_url: str | None = None
    pull_request_url: str | None = None


class PlacedComment(NamedTuple):
    at: Conversation
    anchor: str
    comment: LooseComment


ISSUE: TypeAdapter[Issue] = TypeAdapter(Issue)
LOOSE: TypeAdapter[LooseComment] = TypeAdapter(LooseComment)
_LISTED: TypeAdapter[FoundRepository] = TypeAdapter(FoundRepository)
ANYTHING: TypeAdapter[object] = TypeAdapter(object)
RAW: TypeAdapter[tuple[object, ...]] = TypeAdapter(tuple[object, ...])


# --- issues and what a search found ----------------------------------------------------------------------------------


def parse_issue(raw: object, source: str, now: datetime) -> Collected:
    """An issue or pull request, and how many comments of it are not in the file."""
    read = parse_issues([raw], source, now)
    issue = fitted(raw, ISSUE)
    unread = 0 if isinstance(issue, Broken) else issue.comments
    left_out = [f"Not in the file: {unread} comments of {read.posts[0].url}."] if unread > 0 else []
    return Collected(read.posts, problems=[*read.problems, *left_out])


def parse_issues(raw: Sequence[object], source: str, now: datetime) -> Collected:  # noqa: ARG001 - an issue is GitHub's
    """Issues and pull requests, each the beginning of a conversation."""
    good, problems = readable([_opened(item) for item in raw], "issues")
    return united([*(parse_conversation(at, issue, (), now) for at, issue in good), Collected(problems=problems)])


def parse_found(found: SearchFound, source: str, now: datetime) -> Collected:
    """The issues or the repositories that a search found."""
    if not any(isinstance(item, dict) and "full_name" in item for item in found.items):
        return parse_issues(found.items, source, now)
    good, problems = readable([_listed(item) for item in found.items], "repositories")
    posts = [
        repository_post(one.full_name, one_line(one.description or ""), one.stargazers_count, source, now)
        for one in good
    ]
    return gathered(now, posts, problems=problems)


def _listed(raw: object) -> FoundRepository | Broken:
    found = fitted(raw, _LISTED)
    if isinstance(found, Broken) or REPOSITORY.fullmatch(f"/{found.full_name}"):
        return found
    return Broken("full_name: it is not OWNER/NAME")


def _opened(raw: object) -> tuple[Conversation, Issue] | Broken:
    issue = fitted(raw, ISSUE)
    if isinstance(issue, Broken):
        return issue
    at = conversation_at(issue.html_url or "")
    return (at, issue) if at else Broken("html_url: it is no address of an issue of GitHub")


# --- comments and timelines ------------------------------------------------------------------------------------------


def parse_comments(raw: Sequence[object], source: str, now: datetime) -> Collected:  # noqa: ARG001 - they are GitHub's
    """The comments and reviews among them, each below the place of what it belongs to."""
    read = [_placed(item) for item in _written(raw)]
    good, problems = readable(read, "comments")
    threads: dict[str, list[PlacedComment]] = {}
    for placed in good:
        threads.setdefault(placed.at.key, []).append(placed)
    return united([*(_thread(said, now) for said in threads.values()), Collected(problems=problems)])


def _thread(said: Sequence[PlacedComment], now: datetime) -> Collected:
    anchors = dict.fromkeys(placed.anchor for placed in said)
    answers = [Answers(anchor, [p.comment for p in said if p.anchor == anchor]) for anchor in anchors]
    return parse_conversation(said[0].at, None, answers, now)


def _written(raw: Sequence[object]) -> list[object]:
    """What somebody wrote; comments on lines of code stand in the event of their review."""
    events = [(item, item.get("event") if isinstance(item, dict) else None) for item in raw]
    return [said for item, event in events for said in ([item] if event in _SAID else _on_lines(item, event))]


def _on_lines(item: object, event: object) -> list[object]:
    return below(item, "comments") if event == "line-commented" else []


def _placed(raw: object) -> PlacedComment | Broken:
    said = fitted(raw, LOOSE)
    if isinstance(said, Broken):
        return said
    at = conversation_at(said.html_url or "") or _named(said.issue_url or said.pull_request_url or "")
    return PlacedComment(at, _anchor(said), said) if at else Broken("html_url: it is no address of a comment of GitHub")


def _named(address: str) -> Conversation | None:
    """The conversation at an address of the API."""
    found = IN_API.fullmatch(address)
    return (
        Conversation(found[1], found[2], "pull" if found[3] == "pulls" else "issues", int(found[4])) if found else None
    )


def _anchor(said: LooseComment) -> str:
    shown = _ANCHOR.search(said.html_url or "")
    if shown:
        return shown[1]
    on_pull = LINE if said.submitted_at is None else REVIEW
    return COMMENT if said.pull_request_url is None else on_pull
