"""What is on Hacker News, and what is said there?

Lists and items come from the Firebase API (github.com/HackerNews/API), whole comment trees from Algolia's
(hn.algolia.com/api), which leaves out deleted comments; where Algolia fails, Firebase gives the tree item by item, and
where both fail, the page of the item is read, if its robots.txt allows it.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from collector.errors import CollectError, Refused
from collector.http.pace import Pace
from collector.payloads.threads import gathered, grown
from collector.source import Collected, Declaration, Described, Options, SavedJson, SavedMarkup, TemplateLine, in_shape
from collector.sources.hackernews.addresses import item_at, item_url
from collector.sources.hackernews.firebase import FIREBASE, read_firebase_thread, read_items, story_above
from collector.sources.hackernews.items import IDS, ITEM, Item, parse_item, parse_ranked_items, post_of
from collector.sources.hackernews.page import SIGN, parse_hackernews_page
from collector.sources.hackernews.trees import AlgoliaItem, Hits, parse_hits, parse_tree, read_node, read_tree

if TYPE_CHECKING:
    from collector.http.client import Client

_LISTS = ("top", "best", "new", "ask", "show")
_LISTED = 30  # the front page


@dataclass
class HackerNews:
    """Hacker News: one of its lists of stories, and the comments of the first of them."""

    declared: ClassVar[Declaration] = Declaration(
        kind="hackernews",
        title="Hacker News",
        form="hackernews or hackernews:best, :new, :ask, :show",
        interval=timedelta(minutes=20),
        unchanged=timedelta(hours=6),
        example="hackernews:best",
        address="https://news.ycombinator.com/item?id=800",
        reads="an item of news.ycombinator.com",
        described=(
            Described(
                "`hackernews`, `hackernews:best`, `:new`, `:ask`, `:show`",
                "the list, and the threads of the first",
                "yes",
            ),
        ),
        template=(
            TemplateLine(
                "hackernews", "also hackernews:best, hackernews:new, hackernews:ask, hackernews:show", is_on=True
            ),
            TemplateLine('{ name = "hackernews:show", threads = 5 }'),
        ),
        paces={
            "hacker-news.firebaseio.com": Pace(0.0, 8),  # "currently no rate limit": only how many at once is bounded
            "hn.algolia.com": Pace(0.4, 2),  # 10,000 an hour
        },
        saved_objects=(
            SavedJson("hits nbHits", in_shape(Hits, parse_hits)),
            SavedJson("children parent_id", in_shape(AlgoliaItem, parse_tree)),
            SavedJson("id time type", in_shape(ITEM, parse_item)),
        ),
        saved_pages=(SavedMarkup((SIGN.pattern,), parse_hackernews_page),),
    )
    name: str
    options: Options = field(default_factory=Options)

    @classmethod
    def named(cls, argument: str, options: Options) -> Self:
        if argument and argument not in _LISTS:
            raise ValueError(f"Hacker News has no list {argument!r}; write {cls.declared.form}.")
        return cls("hackernews" if argument in ("", "top") else f"hackernews:{argument}", options)

    @classmethod
    def recognises(cls, url: str) -> bool:
        return item_at(url) is not None

    async def collect(self, client: "Client") -> Collected:
        now, which = client.now(), self.name.partition(":")[2] or "top"
        answer = await client.get(f"{FIREBASE}/{which}stories.json", robots=False)
        ids = answer.json(IDS)[:_LISTED]
        items, problems = await read_items(client, ids)
        entries = parse_ranked_items(ids, items, self.name, now)
        busy = [items[int(entry.post.external_id)] for entry in entries]
        busy = [item for item in busy if item.descendants or item.kids][: self.options.threads]
        threads = await asyncio.gather(*(_thread(client, item, self.name) for item in busy))
        posts = [post for thread in threads for post in thread.posts]
        problems += [problem for thread in threads for problem in thread.problems]
        return gathered(now, posts, entries, problems)

    @classmethod
    async def read(cls, client: "Client", url: str) -> Collected:
        number = item_at(url)
        if number is None:
            raise Refused(f"{url} is no item of Hacker News; an address ends in item?id= and a number.", url=url)
        try:
            return await read_tree(client, number, cls.declared.kind)
        except CollectError:
            pass
        try:
            story = await story_above(client, number)
            thread = await read_firebase_thread(client, story, cls.declared.kind) if story else None
        except CollectError as error:
            return await _from_page(client, number, cls.declared.kind, error)
        if thread is None:
            raise Refused(f"Hacker News has no story above {item_url(number)}; is the address right?", url=url)
        return thread


async def _thread(client: "Client", story: Item, source: str) -> Collected:
    """The story with its comments; never an error: at worst the story alone, and a problem."""
    try:
        tree = parse_tree(await read_node(client, story.id), source, client.now())
        # the list is newer than Algolia's copy
        posts = [post_of(story, source, client.now()), *(p for p in tree.posts if p.external_id != str(story.id))]
        return Collected(grown(posts, str(story.id)), problems=tree.problems)
    except CollectError:
        pass
    try:
        return await read_firebase_thread(client, story, source)
    except CollectError as error:
        why = error
    try:
        return await _from_page(client, story.id, source, why)
    except CollectError as error:
        return Collected(problems=[f"The comments of {item_url(story.id)} could not be read: {error}"])


async def _from_page(client: "Client", number: int, source: str, why: CollectError) -> Collected:
    """The thread as the page of the item shows it. Raises `why` neither interface gave it where the page does not."""
    url = item_url(number)
    try:
        thread = parse_hackernews_page(await client.get(url, accept="text/html"), source, client.now())
    except CollectError as error:
        raise why from error
    if thread is None or thread.trends:
        raise why
    read = f"Neither Algolia nor Firebase gave the thread, so it was read from its page, {url}: {why}"
    return Collected(thread.posts, problems=[read, *thread.problems])
