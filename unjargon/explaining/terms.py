"""JSON Lines in, JSON Lines out: which terms does each item hold, and what do they mean there? (`unjargon terms`)

An item is `{"id", "lang"?, "title"?, "posts": [{"id", "text"}]}`, one context; unknown keys are ignored.
"""

from collections.abc import Callable, Iterable
from typing import Any

from analysis.explaining.entries import is_listed, original
from analysis.lexicon.lexicon import Lexicon, load_lexicon
from analysis.senses.choose import KNOWN_NOTHING, Choice, Known, choose
from analysis.terms.jargon import Term, find_terms
from analysis.terms.own import with_own
from analysis.text.detection import detect_together, languages_of
from db.languages import PAGE_LANGUAGES
from db.models import Kind, Sense
from unjargon.explaining.batch import NO_POST, BatchItem, answer_line, given_item, put_each

_TITLE = "title"


def terms_line(
    item: BatchItem,
    lexicon: Lexicon,
    *,
    language: str | None = None,
    known: Known = KNOWN_NOTHING,
) -> str:
    """The item's terms as a line of JSON; expansions and meanings in `language`, else the item's, else the detected."""
    read: list[tuple[str | int, str]] = [
        (_TITLE, item.title or ""),
        *((post.id, post.text or "") for post in item.posts),
    ]
    # two posts may have one id, so within here their place tells them apart
    texts = {str(place): text for place, (_, text) in enumerate(read) if text}
    # offsets are characters of the text as it was given, so it is not cleaned
    whole = item.lang if item.lang in PAGE_LANGUAGES else detect_together(texts.values())
    posts = [
        NO_POST.model_copy(update={"external_id": k, "text": text, "language": whole}) for k, text in texts.items()
    ]
    languages = languages_of(posts)
    terms = {key: with_own(find_terms(text, languages[key], lexicon), text, known.own) for key, text in texts.items()}
    choices = choose(posts, terms, languages, known)
    shown = language or (whole if whole in PAGE_LANGUAGES else "en")
    found = [_entry(read[int(key)][0], choice, shown) for key in texts for choice in choices[key] if is_listed(choice)]
    return answer_line({"id": item.id, "terms": found})


def _entry(post: str | int, choice: Choice, language: str) -> dict[str, Any]:
    sense = choice.sense
    return {
        "surface": choice.term.surface,
        "post": post,
        "start": choice.term.start,
        "end": choice.term.end,
        "kind": (sense.kind if sense else choice.term.kind).value,
        "expansion": _expansion(sense, choice.term, language) if sense else None,
        "meaning": sense.meaning.get(language) if sense else None,
        "category": sense.category if sense else None,
        "provenance": sense.provenance.value if sense else None,
        "confidence": choice.confidence if sense else None,
        "alternatives": [
            {"expansion": _expansion(other, choice.term, language), "confidence": confidence}
            for other, confidence in choice.alternatives
        ],
    }


def _expansion(sense: Sense, term: Term, language: str) -> str | None:
    """A name stands for itself; where the letters come from the English long form, that stands in brackets."""
    said = sense.expansion.get(language) or (sense.term if sense.kind is Kind.NAME else None)
    english = original(sense, term.term, language)
    return f"{said} ({english})" if english else said


def put_answers(
    lines: Iterable[bytes],
    put: Callable[[str], None],
    say: Callable[[str], None],
    *,
    db: str | None,
    language: str | None,
) -> int:
    """Puts the answer to each line that is not blank, says what is wrong with the bad ones; how many those were."""
    known = _known(db) if db else KNOWN_NOTHING
    lexicon = load_lexicon()

    def answer(line: bytes) -> str:
        return terms_line(given_item(line, BatchItem), lexicon, language=language, known=known)

    return put_each(lines, answer, put, say)


def _known(db: str) -> Known:
    from analysis.senses.known import known_senses
    from db.store import Store

    with Store.open(db, create=False, read_only=True) as store:
        return known_senses(store)
