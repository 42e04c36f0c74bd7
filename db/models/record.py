"""What do all records have in common: how are text, times, keys and languages written?"""

import unicodedata
from datetime import UTC
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field


def clean_text(value: str) -> str:
    """The text as it is stored: NFC, line ends as `\\n`, without characters that no store or page can hold."""
    if value.isascii() and value.isprintable():
        return value
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    # lone surrogates cannot be encoded; NUL ends a string in SQLite; the other C0 controls have no meaning in text
    kept = "".join(c for c in value if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    return unicodedata.normalize("NFC", kept)


def _clean(value: object) -> object:
    return clean_text(value) if isinstance(value, str) else value


Utc = Annotated[AwareDatetime, AfterValidator(lambda at: at.astimezone(UTC))]
Text = Annotated[str, BeforeValidator(_clean)]
Key = Annotated[str, BeforeValidator(_clean), Field(min_length=1)]
PostKey = tuple[str, str]  # (source, external id): of a post; a thread has that of its root, a trend of its headline
LanguageCode = Annotated[str, Field(pattern=r"^[a-z]{2,3}$|^unknown$")]


class Record(BaseModel):
    """A fact: frozen, validated, equal by value."""

    model_config = ConfigDict(frozen=True, extra="forbid")
