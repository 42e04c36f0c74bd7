"""Which repositories are trending on GitHub, and what is said in an issue, a pull request or a discussion?

The trending page has no API (its markup: `article.Box-row`). Issues and pull requests come from the REST API
(https://docs.github.com/en/rest/issues), 60 requests an hour without an account. Discussions are only in the GraphQL
API (https://docs.github.com/en/graphql/guides/using-the-graphql-api-for-discussions), which wants a token: the
reader's own, in the environment variable GITHUB_TOKEN. It is sent to that API alone.
"""

import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, NamedTuple, Self
from urllib.parse import quote, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.exceptions import ParserRejectedMarkup
from pydantic import Field, TypeAdapter

from collector.answer import markup_changed, shown, wait_until
from collector.answer import one_line as shortened
from collector.compose import Listing, gathered, grown
from collector.plaintext import headed, nests_too_deep, one_line, plain, tidy
from collector.source import AskedToWait, Collected, CollectError, NotText, Options, Refused, WrongShape
from collector.wire import Broken, Count, Maybe, Moment, Wire, damaged, described, web_url
from db.models import Post, Text

if TYPE_CHECKING:
    from collector.answer import Response
    from collector.http import Client

SITE = "https://github.com"
API = "https://api.github.com"
RENDERED = "application/vnd.github.html+json"  # bodies as HTML: what a person reads, not Markdown's signs
PAGES = 10  # of a hundred comments; a sixth of what an hour allows without an account
TOKEN = "GITHUB_TOKEN"  # noqa: S105 - the name of the variable

LANGUAGE = re.compile(r"[a-z0-9][a-z0-9+#.'*()-]{0,39}")
STARS = re.compile(r"([0-9][0-9,]*) stars? (?:today|this week|this month)")
NAMED = r"/([A-Za-z0-9][A-Za-z0-9-]{0,38})/(?!\.{1,2}(?:/|\Z))([A-Za-z0-9._-]{1,100})"
REPOSITORY = re.compile(NAMED + "/?")
THREAD = re.compile(
    r"(?!/orgs/)"  # a discussion of orgs/NAME is no repository's
    + NAMED
    + r"/(issues|pull|discussions)/([0-9]{1,12})(?:/(?:files|commits|checks)(?:/.*)?)?/?"
)
NEXT = re.compile(r'<([^<>]*)>\s*;[^,]*\brel="?next\b')


class Thread(NamedTuple):
    """Where a conversation is."""

    owner: str
    repository: str
    kind: str  # issues, pull, discussions
    number: int

    @property
    def key(self) -> str:
        """Issues, pull requests and discussions of a repository are numbered together."""
        return f"{self.owner}/{self.repository}#{self.number}"

    @property
    def url(self) -> str:
        return f"{SITE}/{self.owner}/{self.repository}/{self.kind}/{self.number}"

    @property
    def rest(self) -> str:
        """The repository in the REST API."""
        return f"{API}/repos/{self.owner}/{self.repository}"


# --- the trending page -----------------------------------------------------------------------------------------------


def parse_trending(answer: "Response", source: str, now: datetime) -> Collected:
    """The repositories in their order; the volume is the number of stars that each got today."""
    rows = _rows(answer)
    read = [_repository(row, source, now) for row in rows]
    entries = [entry for entry in read if entry is not None]
    if rows and not entries:
        raise markup_changed(answer, "h2 a with a repository in any article.Box-row")
    problems = []
    if len(entries) < len(rows):
        nameless = len(rows) - len(entries)
        problems.append(f"Left out because no repository is linked: {nameless} of {len(rows)} trending repositories.")
    if entries and all(entry.volume is None for entry in entries):
        problems.append("No trending repository says how many stars it got; the markup may have changed.")
    return gathered(now, (), entries, problems)


