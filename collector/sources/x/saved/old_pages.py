"""Which posts stand on a page of X as it was up to 2020?"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from collector.pages.soup import Tag
from collector.payloads.wire import primary_language, utc_time
from collector.sources.x.addresses import KIND, post_url
from collector.sources.x.posts import an_id
from collector.sources.x.saved.reading import Shown, counted, gone_at, screen_name, words_in
from db.models import Post

OLD_TWEET = "div.tweet[data-tweet-id]"


def shown_then(tweets: Iterable[Tag], asked: str | None, now: datetime) -> Iterator[Shown]:
    """The posts as they stand there, those that answer each other in one chain."""
    for position, tweet in enumerate(tweets):
        chain = tweet.find_parent(class_="ThreadedConversation")
        inside = str(id(chain)) if chain else ""
        number = an_id(tweet.get("data-tweet-id"))
        if number is None:
            yield Shown(gone_at(asked, position, now), inside)
            continue
        words = tweet.select_one(".tweet-text")
        stamp = tweet.select_one("[data-time]")
        since_1970 = str(stamp.get("data-time")) if stamp else ""
        likes = tweet.select_one(".ProfileTweet-action--favorite [data-tweet-stat-count]")
        author = screen_name(str(tweet.get("data-screen-name") or ""))
        post = Post(
            source=KIND,
            external_id=number,
            thread=number,
            author=author,
            text=words_in(words) if words else "",
            language=primary_language(str(words.get("lang") or "")) if words else None,
            url=post_url(number, author),
            score=counted(str(likes.get("data-tweet-stat-count"))) if likes else None,
            created_at=utc_time(int(since_1970)) if re.fullmatch(r"[0-9]{1,12}", since_1970) else None,
            collected_at=now,
        )
        yield Shown(post, inside)
