"""What does one thread say: its languages, its terms and their meanings, and how it reads in plain words?

Pure: posts, with the meanings that a store adds, in; the thread's facts out.
"""

from collections.abc import Iterator, Mapping, Sequence

from analysis.explaining.explain import explanation_of
from analysis.lexicon.lexicon import Lexicon
from analysis.senses.choose import Choice, Known, choose
from analysis.senses.setting import setting_of
from analysis.senses.written import written_definitions
from analysis.talk.account import Contribution, account
from analysis.talk.tree import tree
from analysis.terms.entities import Entity
from analysis.terms.jargon import Term, find_terms
from analysis.terms.own import with_own
from analysis.text.detection import UNKNOWN
from db.languages import PAGE_LANGUAGES
from db.models import Definition, Facts, Kind, Mention, Position, Post, PostKey, Sense


def facts_of(
    posts: Sequence[Post],
    languages: Mapping[str, str],
    known: Known,
    lexicon: Lexicon,
    entities: Mapping[PostKey, Sequence[Entity]],
) -> Facts:
    """What is known of a thread once its posts are read.

    `languages` are by the posts' external ids; `entities`, the names in posts, by source and external id.
    """
    terms = {
        post.external_id: with_own(find_terms(post.text, languages[post.external_id], lexicon), post.text, known.own)
        for post in posts
    }
    choices = choose(posts, terms, languages, known, setting=find_terms(setting_of(posts[0]), UNKNOWN, lexicon))
    nodes = tree(posts)
    told = account(conversation(posts, nodes[0].post), languages)
    mentions = [m for post in posts for m in _mentions(post, choices[post.external_id], entities)]
    return Facts(
        source=posts[0].source,
        thread=posts[0].thread,
        languages=dict(languages),
        mentions=tuple(mentions),
        senses=tuple(_used(choices)),
        definitions=tuple(_definitions(posts, terms, languages)),
        positions=tuple(map(_position, told.contributions)),
        explanations=tuple(
            explanation_of(nodes, told, choices, languages, language=code, lexicon=lexicon) for code in PAGE_LANGUAGES
        ),
    )


def conversation(posts: Sequence[Post], root: Post) -> list[Post]:
    """The opening post and what is said below it; what has a title there is a page or a headline, and says nothing to
    anybody."""
    return [root, *(post for post in posts if post is not root and post.title is None)]


def _position(each: Contribution) -> Position:
    told = each.passage
    return Position(
        source=each.post.source,
        post=each.post.external_id,
        act=each.act,
        to=each.to,
        start=told.start if told else None,
        end=told.end if told else None,
    )


def _mentions(post: Post, choices: Sequence[Choice], entities: Mapping[PostKey, Sequence[Entity]]) -> Iterator[Mention]:
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
