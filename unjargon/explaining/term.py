"""Which meanings of a term are known, what speaks for each, and where was it met?

lexicon, senses, definitions and encyclopedias' entries -> one group for each meaning -> rows, or a page of text
"""

import textwrap
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from analysis.lexicon.lexicon import load_lexicon
from analysis.lexicon.lines import categories
from analysis.senses.encyclopedia import long_form
from analysis.senses.known import known_senses
from analysis.text.surface import canonical
from analysis.text.wording import wording
from db.errors import QueryError
from db.languages import PAGE_LANGUAGES
from db.models import Definition, EncyclopediaEntry, Kind, Post, PostKey, Provenance, Sense, clean_text
from db.store import Store
from db.uses import TermUse, term_uses
from reports.words import Words, page_words
from unjargon.declared import titles
from unjargon.printing import TableRow, printable, wrapped
from unjargon.settings import Settings
from unjargon.stores import ask, known_store

MEANING_COLUMNS = (
    "term",
    "spelled_out",
    "meaning",
    "from",
    "field",
    "mentions",
    "threads",
    "first_seen",
    "last_seen",
    "example",
)
MEANING_IN_FULL = (*MEANING_COLUMNS, "category", "authors", "evidence", "seen_in")
_MOST = 100  # threads, and definitions, of a meaning
_HANDFUL = 5  # of them in the text
_TITLE = 90  # characters


@dataclass
class _Group:
    """One meaning: the senses that say so, and all that speaks for it. Without senses: what is not known."""

    senses: list[Sense] = field(default_factory=list)
    written: list[Definition] = field(default_factory=list)
    looked_up: list[EncyclopediaEntry] = field(default_factory=list)

    @property
    def sense(self) -> Sense | None:
        """The one that is believed most."""
        return min(self.senses, key=lambda sense: list(Provenance).index(sense.provenance), default=None)

    @property
    def authors(self) -> int:
        return len({(each.source, each.author) for each in self.written if each.author})

    def first(self, name: str) -> str | None:
        """The domain, or the category, of the first sense that has one."""
        return next((found for sense in self.senses if (found := getattr(sense, name))), None)


@dataclass(frozen=True)
class Additions:
    """What a store adds to the lexicon."""

    senses: Sequence[Sense] = ()
    definitions: Sequence[Definition] = ()
    entries: Sequence[EncyclopediaEntry] = ()
    uses: Mapping[str | None, TermUse] = field(default_factory=dict)
    posts: Mapping[PostKey, Sequence[Post]] = field(default_factory=dict)  # of the threads of the definitions


def meanings_of(name: str, settings: Settings) -> list[TableRow]:
    """Every meaning of a term: the reader's own, then the most frequent, and how often it was met without one.

    `evidence` has a row for each place that the meaning is from, `seen_in` for each thread in which it was met.
    """
    name = clean_text(name)
    lexicon = [meaning.sense for meaning in load_lexicon().of(name)]
    terms = list(dict.fromkeys([canonical(name), *(sense.term for sense in lexicon)]))
    with known_store(settings.store) as store:
        found = _found(store, terms) if store else Additions()
    groups = _grouped(lexicon, found)
    if None in found.uses:
        groups.append(_Group())
    met = _met(settings, terms, groups) if found.uses else {}
    rows = [_row(name, group, found, met, settings.language) for group in groups]
    return sorted(rows, key=lambda row: (row["from"] != "reader", -row["mentions"], str(row["spelled_out"])))


def _found(store: Store, terms: Sequence[str]) -> Additions:
    keys = {canonical(term).casefold() for term in terms}
    known = known_senses(store, keys)
    definitions = store.definitions(terms)[:_MOST]
    added = [sense for key, sense in known.learned.items() if key.casefold() in keys]
    readings = [candidate.sense for some in known.looked_up.values() for candidate in some]
    uses: dict[str | None, TermUse] = {}
    for term in reversed(terms):  # the name that was asked for counts for what is not known
        uses |= {use.sense: use for use in term_uses(store, term)}
    return Additions(
        senses=[*(sense for term in terms for sense in store.senses(term)), *added, *readings],
        definitions=definitions,
        entries=[entry for entry in store.encyclopedia_entries() if canonical(entry.term).casefold() in keys],
        uses=uses,
        posts=store.posts_of(list(dict.fromkeys((each.source, each.thread) for each in definitions))),
    )


# --- which of them are one -------------------------------------------------------------------------------------------


