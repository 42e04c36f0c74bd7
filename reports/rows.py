"""How does the row of a glossary stand on a page of Markdown?"""

from collections.abc import Iterable, Sequence

from db.models import Entry, Kind, Provenance
from reports.markdown_text import Safe, code, escape, in_cell, joined_by, link
from reports.page import is_undecided, is_unknown
from reports.phrases import Phrases

_NOTHING = Safe("—")
_UNSURE = 0.5  # a meaning less likely than this is said to be unconfirmed


class Rows:
    """What a glossary says of a term, in one language."""

    def __init__(self, phrases: Phrases) -> None:
        self.phrases = phrases

    def table(self, entries: Sequence[Entry], here: str) -> list[Safe]:
        """The lines of a table; `here`: the key of what a meaning that its own words give is said to come from.

        Where a meaning comes from is said where that is not the lexicon.
        """
        shown = any(entry.provenance not in (None, Provenance.LEXICON) or _is_unsure(entry) for entry in entries)
        header = ["term", "spelled_out", "in_plain_words", *(["from"] if shown else [])]
        rows = [
            [
                escape(entry.term),
                self._spelled_out(entry),
                escape(entry.meaning or "") or _NOTHING,
                *([self._from(entry, here)] if shown else []),
            ]
            for entry in entries
        ]
        return [table_row(map(self.phrases.say, header)), Safe("|---" * len(header) + "|"), *map(table_row, rows)]

    def _spelled_out(self, entry: Entry) -> Safe:
        if entry.expansion and entry.original:
            return self.phrases.say("in_english", words=entry.expansion, english=entry.original)
        if entry.expansion:
            return escape(entry.expansion)
        if is_undecided(entry):
            meanings = [escape(alternative.expansion) for alternative in entry.alternatives]
            key = "one_of_two" if len(meanings) == 2 else "one_of_several"
            last = joined_by(self.phrases.words.say("or"), meanings[-2:])
            return self.phrases.say(key, meanings=joined_by(", ", [*meanings[:-2], last]))
        if is_unknown(entry):
            return self.phrases.say("unknown")
        kinds = {Kind.NAME: "proper_name", Kind.TICKER: "trading_code"}
        return self.phrases.say(kinds[entry.kind]) if entry.kind in kinds else _NOTHING

    def _from(self, entry: Entry, here: str) -> Safe:
        if entry.provenance is None:
            return _NOTHING
        if entry.provenance is Provenance.LEXICON and not _is_unsure(entry):
            return Safe("")
        linked = link(self._provenance(entry.provenance, entry.evidence_url, here), entry.evidence_url)
        return self.phrases.say("unconfirmed", **{"from": linked}) if _is_unsure(entry) else linked

    def _provenance(self, provenance: Provenance, url: str | None, here: str) -> Safe:
        if provenance is Provenance.THREAD:
            return self.phrases.say(here)
        name = self.phrases.words.encyclopedia(url) if provenance is Provenance.ENCYCLOPEDIA and url else None
        return escape(name) if name else self.phrases.say(f"from_{provenance.value}")

    def short(self, entry: Entry) -> Safe:
        """The term and what it stands for, in a line among others."""
        if entry.expansion:
            return Safe(f"{escape(entry.term)} ({escape(entry.expansion, inside=True)})")
        return Safe(f"{code(entry.term)} ({self._spelled_out(entry)})")


def _is_unsure(entry: Entry) -> bool:
    return entry.confidence is not None and entry.confidence < _UNSURE


def table_row(cells: Iterable[Safe]) -> Safe:
    """A line of a table."""
    return Safe(f"| {' | '.join(map(in_cell, cells))} |")
