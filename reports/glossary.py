"""Which rows does a page's glossary have, and in which groups? (pure)"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from db.models import Entry, Extract, Kind
from reports.page import is_unknown, meaning_of

_KNOWN_TO_ALL = 1  # the level of what whoever reads news knows
_FEWEST_ROWS = 3  # of a table of its own, where there are others


class Section(NamedTuple):
    """Rows of a glossary under one heading (None: without one)."""

    heading: str | None
    entries: tuple[Entry, ...]


def distinct_entries(entries: Iterable[Entry]) -> list[Entry]:
    """The entries without those that say of a term what an earlier one says; without "unknown" where one is known."""
    entries = list(entries)
    known = {entry.term for entry in entries if not is_unknown(entry)}
    kept: dict[tuple[str, str | None, str | None], Entry] = {}
    for entry in entries:
        if not (is_unknown(entry) and entry.term in known):
            kept.setdefault((entry.term.casefold(), *meaning_of(entry)[1:]), entry)
    return list(kept.values())


def by_need(entries: Iterable[Entry]) -> list[Entry]:
    """The entries as they come, but what whoever reads news knows at the end."""
    return sorted(entries, key=lambda entry: entry.level == _KNOWN_TO_ALL)


def heard(entries: Sequence[Entry], extracts: Sequence[Extract]) -> list[Entry]:
    """The entries that the extracts mention, and those that these mention in turn, in their order."""
    glosses = [gloss for extract in extracts for gloss in extract.glosses]
    said = {(gloss.term, gloss.expansion) for gloss in glosses if gloss.expansion}
    listed = {(entry.term, entry.expansion) for entry in entries}
    otherwise = {expansion for term, expansion in said if (term, expansion) not in listed}  # agents: the row of agent
    texts = [*(extract.text for extract in extracts), *(gloss.term for gloss in glosses)]
    kept = {e.term for e in entries if (e.term, e.expansion) in said or e.expansion in otherwise}
    pattern = {entry.term: re.compile(rf"(?<!\w){re.escape(entry.term)}(?!\w)", re.IGNORECASE) for entry in entries}
    grown = True
    while grown:
        rows = [text for entry in entries if entry.term in kept for text in entry.texts]
        found = {term for term, word in pattern.items() if any(word.search(text) for text in [*texts, *rows])}
        grown = not found <= kept
        kept |= found
    return [entry for entry in entries if entry.term in kept]


def with_unknown(entries: Sequence[Entry], extracts: Iterable[Extract]) -> list[Entry]:
    """The entries, and a row for each acronym in the extracts that has no meaning and no row yet."""
    listed = {entry.term.casefold() for entry in entries}
    mentioned = dict.fromkeys(g.term for extract in extracts for g in extract.glosses if g.expansion is None)
    missing = [term for term in mentioned if _is_capitals(term) and term.casefold() not in listed]
    return [*entries, *(Entry(term=term, kind=Kind.ACRONYM) for term in missing)]


def _is_capitals(term: str) -> bool:
    """Whether it is written as an acronym. A jargon word without an expansion may well be known."""
    return sum(character.isupper() for character in term) > 1


def sections(entries: Sequence[Entry]) -> tuple[Section, ...]:
    """The entries in groups by category, in the order in which the categories come.

    Categories of few rows share the last group, which has no heading; so do the rows without one.
    """
    headings = [*dict.fromkeys(entry.category for entry in entries if entry.category), None]
    groups = {heading: [e for e in entries if (e.category or None) == heading] for heading in headings}
    headed = _large_enough(groups)
    rest = tuple(entry for heading in headings if heading not in headed for entry in groups[heading])
    made = [Section(heading, tuple(groups[heading])) for heading in headed]
    return (*made, Section(None, rest)) if rest else tuple(made)


def _large_enough(groups: Mapping[str | None, Sequence[Entry]]) -> Sequence[str | None]:
    """The headings that get a table of their own, so that neither theirs nor that of the others is a short one."""
    headed = [heading for heading, some in groups.items() if heading and len(some) >= _FEWEST_ROWS]
    rest = sum(map(len, groups.values())) - sum(len(groups[heading]) for heading in headed)
    if headed and 0 < rest < _FEWEST_ROWS:
        headed.remove(min(reversed(headed), key=lambda heading: len(groups[heading])))
    return headed
