"""Which meaning does each term have here?

Pure. In this order: written in this thread; the reader's own; the lexicon; learned from other threads; else unknown.
Among several senses of the lexicon the whole thread decides together: the domains of its other terms, cue words near
the mention and anywhere, companions, language. A sense must also beat "none of these"; where none does by enough the
answer is unknown, with the two likeliest beside it.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from analysis.acronyms import WORD, canonical, fold
from analysis.jargon import Term
from analysis.languages import LANGUAGES, language
from analysis.lexicon.lexicon import Meaning
from db.models import LANGUAGES as WRITTEN
from db.models import Kind, Post, Provenance, Sense

NEAR = 12  # words to either side that count as near
THRESHOLD = 0.5  # a sense must be likelier than everything else together
_NONE = 0.4  # the score of "none of these"
_NONE_OF_A_WORD = 1.4  # the same where the surface is an ordinary word as well
_SHARPNESS = 2.0

# fields whose readers share their words; a term of one speaks for the others too, less loudly
_NEIGHBOURS = (
    frozenset({"crypto", "finance", "business"}),
    frozenset({"ai", "hardware", "programming", "science"}),
    frozenset({"programming", "infrastructure", "databases", "networks", "security", "hardware"}),
    frozenset({"institutions", "finance", "business", "security"}),
)
_NEIGHBOURLY = 0.35


class Choice(NamedTuple):
    """What a term means here; `sense` None: not known. `alternatives` are the others, likeliest first."""

    term: Term
    sense: Sense | None
    confidence: float
    alternatives: tuple[tuple[Sense, float], ...] = ()


class Written(NamedTuple):
    """What an author of the thread says that a term means."""

    term: str
    expansion: str
    language: str
    post: Post
    start: int
    end: int


class Context(NamedTuple):
    """What is asked of a thread when one of its terms is to be understood."""

    words: Counter[str]
    terms: frozenset[str]
    domains: Mapping[str, float]  # votes
    languages: Mapping[str, str]  # external id of a post -> language


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


def choose(
    posts: Sequence[Post],
    terms: Mapping[str, Sequence[Term]],
    languages: Mapping[str, str],
    *,
    own: Mapping[str, Sense],
    learned: Mapping[str, Sense],
) -> dict[str, list[Choice]]:
    """The choice for each term of each post, by the post's external id.

    `own` and `learned` are by canonical term. Deterministic; linear in the posts and in the senses of their terms.
    """
    context = _context(posts, terms, languages)
    written = _first_written(written_definitions(posts, terms, languages), terms)
    return {
        post.external_id: [
            _choice(
                term,
                own=own,
                learned=learned,
                written=written,
                context=context,
                near=near,
                lang=languages[post.external_id],
            )
            for term, near in _with_neighbours(post.text, terms[post.external_id])
        ]
        for post in posts
    }


def _choice(
    term: Term,
    *,
    own: Mapping[str, Sense],
    learned: Mapping[str, Sense],
    written: Mapping[str, Sense],
    context: Context,
    near: frozenset[str],
    lang: str,
) -> Choice:
    if term.sense:
        return Choice(term, term.sense, 1.0)
    key = canonical(term.term)
    for senses, confidence in ((written, 0.95), (own, 1.0)):
        if key in senses:
            return Choice(term, senses[key], confidence)
    ranked = _ranked(term, context, near, lang)
    if ranked and ranked[0][1] >= THRESHOLD:
        return Choice(term, ranked[0][0], ranked[0][1], ranked[1:])
    if key in learned:
        return Choice(term, learned[key], 0.7, ranked[:2])
    return Choice(term, None, 0.0, ranked[:2] if len(ranked) > 1 else ())


# --- among the senses of the lexicon ---------------------------------------------------------------------------------


def _context(posts: Sequence[Post], terms: Mapping[str, Sequence[Term]], languages: Mapping[str, str]) -> Context:
    words = Counter(fold(w) for post in posts for w in WORD.findall(post.text))
    distinct = {canonical(t.term): t for post in posts for t in terms[post.external_id]}
    return Context(words, frozenset(distinct), _votes(distinct.values(), words), languages)


def _votes(terms: Iterable[Term], words: Counter[str]) -> dict[str, float]:
    """How strongly each domain is spoken for: one vote a term, shared among its senses, heavier with their cues."""
    votes: dict[str, float] = defaultdict(float)
    for term in terms:
        if term.kind is Kind.TICKER and not term.meanings:
            votes["crypto"] += 0.5
            votes["finance"] += 0.5
        weights = [(m.sense.domain or "general", 1.0 + min(2, sum(c in words for c in m.cues))) for m in term.meanings]
        if any(m.word for m in term.meanings):
            weights = [(domain, weight / 3) for domain, weight in weights]
        total = sum(weight for _, weight in weights) if len(weights) > 1 else 1.0
        for domain, weight in weights:
            votes[domain] += min(1.0, weight / total) if len(weights) > 1 else min(1.0, weight)
    return dict(votes)


def _ranked(term: Term, context: Context, near: frozenset[str], lang: str) -> tuple[tuple[Sense, float], ...]:
    if not term.meanings:
        return ()
    none = _NONE_OF_A_WORD if any(m.word for m in term.meanings) else _NONE
    weights: dict[str, float] = defaultdict(float)
    best: dict[str, tuple[float, Sense]] = {}
    for meaning in sorted(term.meanings, key=lambda m: m.sense.id):
        # two fields may hold the same expansion; together they speak for it
        same = fold(meaning.sense.expansion.get("en") or meaning.sense.id)
        weight = math.exp(_SHARPNESS * _score(term, meaning, context, near, lang))
        weights[same] += weight
        if weight > best.get(same, (0.0, None))[0]:
            best[same] = weight, meaning.sense
    total = sum(weights.values()) + math.exp(_SHARPNESS * none)
    likely = sorted(weights, key=lambda same: (-weights[same], best[same][1].id))
    return tuple((best[same][1], round(weights[same] / total, 3)) for same in likely)


def _score(term: Term, meaning: Meaning, context: Context, near: frozenset[str], lang: str) -> float:
    cues_near = sum(cue in near for cue in meaning.cues)
    cues_far = sum(cue in context.words for cue in meaning.cues) - cues_near
    companions = len((meaning.companions & context.terms) - {canonical(term.term)})
    score = 1.0 + 1.2 * _affinity(meaning.sense.domain or "general", term, context)
    score += 0.8 * min(3, cues_near) + 0.3 * min(3, cues_far) + 0.8 * min(2, companions)
    if meaning.language and lang in LANGUAGES:
        score += 0.5 if meaning.language == lang else -2.0
    if term.surface in meaning.spanish_only and lang == "en":
        score -= 1.0
    return score


def _affinity(domain: str, term: Term, context: Context) -> float:
    """The share of the thread's votes, this term's own apart, that speak for a domain or its neighbours (0 to 1)."""
    own = {m.sense.domain or "general" for m in term.meanings}
    votes = {d: v - (1.0 / len(own) if d in own else 0.0) for d, v in context.domains.items()}
    votes = {d: max(0.0, v) for d, v in votes.items()}
    total = sum(votes.values())
    if total == 0.0:
        return 0.0
    around = sum(v for d, v in votes.items() if d != domain and any({d, domain} <= group for group in _NEIGHBOURS))
    # few votes say little
    return (votes.get(domain, 0.0) + _NEIGHBOURLY * around) / (total + 0.5)


def _with_neighbours(text: str, terms: Sequence[Term]) -> Iterator[tuple[Term, frozenset[str]]]:
    """Each term with the words within reach of it."""
    words = [(match.start(), fold(match.group())) for match in WORD.finditer(text)]
    at = 0
    for term in terms:
        while at < len(words) and words[at][0] < term.start:
            at += 1
        yield term, frozenset(word for _, word in words[max(0, at - NEAR) : at + NEAR])


# --- what the thread itself says -------------------------------------------------------------------------------------


def wording(text: str) -> frozenset[str]:
    """The words of a long form by which two ways of writing it are the same: folded, singular, without joining words."""
    joining = language("en").joining | language("es").joining
    return frozenset(_singular(w) for w in map(fold, WORD.findall(text)) if w not in joining)


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("es"):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


def _first_written(written: Iterable[Written], terms: Mapping[str, Sequence[Term]]) -> dict[str, Sense]:
    meanings = {canonical(t.term): t.meanings for found in terms.values() for t in found}
    senses: dict[str, Sense] = {}
    for definition in written:
        known = _same(definition, meanings.get(definition.term, ()))
        senses.setdefault(definition.term, _sense_of(definition, known))
    return senses


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
    said = definition.expansion
    expansion = dict.fromkeys(WRITTEN, said)
    if known:
        kept = known.expansion.get(definition.language, "")
        if wording(said) == wording(kept):
            said = kept
        elif kept[:1].islower():
            said = said[:1].lower() + said[1:]
        expansion = {**known.expansion, definition.language: said}
    return Sense(
        id=f"thread:{definition.post.source}:{definition.post.thread}:{definition.term}",
        term=definition.term,
        kind=Kind.ACRONYM,
        expansion=expansion,
        meaning=known.meaning if known else {},
        category=known.category if known else None,
        domain=known.domain if known else None,
        provenance=Provenance.THREAD,
        evidence_url=definition.post.url,
    )
