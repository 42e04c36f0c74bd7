"""Where do posts stand in an answer of GraphQL, and below which other?"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from collector.sources.x.saved.objects import as_object, objects_in, under, walk_objects

OF_GRAPHQL = ("Tweet", "TweetWithVisibilityResults", "TweetTombstone", "TweetUnavailable")
_ENTRY = re.compile(r"(?:(?:conversationthread|profile-conversation|homeConversation)-[0-9-]+-)?tweet-([0-9]{1,20})")


class TimelinePost(NamedTuple):
    """A result, and what its place on the page says of it."""

    result: object
    number: str | None = None
    above: str | None = None


def is_graphql(items: Iterable[object]) -> bool:
    """Whether there is a post of GraphQL anywhere in this."""
    return any(node.get("__typename") in OF_GRAPHQL for node in walk_objects(items))


def timeline(node: Mapping[str, object]) -> Iterator[TimelinePost]:
    """The posts in the timelines that this object holds; none when it holds no timeline."""
    for key, value in node.items():
        instructions = objects_in(as_object(value).get("instructions"))
        yield from _entries(instructions, threaded=key.startswith("threaded_conversation"))


def _entries(instructions: Iterable[dict[str, object]], *, threaded: bool) -> Iterator[TimelinePost]:
    """What X recommends or was paid for is no part of the conversation.

    In a conversation the posts before the one that is shown are a chain that ends in it, and below it every module is
    a chain that begins with an answer to it.
    """
    shown: str | None = None
    for instruction in instructions:
        added: dict[str, object] = {"content": {"items": instruction.get("moduleItems")}}
        for entry in [*objects_in(instruction.get("entries")), as_object(instruction.get("entry")), added]:
            content = as_object(entry.get("content"))
            above = shown
            for item in objects_in(content.get("items")):
                if found := _entry(item, as_object(item.get("item")), above if threaded else None):
                    yield found
                    above = found.number
            if found := _entry(entry, content, shown if threaded else None):
                yield found
                shown = found.number


def _entry(entry: Mapping[str, object], holder: Mapping[str, object], above: str | None) -> TimelinePost | None:
    number = _ENTRY.fullmatch(str(entry.get("entryId")))
    content = as_object(holder.get("itemContent"))
    if number is None or "promotedMetadata" in content:
        return None
    return TimelinePost(under(content, "tweet_results", "result"), number[1], above)


def results(items: object) -> list[object]:
    """The outermost posts, wherever they stand."""
    found: list[object] = []
    waiting = [items]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            if node.get("__typename") in OF_GRAPHQL:
                found.append(node)
            else:
                waiting += reversed(list(node.values()))
        elif isinstance(node, list):
            waiting += reversed(node)
    return found


def unwrapped(result: object) -> dict[str, object] | None:
    """The post itself; None where it is gone."""
    known = as_object(result)
    tweet = as_object(known.get("tweet")) or known
    return tweet if "legacy" in tweet else None
