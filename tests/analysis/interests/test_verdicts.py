"""Is a story in or out as the reader's rules say, and by which of them?"""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from analysis.interests.rules import LEAST_BOOST, MOST_BOOST, Interests, Rule
from analysis.interests.verdicts import READ, Reason, Verdict, verdict_on
from db.models import Kind, Mention, Post, Provenance, Sense

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
SENSES = {
    sense.id: sense
    for sense in (
        Sense(id="1", term="airdrop", kind=Kind.JARGON, domain="crypto", provenance=Provenance.LEXICON),
        Sense(id="2", term="DP", kind=Kind.ACRONYM, domain="ai", provenance=Provenance.THREAD),
        Sense(id="3", term="DP", kind=Kind.ACRONYM, domain="programming", provenance=Provenance.LEXICON),
        Sense(id="4", term="QFBS", kind=Kind.ACRONYM, provenance=Provenance.THREAD),
    )
}


def told(text: str, **more: object) -> Post:
    """A story's opening post."""
    fields = {"source": "hackernews", "external_id": "1", "thread": "1", "collected_at": NOW, **more}
    return Post.model_validate({**fields, "text": text})


def mention(sense: str | None, post: str = "1", source: str = "hackernews") -> Mention:
    return Mention(source=source, post=post, start=0, end=2, surface="DP", term="DP", kind=Kind.ACRONYM, sense=sense)


def wants(*posts: Post, mentions: tuple[Mention, ...] = (), **rules: object) -> Verdict:
    """What these rules say of a story with these posts."""
    return verdict_on(Interests.model_validate(rules), posts, mentions, SENSES)


# --- one rule --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "text", "fits"),
    [
        # whole words
        ("ai", "New AI model", True),
        ("ai", "Training a captain", False),
        ("ai", "AI-powered (ai)", True),
        ("ai", "x.ai and ai_x", True),
        ("ai", "x.ai is out", False),
        ("node", "Node.js is out", False),
        ("ai", "see https://x.example/ai/page and www.x.example/ai", False),
        ("airdrop", "#airdrop, airdrop's", True),
        ("pebble", "$PEBBLE doubles", True),
        ("$pebble", "$PEBBLE doubles", True),
        ("$pebble", "PEBBLE doubles", False),
        ("C++", "C++20 and c++", True),
        ("C", "C++ and C#, then c", False),
        ("C", "It is written in C.", True),
        ("🚀", "to the moon🚀🚀", True),
        # capitals
        ("US", "tell us", False),
        ("US", "the US market", True),
        ("US", "the us market, USA", False),
        ("xAI", "XAI and xai", False),
        ("Solana", "SOLANA, solana", True),
        # accents
        ("energia", "La energía sube", True),
        ("energía", "La energia sube", True),
        ("ENERGÍA", "La ENERGIA sube", True),
        ("camión", "CAMIÓN", True),
        ("airdrop", "air\u00addrop, a\u200birdrop", True),
        ("ﬁnance", "Finance", True),
        # plurals
        ("airdrop", "Airdrops again", True),
        ("airdrops", "An airdrop", False),
        ("city", "Two cities", True),
        ("contrato inteligente", "los contratos inteligentes", True),
        ("imagen", "dos imágenes", True),
        ("voz", "tres voces", True),
        ("LLM", "LLMs and an LLM's", True),
        ("LLM", "llms", False),
        ("ETF", "ETFS", False),
        ("news", "a new one", False),
        # phrases
        ("rug pull", "two rug pulls", True),
        ("rug pull", "rug-pull", True),
        ("rug-pull", "a rug\npull", True),
        ("rug pull", "the rug.\n\nPull it", False),
        ("rug pull", "the rug. Pull it", False),
        ("rug pull", "rug the pull", False),
        ("US dollar", "US Dollars", True),
        ("US dollar", "us dollars", False),
        ("words:CI/CD", "a CI/CD anchor", True),
        ("words:CI/CD", "CI and CD", False),
        ("Note: this", "note: this", True),
        # expressions
        ("/rug ?pulls?/", "RUGPULL", True),
        ("/^rug/", "a rug\nrug", True),
        ("/^rug/", "a rug", False),
        (r"/\benerg[ií]a/", "ENERGÍA", True),
        ("/energia/", "energía", True),
        (r"/x\.example/", "https://x.example/ai", True),
        ("/(a+)+b/", "a" * 5000, False),
        ("/a/b/", "a/b", True),
    ],
)
def test_a_rule_about_words(rule: str, text: str, fits: bool) -> None:
    assert wants(told(text), include=[rule]).is_in is fits
    assert wants(told(text), exclude=[rule]).is_in is not fits


