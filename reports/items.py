"""How does an explanation become an item of a page: its words in order, and the rows that they need? (pure)"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from db.models import Entry, Explanation, Extract, Kind, PostKey, Voice
from reports.glossary import distinct_entries, heard, with_unknown
from reports.glossing import Glosser, Manner, headline_written_out, quotation_written_out
from reports.markdown_text import visible
from reports.page import ItemKind, PageItem, Part, Quote, Speech, is_known

_LONGEST_TITLE = 140  # characters
_LONGEST_DESCRIPTION = 3  # extracts
_ENOUGH = 5  # words of a headline; fewer are a subject, as trends have
_TELLING = 5  # words that tell in which language they are
_VOICES = 7  # of a conversation are told, the others counted
_DEEPEST = 3  # steps by which a reply is set in


def item_of(
    explanations: Sequence[Explanation],
    kind: ItemKind,
    language: str,
    *,
    title: str = "",
    native: Collection[PostKey] = (),
    others: Sequence[Explanation] = (),
) -> PageItem | None:
    """The item that these explanations of one story make, its glosses not chosen yet; None where they hold no words.

    The headline is the one that reads `title`, if that says enough, else the first that does; its thread gives the
    words if it has some, else the one that says most. Those of threads in the page's `language`, `native`, come first:
    for its headline also one of the `others`, which give no words.
    """
    explanations = [e for e in explanations if e.headline or e.about or e.voices]
    if not explanations:
        return None
    named = _naming(explanations, others, title, native)
    main = _telling(explanations, named, native)
    made = _told(named, main, apart=named is not main and named in explanations)
    members = tuple((e.source, e.thread) for e in explanations)
    made = replace(made, kind=kind, members=members, language=_told_in(made, language))
    made = with_entries_of(made, distinct_entries([*main.entries, *named.entries]))
    return replace(made, tells=_tells(made))


def _told(named: Explanation, main: Explanation, *, apart: bool) -> PageItem:
    """The item with the headline of one explanation, and the words of another, which may be `apart`."""
    headline, was_cut = cut(named.headline, _LONGEST_TITLE) if named.headline else (None, False)
    question, voices = main.question, _loudest(main.voices, main.question)
    asks = question is not None and any(_within(question, other) for other in main.about)
    shown = None if asks or any(_asks(voice, question) for voice in voices) else question
    # what the headline's own thread says is what happened; the longest discussion may be of something else
    opening = named.about[:1] if apart else ()
    described = [*opening, *main.about][: max(_LONGEST_DESCRIPTION, len(main.about))]
    whole = (named.headline,) if was_cut and named.headline else ()
    description = [*whole, *_new(described, besides=[named.headline, shown, main.in_one_line])]
    return PageItem(
        kind="thread",
        title=_quote(headline),
        title_cut=was_cut,
        in_one_line=_quote(main.in_one_line),
        description=tuple(map(Quote, description)),
        parts=tuple(
            Part(_quote(chapter.heading), said)
            for chapter in main.chapters
            if (said := tuple(map(Quote, _new(chapter.said, besides=description))))
        ),
        conversation=tuple(_set_in(_conversation(voices, question))),
        others=Counter(main.acts) - Counter(voice.act for voice in voices),
        asks=asks,
        question=_quote(shown),
        outcome=_quote(main.outcome),
        truncated=main.truncated,
        entries=(),
        members=(),
    )


def with_entries_of(page_item: PageItem, entries: Sequence[Entry]) -> PageItem:
    """The item with the rows that its words need, and apart from these the others."""
    kept = heard(with_unknown(entries, page_item.extracts), page_item.extracts)
    others = (e for e in entries if e not in kept and e.kind is not Kind.NAME)
    return replace(page_item, entries=tuple(kept), elsewhere=tuple(others))


def narrowed(page_item: PageItem) -> PageItem:
    """The item with only those rows that a reader of its words needs."""
    return replace(with_entries_of(page_item, page_item.entries), elsewhere=())


# --- which words -----------------------------------------------------------------------------------------------------


def _quote(extract: Extract | None) -> Quote | None:
    return Quote(extract) if extract else None


def _naming(
    own: Sequence[Explanation], others: Sequence[Explanation], title: str, native: Collection[PostKey]
) -> Explanation:
    """The one whose headline names the item."""

    def names(explanation: Explanation) -> tuple[bool, bool, bool, bool, int, bool]:
        text = explanation.headline.text if explanation.headline else ""
        words = len(text.split())
        is_native = (explanation.source, explanation.thread) in native
        return bool(text), is_native, words >= _ENOUGH, explanation in own, min(words, _ENOUGH), text == title

    return max([*own, *others], key=names)


def _telling(explanations: Sequence[Explanation], named: Explanation, native: Collection[PostKey]) -> Explanation:
    """The one whose words tell the item: the named one's where they are more than a sentence."""

    def tells(explanation: Explanation) -> tuple[bool, bool, bool, int]:
        said = len(explanation.about) + len(explanation.voices)
        is_native = (explanation.source, explanation.thread) in native
        return bool(said) and is_native, explanation is named and said > 1, explanation.question is not None, said

    return max(explanations, key=tells)


