"""What do the payloads of all sources share: shapes, times, tags of languages, items without an id?"""

import hashlib
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator


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


def utc_time(value: object) -> datetime | None:
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


def mail_time(value: str) -> datetime | None:
    """The time, in UTC, in a date of RFC 5322, as RSS has them; None for a time that cannot be read."""
    try:
        return _in_utc(parsedate_to_datetime(value))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _in_utc(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _time_or_error(value: object) -> object:
    if value is None or (isinstance(value, str | int | float | datetime) and not isinstance(value, bool)):
        return utc_time(value)
    raise ValueError("should be a time")


Moment = Annotated[datetime | None, BeforeValidator(_time_or_error)]
Count = Annotated[int, Field(ge=-(2**63), lt=2**63)]  # what a database column can hold


def primary_language(tag: str | None) -> str | None:
    """The primary language subtag of a tag such as `es-MX` (BCP 47), as records hold it; None when it says nothing."""
    primary = re.split(r"[-_]", tag.strip().lower())[0] if tag else ""
    return primary if re.fullmatch(r"[a-z]{2,3}", primary) and primary != "und" else None


def stable_id(*parts: str) -> str:
    """An id for what has none: equal for equal parts, always."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
