"""How does a thread or trend read in plain words?

Pure. An explanation is made of extracts, verbatim and with their post, and of a glossary; nothing is paraphrased, so
nothing can be made up.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from analysis.explaining.entries import glossary
from analysis.explaining.extracts import about, extract_of
from analysis.lexicon.lexicon import Lexicon
from analysis.senses.choose import Choice
from analysis.talk.account import Account, Contribution, ToldChapter
from analysis.talk.chapters import is_cut_off
from analysis.talk.passages import Passage
from analysis.talk.summary import in_one_line
from analysis.talk.tree import ThreadNode
from db.models import Chapter, Explanation, Extract, Post, Voice

_VOICES = 100  # of a long thread; a page has room for fewer


def explanation_of(
    nodes: Sequence[ThreadNode],
    told: Account,
    choices: Mapping[str, Sequence[Choice]],
    languages: Mapping[str, str],
    *,
    language: str,
    lexicon: Lexicon,
) -> Explanation:
    """The explanation of a thread, in `language`, by its account. `choices` and `languages` are by the posts' external
    ids."""
    root = nodes[0].post

    def quoted(passage: Passage) -> Extract:
        post = passage.post.external_id
        return extract_of(passage, choices[post], language, written_in=languages[post])

    described = about(nodes, told)
    short = in_one_line(nodes)
    return Explanation(
        source=root.source,
        thread=root.thread,
        language=language,
        headline=quoted(Passage(root, 0, len(root.title))) if root.title and root.text.startswith(root.title) else None,
        in_one_line=quoted(short) if short else None,
        about=tuple(map(quoted, described)),
        chapters=tuple(_chapters(told.chapters, [*described, *filter(None, (short, told.question))], quoted)),
        voices=tuple(_voices(told.positions, nodes, quoted)),
        acts=Counter(each.act for each in told.contributions),
        question=quoted(told.question) if told.question else None,
        outcome=quoted(told.outcome) if told.outcome and not told.chapters else None,
        truncated=len(nodes) == 1 and is_cut_off(root),
        entries=tuple(glossary([c for node in nodes for c in choices[node.post.external_id]], language, lexicon)),
    )


def _voices(
    positions: Sequence[Contribution], nodes: Sequence[ThreadNode], quoted: Callable[[Passage], Extract]
) -> Iterator[Voice]:
    """The positions that the conversation turns on, in reading order."""
    posts: dict[str, Post] = {node.post.external_id: node.post for node in nodes}
    order = {post: place for place, post in enumerate(posts)}
    most = sorted(positions, key=lambda each: -each.weight)[:_VOICES]
    for each in sorted(most, key=lambda each: order[each.post.external_id]):
        if each.passage:
            yield Voice(
                act=each.act,
                to=each.to,
                to_author=posts[each.to].author if each.to in posts else None,
                weight=each.weight,
                words=quoted(each.passage),
            )


def _chapters(
    told: Sequence[ToldChapter], described: Sequence[Passage], quoted: Callable[[Passage], Extract]
) -> Iterator[Chapter]:
    """The sections, without what the text is said to be about."""
    for chapter in told:
        said = [passage for passage in chapter.said if not any(passage.overlaps(other) for other in described)]
        if said:
            heading = quoted(chapter.heading) if chapter.heading else None
            yield Chapter(heading=heading, said=tuple(map(quoted, said)))
