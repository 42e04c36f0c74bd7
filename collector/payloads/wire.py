"""Which types do the payloads of all sources share, and what becomes of an item that does not fit?"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Annotated, TypeVar
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    InstanceOf,
    TypeAdapter,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)

from collector.errors import NotText, WrongShape
from db.models import clean_text

T = TypeVar("T")


class Wire(BaseModel):
    """What a server sends: only the fields that we use; a null says no more than a field that is not there."""

    # there are a hundred of these, and a run reads with a few
    model_config = ConfigDict(extra="ignore", frozen=True, defer_build=True)

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, value: object) -> object:
        """Some servers send null where others leave a field out: a title that is null must not cost the post."""
        if not isinstance(value, dict):
            return value
        needed = {key for name, field in cls.model_fields.items() if field.is_required() for key in (name, field.alias)}
        return {key: said for key, said in value.items() if said is not None or key in needed}


def moment(value: object) -> datetime | None:
    """The time, in UTC, in an ISO 8601 text or in seconds since 1970; None for a time that cannot be read."""
    try:
        if isinstance(value, datetime):
            return _in_utc(value)
        if isinstance(value, int | float):
            return datetime.fromtimestamp(value, UTC)
        # RFC 3339, of which Python reads the capitals only, allows a small t and z
        return _in_utc(datetime.fromisoformat(value.strip().upper())) if isinstance(value, str) else None
    except (ValueError, OverflowError, OSError):
        return None


def mail_moment(value: str) -> datetime | None:
    """The time, in UTC, in a date of RFC 5322, as RSS has them; None for a time that cannot be read."""
    try:
        return _in_utc(parsedate_to_datetime(value))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _in_utc(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _moment_or_error(value: object) -> object:
    if value is None or (isinstance(value, str | int | float | datetime) and not isinstance(value, bool)):
        return moment(value)
    raise ValueError("should be a time")


Moment = Annotated[datetime | None, BeforeValidator(_moment_or_error)]
Count = Annotated[int, Field(ge=-(2**63), lt=2**63)]  # what a database column can hold


@dataclass(frozen=True)
class Broken:
    """An item that is not in the shape that the API promises."""

    reason: str


def reason(error: ValidationError) -> str:
    """The first of what is wrong, on one line."""
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}" if where else first["msg"]


def _or_broken(value: object, validate: ValidatorFunctionWrapHandler) -> object:
    try:
        return validate(value)
    except ValidationError as error:
        return Broken(reason(error))


Maybe = Annotated[T | InstanceOf[Broken], WrapValidator(_or_broken)]


def fitted(value: object, shape: TypeAdapter[T]) -> T | Broken:
    """The value in this shape, or why it does not fit."""
    try:
        return shape.validate_python(value)
    except ValidationError as error:
        return Broken(reason(error))


def below(raw: object, name: str) -> list[object]:
    """What hangs below an item that cannot be read itself: it is not to be lost with it."""
    children = raw.get(name) if isinstance(raw, dict) else None
    return children if isinstance(children, list) else []


def whole(items: Iterable[T | Broken], what: str) -> tuple[list[T], list[str]]:
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


def language(tag: str | None) -> str | None:
    """The language of a tag such as `es-MX`, as records hold it; None when it says nothing."""
    primary = re.split(r"[-_]", tag.strip().lower())[0] if tag else ""
    return primary if re.fullmatch(r"[a-z]{2,3}", primary) and primary != "und" else None


def web_url(address: str | None) -> str | None:
    """The address, when it is one that a browser can open safely; None for any other."""
    try:
        address = clean_text(address or "").strip().replace(" ", "%20")
        parts = urlsplit(address)
        usable = parts.scheme.lower() in ("http", "https") and parts.hostname and address.isprintable()
    except ValueError:
        return None
    return address if usable else None


def fingerprint(*parts: str) -> str:
    """An id for what has none: equal for equal parts, always."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def read_xml(body: bytes, what: str) -> Element:
    """The root element. Raises NotText for what is no XML, WrongShape for XML with entities or references outside."""
    try:
        root: Element = fromstring(body)
    except DefusedXmlException as error:
        raise WrongShape(f"{what} declares entities or documents of its own, which is unsafe to read") from error
    except (ParseError, LookupError, ValueError) as error:
        raise NotText(f"{what} was expected and {described(body)} came ({error}).") from error
    return root


def local_name(element: Element) -> str:
    """The name without its namespace: services change the namespace and keep the name."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def described(body: bytes) -> str:
    """What these bytes seem to be, in words for a message."""
    start = body[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not start:
        return "nothing"
    if re.search(rb"<(?:urlset|sitemapindex)\b", start):
        return "a sitemap"
    if re.match(rb"(?:<\?xml[^>]*>\s*)?(?:<!doctype html|<html)", start) or b"<head" in start or b"<body" in start:
        return "a web page"
    if start[:1] in (b"{", b"["):
        return "JSON of another kind"
    return "XML of another kind" if start.startswith(b"<?xml") else "something else"
