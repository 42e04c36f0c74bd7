"""How does the reader add a meaning, or correct one?"""

from collections.abc import Iterator, Mapping

from analysis.text.surface import canonical, fold
from analysis.text.wording import is_same_wording
from db.languages import PAGE_LANGUAGES
from db.models import Kind, Provenance, Sense, clean_text
from db.store import Store
from unjargon.errors import Unusable

_LONGEST = 500  # characters of a meaning


def add_meaning(store: Store, name: str, expansion: str, meaning: str | None, language: str) -> list[str]:
    """Adds the reader's own meaning, or corrects it, wherever it stands; what it now is, and was before, to be said.

    It serves in the other language too, until the reader gives it there. The plain meaning given before stays where
    none is given (None) and what the term stands for is the same; an empty one takes it away. Raises Unusable for words
    that say nothing.
    """
    from analysis.analyse import analyse

    term, said, explained = (" ".join(clean_text(words).split()) for words in (name, expansion, meaning or ""))
    if not any(c.isalnum() for c in term) or not any(c.isalnum() for c in said):
        raise Unusable('a term and what it stands for are needed: unjargon define DP "data parallelism"')
    if max(len(term), len(said), len(explained)) > _LONGEST:
        raise Unusable(
            f"a term, what it stands for and its meaning have at most {_LONGEST} characters each; shorten it"
        )
    key = f"reader:{fold(canonical(term))}"
    before = next((sense for sense in store.own_senses() if sense.id == key), None)
    sense = Sense(
        id=key,
        term=canonical(term),
        kind=_kind(term),
        expansion=_in_both(said, language, before.expansion if before else {}),
        meaning=_meaning(None if meaning is None else explained, said, language, before),
        provenance=Provenance.READER,
    )
    store.define(sense)
    analyse(store)  # only what mentions the term
    return list(_told(sense, before, language))


def _kind(term: str) -> Kind:
    if term.startswith("$") and term[1:].isalnum():
        return Kind.TICKER
    return Kind.ACRONYM if sum(c.isupper() for c in term) > 1 else Kind.JARGON


def _in_both(said: str, language: str, before: Mapping[str, str]) -> dict[str, str]:
    return {**dict.fromkeys(PAGE_LANGUAGES, said), **before, language: said}


def _meaning(explained: str | None, said: str, language: str, before: Sense | None) -> dict[str, str]:
    """The plain meanings, with those from before that still fit: that of a language goes with what it explained."""
    kept = dict(before.meaning) if before else {}
    if before and not is_same_wording(before.expansion.get(language, said), said):
        kept.pop(language, None)
    if explained is None:
        return kept
    if not explained:
        return {code: words for code, words in kept.items() if words != kept.get(language)}
    return _in_both(explained, language, kept)


def _told(sense: Sense, before: Sense | None, language: str) -> Iterator[str]:
    """What the term now stands for, and what of it was something else before, in a line each."""
    said, meant = sense.expansion[language], sense.meaning.get(language)
    had = before.expansion.get(language) if before else None
    named = f"{before.term}: " if before and before.term != sense.term else ""
    instead = f", in place of {named}{had}" if had and (named or had != said) else ""
    elsewhere = {code: words for code, words in sense.expansion.items() if words != said}
    other = "".join(f" (in {code} it is {words}; change that with --lang {code})" for code, words in elsewhere.items())
    yield f"{sense.term}: {said}; it counts from now on{instead}{other}"
    explained = before.meaning.get(language) if before else None
    if explained and explained != meant:
        advice = "" if meant else '; to have one: --meaning "…"'
        yield f'{sense.term}: the meaning that it had is gone: "{explained}"{advice}'
