"""What did the analysis find in a thread, and how is the thread told in plain words?"""

from collections.abc import Mapping

from db.models.record import LanguageCode, Record, Text
from db.models.terms import Definition, Kind, Mention, Provenance, Sense


class Gloss(Record):
    """What to put beside the characters [start, end) of an extract when they are the page's first mention."""

    start: int
    end: int
    term: str
    expansion: str | None = None  # None: not known


class Extract(Record):
    """Words of a post, verbatim: `text` is [start, end) of its stored text."""

    source: str
    post: str
    start: int
    end: int
    text: str
    author: str | None = None
    url: Text | None = None
    glosses: tuple[Gloss, ...] = ()


class Alternative(Record):
    """A meaning that was not chosen, and how likely it is."""

    expansion: str
    confidence: float


class Entry(Record):
    """A row of a glossary, in one language. `provenance` None: the meaning is not known."""

    term: str
    kind: Kind
    expansion: str | None = None
    original: str | None = None  # the English long form, where the letters come from it: P2P, peer-to-peer
    meaning: str | None = None
    category: str | None = None  # the heading under which it stands, in the language of the explanation
    provenance: Provenance | None = None
    evidence_url: str | None = None
    confidence: float | None = None
    alternatives: tuple[Alternative, ...] = ()

    @property
    def texts(self) -> list[str]:
        """What the row says of the term, whose own acronyms need rows too."""
        return [text for text in (self.expansion, self.original, self.meaning) if text]


class Explanation(Record):
    """A thread or trend in plain words, in one language; each sentence is an extract, so its evidence is with it."""

    source: str
    thread: str
    language: LanguageCode
    headline: Extract | None = None
    about: tuple[Extract, ...] = ()
    entries: tuple[Entry, ...] = ()
    question: Extract | None = None
    in_one_line: Extract | None = None
    truncated: bool = False  # the text that was read ends in the middle
    latest: tuple[Extract, ...] = ()  # what the answers say that came last, where others had come before


class Facts(Record):
    """All that the analysis found in one thread; saving it replaces what was known of that thread."""

    source: str
    thread: str
    languages: Mapping[str, str]  # external id of a post -> language
    mentions: tuple[Mention, ...] = ()
    senses: tuple[Sense, ...] = ()  # those that the mentions refer to
    definitions: tuple[Definition, ...] = ()
    explanations: tuple[Explanation, ...] = ()
