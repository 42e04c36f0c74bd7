"""Which words of a web page are its article, and which only stand around it? (pure)"""

import re
from collections.abc import Collection, Mapping

from selectolax.lexbor import LexborHTMLParser, LexborNode

from collector.pages.parts import Weight, has_comments, is_hidden, stands_around
from collector.pages.plaintext import laid_out, one_line, walked

WHERE = ("[itemprop=articleBody]", "article", "main, [role=main]")  # the narrowest first
ENOUGH = 200  # characters that are no links: with fewer, a part is not what the page was written for
ONCE = 40  # characters: shorter paragraphs, such as headings and lines of code, may come again

CONSENT_NOTE = re.compile(
    r"(?:we (?:and our [\w ]{0,20}partners|use|value)|this (?:web)?site uses|utilizamos|usamos|valoramos tu|"
    r"este sitio(?: web)? (?:usa|utiliza)|nosotros y nuestros)\b"
    r".{0,300}\b(?:cookies?|privacy|privacidad)\b.{0,300}"
    r"\b(?:accept|agree|consent|experience|preferences|partners|acept|experiencia|preferencias|socios)",
    re.IGNORECASE | re.DOTALL,
)
FURNITURE = re.compile(
    r"(?:advertisement|advertising|publicidad|anuncio|share(?: this)?|compartir|tweet|print|imprimir|copy|copiar|"
    r"read more|leer más|más información|skip to (?:main )?content|ir al contenido|¶|#)[.:]?",
    re.IGNORECASE,
)


def running_text(page: LexborHTMLParser) -> list[str]:
    """The paragraphs of the page's article, in their order, each once; code as it is laid out."""
    if page.body is None:
        return []
    weights = _weights(page.body)
    part = _part(page, page.body, weights)
    article = _paragraphs(part, _around(part, weights, comments=True))
    # where there is nothing else, the comments are what the page is for
    alone = sum(map(len, article)) < ENOUGH
    return _paragraphs(part, _around(part, weights, comments=False)) if alone else article


def _weights(root: LexborNode) -> dict[int, Weight]:
    """The weight of each element, by its `mem_id`."""
    weights: dict[int, Weight] = {}
    begun: list[Weight] = []  # what came before each element that has begun
    text = linked = links = opened = 0
    for node, begins in walked(root):
        tag = node.tag
        if tag == "-text":
            size = len((node.text_content or "").strip()) if begins else 0
            text, linked = text + size, linked + (size if opened else 0)
        elif begins:
            begun.append(Weight(text, linked, links))
            links, opened = links + (tag == "a"), opened + (tag == "a")
        else:
            before = begun.pop()
            weights[node.mem_id] = Weight(text - before.text, linked - before.linked, links - before.links)
            opened -= tag == "a"
    return weights


def _part(page: LexborHTMLParser, body: LexborNode, weights: Mapping[int, Weight]) -> LexborNode:
    """The part that the page was written for: what is marked as such and holds enough, else everything."""

    def words(node: LexborNode) -> int:
        return weights.get(node.mem_id, Weight()).unlinked

    for selector in WHERE:
        marked = [node for node in page.css(selector) if words(node) >= ENOUGH]
        longest = max(marked, key=words, default=None)
        # many short articles are a list of them
        if longest is not None and 2 * words(longest) >= sum(map(words, marked)):
            return longest
    return body


def _around(part: LexborNode, weights: Mapping[int, Weight], *, comments: bool) -> set[int]:
    """What stands around the article, by `mem_id`. What holds most of the words is the article, whatever its name."""
    around: set[int] = set()
    most = weights.get(part.mem_id, Weight()).unlinked / 2
    for node, begins in walked(part, around):  # what is added is not entered
        if not begins or not node.tag or node.tag.startswith("-") or node.mem_id == part.mem_id:
            continue
        weight, attributes = weights.get(node.mem_id, Weight()), node.attributes
        by_name = stands_around(node.tag, attributes, weight) or (comments and has_comments(attributes))
        if is_hidden(attributes) or (by_name and weight.unlinked <= most):
            around.add(node.mem_id)
    return around


def _paragraphs(part: LexborNode, around: Collection[int]) -> list[str]:
    text = laid_out(part, around)
    return _once([paragraph for paragraph in text.split("\n\n") if not _is_furniture(paragraph)])


def _is_furniture(paragraph: str) -> bool:
    return bool(FURNITURE.fullmatch(paragraph) or CONSENT_NOTE.match(paragraph))


def _once(paragraphs: list[str]) -> list[str]:
    said: set[str] = set()
    kept = []
    for paragraph in paragraphs:
        words = one_line(paragraph)
        if words and words not in said:
            kept.append(paragraph)
        if len(words) >= ONCE:
            said.add(words)
    return kept
