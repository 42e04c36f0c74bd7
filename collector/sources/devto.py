"""Which articles of the week are on top of dev.to, and what is said about them?

The calls are those of the Forem API 1 (developers.forem.com/api/v1): /articles?top=7, /articles/{id} for the text and
/comments?a_id= for all comments, which stand as trees. No key is needed; an address has three requests a second. The
fields are those of the views in github.com/forem/forem, where a comment that was deleted or hidden has an empty user
and a notice for its text.
"""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, ClassVar, Self

from pydantic import Field, TypeAdapter

from collector.errors import CollectError, Refused
from collector.pages.plaintext import headed, one_line, plain
from collector.payloads.addresses import web_parts, web_url
from collector.payloads.sound import Broken, Maybe, below, damaged, fitted, readable
from collector.payloads.threads import RankedPost, gathered, grown
from collector.payloads.wire import Count, Moment, Wire, primary_language
from collector.source import Collected, Declaration, Described, Options, SavedJson, TemplateLine, in_shape
from db.models import Key, Post, Text

if TYPE_CHECKING:
    from collector.http.client import Client

_SITE = "https://dev.to"
FOREM_API = f"{_SITE}/api"
_ACCEPT = "application/vnd.forem.api-v1+json"
_LISTED = 30
_DAYS = 7
_TAG = re.compile(r"[a-z0-9]{1,40}")
_ARTICLE_PATH = re.compile(r"/([A-Za-z0-9_-]{1,60})/([A-Za-z0-9_-]+-[0-9a-z]{1,6})/?")
# first parts of paths that are nobody's name
_RESERVED = frozenset("api t p s top latest feed search tags settings connect videos listings pod series".split())


class ForemUser(Wire):
    username: Text | None = None
    name: Text | None = None


class ForemArticle(Wire):
    id: Annotated[int, Field(ge=0, lt=2**63)]
    title: Key
    description: Text | None = None
    body_html: Text | None = None  # in the answer on one article only
    url: str | None = None
    user: ForemUser | None = None
    language: str | None = None
    comments_count: Count | None = None
    public_reactions_count: Count | None = None
    published_at: Moment = None


class ForemComment(Wire):
    """A comment. The children are read one by one: trees grow deep."""

    id_code: Key
    body_html: Text | None = None
    user: ForemUser | None = None
    created_at: Moment = None
    children: tuple[object, ...] = ()


ARTICLES: TypeAdapter[list[ForemArticle | Broken]] = TypeAdapter(list[Maybe[ForemArticle]])
FOREM_COMMENTS: TypeAdapter[list[object]] = TypeAdapter(list[object])
_COMMENT = TypeAdapter(ForemComment)


def parse_articles(articles: list[ForemArticle | Broken], source: str, now: datetime) -> Collected:
    """The articles in their order; the volume is the number of reactions."""
    good, problems = readable(articles, "articles")
    entries = []
    for article in good:
        post = _article(article, source, now)
        entries.append(RankedPost(post, post.title or str(article.id), post.url, article.public_reactions_count))
    return gathered(now, (), entries, problems)


def parse_forem_thread(article: ForemArticle, comments: Sequence[object], source: str, now: datetime) -> Collected:
    """The article and its comments; of what was deleted or hidden only the place remains.

    What answers a comment that cannot be read stays in the thread, below what that comment answers.
    """
    root = _article(article, source, now)
    posts, broken = [root], []
    waiting = [(raw, root.external_id) for raw in reversed(comments)]
    while waiting:
        raw, parent = waiting.pop()
        comment = _fitted(raw)
        if isinstance(comment, Broken):
            broken.append(comment)
            waiting.extend((child, parent) for child in reversed(below(raw, "children")))
            continue
        post = _comment(comment, parent, root, now)
        posts.append(post)
        waiting.extend((child, post.external_id) for child in reversed(comment.children))
    problems = damaged(broken, len(broken) + len(posts) - 1, "comments")
    return gathered(now, grown(posts, root.external_id), problems=problems)


def parse_lone_article(article: ForemArticle, source: str, now: datetime) -> Collected:
    """An article by itself."""
    return parse_forem_thread(article, (), source, now)


def _fitted(raw: object) -> ForemComment | Broken:
    return fitted(raw, _COMMENT)


def _article(article: ForemArticle, source: str, now: datetime) -> Post:
    title = one_line(article.title) or None
    return Post(
        source=source,
        external_id=str(article.id),
        thread=str(article.id),
        author=_name(article.user),
        title=title,
        text=headed(title, plain(article.body_html or article.description or "")),
        language=primary_language(article.language),
        url=web_url(article.url),
        score=article.public_reactions_count,
        created_at=article.published_at,
        collected_at=now,
    )


