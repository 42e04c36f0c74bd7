"""Which meanings of a term are known, and how does the reader add one?"""

from collections.abc import Mapping

from analysis.lexicon.lexicon import load_lexicon
from analysis.surface import canonical, fold
from db.models import LANGUAGES, Kind, Provenance, Sense, clean_text
from db.store import Store, TermUse
from unjargon.errors import Unusable
from unjargon.printing import Row
from unjargon.settings import Settings
from unjargon.stores import known_store

COLUMNS = (
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
LONGEST = 500  # characters of a meaning


def meanings_of(name: str, settings: Settings) -> list[Row]:
    """Every sense of a term, the seen ones first, and how often it was seen without one."""
    name = clean_text(name)
    senses = {meaning.sense.id: meaning.sense for meaning in load_lexicon().of(name)}
    with known_store(settings.store) as store:
        if store:
            senses |= {sense.id: sense for sense in store.senses(canonical(name))}
        uses = {use.sense: use for use in store.sightings_of_term(canonical(name))} if store else {}
    rows = [_row(name, sense, uses.get(sense.id), settings.language) for sense in senses.values()]
    if None in uses:
        rows.append(_row(name, None, uses[None], settings.language))
    return sorted(rows, key=lambda row: (-(row["mentions"] or 0), str(row["spelled_out"])))


def _row(name: str, sense: Sense | None, use: TermUse | None, language: str) -> Row:
    return {
        "term": sense.term if sense else name,
        "spelled_out": sense.expansion.get(language) if sense else "unknown",
        "meaning": sense.meaning.get(language) if sense else None,
        "from": sense.provenance.value if sense else None,
        "field": sense.domain if sense else None,
        "mentions": use.mentions if use else 0,
        "threads": use.threads if use else 0,
        "first_seen": use.first_seen if use else None,
        "last_seen": use.last_seen if use else None,
        "example": f"{use.example_source} {use.example_thread}" if use else None,
    }


def define(store: Store, name: str, expansion: str, meaning: str | None, language: str) -> str:
    """Adds the reader's own meaning, or corrects it, wherever it stands; says what it now is, in a sentence.

    It serves in the other language too, until the reader gives it there. Raises Unusable for words that say nothing.
    """
    from analysis.analyse import analyse

    term, said, explained = (" ".join(clean_text(words).split()) for words in (name, expansion, meaning or ""))
    if not any(c.isalnum() for c in term) or not any(c.isalnum() for c in said):
        raise Unusable('a term and what it stands for are needed: unjargon define DP "data parallelism"')
    if max(len(term), len(said), len(explained)) > LONGEST:
        raise Unusable(f"a term, what it stands for and its meaning have at most {LONGEST} characters each; shorten it")
    key = f"reader:{fold(canonical(term))}"
    before = next((sense for sense in store.own_senses() if sense.id == key), None)
    sense = Sense(
        id=key,
        term=canonical(term),
        kind=Kind.ACRONYM if sum(c.isupper() for c in term) > 1 else Kind.JARGON,
        expansion=_in_both(said, language, before.expansion if before else {}),
        meaning=_in_both(explained, language, before.meaning if before else {}) if explained else {},
        provenance=Provenance.READER,
    )
    store.define(sense)
    analyse(store)  # only what mentions the term
    elsewhere = {code: words for code, words in sense.expansion.items() if words != said}
    other = "".join(f" (in {code} it is {words}; change that with --lang {code})" for code, words in elsewhere.items())
    return f"{sense.term}: {said}; it counts from now on{other}"


def _in_both(said: str, language: str, before: Mapping[str, str]) -> dict[str, str]:
    return {**dict.fromkeys(LANGUAGES, said), **before, language: said}
