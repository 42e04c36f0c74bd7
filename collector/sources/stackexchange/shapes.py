"""In which shapes does Stack Exchange answer? As api.stackexchange.com/docs describes them."""

from typing import Annotated

from pydantic import AliasChoices, Field, TypeAdapter

from collector.payloads.wire import Count, Moment, Wire
from db.models import Key, Text

PostNumber = Annotated[int, Field(ge=0, lt=2**63)]


class Owner(Wire):
    """Of a person who is gone only a stand-in for the name is left, and not always that."""

    display_name: Text | None = None


class StackPost(Wire):
    body: Text | None = None
    owner: Owner | None = None
    score: Count | None = None
    creation_date: Moment = None


class Question(StackPost):
    question_id: PostNumber
    title: Key
    answer_count: Count | None = None
    link: str | None = None


class StackAnswer(StackPost):
    answer_id: PostNumber
    question_id: PostNumber


class StackComment(StackPost):
    """What is said below a question or an answer; comments are numbered apart from these."""

    comment_id: PostNumber
    post_id: PostNumber


class StackPage(Wire):
    """Any answer of the API. The items are read one by one."""

    items: list[object]
    has_more: bool = False
    backoff: Count | None = None


class KeptItems(Wire):
    """An answer of the API that somebody kept: before version 2 the items had the name of what they are."""

    items: tuple[object, ...] = Field(validation_alias=AliasChoices("items", "questions", "answers", "comments"))


StackItem = Question | StackAnswer | StackComment


ANSWER_SHAPE = TypeAdapter(StackAnswer)
