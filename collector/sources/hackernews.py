"""What is on Hacker News, and what is said there?

Lists and items come from the Firebase API (github.com/HackerNews/API), whole comment trees from Algolia's
(hn.algolia.com/api), which leaves out deleted comments; where Algolia fails, Firebase gives the tree item by item.
"""

import asyncio
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING, ClassVar, Self
from urllib.parse import parse_qs, urlsplit

from pydantic import AliasChoices, Field, TypeAdapter

from collector.compose import Listing, gathered, grown
from collector.plaintext import headed, one_line, plain
from collector.source import Collected, CollectError, Options, Refused
from collector.wire import Broken, Count, Maybe, Moment, Wire, below, damaged, fitted, web_url, whole
from db.models import Post, Text

if TYPE_CHECKING:
    from collector.http import Client

FIREBASE = "https://hacker-news.firebaseio.com/v0"
ALGOLIA = "https://hn.algolia.com/api/v1"
LISTS = ("top", "best", "new", "ask", "show")
LISTED = 30  # the front page
MOST_COMMENTS = 500  # of a thread, when each costs a request
HIGHEST = 100  # how far above a comment its story is looked for


class Item(Wire):
    """A story, comment, job or poll, as Firebase has it."""

    id: Count
    by: Text | None = None
    time: Moment = None
    title: Text | None = None
    text: Text | None = None
    url: str | None = None
    score: Count | None = None
    parent: Count | None = None
    poll: Count | None = None  # of which this is an option
    parts: tuple[Count, ...] = ()  # the options of a poll
    kids: tuple[Count, ...] = ()
    descendants: Count | None = None
    deleted: bool = False
    dead: bool = False


class Node(Wire):
    """An item with its comments, as Algolia has it. The children are read one by one: trees grow deep."""

    id: Count = Field(validation_alias=AliasChoices("id", "objectID"))
    author: Text | None = None
    created_at_i: Moment = None
    title: Text | None = None
    text: Text | None = Field(None, validation_alias=AliasChoices("text", "story_text", "comment_text"))
    points: Count | None = None
    parent_id: Count | None = None
    story_id: Count | None = None
    children: tuple[object, ...] = ()


class Hits(Wire):
    """What a search found, each without its comments."""

    hits: list[Maybe[Node]]


IDS: TypeAdapter[list[int]] = TypeAdapter(list[Count])
ITEM: TypeAdapter[Item | None] = TypeAdapter(Item | None)
NODE = TypeAdapter(Node)


def page_of(number: int) -> str:
    return f"https://news.ycombinator.com/item?id={number}"


def post_of(item: Item, source: str, now: datetime) -> Post:
    """The item as a post; of what was deleted or flagged away only the place remains."""
    gone = item.deleted or item.dead
    parent = _above(item)
    title = one_line(unescape(item.title)) if item.title and not gone else None
    return Post(
        source=source,
        external_id=str(item.id),
        thread=str(item.id),
        parent=None if parent is None else str(parent),
        author=None if gone else item.by or None,
        title=title,
        text="" if gone else headed(title, plain(item.text or "")),
        url=page_of(item.id),
        score=item.score,
        created_at=item.time,
        collected_at=now,
    )


def _above(item: Item) -> int | None:
    return item.poll if item.parent is None else item.parent


def parse_items(items: Iterable[Item | None], source: str, now: datetime) -> Collected:
    """Firebase's items as threads; a null among them is an item that the server does not have."""
    present: list[Post] = []
    missing = 0
    for item in items:
        if item is None:
            missing += 1
        else:
            present.append(post_of(item, source, now))
    problems = [f"Not on the server: {missing} of {missing + len(present)} items."] if missing else []
    return gathered(now, grown(present), problems=problems)


def parse_list(ids: Sequence[int], items: Mapping[int, Item], source: str, now: datetime) -> list[Listing]:
    """The ranked stories of which the items are at hand and still stand."""
    entries = []
    for item in (items[number] for number in ids if number in items):
        post = post_of(item, source, now)
        if post.title:
            entries.append(Listing(post, post.title, web_url(item.url) or post.url, item.score))
    return entries


def parse_tree(node: Node, source: str, now: datetime) -> Collected:
    """Algolia's item with all that hangs below it.

    What answers a comment that cannot be read stays in the thread, below what that comment answers.
    """
    posts, broken = [], []
    waiting: list[tuple[object, int | None]] = [(node, node.parent_id)]
    while waiting:
        raw, parent = waiting.pop()
        at = raw if isinstance(raw, Node) else _fitted(raw)
        if isinstance(at, Broken):
            broken.append(at)
            waiting.extend((child, parent) for child in reversed(below(raw, "children")))
            continue
        posts.append(_of_node(at, parent, source, now))
        waiting.extend((child, at.id) for child in reversed(at.children))
    root = node.id if node.parent_id is None else node.story_id or node.parent_id
    return gathered(now, grown(posts, str(root)), problems=damaged(broken, len(broken) + len(posts), "comments"))


def parse_hits(found: Hits, source: str, now: datetime) -> Collected:
    """What a search of Algolia's found, in threads; the places of what is answered are kept."""
    nodes, problems = whole(found.hits, "hits of the search")
    return gathered(now, grown(_of_node(node, node.parent_id, source, now) for node in nodes), problems=problems)


def _fitted(raw: object) -> Node | Broken:
    return fitted(raw, NODE)


def _of_node(node: Node, parent: int | None, source: str, now: datetime) -> Post:
    item = Item(
        id=node.id,
        by=node.author,
        time=node.created_at_i,
        title=node.title,
        text=node.text,
        score=node.points,
        parent=parent,
    )
    return post_of(item, source, now)


