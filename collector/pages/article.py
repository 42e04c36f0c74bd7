"""Which words of a web page are its article, and on which day did it appear? (pure)

Trafilatura (https://trafilatura.readthedocs.io) decides; how its words are laid out is ours, and what a page says that
is no article by its measure is read by `remainder`.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, NamedTuple

from selectolax.lexbor import LexborHTMLParser

from collector.pages.parts import is_put_aside
from collector.pages.plaintext import EMOJI, laid_out, plain
from collector.pages.remainder import all_text, worth_reading
from collector.pages.tree import Markup

_LEAST = 250  # characters: with fewer, trafilatura itself takes what it found for no article, and guesses
_HEADINGS = "h2, h3, h4, h5, h6"  # below that of the page
_NAMED_FOR_LINKS = ("section", "h1", "h2", "h3", "h4", "h5", "h6")  # their ids say what they are about, such as cookies
_AS_HTML = {  # the elements of TEI in which it answers
    "head": "h2",
    "list": "ul",
    "item": "li",
    "row": "tr",
    "cell": "td",
    "lb": "br",
    "quote": "blockquote",
    "hi": "span",
    "ref": "span",
}

log = logging.getLogger(__name__)


class ArticleText(NamedTuple):
    """The paragraphs in their order, code as it is laid out; the day at its beginning in UTC, None where none is."""

    paragraphs: Sequence[str]
    day: datetime | None


def article(page: Markup, url: str, at: datetime) -> ArticleText:
    """The article of the page that stood at this address then. Reads nothing but the page.

    No day is taken from running text: which one is meant there is a guess, which depends on the day of reading.
    """
    rest = all_text(page.tree)
    found = _extracted(page, url, at) if page.tree.body is not None else None
    if found is None:
        return ArticleText(rest, None)
    paragraphs = [] if found.body is None else worth_reading(_laid_out(found.body))
    # all in one, it is what stands on the page without any order
    is_article = len(paragraphs) > 1 and sum(map(len, paragraphs)) >= _LEAST
    day = datetime.fromisoformat(found.date).replace(tzinfo=UTC) if found.date else None
    return ArticleText(list(_headed(paragraphs, rest, page.tree)) if is_article else rest, day)


def _headed(paragraphs: Iterable[str], on_page: Iterable[str], page: LexborHTMLParser) -> Iterator[str]:
    """The paragraphs with the headings that stand right above them, which are lost where nothing holds an article."""
    headings = {laid_out(heading) for heading in page.css(_HEADINGS)}
    above = {paragraph: heading for heading, paragraph in pairwise(on_page) if heading in headings}
    last = None
    for paragraph in paragraphs:
        heading = above.get(paragraph)
        if heading is not None and heading != last:
            yield heading
        yield (last := paragraph)


def _extracted(page: Markup, url: str, at: datetime) -> Any:
    """What trafilatura finds; None where it finds nothing, or stumbles over the page."""
    from trafilatura import bare_extraction

    for library in ("trafilatura", "htmldate"):  # what they say of pages is for those who work on them
        logging.getLogger(library).setLevel(logging.CRITICAL)
    try:
        return bare_extraction(
            _prepared(page),
            url=url or None,
            include_comments=False,
            include_formatting=True,
            with_metadata=True,
            date_extraction_params={
                "original_date": True,
                "extensive_search": False,
                "max_date": at.date().isoformat(),
            },
        )
    except Exception:
        log.debug("trafilatura could not read %s", url or "a saved page", exc_info=True)
        return None


def _prepared(page: Markup) -> Any:
    """The page as trafilatura's parser has it, without what it does not tell from an article."""
    from lxml import html

    scripts = (f'<script type="application/ld+json">{script}</script>' for script in page.linked_data)
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    text = "".join([page.tree.html or "", *scripts])
    root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    for element in list(root.iter()):
        if is_put_aside(element.attrib) and element.getparent() is not None:
            element.drop_tree()
        elif element.tag in _NAMED_FOR_LINKS:
            element.attrib.pop("id", None)
        elif element.tag == "img" and EMOJI & set(element.get("class", "").split()):
            element.tag, element.text = "span", element.get("alt")
    return root


def _laid_out(body: Any) -> list[str]:
    """The paragraphs of what trafilatura found, as `plain` has them."""
    from lxml.etree import tostring

    for element in body.iter():
        if element.tag == "code":
            parent = element.getparent()
            is_block = parent is None or parent.tag in ("body", "blockquote") or "\n" in "".join(element.itertext())
            element.tag = "pre" if is_block else "code"
        if element.tag in _AS_HTML:  # a name that a page made up cannot even be set to itself: <a<>
            element.tag = _AS_HTML[element.tag]
    return plain(tostring(body, encoding="unicode", method="html")).split("\n\n")