@pytest.mark.parametrize(
    ("rule", "sense", "fits"),
    [
        ("crypto/airdrop", "1", True),
        ("crypto/Airdrop", "1", True),
        ("ai/DP", "2", True),
        ("ai/DPs", "2", True),
        ("ai/dp", "2", True),
        ("ai/DP", "3", False),
        ("programming/DP", "2", False),
        ("ai/DP", None, False),
        ("ai/DP", "not there", False),
        ("general/QFBS", "4", False),  # what only the thread explains belongs to no field
    ],
)
def test_a_rule_about_a_meaning(rule: str, sense: str | None, fits: bool) -> None:
    assert wants(told("DP airdrop"), mentions=(mention(sense),), include=[rule]).is_in is fits


@pytest.mark.parametrize(
    ("rule", "source", "fits"),
    [
        ("source:mastodon", "mastodon:social.example", True),
        ("source:mastodon:social.example", "mastodon:social.example", True),
        ("source:mastodon:social", "mastodon:social.example", False),
        ("source:mast", "mastodon:social.example", False),
        ("source:feed:https://x.example/rss", "feed:https://x.example/rss", True),
        ("source:hackernews", "hackernews", True),
        ("source:hackernews:new", "hackernews", False),
        ("language:es", "hackernews", False),
        ("language:en", "hackernews", True),
    ],
)
def test_a_rule_about_a_place(rule: str, source: str, fits: bool) -> None:
    assert wants(told("x", source=source, language="en"), include=[rule]).is_in is fits


def test_a_post_of_which_the_language_is_not_known_is_in_none() -> None:
    assert not wants(told("x"), include=["language:en", "language:es"]).is_in


# --- which rule counts -----------------------------------------------------------------------------------------------


def test_without_rules_all_is_in() -> None:
    assert wants(told("x")) == Verdict(is_in=True, reason=Reason.NO_RULE)
    assert wants() == Verdict(is_in=True, reason=Reason.NO_RULE)
    assert wants(told("x"), exclude=["y"]) == Verdict(is_in=True, reason=Reason.NO_RULE)


def test_with_include_rules_one_must_fit() -> None:
    assert wants(told("x"), include=["y"]) == Verdict(is_in=False, reason=Reason.NOT_INCLUDED)


def test_the_first_rule_that_fits_is_named_as_it_is_written() -> None:
    found = wants(told("an airdrop on Solana"), include=["horoscope", " solana ", "airdrop"])
    assert found == Verdict(is_in=True, reason=Reason.INCLUDED, rule="solana", post=("hackernews", "1"))


def test_exclude_wins() -> None:
    found = wants(told("airdrop horoscope"), include=["airdrop"], exclude=["x", "horoscope"], boost={"airdrop": 2})
    assert found == Verdict(
        is_in=False,
        reason=Reason.EXCLUDED,
        rule="horoscope",
        post=("hackernews", "1"),
        boost=2,
        boosted_by=("airdrop",),
    )


def test_boosts_are_multiplied_within_bounds() -> None:
    found = wants(told("airdrop on Solana"), boost={"airdrop": 3, "x": 7, "solana": 0.5})
    assert (found.boost, found.boosted_by) == (1.5, ("airdrop", "solana"))
    assert wants(told("a b"), boost={"a": 50, "b": 50}).boost == MOST_BOOST
    assert wants(told("a b"), boost={"a": 0.02, "b": 0.02}).boost == LEAST_BOOST


def test_replies_do_not_count_and_headlines_below_a_trend_do() -> None:
    root, reply = told("The pier"), told("airdrop", external_id="2")
    headline = told("Airdrop", external_id="3", title="Airdrop")
    assert not wants(root, reply, mentions=(mention("1", "2"),), include=["airdrop", "crypto/airdrop"]).is_in
    assert wants(root, reply, headline, include=["airdrop"]).post == ("hackernews", "3")


