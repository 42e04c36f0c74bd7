"""How does a page become text in which nothing is unexplained, and a file?"""

from contextlib import suppress
from pathlib import Path

from analysis.explaining.contract import entries_for, unexplained
from analysis.lexicon.lexicon import load_lexicon
from reports.formats import FORMATS
from reports.page import ReportPage, with_entries
from unjargon.errors import NotDone, Unusable, os_reason

_CLOSINGS = 5  # rounds in which the page's own glossary is explained; meanings of the lexicon need none


def rendered(page: ReportPage, language: str, form: str) -> str:
    """The page in a format, closed under its own glossary: what it uses and does not explain gets a row of its own."""
    formats = {known.name: known for known in FORMATS}
    if form not in formats:
        raise Unusable(f"there is no format {form!r}; the formats are: {', '.join(formats)}")
    lexicon = load_lexicon()
    for _ in range(_CLOSINGS):
        missing = unexplained(formats["md"].render(page), language, lexicon)
        if not missing:
            break
        page = with_entries(page, entries_for([found.term for found in missing], language, lexicon))
    return formats[form].render(page)


def write_text(path: Path, text: str) -> None:
    """Writes a file whole or not at all. Raises NotDone, saying what stands in the way."""
    beside = path.parent / f".{path.name}.part"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(text, encoding="utf-8", newline="\n")
        beside.replace(path)
    except (OSError, ValueError) as error:
        with suppress(OSError, ValueError):
            beside.unlink(missing_ok=True)
        raise NotDone(f"cannot write {path}: {os_reason(error)}; make room, or choose another place") from error
