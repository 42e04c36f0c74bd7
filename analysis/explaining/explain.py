"""How does a thread or trend read in plain words?

Pure. An explanation is made of extracts, verbatim and with their post, and of a glossary; nothing is paraphrased, so
nothing can be made up. Where a gloss belongs is marked here; whether it is printed (only at the page's first mention)
is for the page to say.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import lru_cache
from itertools import islice

from analysis.lexicon.lexicon import Lexicon
from analysis.lexicon.lines import Usage, categories
from analysis.senses.choose import Choice
from analysis.talk.threads import Node, Passage, in_one_line, lead, paragraphs, question
from analysis.terms.jargon import Term, find_terms, is_doubtful
from analysis.terms.readings import spells
from analysis.text.sentences import body_start, sentences
from analysis.text.surface import WORD, canonical, fold
from analysis.text.wording import is_same_wording
from db.models import Alternative, Entry, Explanation, Extract, Gloss, Kind, Post, Sense

_PARAGRAPHS = 2  # of an article
VOICES = 2  # replies that are quoted beside the root
_CONVERSATION = 4  # posts
_FIRST_PERSON = frozenset(
    "i i'm i've i'd me my mine we we're we've us our yo me mi mis mí nosotros nos nuestro nuestra he hemos".split()
)
_ARTICLE, _LEAD, _VOICE = 560, 320, 240  # characters of an extract
_A_DAY = timedelta(days=1)


def explain(
    nodes: Sequence[Node],
    choices: Mapping[str, Sequence[Choice]],
    languages: Mapping[str, str],
    *,
    language: str,
    lexicon: Lexicon,
) -> Explanation:
    """The explanation of a thread, in `language`. `choices` and `languages` are by the posts' external ids."""
    root = nodes[0].post
    asked = question(nodes, dict(languages)) if len(nodes) > 1 or body_start(root) < len(root.text) else None
    about = [_apart(passage, asked) for passage in _about(nodes, asked)]
    short = in_one_line(nodes) or _central(nodes, [*about, *([asked] if asked else [])])

    def extract(passage: Passage | None) -> Extract | None:
        return _extract(passage, choices[passage.post.external_id], language) if passage else None

    return Explanation(
        source=root.source,
        thread=root.thread,
        language=language,
        headline=extract(Passage(root, 0, len(root.title)))
        if root.title and root.text.startswith(root.title)
        else None,
        about=tuple(e for e in map(extract, about) if e),
        entries=tuple(_glossary([c for node in nodes for c in choices[node.post.external_id]], language, lexicon)),
        question=extract(asked),
        in_one_line=extract(short),
        truncated=root.text.rstrip().endswith((":", ",", "...", "…")) and len(nodes) == 1,
        latest=tuple(e for e in map(extract, _latest(nodes)) if e),
    )


# --- which words are quoted ------------------------------------------------------------------------------------------


def _about(nodes: Sequence[Node], asked: Passage | None) -> list[Passage]:
    """The root's first sentences, else the page's that it links to, then the first words of the replies that were
    answered most, by other authors.

    An article without replies speaks for itself: its first paragraphs.
    """
    root = nodes[0].post
    if len(nodes) == 1:
        return list(islice(paragraphs(root, most=_ARTICLE), _PARAGRAPHS)) or _as_it_stands(root)
    opening = lead(root, most=_LEAD)
    told = [opening] if opening else _told_below(nodes[1:])
    heard = {root.author, *(passage.post.author for passage in told)}
    said = (passage for passage in _voices(nodes[1:], heard) if not (asked and _overlap(passage, asked)))
    return [*told, *islice(said, VOICES)]


def _as_it_stands(post: Post) -> list[Passage]:
    """The first line of a post that is too short for a sentence, such as one acronym that somebody asks about."""
    start = len(post.text) - len(post.text.lstrip())
    end = post.text.find("\n", start) if "\n" in post.text[start:] else len(post.text)
    words = [word for word in post.text[start:end].split() if "://" not in word and not word.startswith("@")]
    return [Passage(post, start, end)] if words and not post.title else []


def _told_below(nodes: Iterable[Node]) -> list[Passage]:
    """The first paragraphs of the first article below a trend: of the page that it links to."""
    articles = (list(islice(paragraphs(n.post, most=_ARTICLE), _PARAGRAPHS)) for n in nodes if n.post.title)
    return next(filter(None, articles), [])


