"""What does a thread speak of, when one of its terms is to be understood?

Pure. Each distinct term votes for the fields of its senses; a field also profits, less, from its neighbours' votes. So
the thread's terms are understood together: TP and PP make DP a way of training.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from analysis.lexicon.lexicon import Meaning
from analysis.lexicon.lines import Commonness
from analysis.terms.jargon import Term
from analysis.text.surface import WORD, canonical, fold
from db.models import Kind, Post

NEAR = 12  # words to either side that count as near
GENERAL = "general"  # the field of a sense that has none

# fields whose readers share their words; a term of one speaks for the others too, less loudly
_GROUPS = (
    frozenset({"crypto", "finance", "business"}),
    frozenset({"ai", "hardware", "programming", "science"}),
    frozenset({"programming", "infrastructure", "databases", "networks", "security", "hardware"}),
    frozenset({"institutions", "finance", "business", "security"}),
)
_NEIGHBOURS = {field: frozenset().union(*(g for g in _GROUPS if field in g)) - {field} for g in _GROUPS for field in g}
_NO_FIELDS: frozenset[str] = frozenset()
_NEIGHBOURLY = 0.35
_FEW = 0.5  # votes that say as much as none
_OF_A_WORD = 1 / 3  # the vote of a term that is an ordinary word too
_USUAL = {Commonness.COMMON: 4.0, None: 1.0, Commonness.RARE: 0.2}  # how a term's vote is shared among its senses

Ballot = Mapping[str, float]  # field -> vote


class Spoken(NamedTuple):
    """The words of a post, in order."""

    starts: Sequence[int]
    words: Sequence[str]  # folded


class ThreadContext(NamedTuple):
    """A thread's words and terms, and what they speak for."""

    words: frozenset[str]  # folded
    distinct: Mapping[str, Term]  # by canonical term
    terms: frozenset[str]  # canonical; those that are no ordinary words
    setting: Sequence[Ballot]  # what the name of the place votes for
    ballots: Mapping[str, Ballot]  # by canonical term
    leanings: Ballot  # the votes of all, with a part of those for a field's neighbours
    total: float  # of the votes
    of_art: Ballot  # the same of the terms that are no ordinary words, and of the place
    total_of_art: float
    spoken: Mapping[str, Spoken]  # by external id


def context_of(
    posts: Sequence[Post], terms: Mapping[str, Sequence[Term]], setting: Iterable[Term] = ()
) -> ThreadContext:
    """The context of a thread; `setting` are the terms in the name of the place where it stands."""
    spoken = {post.external_id: _spoken(post.text) for post in posts}
    words = frozenset().union(*(said.words for said in spoken.values()))
    distinct = {canonical(t.term): t for post in posts for t in terms[post.external_id]}
    # an ordinary word is no company that tells: "short" does not make "long" a trade
    terms_of_art = frozenset(key for key, term in distinct.items() if not any(m.word for m in term.meanings))
    # the name of a place says what all of its threads are about
    named = [_ballot(term, words) for term in setting for _ in range(2)]
    context = ThreadContext(words, distinct, terms_of_art, named, {}, {}, 0.0, {}, 0.0, spoken)
    return with_ballots(context, {key: _ballot(term, words) for key, term in distinct.items()})


def with_ballots(context: ThreadContext, ballots: Mapping[str, Ballot]) -> ThreadContext:
    """The context with the votes of these ballots."""
    leanings, total = _counted([*ballots.values(), *context.setting])
    of_art, total_of_art = _counted([*(ballots[key] for key in ballots if key in context.terms), *context.setting])
    return context._replace(ballots=ballots, leanings=leanings, total=total, of_art=of_art, total_of_art=total_of_art)


def _counted(ballots: Iterable[Ballot]) -> tuple[Ballot, float]:
    """The votes for each field, with a part of those for its neighbours, and how many there are in all."""
    votes: dict[str, float] = defaultdict(float)
    for ballot in ballots:
        for field, vote in ballot.items():
            votes[field] += vote
    leanings = {
        field: vote + _NEIGHBOURLY * sum(votes[other] for other in _NEIGHBOURS.get(field, _NO_FIELDS) if other in votes)
        for field, vote in votes.items()
    }
    return leanings, sum(votes.values())


def _spoken(text: str) -> Spoken:
    found = list(WORD.finditer(text))
    return Spoken([match.start() for match in found], [fold(match.group()) for match in found])


def _ballot(term: Term, words: Set[str]) -> Ballot:
    """One vote, shared among the fields of the term's senses: more to the usual ones, and to those with cues."""
    if term.kind is Kind.TICKER and not term.meanings:
        return {"crypto": 0.5, "finance": 0.5}
    shares: dict[str, float] = defaultdict(float)
    for meaning in term.meanings:
        shares[field_of(meaning)] += _USUAL[meaning.use] * (1 + min(2, len(meaning.cues & words)))
    whole = sum(shares.values()) / vote_of(term)
    return {field: share / whole for field, share in shares.items()}


def vote_of(term: Term) -> float:
    """The vote of a term, one but for those that are ordinary words too."""
    return _OF_A_WORD if any(m.word for m in term.meanings) else 1.0


def field_of(meaning: Meaning) -> str:
    """The field for which a sense speaks."""
    return meaning.sense.domain or GENERAL


def affinity(context: ThreadContext, field: str, term: str) -> float:
    """The share of the thread's votes, this (canonical) term's own apart, for a field or its neighbours: 0 to 1.

    Ordinary words do not vouch for one another: for one, only the votes of other terms count.
    """
    if term not in context.terms:
        return context.of_art.get(field, 0.0) / (context.total_of_art + _FEW)
    neighbours = _NEIGHBOURS.get(field, _NO_FIELDS)
    votes, own = context.leanings.get(field, 0.0), 0.0
    for voted, vote in context.ballots.get(term, {}).items():
        own += vote
        if voted == field:
            votes -= vote
        elif voted in neighbours:
            votes -= _NEIGHBOURLY * vote
    return votes / (context.total - own + _FEW)


def with_neighbours(spoken: Spoken, terms: Sequence[Term]) -> Iterator[tuple[Term, frozenset[str], str]]:
    """Each term of a post with the words within reach of it, and the one before it."""
    for term in terms:
        at = bisect_left(spoken.starts, term.start)
        yield term, frozenset(spoken.words[max(0, at - NEAR) : at + NEAR]), spoken.words[at - 1] if at else ""
