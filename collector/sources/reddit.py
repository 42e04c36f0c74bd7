"""What is hot in a subreddit, and what is said there?

Without credentials the Atom feeds of www.reddit.com are read. They have no scores, leave comments out without a word
and do not say which comment answers which: all of a thread's comments hang below its post.

With the reader's own (an app made at www.reddit.com/prefs/apps, which Reddit has to approve) the API is asked at
oauth.reddit.com (www.reddit.com/dev/api: /r/{subreddit}/hot, /comments/{article}, /api/morechildren). Options
`client_id`, `client_secret` and `user`, the name of the reader's account, which Reddit wants in the user agent
(github.com/reddit-archive/reddit/wiki/API); or the variables REDDIT_CLIENT_ID, REDDIT_CLIENT_SECRET and REDDIT_USER,
which are the only ones that `read` knows. Reddit's terms forbid finding out who an author is elsewhere.
"""

import asyncio
import os
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, NamedTuple, Self
from urllib.parse import urljoin, urlsplit
from weakref import WeakKeyDictionary
from xml.etree.ElementTree import Element

from pydantic import Field, TypeAdapter

from collector.answer import wait_until
from collector.compose import Listing, gathered, grown, joined
from collector.http import user_agent
from collector.plaintext import headed, one_line, plain, tidy
from collector.source import AskedToWait, Collected, CollectError, Options, Refused, WrongShape
from collector.wire import (
    Broken,
    Count,
    Moment,
    Wire,
    damaged,
    described,
    fitted,
    local_name,
    moment,
    read_xml,
    web_url,
    whole,
)
from db.models import Post, Text

if TYPE_CHECKING:
    from collector.answer import Response
    from collector.http import Client

SITE = "https://www.reddit.com"
API = "https://oauth.reddit.com"
LISTED = 30
MOST_FEEDS = 5  # threads that are read at each run without credentials
FEED_COMMENTS = 200
COMMENTS = 500  # the most that the API gives at once
CHILDREN = 100  # ids in a call of morechildren; longer addresses are refused (414)
MORE_COLLECTED = 1  # further calls for a thread of the list
MORE_READ = 20  # further calls for a thread that was asked for by its address

SUBREDDIT = re.compile(r"[a-z0-9_][a-z0-9_-]{1,23}")
HOSTS = re.compile(r"(?:(?:www|old|new|np|m|i|sh|oauth|[a-z]{2})\.)?reddit\.com")
THREAD = re.compile(r"/(?:(?:r|u|user)/[^/]+/)?(?:comments|gallery)/([0-9a-z]{1,13})(?:[/.].*)?")
SHORT_THREAD = re.compile(r"/([0-9a-z]{1,13})/?")
FULLNAME = re.compile(r"t[13]_[0-9a-z]{1,13}")
# what stands where somebody deleted, or a moderator or Reddit removed
GONE = re.compile(r"(?i)\[ ?(?:deleted|removed)(?: by [^\]\n]{1,40})? ?\]")
SAID = ("<!-- SC_OFF -->", "<!-- SC_ON -->")  # around what a person wrote, in the HTML of a feed
LINKED = re.compile(r'<a href="([^"]*)">\[link\]</a>')

Id = Annotated[str, Field(pattern=r"^[0-9a-z]{1,13}$")]

# --- wire shapes of the API ------------------------------------------------------------------------------------------


class Thing(Wire):
    """Anything that Reddit sends: a Listing, a comment (t1), a post (t3), or what was left out (more)."""

    kind: str
    data: object = None


class Link(Wire):
    """A post of a subreddit, with or without a link to elsewhere."""

    id: Id
    title: Text
    author: Text | None = None
    selftext: Text | None = None  # Markdown
    selftext_html: Text | None = None
    score: Count | None = None
    hide_score: bool = False
    num_comments: Count | None = None
    subreddit: Text = ""
    permalink: str | None = None
    url: str | None = None
    created_utc: Moment = None
    stickied: bool = False


class Comment(Wire):
    id: Id
    parent_id: str | None = None
    author: Text | None = None
    body: Text | None = None  # Markdown
    body_html: Text | None = None
    score: Count | None = None
    score_hidden: bool = False
    permalink: str | None = None
    created_utc: Moment = None


class Answered(Wire):
    """What hangs below a comment: a Listing, or an empty text."""

    replies: object = None


class More(Wire):
    """Comments that were left out; without children, the end of a branch that goes on elsewhere."""

    parent_id: str | None = None
    children: tuple[Id, ...] = ()


