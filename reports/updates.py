"""What is new of a story that the digest before had? (pure)"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from db.models import Explanation, Extract, Post, PostKey, Story

FEWEST, GROWTH = 5, 0.5  # comments: fewer new ones, or fewer for each old one, are the same discussion going on


@dataclass(frozen=True)
class Change:
    """The threads that tell the story since, how many comments came, and which posts are new in all."""

    tellings: frozenset[PostKey]
    comments: int
    posts: frozenset[PostKey]


def change(story: Story, posts: Mapping[PostKey, Sequence[Post]], since: datetime) -> Change | None:
    """What the posts that were collected from `since` on add; None where that is nothing new.

    A telling that only repeats another is nothing new; nor is a discussion that goes on without growing much.
    """
    in_story = [post for key in story.members for post in posts.get(key, ())]
    fresh = [post for post in in_story if post.collected_at >= since]
    roots = {(post.source, post.thread) for post in fresh if post.external_id == post.thread}
    comments, before = (sum(map(is_answer, some)) for some in (fresh, in_story))
    has_grown = comments >= FEWEST and comments >= GROWTH * (before - comments)
    tellings = frozenset(roots - story.copies)
    if not tellings and not has_grown:
        return None
    new = frozenset((post.source, post.external_id) for post in fresh)
    return Change(tellings, comments if has_grown or tellings else 0, new)


def written_last(story: Story, posts: Mapping[PostKey, Sequence[Post]]) -> datetime | None:
    """When the latest of its posts was written; None where no source says."""
    found = [post.created_at for key in story.members for post in posts.get(key, ()) if post.created_at]
    return max(found, default=None)


def is_answer(post: Post) -> bool:
    """Whether a post answers another; what has a title is a headline below a trend."""
    return post.external_id != post.thread and post.title is None


def changed(explanations: Sequence[Explanation], what: Change) -> list[Explanation]:
    """The explanations of what is new: of the new tellings, and of what the newest answers to the others say."""
    new = [each for each in explanations if (each.source, each.thread) in what.tellings]
    return [*new, *(grown for each in explanations if each not in new and (grown := _grown(each, what)))]


def _grown(explanation: Explanation, what: Change) -> Explanation | None:
    """The explanation with only what the newest answers say."""
    latest = tuple(voice for voice in explanation.voices if (voice.words.source, voice.words.post) in what.posts)
    if not latest:
        return None
    bare = Explanation(source=explanation.source, thread=explanation.thread, language=explanation.language)
    kept = {"headline": explanation.headline, "entries": explanation.entries, "voices": latest}
    return bare.model_copy(update=kept)


def as_known(explanation: Explanation, known: frozenset[PostKey]) -> Explanation:
    """The explanation without the words of posts that are not among these: a day's page tells of no later day."""

    def kept(extract: Extract | None) -> Extract | None:
        return extract if extract and (extract.source, extract.post) in known else None

    said = {name: kept(getattr(explanation, name)) for name in ("headline", "in_one_line", "question", "outcome")}
    chapters = (each.model_copy(update={"said": tuple(filter(kept, each.said))}) for each in explanation.chapters)
    voices = tuple(voice for voice in explanation.voices if kept(voice.words))
    all_known = len(voices) == len(explanation.voices)
    return explanation.model_copy(
        update=said
        | {
            "about": tuple(filter(kept, explanation.about)),
            "chapters": tuple(each for each in chapters if each.said),
            "voices": voices,
            "acts": explanation.acts if all_known else Counter(voice.act for voice in voices),
        }
    )
