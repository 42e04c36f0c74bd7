"""The right meaning in context: the other terms of the thread decide."""

from collections.abc import Callable

import pytest

from analysis.explaining.entries import alone, original
from analysis.lexicon.lexicon import Lexicon
from analysis.senses.choose import Choice, Known, choose
from analysis.senses.setting import setting_of
from analysis.terms.jargon import Term, find_terms
from db.models import Kind, Post, Provenance, Sense

Make = Callable[..., Post]


def meaning(lexicon: Lexicon, posts: list[Post], language: str = "en", **known: dict[str, Sense]) -> dict[str, Choice]:
    """The choice for the last mention of each term."""
    languages = dict.fromkeys((p.external_id for p in posts), language)
    terms = {p.external_id: find_terms(p.text, language, lexicon) for p in posts}
    choices = choose(posts, terms, languages, Known(**known))
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


def test_two_posts_may_mean_two_things(lexicon: Lexicon, post: Make) -> None:
    posts = [
        post("TP and PP, DP with each batch over GPUs"),
        post("after the airdrop my TP is 20; SL, the stop, below my entry", "2"),
    ]
    terms = {p.external_id: find_terms(p.text, "en", lexicon) for p in posts}
    choices = choose(posts, terms, {"1": "en", "2": "en"})
    said = [next(expansion(c) for c in choices[p.external_id] if c.term.term == "TP") for p in posts]
    assert said == ["tensor parallelism", "take profit"]


def test_without_evidence_it_abstains_and_shows_the_candidates(lexicon: Lexicon, post: Make) -> None:
    choice = meaning(lexicon, [post("DP is nice")])["DP"]
    assert choice.sense is None
    assert {sense.expansion["en"] for sense, _ in choice.alternatives} == {"data parallelism", "dynamic programming"}


def test_an_ordinary_word_needs_evidence(lexicon: Lexicon, post: Make) -> None:
    assert meaning(lexicon, [post("we met at the rally on Sunday")])["rally"].sense is None
    assert meaning(lexicon, [post("a rally in the market after the airdrop")])["rally"].sense


def test_a_noun_of_the_trade_is_no_verb(lexicon: Lexicon, post: Make) -> None:
    assert meaning(lexicon, [post("the rally after the airdrop")])["rally"].sense
    assert meaning(lexicon, [post("we rally after the airdrop")])["rally"].sense is None


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


JOKE = "A GPU (Giant Purple Unicorn) came by."


def test_one_authors_joke_stands_beside_what_the_thread_is_about(lexicon: Lexicon, post: Make) -> None:
    posts = [post("TP, PP and DP of each batch over GPUs with MoE"), post(JOKE, "2", parent="1")]
    choice = meaning(lexicon, posts)["GPU"]
    assert expansion(choice) == "graphics processing unit"
    assert [(sense.expansion["en"], sense.provenance) for sense, _ in choice.alternatives] == [
        ("Giant Purple Unicorn", Provenance.THREAD)
    ]


def test_what_two_authors_say_is_what_the_thread_means(lexicon: Lexicon, post: Make) -> None:
    posts = [post("TP, PP and DP of each batch over GPUs with MoE"), post(JOKE, "2"), post(JOKE, "3")]
    choice = meaning(lexicon, posts)["GPU"]
    assert expansion(choice) == "Giant Purple Unicorn"
    assert [sense.expansion["en"] for sense, _ in choice.alternatives] == ["graphics processing unit"]


def test_where_the_thread_is_about_nothing_else_its_definition_is_believed(lexicon: Lexicon, post: Make) -> None:
    assert expansion(meaning(lexicon, [post(JOKE)])["GPU"]) == "Giant Purple Unicorn"


def test_a_definition_that_was_read_in_part_has_the_lexicons_wording(lexicon: Lexicon, post: Make) -> None:
    text = "Aquí va la mezcla expertos grande: Mezcla de Expertos (MoE)"
    assert expansion(meaning(lexicon, [post(text)], "es")["MoE"], "es") == "mezcla de expertos"