class Children(Wire):
    children: tuple[object, ...]


class Page(Wire):
    kind: Literal["Listing"]
    data: Children


class Things(Wire):
    things: tuple[object, ...]


class Found(Wire):
    """What morechildren answers; `data` is not there when `errors` are."""

    errors: tuple[object, ...] = ()
    data: Things | None = None


class MoreChildren(Wire):
    # a field must not be named like a method of its class
    found: Found = Field(alias="json")


class Token(Wire):
    access_token: Annotated[str, Field(pattern=r"^[!-~]{1,4000}$")]
    expires_in: Annotated[int, Field(ge=0, le=10**7)] = 3600


THING: TypeAdapter[Thing] = TypeAdapter(Thing)
LINK: TypeAdapter[Link] = TypeAdapter(Link)
COMMENT: TypeAdapter[Comment] = TypeAdapter(Comment)
ANSWERED: TypeAdapter[Answered] = TypeAdapter(Answered)
MORE: TypeAdapter[More] = TypeAdapter(More)
PAGE: TypeAdapter[Page] = TypeAdapter(Page)
THREAD_PAGES: TypeAdapter[tuple[Page, Page]] = TypeAdapter(tuple[Page, Page])

# --- reading the API's answers ---------------------------------------------------------------------------------------


def parse_list(page: Page, source: str, now: datetime) -> Collected:
    """The posts in their order; the volume is the score. What moderators pinned to the top has no rank."""
    links, problems = whole([_link(raw) for raw in page.data.children], "posts of the list")
    posts = [(link, link_post(link, source, now)) for link in links]
    entries = [
        Listing(post, post.title, _absolute(link.url) or post.url, _score(link))
        for link, post in posts
        if post.title and not link.stickied
    ]
    return gathered(now, [post for _, post in posts], entries, problems)


def link_of(pages: tuple[Page, Page]) -> Link:
    """The post of a thread. Raises WrongShape when it cannot be read."""
    first = pages[0].data.children
    link = _link(first[0]) if first else Broken("there is none")
    if isinstance(link, Broken):
        raise WrongShape(f"The post of a thread of Reddit cannot be read ({link.reason}); the API may have changed.")
    return link


class Walked(NamedTuple):
    """What stands in a tree of comments, and what Reddit left out of it."""

    comments: list[Comment]
    stubs: list[More]
    broken: list[Broken]


def walk(things: Sequence[object]) -> Walked:
    """All that is among `things` and below them. Each comment names its parent, so the nesting is not needed."""
    walked = Walked([], [], [])
    waiting = list(reversed(things))
    while waiting:  # a walk without recursion: payloads nest deeper than Python's stack
        thing = fitted(waiting.pop(), THING)
        read = thing if isinstance(thing, Broken) else _read(thing)
        if isinstance(read, Broken):
            walked.broken.append(read)
        elif isinstance(read, More):
            walked.stubs.append(read)
        else:
            walked.comments.append(read)
        waiting.extend(reversed(_below(thing)))
    return walked


def parse_thread(link: Link, things: Sequence[object], source: str, now: datetime) -> Collected:
    """The post with the comments among `things` and below them."""
    walked = walk(things)
    posts = [link_post(link, source, now), *(comment_post(comment, link, source, now) for comment in walked.comments)]
    problems = damaged(walked.broken, len(walked.broken) + len(walked.comments), "comments")
    return gathered(now, grown(posts, f"t3_{link.id}"), problems=problems)


def _link(raw: object) -> Link | Broken:
    thing = fitted(raw, THING)
    if isinstance(thing, Broken):
        return thing
    if thing.kind != "t3":
        return Broken("kind: it should be t3, a post")
    link: Link | Broken = fitted(thing.data, LINK)
    return link


def _read(thing: Thing) -> Comment | More | Broken:
    read: Comment | More | Broken = Broken("kind: it should be t1, a comment")
    if thing.kind == "t1":
        read = fitted(thing.data, COMMENT)
    elif thing.kind == "more":
        read = fitted(thing.data, MORE)
    return read


def _below(thing: Thing | Broken) -> Sequence[object]:
    """The answers to a comment, even to one that cannot be read itself."""
    if isinstance(thing, Broken) or thing.kind != "t1":
        return ()
    answered = fitted(thing.data, ANSWERED)
    if isinstance(answered, Broken):
        return ()
    page = fitted(answered.replies, PAGE)
    return () if isinstance(page, Broken) else page.data.children


