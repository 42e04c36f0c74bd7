"""How do a post's words stand on a page of Markdown: verbatim, with whose they are and what was added?"""

import re
from collections.abc import Mapping

from db.models import Act, Extract
from reports.markdown_text import Safe, code, escape, joined_by, link, link_target, visible
from reports.page import PageItem, Quote, Speech, Wording, is_text
from reports.phrases import Phrases


class Quoting:
    """Headlines, quotations and who says them, in one language."""

    def __init__(self, phrases: Phrases) -> None:
        self.phrases = phrases

    def title(self, page_item: PageItem) -> Safe:
        """The item's headline, its glosses in place, linked to where it can be read."""
        if page_item.title is None:
            return Safe("")
        quote = page_item.title
        said = Safe(_glossed(quote.written_out or quote.extract) + ("…" if page_item.title_cut else ""))
        urls = [quote.extract.url, *(seen.url for seen in page_item.seen_on)]
        linked = link(said, next(filter(link_target, urls), None))
        return self.phrases.say("update", title=linked) if page_item.update else linked

    def by(self, page_item: PageItem) -> Safe:
        """Whose headline it is."""
        name = _author(page_item.title.extract.author) if page_item.title else Safe("")
        return self.phrases.say("by", author=name) if name else name

    def quote(self, quote: Quote, page_item: PageItem) -> Safe:
        """The words in quotation marks, with their author and a link to them."""
        extract = quote.extract
        place = self.phrases.say("page" if is_text(extract.source) else "post")
        by = [_author(extract.author), link(place, extract.url) if extract.url else Safe("")]
        return joined_by(" — ", [self._marked(quote, page_item), joined_by(", ", by)])

    def part(self, quote: Quote, page_item: PageItem) -> Safe:
        """Words of a text, whose author is known already."""
        return joined_by(" ", [self._marked(quote, page_item), self.without_acronyms(quote)])

    def heading(self, quote: Quote) -> Safe:
        """The heading of a section, as it was written."""
        return Safe(f"**{_glossed(quote.written_out or quote.extract).strip(' .:')}.**")

    def said(self, said: Speech, page_item: PageItem) -> Safe:
        """A line of a conversation: who does what to whom, linked to the post, and the words that carry it."""
        author = _author(said.author) or self.phrases.say("somebody")
        to = _author(said.to)
        does = self.phrases.say(f"{said.act}_to", to=to) if to else self.phrases.say(f"{said.act}_alone")
        line = [Safe(f"**{author}** {link(does, said.quote.extract.url)}:"), self._marked(said.quote, page_item)]
        return Safe("  " * said.depth + "- " + joined_by(" ", [*line, self.without_acronyms(said.quote)]))

    def asked(self, said: Speech) -> Safe:
        """That the question is what somebody asks above."""
        return self.phrases.say("asked_above", author=_author(said.author) or self.phrases.say("somebody"))

    def others(self, others: Mapping[Act, int]) -> Safe:
        """How many more posts there are, and what they do."""
        done = [self.phrases.count(f"posts_{act}", n) for act in Act if (n := others.get(act, 0))]
        return self.phrases.say("others", acts=joined_by(", ", done)) if done else Safe("")

    def without_acronyms(self, quote: Quote) -> Safe:
        """What a quotation says, its acronyms written out, in nobody's own words; empty where it has none."""
        if quote.written_out is None:
            return Safe("")
        return self.phrases.say("without_acronyms", text=_glossed(quote.written_out))

    def _marked(self, quote: Quote, page_item: PageItem) -> Safe:
        """The words in quotation marks, and their language where it is not that of the item or the page.

        Its glosses in place, unless it is written out beside.
        """
        extract = quote.extract
        said = escape(extract.text.strip()) if quote.written_out else _glossed(extract)
        is_other = extract.language not in (None, page_item.language or self.phrases.words.language)
        language = self.phrases.written_in(extract.language) if is_other else Safe("")
        return joined_by(" ", [self.phrases.say("quote", text=said), Safe(f"({language})" if language else "")])


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
