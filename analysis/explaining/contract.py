"""The contract: which acronyms of a Markdown text are unexplained, and what would explain them?

Pure. An acronym is explained when its first mention stands beside its long form in round or square brackets, either
way round, or when it has a row in a table whose first header cell is `term` or `término`. Quotations are text like all
other. Exempt are code, link targets, tickers, names that the lexicon holds as names, what the document's own list
allows, `<!-- unjargon: allow ABC, DEF -->`, and what the caller does.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import NamedTuple

from analysis.explaining.entries import alone, entry_of
from analysis.languages import HEADERS
from analysis.lexicon.lexicon import Lexicon
from analysis.senses.choose import Choice, choose
from analysis.terms.jargon import Term, find_terms
from analysis.text.agreement import Agreement
from analysis.text.surface import BLANK, canonical, fold
from analysis.text.wording import wording
from db.languages import PAGE_LANGUAGES
from db.models import Entry, Gloss, Kind, Post

_FORMS = 3  # that are proposed for an acronym
_ALLOW = re.compile(r"<!--\s*unjargon:\s*allow\s([^<>]{1,2000}?)-->", re.IGNORECASE)
# what a reader of the page does not read, longest constructs first
_UNREAD = re.compile(
    r"\A---\r?\n.*?\n---\r?\n"
    r"|^[ \t>]{0,20}(?P<fence>`{3,}(?=[^`\n]*$)|~{3,}).*?(?:^[ \t>]{0,20}(?P=fence)[`~]*\s*?$|\Z)"
    r"|(?P<ticks>`{1,3})(?!`)(?:[^`\n]|\n(?!\s*?\n)){1,2000}(?P=ticks)(?!`)"
    r"|<!--.{0,5000}?-->"
    r"|<(?P<code>pre|code|samp|kbd|tt|script|style)\b[^<>]{0,200}>.{0,5000}?</(?P=code)\s*>"
    r"|<(?:https?|mailto):[^<>\s]{1,2000}>"
    r"|</?[A-Za-z][^<>]{0,500}>"
    r"|(?<=\])\((?:[^()\\\n]|\\.|\([^()\n]{0,200}\)){0,2000}\)"
    r"|^ {0,3}\[[^\]\n]{1,200}\]:\s*\S+.*?$",
    re.DOTALL | re.MULTILINE,
)
_INDENTED = re.compile(r"(?:\A|(?<=\n\n)|(?<=\n\r\n))(?:(?: {4}|\t)[^\n]*(?:\n|\Z))+")
_IN_A_LIST = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s|\s{2,}\S|\[\^")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_QUOTED = re.compile(r"[\s>]*")
_RULE = re.compile(r"[\s|:-]*-[\s|:-]*\Z")
_REST_OF_WORD = re.compile(r"(?:[-‐‑]\w{1,60}){0,9}(?:\.\d{1,9}){0,9}")
_AFTER = re.compile(
    rf"{_REST_OF_WORD.pattern}(?:['’]s)?[*_]{{0,3}}[ \t\xa0]?(?:\r?\n[ \t>]{{0,20}})?"  # a line may end before it
    r"[(\[]((?:[^()\[\]\n]|\n(?!\s*\n)|\([^()\[\]\n]{0,100}\)){2,200})[)\]]"
)
_BEFORE = re.compile(r"[(\[][\"“«*_]{0,3}\Z")


class Unexplained(NamedTuple):
    """An acronym at its first mention: offsets in the text, line and column from 1.

    `suggestions` are what would explain it there, `DP [data parallelism]`: one for each meaning that the lexicon has.
    """

    surface: str
    term: str  # head form
    start: int
    end: int
    line: int
    column: int
    suggestions: tuple[str, ...] = ()


def unexplained(markdown: str, language: str, lexicon: Lexicon, *, allowed: Collection[str] = ()) -> list[Unexplained]:
    """Every acronym that the text uses and does not explain, once each, in the order of their first mentions.

    `allowed` need no explanation, besides those that the text itself allows.
    """
    shown = _without_unread(markdown)
    text, cuts = _unescaped(shown)
    exempt = {canonical(word).casefold() for word in (*allowed, *_own_list(markdown))} | _rows(markdown)
    lines = [match.end() for match in re.finditer("\n", markdown)]
    found = []
    terms = find_terms(text, language, lexicon)
    meant: dict[int, Choice] = {}
    for term in _first_mentions(terms):
        if canonical(term.term).casefold() in exempt or _is_beside_its_long_form(text, term, lexicon):
            continue
        start, end = (at + bisect_right(cuts, at) for at in (term.start, term.end - 1))
        line = bisect_right(lines, start)
        column = start - (lines[line - 1] if line else 0) + 1
        meant = meant or _meant(text, terms, language)
        said = tuple(_suggestions(text, meant[term.start], language, lexicon))
        found.append(Unexplained(term.surface, term.term, start, end + 1, line + 1, column, said))
    return found


def _meant(text: str, terms: Sequence[Term], language: str) -> dict[int, Choice]:
    """What each term of the text means in it, by where it stands."""
    whole = Post(
        source="document", external_id="1", thread="1", text=text, collected_at=datetime.min.replace(tzinfo=UTC)
    )
    return {choice.term.start: choice for choice in choose([whole], {"1": terms}, {"1": language})["1"]}


def _suggestions(text: str, meant: Choice, language: str, lexicon: Lexicon) -> Iterator[str]:
    """The mention with what it means in the text, else with each of the long forms that the lexicon has for it, the
    likeliest first; in the text's language, else in English."""
    term = meant.term
    code = language if language in PAGE_LANGUAGES else "en"
    meanings = [m for m in lexicon.of(term.term) if m.sense.kind is Kind.ACRONYM]
    here = [m for m in meanings if m.language in (None, language)] or meanings
    likely = [meant.sense] if meant.sense else [sense for sense, _ in meant.alternatives]
    senses = likely if meant.sense else [*likely, *(m.sense for m in here)]
    forms = dict.fromkeys(filter(None, (sense.expansion.get(code) for sense in senses)))
    rest = _REST_OF_WORD.match(text, term.end)
    surface = " ".join((term.surface + (rest.group() if rest else "")).split())
    for form in islice(forms, _FORMS):
        gloss = Gloss(start=term.start, end=term.end, term=term.term, expansion=form)
        yield f"{surface} [{Agreement(code).beside(text, gloss)}]"


