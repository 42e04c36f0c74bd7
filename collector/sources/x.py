"""What is trending on X, and what is said in a conversation there?

X has no free way to read it. Trends come from the pages of two aggregators, or from X API v2 with the reader's own
bearer token; a conversation comes from X API v2 alone (docs.x.com/x-api: Trends, Post lookup, Recent search, which
reaches back seven days). The token is the option `bearer_token` of the source, or the environment variable
X_BEARER_TOKEN, which is the only one that `read` knows. X charges for each post that is read.
What a reader saved from X is read by `collector.sources.x_saved`, without any token.
"""

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING, Annotated, ClassVar, Self
from urllib.parse import quote, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.exceptions import ParserRejectedMarkup
from pydantic import BeforeValidator, Field, TypeAdapter

from collector.answer import markup_changed
from collector.compose import Listing, gathered, grown
from collector.plaintext import nests_too_deep, one_line, tidy
from collector.source import Collected, CollectError, NotText, Options, Refused, WrongShape
from collector.sources.google_trends import volume
from collector.wire import Broken, Count, Maybe, Moment, Wire, damaged, fitted, language, web_url, whole
from db.models import Post, Text

if TYPE_CHECKING:
    from collector.answer import Response
    from collector.http import Client

KIND = "x"
API = "https://api.x.com/2"
AGGREGATORS = {"trends24": "https://trends24.in/", "getdaytrends": "https://getdaytrends.com/"}
COUNTRY = re.compile(r"(?=.{2,40}$)[a-z]+(?:-[a-z]+)*")
WOEID = re.compile(r"[0-9]{1,10}")  # "where on earth": a number for each place
SOONEST = timedelta(minutes=15)
MOST_PAGES = 2  # of answers to one post, a hundred each: each answer costs
REACH = timedelta(days=7)  # of the recent search
STATUS = re.compile(r"/(?:[A-Za-z0-9_]{1,20}|i/web|i)/status(?:es)?/([0-9]{1,20})(?:/.*)?")
HOSTS = ("x.com", "www.x.com", "mobile.x.com", "twitter.com", "www.twitter.com", "mobile.twitter.com")
SHORTENED = re.compile(r"https?://t\.co/\w+")
WANTED = {
    "tweet.fields": "author_id,conversation_id,created_at,entities,lang,note_tweet,public_metrics,referenced_tweets",
    "expansions": "author_id,referenced_tweets.id,referenced_tweets.id.author_id",
    "user.fields": "username",
}

Id = Annotated[str, Field(pattern=r"^[0-9]{1,20}$")]
Name = Annotated[Text, Field(pattern=r"^[A-Za-z0-9_]{1,20}$")]

# --- wire shapes of X API v2 -----------------------------------------------------------------------------------------


class Link(Wire):
    """An address that X shortened; with a media key, one of a picture."""

    url: str
    expanded_url: str | None = None
    media_key: str | None = None


class Entities(Wire):
    """What stands in a text; the same in every API of X."""

    urls: tuple[Maybe[Link], ...] = ()
    media: tuple[Maybe[Link], ...] = ()


class Note(Wire):
    """The whole of a long post."""

    text: Text
    entities: Maybe[Entities | None] = None


class Metrics(Wire):
    """How often a post was liked."""

    like_count: Count | None = None


class Reference(Wire):
    """`replied_to`, `quoted` or `retweeted`."""

    type: str
    id: Id


class Tweet(Wire):
    """A post."""

    id: Id
    text: Text
    author_id: str | None = None
    conversation_id: Id | None = None
    created_at: Moment = None
    lang: str | None = None
    referenced_tweets: tuple[Maybe[Reference], ...] = ()
    public_metrics: Metrics | None = None
    note_tweet: Note | None = None
    entities: Maybe[Entities | None] = None

    def refers(self, how: str) -> str | None:
        known = (reference for reference in self.referenced_tweets if isinstance(reference, Reference))
        return next((reference.id for reference in known if reference.type == how), None)


class User(Wire):
    """Who wrote."""

    id: str
    username: Name


