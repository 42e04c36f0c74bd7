"""posts not analysed yet -> languages, terms, meanings, explanations -> store; then all threads -> stories -> store."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit

from analysis.encyclopedia import candidates, wishes
from analysis.entities import Entity
from analysis.explain import explain
from analysis.jargon import Term, find_terms
from analysis.language import UNKNOWN, detect
from analysis.lexicon.lexicon import FOLDER, Lexicon, load_lexicon
from analysis.own import with_own
from analysis.senses import Choice, Known, choose, wording, written_definitions
from analysis.stories import Item, stories
from analysis.surface import canonical
from analysis.threads import tree
from db.models import (
    LANGUAGES,
    Definition,
    EncyclopediaEntry,
    Facts,
    Kind,
    Mention,
    Post,
    Provenance,
    Sense,
    Story,
    Trend,
    Wish,
)

REVISION = "1"  # of the analysis: another number makes every thread be analysed again
_COMMUNITY = re.compile(r"/(?:r|c|m|u/tag|tags?)/([\w.-]{2,40})")  # Reddit, Lemmy, forums
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z]\w\w)")  # Local LLaMA
_BATCH = 200  # threads that are read and written together
_INDEPENDENT = 2  # authors who must agree before a meaning is learned

Key = tuple[str, str]


class Store(Protocol):
    """What the analysis asks of the store."""

    def pending(self, fingerprint: str) -> list[Key]: ...
    def posts_of(self, keys: Sequence[Key]) -> Mapping[Key, Sequence[Post]]: ...
    def own_senses(self) -> list[Sense]: ...
    def definitions(self, terms: Collection[str] | None = None) -> list[Definition]: ...
    def save(self, facts: Sequence[Facts], fingerprint: str) -> None: ...
    def encyclopedia_entries(self) -> Sequence[EncyclopediaEntry]: ...
    def unknown_acronyms(self) -> Sequence[Wish]: ...
    def save_wishes(self, wishes: Sequence[Wish]) -> None: ...
    def headlines(self) -> list[tuple[Post, Trend | None]]: ...
    def save_stories(self, stories: Sequence[Story]) -> None: ...


class Analysed(NamedTuple):
    """How much a run of the analysis did."""

    threads: int
    posts: int
    stories: int


def analyse(
    store: Store, *, names: bool = True, lexicon: Lexicon | None = None, known: Known | None = None
) -> Analysed:
    """Analyses what was not analysed yet, with this lexicon and these senses; doing it again changes nothing.

    `names`: also find people, organisations and places, for which the spaCy pipelines are loaded. `known`: the
    meanings that another store adds to the lexicon's, in place of this one's.
    """
    lexicon = lexicon or load_lexicon()
    pending = store.pending(fingerprint())
    known = known or known_senses(store)
    posts = 0
    for start in range(0, len(pending), _BATCH):
        threads = store.posts_of(pending[start : start + _BATCH])
        entities = _names(threads) if names else {}
        facts = [_facts(found, known, lexicon, entities) for found in threads.values()]
        store.save(facts, fingerprint())
        posts += sum(map(len, threads.values()))
    store.save_wishes(wishes(store.unknown_acronyms(), lexicon))
    found_stories = stories([_item(post, trend) for post, trend in store.headlines()])
    store.save_stories(found_stories)
    return Analysed(len(pending), posts, len(found_stories))


@cache
def fingerprint() -> str:
    """What the facts in a store were made with: the analysis' revision and the lexicon's files."""
    digest = hashlib.sha256(REVISION.encode())
    for path in sorted(FOLDER.glob("*.json*")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


# --- one thread ------------------------------------------------------------------------------------------------------


def _facts(
    posts: Sequence[Post],
    known: Known,
    lexicon: Lexicon,
    entities: Mapping[Key, Sequence[Entity]],
) -> Facts:
    nodes = tree(posts)
    languages = _languages(posts)
    terms = {
        post.external_id: with_own(find_terms(post.text, languages[post.external_id], lexicon), post.text, known.own)
        for post in posts
    }
    place = find_terms(place_of(posts[0]), UNKNOWN, lexicon)
    choices = choose(posts, terms, languages, known, setting=place)
    mentions = [m for post in posts for m in _mentions(post, choices[post.external_id], entities)]
    return Facts(
        source=posts[0].source,
        thread=posts[0].thread,
        languages=languages,
        mentions=tuple(mentions),
        senses=tuple(_used(choices)),
        definitions=tuple(_definitions(posts, terms, languages)),
        explanations=tuple(explain(nodes, choices, languages, language=code, lexicon=lexicon) for code in LANGUAGES),
    )


def place_of(post: Post) -> str:
    """The words in the name of the place where a thread stands: of a subreddit, a forum, a channel."""
    community = _COMMUNITY.search(post.url or "")
    host = _host(post.source.partition(":")[2])
    names = f"{community[1] if community else ''} {host.removeprefix('www.').rpartition('.')[0]}"
    return _CAMEL.sub(" ", names.replace("_", " ").replace(".", " ").replace("-", " ")).strip()


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _languages(posts: Sequence[Post]) -> dict[str, str]:
    """Each post's language; a post that is too short to tell is taken to be in its source's word, or its thread's."""
    found = {post.external_id: detect(post.text) for post in posts}
    whole = detect("\n".join(post.text for post in posts)[:20_000])
    declared = {post.external_id: post.language for post in posts if post.language}
    return {
        key: code if code != UNKNOWN else declared.get(key, whole) if declared.get(key) != UNKNOWN else whole
        for key, code in found.items()
    }


