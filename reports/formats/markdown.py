"""How is a page printed as Markdown?

The templates lay out the blocks; what stands inside a line is made by `heads`, `quoting` and `rows`. Whatever is not
`Safe` is escaped when it is printed, so nothing from outside can be forgotten.
"""

from functools import cache
from itertools import pairwise
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports.glossary import sections
from reports.heads import Heads
from reports.markdown_text import finished
from reports.page import DigestPage, ReportPage
from reports.phrases import Phrases
from reports.quoting import Quoting
from reports.rows import Rows
from reports.words import page_words

_TEMPLATES = Path(__file__).parent.parent / "templates"


def render(page: ReportPage) -> str:
    """The page in CommonMark with GitHub's tables: one line end at its end, no two empty lines together."""
    template = _environment(page.language).get_template(
        "digest.md.j2" if isinstance(page, DigestPage) else "explanation.md.j2"
    )
    lines = [line.rstrip() for line in template.render(page=page).strip("\n").split("\n")]
    kept = [line for before, line in pairwise(["", *lines]) if line or before]
    return "\n".join(kept) + "\n"


@cache
def _environment(language: str) -> Environment:
    """Templates whose every expression goes through `finished`."""
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES, encoding="utf-8"),
        autoescape=False,  # noqa: S701  # HTML's; `finished` does what Markdown needs
        undefined=StrictUndefined,
        finalize=finished,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    phrases = Phrases(page_words(language))
    made.globals.update(
        say=phrases.say,
        count=phrases.count,
        written_in=phrases.written_in,
        heads=Heads(phrases),
        quoting=Quoting(phrases),
        rows=Rows(phrases),
        sections=sections,
    )
    return made
