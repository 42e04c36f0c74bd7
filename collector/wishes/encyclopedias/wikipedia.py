"""What does a Wikipedia say that an acronym may mean: its page, and the page that lists its meanings?

`/api/rest_v1/page/summary/{title}` (https://www.mediawiki.org/wiki/Specs/Summary) and `/api/rest_v1/page/html/{title}`
(https://www.mediawiki.org/wiki/Specs/HTML), one request after the other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote

from collector.http.answer import Response, clipped
from collector.http.client import Client
from collector.pages.soup import Tag, page_in
from collector.payloads.wikimedia import (
    LONGEST_MEANING,
    LONGEST_PHRASE,
    LONGEST_TEXT,
    MOST_ENTRIES,
    WIKIMEDIA_LICENCE,
    in_address,
    may_spell,
    page,
    parted,
)
from collector.payloads.wire import Wire
from db.models import EncyclopediaEntry

_LISTS = {"en": "disambiguation", "es": "desambiguación"}
_ELSEWHERE = frozenset({"see also", "external links", "references", "véase también", "enlaces externos", "referencias"})
_NO_WORDS = "sup, style, script, table, [role=navigation], .hatnote"


class _Summary(Wire):
    """The beginning of a page."""

    type: str = "standard"  # also: disambiguation, no-extract, mainpage
    title: str
    extract: str = ""
    description: str | None = None
    wikibase_item: str | None = None


@dataclass(frozen=True)
class WikipediaEdition:
    """The Wikipedia of a language, at `root`."""

    language: str
    root: str

    @property
    def name(self) -> str:
        """What it is called in the store."""
        return f"wikipedia:{self.language}"

    async def look_up(self, client: Client, term: str) -> list[EncyclopediaEntry]:
        """The page of that name, if it is about something, then the meanings that a list has. Raises CollectError."""
        answer = await page(client, f"{self.root}/api/rest_v1/page/summary/{in_address(term)}")
        if answer is None:
            return []
        summary = answer.json(_Summary)
        is_list = summary.type == "disambiguation"
        # a page about something may have others beside it: without them its meaning would be taken for the only one
        title = summary.title if is_list else f"{term} ({_LISTS[self.language]})"
        url = f"{self.root}/api/rest_v1/page/html/{in_address(title)}"
        listing = await page(client, url, accept="text/html")
        lines = [] if listing is None else [line for line in read_list(listing) if may_spell(line.phrase, term)]
        found = [] if is_list else [self._about(term, summary, answer.at)]
        for line in lines[: MOST_ENTRIES - len(found)]:
            found.append(self._listed(term, title, line, len(found), answer.at))
        return found

    def _about(self, term: str, summary: _Summary, at: datetime) -> EncyclopediaEntry:
        return EncyclopediaEntry(
            encyclopedia=self.name,
            term=term,
            position=0,
            language=self.language,
            phrase=clipped(parted(summary.title).phrase or summary.title, LONGEST_PHRASE),
            meaning=clipped(summary.description or "", LONGEST_MEANING),
            text=clipped(summary.extract, LONGEST_TEXT),
            subject=clipped(summary.wikibase_item or "", 20) or None,
            url=f"{self.root}/wiki/{in_address(summary.title)}",
            licence=WIKIMEDIA_LICENCE,
            fetched_at=at,
        )

    def _listed(self, term: str, title: str, line: "Listed", position: int, at: datetime) -> EncyclopediaEntry:
        return EncyclopediaEntry(
            encyclopedia=self.name,
            term=term,
            position=position,
            language=self.language,
            phrase=line.phrase,
            meaning=line.rest,
            url=f"{self.root}/wiki/{in_address(line.page or title)}",
            licence=WIKIMEDIA_LICENCE,
            fetched_at=at,
        )


@dataclass(frozen=True)
class Listed:
    """A line of a list of meanings, and the page that it links to (None: none)."""

    phrase: str
    rest: str
    page: str | None


def read_list(answer: Response) -> list[Listed]:
    """The lines of a page that lists meanings, without those that only lead elsewhere. Raises NotText for no page."""
    soup = page_in(answer)
    for wordless in soup.select(_NO_WORDS):
        wordless.decompose()
    return list(_lines(soup))


def _lines(soup: Tag) -> Iterator[Listed]:
    heading = ""
    for tag in soup.find_all(["h2", "li"]):
        if tag.name == "h2":
            heading = " ".join(tag.get_text().split()).casefold()
        elif heading not in _ELSEWHERE:
            own = [part for part in tag.children if not (isinstance(part, Tag) and part.name in ("ul", "ol", "dl"))]
            line = parted("".join(part.get_text() for part in own))
            if line.phrase:
                yield Listed(line.phrase, line.rest, _page([part for part in own if isinstance(part, Tag)]))


def _page(tags: Sequence[Tag]) -> str | None:
    """The page of the same wiki that the line links to first."""
    links = [link for tag in tags for link in ([tag] if tag.name == "a" else tag.find_all("a"))]
    addresses = (str(link.get("href") or "") for link in links)
    titles = (address[2:].partition("#")[0] for address in addresses if address.startswith("./"))
    return next((unquote(title) for title in titles if title and len(title) <= 300), None)
