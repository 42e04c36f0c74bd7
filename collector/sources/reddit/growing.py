"""How does a thread grow by what Reddit left out of its tree?"""

from collections.abc import Sequence

from collector.errors import CollectError
from collector.source import Collected
from collector.sources.reddit.addresses import source_of
from collector.sources.reddit.answers import address_of, link_of, parse_reddit_thread, things_in, walk_comments
from collector.sources.reddit.api import Api
from collector.sources.reddit.shapes import COMMENT_KEY, THREAD_PAGES, MoreChildren, MoreStub, RedditLink

_COMMENTS = 500  # the most that the API gives at once
CHILDREN = 100  # ids in a call of morechildren; longer addresses are refused (414)


async def read_growing_thread(api: Api, number: str, source: str | None, asks: int) -> Collected:
    """The thread, with what Reddit left out of its tree as far as `asks` further requests go."""
    now = api.client.now()
    answer = await api.ask(f"/comments/{number}", {"limit": _COMMENTS, "sort": "confidence"})
    pages = answer.json(THREAD_PAGES)
    link = link_of(pages)
    source = source or source_of(link.subreddit.lower())
    things = list(pages[1].data.children)
    problems: list[str] = []
    known: set[str] = set()
    ids, ends = _left_out(walk_comments(things).stubs, known)
    for _ in range(asks if ids or ends else 0):
        try:
            some, ids = ids[:CHILDREN], ids[CHILDREN:]
            found = await _children(api, link, some) if some else await _branch(api, link, ends.pop(0))
        except CollectError as error:
            problems.append(f"Not all comments of {address_of(link)} could be read: {error}")
            break
        things += found
        more_ids, more_ends = _left_out(walk_comments(found).stubs, known)
        ids, ends = ids + more_ids, ends + more_ends
        if not ids and not ends:
            break
    if ids or ends:
        problems.append(f"Left out: at least {len(ids) + len(ends)} comments of {address_of(link)}.")
    thread = parse_reddit_thread(link, things, source, now)
    return Collected(thread.posts, problems=[*thread.problems, *problems])


def _left_out(stubs: Sequence[MoreStub], known: set[str]) -> tuple[list[str], list[str]]:
    """The comments that were left out, and those below which the tree goes on elsewhere; each once."""
    ids = dict.fromkeys(child for stub in stubs for child in stub.children)
    ends = dict.fromkeys(stub.parent_id for stub in stubs if not stub.children and stub.parent_id)
    new_ids = [key for key in ids if key not in known]
    new_ends = [key for key in ends if COMMENT_KEY.fullmatch(key) and key not in known]
    known.update(new_ids, new_ends)
    return new_ids, [key.removeprefix("t1_") for key in new_ends]


async def _children(api: Api, link: RedditLink, ids: Sequence[str]) -> Sequence[object]:
    params = {"api_type": "json", "link_id": f"t3_{link.id}", "children": ",".join(ids), "sort": "confidence"}
    answer = await api.ask("/api/morechildren", params)
    return things_in(answer.json(MoreChildren))


async def _branch(api: Api, link: RedditLink, comment: str) -> Sequence[object]:
    answer = await api.ask(f"/comments/{link.id}", {"comment": comment, "limit": _COMMENTS, "sort": "confidence"})
    return answer.json(THREAD_PAGES)[1].data.children
