"""How is a page printed as Markdown?

The templates lay out the blocks; the functions here make what stands inside a line. Whatever is not `Safe` is escaped
when it is printed, so nothing from outside can be forgotten.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from db.models import Entry, Extract, Kind, Provenance, State
from reports.markdown_text import Safe, code, escape, finished, in_cell, joined_by, link, visible
from reports.page import (
    DigestPage,
    ExplanationPage,
    PageItem,
    ReportPage,
    Rising,
    SeenOn,
    SourceName,
    Unanswered,
    Update,
    Wording,
    is_text,
    is_undecided,
    is_unknown,
)
from reports.words import Words, page_words

_TEMPLATES = Path(__file__).parent.parent / "templates"
_NOTHING = Safe("—")
_LICENCE = "https://creativecommons.org/licenses/by-sa/4.0/"  # of what the encyclopedias say
_PLACES = 3  # where a rising term is used; the others are counted
FAILURES_IN_LINE = 5  # sources that did not answer, in the line at the top; more have a table at the end
_UNSURE = 0.5  # a meaning less likely than this is said to be unconfirmed


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
    made.globals.update(_Phrases(page_words(language)).in_templates())
    return made


class _Phrases:
    """What stands inside a line, in one language."""

    def __init__(self, own: Words) -> None:
        self.words = own

    def in_templates(self) -> dict[str, Callable[..., Safe | list[Unanswered]]]:
        public = (
            self.say,
            self.day,
            self.header,
            self.listed_failures,
            self.failure_row,
            self.origin,
            self.meta,
            self.brief,
            self.count,
            self.title,
            self.ranking_row,
            self.news,
            self.rising,
            self.quote,
            self.without_acronyms,
            self.said_in,
            self.row,
            self.legend,
        )
        return {function.__name__: function for function in public}

    def say(self, key: str, **values: object) -> Safe:
        """A string of ours; what fills its places is escaped unless it is Safe."""
        return Safe(self.words.say(key, **{name: finished(value) for name, value in values.items()}))

    def count(self, key: str, n: int) -> Safe:
        return Safe(self.words.count(key, n))

    def day(self, page: DigestPage) -> Safe:
        return self.say("digest_title", **self.words.calendar(page.day))

    # --- the lines of a page's and an item's head ---

    def header(self, page: DigestPage) -> Safe:
        """How much the page holds, and who answered."""
        kinds = [self.count("stories", page.counts.stories), self.count("threads", page.counts.threads)]
        left_out = {"kept_out": page.kept_out, "unread": page.unread}
        missing = [self.count(key, n) for key, n in left_out.items() if n]
        return joined_by(" · ", [*kinds, *self._terms(page), *missing, self._answers(page)])

    def origin(self, page: ExplanationPage) -> Safe:
        """Where what is explained comes from, and how much it holds."""
        if page.pasted:
            return joined_by(" · ", [self.say("pasted"), self._pieces(page), *self._terms(page)])
        held = {"comments": page.comments, "left_out": page.left_out}
        comments = [self.count(key, n) for key, n in held.items() if n]
        sources = joined_by(", ", (self.place(seen) for seen in page.seen_on))
        return joined_by(" · ", [sources, *comments, *self._terms(page)])

    def _pieces(self, page: ExplanationPage) -> Safe:
        found = {"trends": len(page.trends), "articles": len(page.threads)}
        pieces = [self.count(key, n) for key, n in found.items() if n]
        return self.say("and", first=pieces[0], second=pieces[1]) if len(pieces) == 2 else joined_by("", pieces)

    def _terms(self, page: ReportPage) -> Iterator[Safe]:
        yield self.count("explained", page.counts.explained)
        for key, n in (("undecided", page.counts.undecided), ("unknown", page.counts.unknown)):
            if n:
                yield self.count(key, n)

    def _answers(self, page: DigestPage) -> Safe:
        if not page.asked:
            return Safe("")
        said = self.say("answered", answered=page.answered, asked=page.asked)
        if self.listed_failures(page):
            failed = self.say("failures_below", failures=joined_by(", ", self._failures(page.unanswered)))
        else:
            failed = joined_by("; ", (self._failure(each) for each in page.unanswered))
        stale = joined_by(", ", (joined_by(" ", [self.source(each.source), escape(each.words)]) for each in page.stale))
        answers = Safe(f"{said} ({failed})") if failed else said
        return joined_by(" · ", [answers, self.say("stale", sources=stale) if stale else Safe("")])

    def listed_failures(self, page: DigestPage) -> list[Unanswered]:
        """The sources that did not answer, by how that went, where they are too many for the line at the top."""
        if len(page.unanswered) <= FAILURES_IN_LINE:
            return []
        states = list(State)
        return sorted(page.unanswered, key=lambda failed: states.index(State(failed.state)))

    def _failures(self, failures: Iterable[Unanswered]) -> Iterator[Safe]:
        """How many sources did not answer in each way."""
        counted = Counter(State(failed.state) for failed in failures)
        return (self.count(state.name.lower(), counted[state]) for state in State if counted[state])

    def failure_row(self, failed: Unanswered) -> Safe:
        """A line of the table of the sources that did not answer."""
        return _table_row([self.source(failed.source), escape(failed.words), code(failed.message) or _NOTHING])

    def _failure(self, failed: Unanswered) -> Safe:
        said = joined_by(": ", [self.source(failed.source), escape(failed.words)])
        # until when to wait is said in our words already
        return said if failed.state == State.WAIT else joined_by(", ", [said, code(failed.message)])

    def meta(self, page_item: PageItem) -> Safe:
        """How the item stands, where it was seen, since when, why it ranks, and by which rule it is a favourite."""
        return joined_by(
            " · ",
            [
                self._standing(page_item),
                joined_by(", ", (self.place(seen) for seen in page_item.seen_on)),
                self._by(page_item.title),
                escape(page_item.first_seen_words),
                self.say("why", why=page_item.why),
                self._rule(page_item),
            ],
        )

    def brief(self, page_item: PageItem) -> Safe:
        """How an item of a line stands, where it was seen, and by which rule it is a favourite."""
        places = joined_by(", ", (self.place(seen) for seen in page_item.seen_on))
        return joined_by(" · ", [self._standing(page_item), places, self._rule(page_item)])

    def _standing(self, page_item: PageItem) -> Safe:
        status = [Safe(f"**{self.say(page_item.status)}**")] if page_item.status else []
        return joined_by(" ", [*status, Safe(page_item.sparkline)])

    def _rule(self, page_item: PageItem) -> Safe:
        return self.say("by_rule", rule=code(page_item.rule)) if page_item.rule else Safe("")

    def _by(self, title: Extract | None) -> Safe:
        name = _author(title.author) if title else Safe("")
        return self.say("by", author=name) if name else name

    def place(self, seen: SeenOn) -> Safe:
        ranked = [self.say("rank", rank=seen.rank)] if seen.rank else []
        return joined_by(" ", [link(self.source(seen.source), seen.url), *ranked])

    def source(self, source: SourceName) -> Safe:
        """The source's name; a host or key, being from outside, in code."""
        place = escape(source.country) or code(source.place)
        return Safe(f"{source.name} ({place})") if source.name and place else escape(source.name) or place

    def legend(self, page: ReportPage) -> Safe:
        """What on the page was added or changed."""
        changed = [self.say("legend_never")] if page.acronyms == "never" else []
        looked_up = any(entry.provenance is Provenance.ENCYCLOPEDIA for entry in page.entries)
        licensed = [self.say("legend_encyclopedia", licence=link(self.say("licence"), _LICENCE))] if looked_up else []
        return joined_by(" ", [self.say("legend"), *changed, *licensed])

    # --- what was written ---

    def title(self, page_item: PageItem) -> Safe:
        """The item's headline, its glosses in place."""
        if page_item.title is None:
            return Safe("")
        said = Safe(_glossed(page_item.title_written_out or page_item.title) + ("…" if page_item.title_cut else ""))
        return self.say("update", title=said) if page_item.update else said

    def ranking_row(self, page_item: PageItem) -> Safe:
        """A line of the ranking: how the item moved on the list that ranks it best, and its number on the page."""
        cells = [
            self.say(page_item.status or ""),
            joined_by(" ", [Safe(f"{page_item.number}." if page_item.number else ""), self.title(page_item)]),
            self.place(page_item.seen_on[0]),
            escape(page_item.moved),
            Safe(page_item.sparkline),
        ]
        return _table_row(cells)

    def news(self, update: Update) -> Safe:
        """What is new of a story that the digest before had."""
        places = joined_by(", ", (self.place(seen) for seen in update.tellings))
        told = [self.say("also_on", places=places)] if update.tellings else []
        comments = [self.count("new_comments", update.comments)] if update.comments else []
        return self.say("what_is_new", what=joined_by("; ", [*told, *comments]))

    def rising(self, term: Rising, here: Safe) -> Safe:
        """A line of the table of rising terms: the glossary's, and since when and where it is used."""
        first, others = term.seen_on[:_PLACES], len(term.seen_on[_PLACES:])
        more = [self.say("more", n=others)] if others else []
        places = joined_by(", ", [*(self.place(seen) for seen in first), *more])
        said = "rising_new" if term.is_new else "rising_burst"
        where = self.say(said, threads=self.count("threads", term.threads), places=places)
        return Safe(f"{self.row(term.entry, here)} {in_cell(where)} |")

    def quote(self, extract: Extract, written_out: Wording | None) -> Safe:
        """The extract in quotation marks, with its author and a link to it.

        Its glosses in place, unless it is `written_out` below.
        """
        said = self.say("quote", text=escape(extract.text.strip()) if written_out else _glossed(extract))
        place = self.say("page" if is_text(extract.source) else "post")
        by = joined_by(", ", [_author(extract.author), link(place, extract.url) if extract.url else Safe("")])
        return joined_by(" — ", [said, by])

    def without_acronyms(self, written_out: Wording) -> Safe:
        """What a quotation says, its acronyms written out; no longer in anybody's own words."""
        return self.say("without_acronyms", text=_glossed(written_out))

    # --- the glossary ---

    def said_in(self, page_item: PageItem) -> Safe:
        """What a meaning that was written in the item's own words is said to come from."""
        alone = all(is_text(source) for source, _ in page_item.members)
        return self.say("from_text" if alone else "from_thread")

    def row(self, entry: Entry, here: Safe) -> Safe:
        """A line of the glossary's table."""
        cells = [
            escape(entry.term),
            self._spelled_out(entry),
            escape(entry.meaning or "") or _NOTHING,
            self._from(entry, here),
        ]
        return _table_row(cells)

    def _spelled_out(self, entry: Entry) -> Safe:
        if entry.expansion and entry.original:
            return self.say("in_english", words=entry.expansion, english=entry.original)
        if entry.expansion:
            return escape(entry.expansion)
        if is_undecided(entry):
            meanings = [escape(alternative.expansion) for alternative in entry.alternatives]
            key = "one_of_two" if len(meanings) == 2 else "one_of_several"
            last = joined_by(self.words.say("or"), meanings[-2:])
            return self.say(key, meanings=joined_by(", ", [*meanings[:-2], last]))
        if is_unknown(entry):
            return self.say("unknown")
        kinds = {Kind.NAME: "proper_name", Kind.TICKER: "trading_code"}
        return self.say(kinds[entry.kind]) if entry.kind in kinds else _NOTHING

    def _from(self, entry: Entry, here: Safe) -> Safe:
        if entry.provenance is None:
            return _NOTHING
        linked = link(self._provenance(entry.provenance, entry.evidence_url, here), entry.evidence_url)
        unsure = entry.confidence is not None and entry.confidence < _UNSURE
        return self.say("unconfirmed", **{"from": linked}) if unsure else linked

    def _provenance(self, provenance: Provenance, url: str | None, here: Safe) -> Safe:
        if provenance is Provenance.THREAD:
            return here
        name = self.words.encyclopedia(url) if provenance is Provenance.ENCYCLOPEDIA and url else None
        return escape(name) if name else self.say(f"from_{provenance.value}")