def _grouped(lexicon: Sequence[Sense], found: Additions) -> list[_Group]:
    """One group for each of the reader's own senses and each of the lexicon's; what says the same joins one of these,
    else makes one of its own."""
    known = {sense.id for sense in lexicon}
    own = {sense.id: sense for sense in found.senses if sense.provenance is Provenance.READER}
    groups = [_Group([sense]) for sense in lexicon]
    for sense in found.senses:
        if sense.id not in known | own.keys():
            _joined(sense, groups).senses.append(sense)
            known.add(sense.id)
    for definition in found.definitions:
        said = _said(definition.term, definition.expansion, Provenance.THREAD)
        _joined(said, groups, alone=[said]).written.append(definition)
    for entry in found.entries:
        if spelled_out := long_form(entry):
            said = _said(entry.term, spelled_out, Provenance.ENCYCLOPEDIA)
            _joined(said, groups, alone=[said]).looked_up.append(entry)
    return [*(_Group([sense]) for sense in own.values()), *groups]


def _joined(sense: Sense, groups: list[_Group], alone: Sequence[Sense] = ()) -> _Group:
    """The group that says the same, else a new one, which has the senses in `alone`."""
    said = _wordings(sense)
    group = next((group for group in groups if any(said & _wordings(other) for other in group.senses)), None)
    if group is None:
        group = _Group(list(alone))
        groups.append(group)
    return group


def _wordings(sense: Sense) -> set[frozenset[str]]:
    return {wording(said) or frozenset({said}) for said in sense.expansion.values()} or {frozenset({sense.id})}


def _said(term: str, expansion: str, provenance: Provenance) -> Sense:
    both = dict.fromkeys(PAGE_LANGUAGES, expansion)
    return Sense(id=f"{provenance}:{term}", term=term, kind=Kind.ACRONYM, expansion=both, provenance=provenance)


# --- where they were met ---------------------------------------------------------------------------------------------


def _met(settings: Settings, terms: Sequence[str], groups: Sequence[_Group]) -> dict[str | None, list[TableRow]]:
    """The threads in which each sense was met (None: none is known), the latest first.

    Empty where the store is on a server, or cannot say in time.
    """
    senses = ", ".join(_quoted(sense.id) for group in groups for sense in group.senses)
    unknown = f"m.sense IS NULL AND m.term IN ({', '.join(map(_quoted, terms))})"
    sql = f"""
        SELECT m.sense, p.source, p.thread, coalesce(r.title, substr(r.text, 1, 200)), r.url, count(*)
        FROM mentions m
        JOIN posts p ON p.source = m.source AND p.external_id = m.post
        LEFT JOIN posts r ON r.source = p.source AND r.external_id = p.thread
        WHERE m.sense IN ({senses}) OR ({unknown})
        GROUP BY m.sense, p.source, p.thread, r.title, r.text, r.url
        ORDER BY max(coalesce(p.created_at, p.collected_at)) DESC, p.source, p.thread"""  # noqa: S608 - quoted, and read-only
    met: dict[str | None, list[TableRow]] = defaultdict(list)
    with suppress(QueryError):
        for sense, *values in ask(settings.store, sql).rows:
            met[sense if sense is None else str(sense)].append(
                dict(zip(("source", "thread", "title", "url", "mentions"), values, strict=True))
            )
    return met


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _row(
    name: str, group: _Group, found: Additions, met: Mapping[str | None, Sequence[TableRow]], language: str
) -> TableRow:
    sense = group.sense
    ids: list[str | None] = [*(each.id for each in group.senses)] or [None]
    uses = [found.uses[key] for key in ids if key in found.uses]
    seen_in = [place for key in ids for place in met.get(key, ())]
    category = group.first("category")
    example = uses[0] if uses else None
    return {
        "term": sense.term if sense else name,
        "spelled_out": _in(language, group, "expansion") if sense else page_words(language).say("unknown"),
        "meaning": _in(language, group, "meaning"),
        "from": sense.provenance.value if sense else None,
        "field": group.first("domain"),
        "mentions": sum(use.mentions for use in uses),
        "threads": sum(use.threads for use in uses),
        "first_seen": min((use.first_seen for use in uses), default=None),
        "last_seen": max((use.last_seen for use in uses), default=None),
        "example": f"{example.example_source} {example.example_thread}" if example else None,
        "category": categories().get(category, {}).get(language) if category else None,
        "authors": group.authors,
        "evidence": list(_evidence(group, found)),
        "seen_in": seen_in[:_MOST],
    }


def _in(language: str, group: _Group, name: str) -> str | None:
    """The expansion, or the meaning, in a language: of the first sense that has one; of the lexicon's in any case."""
    return next((said for sense in group.senses if (said := getattr(sense, name).get(language))), None)


