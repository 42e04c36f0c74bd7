"""Where on a page is an acronym or a word explained in place, and how?

Behind the mention in square brackets: the first of each term in print order, and again wherever the same term means
something else than it last did. Not those that are not known (they have a row in a table instead), and not those whose
author wrote the meaning right there.

Or in the mention's place, for pages without acronyms: then each acronym of a headline that stands in no quotation is
written out, and each quotation is followed by its words with all of them written out.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from db.models import Entry, Extract, Gloss, Kind
from reports.markdown_text import address_spans, visible
from reports.page import Acronyms, Wording

Glosser = Callable[[Extract], Extract]

# what is one word with the mention: CVE-2026-91402, the power of AI-powered, the version of GPL-3.0
_REST_OF_WORD = re.compile(r"(?:[-‐‑]\w+)+(?:\.\d+)*|(?:\.\d+)+")
_QUOTATION = re.compile(r"“[^”]*(?:”|\Z)|«[^»]*(?:»|\Z)|„[^”“]*(?:[”“]|\Z)|\"[^\"]*\"")
_BRACKETS = re.compile(r"\s?([(\[])([^()\[\]]*)[)\]]")
_CLAUSE = re.compile(r"\s*[,;:—–]\s*|\Z")
_WORD = re.compile(r"\S+")
_MOST_WORDS, _REACH = 12, 400  # words and characters of a long form that an author wrote before its acronym


class Inflection(Protocol):
    """How a long form is fitted into a sentence; `analysis` knows the languages."""

    def beside(self, text: str, gloss: Gloss, /) -> str:
        """The long form as it is put behind the mention."""

    def instead(self, text: str, gloss: Gloss, /) -> tuple[int, int, str]:
        """What takes the place of `text[start:end]`, which may begin before the mention: (start, end, words)."""

    def same(self, one: str, other: str, /) -> bool:
        """Whether two long forms are one, but for how they are inflected."""


class Uninflected:
    """The long form as the glossary has it, whatever stands around it."""

    def beside(self, _text: str, gloss: Gloss, /) -> str:
        return gloss.expansion or ""

    def instead(self, _text: str, gloss: Gloss, /) -> tuple[int, int, str]:
        return gloss.start, gloss.end, gloss.expansion or ""

    def same(self, one: str, other: str, /) -> bool:
        return _plain(one) == _plain(other)


@dataclass(frozen=True)
class Manner:
    """How a page writes acronyms: spelled out at their first mention, or only in quotations."""

    acronyms: Acronyms
    agreement: Inflection


PLAIN_MANNER = Manner("first", Uninflected())


def in_print_order(agreement: Inflection = PLAIN_MANNER.agreement) -> Glosser:
    """A function to be given a page's extracts in the order in which they are printed; each comes back with only those
    glosses that are to be shown, at the end of the words that they explain."""
    shown: dict[str, str] = {}

    def gloss(extract: Extract) -> Extract:
        kept = []
        for candidate in placed(extract):
            expansion = candidate.expansion or ""
            if not _plain(expansion) or shown.get(candidate.term) == expansion:
                continue
            shown[candidate.term] = expansion
            said = agreement.beside(extract.text, candidate)
            if not any(is_beside(extract.text, candidate.start, candidate.end, each) for each in (expansion, said)):
                kept.append(candidate.model_copy(update={"expansion": said}))
        return extract.model_copy(update={"glosses": tuple(_behind_words(extract, kept))})

    return gloss


def placed(extract: Extract) -> Iterator[Gloss]:
    """The glosses that stand at a mention that a reader sees: in order, apart, inside the text, outside addresses."""
    taken = 0
    closed = address_spans(extract.text)
    for gloss in sorted(extract.glosses, key=lambda g: (g.start, -g.end)):
        inside = taken <= gloss.start < gloss.end <= len(extract.text)
        if not inside or any(start < gloss.end and gloss.start < end for start, end in closed):
            continue
        if visible(extract.text[gloss.start : gloss.end]).strip():
            taken = gloss.end
            yield gloss


def _behind_words(extract: Extract, glosses: Sequence[Gloss]) -> Iterator[Gloss]:
    """The glosses, each at the end of the word that it stands in; where another mention is in the way, as they are."""
    closed = address_spans(extract.text)
    starts = [*(gloss.start for gloss in extract.glosses), *(start for start, _ in closed)]
    for gloss in glosses:
        rest = _REST_OF_WORD.match(extract.text, gloss.end)
        free = rest and not any(gloss.end <= start < rest.end() for start in starts)
        yield gloss.model_copy(update={"end": rest.end()}) if rest and free else gloss


def is_beside(text: str, start: int, end: int, expansion: str) -> bool:
    """Whether the text explains the mention at [start, end): `DP (data parallelism)`, `data parallelism (DP)`."""
    words = re.escape(_plain(expansion))
    after, before = text[end:].lstrip(), text[:start].rstrip()
    if after[:1] in ("(", "[") and re.match(rf"{words}(?!\w)", _plain(after[1:])):
        return True
    return _is_enclosed(before, after) and re.search(rf"(?<!\w){words}$", _plain(before[:-1])) is not None


def _is_enclosed(before: str, after: str) -> bool:
    return before[-1:] in ("(", "[") and after[:1] in (")", "]")


def _plain(text: str) -> str:
    return " ".join(visible(text).casefold().split())


# --- without acronyms ------------------------------------------------------------------------------------------------


class Spelled(NamedTuple):
    """What of an extract is written out: the mentions that have a gloss, and those that their author explains."""

    replaced: tuple[Gloss, ...]
    explained: tuple[Gloss, ...]


def headline_written_out(
    extract: Extract, entries: Iterable[Entry], gloss: Glosser, agreement: Inflection
) -> tuple[Extract, Wording]:
    """The extract with the glosses that its wording gives, and its words with each known acronym written out.

    What else is explained keeps its gloss behind it, as does an acronym that is quoted or is part of an identifier.
    `entries` say which terms are acronyms.
    """
    quoted = [found.span() for found in _QUOTATION.finditer(extract.text)]
    return _written_out(extract, _spelled(extract, entries, agreement, apart=quoted), gloss, agreement)


def quotation_written_out(
    extract: Extract, entries: Iterable[Entry], gloss: Glosser, agreement: Inflection
) -> tuple[Extract, Wording | None]:
    """The same for words that the page quotes too: those that they quote themselves are written out with them.

    None where there is nothing to write out.
    """
    spelled = _spelled(extract, entries, agreement)
    return _written_out(extract, spelled, gloss, agreement) if any(spelled) else (gloss(extract), None)


def _spelled(
    extract: Extract, entries: Iterable[Entry], agreement: Inflection, *, apart: Sequence[tuple[int, int]] = ()
) -> Spelled:
    acronyms = {(entry.term, entry.expansion): entry for entry in entries if entry.kind is Kind.ACRONYM}

    def is_replaced(each: Gloss) -> bool:
        known = (each.term, each.expansion) in acronyms and _plain(each.expansion or "")
        return bool(known) and not (_is_within(each, apart) or _is_identifier(extract.text, each))

    explained = _explained_by_author(extract, acronyms.values(), agreement)
    return Spelled(
        tuple(each for each in placed(extract) if is_replaced(each)),
        tuple(each for each in explained if not _is_within(each, apart)),
    )


def _written_out(extract: Extract, spelled: Spelled, gloss: Glosser, agreement: Inflection) -> tuple[Extract, Wording]:
    others = tuple(each for each in placed(extract) if each not in spelled.replaced)
    kept = gloss(extract.model_copy(update={"glosses": others}))
    both = sorted([*spelled.replaced, *kept.glosses], key=lambda each: each.start)
    wording = _wording(kept, [*spelled.replaced, *spelled.explained], agreement)
    return kept.model_copy(update={"glosses": tuple(both)}), wording


def _is_within(gloss: Gloss, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= gloss.start and gloss.end <= end for start, end in spans)


def _is_identifier(text: str, gloss: Gloss) -> bool:
    rest = _REST_OF_WORD.match(text, gloss.end)
    return rest is not None and any(character.isdigit() for character in rest.group())


def _explained_by_author(extract: Extract, entries: Iterable[Entry], agreement: Inflection) -> Iterator[Gloss]:
    """The mentions that have no gloss because their meaning is written beside them."""
    taken = [*((gloss.start, gloss.end) for gloss in extract.glosses), *address_spans(extract.text)]
    for entry in entries:
        if not _plain(entry.expansion or ""):
            continue
        for found in re.finditer(rf"(?<![\w-]){re.escape(entry.term)}s?(?![\w-])", extract.text):
            own = Gloss(start=found.start(), end=found.end(), term=entry.term, expansion=entry.expansion)
            free = not any(start < found.end() and found.start() < end for start, end in taken)
            if free and _by_author(extract.text, own, agreement):
                taken.append(found.span())
                yield own


def _wording(extract: Extract, spelled: Iterable[Gloss], agreement: Inflection) -> Wording:
    """The text with each of `spelled` written out, and the extract's glosses where they then stand."""
    text, at = extract.text, 0
    said, glosses = "", []
    places = [*((each, True) for each in spelled), *((each, False) for each in extract.glosses)]
    for gloss, is_spelled in sorted(places, key=lambda place: place[0].start):
        if gloss.start < at:  # it went with the brackets of the mention before
            continue
        start, end, words = _instead(text, gloss, agreement) if is_spelled else (gloss.start, gloss.end, "")
        if start < at:  # the article is another mention's
            start, words = gloss.start, gloss.expansion or ""
        said += text[at:start]
        if not is_spelled:
            words = text[start:end]
            glosses.append(gloss.model_copy(update={"start": len(said), "end": len(said) + len(words)}))
        said += words
        at = end
    return Wording(said + text[at:], tuple(glosses))


