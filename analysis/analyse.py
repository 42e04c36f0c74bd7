"""posts not analysed yet -> languages, terms, meanings, explanations -> store; then all threads -> stories -> store."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple, Protocol

from analysis.facts import facts_of
from analysis.lexicon.lexicon import Lexicon, load_lexicon
from analysis.lexicon.lines import LEXICON
from analysis.senses.choose import Known
from analysis.senses.known import KnowsSenses, known_senses
from analysis.stories.stories import faded_before, stories_among
from analysis.stories.tellings import sense_ids, telling_of
from analysis.terms.names import names_of
from analysis.text.detection import languages_of
from analysis.wishes.pages import page_wishes
from analysis.wishes.terms import wishes
from db.languages import PAGE_LANGUAGES
from db.models import Facts, Headline, PageWish, Post, PostKey, Sense, Story, Wish

_REVISION = "4"  # of the analysis: another number makes every thread be analysed again
_BATCH = 200  # threads that are read and written together


class FactStore(KnowsSenses, Protocol):
    """Where the posts are, and the facts about them are kept."""

    def pending(self, fingerprint: str) -> list[PostKey]: ...
    def posts_of(self, keys: Sequence[PostKey]) -> Mapping[PostKey, Sequence[Post]]: ...
    def save(self, facts: Sequence[Facts], fingerprint: str) -> None: ...
    def unknown_acronyms(self) -> Sequence[Wish]: ...
    def save_wishes(self, wishes: Sequence[Wish]) -> None: ...
    def newest(self) -> datetime | None: ...
    def headlines(self, since: datetime) -> list[Headline]: ...
    def senses_by_id(self, ids: Iterable[str]) -> dict[str, Sense]: ...
    def save_stories(self, stories: Sequence[Story]) -> None: ...
    def save_page_wishes(self, wishes: Sequence[PageWish]) -> None: ...


class Analysed(NamedTuple):
    """How much a run of the analysis did."""

    threads: int
    posts: int
    stories: int


def analyse(
    store: FactStore,
    *,
    names: bool = True,
    stories: bool = True,
    lexicon: Lexicon | None = None,
    known: Known | None = None,
) -> Analysed:
    """Analyses what was not analysed yet, with this lexicon and these senses; doing it again changes nothing.

    `names`: also find people, organisations and places, for which the spaCy pipelines are loaded, where there are any.
    `stories`: also see which threads tell the same story, for which long lists of words are loaded. `known`: the
    meanings that another store adds to the lexicon's, in place of this one's.
    """
    lexicon = lexicon or load_lexicon()
    pending = store.pending(_made_with())
    known = known or known_senses(store)
    read = 0
    for start in range(0, len(pending), _BATCH):
        threads = store.posts_of(pending[start : start + _BATCH]).values()
        spoken = [(posts, languages_of(posts)) for posts in threads]
        entities = names_of(spoken) if names else {}
        facts = [facts_of(posts, languages, known, lexicon, entities) for posts, languages in spoken]
        store.save(facts, _made_with())
        read += sum(map(len, threads))
    store.save_wishes(wishes(store.unknown_acronyms(), lexicon))
    return Analysed(len(pending), read, _tell(store) if stories else 0)


@cache
def _made_with() -> str:
    """What the facts in a store were made with: the analysis' revision, the languages and the lexicon's files."""
    digest = hashlib.sha256(" ".join([_REVISION, *PAGE_LANGUAGES]).encode())
    for path in sorted(LEXICON.glob("*.json*")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _tell(store: FactStore) -> int:
    """Puts what is alive into stories; how many these are. What faded before stays as it is, and is not read."""
    newest = store.newest()
    if newest is None:
        return 0
    found = store.headlines(faded_before(newest, 2))
    senses = store.senses_by_id(sense_ids(found))
    told = stories_among([telling_of(each, senses) for each in found], placed_before=faded_before(newest))
    store.save_stories(told)
    store.save_page_wishes(page_wishes(told, found, newest))
    return len(told)
