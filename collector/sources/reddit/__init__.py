"""What is hot in a subreddit, and what is said there?

Without credentials the Atom feeds of www.reddit.com are read. They have no scores, leave comments out without a word
and do not say which comment answers which: all of a thread's comments hang below its post.

With the reader's own (an app made at www.reddit.com/prefs/apps, which Reddit has to approve) the API is asked at
oauth.reddit.com (www.reddit.com/dev/api: /r/{subreddit}/hot, /comments/{article}, /api/morechildren). Options
`client_id`, `client_secret` and `user`, the name of the reader's account, which Reddit wants in the user agent
(github.com/reddit-archive/reddit/wiki/API); or the variables REDDIT_CLIENT_ID, REDDIT_CLIENT_SECRET and REDDIT_USER,
which are the only ones that `read` knows. Reddit's terms forbid finding out who an author is elsewhere.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Self
from urllib.parse import urlsplit

from collector.errors import AskedToWait, CollectError, Refused
from collector.http.pace import Pace
from collector.payloads.threads import united
from collector.source import Collected, Declaration, Described, Options, SavedJson, SavedMarkup, TemplateLine
from collector.sources.reddit.addresses import REDDIT, SUBREDDIT, reddit_thread_at
from collector.sources.reddit.answers import discussed, parse_reddit_list
from collector.sources.reddit.api import Api
from collector.sources.reddit.credentials import Credentials, credentials
from collector.sources.reddit.feeds import asked_feed, parse_list_feed, read_thread_feed
from collector.sources.reddit.growing import read_growing_thread
from collector.sources.reddit.kept import as_kept, parse_kept_children, parse_kept_reddit_feed, parse_kept_thread
from collector.sources.reddit.shapes import REDDIT_LISTING, THREAD_PAGES, MoreChildren, RedditListing

if TYPE_CHECKING:
    from collector.http.answer import Response
    from collector.http.client import Client

_LISTED = 30
MOST_FEEDS = 5  # threads that are read at each run without credentials
MORE_COLLECTED = 1  # further calls for a thread of the list
MORE_READ = 20  # further calls for a thread that was asked for by its address


ONLY_FEEDS = (
    "read by feeds, which have no scores and do not say which comment answers which; with credentials of your own "
    "both come too"
)


@dataclass
class Reddit:
    """A subreddit: what is hot there, and the comments of the first of it. Off by default.

    Without credentials at most five threads are read at each run, as one feed each.
    """

    declared: ClassVar[Declaration] = Declaration(
        kind="reddit",
        title="Reddit",
        form="reddit:SUBREDDIT, for example reddit:LocalLLaMA",
        interval=timedelta(hours=2),
        unchanged=timedelta(weeks=1),
        example="reddit:farolab",
        address="https://www.reddit.com/r/FaroLab/comments/aaa1/slug/",
        reads="a thread of reddit.com",
        described=(
            Described(
                "`reddit:SUBREDDIT`",
                "the hot list; with your own credentials also scores and whole threads, without them feeds: no scores, "
                "and comments without their parents",
                "no: it wants credentials for more than a few feeds",
            ),
        ),
        template=(TemplateLine("reddit:LocalLLaMA", "a few feeds; more with your own REDDIT_CLIENT_ID"),),
        paces={
            "oauth.reddit.com": Pace(0.7, 1),  # 100 a minute; one request for more comments at a time
            "www.reddit.com": Pace(6.0, 1),  # feeds without an account
        },
        saved_objects=(
            SavedJson("kind data", as_kept(REDDIT_LISTING, parse_reddit_list)),
            SavedJson("json.data", as_kept(MoreChildren, parse_kept_children)),
            SavedJson("json.errors", as_kept(MoreChildren, parse_kept_children)),
        ),
        saved_lists=(SavedJson("kind data", as_kept(THREAD_PAGES, parse_kept_thread)),),
        saved_feeds=(SavedMarkup((rb"<id>t[13]_[0-9a-z]+</id>",), parse_kept_reddit_feed),),
    )
    name: str
    options: Options = field(default_factory=Options)

    @classmethod
    def named(cls, argument: str, options: Options) -> Self:
        subreddit = re.sub(r"^/?r/", "", argument.strip().lower()).rstrip("/")
        if not SUBREDDIT.fullmatch(subreddit):
            raise ValueError(f"{argument!r} is no name of a subreddit; write {cls.declared.form}.")
        return cls(f"reddit:{subreddit}", options)

    @classmethod
    def recognises(cls, url: str) -> bool:
        return reddit_thread_at(url) is not None

    async def collect(self, client: "Client") -> Collected:
        given, subreddit = credentials(self.options.extra), self.name.partition(":")[2]
        if given is None:
            answer = await asked_feed(client, f"/r/{subreddit}/hot/.rss", _LISTED, self.options.extra)
            _check_found(answer, subreddit)
            listed = parse_list_feed(answer, self.name, client.now())
            numbers = [trend.external_id[3:] for trend in listed.trends][:MOST_FEEDS]
        else:
            answer = await Api(client, given).ask(f"/r/{subreddit}/hot", {"limit": _LISTED})
            _check_found(answer, subreddit)
            page = answer.json(RedditListing)
            listed = parse_reddit_list(page, self.name, client.now())
            numbers = discussed(page)
        threads = await self._threads(client, given, numbers[: self.options.threads])
        return united([*threads, listed, Collected(notes=[] if given else [ONLY_FEEDS])])

    async def _threads(self, client: "Client", given: Credentials | None, numbers: Sequence[str]) -> list[Collected]:
        """One after the other; at the first that Reddit asks to wait for, no more."""
        threads: list[Collected] = []
        for number in numbers:
            try:
                if given is None:
                    threads.append(await read_thread_feed(client, number, self.name, self.options.extra))
                else:
                    threads.append(await read_growing_thread(Api(client, given), number, self.name, MORE_COLLECTED))
            except CollectError as error:
                problem = f"The comments of {REDDIT}/comments/{number}/ could not be read: {error}"
                threads.append(Collected(problems=[problem]))
                if isinstance(error, AskedToWait):
                    break
        return threads

    @classmethod
    async def read(cls, client: "Client", url: str) -> Collected:
        number = reddit_thread_at(url)
        if number is None:
            raise Refused(f"{url} is no thread of Reddit; it looks like {REDDIT}/r/NAME/comments/abc123/", url=url)
        given = credentials({})
        if given is None:
            return replace(await read_thread_feed(client, number, None, {}), notes=[ONLY_FEEDS])
        return await read_growing_thread(Api(client, given), number, None, MORE_READ)


def _check_found(answer: "Response", subreddit: str) -> None:
    """A subreddit that does not exist is answered with a search for its name."""
    if not urlsplit(answer.url).path.lower().startswith(f"/r/{subreddit}/"):
        raise Refused(f"Reddit has no subreddit {subreddit}, or does not show it; check the name", url=answer.url)