def _new(extracts: Iterable[Extract], besides: Iterable[Extract | None]) -> list[Extract]:
    """The extracts that say something more than the others on the item do."""
    said = [extract for extract in besides if extract]
    return [extract for extract in extracts if not any(_within(extract, other) for other in said)]


def _within(extract: Extract, other: Extract) -> bool:
    same_post = (extract.source, extract.post) == (other.source, other.post)
    covered = same_post and other.start <= extract.start and extract.end <= other.end
    return covered or visible(extract.text).strip() == visible(other.text).strip()


def _loudest(voices: Sequence[Voice], question: Extract | None) -> list[Voice]:
    """Who asks the question, and the voices that the conversation turns on, in reading order."""
    order = sorted(voices, key=lambda voice: (not _asks(voice, question), -voice.weight))
    kept = {id(voice) for voice in order[:_VOICES]}
    return [voice for voice in voices if id(voice) in kept]


def _asks(voice: Voice, question: Extract | None) -> bool:
    return question is not None and (_within(question, voice.words) or _within(voice.words, question))


def _conversation(voices: Iterable[Voice], question: Extract | None) -> Iterator[Speech]:
    """Who does what to whom."""
    for voice in voices:
        whole = question if question and _within(voice.words, question) else voice.words
        yield Speech(
            act=voice.act,
            author=voice.words.author,
            to=voice.to_author if voice.to_author != voice.words.author else None,
            responds_to=voice.to,
            depth=0,
            weight=voice.weight,
            is_question=_asks(voice, question),
            quote=Quote(whole),
        )


def _set_in(conversation: Iterable[Speech]) -> Iterator[Speech]:
    """Each below what it responds to, where that stands right above."""
    above: list[str] = []
    for speech in conversation:
        while above and above[-1] != speech.responds_to:
            above.pop()
        yield replace(speech, depth=min(len(above), _DEEPEST))
        above.append(speech.quote.extract.post)


def _told_in(page_item: PageItem, language: str) -> str | None:
    """The language of most of its words, where it is another than the page's; a word or two do not tell."""
    telling = (each for each in page_item.extracts if len(each.text.split()) >= _TELLING)
    most = Counter(each.language for each in telling if each.language).most_common(1)
    return most[0][0] if most and most[0][0] != language else None


# --- how many --------------------------------------------------------------------------------------------------------


def shortened(page_item: PageItem, words: int) -> PageItem:
    """The item with so many words below its title, whole extracts: the first that says what it is, the question, and
    who says most, then the others."""
    by_weight = sorted(page_item.conversation, key=lambda said: (not said.is_question, -said.weight))
    headed = (each for part in page_item.parts for each in part.said)
    first = [page_item.in_one_line, *page_item.description[:1], page_item.question]
    then = [*(said.quote for said in by_weight), page_item.outcome, *page_item.description[1:], *headed]
    kept: set[int] = set()
    for each in (each for each in (*first, *then) if each):
        length = len(each.extract.text.split())
        if length <= words or not kept:
            kept.add(id(each))
            words -= length

    def some(quotes: Iterable[Quote]) -> tuple[Quote, ...]:
        return tuple(quote for quote in quotes if id(quote) in kept)

    def one(quote: Quote | None) -> Quote | None:
        return quote if quote and id(quote) in kept else None

    told = tuple(said for said in page_item.conversation if id(said.quote) in kept)
    left = Counter(said.act for said in page_item.conversation) - Counter(said.act for said in told)
    return replace(
        page_item,
        in_one_line=one(page_item.in_one_line),
        description=some(page_item.description),
        parts=tuple(Part(part.heading, said) for part in page_item.parts if (said := some(part.said))),
        conversation=tuple(_set_in(told)),
        others=Counter(page_item.others) + left,
        question=one(page_item.question),
        outcome=one(page_item.outcome),
    )


