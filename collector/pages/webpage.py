"""What does a web page say: of itself, and in its text? (pure)"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from selectolax.lexbor import LexborHTMLParser

from collector.errors import Damaged
from collector.http.answer import Response, shown
from collector.pages.article import article
from collector.pages.linked_data import linked_data
from collector.pages.metadata import imprint
from collector.pages.notices import ACCOUNT, notice
from collector.pages.plaintext import headed, one_line
from collector.pages.tree import markup
from db.models import clean_text

MOST_CHARACTERS = 200_000  # of the text
CUT = "Left out: the end of a text that is too long to be read in full."
_NEAR_THE_BEGINNING = 3  # paragraphs
_LONGEST_DATE = 40  # characters, with the words around it
SAVE_IT = "open it in a browser, save it there, and explain that file"


@dataclass(frozen=True)
class Webpage:
    """What a page says; None where it says nothing of it. `is_cut`: the end of a very long text is left out."""

    url: str
    title: str | None
    description: str | None
    paragraphs: tuple[str, ...]
    author: str | None
    site: str | None
    published: datetime | None
    language: str | None
    is_cut: bool = False

    @property
    def text(self) -> str:
        """All that there is to read: title, description and paragraphs, parted by blank lines."""
        return headed(self.title, "\n\n".join([*self._introduction(), *self.paragraphs]))

    def _introduction(self) -> Iterator[str]:
        """The description, unless the text begins with it: many are only its first sentences, cut off."""
        said = (self.description or "").rstrip(" .…[]")
        beginning = one_line(" ".join(self.paragraphs[:_NEAR_THE_BEGINNING]))
        if self.description and said.casefold() not in beginning.casefold():
            yield self.description


def read_webpage(response: Response) -> Webpage:
    """What the page says. Raises NotText for what is no text, Damaged for a page that says nothing to a program."""
    text = response.text()
    try:
        return webpage(text, response.url, response.at)
    except Damaged as error:
        message = f"{shown(response.url)} is a page that says nothing: {error}; {SAVE_IT}"
        raise Damaged(message, url=response.url) from error


def webpage(html: str, url: str, at: datetime) -> Webpage:
    """What the page at this address said then; `url` is empty for one that was saved.

    Raises Damaged, with why it says nothing.
    """
    page = markup(clean_text(html))
    linked = linked_data(page.linked_data)
    of_itself = imprint(page.tree, linked, url)
    found = article(page, url, at)
    paragraphs = _paragraphs(found.paragraphs, linked.body, of_itself.title, of_itself.author)
    wanted = _wanted(page.tree, of_itself.title, paragraphs)
    if wanted or not (paragraphs or of_itself.description):
        raise Damaged(wanted or "it has no text", url=url)
    taken = _within(paragraphs, MOST_CHARACTERS)
    return Webpage(
        url=of_itself.url,
        title=of_itself.title,
        description=of_itself.description,
        paragraphs=tuple(taken),
        author=of_itself.author,
        site=of_itself.site,
        published=_published(of_itself.published, found.day),
        language=of_itself.language,
        is_cut=page.is_cut or len(taken) < len(paragraphs),
    )


def _paragraphs(on_page: Sequence[str], in_data: str, title: str | None, author: str | None) -> list[str]:
    """The article as it stands on the page, or in JSON-LD where that has more of it; not its heading and byline."""
    told = [line for line in in_data.split("\n") if line]
    paragraphs = told if _length(told) > 2 * _length(on_page) else on_page
    return [
        paragraph
        for number, paragraph in enumerate(paragraphs)
        if number >= _NEAR_THE_BEGINNING or not (one_line(paragraph) == title or _is_byline(paragraph, author))
    ]


def _published(told: datetime | None, day: datetime | None) -> datetime | None:
    """The moment that the page tells, unless trafilatura finds that it appeared on another day: it errs less.

    A day's difference may be that of the time zone.
    """
    agree = told is not None and day is not None and abs(told - day) < timedelta(days=2)
    return told if agree or day is None else day


def _is_byline(paragraph: str, author: str | None) -> bool:
    """Whether it only says who wrote the article, and when."""
    if not author or author not in paragraph:
        return False
    return len(paragraph) <= len(author) + _LONGEST_DATE and not paragraph.endswith((".", ":"))


def _length(paragraphs: Iterable[str]) -> int:
    return sum(map(len, paragraphs))


def _within(paragraphs: Sequence[str], most: int) -> list[str]:
    """The first paragraphs, of so many characters at most; one that is longer by itself is cut."""
    taken, room = [], most
    for paragraph in paragraphs:
        room -= len(paragraph)
        if room < 0:
            break
        taken.append(paragraph)
    return taken or [paragraph[:most] for paragraph in paragraphs[:1]]


def _wanted(tree: LexborHTMLParser, title: str | None, paragraphs: Sequence[str]) -> str | None:
    """What the page wants before it says anything, if it says nothing yet."""
    without_scripts = (node.text() for node in tree.css("noscript"))
    asks_for_password = not paragraphs and tree.css_first("input[type=password]") is not None
    return notice(title, paragraphs, without_scripts) or (ACCOUNT if asks_for_password else None)
