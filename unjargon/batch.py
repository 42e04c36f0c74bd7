"""JSON Lines in, JSON Lines out: which terms does each item hold, and what do they mean there? (`unjargon terms`)

An item is `{"id", "lang"?, "title"?, "posts": [{"id", "text"}]}`, one context; unknown keys are ignored.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

from analysis.explain import is_listed
from analysis.jargon import find_terms
from analysis.language import UNKNOWN, detect
from analysis.lexicon.lexicon import Lexicon, load_lexicon
from analysis.senses import Choice, choose
from db.models import LANGUAGES, Kind, Post, Sense

TITLE = "title"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # a batch has no time; the records need one


class BadLine(Exception):
    """A line that is no item."""


class ItemPost(BaseModel):
    """A post of an item."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    id: str
    text: str


class Item(BaseModel):
    """One context."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    id: str
    lang: str | None = None
    title: str | None = None
    posts: list[ItemPost]


def parse(line: bytes) -> Item:
    """The item of a line. Raises BadLine, saying what is wrong with it."""
    try:
        return Item.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadLine(f"{where}: {first['msg']}" if where else first["msg"]) from error


def answer(
    item: Item,
    lexicon: Lexicon,
    *,
    language: str | None = None,
    own: Mapping[str, Sense] | None = None,
    learned: Mapping[str, Sense] | None = None,
) -> str:
    """The item's terms as a line of JSON; expansions and meanings in `language`, else the item's, else the detected."""
    texts = {TITLE: item.title} if item.title else {}
    texts |= {post.id: post.text for post in item.posts}
    posts = [
        Post(source="batch", external_id=key or "-", thread="batch", text="", collected_at=_NEVER) for key in texts
    ]
    # offsets are characters of the text as it was given, so it is not cleaned
    posts = [
        post.model_copy(update={"external_id": key, "text": text})
        for post, (key, text) in zip(posts, texts.items(), strict=True)
    ]
    whole = item.lang if item.lang in LANGUAGES else detect("\n".join(texts.values())[:20_000])
    languages = {key: whole if (code := detect(text)) == UNKNOWN else code for key, text in texts.items()}
    terms = {key: find_terms(text, languages[key], lexicon) for key, text in texts.items()}
    choices = choose(posts, terms, languages, own=own or {}, learned=learned or {})
    shown = language or (whole if whole in LANGUAGES else "en")
    found = [_entry(key, choice, shown) for key in texts for choice in choices[key] if is_listed(choice)]
    return json.dumps({"id": item.id, "terms": found}, ensure_ascii=False)


def _entry(key: str, choice: Choice, language: str) -> dict[str, Any]:
    sense = choice.sense
    return {
        "surface": choice.term.surface,
        "post": key,
        "start": choice.term.start,
        "end": choice.term.end,
        "kind": (sense.kind if sense else choice.term.kind).value,
        "expansion": _expansion(sense, language) if sense else None,
        "meaning": sense.meaning.get(language) if sense else None,
        "category": sense.category if sense else None,
        "provenance": sense.provenance.value if sense else None,
        "confidence": choice.confidence if sense else None,
        "alternatives": [
            {"expansion": _expansion(other, language), "confidence": confidence}
            for other, confidence in choice.alternatives
        ],
    }


def _expansion(sense: Sense, language: str) -> str | None:
    """A name stands for itself."""
    return sense.expansion.get(language) or (sense.term if sense.kind is Kind.NAME else None)


def run(
    lines: Iterable[bytes],
    put: Callable[[str], None],
    say: Callable[[str], None],
    *,
    db: str | None,
    language: str | None,
) -> int:
    """Puts the answer to each line that is not blank, says what is wrong with the bad ones; how many those were."""
    known = _known(db) if db else Known({}, {})
    lexicon = load_lexicon()
    bad = 0
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                put(answer(parse(line), lexicon, language=language, own=known.own, learned=known.learned))
            except BadLine as error:
                bad += 1
                say(f"line {number} is skipped: {error}")
    return bad


class Known(NamedTuple):
    """The meanings that a store adds to the lexicon's."""

    own: Mapping[str, Sense]
    learned: Mapping[str, Sense]


def _known(db: str) -> Known:
    from analysis.analyse import known_senses
    from db.store import Store

    with Store.open(db, create=False, read_only=True) as store:
        return Known(*known_senses(store))
