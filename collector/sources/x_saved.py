"""What does a file say that a reader saved from X: a page, or JSON in one of the shapes that X has?

The shapes: objects of X API v2 (docs.x.com/x-api), the answers that a browser receives for a page (GraphQL, which X
does not document), statuses and trends of API v1.1, the page as today's browsers save it, and as it was up to 2020.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Annotated, NamedTuple
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from pydantic import BeforeValidator, Field, TypeAdapter

from collector.answer import Response
from collector.compose import gathered
from collector.plaintext import headed, nests_too_deep, one_line, plain, tidy
from collector.source import Collected, NotText, WrongShape
from collector.sources.x import (
    HOSTS,
    KIND,
    STATUS,
    Entities,
    Id,
    Name,
    Page,
    Trends,
    an_id,
    conversations,
    is_bare,
    listing,
    page_of,
    parse_pages,
    parse_trends,
    place,
    places,
    soup_of,
    worded,
)
from collector.wire import (
    Broken,
    Count,
    Maybe,
    Moment,
    Wire,
    damaged,
    fingerprint,
    fitted,
    language,
    mail_moment,
    moment,
    whole,
)
from db.models import Post, Text

ANY = TypeAdapter(object)
PAGES = TypeAdapter(tuple[Page, ...])
OF_V2 = {"author_id", "conversation_id", "created_at", "edit_history_tweet_ids", "public_metrics", "referenced_tweets"}
OF_GRAPHQL = ("Tweet", "TweetWithVisibilityResults", "TweetTombstone", "TweetUnavailable")
ENTRY = re.compile(r"(?:(?:conversationthread|profile-conversation|homeConversation)-[0-9-]+-)?tweet-([0-9]{1,20})")
CHOICE = re.compile(r"choice[0-9]_label")
GONE = "Deleted, withheld or protected: {} of the posts."


def read_saved(name: str, content: bytes, now: datetime) -> Collected | None:
    """The posts, or the trends, in a file from X; None when it is none of X's. `name` is for messages.

    Raises WrongShape for a page of X without any post in it, and where no post can be read.
    """
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        try:
            value = Response(name, 200, {}, content, now).json(ANY)
        except NotText:
            return None
        return _from_json(value, now)
    text = content.decode("utf-8-sig", "replace")
    if not re.search(r"(?:twitter|x)\.com/", text) or "<" not in text or nests_too_deep(text):
        return None
    try:
        soup = soup_of(text, name)
    except NotText:
        return None
    return _from_page(name, soup, now)


def _from_json(value: object, now: datetime) -> Collected | None:
    items = value if isinstance(value, list) else [value]
    first = next((item for item in items if isinstance(item, dict)), {})
    if _is_graphql(items):
        return _from_graphql(items, now)
    if isinstance(first.get("trends"), list) and "locations" in first:
        return _from_v1_trends(V1Trends.model_validate({"trends": first["trends"]}), now)
    statuses = first["statuses"] if isinstance(first.get("statuses"), list) else items
    if any(_is_v1(status) for status in statuses):
        return _from_v1(statuses, now)
    return _from_v2(items, now)


# --- X API v2 --------------------------------------------------------------------------------------------------------


def _from_v2(items: list[object], now: datetime) -> Collected | None:
    if any(_is_tweet(item) for item in items):
        return parse_pages([Page(data=tuple(items))], now)
    inside = [_held(item) for item in items]
    if any(_is_tweet(tweet) for held in inside for tweet in held):
        pages = fitted(items, PAGES)
        if isinstance(pages, Broken):
            raise WrongShape(f"These answers of X API v2 cannot be read ({pages.reason}); save them again.")
        return parse_pages(pages, now)
    if any(isinstance(trend, dict) and "trend_name" in trend for held in inside for trend in held):
        return parse_trends(Trends.model_validate({"data": [trend for held in inside for trend in held]}), KIND, now)
    return None


def _held(item: object) -> list[object]:
    held = item.get("data") if isinstance(item, dict) else None
    return held if isinstance(held, list) else [held]


def _is_tweet(value: object) -> bool:
    return (
        isinstance(value, dict) and "text" in value and an_id(value.get("id")) is not None and bool(OF_V2 & set(value))
    )


# --- API v1.1, and the same inside GraphQL ---------------------------------------------------------------------------


def _time(value: object) -> object:
    """`Tue Oct 22 20:59:36 +0000 2024`; ISO 8601 in some exports."""
    return (moment(value) or mail_moment(value)) if isinstance(value, str) else value


class Author(Wire):
    """Who wrote: the name has moved from one part of the object to another."""

    screen_name: Name


class Long(Wire):
    """The whole of a post that is cut in `text`."""

    full_text: Text
    entities: Maybe[Entities | None] = None


class Status(Wire):
    """A post, as API v1.1 has it."""

    id_str: Id
    full_text: Text | None = None
    text: Text | None = None
    extended_tweet: Maybe[Long | None] = None
    created_at: Annotated[Moment, BeforeValidator(_time)] = None
    conversation_id_str: Id | None = None
    in_reply_to_status_id_str: Id | None = None
    favorite_count: Count | None = None
    lang: str | None = None
    entities: Maybe[Entities | None] = None
    user: Maybe[Author | None] = None


class V1Trend(Wire):
    """A trend, as API v1.1 has it."""

    name: Annotated[Text, Field(min_length=1)]
    url: str | None = None
    tweet_volume: Count | None = None


class V1Trends(Wire):
    """The trends of a place, as API v1.1 has them."""

    trends: tuple[Maybe[V1Trend], ...]


STATUS_SHAPE = TypeAdapter(Status)


def _is_v1(value: object) -> bool:
    known = set(_dict(value))
    return {"user", "created_at"} <= known and bool({"id_str", "id"} & known) and bool({"full_text", "text"} & known)


def _from_v1(statuses: Iterable[object], now: datetime) -> Collected:
    posts, broken = [], []
    waiting = list(reversed(list(statuses)))
    total = 0
    while waiting:
        raw = waiting.pop()
        total += 1
        status = _status(raw)
        if isinstance(status, Broken):
            broken.append(status)
            posts += places(raw, now, "id_str", "conversation_id_str")
            continue
        held = raw if isinstance(raw, dict) else {}
        inner = [held[key] for key in ("quoted_status", "retweeted_status") if isinstance(held.get(key), dict)]
        waiting += inner
        if not isinstance(held.get("retweeted_status"), dict):
            author = status.user.screen_name if isinstance(status.user, Author) else None
            posts.append(_post(status, author, _words(status), None, now))
    if broken and len(broken) == total:
        whole(broken, "posts of X")
    return gathered(now, conversations(posts), problems=damaged(broken, total, "posts"))


def _status(raw: object) -> Status | Broken:
    """Old exports have numbers for ids."""
    known = dict(raw) if isinstance(raw, dict) else {}
    for key in ("id", "in_reply_to_status_id"):
        number = known.get(key)
        if isinstance(number, int) and not isinstance(number, bool) and 0 <= number < 10**20:
            known[f"{key}_str"] = known.get(f"{key}_str") or str(number)
    return fitted(known, STATUS_SHAPE)


def _words(status: Status) -> str:
    if isinstance(status.extended_tweet, Long):
        return worded(status.extended_tweet.full_text, status.extended_tweet.entities)
    return worded(status.full_text or status.text or "", status.entities)


def _post(status: Status, author: str | None, text: str, title: str | None, now: datetime) -> Post:
    return Post(
        source=KIND,
        external_id=status.id_str,
        thread=status.conversation_id_str or status.id_str,
        parent=status.in_reply_to_status_id_str,
        author=author,
        title=title,
        text=headed(title, text),
        language=language(status.lang),
        url=page_of(status.id_str, author),
        score=status.favorite_count,
        created_at=status.created_at,
        collected_at=now,
    )


def _from_v1_trends(found: V1Trends, now: datetime) -> Collected:
    trends, problems = whole(found.trends, "trends")
    named = [trend for trend in trends if one_line(trend.name)]
    return gathered(now, [], [listing(t.name, t.url, t.tweet_volume, KIND, now) for t in named], problems)


# --- GraphQL ---------------------------------------------------------------------------------------------------------


class LongText(Wire):
    """The whole of a long post; unlike the short text it is not escaped."""

    text: Text
    entity_set: Maybe[Entities | None] = None


class Article(Wire):
    """An article, which is a post with a title."""

    title: Text
    plain_text: Text | None = None
    preview_text: Text | None = None


AUTHOR, LONG_TEXT, ARTICLE = TypeAdapter(Author), TypeAdapter(LongText), TypeAdapter(Article)


class Said(NamedTuple):
    """A result, and what its place on the page says of it."""

    result: object
    number: str | None = None
    above: str | None = None


def _is_graphql(items: Iterable[object]) -> bool:
    return any(node.get("__typename") in OF_GRAPHQL for node in _walk(items))


def _walk(value: object) -> Iterator[Mapping[str, object]]:
    """Every object, in the order of the file, without recursion."""
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            waiting += reversed(list(node.values()))
        elif isinstance(node, list):
            waiting += reversed(node)


def _from_graphql(items: list[object], now: datetime) -> Collected:
    """A timeline is read by its entries, which keep the place of what is gone; anything else by the posts in it."""
    said = [found for node in _walk(items) for found in _timeline(node)] or [Said(result) for result in _results(items)]
    posts: list[Post] = []
    broken: list[Broken] = []
    gone = total = 0
    waiting = list(reversed(said))
    while waiting:
        found = waiting.pop()
        total += 1
        tweet = _unwrapped(found.result)
        if tweet is None:
            gone += 1
            posts += [place(found.number, None, found.above, now)] if found.number else []
            continue
        post, inner = _of_result(tweet, now)
        waiting += [Said(result) for result in inner]
        if isinstance(post, Broken):
            broken.append(post)
            posts += (
                [place(found.number, None, found.above, now)] if found.number else places(tweet, now, "rest_id", "")
            )
        elif post is not None:
            posts.append(post)
    if broken and len(broken) == total:
        whole(broken, "posts of X")
    problems = [*damaged(broken, total, "posts"), *([GONE.format(gone)] if gone else [])]
    return gathered(now, conversations(posts), problems=problems)


def _dict(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _dicts(value: object) -> list[dict[str, object]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _under(value: object, *keys: str) -> dict[str, object]:
    for key in keys:
        value = _dict(value).get(key)
    return _dict(value)


def _timeline(node: Mapping[str, object]) -> Iterator[Said]:
    for key, value in node.items():
        instructions = _dicts(_dict(value).get("instructions"))
        yield from _entries(instructions, threaded=key.startswith("threaded_conversation"))


def _entries(instructions: Iterable[dict[str, object]], *, threaded: bool) -> Iterator[Said]:
    """What X recommends or was paid for is no part of the conversation.

    In a conversation the posts before the one that is shown are a chain that ends in it, and below it every module is
    a chain that begins with an answer to it.
    """
    shown: str | None = None
    for instruction in instructions:
        added: dict[str, object] = {"content": {"items": instruction.get("moduleItems")}}
        for entry in [*_dicts(instruction.get("entries")), _dict(instruction.get("entry")), added]:
            content = _dict(entry.get("content"))
            above = shown
            for item in _dicts(content.get("items")):
                if found := _entry(item, _dict(item.get("item")), above if threaded else None):
                    yield found
                    above = found.number
            if found := _entry(entry, content, shown if threaded else None):
                yield found
                shown = found.number


def _entry(entry: Mapping[str, object], holder: Mapping[str, object], above: str | None) -> Said | None:
    number = ENTRY.fullmatch(str(entry.get("entryId")))
    content = _dict(holder.get("itemContent"))
    if number is None or "promotedMetadata" in content:
        return None
    return Said(_under(content, "tweet_results", "result"), number[1], above)


def _results(items: object) -> list[object]:
    """The outermost posts."""
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


def _unwrapped(result: object) -> dict[str, object] | None:
    """The post itself; None where it is gone."""
    known = _dict(result)
    tweet = _dict(known.get("tweet")) or known
    return tweet if "legacy" in tweet else None


def _of_result(tweet: Mapping[str, object], now: datetime) -> tuple[Post | Broken | None, list[object]]:
    """The post, and the posts that it quotes; of one that only repeats another, the other alone."""
    legacy = _dict(tweet.get("legacy"))
    repeated = _under(legacy, "retweeted_status_result", "result")
    if _unwrapped(repeated):
        return None, [repeated]
    status = fitted({**legacy, "id_str": tweet.get("rest_id")}, STATUS_SHAPE)
    quoted = _under(tweet, "quoted_status_result", "result")
    inner: list[object] = [quoted] if _unwrapped(quoted) else []
    if isinstance(status, Broken):
        return status, inner
    user = _under(tweet, "core", "user_results", "result")
    author = _author(user.get("core")) or _author(user.get("legacy"))
    note = fitted(_under(tweet, "note_tweet", "note_tweet_results", "result"), LONG_TEXT)
    article = fitted(_under(tweet, "article", "article_results", "result"), ARTICLE)
    words = _words(status) if isinstance(note, Broken) else worded(note.text, note.entity_set, escaped=False)
    title = None
    if isinstance(article, Article):
        title, words = one_line(article.title) or None, tidy(article.plain_text or article.preview_text or words)
    return _post(status, author, _with_card(words, tweet), title, now), inner


def _author(user: object) -> str | None:
    named = fitted(user, AUTHOR)
    return None if isinstance(named, Broken) else named.screen_name


def _with_card(words: str, tweet: Mapping[str, object]) -> str:
    """The words, the answers of a poll, and the title of the page that is linked to."""
    values = {
        str(binding.get("key")): str(_dict(binding.get("value")).get("string_value") or "")
        for binding in _dicts(_under(tweet, "card", "legacy").get("binding_values"))
    }
    choices = "\n".join(f"• {one_line(values[key])}" for key in sorted(values) if CHOICE.fullmatch(key))
    title = one_line(values.get("title", ""))
    return "\n\n".join(part for part in (words, choices, "" if title in words else title) if part)


# --- pages -----------------------------------------------------------------------------------------------------------

TWEET = "article[data-testid=tweet]"
OLD_TWEET = "div.tweet[data-tweet-id]"
ADDRESSES = (("link[rel=canonical]", "href"), ("meta[property='og:url']", "content"))
SCREEN_NAME = re.compile(r"[A-Za-z0-9_]{1,20}")


class Shown(NamedTuple):
    """A post on a page. Those of one chain answer each other."""

    post: Post
    chain: str = ""


def _from_page(name: str, soup: BeautifulSoup, now: datetime) -> Collected | None:
    found = ((soup.select_one(selector), attribute) for selector, attribute in ADDRESSES)
    addresses = [str(tag.get(attribute) or "") for tag, attribute in found if tag]
    asked = next((number for address in addresses if (number := _number(address))), None)
    if asked is None and not soup.select_one(f"{TWEET}, {OLD_TWEET}"):
        return None
    old = soup.select(f"{OLD_TWEET}, .Tombstone") if soup.select_one(OLD_TWEET) else []
    shown = list(_old(old, asked, now) if old else _new(soup, asked, now))
    gone = sum(is_bare(post) for post, _ in shown)
    if gone == len(shown):
        raise WrongShape(
            f"{name} is a page of X, and no post is found in it: its markup changed, or it was saved before it had "
            "loaded; save it again, or the JSON that your browser received",
            url=name,
        )
    quotes = [] if old else list(_quotes(soup, now))
    problems = [GONE.format(gone)] if gone else []
    return gathered(now, conversations([*_linked(shown, asked), *quotes]), problems=problems)


def _number(address: str) -> str | None:
    """The post at an address of X, whole or without its host."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    found = STATUS.fullmatch(parts.path) if parts.hostname in (None, *HOSTS) else None
    return found[1] if found else None


