"""Which words of a thread are quoted, and where does a gloss belong in them?

Pure. Where a gloss belongs is marked here; whether it is printed (only at the page's first mention) is for the page to
say.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import islice

from analysis.explaining.entries import is_listed
from analysis.senses.choose import Choice
from analysis.talk.passages import Passage, lead, paragraphs
from analysis.talk.tree import ThreadNode
from analysis.text.sentences import body_start, sentences
from analysis.text.surface import WORD, fold
from analysis.text.wording import is_same_wording
from db.models import Extract, Gloss, Post

_PARAGRAPHS = 2  # of an article
_VOICES = 2  # replies that are quoted beside the root
_CONVERSATION = 4  # posts
_FIRST_PERSON = frozenset(
    "i i'm i've i'd me my mine we we're we've us our yo me mi mis mí nosotros nos nuestro nuestra he hemos".split()
)
_ARTICLE, _LEAD, _VOICE = 560, 320, 240  # characters of an extract
_A_DAY = timedelta(days=1)


# --- which words are quoted ------------------------------------------------------------------------------------------


def about(nodes: Sequence[ThreadNode], asked: Passage | None) -> list[Passage]:
    """The root's first sentences, else the page's that it links to, then the first words of the replies that were
    answered most, by other authors.

    An article without replies speaks for itself: its first paragraphs.
    """
    root = nodes[0].post
    if len(nodes) == 1:
        return list(islice(paragraphs(root, most=_ARTICLE), _PARAGRAPHS)) or _as_it_stands(root)
    opening = lead(root, most=_LEAD)
    told = [opening] if opening else _told_below(nodes[1:])
    heard = {root.author, *(passage.post.author for passage in told)}
    said = (passage for passage in _voices(nodes[1:], heard) if not (asked and _overlap(passage, asked)))
    return [*told, *islice(said, _VOICES)]


def _as_it_stands(post: Post) -> list[Passage]:
    """The first line of a post that is too short for a sentence, such as one acronym that somebody asks about."""
    start = len(post.text) - len(post.text.lstrip())
    end = post.text.find("\n", start) if "\n" in post.text[start:] else len(post.text)
    words = [word for word in post.text[start:end].split() if "://" not in word and not word.startswith("@")]
    return [Passage(post, start, end)] if words and not post.title else []


def _told_below(nodes: Iterable[ThreadNode]) -> list[Passage]:
    """The first paragraphs of the first article below a trend: of the page that it links to."""
    articles = (list(islice(paragraphs(n.post, most=_ARTICLE), _PARAGRAPHS)) for n in nodes if n.post.title)
    return next(filter(None, articles), [])


def latest(nodes: Sequence[ThreadNode]) -> list[Passage]:
    """How the answers begin that were collected last, a day's, where the thread had been collected before."""
    root = nodes[0].post
    answers = [node for node in nodes[1:] if node.post.title is None]
    newest = max((node.post.collected_at for node in answers), default=root.collected_at)
    if newest <= root.collected_at:
        return []
    fresh = [n for n in answers if root.collected_at < n.post.collected_at and newest - n.post.collected_at < _A_DAY]
    return list(islice(_voices(fresh, heard=set()), _VOICES))


def _voices(nodes: Iterable[ThreadNode], heard: set[str | None]) -> Iterator[Passage]:
    """How the posts begin that were answered most, one of each author who was not heard yet."""
    for node in sorted(nodes, key=lambda n: (n.depth > 1, -n.replies, -(n.post.score or 0))):
        said = lead(node.post, most=_VOICE) or _headline(node.post)
        if said and node.post.author not in heard:
            heard.add(node.post.author)
            yield said


def _headline(post: Post) -> Passage | None:
    return Passage(post, 0, len(post.text)) if post.title else None


def without_question(passage: Passage, asked: Passage | None) -> Passage:
    """The passage without the question that ends it, which has a place of its own."""
    if asked and asked.post is passage.post and passage.start < asked.start < passage.end:
        head = passage.post.text[passage.start : asked.start].rstrip()
        if len(head) >= 60:
            return Passage(passage.post, passage.start, passage.start + len(head))
    return passage


def central(nodes: Sequence[ThreadNode], taken: Sequence[Passage]) -> Passage | None:
    """The reply's sentence that holds most of what the title and many posts speak of.

    Only where there is a conversation, and a sentence that speaks of its subject more than of its author.
    """
    if len(nodes) < _CONVERSATION:
        return None
    subject = _content(nodes[0].post.title or nodes[0].post.text)
    common: Counter[str] = Counter()
    for node in nodes:
        common.update(_content(node.post.text))
    best: tuple[float, Passage] | None = None
    for node in nodes[1:]:
        for passage in _statements(node.post):
            words = _content(passage.text)
            if len(words & subject) < 2 or any(_overlap(passage, other) for other in taken):
                continue
            weight = sum(common[w] - 1 + 2 * (w in subject) for w in words) / (4 + len(words))
            if best is None or weight > best[0]:
                best = (weight, passage)
    return best[1] if best else None


def _content(text: str) -> frozenset[str]:
    return frozenset(fold(w) for w in WORD.findall(text) if len(w) > 3 or sum(map(str.isupper, w)) > 1)


def _statements(post: Post) -> Iterator[Passage]:
    """Whole sentences of a readable length that state something, and not something about their author."""
    for left, right in sentences(post.text, body_start(post)):
        text = post.text[left:right]
        words = {w.lower() for w in WORD.findall(text)}
        if 50 <= right - left <= 200 and text[-1] in ".!" and text[0].isalnum() and not words & _FIRST_PERSON:
            yield Passage(post, left, right)


def _overlap(one: Passage, other: Passage) -> bool:
    return one.post is other.post and one.start < other.end and other.start < one.end


# --- with which glosses ----------------------------------------------------------------------------------------------


def extract_of(passage: Passage, choices: Sequence[Choice], language: str) -> Extract:
    post = passage.post
    return Extract(
        source=post.source,
        post=post.external_id,
        start=passage.start,
        end=passage.end,
        text=passage.text,
        author=post.author,
        url=post.url,
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