def _rows(answer: "Response") -> Sequence[Tag]:
    html = answer.text()
    if (came := described(answer.body)) != "a web page":
        raise NotText(f"{shown(answer.url)} answered with {came} instead of a page; try again later", url=answer.url)
    if nests_too_deep(html):
        raise NotText(f"{shown(answer.url)} answered with a page that nests too deep to be read", url=answer.url)
    try:
        soup = BeautifulSoup(html, "html.parser")
    except ParserRejectedMarkup as error:
        raise NotText(f"{shown(answer.url)} answered with a page that cannot be read", url=answer.url) from error
    rows = soup.select("article.Box-row")
    # a language in which nothing is trending has a page that says so
    if rows or any("any trending repositories" in tag.get_text(" ") for tag in soup.select(".blankslate")):
        return rows
    raise markup_changed(answer, "article.Box-row")


def _repository(row: Tag, source: str, now: datetime) -> Listing | None:
    link = row.select_one("h2 a[href]")
    found = REPOSITORY.fullmatch(str(link.get("href") or "")) if link else None
    if not found:
        return None
    name = f"{found[1]}/{found[2]}"
    paragraph = row.find("p", recursive=False) or row.find("p")
    described_as = one_line(plain(paragraph.decode_contents())) if isinstance(paragraph, Tag) else ""
    title = f"{name}: {described_as}" if described_as else name
    post = Post(
        source=source,
        external_id=name,
        thread=name,
        author=found[1],
        title=title,
        text=title,
        url=f"{SITE}/{name}",
        score=_number(_words(row.select_one('a[href$="/stargazers"]'))),
        collected_at=now,
    )
    stars = STARS.search(_words(row))
    return Listing(post, title, post.url, _number(stars[1]) if stars else None)


def _words(tag: Tag | None) -> str:
    return one_line(tag.get_text(" ")) if tag else ""


def _number(text: str) -> int | None:
    digits = text.replace(",", "")
    return int(digits) if re.fullmatch(r"[0-9]{1,18}", digits) else None


# --- conversations ---------------------------------------------------------------------------------------------------


class User(Wire):
    login: Text


class Reactions(Wire):
    up: Count | None = Field(None, alias="+1")


class Said(Wire):
    """What every message has. Whose account was deleted has no `user`."""

    user: User | None = None
    body: Text | None = None  # Markdown, where no HTML is given
    body_html: Text | None = None
    html_url: str | None = None
    created_at: Moment = None
    reactions: Reactions | None = None
    upvotes: Count | None = None  # of a discussion


class Comment(Said):
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


class Opening(Said):
    """What stands at the top of a conversation."""

    title: Text


class Issue(Opening):
    """An issue; a pull request is one that says so."""

    number: Count
    comments: Count = 0
    pull_request: object = None


class Answers(NamedTuple):
    """A list of what was answered. An address that shows an entry ends in `anchor` and its id."""

    anchor: str
    comments: Iterable[Comment | Broken]


COMMENTS: TypeAdapter[list[Comment | Broken]] = TypeAdapter(list[Maybe[Comment]])
REVIEW = "pullrequestreview-"
LISTS = {  # below /repos/OWNER/NAME
    "issues": (("issues/{}/comments", "issuecomment-"),),
    "pull": (
        ("issues/{}/comments", "issuecomment-"),
        ("pulls/{}/reviews", REVIEW),
        ("pulls/{}/comments", "discussion_r"),
    ),
}


def parse_thread(at: Thread, opening: Opening, answers: Iterable[Answers], now: datetime) -> Collected:
    """What opened the conversation, below it what was answered, below that what answers a comment."""
    title = one_line(opening.title) or None
    root = _post(opening, at.key, at, now)
    posts = [root.model_copy(update={"title": title, "text": headed(title, root.text)})]
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


def _post(said: Said, key: str, at: Thread, now: datetime) -> Post:
    comment = said if isinstance(said, Comment) else None
    gone = comment is not None and comment.gone
    text = plain(said.body_html) if said.body_html is not None else tidy(said.body or "")
    return Post(
        source=GitHub.kind,
        external_id=key,
        thread=at.key,
        author=said.user.login if said.user and not gone else None,
        text="" if gone else text,
        url=web_url(said.html_url) or (f"{at.url}#{key}" if comment else at.url),
        score=said.reactions.up if said.reactions else said.upvotes,
        created_at=said.created_at or (comment.submitted_at if comment else None),
        collected_at=now,
    )


