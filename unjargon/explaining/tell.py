"""JSON Lines in, JSON Lines out: who says what in each thread? (`unjargon tell`)

An item is `{"id", "lang"?, "title"?, "posts": [{"id", "parent"?, "author"?, "text"}]}`, the opening post first; unknown
keys are ignored.
"""

from collections.abc import Callable, Iterable
from typing import Any

from analysis.talk.account import Account, account
from analysis.talk.cues import WRITTEN
from analysis.talk.passages import Passage
from analysis.talk.summary import in_one_line
from analysis.talk.tree import tree
from analysis.text.detection import languages_of
from db.models import Post
from unjargon.explaining.batch import NO_POST, BatchItem, ItemId, ItemPost, answer_line, given_item, put_each


class TalkPost(ItemPost):
    """A post of a thread; one without a parent responds to the opening post."""

    parent: ItemId | None = None
    author: str | None = None


class TalkItem(BatchItem):
    """One thread."""

    posts: list[TalkPost]  # type: ignore[assignment]  # each is an ItemPost with more


def account_line(item: TalkItem, *, language: str | None = None) -> str:
    """The account of the item as a line of JSON; its language is the item's, else `language`, else the detected."""
    posts = _posts(item)
    given = {str(place): post for place, post in enumerate(item.posts)}
    code = item.lang if item.lang in WRITTEN else language
    languages = dict.fromkeys((post.external_id for post in posts), code) if code else languages_of(posts)
    told = account(posts, languages)
    short = in_one_line(tree(posts))
    return answer_line({"id": item.id} | _told(told, given) | {"in_one_line": _extract(short, given)})


def _posts(item: TalkItem) -> list[Post]:
    """Its posts that say something; within here their places are their ids, since two may have one."""
    places: dict[ItemId, str] = {}
    posts: list[Post] = []
    for place, post in enumerate(item.posts):
        parent = places.get(post.parent) if post.parent is not None else None
        places.setdefault(post.id, str(place))
        if post.text:
            root = posts[0].external_id if posts else str(place)
            # offsets are characters of the text as it was given, so it is not cleaned
            changes = {"external_id": str(place), "thread": root, "parent": parent, "author": post.author}
            title = None if posts else item.title
            posts.append(NO_POST.model_copy(update=changes | {"text": post.text, "title": title}))
    return posts


def _told(told: Account, given: dict[str, TalkPost]) -> dict[str, Any]:
    return {
        "about": [_extract(passage, given) for passage in told.about],
        "positions": [
            extract | {"act": each.act.value, "to": given[each.to].id if each.to else None, "author": each.post.author}
            for each in told.positions
            if (extract := _extract(each.passage, given))
        ],
        "question": _extract(told.question, given),
        "outcome": _extract(told.outcome, given),
    }


def _extract(passage: Passage | None, given: dict[str, TalkPost]) -> dict[str, Any] | None:
    if passage is None:
        return None
    post = given[passage.post.external_id].id
    return {"post": post, "start": passage.start, "end": passage.end, "text": passage.text}


def put_accounts(
    lines: Iterable[bytes], put: Callable[[str], None], say: Callable[[str], None], *, language: str | None
) -> int:
    """Puts the account of each thread, says what is wrong with bad lines; how many those were."""
    return put_each(lines, lambda line: account_line(given_item(line, TalkItem), language=language), put, say)
