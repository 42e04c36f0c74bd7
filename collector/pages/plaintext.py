"""How does the HTML that people's words come in become the plain text that is stored?"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from html import unescape

from selectolax.lexbor import LexborHTMLParser, LexborNode

# of sounds and films there is only what a reader sees whose browser cannot play them
_UNREAD = frozenset("script style template noscript iframe object svg canvas select textarea head audio video".split())
EMOJI = frozenset(("emoji", "wp-smiley"))  # classes of pictures in the place of characters, which are their other text
PARAGRAPHS = frozenset(
    "p pre blockquote h1 h2 h3 h4 h5 h6 ul ol dl table hr article section main figure header footer".split()
)
ON_LINES = frozenset("div li tr dt dd caption figcaption summary details form fieldset".split())
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())
SELF_ENDING = frozenset("p li dt dd".split())  # the next one ends it: a book without </p> is not deep
_BULLET = "• "

# HTML 5 parsers take quadratic time on deep nesting, and copy every open formatting element into every paragraph
_SMALL = 10_000
_DEEPEST = 500
_MOST_FORMATS = 30

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_READABLE = re.compile(r"[\w\u2190-\U0010ffff]")  # letters and digits, and signs such as emoji: no punctuation
_BLANK_LINES = re.compile(r"\n{3,}")


def plain(html: str) -> str:
    """What a person reads of an HTML fragment: paragraphs are parted by blank lines, links stand as their text, and
    emoji that are pictures as their characters or names.

    Text without any markup keeps its line breaks. Takes time linear in the length of hostile input, too.
    """
    if "<" not in html and "&" not in html:
        return tidy(html)
    if nests_too_deep(html):
        return tidy(unescape(re.sub(r"<[^<>]*>", " ", html)))
    body = LexborHTMLParser(html).body
    return laid_out(body) if body is not None else ""


def laid_out(element: LexborNode, without: Collection[int] = frozenset()) -> str:
    """What a person reads of an element of a parsed page, as `plain` has it; not of those whose `mem_id` is given."""
    lines = _read(element, without).split("\n")
    return tidy("\n".join(line for line in lines if line.strip() != _BULLET.strip()))


def walked(root: LexborNode, without: Collection[int] = frozenset()) -> Iterator[tuple[LexborNode, bool]]:
    """Each node as it begins (True) and as it ends (False), in the order of the page.

    What is never read is not entered, nor are the elements whose `mem_id` is in `without` by then. There is no
    recursion in it: pages nest deeper than Python's stack.
    """
    node: LexborNode | None = root
    while node is not None:
        yield node, True
        if node.child is not None and node.tag not in _UNREAD and node.mem_id not in without:
            node = node.child
            continue
        while node is not None:
            yield node, False
            if node.mem_id == root.mem_id:
                return
            if node.next is not None:
                node = node.next
                break
            node = node.parent


def tidy(text: str) -> str:
    """The text without spaces at the ends of lines and with at most one blank line in a row."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").split("\n")
    return _BLANK_LINES.sub("\n\n", "\n".join(line.rstrip() for line in lines)).strip()


def one_line(text: str) -> str:
    """The text on one line, as headlines are."""
    return " ".join(text.split())


def headed(title: str | None, body: str) -> str:
    """Everything there is to read of a post: its title, when it has one, as the first paragraph."""
    if not title or body.startswith(title + "\n"):
        return body
    repeated = _words(body) == _words(title) if _words(body) else body in title
    return title if repeated or not _READABLE.search(body) else f"{title}\n\n{body}"


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def nests_too_deep(html: str) -> bool:
    """Whether an HTML parser would need far longer than the length of this text warrants."""
    if len(html) <= _SMALL:
        return False
    depth = formats = 0
    for closing, name in _TAG.findall(html):
        tag = name.lower()
        step = -1 if closing else 1
        if tag in FORMATTING:
            formats = max(0, formats + step)
        elif tag not in VOID and tag not in SELF_ENDING:
            depth = max(0, depth + step)
        if depth > _DEEPEST or formats > _MOST_FORMATS:
            return True
    return False


@dataclass
class _Page:
    """Text as it is laid out: words run on, blocks ask for line breaks before what follows them."""

    parts: list[str] = field(default_factory=list)
    breaks: int = 0
    space: bool = False

    def rest(self, breaks: int) -> None:
        if breaks and self.parts[-1:] != [_BULLET]:
            self.breaks, self.space = max(self.breaks, breaks), False

    def write(self, text: str) -> None:
        if self.parts and self.breaks:
            self.parts.append("\n" * self.breaks)
        elif self.space:
            self.parts.append(" ")
        self.parts.append(text)
        self.breaks, self.space = 0, False

    def flow(self, text: str) -> None:
        words = text.split()
        self.space = self.space or text[:1].isspace()
        if words:
            self.write(" ".join(words))
            self.space = text[-1].isspace()


def _read(root: LexborNode, without: Collection[int]) -> str:
    page, verbatim = _Page(), 0
    for node, begins in walked(root, without):
        if begins:
            verbatim += node.tag == "pre"
            _enter(page, node, verbatim > 0)
        else:
            verbatim -= node.tag == "pre"
            page.rest(_breaks(node.tag))
    return "".join(page.parts)


def _enter(page: _Page, node: LexborNode, verbatim: bool) -> None:
    tag = node.tag
    if tag == "-text":
        text = node.text_content or ""
        if verbatim:
            page.write(text)
        else:
            page.flow(text)
        return
    page.rest(_breaks(tag))
    if tag == "br":
        page.rest(min(page.breaks + 1, 2))
    elif tag == "li" and page.parts[-1:] != [_BULLET]:
        page.write(_BULLET)
    elif tag in ("td", "th"):
        page.space = True
    elif tag == "img" and EMOJI & set((node.attributes.get("class") or "").split()):
        page.flow(node.attributes.get("alt") or "")


def _breaks(tag: str | None) -> int:
    if tag in PARAGRAPHS:
        return 2
    return 1 if tag in ON_LINES else 0
