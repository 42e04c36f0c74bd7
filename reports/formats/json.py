"""How is a page printed as JSON? Every field of the view model under its own name, as `docs/formats.md` lists them."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime

from pydantic import BaseModel

from reports.page import DigestPage, ReportPage


def render(page: ReportPage) -> str:
    """The page as indented JSON: text as it was collected, times in UTC, always the same keys in the same order."""
    shape = {"page": "digest" if isinstance(page, DigestPage) else "explanation", **_plain_fields(page)}
    text = json.dumps(shape, ensure_ascii=False, indent=2, allow_nan=False)
    # half a surrogate pair, which no file can hold
    return text.encode("utf-8", "replace").decode("utf-8") + "\n"


def _plain_fields(value: object) -> dict[str, object]:
    """A dataclass's or record's fields in the order of its declaration."""
    names = type(value).model_fields if isinstance(value, BaseModel) else [f.name for f in fields(value)]  # type: ignore[arg-type]  # a dataclass, as `_plain` saw
    return {name: _plain(getattr(value, name)) for name in names}


def _plain(value: object) -> object:
    """The value in what JSON has: objects, lists, text, numbers, true, false and null."""
    if isinstance(value, BaseModel) or is_dataclass(value):
        return _plain_fields(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value