def entries_for(terms: Sequence[str], language: str, lexicon: Lexicon) -> list[Entry]:
    """A row for each acronym that a page uses outside its posts' words."""
    found = (Term(0, len(head), head, head, Kind.ACRONYM, lexicon.of(head)) for head in terms)
    return [entry_of(alone(term), language) for term in found]


def _own_list(markdown: str) -> Iterator[str]:
    for match in _ALLOW.finditer(markdown):
        yield from re.split(r"[\s,;]+", match[1].strip())


def _without_unread(markdown: str, *, spans: bool = True) -> str:
    """The text with what is no text blanked out, of the same length; without `spans` its code spans stay."""

    def blank(match: re.Match[str]) -> str:
        return re.sub(r"[^\n]", BLANK, match.group()) if spans or not match["ticks"] else match.group()

    return _INDENTED.sub(_blank_if_code, _UNREAD.sub(blank, markdown))


def _blank_if_code(match: re.Match[str]) -> str:
    """An indented block blanked out, but for one that may belong to a list."""
    above = match.string[max(0, match.start() - 1000) : match.start()].rstrip().rpartition("\n")[2]
    return match.group() if _IN_A_LIST.match(above) else re.sub(r"[^\n]", BLANK, match.group())


def _unescaped(shown: str) -> tuple[str, list[int]]:
    """The text without the backslashes that escape, and the offsets in it before each of which one was left out."""
    cuts = [match.start() - n for n, match in enumerate(_ESCAPE.finditer(shown))]
    return (_ESCAPE.sub(r"\1", shown) if cuts else shown), cuts


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


def _rows(markdown: str) -> set[str]:
    """The first cells, canonical and small, of the rows that say something; the header begins with `term`."""
    rows: set[str] = set()
    if "|" not in markdown:
        return rows
    inside, above = False, ""
    for line in _without_unread(markdown, spans=False).split("\n"):
        row = _QUOTED.sub("", line, count=1).strip().strip("|")
        if "|" not in line:
            inside = False
        elif inside:
            rows |= _explained_by(row)
        elif _RULE.match(row):
            inside = fold(_cells(above)[0]) in HEADERS
        above = row
    return rows


def _cells(row: str) -> list[str]:
    return [_ESCAPE.sub(r"\1", cell).strip(" \t*_`[]" + BLANK) for cell in re.split(r"(?<!\\)\|", row)]


def _explained_by(row: str) -> set[str]:
    """The term of a row that has words in another cell: a long form, a meaning, or that it is unknown."""
    first, *others = _cells(row)
    return {canonical(first).casefold()} if any(c.isalpha() for cell in others for c in cell) else set()


def _is_beside_its_long_form(text: str, term: Term, lexicon: Lexicon) -> bool:
    if term.acronym and term.acronym.long_start is not None:
        return True
    after = _AFTER.match(text, term.end)
    if after and _is_long_form(after[1], term, lexicon):
        return True
    opening = _BEFORE.search(text, max(0, term.start - 4), term.start)
    if opening:
        clause = re.split(r"[.;:!?()\[\]]|\n\s*\n", text[max(0, opening.start() - 120) : opening.start()])[-1]
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
