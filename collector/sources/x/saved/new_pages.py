"""Which posts stand on a page of X as today's browsers save it?"""

import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from collector.pages.plaintext import headed, one_line, plain
from collector.pages.soup import Tag
from collector.payloads.wire import primary_language, stable_id, utc_time
from collector.sources.x.addresses import KIND, post_url
from collector.sources.x.saved.reading import Shown, counted, gone_at, linked_post, screen_name, words_in
from db.models import Post

TWEET_ARTICLE = "article[data-testid=tweet]"


def shown_now(soup: Tag, asked: str | None, now: datetime) -> Iterator[Shown]:
    """The posts as they stand there. Advertisements have no time, and below a heading stands what X recommends."""
    below = False
    for position, cell in enumerate(soup.select("[data-testid=cellInnerDiv]") or soup.select(TWEET_ARTICLE)):
        article = cell if cell.name == "article" else cell.find("article")
        if article is None and below and cell.find("h2"):
            return
        post = _of_article(article, now) if article else None
        if article and article.get("data-testid") != "tweet":
            yield Shown(gone_at(asked, position, now))
        elif post:
            below = below or post.external_id == asked
            yield Shown(post)


def _of_article(article: Tag, now: datetime) -> Post | None:
    stamp = article.select_one("a[href*='/status/'] time")
    link = stamp.find_parent("a") if stamp else None
    address = str(link.get("href") or "") if link else ""
    number = linked_post(address)
    if stamp is None or number is None:
        return None
    author = screen_name(urlsplit(address).path.split("/")[1])
    own = [tag for tag in article.select("[data-testid=tweetText]") if not _quoting(tag)]
    title = article.select_one("[data-testid=twitter-article-title]")
    body = article.select_one("[data-testid=longformRichTextComponent]")
    words = plain(str(body)) if body else words_in(own[0]) if own else ""
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
        language=primary_language(str(own[0].get("lang") or "")) if own else None,
        url=post_url(number, author),
        score=counted(count[0]) if count else None,
        created_at=utc_time(str(stamp.get("datetime") or "")),
        collected_at=now,
    )


def quotes(soup: Tag, now: datetime) -> Iterator[Post]:
    """What a post quotes is somebody else's, in a thread of its own; the page does not give its id."""
    for words in soup.select(f"{TWEET_ARTICLE} [role=link] [data-testid=tweetText]"):
        card = _quoting(words)
        named = card.select_one("[data-testid=User-Name]") if card else None
        found = re.search(r"@([A-Za-z0-9_]{1,20})", named.get_text(" ")) if named else None
        stamp = card.select_one("time") if card else None
        text = words_in(words)
        if found and text:
            key = stable_id(found[1], text)
            at = utc_time(str(stamp.get("datetime") or "")) if stamp else None
            yield Post(
                source=KIND, external_id=key, thread=key, author=found[1], text=text, created_at=at, collected_at=now
            )


def _quoting(tag: Tag) -> Tag | None:
    """The card of a quoted post around this; profile and time are links, too, and no cards."""
    return next((above for above in tag.parents if above.name == "div" and above.get("role") == "link"), None)
