"""Which source gave this JSON, by the names in it?"""

from collections.abc import Sequence
from datetime import datetime

from pydantic import TypeAdapter

from collector.errors import NotText
from collector.http.answer import Response
from collector.source import Collected, SavedJson
from collector.sources.declared import declarations
from collector.sources.saved.refusals import broken, unknown

_ANYTHING: TypeAdapter[object] = TypeAdapter(object)
_SEVERAL = 50  # items of a list that are looked at to know it


def from_json(answer: Response, now: datetime) -> Collected | None:
    """What an answer says; None for text that only begins like JSON.

    Raises WrongShape for what no source answers, Damaged for an answer that breaks off.
    """
    try:
        value = answer.json(_ANYTHING)
    except NotText as error:
        if damaged := broken(answer.url, answer.body):
            raise damaged from error
        return None
    if value in ([], {}):
        return Collected()
    names = _names(value)
    for source, known in known_lists() if isinstance(value, list) else known_objects():
        if set(known.names.split()) <= names:
            return known.read(answer, source, now)
    raise unknown(answer.url, value)


def known_objects() -> list[tuple[str, SavedJson]]:
    """The kind of source and what is known of its objects, in the order in which to try."""
    return _in_order([(each.kind, known) for each in declarations() for known in each.saved_objects])


def known_lists() -> list[tuple[str, SavedJson]]:
    """The same of lists."""
    return _in_order([(each.kind, known) for each in declarations() for known in each.saved_lists])


def _in_order(known: Sequence[tuple[str, SavedJson]]) -> list[tuple[str, SavedJson]]:
    """What more names tell comes first; of those that as many tell, as SOURCES and each source have them."""
    return sorted(known, key=lambda each: -len(each[1].names.split()))


def _names(value: object) -> set[str]:
    """The names in an object, or in the objects of a list; with the names below each, as `outer.inner`."""
    items = _objects(value)
    outer = {name for item in items for name in item}
    return outer | {
        f"{name}.{inner}" for item in items for name in item for below in _objects(item[name]) for inner in below
    }


def _objects(value: object) -> list[dict[str, object]]:
    items = value[:_SEVERAL] if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, dict)]