def link_post(link: Link, source: str, now: datetime) -> Post:
    """The post; of what was deleted or removed only the headline remains, where that still stands."""
    title = None if GONE.fullmatch(link.title.strip()) else one_line(link.title) or None
    return Post(
        source=source,
        external_id=f"t3_{link.id}",
        thread=f"t3_{link.id}",
        author=_author(link.author),
        title=title,
        text=headed(title, _text(link.selftext_html, link.selftext)),
        url=_address(link),
        score=_score(link),
        created_at=link.created_utc,
        collected_at=now,
    )


def comment_post(comment: Comment, link: Link, source: str, now: datetime) -> Post:
    answers_a_comment = comment.parent_id and re.fullmatch(r"t1_[0-9a-z]{1,13}", comment.parent_id)
    return Post(
        source=source,
        external_id=f"t1_{comment.id}",
        thread=f"t3_{link.id}",
        parent=comment.parent_id if answers_a_comment else f"t3_{link.id}",
        author=_author(comment.author),
        text=_text(comment.body_html, comment.body),
        url=_absolute(comment.permalink) or f"{_address(link).rstrip('/')}/{comment.id}/",
        score=None if comment.score_hidden else comment.score,
        created_at=comment.created_utc,
        collected_at=now,
    )


def _text(html: str | None, markdown: str | None) -> str:
    """The words as people see them; none where they were deleted or removed."""
    text = plain(html) if html else tidy(markdown or "")
    return "" if GONE.fullmatch(text) else text


def _author(name: str | None) -> str | None:
    name = one_line(name or "").removeprefix("/u/")
    return None if not name or GONE.fullmatch(name) else name


def _score(link: Link) -> int | None:
    return None if link.hide_score else link.score


def _address(link: Link) -> str:
    """Where people read it; addresses without the title lead to the same page."""
    return _absolute(link.permalink) or f"{SITE}/comments/{link.id}/"


def _absolute(address: str | None) -> str | None:
    try:
        return web_url(urljoin(SITE, address)) if address else None
    except ValueError:
        return None


# --- reading the feeds -----------------------------------------------------------------------------------------------

WHAT = "A feed of Reddit"


class Entry(NamedTuple):
    """An entry of a feed; a comment's title says only who writes where."""

    key: str
    title: str
    author: str | None
    html: str
    link: str | None
    at: datetime | None


def parse_list_feed(answer: "Response", source: str, now: datetime) -> Collected:
    """The posts in their order, without volumes: a feed has no scores."""
    found = [_of_kind(entry, "t3_") for entry in _entries(answer)]
    entries, problems = whole(found, "entries of the feed")
    posts = [(entry, _said(entry, source, now)) for entry in entries]
    listed = [Listing(post, post.title, _linked(entry), None) for entry, post in posts if post.title]
    return gathered(now, [post for _, post in posts], listed, problems)


def parse_thread_feed(answer: "Response", number: str, source: str, now: datetime) -> Collected:
    """The post `number` with its comments, which all hang below it: a feed does not say whom they answer."""
    root = f"t3_{number}"
    found = [_of_kind(entry, root, "t1_") for entry in _entries(answer)]
    entries, problems = whole(found, "entries of the feed")
    if not entries:
        raise Refused(f"Reddit shows nothing at {SITE}/comments/{number}/; is the address right?", url=answer.url)
    posts = [_said(entry, source, now) for entry in entries]
    return gathered(now, grown(posts, root), problems=problems)


def subreddit_of(answer: "Response") -> str:
    """The subreddit that a feed is of, as names hold it; empty when it does not say."""
    root = read_xml(answer.body, WHAT)
    terms = [child.get("term", "").lower() for child in root if local_name(child) == "category"]
    return next((term for term in terms if SUBREDDIT.fullmatch(term)), "")


def _entries(answer: "Response") -> list[Entry | Broken]:
    root = read_xml(answer.body, WHAT)
    if local_name(root) != "feed":
        came = described(answer.body)
        raise WrongShape(
            f"{WHAT} was expected and {came} came; the markup changed, or it asks less often", url=answer.url
        )
    return [_entry(element) for element in root if local_name(element) == "entry"]