def _latest(nodes: Sequence[Node]) -> list[Passage]:
    """How the answers begin that were collected last, a day's, where the thread had been collected before."""
    root = nodes[0].post
    answers = [node for node in nodes[1:] if node.post.title is None]
    newest = max((node.post.collected_at for node in answers), default=root.collected_at)
    if newest <= root.collected_at:
        return []
    fresh = [n for n in answers if root.collected_at < n.post.collected_at and newest - n.post.collected_at < _A_DAY]
    return list(islice(_voices(fresh, heard=set()), VOICES))


def _voices(nodes: Iterable[Node], heard: set[str | None]) -> Iterator[Passage]:
    """How the posts begin that were answered most, one of each author who was not heard yet."""
    for node in sorted(nodes, key=lambda n: (n.depth > 1, -n.replies, -(n.post.score or 0))):
        said = lead(node.post, most=_VOICE) or _headline(node.post)
        if said and node.post.author not in heard:
            heard.add(node.post.author)
            yield said


def _headline(post: Post) -> Passage | None:
    return Passage(post, 0, len(post.text)) if post.title else None


def _apart(passage: Passage, asked: Passage | None) -> Passage:
    """The passage without the question that ends it, which has a place of its own."""
    if asked and asked.post is passage.post and passage.start < asked.start < passage.end:
        head = passage.post.text[passage.start : asked.start].rstrip()
        if len(head) >= 60:
            return Passage(passage.post, passage.start, passage.start + len(head))
    return passage


def _central(nodes: Sequence[Node], taken: Sequence[Passage]) -> Passage | None:
    """The reply's sentence that holds most of what the title and many posts speak of.

    Only where there is a conversation, and a sentence that speaks of its subject more than of its author.
    """
    if len(nodes) < _CONVERSATION:
        return None
    subject = _content(nodes[0].post.title or nodes[0].post.text)
    common: Counter[str] = Counter()
    for node in nodes:
        common.update(_content(node.post.text))
    best: tuple[float, Passage] | None = None
    for node in nodes[1:]:
        for passage in _statements(node.post):
            words = _content(passage.text)
            if len(words & subject) < 2 or any(_overlap(passage, other) for other in taken):
                continue
            weight = sum(common[w] - 1 + 2 * (w in subject) for w in words) / (4 + len(words))
            if best is None or weight > best[0]:
                best = (weight, passage)
    return best[1] if best else None


def _content(text: str) -> frozenset[str]:
    return frozenset(fold(w) for w in WORD.findall(text) if len(w) > 3 or sum(map(str.isupper, w)) > 1)


def _statements(post: Post) -> Iterator[Passage]:
    """Whole sentences of a readable length that state something, and not something about their author."""
    for left, right in sentences(post.text, body_start(post)):
        text = post.text[left:right]
        words = {w.lower() for w in WORD.findall(text)}
        if 50 <= right - left <= 200 and text[-1] in ".!" and text[0].isalnum() and not words & _FIRST_PERSON:
            yield Passage(post, left, right)


def _overlap(one: Passage, other: Passage) -> bool:
    return one.post is other.post and one.start < other.end and other.start < one.end


# --- with which glosses ----------------------------------------------------------------------------------------------


def _extract(passage: Passage, choices: Sequence[Choice], language: str) -> Extract:
    post = passage.post
    return Extract(
        source=post.source,
        post=post.external_id,
        start=passage.start,
        end=passage.end,
        text=passage.text,
        author=post.author,
        url=post.url,
        glosses=tuple(_glosses(passage, choices, language)),
    )


def _glosses(passage: Passage, choices: Iterable[Choice], language: str) -> Iterator[Gloss]:
    for choice in choices:
        term = choice.term
        if term.start < passage.start or term.end > passage.end or not is_listed(choice):
            continue
        acronym = term.acronym
        spelled = (
            acronym is not None and acronym.long_start is not None and passage.start <= acronym.long_start < passage.end
        )
        expansion = choice.sense.expansion.get(language) if choice.sense else None
        if not (spelled and choice.sense and _said(choice, expansion)):
            yield Gloss(
                start=term.start - passage.start,
                end=term.end - passage.start,
                term=choice.term.term,
                expansion=expansion,
            )


