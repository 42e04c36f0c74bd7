"""How does an explanation become an item of a page: its words in order, its glossary in groups? (pure)"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from db.models import Entry, Explanation, Extract, Kind, PostKey
from reports.glossing import Glosser, Manner, headline_written_out, quotation_written_out
from reports.markdown_text import visible
from reports.page import ItemKind, PageItem, Section, Wording, is_unknown, meaning_of

_LONGEST_TITLE = 140  # characters
_LONGEST_DESCRIPTION = 3  # extracts
_ENOUGH = 5  # words of a headline; fewer are a subject, as trends have
_FEWEST_ROWS = 3  # of a table of its own, where there are others


def item_of(
    explanations: Sequence[Explanation],
    kind: ItemKind,
    title: str = "",
    native: Collection[PostKey] = (),
    others: Sequence[Explanation] = (),
) -> PageItem | None:
    """The item that these explanations of one story make, its glosses not chosen yet; None where they hold no words.

    The headline is the one that reads `title`, if that says enough, else the first that does; its thread gives the
    words if it has some, else the one that says most. Those of threads in the page's language, `native`, come first:
    for its headline also one of the `others`, which give no words.
    """
    explanations = [e for e in explanations if e.headline or e.about]
    if not explanations:
        return None
    named = _naming(explanations, others, title, native)
    main = _telling(explanations, named, native)
    headline, was_cut = cut(named.headline, _LONGEST_TITLE) if named.headline else (None, False)
    # what the headline's own thread says is what happened; the longest discussion may be of something else
    opening = named.about[:1] if named is not main and named in explanations else ()
    described = [*opening, *main.about][: max(_LONGEST_DESCRIPTION, len(main.about))]
    description = tuple(_new(described, besides=[named.headline, main.question, main.in_one_line]))
    if was_cut and named.headline:
        description = (named.headline, *description)
    spoken = [e for e in (headline, *description, main.question, main.in_one_line) if e]
    entries = with_unknown(distinct_entries([*main.entries, *named.entries]), spoken)
    return PageItem(
        kind=kind,
        title=headline,
        title_cut=was_cut,
        description=description,
        description_written_out=(None,) * len(description),
        sections=sections(entries, grouped=kind == "thread"),
        question=main.question,
        in_one_line=main.in_one_line,
        truncated=main.truncated,
        members=tuple((e.source, e.thread) for e in explanations),
    )


def _naming(
    own: Sequence[Explanation], others: Sequence[Explanation], title: str, native: Collection[PostKey]
) -> Explanation:
    """The one whose headline names the item."""

    def names(explanation: Explanation) -> tuple[bool, bool, bool, bool, int, bool]:
        text = explanation.headline.text if explanation.headline else ""
        words = len(text.split())
        is_native = (explanation.source, explanation.thread) in native
        return bool(text), is_native, words >= _ENOUGH, explanation in own, min(words, _ENOUGH), text == title

    return max([*own, *others], key=names)


def _telling(explanations: Sequence[Explanation], named: Explanation, native: Collection[PostKey]) -> Explanation:
    """The one whose words tell the item: the named one's where they are more than a sentence."""

    def tells(explanation: Explanation) -> tuple[bool, bool, bool, int]:
        about = len(explanation.about)
        is_native = (explanation.source, explanation.thread) in native
        return bool(about) and is_native, explanation is named and about > 1, explanation.question is not None, about

    return max(explanations, key=tells)


def with_title(page_item: PageItem) -> PageItem:
    """The item with a title: where it has none, the beginning of what it says, or else what is asked in it."""
    if page_item.title:
        return page_item
    said = [*page_item.description, *filter(None, (page_item.question, page_item.in_one_line))]
    if not said:
        return page_item
    title, was_cut = cut(said[0], _LONGEST_TITLE)
    if was_cut:
        return replace(page_item, title=title, title_cut=True)
    return replace(
        page_item,
        title=title,
        description=tuple(each for each in page_item.description if each is not said[0]),
        question=None if page_item.question is said[0] else page_item.question,
        in_one_line=None if page_item.in_one_line is said[0] else page_item.in_one_line,
    )