def _table_row(cells: Iterable[Safe]) -> Safe:
    """A line of a table."""
    return Safe(f"| {' | '.join(map(in_cell, cells))} |")


def _glossed(extract: Extract | Wording) -> Safe:
    """The text with each of its glosses in square brackets after its mention, and nothing else altered."""
    parts, at = [], 0
    for gloss in extract.glosses:
        parts += [_after_bracket(extract.text[at : gloss.end], at), f" [{escape(gloss.expansion or '').strip()}]"]
        at = gloss.end
    parts.append(_after_bracket(extract.text[at:], at))
    return Safe("".join(parts).strip())


def _after_bracket(text: str, at: int) -> Safe:
    """The text escaped; after a gloss a round bracket would make a link of it."""
    escaped = escape(text, inside=at > 0)
    return Safe(f"\\{escaped}") if at and escaped.startswith("(") else escaped


def _author(name: str | None) -> Safe:
    """An author's name: in code when it is written like an acronym, since it is not one to explain."""
    plain = visible(name or "").strip()
    return escape(plain) if all(_is_ordinary(word) for word in re.findall(r"\w+", plain)) else code(plain)


def _is_ordinary(word: str) -> bool:
    capitals = sum(character.isupper() for character in word)
    return capitals <= 1 and not (capitals and any(character.isdigit() for character in word)) and "_" not in word
