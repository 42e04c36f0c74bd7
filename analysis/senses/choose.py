"""Which meaning does each term have here?

Pure. In this order: written in this thread; the reader's own; the lexicon; learned from other threads; what an
encyclopedia says, where the thread's words speak for one of its readings; else unknown. Where no sense of the lexicon
is likely enough the answer is unknown, with the two likeliest beside it.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from analysis.senses.context import GENERAL, ThreadContext, affinity, context_of, with_neighbours
from analysis.senses.scores import Candidate, Occurrence, Ranked, ranked_candidates, ranked_senses, understood
from analysis.senses.written import ThreadMeaning, thread_meanings, written_definitions
from analysis.terms.jargon import Term
from analysis.text.surface import canonical
from db.models import Post, Sense

_THRESHOLD = 0.6  # how likely a sense must be; half would do, but a wrong meaning is worse than none
_OTHERS = 3  # meanings shown beside the chosen one, at most
_FITTING = 0.5  # how likely the lexicon's meaning must be to be shown beside what one author says
_OTHERWISE = 0.9  # how likely another meaning must be in a post other than the one that defines the term
_AT_HOME = 0.25  # the part of the thread's votes for its domain that brings it to the front
_ONE_AUTHOR = 0.3  # the confidence of what one author says against the thread
_LIKELIER_THAN_NOT = 0.5  # how likely a reading must be: it is shown with low confidence
_LOOKED_UP = 0.6  # the confidence of what an encyclopedia says, at most; what other threads teach has 0.7


class Choice(NamedTuple):
    """What a term means here; `sense` None: not known. `alternatives` are the others, likeliest first."""

    term: Term
    sense: Sense | None
    confidence: float
    alternatives: Ranked = ()


class Known(NamedTuple):
    """The meanings that a store adds to the lexicon's, by canonical term."""

    own: Mapping[str, Sense] = MappingProxyType({})
    learned: Mapping[str, Sense] = MappingProxyType({})
    looked_up: Mapping[str, Sequence[Candidate]] = MappingProxyType({})


KNOWN_NOTHING = Known()


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
    context = understood(context_of(posts, terms, setting))
    written = thread_meanings(written_definitions(posts, terms, languages), terms)
    choices = {}
    for post in posts:
        found, lang = terms[post.external_id], languages[post.external_id]
        spoken = context.spoken[post.external_id]
        alone = context.words, context.terms  # of a thread of one post
        here = alone if len(posts) == 1 else (frozenset(spoken.words), context.terms.intersection(map(_key, found)))
        choices[post.external_id] = [
            _choice(
                Occurrence(post.external_id, term, canonical(term.term), near, before, *here, lang),
                written,
                known,
                context,
            )
            for term, near, before in with_neighbours(spoken, found)
        ]
    return choices


def _key(term: Term) -> str:
    return canonical(term.term)


def _choice(around: Occurrence, written: Mapping[str, ThreadMeaning], known: Known, context: ThreadContext) -> Choice:
    term, key = around.term, around.key
    if term.sense:
        return Choice(term, term.sense, 1.0)
    ranked = ranked_senses(around, context)
    if key in written:
        return _as_written(around, written[key], ranked, context)
    if key in known.own:
        return Choice(term, known.own[key], 1.0)
    if ranked and ranked[0][1] >= _THRESHOLD:
        return Choice(term, ranked[0][0], ranked[0][1], ranked[1 : 1 + _OTHERS])
    if key in known.learned:
        return Choice(term, known.learned[key], 0.7, ranked[:2])
    return _unknown_to_us(around, ranked, known, context)


def _unknown_to_us(around: Occurrence, ranked: Ranked, known: Known, context: ThreadContext) -> Choice:
    """What an encyclopedia says of a term that the lexicon does not have, else unknown."""
    candidates = known.looked_up.get(around.key)
    if candidates and not ranked:
        return _among_candidates(around.term, ranked_candidates(around, candidates, context))
    return Choice(around.term, None, 0.0, ranked[:2] if len(ranked) > 1 else ())


def _among_candidates(term: Term, ranked: Ranked) -> Choice:
    """The reading for which the thread has words; of a long acronym also the only one that there is."""
    if ranked[0][1] >= _LIKELIER_THAN_NOT:
        return Choice(term, ranked[0][0], min(ranked[0][1], _LOOKED_UP), ranked[1:3])
    return Choice(term, None, 0.0, ranked if len(ranked) == 2 else ())


def _as_written(around: Occurrence, said: ThreadMeaning, ranked: Ranked, context: ThreadContext) -> Choice:
    """What the thread says; beside it what the lexicon knows, where that is another meaning and the thread fits it.

    Where only one author says so, and the rest of the thread speaks for the lexicon's meaning, that one comes first;
    so does another meaning of which another post leaves no doubt.
    """
    other = next(iter(ranked), None)
    if other is None or other[1] < _FITTING or (said.known and other[0].id == said.known.id):
        return Choice(around.term, said.sense, 0.95)
    sense, confidence = other
    at_home = affinity(context, sense.domain or GENERAL, around.key) >= _AT_HOME
    elsewhere = around.post not in said.posts and confidence >= _OTHERWISE
    if said.authors < 2 and (elsewhere or (at_home and not said.known)):
        return Choice(around.term, sense, confidence, ((said.sense, _ONE_AUTHOR),))
    return Choice(around.term, said.sense, 0.95, () if said.known else (other,))
