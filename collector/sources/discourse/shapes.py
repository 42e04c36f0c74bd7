"""In which shapes does a forum that runs Discourse answer? As docs.discourse.org describes them."""

from typing import Annotated

from pydantic import AliasChoices, AliasPath, Field

from collector.payloads.sound import Maybe
from collector.payloads.wire import Count, Moment, Wire
from db.models import Text

TopicNumber = Annotated[int, Field(ge=1, lt=2**63)]


class DiscourseUser(Wire):
    id: Count
    username: Text | None = None


class Poster(Wire):
    user_id: Count | None = None


class DiscourseTopic(Wire):
    """A topic, on a list or with its posts. The first of the posters began it."""

    id: TopicNumber
    title: Text
    slug: str | None = None
    posts_count: Count | None = None
    created_at: Moment = None
    pinned: bool | None = None
    posters: tuple[Poster, ...] = ()


class TopicList(Wire):
    topics: list[Maybe[DiscourseTopic]]


class ListPage(Wire):
    topic_list: TopicList
    users: list[Maybe[DiscourseUser]] = Field(default_factory=list)


class Action(Wire):
    id: Count
    count: Count | None = None


class DiscoursePost(Wire):
    """A post of a topic."""

    id: Count
    post_number: TopicNumber
    reply_to_post_number: TopicNumber | None = None
    username: Text | None = None
    created_at: Moment = None
    cooked: Text | None = None  # HTML
    post_type: int = 1
    hidden: bool | None = None
    user_deleted: bool | None = None
    deleted_at: object = None
    actions_summary: tuple[Action, ...] = ()


class PostStream(Wire):
    posts: list[Maybe[DiscoursePost]]
    stream: tuple[Count, ...] = ()  # the ids of all posts; of a topic with ten thousand it is not there


class WholeTopic(DiscourseTopic):
    post_stream: PostStream


class MorePosts(Wire):
    post_stream: PostStream


class PlacedPost(DiscoursePost):
    """A post that says where it belongs, as posts do outside their topic."""

    topic_id: TopicNumber
    topic_slug: str | None = None
    topic_title: Text = ""


class LoosePosts(Wire):
    """Posts without their topic's head: the newest of a forum, or some of a topic."""

    posts: tuple[Maybe[PlacedPost], ...] = Field(
        validation_alias=AliasChoices("latest_posts", AliasPath("post_stream", "posts"))
    )


class DiscourseFault(Wire):
    """How a forum says no."""

    errors: tuple[str, ...]
    error_type: str