class Includes(Wire):
    """What the posts refer to."""

    users: tuple[Maybe[User], ...] = ()
    tweets: tuple[object, ...] = ()


class Missing(Wire):
    """What could not be given: a post that was deleted, is withheld, or belongs to a protected account."""

    resource_id: str | None = None
    resource_type: str | None = None
    title: Text | None = None
    detail: Text | None = None


class Meta(Wire):
    """Where the next page is."""

    next_token: str | None = None


def _as_list(value: object) -> object:
    return [] if value is None else [value] if isinstance(value, dict) else value


class Page(Wire):
    """An answer with one post or several. The posts are read one by one: one that is damaged keeps its place."""

    data: Annotated[tuple[object, ...], BeforeValidator(_as_list)] = ()
    includes: Includes = Includes()
    errors: tuple[Maybe[Missing], ...] = ()
    meta: Meta = Meta()


class TrendName(Wire):
    """A trend of a place."""

    trend_name: Annotated[Text, Field(min_length=1)]
    tweet_count: Count | None = None


class Trends(Wire):
    """The trends of a place in their order."""

    data: tuple[Maybe[TrendName], ...]


TWEET = TypeAdapter(Tweet)

# --- posts -----------------------------------------------------------------------------------------------------------


def worded(text: str, entities: Entities | Broken | None, *, escaped: bool = True) -> str:
    """The words of a post: shortened addresses written out, and those of its own pictures left out."""
    addresses: dict[str, str] = {}
    if isinstance(entities, Entities):
        urls = [link for link in entities.urls if isinstance(link, Link)]
        media = [link for link in entities.media if isinstance(link, Link)]
        addresses = {link.url: "" if link.media_key else web_url(link.expanded_url) or link.url for link in urls}
        addresses |= {link.url: "" for link in media}
    words = unescape(text) if escaped else text
    return tidy(SHORTENED.sub(lambda found: addresses.get(found[0], found[0]), words))


def page_of(number: str, author: str | None) -> str:
    return f"https://x.com/{author or 'i'}/status/{number}"


def place(number: str, thread: str | None, parent: str | None, now: datetime) -> Post:
    """A post of which only the place is known: deleted, withheld, or damaged."""
    url = page_of(number, None)
    thread = thread or number
    return Post(source=KIND, external_id=number, thread=thread, parent=parent, url=url, collected_at=now)


def is_bare(post: Post) -> bool:
    """Whether only the place of a post is known."""
    return post.author is None and not post.text


def places(raw: object, now: datetime, number: str, thread: str) -> list[Post]:
    """The place of a damaged post, when its id can still be read under the key `number`."""
    known = raw if isinstance(raw, dict) else {}
    at = an_id(known.get(number))
    return [place(at, an_id(known.get(thread)), None, now)] if at else []


def an_id(value: object) -> str | None:
    """The value, when it is the id of a post."""
    return value if isinstance(value, str) and re.fullmatch(r"[0-9]{1,20}", value) else None


def conversations(posts: Iterable[Post]) -> list[Post]:
    """The posts in their threads; `thread` of each is the conversation that X names, or the post's own id.

    A bare place gives way to the post itself. A parent that is missing keeps its place in the conversation.
    """
    known: dict[str, Post] = {}
    for post in posts:
        before = known.get(post.external_id)
        if before is None or (is_bare(before) and not is_bare(post)):
            known[post.external_id] = post
    for post in list(known.values()):
        above = known.get(post.parent or post.external_id)
        if above is None or (is_bare(above) and above.parent is None and above.thread == above.external_id):
            above = above or place(post.parent or "", None, None, post.collected_at)
            thread = above.external_id if post.thread == post.external_id else post.thread
            known[above.external_id] = above.model_copy(update={"thread": thread})
        if post.thread not in known:
            known[post.thread] = place(post.thread, None, None, post.collected_at)
    parents = {key: post.parent or (post.thread if post.thread != key else None) for key, post in known.items()}
    return grown(post.model_copy(update={"parent": parents[key]}) for key, post in known.items())