def _entry(element: Element) -> Entry | Broken:
    parts: dict[str, Element] = {}
    for child in element:
        parts.setdefault(local_name(child), child)
    said = {name: child.text or "" for name, child in parts.items()}
    key = said.get("id", "").strip()
    if not FULLNAME.fullmatch(key):
        return Broken("id: it is none of a post or comment")
    names = [child.text for child in parts.get("author", ()) if local_name(child) == "name"]
    link = parts["link"].get("href") if "link" in parts else None
    at = moment(said.get("published") or said.get("updated") or None)
    return Entry(key, said.get("title", ""), _author(next(iter(names), None)), said.get("content", ""), link, at)


def _of_kind(entry: Entry | Broken, *starts: str) -> Entry | Broken:
    if isinstance(entry, Broken) or entry.key.startswith(starts):
        return entry
    return Broken(f"id: {entry.key} does not belong here")


def _said(entry: Entry, source: str, now: datetime) -> Post:
    post = entry.key.startswith("t3_")
    _, said, rest = entry.html.partition(SAID[0])
    # around the words of a post stand its picture and who submitted it
    html = rest.rpartition(SAID[1])[0] if said else "" if post else entry.html
    title = one_line(entry.title) if post and not GONE.fullmatch(entry.title.strip()) else ""
    return Post(
        source=source,
        external_id=entry.key,
        thread=entry.key,
        author=entry.author,
        title=title or None,
        text=headed(title, _text(html, None)),
        url=_absolute(entry.link) or (f"{SITE}/comments/{entry.key[3:]}/" if post else None),
        created_at=entry.at,
        collected_at=now,
    )


def _linked(entry: Entry) -> str | None:
    """What a post links to; itself, when it is only text."""
    found = LINKED.findall(entry.html)
    return _absolute(unescape(found[-1] if found else entry.link or ""))


# --- asking ----------------------------------------------------------------------------------------------------------


class Credentials(NamedTuple):
    """The reader's own app, and the name of their account."""

    client_id: str
    client_secret: str
    user: str


def credentials(extra: Mapping[str, str]) -> Credentials | None:
    """What the reader gave; None without an app. Raises Refused for a part of it, and for what is none."""
    given = {
        name: (extra.get(name) or os.environ.get(f"REDDIT_{name.upper()}", "")).strip() for name in Credentials._fields
    }
    if not (given["client_id"] or given["client_secret"]):
        return None
    for name, value in given.items():
        wanted = r"[A-Za-z0-9_-]{1,40}" if name == "user" else r"[!-9;-~]{1,200}"
        if not re.fullmatch(wanted, value):
            raise Refused(
                f"Reddit's API is asked with client_id, client_secret and user (the name of your account); {name} is "
                f"{'not what Reddit gives' if value else 'missing'}: set the option, or REDDIT_{name.upper()}",
                url=API,
            )
    return Credentials(**given)


def agent(user: str) -> str:
    """The user agent as Reddit wants it: platform:app:version (by /u/NAME)."""
    return f"python:{user_agent().partition(' ')[0].replace('/', ':')} (by /u/{user})"


@dataclass
class _Account:
    """What is known of one app in this run."""

    token: str = ""
    expires_at: datetime | None = None
    closed_until: datetime | None = None


# Limits and tokens are those of the app, so they are kept beside the sources of a run, which share their event loop; a
# replay, and its clock, has a loop of its own.
_accounts: "WeakKeyDictionary[asyncio.AbstractEventLoop, dict[Credentials, _Account]]" = WeakKeyDictionary()


@dataclass(frozen=True)
class _Api:
    """Reddit's API, asked with credentials. morechildren allows one request at a time, which is the host's pace."""

    client: "Client"
    given: Credentials

    async def ask(self, path: str, params: Mapping[str, str | int]) -> "Response":
        """One answer. Raises CollectError; AskedToWait, and asks nothing, when the requests of a period are spent."""
        account = _accounts.setdefault(asyncio.get_running_loop(), {}).setdefault(self.given, _Account())
        url, until = f"{API}{path}", account.closed_until
        if until and until > self.client.now():
            message = f"Reddit allows no more requests until {until:%Y-%m-%d %H:%M:%S} UTC; it is left alone"
            raise AskedToWait(message, url=url, retry_at=until)
        signed = {"authorization": f"Bearer {await self._token(account)}", "user-agent": agent(self.given.user)}
        try:
            # without raw_json the HTML comes escaped once more
            answer = await self.client.get(url, params={**params, "raw_json": 1}, secret=signed, robots=False)
        except Refused as error:
            account.token = account.token if error.status != 401 else ""
            raise
        account.closed_until = spent_until(answer)
        return answer

    async def _token(self, account: _Account) -> str:
        """github.com/reddit-archive/reddit/wiki/OAuth2: for an app alone, without any account's rights."""
        now = self.client.now()
        if not account.token or (account.expires_at and account.expires_at <= now):
            basic = b64encode(f"{self.given.client_id}:{self.given.client_secret}".encode()).decode()
            answer = await self.client.post(
                f"{SITE}/api/v1/access_token",
                b"grant_type=client_credentials",
                kind="application/x-www-form-urlencoded",
                secret={"authorization": f"Basic {basic}", "user-agent": agent(self.given.user)},
            )
            token = answer.json(Token)
            account.token, account.expires_at = token.access_token, now + timedelta(seconds=token.expires_in - 60)
        return account.token


