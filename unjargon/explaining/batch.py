"""JSON Lines in, JSON Lines out: which items does a program give us, and how does it get the answers?

An item is one context, `{"id", "lang"?, "title"?, "posts": [{"id", "text"}]}`; unknown keys are ignored.
"""

import codecs
import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from db.models import Post
from unjargon.errors import NotDone

# a batch has neither sources nor times; the records need them
NO_POST = Post(source="batch", external_id="-", thread="batch", collected_at=datetime(1970, 1, 1, tzinfo=UTC))
# an answer is one line, also to readers that take these for the end of one
_LINE_ENDS = {end: f"\\u{ord(end):04x}" for end in "\x85\u2028\u2029"}
_MARK = codecs.BOM_UTF8  # some editors put it before the first line


class BadLine(NotDone):
    """A line that is no item."""


def _id(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError("an id is a string or a whole number")  # noqa: TRY004 - pydantic names it as a wrong value
    return value


ItemId = Annotated[str | int, BeforeValidator(_id)]  # given back as it came


class ItemPost(BaseModel):
    """A post of an item; one without a text says nothing."""

    model_config = ConfigDict(extra="ignore")

    id: ItemId
    text: str | None


class BatchItem(BaseModel):
    """One context."""

    model_config = ConfigDict(extra="ignore")

    id: ItemId
    lang: str | None = None
    title: str | None = None
    posts: list[ItemPost]


GivenItem = TypeVar("GivenItem", bound=BatchItem)


def given_item(line: bytes, kind: type[GivenItem]) -> GivenItem:
    """The item of a line. Raises BadLine, saying what is wrong with it."""
    try:
        return kind.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        said = first["msg"].removeprefix("Value error, ")
        raise BadLine(f"{where}: {said}" if where else said) from error


def answer_line(answer: dict[str, Any]) -> str:
    """An answer as one line of JSON."""
    line = json.dumps(answer, ensure_ascii=False)
    for end, escaped in _LINE_ENDS.items():
        line = line.replace(end, escaped)
    return line


def put_each(
    lines: Iterable[bytes], answer: Callable[[bytes], str], put: Callable[[str], None], say: Callable[[str], None]
) -> int:
    """Puts the answer to each line that is not blank, says what is wrong with the bad ones; how many those were."""
    bad = 0
    for number, written in enumerate(lines, 1):
        line = written.removeprefix(_MARK) if number == 1 else written
        if line.strip():
            try:
                put(answer(line))
            except BadLine as error:
                bad += 1
                say(f"line {number} is skipped: {error}")
    return bad