def _said(choice: Choice, expansion: str | None) -> bool:
    """Whether the author's own long form, beside the mention, is already what the gloss would say."""
    acronym = choice.term.acronym
    if acronym is None or acronym.long_form is None or expansion is None:
        return False
    return is_same_wording(acronym.long_form, expansion)


# --- and which rows --------------------------------------------------------------------------------------------------


def is_listed(choice: Choice) -> bool:
    """Whether a choice belongs in a glossary: all that is known, and the acronyms and tickers that are not.

    A surface that is an ordinary word too, and not shown to be more, is left alone.
    """
    if choice.sense:
        return True
    if choice.term.kind is Kind.ACRONYM:
        return choice.term.acronym is not None or not is_doubtful(choice.term)
    return choice.term.kind is Kind.TICKER


def _glossary(choices: Iterable[Choice], language: str, lexicon: Lexicon) -> Iterator[Entry]:
    rows: dict[tuple[str, str], tuple[Entry, Sense | None]] = {}
    for choice in filter(is_listed, choices):
        entry = entry_of(choice, language)
        sense = choice.sense.id if choice.sense else ""
        # each way of writing an acronym has its row; a word or name has one, as it is written first
        written = canonical(entry.term) if entry.kind is Kind.ACRONYM or not sense else ""
        rows.setdefault((written, sense), (entry, choice.sense))
    yield from (entry for entry, _ in rows.values())
    yield from _closing(rows.values(), language, lexicon)


def _closing(rows: Iterable[tuple[Entry, Sense | None]], language: str, lexicon: Lexicon) -> Iterator[Entry]:
    """The acronyms that the glossary itself uses, until it uses none that it does not explain."""
    queue = list(rows)
    explained = {canonical(entry.term) for entry, _ in queue}
    while queue:
        row, sense = queue.pop()
        for term in (term for text in row.texts for term in find_terms(text, language, lexicon)):
            if term.kind is not Kind.ACRONYM or canonical(term.term) in explained:
                continue
            explained.add(canonical(term.term))
            choice = alone(term, sense.domain if sense else None)
            entry = entry_of(choice, language)
            queue.append((entry, choice.sense))
            yield entry


def alone(term: Term, domain: str | None = None) -> Choice:
    """What a term means that no post gives a context: its only sense, or its only common one, or its only one in the
    domain; unknown where there is none, and where the last two differ."""
    meanings = term.meanings
    common = [m for m in meanings if m.use is Usage.COMMON]
    near = [m for m in meanings if m.sense.domain == domain and m.use is not Usage.RARE]
    only = {some[0] for some in ((meanings,) if len(meanings) == 1 else (common, near)) if len(some) == 1}
    sense = only.pop().sense if len(only) == 1 else None
    return Choice(term, sense, 0.5 if sense else 0.0)


def entry_of(choice: Choice, language: str) -> Entry:
    """A choice as a row of a glossary, in `language`."""
    sense = choice.sense
    return Entry(
        term=choice.term.term,
        kind=sense.kind if sense else choice.term.kind,
        expansion=sense.expansion.get(language) if sense else None,
        original=original(sense, choice.term.term, language) if sense else None,
        meaning=sense.meaning.get(language) if sense else None,
        category=_heading(sense, language),
        provenance=sense.provenance if sense else None,
        evidence_url=sense.evidence_url if sense else None,
        confidence=choice.confidence if sense else None,
        alternatives=tuple(_alternatives(choice, language)),
    )


def original(sense: Sense, term: str, language: str) -> str | None:
    """The English long form of an acronym, where its letters are not those of the long form in `language`."""
    own, english = sense.expansion.get(language), sense.expansion.get("en")
    if sense.kind is not Kind.ACRONYM or language == "en" or not own or not english or is_same_wording(own, english):
        return None
    return english if _fits(term, english) and not _fits(term, own) else None


@lru_cache(maxsize=1 << 14)
def _fits(term: str, phrase: str) -> bool:
    return spells(term, phrase)


def _alternatives(choice: Choice, language: str) -> Iterator[Alternative]:
    for sense, confidence in choice.alternatives:
        expansion = sense.expansion.get(language)
        if expansion and (choice.sense is None or confidence >= 0.2):
            yield Alternative(expansion=expansion, confidence=confidence)


def _heading(sense: Sense | None, language: str) -> str | None:
    if sense is None or sense.category is None:
        return None
    return categories().get(sense.category, {}).get(language)