def _linked(shown: list[Shown], asked: str | None) -> Iterator[Post]:
    """The page of a post has the chain that leads to it, then chains of answers to it; other pages only have posts."""
    if asked not in [post.external_id for post, _ in shown]:
        yield from (post for post, _ in shown if not is_bare(post))
        return
    above, last, below = None, "", False
    for post, chain in shown:
        if below and (not chain or chain != last):
            above = asked
        yield post.model_copy(update={"parent": above, "thread": shown[0].post.external_id})
        above, last, below = post.external_id, chain, below or post.external_id == asked


def _gone(asked: str | None, position: int, now: datetime) -> Post:
    """The place of a post that the page says is not there, without saying which."""
    key = fingerprint(asked or "", str(position))
    return Post(source=KIND, external_id=key, thread=key, collected_at=now)


def _new(soup: BeautifulSoup, asked: str | None, now: datetime) -> Iterator[Shown]:
    """Advertisements have no time, and below a heading stands what X recommends."""
    below = False
    for position, cell in enumerate(soup.select("[data-testid=cellInnerDiv]") or soup.select(TWEET)):
        article = cell if cell.name == "article" else cell.find("article")
        if article is None and below and cell.find("h2"):
            return
        post = _of_article(article, now) if article else None
        if article and article.get("data-testid") != "tweet":
            yield Shown(_gone(asked, position, now))
        elif post:
            below = below or post.external_id == asked
            yield Shown(post)