def next_page(headers: Mapping[str, str]) -> str | None:
    """The address of the next page in a Link header (RFC 8288), when it is one of the same API."""
    found = NEXT.search(headers.get("link", ""))
    return found[1] if found and found[1].startswith(f"{API}/") else None


# --- discussions: the same by GraphQL, asked for under the REST API's names -------------------------------------------

SAID = "user: author { login } body_html: bodyHTML html_url: url created_at: createdAt upvotes: upvoteCount"
COMMENT = f"id: databaseId {SAID} minimized: minimizedReason deleted_at: deletedAt"
QUERY = f"""query($owner: String!, $name: String!, $number: Int!, $after: String) {{
  repository(owner: $owner, name: $name) {{ discussion(number: $number) {{
    title {SAID}
    comments(first: 50, after: $after) {{
      total: totalCount page: pageInfo {{ more: hasNextPage cursor: endCursor }}
      nodes {{ {COMMENT} replies(first: 100) {{ total: totalCount nodes {{ {COMMENT} }} }} }}
    }}
  }} }}
}}"""


class Replies(Wire):
    total: Count = 0
    nodes: tuple[Maybe[Comment] | None, ...] = ()  # null: what the token may not see


class TopLevel(Comment):
    replies: Replies = Replies()


class Page(Wire):
    more: bool = False
    cursor: str | None = None


class TopLevels(Wire):
    total: Count = 0
    page: Page = Page()
    nodes: tuple[Maybe[TopLevel] | None, ...] = ()


class Discussion(Opening):
    comments: TopLevels = TopLevels()


class Repository(Wire):
    discussion: Discussion | None = None


class Data(Wire):
    repository: Repository | None = None


class Fault(Wire):
    type: str = ""
    message: Text = ""


class GraphQL(Wire):
    """An answer of the GraphQL API, which says in a 200 what went wrong."""

    data: Data | None = None
    errors: tuple[Fault, ...] = ()


def discussion_in(answer: "Response", at: Thread) -> Discussion:
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


def parse_discussion(at: Thread, pages: Sequence[Discussion], now: datetime) -> Collected:
    """The discussion, of which each page has other comments, with the replies below the comments."""
    comments: list[Comment | Broken] = []
    unread = pages[0].comments.total - sum(len(page.comments.nodes) for page in pages)
    for node in (node for page in pages for node in page.comments.nodes if node is not None):
        comments.append(node)
        if isinstance(node, TopLevel):
            replies = (reply for reply in node.replies.nodes if reply is not None)
            comments += (_below(node, reply) for reply in replies)
            unread += max(0, node.replies.total - len(node.replies.nodes))
    thread = parse_thread(at, pages[0], [Answers("discussioncomment-", comments)], now)
    left_out = [f"Not read: {unread} comments of {at.url}."] if unread > 0 else []
    return gathered(now, thread.posts, problems=[*thread.problems, *left_out])


def _below(node: TopLevel, reply: Comment | Broken) -> Comment | Broken:
    return reply if isinstance(reply, Broken) else reply.model_copy(update={"in_reply_to_id": node.id})


# --- asking ----------------------------------------------------------------------------------------------------------


