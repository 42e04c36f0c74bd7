"""How does the reader add a meaning, or correct one?"""

from collections.abc import Mapping

from analysis.text.surface import canonical, fold
from db.models import LANGUAGES, Kind, Provenance, Sense, clean_text
from db.store import Store
from unjargon.errors import Unusable

LONGEST = 500  # characters of a meaning


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
        kind=_kind(term),
        expansion=_in_both(said, language, before.expansion if before else {}),
        meaning=_in_both(explained, language, before.meaning if before else {}) if explained else {},
        provenance=Provenance.READER,
    )
    store.define(sense)
    analyse(store)  # only what mentions the term
    elsewhere = {code: words for code, words in sense.expansion.items() if words != said}
    other = "".join(f" (in {code} it is {words}; change that with --lang {code})" for code, words in elsewhere.items())
    return f"{sense.term}: {said}; it counts from now on{other}"


def _kind(term: str) -> Kind:
    if term.startswith("$") and term[1:].isalnum():
        return Kind.TICKER
    return Kind.ACRONYM if sum(c.isupper() for c in term) > 1 else Kind.JARGON


def _in_both(said: str, language: str, before: Mapping[str, str]) -> dict[str, str]:
    return {**dict.fromkeys(LANGUAGES, said), **before, language: said}
