"""The contract: which acronyms of a Markdown text are unexplained?

Pure. An acronym is explained when its first mention stands beside its long form in round or square brackets, either
way round, or when it has a row in a table whose first header cell is `term` or `término`. Quotations are text like all
other. Exempt are code, link targets, tickers, names that the lexicon holds as names, and what the document's own list
allows: `<!-- unjargon: allow ABC, DEF -->`.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from analysis.explain import entry_of
from analysis.jargon import Term, find_terms
from analysis.lexicon.lexicon import Lexicon
from analysis.senses import Choice, wording
from analysis.surface import canonical, fold
from db.models import Entry, Kind

_HEADERS = frozenset({"term", "termino"})
_ALLOW = re.compile(r"<!--\s*unjargon:\s*allow\s([^<>]{1,2000}?)-->", re.IGNORECASE)
# what a reader of the page does not read, longest constructs first
_UNREAD = re.compile(
    r"\A---\n.*?\n---\n"
    r"|^ {0,3}(?P<fence>`{3,}|~{3,}).*?(?:^ {0,3}(?P=fence)|\Z)"
    r"|(?P<ticks>`{1,3})(?!`)[^`]{1,2000}(?P=ticks)"
    r"|<!--.{0,5000}?-->"
    r"|<(?:https?|mailto):[^<>\s]{1,2000}>"
    r"|</?[A-Za-z][^<>]{0,500}>"
    r"|(?<=\])\((?:[^()\\\n]|\\.|\([^()\n]{0,200}\)){0,2000}\)"
    r"|^ {0,3}\[[^\]\n]{1,200}\]:\s*\S+.*?$",
    re.DOTALL | re.MULTILINE,
)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_ROW = re.compile(r"^ {0,3}\|(.*)$", re.MULTILINE)
_CELL = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"[\s|:-]+\Z")
_AFTER = re.compile(r"(?:['’]s)?[*_]{0,3}\s?[(\[]((?:[^()\[\]\n]|\([^()\[\]\n]{0,100}\)){2,200})[)\]]")
_BEFORE = re.compile(r"[(\[][\"“«*_]{0,3}\Z")


class Unexplained(NamedTuple):
    """An acronym at its first mention: offsets in the text, line and column from 1."""

    surface: str
    term: str  # head form
    start: int
    end: int
    line: int
    column: int


def unexplained(markdown: str, language: str, lexicon: Lexicon) -> list[Unexplained]:
    """Every acronym that the text uses and does not explain, once each, in the order of their first mentions."""
    text, offsets = _read(markdown)
    rows = _rows(text)
    allowed = {
        canonical(word) for match in _ALLOW.finditer(markdown) for word in re.split(r"[\s,;]+", match[1].strip())
    }
    found = []
    for term in _first_mentions(find_terms(text, language, lexicon)):
        key = canonical(term.term)
        if key in allowed or key in rows or _is_beside_its_long_form(text, term, lexicon):
            continue
        start, end = offsets[term.start], offsets[term.end - 1] + 1
        line_start = markdown.rfind("\n", 0, start) + 1
        found.append(
            Unexplained(term.surface, term.term, start, end, markdown.count("\n", 0, start) + 1, start - line_start + 1)
        )
    return found


def entries_for(terms: Sequence[str], language: str, lexicon: Lexicon) -> list[Entry]:
    """A row for each acronym that stands alone on a page: the only sense that it may have, else unknown."""
    rows = []
    for head in terms:
        term = Term(0, len(head), head, head, Kind.ACRONYM, lexicon.of(head))
        only = term.meanings[0].sense if len(term.meanings) == 1 else None
        rows.append(entry_of(Choice(term, only, 0.5 if only else 0.0), language))
    return rows


def _read(markdown: str) -> tuple[str, Sequence[int]]:
    """What is read of a Markdown text, and for each of its characters where it stands in the source."""
    shown = _UNREAD.sub(lambda match: re.sub(r"[^\n]", "\ufffc", match.group()), markdown)
    pieces: list[str] = []
    offsets: list[int] = []
    at = 0
    for match in _ESCAPE.finditer(shown):
        pieces += [shown[at : match.start()], match[1]]
        offsets += [*range(at, match.start()), match.start() + 1]
        at = match.end()
    pieces.append(shown[at:])
    offsets += range(at, len(shown))
    return "".join(pieces), offsets


def _first_mentions(terms: Sequence[Term]) -> Iterator[Term]:
    seen: set[str] = set()
    for term in terms:
        key = canonical(term.term)
        if term.kind is not Kind.ACRONYM or key in seen:
            continue
        # a surface that is an ordinary word too, and that only the lexicon takes for an acronym, proves nothing
        if term.acronym is None and any(meaning.word for meaning in term.meanings):
            continue
        seen.add(key)
        yield term


def _rows(text: str) -> dict[str, bool]:
    """The first cells of the tables whose header begins with `term`, canonical -> whether the meaning is known."""
    rows: dict[str, bool] = {}
    inside, last_end = False, -2
    for match in _ROW.finditer(text):
        cells = [cell.strip(" \t*_") for cell in _CELL.split(match[1])]
        if match.start() != last_end + 1:  # a new table begins
            inside = fold(cells[0]) in _HEADERS
        elif inside and not _RULE.match(match[1]):
            said = [cell for cell in cells[1:] if any(c.isalpha() for c in cell)]
            if said:
                rows[canonical(cells[0]) if cells[0] else ""] = not any(
                    fold(c) in ("unknown", "desconocido") for c in said
                )
        last_end = match.end()
    return rows


def _is_beside_its_long_form(text: str, term: Term, lexicon: Lexicon) -> bool:
    if term.acronym and term.acronym.long_start is not None:
        return True
    after = _AFTER.match(text, term.end)
    if after and _is_long_form(after[1], term, lexicon):
        return True
    opening = _BEFORE.search(text, max(0, term.start - 4), term.start)
    if opening:
        clause = re.split(r"[.;:!?\n()\[\]]", text[max(0, opening.start() - 120) : opening.start()])[-1]
        return _ends_with_long_form(clause, term, lexicon)
    return False


def _is_long_form(said: str, term: Term, lexicon: Lexicon) -> bool:
    words = wording(said)
    return any(len(words & form) * 2 >= max(len(words), len(form)) for form in _forms(term, lexicon))


def _ends_with_long_form(clause: str, term: Term, lexicon: Lexicon) -> bool:
    words = wording(clause)
    return any(form and form <= words for form in _forms(term, lexicon))


def _forms(term: Term, lexicon: Lexicon) -> list[frozenset[str]]:
    return [wording(form) for m in lexicon.of(term.term) for form in m.sense.expansion.values()]
