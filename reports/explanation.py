"""What does the page hold that `unjargon explain` prints: a pasted feed, or the thread at an address? (pure)"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from db.models import Explanation, Post, PostKey
from reports.glossary import by_need, distinct_entries
from reports.glossing import PLAIN_MANNER, Manner, in_print_order
from reports.items import item_of, with_glosses
from reports.order import comments_among
from reports.page import ExplanationPage, ItemKind, PageItem, counts
from reports.places import seen_on
from reports.words import UNNAMED, Titles, page_words

_PASTED = "file"  # the source of what was given as text


def explanation_page(
    explanations: Sequence[Explanation],
    posts: Mapping[PostKey, Sequence[Post]],
    language: str,
    *,
    trends: Collection[PostKey] = (),
    left_out: int = 0,
    sample: bool = False,
    titles: Titles = UNNAMED,
    manner: Manner = PLAIN_MANNER,
) -> ExplanationPage:
    """The page of these explanations, in their order: first those whose keys are in `trends`, then the others.

    `posts` holds the threads that they explain, without the `left_out`: how many. `titles`: what sources are
    called. Raises ValueError for a language that the pages are not written in.
    """
    say = page_words(language).naming(titles)
    gloss = in_print_order(manner.agreement)
    listed = [_numbered("trend", [e for e in explanations if (e.source, e.thread) in trends], language)]
    listed += [_numbered("thread", [e for e in explanations if (e.source, e.thread) not in trends], language)]
    ranked, threads = (tuple(with_glosses(each, gloss, manner, language) for each in some) for some in listed)
    told = by_need(distinct_entries(entry for each in (*ranked, *threads) for entry in each.entries))
    others = distinct_entries([*told, *(entry for each in (*ranked, *threads) for entry in each.elsewhere)])
    pasted = all(e.source == _PASTED for e in explanations)
    return ExplanationPage(
        language=language,
        acronyms=manner.acronyms,
        sample=sample,
        pasted=pasted,
        seen_on=() if pasted else seen_on([(e.source, e.thread) for e in explanations], {}, posts, say),
        comments=sum(map(comments_among, posts.values())),
        left_out=left_out,
        counts=counts([*ranked, *threads], others),
        trends=ranked,
        threads=threads,
        entries=tuple(told),
        elsewhere=tuple(others[len(told) :]),
    )


def _numbered(kind: ItemKind, explanations: Iterable[Explanation], language: str) -> list[PageItem]:
    made = [found for explanation in explanations if (found := item_of([explanation], kind, language))]
    return [replace(found, number=number) for number, found in enumerate(made, 1)]