def parse_pages(pages: Sequence[Page], now: datetime, problems: Sequence[str] = ()) -> Collected:
    """The posts of all pages, and what they refer to, in their threads. Raises WrongShape when none can be read."""
    raws = [*(raw for page in pages for raw in page.data), *(raw for page in pages for raw in page.includes.tweets)]
    tweets: dict[str, Tweet] = {}
    posts, broken = [], []
    for raw in raws:
        tweet = fitted(raw, TWEET)
        if isinstance(tweet, Broken):
            broken.append(tweet)
            posts += places(raw, now, "id", "conversation_id")
        else:
            tweets.setdefault(tweet.id, tweet)
    if broken and not tweets:
        whole(broken, "posts of X")
    names = {user.id: user.username for page in pages for user in page.includes.users if isinstance(user, User)}
    posts = [
        *(_post(tweet, names, now) for tweet in tweets.values() if tweet.refers("retweeted") not in tweets),
        *posts,
    ]
    said = [*problems, *damaged(broken, len(raws), "posts"), *_absent(pages, tweets)]
    return gathered(now, conversations(posts), problems=said)


def _absent(pages: Sequence[Page], tweets: Mapping[str, Tweet]) -> list[str]:
    lost = [lost for page in pages for lost in page.errors if isinstance(lost, Missing)]
    numbers = {missing.resource_id for missing in lost if missing.resource_type == "tweet"} - {None, *tweets}
    return [f"Deleted, withheld or protected: {len(numbers)} of the posts that were asked for."] if numbers else []


def _post(tweet: Tweet, names: Mapping[str, str], now: datetime) -> Post:
    author = names.get(tweet.author_id or "")
    said = tweet.note_tweet or tweet
    return Post(
        source=KIND,
        external_id=tweet.id,
        thread=tweet.conversation_id or tweet.id,
        parent=tweet.refers("replied_to"),
        author=author,
        text=worded(said.text, said.entities),
        language=language(tweet.lang),
        url=page_of(tweet.id, author),
        score=tweet.public_metrics.like_count if tweet.public_metrics else None,
        created_at=tweet.created_at,
        collected_at=now,
    )


# --- trends ----------------------------------------------------------------------------------------------------------


def listing(name: str, url: str | None, uses: int | None, source: str, now: datetime) -> Listing:
    """A trend, which is its name."""
    key, title = f"trend:{one_line(name)}", one_line(name)
    url = web_url(url) or f"https://x.com/search?q={quote(title, safe='')}"
    post = Post(source=source, external_id=key, thread=key, title=title, text=title, url=url, collected_at=now)
    return Listing(post, title, url, uses)


def parse_trends(trends: Trends, source: str, now: datetime) -> Collected:
    """The trends of X API v2 in their order; the volume is the number of posts."""
    good, problems = whole(trends.data, "trends")
    named = [trend for trend in good if one_line(trend.trend_name)]
    return gathered(now, [], [listing(t.trend_name, None, t.tweet_count, source, now) for t in named], problems)


def parse_trends24(answer: "Response", source: str, now: datetime) -> Collected:
    """The newest list of the page, which has one for each of the last 24 hours."""
    page = _page(answer)
    newest = page.select_one("ol.trend-card__list")
    rows = newest.find_all("li") if newest else []
    return _listed(answer, [(row, ".trend-link", ".tweet-count") for row in rows], source, now)


def parse_getdaytrends(answer: "Response", source: str, now: datetime) -> Collected:
    """The table of the first trends and the hidden one that goes on, in the order of their ranks."""
    ranked: dict[int, Tag] = {}
    for row in _page(answer).select("table[class*='ranking trends wider'] tr"):
        rank = row.select_one("th.pos")
        number = re.fullmatch(r"\s*#?([0-9]{1,4})\.?\s*", rank.get_text()) if rank else None
        if number:
            ranked.setdefault(int(number[1]), row)
    rows = [ranked[number] for number in sorted(ranked)]
    return _listed(answer, [(row, "td.main a[href*='/trend/']", "td.main .small") for row in rows], source, now)


