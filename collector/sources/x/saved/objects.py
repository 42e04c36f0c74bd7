"""What stands where in JSON whose shape is not documented?"""

from collections.abc import Iterator, Mapping


def as_object(value: object) -> dict[str, object]:
    """The value; an empty object for anything else."""
    return value if isinstance(value, dict) else {}


def objects_in(value: object) -> list[dict[str, object]]:
    """The objects in a list; none in anything else."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def under(value: object, *keys: str) -> dict[str, object]:
    """The object at the end of this way; an empty one where the way breaks off."""
    for key in keys:
        value = as_object(value).get(key)
    return as_object(value)


def walk_objects(value: object) -> Iterator[Mapping[str, object]]:
    """Every object, in the order of the file, without recursion."""
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            waiting += reversed(list(node.values()))
        elif isinstance(node, list):
            waiting += reversed(node)