def with_glosses(page_item: PageItem, gloss: Glosser, manner: Manner) -> PageItem:
    """The item with only those glosses that are to be shown; `gloss` is called in print order."""
    entries = page_item.entries
    title, written = page_item.title, None
    if title and manner.acronyms == "never":
        title, written = headline_written_out(title, entries, gloss, manner.agreement)
    elif title:
        title = gloss(title)
    description = [_quotation(extract, entries, gloss, manner) for extract in page_item.description]
    question, asked = _quotation(page_item.question, entries, gloss, manner)
    in_one_line, summed_up = _quotation(page_item.in_one_line, entries, gloss, manner)
    return replace(
        page_item,
        title=title,
        title_written_out=written,
        description=tuple(extract for extract, _ in description if extract),
        description_written_out=tuple(words for _, words in description),
        question=question,
        question_written_out=asked,
        in_one_line=in_one_line,
        in_one_line_written_out=summed_up,
    )


def _quotation(
    extract: Extract | None, entries: Sequence[Entry], gloss: Glosser, manner: Manner
) -> tuple[Extract | None, Wording | None]:
    if extract is None:
        return None, None
    if manner.acronyms == "never":
        return quotation_written_out(extract, entries, gloss, manner.agreement)
    return gloss(extract), None


def cut(extract: Extract, limit: int) -> tuple[Extract, bool]:
    """The extract, at most `limit` characters of it and then only whole words, and whether anything was left off."""
    if len(extract.text) <= limit:
        return extract, False
    kept = extract.text[: limit + 1].rpartition(" ")[0].rstrip() or extract.text[:limit]
    # A mention is never cut in two: its first half would be an acronym that nothing explains.
    for gloss in extract.glosses:
        if 0 < gloss.start < len(kept) < gloss.end:
            kept = kept[: gloss.start].rstrip()
    glosses = tuple(gloss for gloss in extract.glosses if gloss.end <= len(kept))
    end = extract.start + len(kept)
    return extract.model_copy(update={"text": kept, "end": end, "glosses": glosses}), True


def _new(extracts: Iterable[Extract], besides: Iterable[Extract | None]) -> list[Extract]:
    """The extracts that say something more than the others on the item do."""
    said = [extract for extract in besides if extract]
    return [extract for extract in extracts if not any(_within(extract, other) for other in said)]


def _within(extract: Extract, other: Extract) -> bool:
    same_post = (extract.source, extract.post) == (other.source, other.post)
    covered = same_post and other.start <= extract.start and extract.end <= other.end
    return covered or visible(extract.text).strip() == visible(other.text).strip()


def distinct_entries(entries: Iterable[Entry]) -> list[Entry]:
    """The entries without those that say of a term what an earlier one says; without "unknown" where one is known."""
    entries = list(entries)
    known = {entry.term for entry in entries if not is_unknown(entry)}
    kept: dict[tuple[str, str | None, str | None], Entry] = {}
    for entry in entries:
        if not (is_unknown(entry) and entry.term in known):
            kept.setdefault(meaning_of(entry), entry)
    return list(kept.values())


def narrowed(page_item: PageItem) -> PageItem:
    """The item with only those rows that a reader of its words needs: of what the words mention, and of what these rows
    mention in turn."""
    kept = heard(page_item.entries, page_item.extracts)
    return replace(page_item, sections=sections(kept, grouped=page_item.kind == "thread"))


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


def sections(entries: Sequence[Entry], *, grouped: bool) -> tuple[Section, ...]:
    """The entries in groups by category, in the order in which the categories come.

    Categories of few rows share the last group, which has no heading; so do the rows without one.
    """
    if not entries or not grouped:
        return (Section(None, tuple(entries)),) if entries else ()
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
