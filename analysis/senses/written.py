"""What does a thread itself say that its terms mean?

Pure. An author who writes an acronym out defines it for the thread; the lexicon's sense is what is meant where the
wordings share half of their words.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from analysis.lexicon.lexicon import Meaning
from analysis.terms.jargon import Term
from analysis.text.surface import canonical
from analysis.text.wording import in_a_sentence, is_same_wording, wording
from db.languages import PAGE_LANGUAGES as WRITTEN
from db.models import Kind, Post, Provenance, Sense


class Written(NamedTuple):
    """What an author of the thread says, in one place, that a term means."""

    term: str
    expansion: str
    language: str
    post: Post
    start: int
    end: int


class ThreadMeaning(NamedTuple):
    """What the thread says that a term means."""

    sense: Sense
    known: Sense | None  # the lexicon's sense that is meant
    authors: int
    posts: frozenset[str]  # that say so


def written_definitions(
    posts: Sequence[Post], terms: Mapping[str, Sequence[Term]], languages: Mapping[str, str]
) -> list[Written]:
    """Every definition in the thread, in the order of the posts."""
    return [
        Written(
            canonical(term.surface),
            acronym.long_form,
            languages[post.external_id],
            post,
            acronym.long_start,
            acronym.long_end,
        )
        for post in posts
        for term in terms[post.external_id]
        if (acronym := term.acronym)
        and acronym.long_form
        and acronym.long_start is not None
        and acronym.long_end is not None
    ]


def thread_meanings(written: Iterable[Written], terms: Mapping[str, Sequence[Term]]) -> dict[str, ThreadMeaning]:
    """The first definition of each term, and how many authors agree with it."""
    meanings = {canonical(t.term): t.meanings for found in terms.values() for t in found}
    by_term: dict[str, list[Written]] = defaultdict(list)
    for definition in written:
        by_term[definition.term].append(definition)
    said = {}
    for term, definitions in by_term.items():
        first = definitions[0]
        known = _same(first, meanings.get(term, ()))
        agreeing = {d.post.author for d in definitions if wording(d.expansion) == wording(first.expansion)}
        saying = frozenset(d.post.external_id for d in definitions)
        said[term] = ThreadMeaning(_sense_of(first, known), known, len(agreeing), saying)
    return said


def _same(definition: Written, meanings: Iterable[Meaning]) -> Sense | None:
    """The lexicon's sense that the author means: the one whose wording shares half of the words, and most of them."""
    said = wording(definition.expansion)
    best = max(
        ((_overlap(said, wording(form)), m.sense) for m in meanings for form in m.sense.expansion.values()),
        key=lambda pair: (pair[0], pair[1].id),
        default=(0.0, None),
    )
    return best[1] if best[0] >= 0.5 else None


def _overlap(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / max(len(a | b), 1)


def _sense_of(definition: Written, known: Sense | None) -> Sense:
    said = in_a_sentence(definition.expansion)
    expansion = dict.fromkeys(WRITTEN, said)
    if known:
        kept = known.expansion.get(definition.language, said)
        # a part of it: the author wrote more, or we read less
        whole = is_same_wording(kept, said) or wording(said) < wording(kept)
        expansion = {**known.expansion, definition.language: kept if whole else said}
    return Sense(
        id=f"thread:{definition.post.source}:{definition.post.thread}:{definition.term}",
        term=definition.term,
        kind=Kind.ACRONYM,
        expansion=expansion,
        meaning=known.meaning if known else {},
        category=known.category if known else None,
        domain=known.domain if known else None,
        level=known.level if known else None,
        provenance=Provenance.THREAD,
        evidence_url=definition.post.url,
    )
