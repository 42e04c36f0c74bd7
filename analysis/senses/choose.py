"""Which meaning does each term have here?

Pure. In this order: written in this thread; the reader's own; the lexicon; learned from other threads; what an
encyclopedia says, where the thread's words speak for one of its readings; else unknown.
Among several senses of the lexicon the whole thread decides together: the domains of its other terms, cue words near
the mention and anywhere, companions, language. A sense must also beat "none of these"; where none does by enough the
answer is unknown, with the two likeliest beside it.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from analysis.languages import LANGUAGES, language
from analysis.lexicon.lexicon import Meaning, Use
from analysis.senses.context import (
    GENERAL,
    Ballot,
    Context,
    affinity,
    context_of,
    counted,
    field_of,
    with_neighbours,
    worth,
)
from analysis.terms.jargon import Term, is_doubtful
from analysis.text.surface import canonical
from analysis.text.wording import in_a_sentence, is_same_wording, wording
from db.models import LANGUAGES as WRITTEN
from db.models import Kind, Post, Provenance, Sense

THRESHOLD = 0.6  # how likely a sense must be; half would do, but a wrong meaning is worse than none
# what speaks for a sense, in natural logarithms of its odds
_USUAL = {Use.COMMON: 1.2, None: 0.0, Use.RARE: -1.2}
_FIELD = 4.0  # if all of the thread's votes are for its field
# cues, each, three at most: near it, in its post, in others
_CUE_NEAR, _CUE_HERE, _CUE_FAR = 1.2, 1.0, 0.6
_COMPANION, _COMPANION_FAR = 2.4, 1.2  # each, two at most: in its post, in others
_OWN_LANGUAGE, _OTHER_LANGUAGE = 1.0, -4.0
_A_VERB = -1.6  # where a noun of the trade stands as an ordinary verb: to build, we commit
_SPANISH_SURFACE = -2.0  # what only Spanish writers write, in an English text
_NONE = -1.2  # "none of these"
_NONE_OF_A_WORD = 0.8  # the same where the surface is an ordinary word as well
_OTHERS = 3  # meanings shown beside the chosen one, at most
_FITTING = 0.5  # how likely the lexicon's meaning must be to be shown beside what one author says
_OTHERWISE = 0.9  # how likely another meaning must be in a post other than the one that defines the term
_AT_HOME = 0.25  # the part of the thread's votes for its domain that brings it to the front
_ONE_AUTHOR = 0.3  # the confidence of what one author says against the thread
_SHORT = 3  # letters of an acronym that has too many readings for the only one known to be believed
# the score of "none of these" among what encyclopedias say: of a long acronym, of a short one, of an ordinary word
_NO_READING, _NO_READING_OF_FEW, _NO_READING_OF_A_WORD = -0.8, 0.8, 2.0
_LIKELIER_THAN_NOT = 0.5  # how likely a reading must be: it is shown with low confidence
_LOOKED_UP = 0.6  # the confidence of what an encyclopedia says, at most; what other threads teach has 0.7


class Choice(NamedTuple):
    """What a term means here; `sense` None: not known. `alternatives` are the others, likeliest first."""

    term: Term
    sense: Sense | None
    confidence: float
    alternatives: tuple[tuple[Sense, float], ...] = ()


class Written(NamedTuple):
    """What an author of the thread says, in one place, that a term means."""

    term: str
    expansion: str
    language: str
    post: Post
    start: int
    end: int


class Said(NamedTuple):
    """What the thread says that a term means."""

    sense: Sense
    known: Sense | None  # the lexicon's sense that is meant
    authors: int
    posts: frozenset[str]  # that say so


class Place(NamedTuple):
    """A mention, and what stands around it."""

    post: str
    term: Term
    key: str  # canonical
    near: frozenset[str]  # folded words
    before: str  # the word before it, folded
    words: frozenset[str]  # of its post, folded
    terms: frozenset[str]  # of its post, canonical
    lang: str


class Candidate(NamedTuple):
    """What a term may mean by an encyclopedia, and the words that speak for it."""

    sense: Sense
    cues: frozenset[str]  # folded
    language: str | None  # where it occurs in texts of one language only
    word: bool  # the term is an ordinary word too


class Known(NamedTuple):
    """The meanings that a store adds to the lexicon's, by canonical term."""

    own: Mapping[str, Sense] = MappingProxyType({})
    learned: Mapping[str, Sense] = MappingProxyType({})
    looked_up: Mapping[str, Sequence[Candidate]] = MappingProxyType({})


