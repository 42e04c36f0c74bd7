"""posts not analysed yet -> languages, terms, meanings, explanations -> store; then all threads -> stories -> store."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit

from analysis.explaining.explain import explain
from analysis.lexicon.lexicon import FOLDER, Lexicon, load_lexicon
from analysis.senses.choose import Choice, Known, choose, written_definitions
from analysis.senses.known import KnowsSenses, known_senses
from analysis.stories.features import features
from analysis.stories.stories import FADING, Telling, stories
from analysis.talk.threads import tree
from analysis.terms.entities import Entity
from analysis.terms.jargon import Term, find_terms
from analysis.terms.own import with_own
from analysis.text.detection import UNKNOWN, detect
from analysis.wishes.pages import page_wishes
from analysis.wishes.terms import wishes
from db.models import (
    LANGUAGES,
    Definition,
    Facts,
    Headline,
    Kind,
    Mention,
    PageWish,
    Post,
    Sense,
    Story,
    Wish,
)

REVISION = "3"  # of the analysis: another number makes every thread be analysed again
_COMMUNITY = re.compile(r"/(?:r|c|m|u/tag|tags?)/([\w.-]{2,40})")  # Reddit, Lemmy, forums
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z]\w\w)")  # Local LLaMA
_ADDRESS = re.compile(r"https?://[^\s<>\"'”’»)\]]+")
_READ = 1500  # characters: how a telling begins
_TIMELESS = ("stackexchange", "wikipedia", "github")  # sources that report nothing: they ask, or describe
_BATCH = 200  # threads that are read and written together

Key = tuple[str, str]


class Store(KnowsSenses, Protocol):
    """What the analysis asks of the store."""

    def pending(self, fingerprint: str) -> list[Key]: ...
    def posts_of(self, keys: Sequence[Key]) -> Mapping[Key, Sequence[Post]]: ...
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
    return Analysed(len(pending), posts, _tell(store))


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
    from analysis.terms.nlp import entities  # noqa: PLC0415 - seconds to import

    by_language: dict[str, list[Post]] = defaultdict(list)
    for posts in threads.values():
        for post, code in zip(posts, _languages(posts).values(), strict=True):
            by_language[code].append(post)
    return {
        (post.source, post.external_id): found
        for code, posts in sorted(by_language.items())
        for post, found in zip(posts, entities([p.text for p in posts], code), strict=True)
    }


# --- which threads tell the same story -------------------------------------------------------------------------------


def _tell(store: Store) -> int:
    """Puts what is alive into stories; how many these are. What faded before stays as it is, and is not read."""
    newest = store.newest()
    if newest is None:
        return 0
    found = store.headlines(_before(newest, 2 * FADING))
    senses = store.senses_by_id(m.sense for each in found for m in each.mentions if m.sense and m.end <= _READ)
    told = stories([_telling(each, senses) for each in found], placed_before=_before(newest, FADING))
    store.save_stories(told)
    store.save_page_wishes(page_wishes(told, found, newest))
    return len(told)


def _before(moment: datetime, span: timedelta) -> datetime:
    try:
        return moment - span
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)


def _is_name(sense: Sense) -> bool:
    """Whether it is a name, or an acronym of one: of a firm, an institution."""
    words = [word for word in sense.expansion.get("en", "").split() if len(word) > 3]
    return sense.kind is Kind.NAME or (len(words) > 1 and all(word[0].isupper() for word in words))


def _telling(found: Headline, senses: Mapping[str, Sense]) -> Telling:
    post = found.post
    mentions = [mention for mention in found.mentions if mention.end <= _READ]
    meant = [(mention, senses[mention.sense]) for mention in mentions if mention.sense]
    # a clock that is ahead would keep its stories open
    at = min(post.created_at or post.collected_at, post.collected_at)
    last_seen = max(found.last_seen, at)
    return Telling(
        source=post.source,
        thread=post.thread,
        title=post.title or post.text[:200],
        text=post.text[:_READ],
        features=features(
            "\n".join([post.text[:_READ], *(below.title[:_READ] for below in found.below if below.title)]),
            terms={mention.surface: sense.id for mention, sense in meant},
            proper=[mention.surface for mention, sense in meant if _is_name(sense)],
            asks=post.source.startswith(_TIMELESS),
            foreign=post.language is not None and post.language not in (*LANGUAGES, UNKNOWN),
        ),
        links=tuple(filter(None, (found.link, post.url, *_ADDRESS.findall(post.text[:_READ])))),
        at=at,
        last_seen=last_seen,
        story=found.story,
        told_until=None if post.created_at else last_seen,
    )
