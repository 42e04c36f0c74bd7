"""The right meaning in context: the other terms of the thread decide."""

from collections.abc import Callable

import pytest

from analysis.jargon import find_terms
from analysis.lexicon.lexicon import Lexicon
from analysis.senses import Choice, choose
from db.models import Kind, Post, Provenance, Sense

Make = Callable[..., Post]


def meaning(lexicon: Lexicon, posts: list[Post], language: str = "en", **known: dict[str, Sense]) -> dict[str, Choice]:
    """The choice for the last mention of each term."""
    languages = dict.fromkeys((p.external_id for p in posts), language)
    terms = {p.external_id: find_terms(p.text, language, lexicon) for p in posts}
    choices = choose(posts, terms, languages, own=known.get("own", {}), learned=known.get("learned", {}))
    return {c.term.term: c for post in posts for c in choices[post.external_id]}


def expansion(choice: Choice, language: str = "en") -> str | None:
    """What a choice says."""
    return choice.sense.expansion[language] if choice.sense else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DP beside TP and PP on many GPUs, one batch each", "data parallelism"),
        ("solve it with DP: memoisation of the recursion", "dynamic programming"),
    ],
)
def test_companions_and_cues_decide(lexicon: Lexicon, post: Make, text: str, expected: str) -> None:
    assert expansion(meaning(lexicon, [post(text)])["DP"]) == expected


def test_the_whole_thread_decides(lexicon: Lexicon, post: Make) -> None:
    posts = [post("Which one is it, TP?"), post("entry at 20, SL and stop below", "2", parent="1")]
    assert expansion(meaning(lexicon, posts)["TP"]) == "take profit"


def test_without_evidence_it_abstains_and_shows_the_candidates(lexicon: Lexicon, post: Make) -> None:
    choice = meaning(lexicon, [post("DP is nice")])["DP"]
    assert choice.sense is None
    assert {sense.expansion["en"] for sense, _ in choice.alternatives} == {"data parallelism", "dynamic programming"}


def test_an_ordinary_word_needs_evidence(lexicon: Lexicon, post: Make) -> None:
    assert meaning(lexicon, [post("we met at the rally on Sunday")])["rally"].sense is None
    assert meaning(lexicon, [post("a rally in the market after the airdrop")])["rally"].sense


def test_what_the_thread_says_comes_first_in_the_wording_of_its_language(lexicon: Lexicon, post: Make) -> None:
    choice = meaning(lexicon, [post("Paralelismo de tubería (PP): por capas", url="https://x.example/1")], "es")["PP"]
    assert choice.sense
    assert choice.sense.provenance is Provenance.THREAD
    assert choice.sense.evidence_url == "https://x.example/1"
    assert choice.sense.expansion["es"] == "paralelismo de tubería"


def test_a_definition_that_agrees_with_the_lexicon_has_its_meaning_and_both_languages(
    lexicon: Lexicon, post: Make
) -> None:
    sense = meaning(lexicon, [post("Unidades de procesamiento de gráficos (GPU)")], "es")["GPU"].sense
    assert sense
    assert sense.provenance is Provenance.THREAD
    assert sense.expansion == {"en": "graphics processing unit", "es": "unidad de procesamiento de gráficos"}
    assert sense.meaning["es"]


def test_order_of_belief(lexicon: Lexicon, post: Make) -> None:
    own = Sense(id="reader:gpu", term="GPU", kind=Kind.ACRONYM, expansion={"en": "mine"}, provenance=Provenance.READER)
    taught = Sense(
        id="corpus:zz", term="ZZT", kind=Kind.ACRONYM, expansion={"en": "taught"}, provenance=Provenance.CORPUS
    )
    found = meaning(lexicon, [post("a GPU and a ZZT")], own={"GPU": own}, learned={"ZZT": taught, "GPU": taught})
    assert expansion(found["GPU"]) == "mine"
    assert expansion(found["ZZT"]) == "taught"
    assert expansion(meaning(lexicon, [post("a GPU, a ZZT")])["GPU"]) == "graphics processing unit"
    assert meaning(lexicon, [post("a GPU, a ZZT")])["ZZT"].sense is None
