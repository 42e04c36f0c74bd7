"""Which words of a web page are its article, and which only stand around it? (pure)

A page may say so itself, by its elements. Where it does not, what stands around is told by the names that sites give
to such parts, and by being made of links.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from collector.plaintext import laid_out, one_line, walked

WHERE = ("[itemprop=articleBody]", "article", "main, [role=main]")  # the narrowest first
ENOUGH = 200  # characters that are no links: with fewer, a part is not what the page was written for
LEAST_LINKS = 3
LINKED = 0.6  # of the characters of a list or box: more, and it leads elsewhere
ONCE = 40  # characters: shorter paragraphs, such as headings and lines of code, may come again

AROUND = frozenset("nav header footer aside form dialog button menu figcaption input label video audio".split())
BOXES = frozenset("ul ol div section table dl p".split())
ROLES = frozenset(
    "navigation banner contentinfo complementary search dialog alertdialog menu menubar toolbar tooltip".split()
)
HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
# a class: what the part is for; as a rule a word of several, as in `site-cookie-banner`
PURPOSE = re.compile(
    r"(?:^|[-_])(?:cookie|consent|gdpr|onetrust|didomi|newsletter|subscri|suscri|boletin|breadcrumb|migas|pagina(?:t|c)|"
    r"navbar|navbox|sidebar|social|sharing|sharedaddy|compartir|related|relacionad|recommend|recomend|popup|modal|"
    r"advert|publicidad|promo|paywall|masthead|skip-link|sr-only|screen-reader|visually-hidden|hatnote|reflist|"
    r"editsection|headerlink|hash-link|copybtn|copy-button|byline|caption|"
    r"(?:share|tags?|toc|ads?|comments?|comentarios|references?|noprint)(?:$|[-_]))"
)
# an id: names what stands there too, such as a section on cookies, so only what asks for consent is told by it
ASKS_FOR_CONSENT = re.compile(
    r"onetrust|didomi|cybot|usercentrics|gdpr|"
    r"(?:cookies?|consent)[-_]?(?:banner|notice|bar|law|dialog|message|aviso|popup|modal)"
)
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


@dataclass(frozen=True)
class Weight:
    """How many characters an element has, how many of these are links, and how many links there are."""

    text: int = 0
    linked: int = 0
    links: int = 0

    @property
    def unlinked(self) -> int:
        return self.text - self.linked

    def __add__(self, other: "Weight") -> "Weight":
        return Weight(self.text + other.text, self.linked + other.linked, self.links + other.links)


def running_text(page: LexborHTMLParser) -> list[str]:
    """The paragraphs of the page's article, in their order, each once; code as it is laid out."""
    if page.body is None:
        return []
    weights = _weights(page.body)
    part = _part(page, page.body, weights)
    text = laid_out(part, _around(part, weights))
    paragraphs = [paragraph for paragraph in text.split("\n\n") if not _is_furniture(paragraph)]
    return _once(paragraphs)


def _weights(root: LexborNode) -> dict[int, Weight]:
    """The weight of each element, by its `mem_id`."""
    weights: dict[int, Weight] = {}
    above, links = [Weight()], 0
    for node, begins in walked(root):
        if node.tag == "-text":
            size = len((node.text_content or "").strip()) if begins else 0
            above[-1] += Weight(size, size if links else 0)
        elif begins:
            links += node.tag == "a"
            above.append(Weight(links=int(node.tag == "a")))
        else:
            links -= node.tag == "a"
            weights[node.mem_id] = above.pop()
            above[-1] += weights[node.mem_id]
    return weights


def _part(page: LexborHTMLParser, body: LexborNode, weights: Mapping[int, Weight]) -> LexborNode:
    """The part that the page was written for: what is marked as such and holds enough, else everything."""
    for selector in WHERE:
        marked = [node for node in page.css(selector) if _unlinked(node, weights) >= ENOUGH]
        if marked:
            longest = max(marked, key=lambda node: _unlinked(node, weights))
            # many short articles are a list of them
            if 2 * _unlinked(longest, weights) >= sum(_unlinked(node, weights) for node in marked):
                return longest
    return body


def _unlinked(node: LexborNode, weights: Mapping[int, Weight]) -> int:
    return weights.get(node.mem_id, Weight()).unlinked


def _around(part: LexborNode, weights: Mapping[int, Weight]) -> set[int]:
    """What stands around the article, by `mem_id`. What holds most of the words is the article, whatever its name."""
    around: set[int] = set()
    most = _unlinked(part, weights) / 2
    for node, begins in walked(part, around):  # what is added is not entered
        if not begins or not node.tag or node.tag.startswith("-") or node.mem_id == part.mem_id:
            continue
        weight = weights.get(node.mem_id, Weight())
        attributes = node.attributes
        if _is_hidden(attributes) or (weight.unlinked <= most and _stands_around(node.tag, attributes, weight)):
            around.add(node.mem_id)
    return around


def _is_hidden(attributes: Mapping[str, str | None]) -> bool:
    return "hidden" in attributes or bool(HIDDEN.search(attributes.get("style") or ""))


def _stands_around(tag: str, attributes: Mapping[str, str | None], weight: Weight) -> bool:
    if tag in AROUND or attributes.get("role") in ROLES or attributes.get("aria-hidden") == "true":
        return True
    if tag in BOXES and weight.links >= LEAST_LINKS and weight.linked > LINKED * weight.text:
        return True
    names = (attributes.get("class") or "").lower().split()
    asks = ASKS_FOR_CONSENT.search((attributes.get("id") or "").lower())
    return bool(asks) or any(PURPOSE.search(name) for name in names)


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
