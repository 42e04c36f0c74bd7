"""How are a page's own words, and its sources, written inside a line of Markdown?"""

from reports.markdown_text import Safe, code, escape, finished, joined_by, link
from reports.page import SeenOn, SourceName
from reports.words import Words


class Phrases:
    """The words of one language, as Markdown."""

    def __init__(self, own: Words) -> None:
        self.words = own

    def say(self, key: str, **values: object) -> Safe:
        """A string of ours; what fills its places is escaped unless it is Safe."""
        return Safe(self.words.say(key, **{name: finished(value) for name, value in values.items()}))

    def count(self, key: str, n: int) -> Safe:
        """So many of `key`."""
        return Safe(self.words.count(key, n))

    def place(self, seen: SeenOn) -> Safe:
        """The source, linked to what it has, and the rank there."""
        ranked = [self.say("rank", rank=seen.rank)] if seen.rank else []
        return joined_by(" ", [link(self.source(seen.source), seen.url), *ranked])

    def places(self, seen_on: tuple[SeenOn, ...], most: int) -> Safe:
        """The first few sources, and how many more there are."""
        others = len(seen_on) - most
        more = [self.say("more", n=others)] if others > 0 else []
        return joined_by(", ", [*map(self.place, seen_on[:most]), *more])

    def source(self, source: SourceName) -> Safe:
        """The source's name; a host or key, being from outside, in code."""
        place = escape(source.country) or code(source.place)
        return Safe(f"{source.name} ({place})") if source.name and place else escape(source.name) or place

    def written_in(self, language: str | None) -> Safe:
        """That something is in this language; nothing where its name is not known."""
        name = self.words.languages.get(language or "")
        return self.say("written_in", language=name) if name else Safe("")