KNOWN_NOTHING = Known()


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
    known: Known = KNOWN_NOTHING,
    *,
    setting: Sequence[Term] = (),
) -> dict[str, list[Choice]]:
    """The choice for each term of each post, by the post's external id.

    `known` is what a store adds to the lexicon; `setting` are the terms in the name of the place where the thread
    stands. Deterministic; linear in the posts and in the senses of their terms.
    """
    context = _understood(context_of(posts, terms, setting))
    written = _said(written_definitions(posts, terms, languages), terms)
    choices = {}
    for post in posts:
        found, lang = terms[post.external_id], languages[post.external_id]
        spoken = context.spoken[post.external_id]
        alone = context.words, context.terms  # of a thread of one post
        here = alone if len(posts) == 1 else (frozenset(spoken.words), context.terms.intersection(map(_key, found)))
        choices[post.external_id] = [
            _choice(
                Place(post.external_id, term, canonical(term.term), near, before, *here, lang), written, known, context
            )
            for term, near, before in with_neighbours(spoken, found)
        ]
    return choices


def _key(term: Term) -> str:
    return canonical(term.term)


def _choice(place: Place, written: Mapping[str, Said], known: Known, context: Context) -> Choice:
    term, key = place.term, place.key
    if term.sense:
        return Choice(term, term.sense, 1.0)
    ranked = _ranked(place, context)
    if key in written:
        return _as_written(place, written[key], ranked, context)
    if key in known.own:
        return Choice(term, known.own[key], 1.0)
    if ranked and ranked[0][1] >= THRESHOLD:
        return Choice(term, ranked[0][0], ranked[0][1], ranked[1 : 1 + _OTHERS])
    if key in known.learned:
        return Choice(term, known.learned[key], 0.7, ranked[:2])
    return _unknown_to_us(place, ranked, known, context)


def _unknown_to_us(place: Place, ranked: tuple[tuple[Sense, float], ...], known: Known, context: Context) -> Choice:
    """What an encyclopedia says of a term that the lexicon does not have, else unknown."""
    candidates = known.looked_up.get(place.key)
    if candidates and not ranked:
        return _among_candidates(place, candidates, context)
    return Choice(place.term, None, 0.0, ranked[:2] if len(ranked) > 1 else ())


def _as_written(place: Place, said: Said, ranked: Sequence[tuple[Sense, float]], context: Context) -> Choice:
    """What the thread says; beside it what the lexicon knows, where that is another meaning and the thread fits it.

    Where only one author says so, and the rest of the thread speaks for the lexicon's meaning, that one comes first;
    so does another meaning of which another post leaves no doubt.
    """
    other = next(iter(ranked), None)
    if other is None or other[1] < _FITTING or (said.known and other[0].id == said.known.id):
        return Choice(place.term, said.sense, 0.95)
    sense, confidence = other
    at_home = affinity(context, sense.domain or GENERAL, place.key) >= _AT_HOME
    elsewhere = place.post not in said.posts and confidence >= _OTHERWISE
    if said.authors < 2 and (elsewhere or (at_home and not said.known)):
        return Choice(place.term, sense, confidence, ((said.sense, _ONE_AUTHOR),))
    return Choice(place.term, said.sense, 0.95, () if said.known else (other,))


# --- among the senses of the lexicon ---------------------------------------------------------------------------------


def _understood(context: Context) -> Context:
    """The context with each vote given to what its term most likely means by a first count."""
    return counted(context, {key: _vote(key, term, context) for key, term in context.distinct.items()})