def _of_article(article: Tag, now: datetime) -> Post | None:
    stamp = article.select_one("a[href*='/status/'] time")
    link = stamp.find_parent("a") if stamp else None
    address = str(link.get("href") or "") if link else ""
    number = _number(address)
    if stamp is None or number is None:
        return None
    author = _name(urlsplit(address).path.split("/")[1])
    own = [tag for tag in article.select("[data-testid=tweetText]") if not _quoting(tag)]
    title = article.select_one("[data-testid=twitter-article-title]")
    body = article.select_one("[data-testid=longformRichTextComponent]")
    words = plain(str(body)) if body else _read(own[0]) if own else ""
    heading = one_line(title.get_text()) or None if title else None
    likes = article.select_one("[data-testid=like], [data-testid=unlike]")
    count = re.match(r"[0-9][0-9.,]*", str(likes.get("aria-label") or "")) if likes else None
    return Post(
        source=KIND,
        external_id=number,
        thread=number,
        author=author,
        title=heading,
        text=headed(heading, words),
        language=language(str(own[0].get("lang") or "")) if own else None,
        url=page_of(number, author),
        score=_count(count[0]) if count else None,
        created_at=moment(str(stamp.get("datetime") or "")),
        collected_at=now,
    )


def _quotes(soup: BeautifulSoup, now: datetime) -> Iterator[Post]:
    """What a post quotes is somebody else's, in a thread of its own; the page does not give its id."""
    for words in soup.select(f"{TWEET} [role=link] [data-testid=tweetText]"):
        card = _quoting(words)
        named = card.select_one("[data-testid=User-Name]") if card else None
        found = re.search(r"@([A-Za-z0-9_]{1,20})", named.get_text(" ")) if named else None
        stamp = card.select_one("time") if card else None
        text = _read(words)
        if found and text:
            key = fingerprint(found[1], text)
            at = moment(str(stamp.get("datetime") or "")) if stamp else None
            yield Post(
                source=KIND, external_id=key, thread=key, author=found[1], text=text, created_at=at, collected_at=now
            )