@dataclass
class HackerNews:
    """Hacker News: one of its lists of stories, and the comments of the first of them."""

    kind: ClassVar[str] = "hackernews"
    form: ClassVar[str] = "hackernews or hackernews:best, :new, :ask, :show"
    interval: ClassVar[timedelta] = timedelta(minutes=20)
    unchanged: ClassVar[timedelta] = timedelta(hours=6)
    name: str
    options: Options = field(default_factory=Options)

    @classmethod
    def named(cls, argument: str, options: Options) -> Self:
        if argument and argument not in LISTS:
            raise ValueError(f"Hacker News has no list {argument!r}; write {cls.form}.")
        return cls("hackernews" if argument in ("", "top") else f"hackernews:{argument}", options)

    @classmethod
    def recognises(cls, url: str) -> bool:
        return _number(url) is not None

    async def collect(self, client: "Client") -> Collected:
        now, which = client.now(), self.name.partition(":")[2] or "top"
        answer = await client.get(f"{FIREBASE}/{which}stories.json", robots=False)
        ids = answer.json(IDS)[:LISTED]
        items, problems = await _items(client, ids)
        entries = parse_list(ids, items, self.name, now)
        busy = [items[int(entry.post.external_id)] for entry in entries]
        busy = [item for item in busy if item.descendants or item.kids][: self.options.threads]
        threads = await asyncio.gather(*(_thread(client, item, self.name) for item in busy))
        posts = [post for thread in threads for post in thread.posts]
        problems += [problem for thread in threads for problem in thread.problems]
        return gathered(now, posts, entries, problems)

    @classmethod
    async def read(cls, client: "Client", url: str) -> Collected:
        number = _number(url)
        if number is None:
            raise Refused(f"{url} is no item of Hacker News; an address ends in item?id= and a number.", url=url)
        try:
            node = await _node(client, number)
            if node.story_id not in (None, node.id):
                node = await _node(client, node.story_id or number)
            return parse_tree(node, cls.kind, client.now())
        except CollectError:
            return await _from_firebase(client, await _story(client, number), cls.kind)


def _number(url: str) -> int | None:
    """The item that a page of news.ycombinator.com or hn.algolia.com shows."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    if host == "news.ycombinator.com" and parts.path == "/item":
        number = parse_qs(parts.query).get("id", [""])[0]
        return int(number) if re.fullmatch(r"[0-9]{1,15}", number) else None
    found = re.fullmatch(r"/api/v1/items/([0-9]{1,15})", parts.path) if host == "hn.algolia.com" else None
    return int(found[1]) if found else None


async def _node(client: "Client", number: int) -> Node:
    answer = await client.get(f"{ALGOLIA}/items/{number}", robots=False)
    return answer.json(Node)


async def _item(client: "Client", number: int) -> Item | None:
    answer = await client.get(f"{FIREBASE}/item/{number}.json", robots=False)
    return answer.json(ITEM)


async def _items(client: "Client", numbers: Sequence[int]) -> tuple[dict[int, Item], list[str]]:
    """The items that could be had, and a sentence on the others. Raises the first error when none could."""
    answers = await asyncio.gather(*(_item_or_error(client, number) for number in numbers))
    items = {number: item for number, item in zip(numbers, answers, strict=True) if isinstance(item, Item)}
    errors = [answer for answer in answers if isinstance(answer, CollectError)]
    if errors and not items:
        raise errors[0]
    missing = len(numbers) - len(items)
    why = errors[0] if errors else "the server does not have them"
    return items, [f"{missing} of {len(numbers)} items could not be read: {why}"] if missing else []


async def _item_or_error(client: "Client", number: int) -> Item | CollectError | None:
    try:
        return await _item(client, number)
    except CollectError as error:
        return error


async def _thread(client: "Client", story: Item, source: str) -> Collected:
    """The story with its comments; never an error: at worst the story alone, and a problem."""
    try:
        tree = parse_tree(await _node(client, story.id), source, client.now())
        # the list is newer than Algolia's copy
        posts = [post_of(story, source, client.now()), *(p for p in tree.posts if p.external_id != str(story.id))]
        return Collected(grown(posts, str(story.id)), problems=tree.problems)
    except CollectError:
        pass
    try:
        return await _from_firebase(client, story, source)
    except CollectError as error:
        return Collected(problems=[f"The comments of {page_of(story.id)} could not be read: {error}"])


async def _from_firebase(client: "Client", story: Item, source: str) -> Collected:
    found: dict[int, Item | None] = {story.id: story}
    problems: list[str] = []
    level = [*story.parts, *story.kids]
    left_out = 0
    while level:
        room = MOST_COMMENTS + 1 - len(found)
        wanted, left_out = level[:room], left_out + len(level[room:])
        items, troubles = await _items(client, wanted) if wanted else ({}, [])
        problems += troubles
        new = {number: item for number, item in items.items() if number not in found}
        found |= new
        level = [kid for item in new.values() for kid in item.kids if kid not in found]
    if left_out:
        problems.append(f"At least {left_out} comments of {page_of(story.id)} were left out: we take {MOST_COMMENTS}.")
    thread = parse_items(found.values(), source, client.now())
    return Collected(grown(thread.posts, str(story.id)), problems=problems)


async def _story(client: "Client", number: int) -> Item:
    """The story that an item belongs to: itself, or what stands at the top of the answers that lead to it."""
    for _ in range(HIGHEST):
        item = await _item(client, number)
        if item is None:
            break
        above = _above(item)
        if above is None:
            return item
        number = above
    raise Refused(f"Hacker News has no story above {page_of(number)}; is the address right?", url=page_of(number))
