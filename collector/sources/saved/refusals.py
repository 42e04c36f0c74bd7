"""Why is there nothing to read in JSON, or in XML, that was saved, in words for a message? (pure)"""

import re
from collections.abc import Mapping

from collector.errors import Damaged, WrongShape
from collector.http.answer import clipped
from collector.payloads.xml import described
from collector.sources.supported import readable_files

BEGINS = re.compile(rb'\s*(?:\[\s*)*\{\s*"[^"\n]{0,200}"\s*:')  # as nobody begins a text
OTHER_XML = ("a sitemap", "XML of another kind")


def unknown(name: str, value: object) -> WrongShape:
    """The error for JSON that no source answers when all is well."""
    said = _fault(value) if isinstance(value, dict) else ""
    if said:
        return WrongShape(
            f"{name} holds only what a service said instead of an answer ({said}); ask it again", url=name
        )
    return WrongShape(f"{name} is JSON of an unknown kind; what can be read: {readable_files()}", url=name)


def broken(name: str, body: bytes) -> Damaged | None:
    """The error for what begins as JSON and is not; None for text."""
    if not BEGINS.match(body):
        return None
    return Damaged(
        f"{name} begins as JSON and cannot be read as such: its end is missing, or it is several answers in one file; "
        "save one answer whole",
        url=name,
    )


def other_xml(name: str, body: bytes) -> WrongShape | None:
    """The error for XML that is neither a feed nor a page; None for all else."""
    came = described(body)
    if came not in OTHER_XML or not body.lstrip().startswith(b"<"):
        return None
    return WrongShape(f"{name} is {came}; what can be read: {readable_files()}", url=name)


def _fault(value: Mapping[str, object]) -> str:
    """What an object says that is nothing but an error, as services word it; empty for any other."""
    listed = [error for error in _list(value.get("errors")) if isinstance(error, dict)]
    for said in (value, *listed):
        words = next((said[name] for name in ("message", "text", "error") if isinstance(said.get(name), str)), "")
        if words and (said is not value or _is_bare(value)):
            return clipped(str(words), 100)
    return f"error {value['error']}" if isinstance(value.get("error"), int) and _is_bare(value) else ""


def _is_bare(value: Mapping[str, object]) -> bool:
    """Whether there are no objects in it, which would say more."""
    return not any(isinstance(item, dict) for said in value.values() for item in (said, *_list(said)))


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
