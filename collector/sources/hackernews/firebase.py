"""How is Firebase's interface asked for items, for a whole thread, and for the story above a comment?

github.com/HackerNews/API: each item costs a request; one that is not there is answered with null.
"""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from collector.errors import CollectError
from collector.payloads.threads import grown
from collector.source import Collected
from collector.sources.hackernews.addresses import item_url
from collector.sources.hackernews.items import ITEM, Item, above, parse_items

if TYPE_CHECKING:
    from collector.http.client import Client

FIREBASE = "https://hacker-news.firebaseio.com/v0"
MOST_COMMENTS = 500  # of a thread, when each costs a request
HIGHEST = 100  # how far above a comment its story is looked for


async def _item(client: "Client", number: int) -> Item | None:
    answer = await client.get(f"{FIREBASE}/item/{number}.json", robots=False)
    return answer.json(ITEM)


async def read_items(client: "Client", numbers: Sequence[int]) -> tuple[dict[int, Item], list[str]]:
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


async def read_firebase_thread(client: "Client", story: Item, source: str) -> Collected:
    """The story with its comments, level by level. Raises CollectError when none of a level can be had."""
    found: dict[int, Item | None] = {story.id: story}
    problems: list[str] = []
    level = [*story.parts, *story.kids]
    left_out = 0
    while level:
        room = MOST_COMMENTS + 1 - len(found)
        wanted, left_out = level[:room], left_out + len(level[room:])
        items, troubles = await read_items(client, wanted) if wanted else ({}, [])
        problems += troubles
        new = {number: item for number, item in items.items() if number not in found}
        found |= new
        level = [kid for item in new.values() for kid in item.kids if kid not in found]
    if left_out:
        problems.append(f"At least {left_out} comments of {item_url(story.id)} were left out: we take {MOST_COMMENTS}.")
    thread = parse_items(found.values(), source, client.now())
    return Collected(grown(thread.posts, str(story.id)), problems=problems)


async def story_above(client: "Client", number: int) -> Item | None:
    """The story that an item belongs to: itself, or what stands at the top of the answers that lead to it."""
    for _ in range(HIGHEST):
        item = await _item(client, number)
        answered = None if item is None else above(item)
        if answered is None:
            return item
        number = answered
    return None
