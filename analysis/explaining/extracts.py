"""Which words of a thread say what it is about, and where does a gloss belong in what is quoted?

Pure. Where a gloss belongs is marked here; whether it is printed (only at the page's first mention) is for the page to
say.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from analysis.explaining.entries import is_listed
from analysis.senses.choose import Choice
from analysis.talk.account import Account
from analysis.talk.passages import Passage, lead, paragraphs
from analysis.talk.tree import ThreadNode
from analysis.text.detection import UNKNOWN
from analysis.text.wording import is_same_wording
from db.models import Extract, Gloss, Post

_PARAGRAPHS = 2  # of an article
_HEADLINES = 4  # below a trend, beside the first article
_ARTICLE, _LEAD = 560, 320  # characters of an extract


# --- which words are quoted ------------------------------------------------------------------------------------------


def about(nodes: Sequence[ThreadNode], told: Account) -> list[Passage]:
    """What carries the opening post; of a text by itself, how it begins; below a trend, what the page says that it
    links to, and the headlines."""
    root = nodes[0].post
    if len(nodes) == 1:
        opening = lead(root, most=_LEAD)
        return [opening] if opening else _as_it_stands(root)
    below = _told_below([node.post for node in nodes[1:] if node.post.title])
    speaks = any(passage.post is root for passage in told.about)
    return list(told.about) if speaks or not below else below


def _as_it_stands(post: Post) -> list[Passage]:
    """The first line of a post that is too short for a sentence, such as one acronym that somebody asks about."""
    start = len(post.text) - len(post.text.lstrip())
    end = post.text.find("\n", start) if "\n" in post.text[start:] else len(post.text)
    words = [word for word in post.text[start:end].split() if "://" not in word and not word.startswith("@")]
    return [Passage(post, start, end)] if words and not post.title else []


def _told_below(articles: Sequence[Post]) -> list[Passage]:
    """The first paragraphs of the first article below a trend, and the headlines of the others."""
    found = ((post, list(islice(paragraphs(post, most=_ARTICLE), _PARAGRAPHS))) for post in articles)
    first, begins = next(((post, some) for post, some in found if some), (None, []))
    headlines = (Passage(post, 0, len(post.title or "")) for post in articles if post is not first)
    return [*begins, *islice(headlines, _HEADLINES)]


# --- with which glosses ----------------------------------------------------------------------------------------------


def extract_of(passage: Passage, choices: Sequence[Choice], language: str, *, written_in: str) -> Extract:
    """The words with the glosses that belong in them, in `language`; `written_in`: their own."""
    post = passage.post
    return Extract(
        source=post.source,
        post=post.external_id,
        start=passage.start,
        end=passage.end,
        text=passage.text,
        author=post.author,
        url=post.url,
        language=None if written_in == UNKNOWN else written_in,
        glosses=tuple(_glosses(passage, choices, language)),
    )


def _glosses(passage: Passage, choices: Iterable[Choice], language: str) -> Iterator[Gloss]:
    for choice in choices:
        term = choice.term
        if term.start < passage.start or term.end > passage.end or not is_listed(choice):
            continue
        acronym = term.acronym
        spelled = (
            acronym is not None and acronym.long_start is not None and passage.start <= acronym.long_start < passage.end
        )
        expansion = choice.sense.expansion.get(language) if choice.sense else None
        if not (spelled and choice.sense and _said(choice, expansion)):
            yield Gloss(
                start=term.start - passage.start,
                end=term.end - passage.start,
                term=choice.term.term,
                expansion=expansion,
            )


def _said(choice: Choice, expansion: str | None) -> bool:
    """Whether the author's own long form, beside the mention, is already what the gloss would say."""
    acronym = choice.term.acronym
    if acronym is None or acronym.long_form is None or expansion is None:
        return False
    return is_same_wording(acronym.long_form, expansion)
