"""Which repositories are on the trending page, and how many stars did each get?

There is no API; the markup is `article.Box-row`.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from collector.http.answer import markup_changed
from collector.pages.plaintext import one_line, plain
from collector.pages.soup import Tag, line_of, page_in
from collector.payloads.threads import RankedPost, gathered
from collector.source import Collected
from collector.sources.github.addresses import GITHUB, NAMED
from db.models import Post

if TYPE_CHECKING:
    from collector.http.answer import Response

STARS = re.compile(r"([0-9][0-9,]*) stars? (?:today|this week|this month)")
REPOSITORY = re.compile(f"(?:{re.escape(GITHUB)})?{NAMED}/?")  # browsers save links in full


def parse_trending(answer: "Response", source: str, now: datetime) -> Collected:
    """The repositories in their order; the volume is the number of stars that each got today."""
    rows = _rows(answer)
    read = [_repository(row, source, now) for row in rows]
    entries = [entry for entry in read if entry is not None]
    if rows and not entries:
        raise markup_changed(answer, "h2 a with a repository in any article.Box-row")
    problems = []
    if len(entries) < len(rows):
        nameless = len(rows) - len(entries)
        problems.append(f"Left out because no repository is linked: {nameless} of {len(rows)} trending repositories.")
    if entries and all(entry.volume is None for entry in entries):
        problems.append("No trending repository says how many stars it got; the markup may have changed.")
    return gathered(now, (), entries, problems)


def _rows(answer: "Response") -> Sequence[Tag]:
    page = page_in(answer)
    rows = page.select("article.Box-row")
    # a language in which nothing is trending has a page that says so
    if rows or any("any trending repositories" in tag.get_text(" ") for tag in page.select(".blankslate")):
        return rows
    raise markup_changed(answer, "article.Box-row")


def _repository(row: Tag, source: str, now: datetime) -> RankedPost | None:
    link = row.select_one("h2 a[href]")
    found = REPOSITORY.fullmatch(str(link.get("href") or "")) if link else None
    if not found:
        return None
    name = f"{found[1]}/{found[2]}"
    paragraph = row.find("p", recursive=False) or row.find("p")
    described_as = one_line(plain(paragraph.decode_contents())) if isinstance(paragraph, Tag) else ""
    score = _number(line_of(row.select_one('a[href$="/stargazers"]')))
    post = repository_post(name, described_as, score, source, now)
    stars = STARS.search(line_of(row))
    return RankedPost(post, post.text, post.url, _number(stars[1]) if stars else None)


def repository_post(name: str, described_as: str, stars: int | None, source: str, now: datetime) -> Post:
    """A repository OWNER/NAME; the score is the number of all its stars."""
    title = f"{name}: {described_as}" if described_as else name
    return Post(
        source=source,
        external_id=name,
        thread=name,
        author=name.partition("/")[0],
        title=title,
        text=title,
        url=f"{GITHUB}/{name}",
        score=stars,
        collected_at=now,
    )


def _number(text: str) -> int | None:
    digits = text.replace(",", "")
    return int(digits) if re.fullmatch(r"[0-9]{1,18}", digits) else None
