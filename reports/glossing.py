"""Which mentions on a page get their meaning in square brackets beside them?

The first of each term in print order, and again wherever the same term means something else than it last did. Not those
that are not known (they have a row in a table instead), and not those whose author wrote the meaning right there.
"""

import re
from collections.abc import Callable, Iterator

from db.models import Extract, Gloss
from reports.markdown_text import addresses, visible

Glosser = Callable[[Extract], Extract]


def in_print_order() -> Glosser:
    """A function to be given a page's extracts in the order in which they are printed; each comes back with only those
    glosses that are to be shown."""
    shown: dict[str, str] = {}

    def gloss(extract: Extract) -> Extract:
        kept = []
        for candidate in placed(extract):
            expansion = candidate.expansion or ""
            if not _plain(expansion) or shown.get(candidate.term) == expansion:
                continue
            shown[candidate.term] = expansion
            if not is_beside(extract.text, candidate.start, candidate.end, expansion):
                kept.append(candidate)
        return extract.model_copy(update={"glosses": tuple(kept)})

    return gloss


def placed(extract: Extract) -> Iterator[Gloss]:
    """The glosses that stand at a mention that a reader sees: in order, apart, inside the text, outside addresses."""
    taken = 0
    closed = addresses(extract.text)
    for gloss in sorted(extract.glosses, key=lambda g: (g.start, -g.end)):
        inside = taken <= gloss.start < gloss.end <= len(extract.text)
        if not inside or any(start < gloss.end and gloss.start < end for start, end in closed):
            continue
        if visible(extract.text[gloss.start : gloss.end]).strip():
            taken = gloss.end
            yield gloss


def is_beside(text: str, start: int, end: int, expansion: str) -> bool:
    """Whether the text explains the mention at [start, end): `DP (data parallelism)`, `data parallelism (DP)`."""
    words = re.escape(_plain(expansion))
    after, before = text[end:].lstrip(), text[:start].rstrip()
    if after[:1] in ("(", "[") and re.match(rf"{words}(?!\w)", _plain(after[1:])):
        return True
    enclosed = before[-1:] in ("(", "[") and after[:1] in (")", "]")
    return enclosed and re.search(rf"(?<!\w){words}$", _plain(before[:-1])) is not None


def _plain(text: str) -> str:
    return " ".join(visible(text).casefold().split())