def spent_until(answer: "Response") -> datetime | None:
    """When there are requests again, after the last one of a period; None while there are some."""
    try:
        left = float(answer.headers.get("x-ratelimit-remaining", "inf"))
    except ValueError:
        return None
    return wait_until(429, answer.headers, answer.at) if left < 1 else None


async def _thread(api: _Api, number: str, source: str | None, asks: int) -> Collected:
    """The thread, with what Reddit left out of its tree as far as `asks` further requests go."""
    now = api.client.now()
    answer = await api.ask(f"/comments/{number}", {"limit": COMMENTS, "sort": "confidence"})
    pages = answer.json(THREAD_PAGES)
    link = link_of(pages)
    source = source or _name(link.subreddit.lower())
    things = list(pages[1].data.children)
    problems: list[str] = []
    known: set[str] = set()
    ids, ends = _left_out(walk(things).stubs, known)
    for _ in range(asks if ids or ends else 0):
        try:
            some, ids = ids[:CHILDREN], ids[CHILDREN:]
            found = await _children(api, link, some) if some else await _branch(api, link, ends.pop(0))
        except CollectError as error:
            problems.append(f"Not all comments of {_address(link)} could be read: {error}")
            break
        things += found
        more_ids, more_ends = _left_out(walk(found).stubs, known)
        ids, ends = ids + more_ids, ends + more_ends
        if not ids and not ends:
            break
    if ids or ends:
        problems.append(f"Left out: at least {len(ids) + len(ends)} comments of {_address(link)}.")
    thread = parse_thread(link, things, source, now)
    return Collected(thread.posts, problems=[*thread.problems, *problems])


def _left_out(stubs: Sequence[More], known: set[str]) -> tuple[list[str], list[str]]:
    """The comments that were left out, and those below which the tree goes on elsewhere; each once."""
    ids = dict.fromkeys(child for stub in stubs for child in stub.children)
    ends = dict.fromkeys(stub.parent_id for stub in stubs if not stub.children and stub.parent_id)
    new_ids = [key for key in ids if key not in known]
    new_ends = [key for key in ends if re.fullmatch(r"t1_[0-9a-z]{1,13}", key) and key not in known]
    known.update(new_ids, new_ends)
    return new_ids, [key.removeprefix("t1_") for key in new_ends]


async def _children(api: _Api, link: Link, ids: Sequence[str]) -> Sequence[object]:
    params = {"api_type": "json", "link_id": f"t3_{link.id}", "children": ",".join(ids), "sort": "confidence"}
    answer = await api.ask("/api/morechildren", params)
    found = answer.json(MoreChildren).found
    if found.data is None:
        said = one_line(str(found.errors))[:100]
        raise WrongShape(f"Reddit answered without the comments that it had left out ({said})", url=answer.url)
    return found.data.things


async def _branch(api: _Api, link: Link, comment: str) -> Sequence[object]:
    answer = await api.ask(f"/comments/{link.id}", {"comment": comment, "limit": COMMENTS, "sort": "confidence"})
    return answer.json(THREAD_PAGES)[1].data.children


async def _feed(client: "Client", path: str, limit: int, extra: Mapping[str, str]) -> "Response":
    user = (extra.get("user") or os.environ.get("REDDIT_USER", "")).strip()
    named = {"user-agent": agent(user)} if re.fullmatch(r"[A-Za-z0-9_-]{1,40}", user) else {}
    accept = "application/atom+xml, application/xml;q=0.9"
    try:
        # robots.txt speaks to crawlers; a feed is asked for by the person who subscribed to it
        return await client.get(f"{SITE}{path}", params={"limit": limit}, accept=accept, secret=named, robots=False)
    except Refused as error:
        if error.status != 403:
            raise
        message = (
            f"Reddit refused {SITE}{path}: it is private, or Reddit gives this network no feeds; with an app of your "
            "own (options client_id, client_secret and user) it may, else remove the source"
        )
        raise Refused(message, url=error.url, status=403) from error


