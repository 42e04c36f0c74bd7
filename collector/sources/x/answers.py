"""What is said in the answers of X API v2?"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from collector.payloads.sound import Broken, fitted
from collector.payloads.threads import gathered
from collector.payloads.wire import primary_language
from collector.source import Collected
from collector.sources.x.addresses import KIND, post_url
from collector.sources.x.posts import absent, conversations, places, unread_posts, worded
from collector.sources.x.shapes import TWEET, Missing, Tweet, XPage, XUser
from db.models import Post


def parse_pages(pages: Sequence[XPage], now: datetime, problems: Sequence[str] = ()) -> Collected:
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
    left_out = unread_posts(broken, len(raws))
    names = {user.id: user.username for page in pages for user in page.includes.users if isinstance(user, XUser)}
    posts = [
        *(_post(tweet, names, now) for tweet in tweets.values() if tweet.refers("retweeted") not in tweets),
        *posts,
    ]
    said = [*problems, *left_out, *_absent(pages, tweets)]
    return gathered(now, conversations(posts), problems=said)


def _absent(pages: Sequence[XPage], tweets: Mapping[str, Tweet]) -> list[str]:
    lost = [lost for page in pages for lost in page.errors if isinstance(lost, Missing)]
    numbers = {missing.resource_id for missing in lost if missing.resource_type == "tweet"} - {None, *tweets}
    return absent(len(numbers), "the posts that were asked for")


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
        language=primary_language(tweet.lang),
        url=post_url(tweet.id, author),
        score=tweet.public_metrics.like_count if tweet.public_metrics else None,
        created_at=tweet.created_at,
        collected_at=now,
    )