def _mentions(post: Post, choices: Sequence[Choice], entities: Mapping[Key, Sequence[Entity]]) -> Iterator[Mention]:
    for choice in choices:
        term = choice.term
        yield Mention(
            source=post.source,
            post=post.external_id,
            start=term.start,
            end=term.end,
            surface=term.surface,
            term=choice.sense.term if choice.sense else term.term,
            kind=choice.sense.kind if choice.sense else term.kind,
            sense=choice.sense.id if choice.sense else None,
            confidence=choice.confidence if choice.sense else None,
        )
    taken = [(c.term.start, c.term.end) for c in choices]
    for entity in entities.get((post.source, post.external_id), ()):
        if not any(start < entity.end and entity.start < end for start, end in taken):
            yield Mention(
                source=post.source,
                post=post.external_id,
                start=entity.start,
                end=entity.end,
                surface=entity.surface,
                term=entity.surface,
                kind=Kind.NAME,
            )


def _used(choices: Mapping[str, Sequence[Choice]]) -> list[Sense]:
    return list({c.sense.id: c.sense for found in choices.values() for c in found if c.sense}.values())


def _definitions(
    posts: Sequence[Post], terms: Mapping[str, Sequence[Term]], languages: Mapping[str, str]
) -> Iterator[Definition]:
    for written in written_definitions(posts, terms, languages):
        yield Definition(
            source=written.post.source,
            post=written.post.external_id,
            thread=written.post.thread,
            term=written.term,
            expansion=written.expansion,
            language=written.language,
            author=written.post.author,
            start=written.start,
            end=written.end,
        )


def _names(threads: Mapping[Key, Sequence[Post]]) -> dict[Key, list[Entity]]:
    """The named entities of each post, read a language at a time; spaCy is loaded here and not before."""
    from analysis.nlp import entities  # noqa: PLC0415 - seconds to import

    by_language: dict[str, list[Post]] = defaultdict(list)
    for posts in threads.values():
        for post, code in zip(posts, _languages(posts).values(), strict=True):
            by_language[code].append(post)
    return {
        (post.source, post.external_id): found
        for code, posts in sorted(by_language.items())
        for post, found in zip(posts, entities([p.text for p in posts], code), strict=True)
    }


# --- what other threads teach, and which belong together -------------------------------------------------------------


def known_senses(store: Store) -> Known:
    """The reader's own senses, the learned ones, and what encyclopedias say."""
    own = {canonical(sense.term): sense for sense in store.own_senses()}
    return Known(own, _learned(store.definitions()), candidates(store.encyclopedia_entries()))


def _learned(definitions: Sequence[Definition]) -> dict[str, Sense]:
    """The meaning that most authors gave a term, where at least two did, by canonical term."""
    groups: dict[tuple[str, frozenset[str]], list[Definition]] = defaultdict(list)
    for definition in definitions:
        groups[definition.term, wording(definition.expansion)].append(definition)
    learned: dict[str, tuple[int, Sense]] = {}
    for (term, _), found in sorted(groups.items(), key=lambda group: (group[0][0], sorted(group[0][1]))):
        authors = {(d.source, d.author) for d in found if d.author}
        if len(authors) >= _INDEPENDENT and len(authors) > learned.get(term, (0, None))[0]:
            learned[term] = (len(authors), _learned_sense(found[0]))
    return {term: sense for term, (_, sense) in learned.items()}


def _learned_sense(definition: Definition) -> Sense:
    return Sense(
        id=f"corpus:{definition.term}:{'-'.join(sorted(wording(definition.expansion)))}",
        term=definition.term,
        kind=Kind.ACRONYM,
        expansion=dict.fromkeys(LANGUAGES, definition.expansion),
        provenance=Provenance.CORPUS,
    )


def _item(post: Post, trend: Trend | None) -> Item:
    title = post.title or post.text[:200]
    links = (trend.url,) if trend and trend.url else ()
    return Item(post.source, post.thread, title, links, post.created_at or post.collected_at)