def _page(answer: "Response") -> BeautifulSoup:
    text = answer.text()
    if not re.search(r"<(?:html|body|ol|table)\b", text, re.IGNORECASE) or nests_too_deep(text):
        raise NotText(f"{answer.url} answered with something that is no page; try again later", url=answer.url)
    return soup_of(text, answer.url)


def soup_of(text: str, url: str) -> BeautifulSoup:
    """The page as a tree. Raises NotText when it cannot be taken for one."""
    try:
        # a declaration of XML makes the parser warn that it is for pages
        return BeautifulSoup(text.replace("<?", "&lt;?"), "html.parser")
    except ParserRejectedMarkup as error:
        raise NotText(f"{url} holds a page that cannot be read ({error})", url=url) from error


def _listed(answer: "Response", rows: Sequence[tuple[Tag, str, str]], source: str, now: datetime) -> Collected:
    entries = []
    for row, name, count in rows:
        link, uses = row.select_one(name), row.select_one(count)
        title = one_line(link.get_text()) if link else ""
        if link and title:
            url = urljoined(answer.url, str(link.get("href") or ""))
            entries.append(listing(title, url, _uses(uses) if uses else None, source, now))
    if not entries:
        raise markup_changed(answer, "trend in ol.trend-card__list .trend-link, or in table.ranking td.main a")
    nameless = len(rows) - len(entries)
    problems = [f"Left out because it has no name: {nameless} of {len(rows)} trends."] if nameless else []
    return gathered(now, [], entries, problems)


def urljoined(base: str, path: str) -> str | None:
    """The address that a link of a page leads to; None for one that is none."""
    try:
        return web_url(urljoin(base, path)) if path else None
    except ValueError:
        return None


def _uses(element: Tag) -> int | None:
    """`118K`, `1,234` or `2M tweets`; None where nothing, or `Under 10K tweets`, is said."""
    said = str(element.get("data-count") or "") or element.get_text()
    number = re.fullmatch(r"\s*([0-9][0-9.,]*\s*[KMB]?)\+?(?:\s+(?:tweets?|posts?))?\s*", said, re.IGNORECASE)
    uses = volume(number[1]) if number else None
    return uses if uses is None or uses < 2**63 else None


# --- asking ----------------------------------------------------------------------------------------------------------


@dataclass
class X:
    """The trends of a place on X, by one of the aggregators or with the reader's own token."""

    kind: ClassVar[str] = KIND
    form: ClassVar[str] = (
        "x:trends24/COUNTRY or x:getdaytrends/COUNTRY, for example x:trends24/united-states or x:trends24/worldwide, "
        "or, with a token of X API v2, x:trends/WOEID, for example x:trends/23424977"
    )
    interval: ClassVar[timedelta] = timedelta(minutes=30)
    unchanged: ClassVar[timedelta] = timedelta(hours=12)
    name: str
    options: Options = field(default_factory=Options)

    @classmethod
    def named(cls, argument: str, options: Options) -> Self:
        where, _, which = argument.strip().lower().partition("/")
        if not (COUNTRY if where in AGGREGATORS else WOEID).fullmatch(which) or where not in (*AGGREGATORS, "trends"):
            raise ValueError(f"{argument!r} is no list of trends of X; write {cls.form}.")
        if options.every is not None and options.every < SOONEST:
            raise ValueError(f'x:{where}/{which} is asked at most every 15 minutes; write every = "15m" or more.')
        return cls(f"{cls.kind}:{where}/{which}", options)

    @classmethod
    def recognises(cls, url: str) -> bool:
        return _number(url) is not None

    async def collect(self, client: "Client") -> Collected:
        where, _, which = self.name.partition(":")[2].partition("/")
        if where == "trends":
            asked = f"{API}/trends/by/woeid/{which}"
            wanted: dict[str, str | int] = {"max_trends": 50, "trend.fields": "trend_name,tweet_count"}
            trends = (await _asked(client, asked, wanted, _token(self.options.extra))).json(Trends)
            return parse_trends(trends, self.name, client.now())
        url = AGGREGATORS[where] + ("" if which == "worldwide" else f"{which}/")
        answer = await client.get(url, accept="text/html")
        parse = parse_trends24 if where == "trends24" else parse_getdaytrends
        return parse(answer, self.name, client.now())

    @classmethod
    async def read(cls, client: "Client", url: str) -> Collected:
        number = _number(url)
        if number is None:
            raise Refused(f"{url} is no post of X; it looks like https://x.com/NAME/status/NUMBER", url=url)
        return await _conversation(client, number, _token({}))