async def _thread_feed(client: "Client", number: str, source: str | None, extra: Mapping[str, str]) -> Collected:
    answer = await _feed(client, f"/comments/{number}/.rss", FEED_COMMENTS, extra)
    return parse_thread_feed(answer, number, source or _name(subreddit_of(answer)), client.now())


def _name(subreddit: str) -> str:
    return f"reddit:{subreddit}" if SUBREDDIT.fullmatch(subreddit) else "reddit"


@dataclass
class Reddit:
    """A subreddit: what is hot there, and the comments of the first of it. Off by default.

    Without credentials at most five threads are read at each run, as one feed each.
    """

    kind: ClassVar[str] = "reddit"
    form: ClassVar[str] = "reddit:SUBREDDIT, for example reddit:LocalLLaMA"
    interval: ClassVar[timedelta] = timedelta(hours=2)
    unchanged: ClassVar[timedelta] = timedelta(weeks=1)
    name: str
    options: Options = field(default_factory=Options)

    @classmethod
    def named(cls, argument: str, options: Options) -> Self:
        subreddit = re.sub(r"^/?r/", "", argument.strip().lower()).rstrip("/")
        if not SUBREDDIT.fullmatch(subreddit):
            raise ValueError(f"{argument!r} is no name of a subreddit; write {cls.form}.")
        return cls(f"reddit:{subreddit}", options)

    @classmethod
    def recognises(cls, url: str) -> bool:
        return _number(url) is not None

    async def collect(self, client: "Client") -> Collected:
        given, subreddit = credentials(self.options.extra), self.name.partition(":")[2]
        if given is None:
            answer = await _feed(client, f"/r/{subreddit}/hot/.rss", LISTED, self.options.extra)
            _check_found(answer, subreddit)
            listed = parse_list_feed(answer, self.name, client.now())
            numbers = [trend.external_id[3:] for trend in listed.trends][:MOST_FEEDS]
        else:
            answer = await _Api(client, given).ask(f"/r/{subreddit}/hot", {"limit": LISTED})
            _check_found(answer, subreddit)
            page = answer.json(Page)
            listed = parse_list(page, self.name, client.now())
            links = [link for link in map(_link, page.data.children) if isinstance(link, Link)]
            numbers = [link.id for link in links if link.num_comments != 0 and not link.stickied]
        threads = await self._threads(client, given, numbers[: self.options.threads])
        return joined([*threads, listed])

    async def _threads(self, client: "Client", given: Credentials | None, numbers: Sequence[str]) -> list[Collected]:
        """One after the other; at the first that Reddit asks to wait for, no more."""
        threads: list[Collected] = []
        for number in numbers:
            try:
                if given is None:
                    threads.append(await _thread_feed(client, number, self.name, self.options.extra))
                else:
                    threads.append(await _thread(_Api(client, given), number, self.name, MORE_COLLECTED))
            except CollectError as error:
                problem = f"The comments of {SITE}/comments/{number}/ could not be read: {error}"
                threads.append(Collected(problems=[problem]))
                if isinstance(error, AskedToWait):
                    break
        return threads

    @classmethod
    async def read(cls, client: "Client", url: str) -> Collected:
        number = _number(url)
        if number is None:
            raise Refused(f"{url} is no thread of Reddit; it looks like {SITE}/r/NAME/comments/abc123/", url=url)
        given = credentials({})
        if given is None:
            return await _thread_feed(client, number, None, {})
        return await _thread(_Api(client, given), number, None, MORE_READ)


def _check_found(answer: "Response", subreddit: str) -> None:
    """A subreddit that does not exist is answered with a search for its name."""
    if not urlsplit(answer.url).path.lower().startswith(f"/r/{subreddit}/"):
        raise Refused(f"Reddit has no subreddit {subreddit}, or does not show it; check the name", url=answer.url)


def _number(url: str) -> str | None:
    """The id of the post whose thread this address shows."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    if parts.scheme not in ("http", "https"):
        return None
    pattern = THREAD if HOSTS.fullmatch(host) else SHORT_THREAD if host in ("redd.it", "www.redd.it") else None
    found = pattern.fullmatch(parts.path) if pattern else None
    return found[1] if found else None