def _instead(text: str, gloss: Gloss, agreement: Inflection) -> tuple[int, int, str]:
    """What takes the mention's place."""
    return _by_author(text, gloss, agreement) or agreement.instead(text, gloss)


def _by_author(text: str, gloss: Gloss, agreement: Inflection) -> tuple[int, int, str] | None:
    """The same where the author explains the mention, whose words are then enough; None where he does not."""
    before, after = text[: gloss.start].rstrip(), text[gloss.end :].lstrip()
    if _is_enclosed(before, after):
        stands = _ends_with(before[:-1], gloss.expansion or "", agreement)
        return (len(before[:-1].rstrip()), len(text) - len(after) + 1, "") if stands else None
    brackets = _BRACKETS.match(text, gloss.end)
    for clause in reversed(list(_CLAUSE.finditer(brackets[2])) if brackets else []):
        if brackets and agreement.same(own := brackets[2][: clause.start()], gloss.expansion or ""):
            start, words = _in_own_words(text, gloss, own.strip(), agreement)
            rest = brackets[2][clause.end() :].strip()
            behind, end = (f" {brackets[1]}", brackets.start(2) + clause.end()) if rest else ("", brackets.end())
            return start, end, words + behind
    return None


def _in_own_words(text: str, gloss: Gloss, own: str, agreement: Inflection) -> tuple[int, str]:
    """The author's words in the mention's place, in the number in which he wrote them: (start, words)."""
    expansion = gloss.expansion or ""
    if expansion[:1].islower() and not own[1:2].isupper():  # the capital was the bracket's
        own = own[:1].lower() + own[1:]
    fitted = gloss.model_copy(update={"expansion": own})
    start, _, words = agreement.instead(text, fitted)
    said = agreement.beside(text, fitted)
    if said != own and words.endswith(said[1:]):
        words = words.removesuffix(said[1:]) + own[1:]
    return start, words


def _ends_with(text: str, expansion: str, agreement: Inflection) -> bool:
    near = text[-_REACH:].rstrip()
    words = list(_WORD.finditer(near))[-_MOST_WORDS:]
    return any(agreement.same(near[word.start() :], expansion) for word in reversed(words))
