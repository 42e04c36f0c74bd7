"""Which feeds does a list exported from a feed reader hold?"""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from collector.errors import WrongShape
from collector.pages.plaintext import one_line
from collector.payloads.addresses import web_url
from collector.payloads.xml import described, local_name, read_xml


@dataclass(frozen=True)
class FeedLine:
    """A feed of the list; the title is the address when none is given."""

    title: str
    url: str


def feeds(content: bytes) -> list[FeedLine]:
    """The feeds of an OPML list (opml.org/spec2.opml) in its order, each address once; folders are left out.

    Raises NotText for what is no XML, WrongShape for XML that is no OPML or holds no feed.
    """
    root = read_xml(content, "An OPML list of feeds")
    if local_name(root).lower() != "opml":
        raise WrongShape(f"An OPML list of feeds was expected and {described(content)} came; export it as OPML")
    lines: dict[str, FeedLine] = {}
    for element in root.iter():
        line = _line(element) if local_name(element).lower() == "outline" else None
        if line is not None:
            lines.setdefault(line.url, line)
    if not lines:
        raise WrongShape("The OPML list holds no feed (no outline has an xmlUrl); export it again with its feeds")
    return list(lines.values())


def _line(outline: Element) -> FeedLine | None:
    given = {name.lower(): value for name, value in outline.attrib.items()}
    url = web_url(given.get("xmlurl"))
    return FeedLine(one_line(given.get("title") or given.get("text") or "") or url, url) if url else None
