"""How is a sense written in a file of the lexicon?

LexiconError    a line that cannot be used; names file and line
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError, ValidationInfo, field_validator

from analysis.languages import in_each_language
from db.errors import UnjargonError
from db.models import Kind, Record

LEXICON = Path(__file__).parent
# how a line begins that is written as lines are: its surfaces can be told without reading all of it
_HEAD = re.compile(r'\{"term": "[^"\\]+", "surfaces": \{"en": \[([^\]\\]*)\], "es": \[([^\]\\]*)\]\}, "kind": "')
_QUOTED = re.compile(r'"([^"]+)"')


class LexiconError(UnjargonError):
    """A lexicon file that cannot be used."""

    exit_status = 2


class Commonness(StrEnum):
    """How often a sense is meant by its letters, where that is out of the ordinary."""

    COMMON = "common"  # what nearly everybody means, also without context
    RARE = "rare"  # seldom meant outside threads that are wholly about its field


class LexiconLine(Record):
    """One line of a lexicon file: a sense with what is needed to find and to choose it."""

    term: str = Field(min_length=1)
    surfaces: Mapping[str, tuple[str, ...]]  # by language of the writers who use them
    kind: Kind
    language: str | None = None  # where the sense occurs in texts of one language only
    expansion: Mapping[str, str]
    meaning: Mapping[str, str]
    category: str
    domain: str
    cues: tuple[str, ...] = ()
    companions: tuple[str, ...] = ()
    register_: str | None = Field(default=None, alias="register")
    word: bool | tuple[str, ...] = False  # the surfaces, or those of them, that are ordinary words too
    use: Commonness | None = None
    level: Annotated[int, Field(ge=1, le=3)] | None = None  # who knows it

    def every_surface(self) -> list[str]:
        """The surfaces of all writers."""
        return [surface for forms in self.surfaces.values() for surface in forms]

    def ordinary(self) -> frozenset[str]:
        """The surfaces that are ordinary words too."""
        if isinstance(self.word, bool):
            return frozenset(self.every_surface() if self.word else ())
        return frozenset(self.word)

    @field_validator("word")
    @classmethod
    def _are_surfaces(cls, word: bool | tuple[str, ...], checked: ValidationInfo) -> bool | tuple[str, ...]:
        if not isinstance(word, bool) and "surfaces" in checked.data:
            known = {surface for forms in checked.data["surfaces"].values() for surface in forms}
            for surface in word:
                if surface not in known:
                    raise ValueError(f"{surface!r} is no surface of the line")
        return word


class Unread:
    """A line of which only the surfaces were read: most are never met, and validating them all takes a second."""

    def __init__(self, path: Path, number: int, text: str) -> None:
        self._path, self._number, self._text = path, number, text
        found = _HEAD.match(text)
        self.surfaces: Sequence[str] = (
            _QUOTED.findall(f"{found[1]}, {found[2]}") if found else self.line().every_surface()
        )

    def line(self) -> LexiconLine:
        """The whole line. Raises LexiconError with file and line."""
        try:
            return LexiconLine.model_validate_json(self._text)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "line"
            raise LexiconError(f"{self._path.name}:{self._number}: {where}: {first['msg']}; mend the line") from error


def read_lines(path: Path) -> Iterator[Unread]:
    """The senses of one file. Raises LexiconError with file and line for what is no lexicon line at all."""
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if text.strip():
            yield Unread(path, number, text)


@cache
def categories() -> dict[str, dict[str, str]]:
    """The headings under which terms are grouped, by key and language, in the order in which they are printed."""
    loaded: dict[str, dict[str, str]] = json.loads((LEXICON / "categories.json").read_text(encoding="utf-8"))
    return {key: dict(in_each_language(heading)) for key, heading in loaded.items()}