@dataclass
class GitHub:
    """The repositories that are trending on GitHub today, of all languages or of one."""

    kind: ClassVar[str] = "github"
    form: ClassVar[str] = "github or github:LANGUAGE, for example github:python"
    interval: ClassVar[timedelta] = timedelta(hours=2)
    unchanged: ClassVar[timedelta] = timedelta(days=3)
    name: str
    options: Options = field(default_factory=Options)

    @classmethod
    def named(cls, argument: str, options: Options) -> Self:
        language = re.sub(r"\s+", "-", argument.strip().lower())
        if language and not LANGUAGE.fullmatch(language):
            raise ValueError(f"{argument!r} is no programming language; write {cls.form}.")
        return cls(f"github:{language}" if language else "github", options)

    @classmethod
    def recognises(cls, url: str) -> bool:
        return _thread(url) is not None

    async def collect(self, client: "Client") -> Collected:
        language = self.name.partition(":")[2]
        page = f"{SITE}/trending/{quote(language, safe='+')}" if language else f"{SITE}/trending"
        return parse_trending(await client.get(page, accept="text/html"), self.name, client.now())

    @classmethod
    async def read(cls, client: "Client", url: str) -> Collected:
        at = _thread(url)
        if at is None:
            raise Refused(
                f"{url} is no issue, pull request or discussion of GitHub; it looks like {SITE}/OWNER/NAME/issues/1",
                url=url,
            )
        if at.kind == "discussions":
            return await _discussion(client, at)
        return await _issue(client, at)


def _thread(url: str) -> Thread | None:
    """The conversation that this address shows."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or host not in ("github.com", "www.github.com"):
        return None
    found = THREAD.fullmatch(parts.path)
    return Thread(found[1], found[2], found[3], int(found[4])) if found else None


def _signed() -> dict[str, str]:
    """The header with the reader's own token, if there is one: 5,000 requests an hour instead of 60."""
    token = os.environ.get(TOKEN, "").strip()
    return {"authorization": f"Bearer {token}"} if re.fullmatch(r"[!-~]{1,1000}", token) else {}


async def _issue(client: "Client", at: Thread) -> Collected:
    answer = await client.get(f"{at.rest}/issues/{at.number}", accept=RENDERED, secret=_signed(), robots=False)
    issue = answer.json(Issue)
    # what was moved to another repository is answered from there
    moved = _thread(issue.html_url or "")
    at = Thread(at.owner, at.repository, "pull" if issue.pull_request else "issues", issue.number)
    at = moved._replace(kind=at.kind) if moved else at
    answers: list[Answers] = []
    problems: list[str] = []
    for path, anchor in LISTS[at.kind]:
        if anchor != "issuecomment-" or issue.comments:
            comments, trouble = await _comments(client, f"{at.rest}/{path.format(at.number)}?per_page=100")
            answers.append(Answers(anchor, comments))
            problems += [f"Not all of {at.url} could be read: {trouble}"] if trouble else []
    thread = parse_thread(at, issue, answers, client.now())
    return gathered(client.now(), thread.posts, problems=[*thread.problems, *problems])


async def _comments(client: "Client", start: str) -> tuple[list[Comment | Broken], str]:
    """The comments on the pages from `start`, and why there are no more of them if something is in the way."""
    comments: list[Comment | Broken] = []
    page = start
    for _ in range(PAGES):
        try:
            answer = await client.get(page, accept=RENDERED, secret=_signed(), robots=False)
            found = answer.json(COMMENTS)
        except CollectError as error:
            return comments, str(error)
        comments += found
        following = next_page(answer.headers)
        if following is None:
            return comments, ""
        page = following
    return comments, f"we take {len(comments)} comments"


async def _discussion(client: "Client", at: Thread) -> Collected:
    if not _signed():
        raise Refused(
            f"{at.url} is a discussion, which GitHub shows programs only with a token; make one of your own at "
            f"{SITE}/settings/tokens (it needs no rights) and set the environment variable {TOKEN}",
            url=at.url,
        )
    pages: list[Discussion] = []
    variables = {"owner": at.owner, "name": at.repository, "number": at.number}
    after: str | None = None
    for _ in range(2 * PAGES):
        body = json.dumps({"query": QUERY, "variables": {**variables, "after": after}}).encode()
        try:
            answer = await client.post(f"{API}/graphql", body, kind="application/json", secret=_signed())
            pages.append(discussion_in(answer, at))
        except CollectError:
            if not pages:
                raise
            break  # what is missing is counted
        page = pages[-1].comments.page
        if not page.more or page.cursor is None:
            break
        after = page.cursor
    return parse_discussion(_thread(pages[0].html_url or "") or at, pages, client.now())
