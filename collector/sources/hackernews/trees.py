"""What does Algolia's interface say of a thread: its whole tree in one answer, and what a search found?

hn.algolia.com/api; deleted comments are left out there.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import AliasChoices, Field, TypeAdapter

from collector.payloads.sound import Broken, Maybe, below, damaged, fitted, readable
from collector.payloads.threads import gathered, grown
from collector.payloads.wire import Count, Moment, Wire
from collector.source import Collected
from collector.sources.hackernews.items import Item, post_of
from db.models import Post, Text

if TYPE_CHECKING:
    from collector.http.client import Client

ALGOLIA = "https://hn.algolia.com/api/v1"


class AlgoliaItem(Wire):
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

    hits: list[Maybe[AlgoliaItem]]


_NODE = TypeAdapter(AlgoliaItem)


def parse_tree(node: AlgoliaItem, source: str, now: datetime) -> Collected:
    """Algolia's item with all that hangs below it.

    What answers a comment that cannot be read stays in the thread, below what that comment answers.
    """
    posts, broken = [], []
    waiting: list[tuple[object, int | None]] = [(node, node.parent_id)]
    while waiting:
        raw, parent = waiting.pop()
        at = raw if isinstance(raw, AlgoliaItem) else _fitted(raw)
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
    nodes, problems = readable(found.hits, "hits of the search")
    return gathered(now, grown(_of_node(node, node.parent_id, source, now) for node in nodes), problems=problems)


def _fitted(raw: object) -> AlgoliaItem | Broken:
    return fitted(raw, _NODE)


def _of_node(node: AlgoliaItem, parent: int | None, source: str, now: datetime) -> Post:
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


async def read_node(client: "Client", number: int) -> AlgoliaItem:
    answer = await client.get(f"{ALGOLIA}/items/{number}", robots=False)
    return answer.json(AlgoliaItem)


async def read_tree(client: "Client", number: int, source: str) -> Collected:
    """The whole thread that an item belongs to."""
    node = await read_node(client, number)
    if node.story_id not in (None, node.id):
        node = await read_node(client, node.story_id or number)
    return parse_tree(node, source, client.now())
