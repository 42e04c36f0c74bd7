"""What do the encyclopedias have in common: pages that may not exist, and lines that begin with a long form?"""

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from collector.errors import Refused
from collector.http.answer import Response, clipped

if TYPE_CHECKING:
    from collector.http.client import Client

WIKIMEDIA_LICENCE = (
    "CC BY-SA 4.0"  # of the words of every Wikimedia wiki: https://foundation.wikimedia.org/wiki/Policy:Terms_of_Use
)
MOST_ENTRIES = 100  # entries that are kept of one page
LONGEST_PHRASE, LONGEST_MEANING, LONGEST_TEXT = 120, 240, 1200  # characters

# "Initialism of", "siglas en inglés de"
SAYS_WHAT_IT_IS = re.compile(
    r"\W*(?:(?:an?|the|las?|los|el)\s+)?"
    r"(?:initialism|acronym|abbreviation|contraction|short|siglas?|acr[oó]nimo|abreviatura|abreviaci[oó]n)"
    r"(?:\s+(?:form|name))?(?:\s+(?:in|en)\s+\w+)?\s+(?:of|for|del|de(?:\s+(?:la|las|los|el))?)\s+",
    re.IGNORECASE,
)
_PARTED = re.compile(r"\s[–—-]+\s|[,;:]\s|\.(?:\s|\Z)")
_ASIDE = re.compile(r"\s*\([^()]*\)")
_MARKS = " \t\"'“”‘’«»*_.·•"


class PartedLine(NamedTuple):
    """How a line begins, and what follows; each may be empty."""

    phrase: str
    rest: str


def parted(line: str) -> PartedLine:
    """The words before the first comma, colon, dash or full stop, and those after it.

    What only says that it is an abbreviation is left off, as are quotation marks, and what stands in brackets in it.
    """
    line = clipped(line, 1000)
    if found := SAYS_WHAT_IT_IS.match(line):
        line = line[found.end() :]
    head, *rest = _PARTED.split(line, maxsplit=1)
    phrase = _ASIDE.sub("", head).strip(_MARKS)
    return PartedLine(phrase if len(phrase) <= LONGEST_PHRASE else "", clipped("".join(rest), LONGEST_MEANING))


def may_spell(phrase: str, term: str) -> bool:
    """Whether the phrase could be a long form of the term: several words, one of which begins as it does.

    This only keeps what cannot be one out of the store; whether it is one is for the analysis.
    """
    words = re.findall(r"[^\W_]+", phrase)
    return len(words) > 1 and _initial(term) in {_initial(word) for word in words}


def _initial(word: str) -> str:
    return unicodedata.normalize("NFKD", word)[:1].casefold()


async def page(client: "Client", url: str, *, accept: str = "application/json") -> Response | None:
    """The answer of a documented interface; None when there is no such page. Raises CollectError."""
    try:
        return await client.get(url, accept=accept, robots=False)
    except Refused as error:
        if error.status == 404:
            return None
        raise


def in_address(title: str) -> str:
    """A page's title as a part of an address."""
    return quote(title.replace(" ", "_"), safe="")
