"""What do the posts in an answer of GraphQL say, with what they quote, link to and ask?"""

import re
from collections.abc import Mapping
from datetime import datetime

from pydantic import TypeAdapter

from collector.pages.plaintext import one_line, tidy
from collector.payloads.sound import Broken, Maybe, fitted
from collector.payloads.threads import gathered
from collector.payloads.wire import Wire
from collector.source import Collected
from collector.sources.x.posts import absent, conversations, place, places, unread_posts, worded
from collector.sources.x.saved.objects import as_object, objects_in, under, walk_objects
from collector.sources.x.saved.timelines import TimelinePost, results, timeline, unwrapped
from collector.sources.x.saved.v1 import STATUS_SHAPE, Author, status_post, status_words
from collector.sources.x.shapes import Entities
from db.models import Post, Text

CHOICE = re.compile(r"choice[0-9]_label")


class LongText(Wire):
    """The whole of a long post; unlike the short text it is not escaped."""

    text: Text
    entity_set: Maybe[Entities | None] = None


class XArticle(Wire):
    """An article, which is a post with a title."""

    title: Text
    plain_text: Text | None = None
    preview_text: Text | None = None


AUTHOR, LONG_TEXT, ARTICLE = TypeAdapter(Author), TypeAdapter(LongText), TypeAdapter(XArticle)


def parse_graphql(items: list[object], now: datetime) -> Collected:
    """A timeline is read by its entries, which keep the place of what is gone; anything else by the posts in it."""
    said = [found for node in walk_objects(items) for found in timeline(node)] or [
        TimelinePost(result) for result in results(items)
    ]
    posts: list[Post] = []
    broken: list[Broken] = []
    gone = total = 0
    waiting = list(reversed(said))
    while waiting:
        found = waiting.pop()
        total += 1
        tweet = unwrapped(found.result)
        if tweet is None:
            gone += 1
            posts += [place(found.number, None, found.above, now)] if found.number else []
            continue
        post, inner = _of_result(tweet, now)
        waiting += [TimelinePost(result) for result in inner]
        if isinstance(post, Broken):
            broken.append(post)
            posts += (
                [place(found.number, None, found.above, now)] if found.number else places(tweet, now, "rest_id", "")
            )
        elif post is not None:
            posts.append(post)
    return gathered(now, conversations(posts), problems=[*unread_posts(broken, total), *absent(gone)])


def _of_result(tweet: Mapping[str, object], now: datetime) -> tuple[Post | Broken | None, list[object]]:
    """The post, and the posts that it quotes; of one that only repeats another, the other alone."""
    legacy = as_object(tweet.get("legacy"))
    repeated = under(legacy, "retweeted_status_result", "result")
    if unwrapped(repeated):
        return None, [repeated]
    status = fitted({**legacy, "id_str": tweet.get("rest_id")}, STATUS_SHAPE)
    quoted = under(tweet, "quoted_status_result", "result")
    inner: list[object] = [quoted] if unwrapped(quoted) else []
    if isinstance(status, Broken):
        return status, inner
    user = under(tweet, "core", "user_results", "result")
    author = _author(user.get("core")) or _author(user.get("legacy"))
    note = fitted(under(tweet, "note_tweet", "note_tweet_results", "result"), LONG_TEXT)
    article = fitted(under(tweet, "article", "article_results", "result"), ARTICLE)
    words = status_words(status) if isinstance(note, Broken) else worded(note.text, note.entity_set, escaped=False)
    title = None
    if isinstance(article, XArticle):
        title, words = one_line(article.title) or None, tidy(article.plain_text or article.preview_text or words)
    return status_post(status, author, _with_card(words, tweet), title, now), inner


def _author(user: object) -> str | None:
    named = fitted(user, AUTHOR)
    return None if isinstance(named, Broken) else named.screen_name


def _with_card(words: str, tweet: Mapping[str, object]) -> str:
    """The words, the answers of a poll, and the title of the page that is linked to."""
    values = {
        str(binding.get("key")): str(as_object(binding.get("value")).get("string_value") or "")
        for binding in objects_in(under(tweet, "card", "legacy").get("binding_values"))
    }
    choices = "\n".join(f"• {one_line(values[key])}" for key in sorted(values) if CHOICE.fullmatch(key))
    title = one_line(values.get("title", ""))
    return "\n\n".join(part for part in (words, choices, "" if title in words else title) if part)