def test_the_name_of_the_place_speaks_for_its_field(lexicon: Lexicon, post: Make) -> None:
    posts = [post("Is TP worth it?")]
    languages = {"1": "en"}
    terms = {"1": find_terms(posts[0].text, "en", lexicon)}
    for name, said in (("", None), ("GPU and AI", "tensor parallelism"), ("airdrop rally", "take profit")):
        setting = find_terms(name, "en", lexicon)
        assert expansion(choose(posts, terms, languages, setting=setting)["1"][0]) == said


@pytest.mark.parametrize(
    ("source", "url", "place"),
    [
        (
            "feed:https://www.reddit.com/r/LocalLLaMA/.rss",
            "https://www.reddit.com/r/LocalLLaMA/x",
            "Local LLaMA reddit",
        ),
        ("feed:https://forum.solana.com/latest.rss", None, "forum solana"),
        ("hackernews", "https://news.example/item?id=1", ""),
        ("feed:https://[", "https://[/r/Linux/", "Linux"),
    ],
)
def test_place(post: Make, source: str, url: str | None, place: str) -> None:
    assert setting_of(post("", source=source, url=url)) == place


@pytest.mark.parametrize(
    ("term", "language", "said"),
    [
        ("IA", "es", None),
        ("AI", "es", "artificial intelligence"),
        ("MoE", "es", "mixture of experts"),
        ("GPU", "en", None),
    ],
)
def test_the_english_long_form_stands_beside_one_that_does_not_have_the_letters(
    lexicon: Lexicon, term: str, language: str, said: str | None
) -> None:
    assert original(lexicon.of(term)[0].sense, term, language) == said


@pytest.mark.parametrize(
    ("term", "domain", "expected"),
    [
        ("PP", None, "pipeline parallelism"),
        ("DP", None, None),
        ("DP", "ai", "data parallelism"),
        ("DP", "general", None),
        ("QQQ", None, None),
    ],
)
def test_a_term_without_a_context_has_its_only_sense(
    lexicon: Lexicon, term: str, domain: str | None, expected: str | None
) -> None:
    found = Term(0, len(term), term, term, Kind.ACRONYM, lexicon.of(term))
    assert expansion(alone(found, domain)) == expected


# --- what speaks of no field ---

Wider = Callable[..., Lexicon]


def test_ordinary_words_do_not_vouch_for_one_another(wider: Wider, post: Make) -> None:
    words = wider(
        *(((word, "jargon", "finance", "x", "x"), {"word": True}) for word in ("dip", "bag", "whale", "dump"))
    )
    alone = meaning(words, [post("The whale went for a dip with a bag, then a dump truck came.")])
    assert [choice.sense for choice in alone.values()] == [None] * 4
    beside = meaning(words, [post("The whale took the airdrop of Pump.fun, and an airdrop again.")])
    assert beside["whale"].sense


MANY = " ".join(f"word{n}" for n in range(50))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("QZ", "quiet zone"), (f"the QZ {MANY}", None), (f"the QZ around the telescope {MANY}", "quiet zone")],
)
def test_few_letters_in_many_words_of_no_field_mean_nothing(
    wider: Wider, post: Make, text: str, expected: str | None
) -> None:
    rare = wider((("QZ", "acronym", "science", "quiet zone", "zona tranquila"), {"cues": ["telescope"]}))
    assert expansion(meaning(rare, [post(text)])["QZ"]) == expected


@pytest.mark.parametrize(("language", "is_explained"), [("en", True), ("es", False)])
def test_a_first_word_of_a_language_means_nothing_else_there(
    wider: Wider, post: Make, language: str, is_explained: bool
) -> None:
    sus = wider((("sus", "jargon", "slang", "looking suspicious", "que huele mal"), {"cues": ["account"]}))
    found = meaning(sus, [post("sus account")], language)["sus"]
    assert (found.sense is not None) == is_explained
