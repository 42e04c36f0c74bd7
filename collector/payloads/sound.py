"""What of a payload is whole, and what is damaged?"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, TypeVar

from pydantic import InstanceOf, TypeAdapter, ValidationError, ValidatorFunctionWrapHandler, WrapValidator

from collector.errors import WrongShape

_T = TypeVar("_T")


@dataclass(frozen=True)
class Broken:
    """An item that is not in the shape that the API promises."""

    reason: str


def misfit(error: ValidationError) -> str:
    """The first of what is wrong, on one line."""
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}" if where else first["msg"]


def _or_broken(value: object, validate: ValidatorFunctionWrapHandler) -> object:
    try:
        return validate(value)
    except ValidationError as error:
        return Broken(misfit(error))


Maybe = Annotated[_T | InstanceOf[Broken], WrapValidator(_or_broken)]


def fitted(value: object, shape: TypeAdapter[_T]) -> _T | Broken:
    """The value in this shape, or why it does not fit."""
    try:
        return shape.validate_python(value)
    except ValidationError as error:
        return Broken(misfit(error))


def below(raw: object, name: str) -> list[object]:
    """What hangs below an item that cannot be read itself: it is not to be lost with it."""
    children = raw.get(name) if isinstance(raw, dict) else None
    return children if isinstance(children, list) else []


def readable(items: Iterable[_T | Broken], what: str) -> tuple[list[_T], list[str]]:
    """The items that can be read, and a sentence on the others. Raises WrongShape when none can be read."""
    good, broken = [], []
    for item in items:
        (broken.append(item) if isinstance(item, Broken) else good.append(item))
    if broken and not good:
        raise WrongShape(
            f"None of the {len(broken)} {what} can be read ({broken[0].reason}); the API may have changed."
        )
    return good, damaged(broken, len(broken) + len(good), what)


def damaged(broken: list[Broken], total: int, what: str) -> list[str]:
    """The sentence on items that were left out, if any were."""
    if not broken:
        return []
    return [f"Left out because it cannot be read: {len(broken)} of {total} {what} ({broken[0].reason})."]
