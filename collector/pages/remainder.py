"""What does a page say that is no article: a note, a list, a notice, what people said? (pure)"""

import re
from collections.abc import Collection, Iterable, Mapping

from selectolax.lexbor import LexborHTMLParser, LexborNode

from collector.pages.parts import Weight, has_comments, is_hidden, stands_around
from collector.pages.plaintext import laid_out, one_line, walked

_ENOUGH = 200  # characters: with fewer, a page that has comments is there for them
_ONCE = 40  # characters: shorter paragraphs, such as headings and lines of code, may come again

_CONSENT_NOTE = re.compile(
    r"(?:we (?:and our [\w ]{0,20}partners|use|value)|this (?:web)?site uses|utilizamos|usamos|valoramos tu|"
    r"este sitio(?: web)? (?:usa|utiliza)|nosotros y nuestros)\b"
    r".{0,300}\b(?:cookies?|privacy|privacidad)\b.{0,300}"
    r"\b(?:accept|agree|consent|experience|preferences|partners|acept|experiencia|preferencias|socios)",
    re.IGNORECASE | re.DOTALL,
)
_FURNITURE = re.compile(
    r"(?:advertisement|advertising|publicidad|anuncio|share(?: this)?|compartir|tweet|print|imprimir|copy|copiar|"
    r"read more|leer más|más información|skip to (?:main )?content|ir al contenido|¶|#)[.:]?",
    re.IGNORECASE,
)


def all_text(page: LexborHTMLParser) -> list[str]:
    """The paragraphs of a page that is no article, in their order, without what stands around them."""
    body = page.body
    if body is None:
        return []
    weights = _weights(body)
    said = _paragraphs(body, _around(body, weights, comments=True))
    # where there is nothing else, the comments are what the page is for
    alone = sum(map(len, said)) < _ENOUGH
    return _paragraphs(body, _around(body, weights, comments=False)) if alone else said


def worth_reading(paragraphs: Iterable[str]) -> list[str]:
    """The paragraphs, each once, without those that are there for the page and not for its reader."""
    return _once([paragraph for paragraph in paragraphs if not _is_furniture(paragraph)])


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
    return worth_reading(laid_out(part, around).split("\n\n"))


def _is_furniture(paragraph: str) -> bool:
    return bool(_FURNITURE.fullmatch(paragraph) or _CONSENT_NOTE.match(paragraph))


def _once(paragraphs: list[str]) -> list[str]:
    said: set[str] = set()
    kept = []
    for paragraph in paragraphs:
        words = one_line(paragraph)
        if words and words not in said:
            kept.append(paragraph)
        if len(words) >= _ONCE:
            said.add(words)
    return kept