def _vote(key: str, term: Term, context: Context) -> Ballot:
    if len(term.meanings) < 2:
        return context.ballots[key]
    place = Place("", term, key, frozenset(), "", frozenset(), frozenset(), "")
    weights = [(field_of(meaning), math.exp(_score(place, meaning, context))) for meaning in term.meanings]
    whole = (sum(weight for _, weight in weights) + math.exp(_none(term))) / worth(term)
    votes: dict[str, float] = defaultdict(float)
    for field, weight in weights:
        votes[field] += weight / whole
    return votes


def _none(term: Term) -> float:
    return _NONE_OF_A_WORD if is_doubtful(term) else _NONE


def _ranked(place: Place, context: Context) -> tuple[tuple[Sense, float], ...]:
    term = place.term
    if not term.meanings:
        return ()
    weights: dict[str, float] = defaultdict(float)
    best: dict[str, tuple[float, Sense]] = {}
    for meaning in term.meanings:
        same = meaning.wording
        weight = math.exp(_score(place, meaning, context))
        weights[same] += weight
        if weight > best.get(same, (0.0, None))[0]:
            best[same] = weight, meaning.sense
    total = sum(weights.values()) + math.exp(_none(term))
    likely = sorted(weights, key=lambda same: (-weights[same], best[same][1].id))
    return tuple((best[same][1], round(weights[same] / total, 3)) for same in likely)


def _score(place: Place, meaning: Meaning, context: Context) -> float:
    score = _USUAL[meaning.use] + _FIELD * affinity(context, field_of(meaning), place.key)
    if not meaning.cues.isdisjoint(context.words):
        near = len(meaning.cues & place.near)
        here = len(meaning.cues & place.words) - near
        far = len(meaning.cues & context.words) - near - here
        score += _CUE_NEAR * min(3, near) + _CUE_HERE * min(3, here) + _CUE_FAR * min(3, far)
    if not meaning.companions.isdisjoint(context.terms):
        here = len((meaning.companions & place.terms) - {place.key})
        far = len((meaning.companions & context.terms) - {place.key}) - here
        score += _COMPANION * min(2, here) + _COMPANION_FAR * min(2, far)
    if meaning.word and meaning.sense.kind is Kind.JARGON and place.before in language(place.lang).before_verbs:
        score += _A_VERB
    if meaning.language and place.lang in LANGUAGES:
        score += _OWN_LANGUAGE if meaning.language == place.lang else _OTHER_LANGUAGE
    if place.term.surface in meaning.spanish_only and place.lang == "en":
        score += _SPANISH_SURFACE
    return score


# --- among what encyclopedias say ------------------------------------------------------------------------------------


def _among_candidates(place: Place, candidates: Sequence[Candidate], context: Context) -> Choice:
    """The reading for which the thread has words; of a long acronym also the only one that there is."""
    term, key = place.term, place.key
    none = _NO_READING_OF_A_WORD if candidates[0].word else _NO_READING if len(key) > _SHORT else _NO_READING_OF_FEW
    weights = {c.sense.id: math.exp(_spoken_for(c, place, context)) for c in candidates}
    total = sum(weights.values()) + math.exp(none)
    likely = sorted(candidates, key=lambda c: (-weights[c.sense.id], c.sense.id))
    ranked = tuple((c.sense, round(weights[c.sense.id] / total, 3)) for c in likely)
    if ranked[0][1] >= _LIKELIER_THAN_NOT:
        return Choice(term, ranked[0][0], min(ranked[0][1], _LOOKED_UP), ranked[1:3])
    return Choice(term, None, 0.0, ranked if len(ranked) == 2 else ())


def _spoken_for(candidate: Candidate, place: Place, context: Context) -> float:
    near = len(candidate.cues & place.near)
    far = len(candidate.cues & context.words) - near
    foreign = candidate.language is not None and place.lang in LANGUAGES and place.lang != candidate.language
    return _CUE_NEAR * min(3, near) + _CUE_HERE * min(3, far) + (_OTHER_LANGUAGE if foreign else 0.0)


# --- what the thread itself says -------------------------------------------------------------------------------------


def _said(written: Iterable[Written], terms: Mapping[str, Sequence[Term]]) -> dict[str, Said]:
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
        said[term] = Said(_sense_of(first, known), known, len(agreeing), saying)
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
        provenance=Provenance.THREAD,
        evidence_url=definition.post.url,
    )
