"""What does a file say that a reader saved or pasted: a web page, a feed as it was seen, an article?"""

import codecs
import re
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from collector.errors import Damaged, NotText
from collector.http.disk import too_large
from collector.pages.markdown import unmarked
from collector.pages.plaintext import headed, one_line, tidy
from collector.pages.webpage import CUT, webpage
from collector.payloads.threads import RankedPost, gathered
from collector.payloads.wire import stable_id
from collector.source import Collected
from collector.sources.declared import declarations
from collector.sources.saved import read_answer
from db.models import Post, clean_text

SOURCE = "file"
MOST_BYTES = 20_000_000
TRUNCATED = "The text ends in the middle."

_MARKS = (  # of a byte order, the longer first
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
OTHER_FORMATS = {
    b"%PDF-": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"PK\x03\x04": "a packed file (ZIP, Word, Excel or the like)",
    b"\x1f\x8b": "a packed file (gzip)",
    b"SQLite format 3": "a database",
}
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*|<!--.{0,2000}?-->\s*)*<(?:!doctype html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)

HEADLINE_FOLLOWS = "#"
ELLIPSES = ("...", "…", "[...]", "[…]")
_LONGEST_TITLE = 150
LONGEST_MENU_LINE = 30


def read_file(name: str, content: bytes, now: datetime) -> Collected:
    """What a saved page or a pasted text says. `name` is for messages.

    A page is one post, but for what is saved of X or Hacker News, which is a thread or a list; what a source's
    interface answered is read as the source reads it. In pasted text exactly one line after each line
    `#` is a headline, and what follows the last is an article. Raises TooLarge, NotText for what is no text, Damaged
    for what holds nothing to read.
    """
    if len(content) > MOST_BYTES:
        raise too_large(name, len(content), MOST_BYTES)
    for declared in declarations():
        saved = declared.saved_files(name, content, now) if declared.saved_files else None
        if saved is not None and saved.posts:
            return saved
    found = read_answer(name, content, now)
    if found is None:
        text = clean_text(_decoded(name, content))
        found = _page(name, text, now) if _is_page(name, text) else _pasted(text, now)
    if not found.posts:
        raise Damaged(f"{name} holds nothing to read; save or paste the text itself", url=name)
    return found


def _decoded(name: str, content: bytes) -> str:
    if what := other_format(content):
        raise NotText(f"{name} is {what}, and only text and saved web pages are read; save it as text", url=name)
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8")
    for attempt in (encoding, "cp1252", "latin-1"):
        try:
            text = content.decode(attempt)
        except UnicodeDecodeError:
            continue
        if _is_text(text):
            return text
        break
    raise NotText(f"{name} is no text; give a text file or a saved web page", url=name)


def other_format(content: bytes) -> str | None:
    """What these bytes are that hold no text to read, in words for a message."""
    return next((what for start, what in OTHER_FORMATS.items() if content.startswith(start)), None)


def _is_text(text: str) -> bool:
    controls = sum(1 for c in text[:100_000] if c < " " and c not in "\t\n\r\f\x1b")
    return "\0" not in text and controls <= len(text[:100_000]) / 100


# --- a saved page ----------------------------------------------------------------------------------------------------


def _is_page(name: str, text: str) -> bool:
    return bool(_PAGE.match(text)) or (name.lower().endswith((".html", ".htm", ".xhtml")) and "<" in text)


def _page(name: str, text: str, now: datetime) -> Collected:
    try:
        page = webpage(text, "", now)
    except Damaged as error:
        message = f"{name} holds nothing to read: {error}; save or paste the text itself"
        raise Damaged(message, url=name) from error
    post = _post(page.title, page.text, page.url or None, now).model_copy(
        update={"author": page.author, "language": page.language, "created_at": page.published}
    )
    return gathered(now, [post], problems=[CUT] if page.is_cut else [])


# --- pasted text -----------------------------------------------------------------------------------------------------