def cut(extract: Extract, limit: int) -> tuple[Extract, bool]:
    """The extract, at most `limit` characters of it and then only whole words, and whether anything was left off."""
    if len(extract.text) <= limit:
        return extract, False
    kept = extract.text[: limit + 1].rpartition(" ")[0].rstrip() or extract.text[:limit]
    # A mention is never cut in two: its first half would be an acronym that nothing explains.
    for gloss in extract.glosses:
        if 0 < gloss.start < len(kept) < gloss.end:
            kept = kept[: gloss.start].rstrip()
    glosses = tuple(gloss for gloss in extract.glosses if gloss.end <= len(kept))
    end = extract.start + len(kept)
    return extract.model_copy(update={"text": kept, "end": end, "glosses": glosses}), True


def with_title(page_item: PageItem) -> PageItem:
    """The item with a title: where it has none, the beginning of what it says, or else what is asked in it."""
    if page_item.title:
        return page_item
    said = next(iter((*page_item.description, *page_item.body)), None)
    if said is None:
        return page_item
    title, was_cut = cut(said.extract, _LONGEST_TITLE)
    if was_cut:
        return replace(page_item, title=Quote(title), title_cut=True)
    return replace(
        page_item,
        title=Quote(title),
        in_one_line=None if page_item.in_one_line is said else page_item.in_one_line,
        description=tuple(each for each in page_item.description if each is not said),
        question=None if page_item.question is said else page_item.question,
    )


def _tells(page_item: PageItem) -> bool:
    """Whether it tells a reader something: a description, a discussion, or a headline with what its words mean."""
    words = len(page_item.title.extract.text.split()) if page_item.title else 0
    return bool(page_item.body) or (words >= _ENOUGH and any(map(is_known, page_item.entries)))


def title_only(page_item: PageItem) -> PageItem:
    """The item with its title only, and of its glossary only what the title mentions."""
    return narrowed(
        replace(
            page_item,
            in_one_line=None,
            description=(),
            parts=(),
            conversation=(),
            others={},
            question=None,
            outcome=None,
            truncated=False,
        )
    )


# --- with which glosses ----------------------------------------------------------------------------------------------


def with_glosses(page_item: PageItem, gloss: Glosser, manner: Manner, language: str) -> PageItem:
    """The item with only those glosses that are to be shown; `gloss` is called in print order.

    On a page without acronyms, words in the page's `language` are written out too; in others, ours would stand out.
    """
    entries = page_item.entries
    never = manner.acronyms == "never"

    def headline(quote: Quote | None) -> Quote | None:
        if quote and never and quote.extract.language in (None, language):
            return Quote(*headline_written_out(quote.extract, entries, gloss, manner.agreement))
        return Quote(gloss(quote.extract)) if quote else None

    def quoted(quote: Quote | None) -> Quote | None:
        if quote and never and quote.extract.language in (None, language):
            return Quote(*quotation_written_out(quote.extract, entries, gloss, manner.agreement))
        return Quote(gloss(quote.extract)) if quote else None

    def all_of(quotes: Iterable[Quote]) -> tuple[Quote, ...]:
        return tuple(filter(None, map(quoted, quotes)))

    title = headline(page_item.title)
    in_one_line, description = quoted(page_item.in_one_line), all_of(page_item.description)
    parts = tuple(Part(quoted(part.heading), all_of(part.said)) for part in page_item.parts)
    conversation = tuple(replace(said, quote=all_of([said.quote])[0]) for said in page_item.conversation)
    question, outcome = quoted(page_item.question), quoted(page_item.outcome)
    return replace(
        page_item,
        title=title,
        in_one_line=in_one_line,
        description=description,
        parts=parts,
        conversation=conversation,
        question=question,
        outcome=outcome,
    )
