"""How is the HTML of any page made a tree, however large, deep or broken it is? (pure)"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

from collector.pages.plaintext import FORMATTING, ON_LINES, PARAGRAPHS, SELF_ENDING, VOID, nests_too_deep

_MOST = 2_000_000  # characters, without scripts: what stands behind them is not read
_MOST_TAGS = 30_000  # the same: about as many as hold the text that is kept; more of them cost a reader seconds

_FLAT = SELF_ENDING | VOID | frozenset("html head title body h1 h2 h3".split())  # none of them holds the next one

_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)[^<>]*>")
_EMPTY = re.compile(r"(?:<p>\s*)+")
_RAW = re.compile(r"<!--|<(script|style|svg|template|iframe)\b", re.IGNORECASE)
_LINKED_DATA = re.compile(r"\btype\s*=\s*[\"']?application/ld\+json", re.IGNORECASE)
_ENDS = {
    name: re.compile(rf"</{name}\b[^<>]{{0,100}}>", re.IGNORECASE)
    for name in ("script", "style", "svg", "template", "iframe")
} | {"!--": re.compile("-->")}


class Markup(NamedTuple):
    """A page as a tree, without what nobody reads; its scripts of linked data; whether its end was left out."""

    tree: LexborHTMLParser
    linked_data: list[str]
    is_cut: bool


class _Piece(NamedTuple):
    """What stands before an element that nobody reads, the element's tag, and what is in it."""

    before: str
    tag: str = ""
    inside: str = ""


def markup(html: str) -> Markup:
    """The page as a tree. Takes time linear in its length.

    Scripts and pictures go first: most of a page is made of these, and a parser takes `<path/>` in one for nesting.
    What is nested deeper than any page that a person wrote has elements that are not closed, and loses the nesting.
    """
    pieces = list(_pieces(html))
    text = "".join(piece.before for piece in pieces)
    linked_data = [piece.inside for piece in pieces if _LINKED_DATA.search(piece.tag)]
    bearable = _bearable(text[:_MOST])
    further = next(islice(_TAG.finditer(bearable), _MOST_TAGS, None), None)
    read = bearable[: further.start()] if further else bearable
    return Markup(LexborHTMLParser(read), linked_data, len(text) > _MOST or len(read) < len(bearable))


def _bearable(html: str) -> str:
    """The page as it is, or without what is nested too deep in it: words in bold, then all but paragraphs."""
    if not nests_too_deep(html):
        return html
    plainer = _TAG.sub(lambda tag: "" if tag[1].lower() in FORMATTING else tag[0], html)
    return plainer if not nests_too_deep(plainer) else _EMPTY.sub("<p>", _TAG.sub(_flat, html))


def _flat(tag: re.Match[str]) -> str:
    name = tag[1].lower()
    if name in _FLAT:
        return tag[0]
    return "<p>" if name in PARAGRAPHS | ON_LINES else " "


def _pieces(html: str) -> Iterator[_Piece]:
    """An element that does not end holds the rest of the page, as it does in a browser."""
    at = 0
    while opening := _RAW.search(html, at):
        before = html[at : opening.start()]
        inside = opening.end() if opening[1] is None else html.find(">", opening.end()) + 1
        end = _ENDS[(opening[1] or "!--").lower()].search(html, inside) if inside else None
        if end is None:
            yield _Piece(before, html[opening.start() : inside], html[inside:] if inside else "")
            return
        yield _Piece(before, html[opening.start() : inside], html[inside : end.start()])
        at = end.end()
    yield _Piece(html[at:])
