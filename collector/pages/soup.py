"""When is an answer a page, and what is its tree, in which a source looks for its elements?

The one door to Beautiful Soup: its elements have what a source needs of a page that is not written for programs, and
lxml parses for it.
"""

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from bs4.exceptions import ParserRejectedMarkup

from collector.errors import NotText
from collector.http.answer import Response, shown
from collector.pages.plaintext import nests_too_deep, one_line
from collector.payloads.xml import described

__all__ = ["NavigableString", "Tag", "line_of", "page_in", "tree_of", "undeclared"]


def tree_of(html: str) -> Tag | None:
    """The page as a tree; None when it cannot be taken for one, or would take a parser far too long."""
    try:
        return None if nests_too_deep(html) else BeautifulSoup(html, "lxml")
    except ParserRejectedMarkup:
        return None


def undeclared(html: str) -> str:
    """The page with declarations of XML as mere text: at one of them the parser warns that it is for pages."""
    return html.replace("<?", "&lt;?")


def page_in(answer: Response) -> Tag:
    """The page that a server answered with. Raises NotText for anything else."""
    html = answer.text()
    if (came := described(answer.body)) != "a web page":
        raise NotText(f"{shown(answer.url)} answered with {came} instead of a page; try again later", url=answer.url)
    tree = tree_of(html)
    if tree is None:
        raise NotText(
            f"{shown(answer.url)} answered with a page that nests too deep, or is too damaged, to be read; "
            "try again later",
            url=answer.url,
        )
    return tree


def line_of(tag: Tag | None) -> str:
    """What stands in an element, on one line; empty where there is none."""
    return one_line(tag.get_text(" ")) if tag else ""