class Pasted(NamedTuple):
    """What stands after each mark, and whether the end was cut off."""

    headlines: list[tuple[str, str]]  # with the text below it
    article: str
    truncated: bool


def _pasted(text: str, now: datetime) -> Collected:
    pasted = _split(tidy(unmarked(text)).split("\n"))
    entries = [_headline(title, below, now) for title, below in pasted.headlines]
    posts = [entry.post for entry in entries]
    if pasted.article:
        title, body = titled(pasted.article)
        posts.append(_post(title, body, None, now))
    return gathered(now, posts, entries, [TRUNCATED] if pasted.truncated and posts else [])


def _split(lines: Sequence[str]) -> Pasted:
    marks = [number for number, line in enumerate(lines) if line.strip() == HEADLINE_FOLLOWS]
    if not marks:
        article, truncated = _without_end(lines, menus=False)
        return Pasted([], article, truncated)
    headlines, article, truncated = [], "", False
    for mark, following in zip(marks, [*marks[1:], len(lines)], strict=True):
        title, *below = [*_from_first_word(lines[mark + 1 : following]), ""]
        if following == len(lines):
            article, truncated = _without_end(below, menus=True)
        if title:
            headlines.append((one_line(title), "" if following == len(lines) else "\n".join(below).strip()))
    return Pasted(headlines, article, truncated)


def _from_first_word(lines: Sequence[str]) -> Sequence[str]:
    first = next((number for number, line in enumerate(lines) if line.strip()), len(lines))
    return lines[first:]


def _without_end(lines: Sequence[str], *, menus: bool) -> tuple[str, bool]:
    """The text without the menu of the page that it was copied from, and whether its end is missing.

    Short lines at the end are a menu only where the text shows that it comes from a page: below an ellipsis that
    stands alone, or, in a text with marks, as a last paragraph of several.
    """
    ellipsis = _lone_ellipsis(lines)
    kept = _stripped(lines[:ellipsis])
    if ellipsis == len(lines) and menus:
        kept = _without_last_menu(kept)
    text = "\n".join(kept).strip()
    return text, ellipsis < len(lines) or text.endswith((":", "…", "..."))


def _lone_ellipsis(lines: Sequence[str]) -> int:
    """Where the ellipsis stands below which there are only short lines; the end of the text when there is none."""
    found = len(lines)
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number].strip()
        if line in ELLIPSES:
            found = number
        elif line and not _is_menu_line(line):
            break
    return found


def _without_last_menu(lines: Sequence[str]) -> list[str]:
    start = len(lines)
    while start and lines[start - 1].strip():
        start -= 1
    above, last = _stripped(lines[:start]), lines[start:]
    return above if above and len(last) > 1 and all(map(_is_menu_line, last)) else list(lines)


def _is_menu_line(line: str) -> bool:
    line = line.strip()
    return len(line) <= LONGEST_MENU_LINE and len(line.split()) <= 3 and line.replace(" ", "").isalpha()


def _stripped(lines: Sequence[str]) -> list[str]:
    kept = list(lines)
    while kept and not kept[-1].strip():
        kept.pop()
    return kept


def titled(article: str) -> tuple[str | None, str]:
    """The title of an article, when its first line is short and stands alone."""
    first, gap, rest = article.partition("\n\n")
    title = re.sub(r"^#{1,6}\s+", "", first).strip()
    alone = gap and "\n" not in first and 0 < len(title) <= _LONGEST_TITLE
    if not alone or title.endswith((".", ":", ",", ";", "…")) or title.startswith(("•", "-", "*", ">")):
        return None, article
    return title, rest.strip()


# --- records ---------------------------------------------------------------------------------------------------------


def _headline(title: str, below: str, now: datetime) -> RankedPost:
    return RankedPost(_post(title, below, None, now), title, None, None)


def _post(title: str | None, body: str, url: str | None, now: datetime) -> Post:
    text = headed(title, body)
    key = stable_id(text)
    return Post(source=SOURCE, external_id=key, thread=key, title=title, text=text, url=url, collected_at=now)