@pytest.mark.parametrize("rule", ["source:hackernews", "language:en"])
def test_a_story_is_kept_out_for_its_place_only_where_it_is_told_nowhere_else(rule: str) -> None:
    here, there = told("x", language="en"), told("x", source="bluesky", language="es")
    assert not wants(here, exclude=[rule]).is_in
    assert wants(here, there, exclude=[rule]).is_in
    assert wants(here, there, include=[rule]).is_in
    assert wants(here, there, boost={rule: 2}).boost == 2
    assert wants(exclude=[rule]).is_in


def test_the_oldest_post_that_fits_is_shown() -> None:
    posts = [
        told("airdrop", external_id=name, thread=name, created_at=NOW.replace(hour=hour))
        for name, hour in (("a", 5), ("b", 3), ("c", 4))
    ]
    assert wants(*posts, include=["airdrop"]).post == ("hackernews", "b")


def test_of_a_very_long_post_the_beginning_is_read_up_to_a_whole_word() -> None:
    far = "x " * (READ // 2)
    assert not wants(told(f"{far}airdrop"), include=["airdrop"]).is_in
    assert not wants(told(f"{far[:-8]} airdropped"), include=["airdrop"]).is_in
    assert wants(told(f"airdrop {far}"), include=["airdrop"]).is_in


# --- whatever comes --------------------------------------------------------------------------------------------------

RULES = st.lists(
    st.one_of(
        st.text(max_size=20),
        st.sampled_from(["airdrop", "/a+b?/", "crypto/airdrop", "source:s", "language:en", "words:a/b", "É", "A"]),
        st.text("aé A-/:+.*()[]", max_size=8).map(lambda text: f"/{text}/"),
        st.text("aéA-.$+#", min_size=1, max_size=6),
    ),
    max_size=4,
)
POSTS = st.lists(
    st.builds(
        told,
        st.one_of(st.text(max_size=60), st.text("aéAb -.$+#\n", max_size=30)),
        external_id=st.sampled_from("123"),
        source=st.sampled_from(["hackernews", "s", "s:t"]),
        language=st.sampled_from([None, "en", "es"]),
    ),
    max_size=4,
)


def readable(rules: list[str]) -> list[str]:
    """Those of the rules that are some, each once."""
    return list({text.strip(): text for text in rules if is_rule(text)}.values())


def is_rule(text: str) -> bool:
    try:
        Rule.model_validate(text)
    except ValidationError:
        return False
    return True


@given(RULES, RULES, RULES, POSTS, st.sampled_from([None, "1", "2"]))
def test_any_rules_and_any_story(
    include: list[str], exclude: list[str], boost: list[str], posts: list[Post], sense: str | None
) -> None:
    interests = Interests.model_validate(
        {"include": readable(include), "exclude": readable(exclude), "boost": dict.fromkeys(readable(boost), 2.0)}
    )
    found = verdict_on(interests, posts, [mention(sense)], SENSES)
    assert found == verdict_on(interests, posts[::-1], [mention(sense)], SENSES)
    assert found.is_in is (found.reason in {Reason.INCLUDED, Reason.NO_RULE})
    assert (found.rule is None) is (found.post is None) is (found.reason in {Reason.NO_RULE, Reason.NOT_INCLUDED})
    assert found.boost == min(MOST_BOOST, 2.0 ** len(found.boosted_by))


@given(RULES, RULES, POSTS)
def test_what_one_exclude_rule_keeps_out_nothing_lets_in(
    include: list[str], exclude: list[str], posts: list[Post]
) -> None:
    out = wants(*posts, exclude=readable(exclude))
    both = wants(*posts, include=readable(include), exclude=readable(exclude))
    assert both.is_in is (out.is_in and wants(*posts, include=readable(include)).is_in)
    if not out.is_in:
        assert both == out


@given(st.text("abcdefgñáéíóúü", min_size=1, max_size=12))
def test_a_word_is_found_with_and_without_its_accents_and_in_any_case(word: str) -> None:
    bare = word.translate(str.maketrans("ñáéíóúü", "naeiouu"))
    for rule in (word, bare):
        for text in (word, bare, word.upper(), bare.title()):
            assert wants(told(f"({text})"), include=[f"words:{rule}"]).is_in
            assert not wants(told(f"x{text}x"), include=[f"words:{rule}"]).is_in
