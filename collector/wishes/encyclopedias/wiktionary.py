"""Which abbreviations does Wiktionary know under this name, in English and in Spanish?

`/api/rest_v1/page/definition/{term}`, which only the English Wiktionary has
(https://www.mediawiki.org/wiki/Wikimedia_REST_API); it defines the words of all languages, in English.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

from pydantic import TypeAdapter

from collector.http.answer import clipped
from collector.http.client import Client
from collector.pages.plaintext import plain
from collector.payloads.wikimedia import MOST_ENTRIES, SAYS_WHAT_IT_IS, WIKIMEDIA_LICENCE, in_address, page, parted
from collector.payloads.wire import Wire
from db.languages import PAGE_LANGUAGES
from db.models import EncyclopediaEntry


class _Definition(Wire):
    """One meaning, as HTML."""

    definition: str = ""


class _Usage(Wire):
    """The meanings as one part of speech, in one language."""

    language: str = ""  # by name; what belongs to no language is under "en" too
    definitions: tuple[_Definition, ...] = ()


_LONGEST_DEFINITION = 1000  # characters of a definition that are read
_FIELD = re.compile(r"\(([^()]{1,80})\)\s*")
_SHAPE = TypeAdapter(dict[str, list[_Usage]])


@dataclass(frozen=True)
class Wiktionary:
    """The English Wiktionary, at `root`."""

    root: str

    @property
    def name(self) -> str:
        """What it is called in the store."""
        return "wiktionary:en"

    async def look_up(self, client: Client, term: str) -> list[EncyclopediaEntry]:
        """The long forms that it gives for the term. Raises CollectError."""
        answer = await page(client, f"{self.root}/api/rest_v1/page/definition/{in_address(term)}")
        if answer is None:
            return []
        by_language = answer.json(_SHAPE)
        defined = [
            (language, line)
            for language in PAGE_LANGUAGES
            for usage in by_language.get(language, ())
            for definition in usage.definitions
            if (line := abbreviated(definition.definition)).phrase
        ]
        return [
            EncyclopediaEntry(
                encyclopedia=self.name,
                term=term,
                position=position,
                language=language,
                phrase=line.phrase,
                # it explains Spanish words in English
                meaning=line.rest if language == "en" else "",
                text=line.field,
                url=f"{self.root}/wiki/{in_address(term)}",
                licence=WIKIMEDIA_LICENCE,
                fetched_at=answer.at,
            )
            for position, (language, line) in enumerate(defined[:MOST_ENTRIES])
        ]


class Abbreviated(NamedTuple):
    """The long form that a definition gives, what else it says, and the field that it names; each may be empty."""

    phrase: str
    rest: str = ""
    field: str = ""


def abbreviated(html: str) -> Abbreviated:
    """A definition such as "(computing) Initialism of …" in parts; all empty for one that names no long form."""
    text = clipped(plain(html), _LONGEST_DEFINITION)
    field = _FIELD.match(text)
    said = text[field.end() :] if field else text
    if not SAYS_WHAT_IT_IS.match(said):
        return Abbreviated("")
    phrase, rest = parted(said)
    return Abbreviated(phrase, rest, field[1] if field else "")