def _evidence(group: _Group, found: Additions) -> Iterator[TableRow]:
    """Where the meaning is from, each with its link; what several threads say counts once they are two authors'."""
    for provenance in (Provenance.READER, Provenance.LEXICON, Provenance.CORPUS):
        if any(sense.provenance is provenance for sense in group.senses):
            yield {"from": provenance.value}
    for definition in group.written:
        yield {"from": Provenance.THREAD.value, **_writing(definition, found.posts)}
    for entry in group.looked_up:
        yield {
            "from": Provenance.ENCYCLOPEDIA.value,
            "source": entry.encyclopedia,
            "title": entry.phrase,
            "url": entry.url,
            "licence": entry.licence,
            "at": entry.fetched_at,
        }


def _writing(definition: Definition, posts: Mapping[PostKey, Sequence[Post]]) -> TableRow:
    thread = posts.get((definition.source, definition.thread), ())
    post = next((each for each in thread if each.external_id == definition.post), None)
    root = thread[0] if thread else None
    return {
        "source": definition.source,
        "thread": definition.thread,
        "author": definition.author,
        "title": (root.title or root.text) if root else None,
        "url": post.url if post else None,
        "at": (post.created_at or post.collected_at) if post else None,
    }


# --- as text ---------------------------------------------------------------------------------------------------------


def meanings_text(rows: Sequence[TableRow], settings: Settings, width: int | None = None) -> str:
    """The meanings one below the other, in lines of at most `width` characters; addresses are never cut."""
    say = page_words(settings.language)
    if any(row["seen_in"] for row in rows):  # else no source is named, and the names need not be loaded
        say = say.naming(titles(settings))
    blocks = ["\n".join(_block(number, row, say, width)) for number, row in enumerate(rows, 1)]
    return "\n\n".join(blocks)


def _block(number: int, row: TableRow, say: Words, width: int | None) -> Iterator[str]:
    spelled_out = f" · {row['spelled_out']}" if row["spelled_out"] else ""
    yield from wrapped(f"{number}. ", f"{row['term']}{spelled_out}", width)
    if row["meaning"]:
        yield from wrapped("   ", row["meaning"], width)
    if row["field"]:
        yield from wrapped("   ", say.say("term_field", field=say.field(row["field"], row["category"])), width)
    if row["evidence"]:
        yield from _listed(say.say("term_from"), [_source_line(each, row, say) for each in row["evidence"]], say, width)
    yield from _listed(_how_often(row, say), [_place_line(each, say) for each in row["seen_in"]], say, width)


def _how_often(row: TableRow, say: Words) -> str:
    if not row["mentions"]:
        return say.say("term_not_met")
    first, last = f"{row['first_seen']:%Y-%m-%d}", f"{row['last_seen']:%Y-%m-%d}"
    when = say.say("term_since", first=first, last=last) if first != last else say.say("term_on", day=first)
    return say.say(
        "term_met", times=say.count("times", row["mentions"]), threads=say.count("threads", row["threads"]), when=when
    )


def _source_line(each: TableRow, row: TableRow, say: Words) -> tuple[str, str | None]:
    """A line of evidence, and its address."""
    match Provenance(each["from"]):
        case Provenance.THREAD:
            author = each["author"] or say.say("term_somebody")
            day = f"{each['at']:%Y-%m-%d}" if each["at"] else "—"
            return say.say("term_written", author=author, title=_short(each["title"]), day=day), each["url"]
        case Provenance.ENCYCLOPEDIA:
            name = say.encyclopedia(each["url"]) or each["source"]
            said = say.say("term_looked_up", name=name, title=_short(each["title"]), licence=each["licence"])
            return said, each["url"]
        case Provenance.CORPUS:
            return say.say("term_learned", authors=say.count("authors", row["authors"])), None
        case provenance:
            return say.say(f"from_{provenance.value}"), None


def _place_line(place: TableRow, say: Words) -> tuple[str, str | None]:
    source = say.source(place["source"])
    name = " ".join(filter(None, [source.name, source.place, source.country]))
    return f"{_short(place['title'])} ({name}, {say.count('times', place['mentions'])})", place["url"]


def _short(title: str | None) -> str:
    return textwrap.shorten(printable(title or "—"), _TITLE, placeholder="…")


def _listed(head: str, items: Sequence[tuple[str, str | None]], say: Words, width: int | None) -> Iterator[str]:
    """The first few items below a line that says what they are."""
    if len(items) == 1 and not items[0][1]:
        yield from wrapped("   ", f"{head}: {items[0][0]}", width)
        return
    yield from wrapped("   ", f"{head}:" if items else head, width)
    for said, url in items[:_HANDFUL]:
        yield from wrapped("   - ", said, width)
        if url:
            yield f"     {printable(url)}"
    if len(items) > _HANDFUL:
        yield from wrapped("   - ", say.say("more", n=len(items) - _HANDFUL), width)
