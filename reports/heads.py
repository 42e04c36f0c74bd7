"""What stands in the lines at the head of a page and of an item, and in items of one line, in Markdown?"""

from collections import Counter
from collections.abc import Iterable, Iterator

from db.models import Movement, Provenance, State
from reports.markdown_text import Safe, code, escape, joined_by, link
from reports.page import DigestPage, ExplanationPage, PageItem, ReportPage, Rising, Unanswered, Update
from reports.phrases import Phrases
from reports.rows import table_row

_NOTHING = Safe("—")
_LICENCE = "https://creativecommons.org/licenses/by-sa/4.0/"  # of what the encyclopedias say
_PLACES = 3  # of which an item or a rising term is linked to; the others are counted
FAILURES_IN_LINE = 5  # sources that did not answer, in the line at the top; more have a table at the end


class Heads:
    """How much there is, where, since when and why, in one language."""

    def __init__(self, phrases: Phrases) -> None:
        self.phrases = phrases

    def day(self, page: DigestPage) -> Safe:
        """The title of a day's page."""
        return self.phrases.say("digest_title", **self.phrases.words.calendar(page.day))

    def header(self, page: DigestPage) -> Safe:
        """How much the page holds, and who answered."""
        kinds = [self.phrases.count("stories", page.counts.stories), self.phrases.count("threads", page.counts.threads)]
        left_out = {"kept_out": page.kept_out, "unread": page.unread}
        missing = [self.phrases.count(key, n) for key, n in left_out.items() if n]
        return joined_by(" · ", [*kinds, *self._terms(page), *missing, self._answers(page)])

    def origin(self, page: ExplanationPage) -> Safe:
        """Where what is explained comes from, and how much it holds."""
        if page.pasted:
            return joined_by(" · ", [self.phrases.say("pasted"), self._pieces(page), *self._terms(page)])
        held = {"comments": page.comments, "left_out": page.left_out}
        comments = [self.phrases.count(key, n) for key, n in held.items() if n]
        sources = joined_by(", ", (self.phrases.place(seen) for seen in page.seen_on))
        return joined_by(" · ", [sources, *comments, *self._terms(page)])

    def _pieces(self, page: ExplanationPage) -> Safe:
        found = {"trends": len(page.trends), "articles": len(page.threads)}
        pieces = [self.phrases.count(key, n) for key, n in found.items() if n]
        return self.phrases.say("and", first=pieces[0], second=pieces[1]) if len(pieces) == 2 else joined_by("", pieces)

    def _terms(self, page: ReportPage) -> Iterator[Safe]:
        yield self.phrases.count("explained", page.counts.explained)
        for key, n in (("undecided", page.counts.undecided), ("unknown", page.counts.unknown)):
            if n:
                yield self.phrases.count(key, n)

    def _answers(self, page: DigestPage) -> Safe:
        if not page.asked:
            return Safe("")
        said = self.phrases.say("answered", answered=page.answered, asked=page.asked)
        if self.listed_failures(page):
            failed = self.phrases.say("failures_below", failures=joined_by(", ", self._failures(page.unanswered)))
        else:
            failed = joined_by("; ", (self._failure(each) for each in page.unanswered))
        silent = (joined_by(" ", [self.phrases.source(each.source), escape(each.words)]) for each in page.stale)
        stale = joined_by(", ", silent)
        answers = Safe(f"{said} ({failed})") if failed else said
        return joined_by(" · ", [answers, self.phrases.say("stale", sources=stale) if stale else Safe("")])

    def listed_failures(self, page: DigestPage) -> list[Unanswered]:
        """The sources that did not answer, by how that went, where they are too many for the line at the top."""
        if len(page.unanswered) <= FAILURES_IN_LINE:
            return []
        states = list(State)
        return sorted(page.unanswered, key=lambda failed: states.index(State(failed.state)))

    def _failures(self, failures: Iterable[Unanswered]) -> Iterator[Safe]:
        """How many sources did not answer in each way."""
        counted = Counter(State(failed.state) for failed in failures)
        return (self.phrases.count(state.name.lower(), counted[state]) for state in State if counted[state])

    def failure_row(self, failed: Unanswered) -> Safe:
        """A line of the table of the sources that did not answer."""
        return table_row([self.phrases.source(failed.source), escape(failed.words), code(failed.message) or _NOTHING])

    def _failure(self, failed: Unanswered) -> Safe:
        said = joined_by(": ", [self.phrases.source(failed.source), escape(failed.words)])
        # until when to wait is said in our words already
        return said if failed.state == State.WAIT else joined_by(", ", [said, code(failed.message)])

    def meta(self, page_item: PageItem) -> Safe:
        """How the item stands, where it was seen, since when, why it ranks, and by which rule it is a favourite."""
        return joined_by(
            " · ",
            [
                self._standing(page_item),
                self.phrases.places(page_item.seen_on, _PLACES),
                self.phrases.written_in(page_item.language),
                self._since(page_item),
                self.phrases.say("why", why=page_item.why),
                self._rule(page_item),
            ],
        )

    def _since(self, page_item: PageItem) -> Safe:
        """When what is old was written, else since when it is known, unless it is new."""
        if page_item.is_old and page_item.written:
            return self.phrases.say("written_on", **self.phrases.words.calendar(page_item.written.date()))
        return escape("" if page_item.status is Movement.NEW else page_item.first_seen_words)

    def brief(self, page_item: PageItem) -> Safe:
        """How an item of a line stands, where it was seen first, and by which rule it is a favourite."""
        place, language = self.phrases.places(page_item.seen_on[:1], 1), self.phrases.written_in(page_item.language)
        moved = escape(page_item.moved) if page_item.status not in (None, Movement.NEW, Movement.STEADY) else Safe("")
        old = self._since(page_item) if page_item.is_old else Safe("")
        return joined_by(" · ", [self._standing(page_item), place, moved, old, language, self._rule(page_item)])

    def _standing(self, page_item: PageItem) -> Safe:
        status = [Safe(f"**{self.phrases.say(page_item.status)}**")] if page_item.status else []
        return joined_by(" ", [*status, Safe(page_item.sparkline)])

    def _rule(self, page_item: PageItem) -> Safe:
        return self.phrases.say("by_rule", rule=code(page_item.rule)) if page_item.rule else Safe("")

    def legend(self, page: ReportPage) -> Safe:
        """What on the page was added or changed, and where its meanings come from."""
        keys = ["legend", *(["legend_never"] if page.acronyms == "never" else [])]
        keys += ["legend_lexicon"] if any(entry.provenance is Provenance.LEXICON for entry in page.entries) else []
        looked_up = any(entry.provenance is Provenance.ENCYCLOPEDIA for entry in page.entries)
        licence = link(self.phrases.say("licence"), _LICENCE)
        licensed = [self.phrases.say("legend_encyclopedia", licence=licence)] if looked_up else []
        return joined_by(" ", [*map(self.phrases.say, keys), *licensed])

    def rising(self, term: Rising) -> Safe:
        """A term that rises: since when, and where it is used."""
        said = "rising_new" if term.is_new else "rising_burst"
        places = self.phrases.places(term.seen_on, _PLACES)
        where = self.phrases.say(said, threads=self.phrases.count("threads", term.threads), places=places)
        return Safe(f"**{escape(term.entry.term)}**: {where}")

    def news(self, update: Update) -> Safe:
        """What is new of a story that the digest before had."""
        places = joined_by(", ", (self.phrases.place(seen) for seen in update.tellings))
        told = [self.phrases.say("also_on", places=places)] if update.tellings else []
        comments = [self.phrases.count("new_comments", update.comments)] if update.comments else []
        return self.phrases.say("what_is_new", what=joined_by("; ", [*told, *comments]))