def _quoting(tag: Tag) -> Tag | None:
    """The card of a quoted post around this; profile and time are links, too, and no cards."""
    return next((above for above in tag.parents if above.name == "div" and above.get("role") == "link"), None)


def _old(tweets: Iterable[Tag], asked: str | None, now: datetime) -> Iterator[Shown]:
    for position, tweet in enumerate(tweets):
        chain = tweet.find_parent(class_="ThreadedConversation")
        inside = str(id(chain)) if chain else ""
        number = an_id(tweet.get("data-tweet-id"))
        if number is None:
            yield Shown(_gone(asked, position, now), inside)
            continue
        words = tweet.select_one(".tweet-text")
        stamp = tweet.select_one("[data-time]")
        since_1970 = str(stamp.get("data-time")) if stamp else ""
        likes = tweet.select_one(".ProfileTweet-action--favorite [data-tweet-stat-count]")
        author = _name(str(tweet.get("data-screen-name") or ""))
        post = Post(
            source=KIND,
            external_id=number,
            thread=number,
            author=author,
            text=_read(words) if words else "",
            language=language(str(words.get("lang") or "")) if words else None,
            url=page_of(number, author),
            score=_count(str(likes.get("data-tweet-stat-count"))) if likes else None,
            created_at=moment(int(since_1970)) if re.fullmatch(r"[0-9]{1,12}", since_1970) else None,
            collected_at=now,
        )
        yield Shown(post, inside)


def _name(name: str) -> str | None:
    return name if SCREEN_NAME.fullmatch(name) and name != "i" else None


def _count(digits: str) -> int | None:
    number = re.sub(r"[.,]", "", digits)
    return int(number) if re.fullmatch(r"[0-9]{1,18}", number) else None


def _read(element: Tag) -> str:
    """The words as a person sees them: emoji are pictures there, and line breaks are characters."""
    parts: list[str] = []
    for node in element.descendants:
        if isinstance(node, Tag):
            whole_address = node.get("data-expanded-url")
            parts.append(str(node.get("alt") or "") if node.name == "img" else str(whole_address or ""))
            parts.append("\n" if node.name == "br" else "")
        elif type(node) is NavigableString and not any(map(_unread, _within(node, element))):
            parts.append(str(node))
    return tidy("".join(parts))


def _within(node: NavigableString, element: Tag) -> Iterator[Tag]:
    for above in node.parents:
        if above is element:
            return
        yield above


def _unread(tag: Tag) -> bool:
    """An ellipsis for the eye, the link to a picture, or an address that is written in full beside it."""
    return (
        tag.get("aria-hidden") == "true" or "u-hidden" in (tag.get("class") or []) or bool(tag.get("data-expanded-url"))
    )
