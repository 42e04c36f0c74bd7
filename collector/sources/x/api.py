"""How is X API v2 asked, with the reader's own token?"""

import os
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from collector.errors import CollectError, Refused, WrongShape
from collector.payloads.sound import fitted
from collector.source import Collected
from collector.sources.x.answers import parse_pages
from collector.sources.x.posts import is_bare
from collector.sources.x.shapes import TWEET, Missing, Trends, Tweet, XPage

if TYPE_CHECKING:
    from collector.http.answer import Response
    from collector.http.client import Client

_API = "https://api.x.com/2"
MOST_PAGES = 2  # of answers to one post, a hundred each: each answer costs
_REACH = timedelta(days=7)  # of the recent search
WANTED = {
    "tweet.fields": "author_id,conversation_id,created_at,entities,lang,note_tweet,public_metrics,referenced_tweets",
    "expansions": "author_id,referenced_tweets.id,referenced_tweets.id.author_id",
    "user.fields": "username",
}


def token_in(extra: Mapping[str, str]) -> str:
    """The reader's bearer token. Raises Refused, which says what to do, when there is none."""
    token = (extra.get("bearer_token") or os.environ.get("X_BEARER_TOKEN") or "").strip()
    if re.fullmatch(r"[!-~]{1,1000}", token):
        return token
    raise Refused(
        "X lets nobody read it without a token: set X_BEARER_TOKEN to your own bearer token of X API v2 (reading is "
        "charged), or save the page, or the JSON that your browser received, and explain that file instead",
        url=_API,
    )


async def asked_trends(client: "Client", woeid: str, token: str) -> Trends:
    """The trends of the place with this number. Raises CollectError."""
    wanted: dict[str, str | int] = {"max_trends": 50, "trend.fields": "trend_name,tweet_count"}
    return (await _asked(client, f"{_API}/trends/by/woeid/{woeid}", wanted, token)).json(Trends)


async def _asked(client: "Client", url: str, params: Mapping[str, str | int], token: str) -> "Response":
    return await client.get(url, params=params, secret={"authorization": f"Bearer {token}"}, robots=False)


async def read_conversation(client: "Client", number: str, token: str) -> Collected:
    """The post, what else is said in its conversation, and what stands above it."""
    first = (await _asked(client, f"{_API}/tweets/{number}", WANTED, token)).json(XPage)
    asked = next((tweet for raw in first.data if isinstance(tweet := fitted(raw, TWEET), Tweet)), None)
    if asked is None:
        parse_pages([first], client.now())
        reasons = [lost.detail or lost.title for lost in first.errors if isinstance(lost, Missing)]
        if not reasons:
            raise WrongShape(f"X answered without the post {number}; its API may have changed.", url=_API)
        raise Refused(f"X does not give the post {number} ({reasons[0]}); it may be deleted or protected.", url=_API)
    root = asked.conversation_id or asked.id
    pages, problems = await _answers(client, root, token)
    pages = [first, *pages]
    told = {lost.resource_id for page in pages for lost in page.errors if isinstance(lost, Missing)}
    held = parse_pages(pages, client.now()).posts
    bare = [post.external_id for post in held if is_bare(post) and post.external_id not in told][:100]
    if bare:
        try:
            ids = {**WANTED, "ids": ",".join(bare)}
            pages.append((await _asked(client, f"{_API}/tweets", ids, token)).json(XPage))
        except CollectError as error:
            problems.append(f"{len(bare)} posts above others could not be read: {error}")
    found = parse_pages(pages, client.now(), problems)
    started = next((post.created_at for post in found.posts if post.external_id == root), None)
    late = started is not None and started < client.now() - _REACH
    said = ["The search of X reaches back seven days: older answers are missing."] if late else []
    posts = sorted(found.posts, key=lambda post: post.thread != root)
    return Collected(posts, problems=[*said, *found.problems])


async def _answers(client: "Client", root: str, token: str) -> tuple[list[XPage], list[str]]:
    """What the recent search finds of a conversation; never an error: at worst nothing but a problem."""
    pages: list[XPage] = []
    wanted: dict[str, str | int] = {**WANTED, "query": f"conversation_id:{root}", "max_results": 100}
    try:
        for _ in range(MOST_PAGES):
            pages.append((await _asked(client, f"{_API}/tweets/search/recent", wanted, token)).json(XPage))
            if pages[-1].meta.next_token is None:
                return pages, []
            wanted["next_token"] = pages[-1].meta.next_token
    except CollectError as error:
        return pages, [f"The answers to the post {root} could not all be read: {error}"]
    return pages, [f"Only the newest {100 * MOST_PAGES} answers were read: X charges for each."]