def _comment(comment: ForemComment, parent: str, root: Post, now: datetime) -> Post:
    author = _name(comment.user)
    return Post(
        source=root.source,
        external_id=f"comment:{comment.id_code}",
        thread=root.external_id,
        parent=parent,
        author=author,
        text=plain(comment.body_html or "") if author else "",
        url=_comment_url(comment),
        created_at=comment.created_at,
        collected_at=now,
    )


def _comment_url(comment: ForemComment) -> str | None:
    """It has the name of who wrote it, so what was deleted has none."""
    path = f"{comment.user.username or '' if comment.user else ''}/comment/{comment.id_code}"
    return f"{_SITE}/{path}" if re.fullmatch(r"[A-Za-z0-9_-]+/comment/[A-Za-z0-9]+", path) else None


def _name(user: ForemUser | None) -> str | None:
    return user.username or user.name or None if user else None


@dataclass
class DevTo:
    """The articles of the week on dev.to, and the comments on the first of them."""

    declared: ClassVar[Declaration] = Declaration(
        kind="devto",
        title="dev.to",
        form="devto or devto:TAG, for example devto:python",
        interval=timedelta(hours=3),
        unchanged=timedelta(days=3),
        example="devto",
        address="https://dev.to/ana/crdts-llms-1a2b",
        reads="an article of dev.to",
        described=(
            Described(
                "`devto`, `devto:TAG`",
                "the articles that were read most this week, with comments",
                "no: a matter of taste",
            ),
        ),
        template=(TemplateLine("devto", "a matter of taste"),),
        saved_objects=(SavedJson("type_of body_html title", in_shape(ForemArticle, parse_lone_article)),),
        saved_lists=(SavedJson("type_of title url", in_shape(ARTICLES, parse_articles)),),
    )
    name: str
    options: Options = field(default_factory=Options)

    @classmethod
    def named(cls, argument: str, options: Options) -> Self:
        tag = argument.lower()
        if tag and not _TAG.fullmatch(tag):
            raise ValueError(f"{argument!r} is no tag of dev.to; write {cls.declared.form}.")
        return cls(f"devto:{tag}" if tag else "devto", options)

    @classmethod
    def recognises(cls, url: str) -> bool:
        return _path(url) is not None

    async def collect(self, client: "Client") -> Collected:
        now, tag = client.now(), self.name.partition(":")[2]
        params: dict[str, str | int] = {"top": _DAYS, "per_page": _LISTED} | ({"tag": tag} if tag else {})
        answer = await client.get(f"{FOREM_API}/articles", params=params, accept=_ACCEPT, robots=False)
        articles = answer.json(ARTICLES)
        listed = parse_articles(articles, self.name, now)
        talked = [article for article in articles if isinstance(article, ForemArticle) and article.comments_count != 0]
        first = talked[: self.options.threads]
        threads = await asyncio.gather(*(_thread(client, article, self.name) for article in first))
        posts = gathered(now, [post for part in (*threads, listed) for post in part.posts]).posts
        problems = [problem for part in (listed, *threads) for problem in part.problems]
        return Collected(posts, listed.trends, listed.sightings, problems)

    @classmethod
    async def read(cls, client: "Client", url: str) -> Collected:
        path = _path(url)
        if path is None:
            raise Refused(f"{url} is no article of dev.to; it looks like {_SITE}/name/title-1a2b.", url=url)
        article = await _whole(client, path)
        return parse_forem_thread(article, await _comments(client, article), cls.declared.kind, client.now())


def _path(url: str) -> str | None:
    """The author and slug of the article that this address shows."""
    parts = web_parts(url)
    found = _ARTICLE_PATH.fullmatch(parts.path) if parts and parts.hostname in ("dev.to", "www.dev.to") else None
    return None if not found or found[1] in _RESERVED else f"{found[1]}/{found[2]}"


async def _whole(client: "Client", which: str) -> ForemArticle:
    return (await client.get(f"{FOREM_API}/articles/{which}", accept=_ACCEPT, robots=False)).json(ForemArticle)


async def _comments(client: "Client", article: ForemArticle) -> list[object]:
    answer = await client.get(f"{FOREM_API}/comments", params={"a_id": article.id}, accept=_ACCEPT, robots=False)
    return answer.json(FOREM_COMMENTS)


async def _thread(client: "Client", article: ForemArticle, source: str) -> Collected:
    """The article in full with its comments; never an error: what could not be had is a problem."""
    problems = []
    try:
        article = (await _whole(client, str(article.id))).model_copy(update={"id": article.id})
    except CollectError as error:
        problems.append(f"The text of {article.url or article.id} could not be read: {error}")
    try:
        comments = await _comments(client, article)
    except CollectError as error:
        problems.append(f"The comments on {article.url or article.id} could not be read: {error}")
        comments = []
    thread = parse_forem_thread(article, comments, source, client.now())
    return Collected(thread.posts, problems=[*problems, *thread.problems])
