"""How much speaks for each meaning that a term may have here?

Pure. Among several senses of the lexicon the whole thread decides together: the domains of its other terms, cue words
near the mention and anywhere, companions, language. A sense must also beat "none of these".
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from analysis.languages import LANGUAGES, language_of
from analysis.lexicon.lexicon import Meaning
from analysis.lexicon.lines import Commonness
from analysis.senses.context import Ballot, ThreadContext, affinity, field_of, vote_of, with_ballots
from analysis.terms.jargon import Term, is_doubtful
from analysis.text.frequencies import frequencies
from db.models import Kind, Sense

# what speaks for a sense, in natural logarithms of its odds
_USUAL = {Commonness.COMMON: 1.2, None: 0.0, Commonness.RARE: -1.2}
_FIELD = 4.0  # if all of the thread's votes are for its field
# cues, each, three at most: near it, in its post, in others
_CUE_NEAR, _CUE_HERE, _CUE_FAR = 1.2, 1.0, 0.6
_COMPANION, _COMPANION_FAR = 2.4, 1.2  # each, two at most: in its post, in others
_OWN_LANGUAGE, _OTHER_LANGUAGE = 1.0, -4.0
_A_VERB = -3.2  # where a noun of the trade stands as an ordinary verb: to build, we commit
_EVERYDAY = 2e-4  # of all words of a language: sus, out, bien; no text means anything else by them
_SPANISH_SURFACE = -2.0  # what only Spanish writers write, in an English text
_NONE = -1.2  # "none of these"
_NONE_OF_A_WORD = 1.0  # the same where the surface is an ordinary word as well
_UNSUPPORTED = 2.0  # the same beside it, where nothing speaks for a field of the sense
_SOME, _MANY = 0.1, 40  # of the votes; words of a thread, fewer of which may well say nothing of its field
_SHORT = 3  # letters of an acronym that has too many readings for the only one known to be believed
# the score of "none of these" among what encyclopedias say: of a long acronym, of a short one, of an ordinary word
_NO_READING, _NO_READING_OF_FEW, _NO_READING_OF_A_WORD = -0.8, 0.8, 2.0

Ranked = tuple[tuple[Sense, float], ...]  # senses with how likely they are, the likeliest first


class Occurrence(NamedTuple):
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


# --- among the senses of the lexicon ---------------------------------------------------------------------------------


def understood(context: ThreadContext) -> ThreadContext:
    """The context with each vote given to what its term most likely means by a first count."""
    return with_ballots(context, {key: _vote(key, term, context) for key, term in context.distinct.items()})


def _vote(key: str, term: Term, context: ThreadContext) -> Ballot:
    if len(term.meanings) < 2:
        return context.ballots[key]
    around = Occurrence("", term, key, frozenset(), "", frozenset(), frozenset(), "")
    weights = [(field_of(meaning), math.exp(_score(around, meaning, context))) for meaning in term.meanings]
    whole = (sum(weight for _, weight in weights) + math.exp(_none(term))) / vote_of(term)
    votes: dict[str, float] = defaultdict(float)
    for field, weight in weights:
        votes[field] += weight / whole
    return votes


def _none(term: Term) -> float:
    return _NONE_OF_A_WORD if is_doubtful(term) else _NONE


def ranked_senses(around: Occurrence, context: ThreadContext) -> Ranked:
    """The senses of the lexicon, those with one wording together, by how much the thread speaks for each."""
    term = around.term
    if not term.meanings:
        return ()
    weights: dict[str, float] = defaultdict(float)
    best: dict[str, tuple[float, Sense]] = {}
    for meaning in term.meanings:
        same = meaning.wording
        weight = math.exp(_score(around, meaning, context))
        weights[same] += weight
        if weight > best.get(same, (0.0, None))[0]:
            best[same] = weight, meaning.sense
    none = _none(term) + (_UNSUPPORTED if _is_unsupported(around, context) else 0.0)
    total = sum(weights.values()) + math.exp(none)
    likely = sorted(weights, key=lambda same: (-weights[same], best[same][1].id))
    return tuple((best[same][1], round(weights[same] / total, 3)) for same in likely)


def _is_unsupported(around: Occurrence, context: ThreadContext) -> bool:
    """Whether letters of which too many things are made stand where many words speak of no field of theirs."""
    if (
        len(around.key) > _SHORT
        or len(context.words) < _MANY
        or any(meaning.use is Commonness.COMMON for meaning in around.term.meanings)
    ):
        return False
    for meaning in around.term.meanings:
        supported = affinity(context, field_of(meaning), around.key) >= _SOME
        if supported or not (meaning.cues.isdisjoint(context.words) and meaning.companions.isdisjoint(context.terms)):
            return False
    return True


def _is_everyday(around: Occurrence) -> bool:
    """Whether its letters are among the first words of the text's language."""
    return around.lang in LANGUAGES and frequencies(around.lang).get(around.term.surface, 0.0) > _EVERYDAY


def _score(around: Occurrence, meaning: Meaning, context: ThreadContext) -> float:
    score = _USUAL[meaning.use] + _FIELD * affinity(context, field_of(meaning), around.key)
    if not meaning.cues.isdisjoint(context.words):
        near = len(meaning.cues & around.near)
        here = len(meaning.cues & around.words) - near
        far = len(meaning.cues & context.words) - near - here
        score += _CUE_NEAR * min(3, near) + _CUE_HERE * min(3, here) + _CUE_FAR * min(3, far)
    if not meaning.companions.isdisjoint(context.terms):
        here = len((meaning.companions & around.terms) - {around.key})
        far = len((meaning.companions & context.terms) - {around.key}) - here
        score += _COMPANION * min(2, here) + _COMPANION_FAR * min(2, far)
    if meaning.word and meaning.sense.kind is Kind.JARGON and around.before in language_of(around.lang).before_verbs:
        score += _A_VERB
    if meaning.language and around.lang in LANGUAGES:
        score += _OWN_LANGUAGE if meaning.language == around.lang else _OTHER_LANGUAGE
    if meaning.sense.kind is Kind.JARGON and _is_everyday(around):
        score += _OTHER_LANGUAGE
    if around.term.surface in meaning.spanish_only and around.lang == "en":
        score += _SPANISH_SURFACE
    return score


# --- among what encyclopedias say ------------------------------------------------------------------------------------


def ranked_candidates(around: Occurrence, candidates: Sequence[Candidate], context: ThreadContext) -> Ranked:
    """The readings of a term that the lexicon does not have, by how much the thread speaks for each."""
    of_letters = _NO_READING if len(around.key) > _SHORT else _NO_READING_OF_FEW
    none = _NO_READING_OF_A_WORD if candidates[0].word else of_letters
    weights = {c.sense.id: math.exp(_spoken_for(c, around, context)) for c in candidates}
    total = sum(weights.values()) + math.exp(none)
    likely = sorted(candidates, key=lambda c: (-weights[c.sense.id], c.sense.id))
    return tuple((c.sense, round(weights[c.sense.id] / total, 3)) for c in likely)


def _spoken_for(candidate: Candidate, around: Occurrence, context: ThreadContext) -> float:
    near = len(candidate.cues & around.near)
    far = len(candidate.cues & context.words) - near
    foreign = candidate.language is not None and around.lang in LANGUAGES and around.lang != candidate.language
    return _CUE_NEAR * min(3, near) + _CUE_HERE * min(3, far) + (_OTHER_LANGUAGE if foreign else 0.0)