def _number(url: str) -> str | None:
    """The post that an address of x.com or twitter.com shows."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or host not in HOSTS:
        return None
    found = STATUS.fullmatch(parts.path)
    return found[1] if found else None


def _token(extra: Mapping[str, str]) -> str:
    token = (extra.get("bearer_token") or os.environ.get("X_BEARER_TOKEN") or "").strip()
    if re.fullmatch(r"[!-~]{1,1000}", token):
        return token
    raise Refused(
        "X lets nobody read it without a token: set X_BEARER_TOKEN to your own bearer token of X API v2 (reading is "
        "charged), or save the page, or the JSON that your browser received, and explain that file instead",
        url=API,
    )


async def _asked(client: "Client", url: str, params: Mapping[str, str | int], token: str) -> "Response":
    return await client.get(url, params=params, secret={"authorization": f"Bearer {token}"}, robots=False)


async def _conversation(client: "Client", number: str, token: str) -> Collected:
    """The post, what else is said in its conversation, and what stands above it."""
    first = (await _asked(client, f"{API}/tweets/{number}", WANTED, token)).json(Page)
    asked = next((tweet for raw in first.data if isinstance(tweet := fitted(raw, TWEET), Tweet)), None)
    if asked is None:
        parse_pages([first], client.now())
        reasons = [lost.detail or lost.title for lost in first.errors if isinstance(lost, Missing)]
        if not reasons:
            raise WrongShape(f"X answered without the post {number}; its API may have changed.", url=API)
        raise Refused(f"X does not give the post {number} ({reasons[0]}); it may be deleted or protected.", url=API)
    root = asked.conversation_id or asked.id
    pages, problems = await _answers(client, root, token)
    pages = [first, *pages]
    told = {lost.resource_id for page in pages for lost in page.errors if isinstance(lost, Missing)}
    held = parse_pages(pages, client.now()).posts
    bare = [post.external_id for post in held if is_bare(post) and post.external_id not in told][:100]
    if bare:
        try:
            ids = {**WANTED, "ids": ",".join(bare)}
            pages.append((await _asked(client, f"{API}/tweets", ids, token)).json(Page))
        except CollectError as error:
            problems.append(f"{len(bare)} posts above others could not be read: {error}")
    found = parse_pages(pages, client.now(), problems)
    started = next((post.created_at for post in found.posts if post.external_id == root), None)
    late = started is not None and started < client.now() - REACH
    said = ["The search of X reaches back seven days: older answers are missing."] if late else []
    posts = sorted(found.posts, key=lambda post: post.thread != root)
    return Collected(posts, problems=[*said, *found.problems])


async def _answers(client: "Client", root: str, token: str) -> tuple[list[Page], list[str]]:
    """What the recent search finds of a conversation; never an error: at worst nothing but a problem."""
    pages: list[Page] = []
    wanted: dict[str, str | int] = {**WANTED, "query": f"conversation_id:{root}", "max_results": 100}
    try:
        for _ in range(MOST_PAGES):
            pages.append((await _asked(client, f"{API}/tweets/search/recent", wanted, token)).json(Page))
            if pages[-1].meta.next_token is None:
                return pages, []
            wanted["next_token"] = pages[-1].meta.next_token
    except CollectError as error:
        return pages, [f"The answers to the post {root} could not all be read: {error}"]
    return pages, [f"Only the newest {100 * MOST_PAGES} answers were read: X charges for each."]
