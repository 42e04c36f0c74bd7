"""Which terms are asked for, which answers are readings of an acronym, and which reading does a thread speak for?"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.lexicon.lexicon import Lexicon
from analysis.senses.choose import Choice, Known, choose
from analysis.senses.encyclopedia import candidates, long_form
from analysis.terms.jargon import find_terms
from analysis.wishes.terms import MOST_WISHES, wishes
from db.models import EncyclopediaEntry, Kind, Post, Provenance, Sense, Wish

Make = Callable[..., Post]
NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)


def entry(phrase: str, term: str = "QRB", **changes: Any) -> EncyclopediaEntry:
    values = {"encyclopedia": "wikipedia:en", "term": term, "position": 0, "language": "en", "phrase": phrase}
    values |= {"url": f"https://wiki.example/{phrase}", "licence": "CC BY-SA 4.0", "fetched_at": NOW}
    return EncyclopediaEntry(**(values | changes))


BATCHING = entry("Quota-ranked batching", meaning="a scheduler rule for jobs on a cluster")
BAROMETER = entry("Quarterly retail barometer", position=1, meaning="a survey of shopkeepers and their turnover")


def chosen(
    lexicon: Lexicon, posts: list[Post], *entries: EncyclopediaEntry, language: str = "en", **known: Any
) -> Choice:
    """The choice for the last acronym that is named as these entries are."""
    languages = dict.fromkeys((post.external_id for post in posts), language)
    terms = {post.external_id: find_terms(post.text, language, lexicon) for post in posts}
    choices = choose(posts, terms, languages, Known(looked_up=candidates(entries), **known))
    return [c for post in posts for c in choices[post.external_id] if c.term.term == entries[0].term][-1]


def said(choice: Choice, language: str = "en") -> str | None:
    return choice.sense.expansion[language] if choice.sense else None


# --- what to ask for -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("term", "posts", "in_trend", "asked"),
    [
        ("QRB", 2, False, True),
        ("QRB", 1, False, False),
        ("QRB", 1, True, True),
        ("DP", 9, True, False),  # the lexicon has it, even if it could not choose
        ("Q/RB", 2, False, True),
        ("Ñ2", 2, False, True),
        ("../QRB", 2, False, False),
        ("Q RB", 2, False, False),
        ("Q|B", 2, False, False),
        ("Q", 2, False, False),
        ("Q" * 15, 2, False, False),
    ],
)
def test_what_is_unknown_and_matters_is_asked_for(
    lexicon: Lexicon, term: str, posts: int, in_trend: bool, asked: bool
) -> None:
    wish = Wish(term=term, posts=posts, in_trend=in_trend)
    assert wishes([wish], lexicon) == ([wish] if asked else [])


def test_no_flood_of_invented_terms_fills_the_list(lexicon: Lexicon) -> None:
    flood = [Wish(term=f"Q{number}", posts=2, in_trend=False) for number in range(5000)]
    trend = Wish(term="ZZ", posts=1, in_trend=True)
    kept = wishes([*flood, trend], lexicon)
    assert len(kept) == MOST_WISHES
    assert kept[0] == trend


# --- readings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("Quota-ranked batching", "", "quota-ranked batching"),
        ("The Quota-Ranked Batching", "", "Quota-Ranked Batching"),
        ("Quota ranked and batched", "", "quota ranked and batched"),
        ("Quarry robot", "", "quarry robot"),
        ("Quota-free ranked batching", "", "quota-free ranked batching"),
        ("Port Quarrabee airfield", "", None),
        ("Barca roja", "", None),
        ("Quarrabee", "", None),
        ("Quota-ranked", "", None),
        ("Ranked batching by quota", "", None),
        ("Quota ranked batching machine", "", None),
        ("QRB", "", None),
        ("QRB", "Quota-ranked batching (QRB) is a rule.", "quota-ranked batching"),
        ("Some other title", "Known as QRB (quota-ranked batching) among friends.", "quota-ranked batching"),
        ("QRB", "Nothing is spelled out here. QRB is QRB.", None),
        ("", "", None),
        ("](https://evil.example) <b>|", "<script>QRB</script>", None),
    ],
)
def test_what_the_letters_fit_is_a_reading(phrase: str, text: str, expected: str | None) -> None:
    assert long_form(entry(phrase, text=text)) == expected


def test_a_spanish_phrase_is_read_as_spanish() -> None:
    spanish = entry("Confederación de Regatas del Lago", "CRL", language="es")
    assert long_form(spanish) == "Confederación de Regatas del Lago"


def test_what_several_say_alike_is_one_reading() -> None:
    again = entry("quota-ranked batching", encyclopedia="wiktionary:en", meaning="")
    found = candidates([again, BAROMETER, BATCHING])
    assert list(found) == ["QRB"]
    assert [r.sense.expansion["en"] for r in found["QRB"]] == ["quota-ranked batching", "quarterly retail barometer"]
    sense = found["QRB"][0].sense
    assert sense == Sense(
        id="encyclopedia:QRB:quota-ranked-batching",
        term="QRB",
        kind=Kind.ACRONYM,
        expansion=dict.fromkeys(("en", "es"), "quota-ranked batching"),
        meaning={"en": "A scheduler rule for jobs on a cluster."},
        provenance=Provenance.ENCYCLOPEDIA,
        evidence_url="https://wiki.example/Quota-ranked batching",
    )


def test_the_same_subject_in_the_other_language_lends_its_words() -> None:
    english = entry("Quota-ranked batching", subject="Q1", meaning="a rule")
    spanish = entry(
        "Lotes por cuota", subject="Q1", language="es", encyclopedia="wikipedia:es", meaning="regla de reparto"
    )
    unrelated = entry("Barca roja", subject="Q2", language="es", encyclopedia="wikipedia:es", position=1)
    ((reading,),) = candidates([english, spanish, unrelated]).values()
    assert reading.sense.expansion == {"en": "quota-ranked batching", "es": "lotes por cuota"}
    assert reading.sense.meaning == {"en": "A rule.", "es": "Regla de reparto."}
    assert reading.sense.evidence_url == english.url


def test_a_term_of_which_nothing_is_a_reading_has_none() -> None:
    assert candidates([entry("Port Quarrabee"), entry("QRB")]) == {}


def test_the_order_of_entries_changes_nothing() -> None:
    assert candidates([BATCHING, BAROMETER]) == candidates([BAROMETER, BATCHING])


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=120), st.sampled_from(["en", "es", "fr"]))
def test_no_entry_breaks_the_reading(phrase: str, meaning: str, text: str, language: str) -> None:
    for found in candidates([entry(phrase, meaning=meaning, text=text, language=language)]).values():
        for reading in found:
            assert reading.sense.expansion["en"]


# --- which reading a thread speaks for -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Our scheduler is QRB and the cluster is never idle", "quota-ranked batching"),
        ("The QRB says that shopkeepers had less turnover", "quarterly retail barometer"),
        ("QRB is nice", None),
        ("The scheduler asked the shopkeepers about QRB", None),
    ],
)
def test_the_words_of_the_thread_decide_or_nothing_does(
    lexicon: Lexicon, post: Make, text: str, expected: str | None
) -> None:
    choice = chosen(lexicon, [post(text)], BATCHING, BAROMETER)
    assert said(choice) == expected
    assert len(choice.alternatives) == (1 if expected else 2)
    if choice.sense:
        assert choice.sense.provenance is Provenance.ENCYCLOPEDIA


def test_another_post_of_the_thread_can_speak_for_a_reading(lexicon: Lexicon, post: Make) -> None:
    posts = [post("the clusters have a new scheduler, and its jobs run"), post("is that QRB?", "2", parent="1")]
    assert said(chosen(lexicon, posts, BATCHING, BAROMETER)) == "quota-ranked batching"


def test_the_only_reading_of_few_letters_needs_a_word_too(lexicon: Lexicon, post: Make) -> None:
    assert said(chosen(lexicon, [post("QRB is nice")], BATCHING)) is None
    assert said(chosen(lexicon, [post("QRB is a nice scheduler")], BATCHING)) == "quota-ranked batching"


def test_the_only_reading_of_more_letters_is_believed(lexicon: Lexicon, post: Make) -> None:
    long = entry("Quirk-free batch scheduling", "QFBS")
    assert said(chosen(lexicon, [post("QFBS is nice")], long)) == "quirk-free batch scheduling"


def test_a_term_that_is_a_word_needs_more_than_one_word(lexicon: Lexicon, post: Make) -> None:
    hop = entry("Harbour oxygen pressure", "HOP", meaning="measures pressure in harbour water")
    assert said(chosen(lexicon, [post("we need HOP now")], hop)) is None
    assert said(chosen(lexicon, [post("HOP measured oxygen in the harbour")], hop)) is not None


def test_a_spanish_reading_is_not_taken_for_an_english_text(lexicon: Lexicon, post: Make) -> None:
    spanish = entry("Confederación de Regatas del Lago Xalo", "CRLX", language="es")
    assert said(chosen(lexicon, [post("CRLX is nice")], spanish)) is None
    assert said(chosen(lexicon, [post("la CRLX manda")], spanish, language="es"), "es")


def test_what_is_nearer_to_the_reader_comes_first(lexicon: Lexicon, post: Make) -> None:
    posts = [post("the scheduler of the cluster is QRB")]
    own = Sense(id="reader:qrb", term="QRB", kind=Kind.ACRONYM, expansion={"en": "mine"}, provenance=Provenance.READER)
    learned = own.model_copy(update={"provenance": Provenance.CORPUS, "expansion": {"en": "theirs"}})
    assert said(chosen(lexicon, posts, BATCHING, own={"QRB": own}, learned={"QRB": learned})) == "mine"
    assert said(chosen(lexicon, posts, BATCHING, learned={"QRB": learned})) == "theirs"
    written = [post("Quiet red boats (QRB) on the lake, no scheduler")]
    assert said(chosen(lexicon, written, BATCHING)) == "quiet red boats"
    data = entry("Dear peer", "DP", meaning="a form of address")
    assert said(chosen(lexicon, [post("DP beside TP and PP on many GPUs")], data)) == "data parallelism"
    assert said(chosen(lexicon, [post("DP is nice, dear peer")], data)) is None, "the lexicon knows it, and abstains"


def test_it_is_less_certain_than_what_other_threads_teach(lexicon: Lexicon, post: Make) -> None:
    posts = [post("QRB scheduler for jobs on a cluster, quota-ranked, with batching, by rule")]
    choice = chosen(lexicon, posts, BATCHING)
    assert choice.sense
    assert 0.5 <= choice.confidence < 0.7
