"""Which question is under discussion in a thread? (pure)"""

from collections.abc import Iterator, Mapping, Sequence

from analysis.languages import language_of
from analysis.talk.passages import Passage, readable_sentences
from analysis.talk.tree import ThreadNode
from analysis.text.sentences import body_start, sentences
from db.models import Post

_FEWEST = 5  # words of a question; fewer point at something that is not quoted
_LONGEST = 400  # characters of a question


def question(nodes: Sequence[ThreadNode], languages: Mapping[str, str]) -> Passage | None:
    """The question under discussion: what the root asks, or names as the problem; else the most answered question."""
    replies = sorted(nodes[1:], key=lambda node: (-node.replies, node.depth))
    return next((passage for node in (*nodes[:1], *replies) for passage in _asking(node.post, languages)), None)


def _asking(post: Post, languages: Mapping[str, str]) -> Iterator[Passage]:
    """The questions that can be understood where they stand alone, then the sentences that name a problem."""
    begins = language_of(languages.get(post.external_id)).problems
    named: list[Passage] = []
    for left, right in readable_sentences(post.text, body_start(post)):
        sentence = post.text[left:right]
        words = [word for word in sentence.split() if not word.startswith("@")]
        if not len(words) >= _FEWEST or right - left > _LONGEST:
            continue
        if sentence.rstrip("\"'”’»)]").endswith("?"):
            yield Passage(post, left, right)
        elif sentence.lower().startswith(begins) and sentence.endswith("."):
            named.append(Passage(post, left, _paragraph_end(post.text, left, right)))
    yield from named


def _paragraph_end(text: str, left: int, right: int) -> int:
    """Where the sentences that follow in the same paragraph end, as far as they are not too long with it."""
    for begin, end in sentences(text, right):
        if "\n" in text[right:begin] or end - left > _LONGEST:
            break
        right = end
    return right
