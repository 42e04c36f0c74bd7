"""Do the facts of the analysis replace what was known, and nothing else?"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from db.errors import StoreError
from db.models import Definition, Explanation, Extract, Facts, Kind, Mention, Post, Provenance, Sense
from db.store import Store
from db.uses import TermUse, term_uses, threads_by_term

MakePost = Callable[..., Post]
MakeSense = Callable[..., Sense]
MakeMention = Callable[..., Mention]
THREAD = [("forum", "1")]


def facts(**found: Any) -> Facts:
    """What was found in the sample's thread."""
    return Facts(source="forum", thread="1", **({"languages": {"1": "en", "2": "es", "3": "en"}} | found))


def test_threads_are_pending_in_order_of_time(store: Store, a_post: MakePost, morning: datetime) -> None:
    early = a_post("3", created_at=morning - timedelta(days=2))
    store.add([a_post("2"), a_post("1"), a_post("1", source="blog"), early], [], [])
    assert store.pending("first") == [("forum", "3"), ("blog", "1"), ("forum", "1"), ("forum", "2")]


def test_posts_stand_in_reading_order(store: Store, a_post: MakePost, morning: datetime) -> None:
    early = a_post("4", thread="2", created_at=morning - timedelta(days=1))
    store.add([a_post("3", thread="2"), a_post("1", thread="2"), a_post("2"), early], [], [])
    assert [post.external_id for post in store.posts("forum", "2")] == ["2", "4", "1", "3"]


def test_posts_of_many_threads_come_at_once(sample: Store) -> None:
    threads = sample.posts_of([("lists", "t1"), ("forum", "1"), ("forum", "none")])
    assert {key: len(posts) for key, posts in threads.items()} == {
        ("lists", "t1"): 1,
        ("forum", "1"): 3,
        ("forum", "none"): 0,
    }


def test_mentions_of_many_threads_come_at_once(sample: Store, a_mention: MakeMention) -> None:
    sample.save([facts(mentions=[a_mention("2", start=9), a_mention("1", start=18), a_mention("2")])], "first")
    found = sample.mentions_of([*THREAD, ("lists", "t1"), ("forum", "none")])
    assert found == {
        THREAD[0]: [a_mention("1", start=18), a_mention("2"), a_mention("2", start=9)],
        ("lists", "t1"): [],
        ("forum", "none"): [],
    }
    assert sample.mentions_of([]) == {}


def test_senses_are_found_by_their_ids(sample: Store) -> None:
    found = sample.senses_by_id(["own-rollup", "dp-parallel", "no such sense", "\0\ud800"])
    assert {name: (sense.id, sense.term) for name, sense in found.items()} == {
        "dp-parallel": ("dp-parallel", "DP"),
        "own-rollup": ("own-rollup", "rollup"),
    }
    assert found["dp-parallel"] == sample.senses("DP")[0]
    assert sample.senses_by_id([]) == {}


def test_another_fingerprint_makes_everything_pending(sample: Store) -> None:
    assert sample.pending("first") == []
    assert sample.pending("second") == [("forum", "1"), ("lists", "t1")]


def test_saving_again_changes_nothing_at_all(
    sample: Store, a_mention: MakeMention, a_sense: MakeSense, content: Callable[[Store], str]
) -> None:
    again = facts(
        mentions=[a_mention("3"), a_mention("1")],
        senses=[a_sense()],
        explanations=[Explanation(source="forum", thread="1", language="en", truncated=True)],
    )
    sample.save([again], "first")
    once = content(sample)
    sample.save([again.model_copy(update={"mentions": again.mentions[::-1]})], "first")
    assert content(sample) == once


def test_facts_replace_those_of_their_thread_only(sample: Store, a_mention: MakeMention, a_post: MakePost) -> None:
    sample.add([a_post("8")], [], [])
    other = Facts(source="forum", thread="8", languages={"8": "en"}, mentions=(a_mention("8"),))
    sample.save([other], "first")
    sample.save([facts()], "first")
    assert sample.counts()["mentions"] == 1
    assert sample.definitions() == []
    assert sample.explanations(THREAD, "en") == {}


def test_a_post_that_was_not_read_stays_pending(sample: Store) -> None:
    sample.save([facts(languages={"1": "en", "2": "es"})], "second")
    assert THREAD[0] in sample.pending("second")
    sample.save([facts(languages={"3": "en"})], "second")
    assert THREAD[0] not in sample.pending("second")


@pytest.mark.parametrize(
    "astray", [{"post": "no such post"}, {"sense": "no such sense"}], ids=["unknown post", "unknown sense"]
)
def test_facts_about_what_is_not_there_are_refused_whole(
    sample: Store, a_mention: MakeMention, content: Callable[[Store], str], astray: dict[str, str]
) -> None:
    before = content(sample)
    with pytest.raises(StoreError, match="not saved"):
        sample.save([facts(mentions=[a_mention("1"), a_mention(**astray, start=90)])], "second")
    assert content(sample) == before


def test_explanations_come_back_as_they_were(sample: Store) -> None:
    quoted = Extract(source="forum", post="1", start=0, end=8, text="Training", author="ana \u202e\n|")
    told = [
        Explanation(source="forum", thread="1", language=language, headline=quoted, about=(quoted,))
        for language in ("en", "es")
    ]
    sample.save([facts(explanations=told)], "first")
    assert sample.explanations([*THREAD, ("lists", "t1")], "es") == {THREAD[0]: told[1]}


def test_the_readers_sense_outlives_an_analysis_that_read_it_before(sample: Store, a_sense: MakeSense) -> None:
    own = sample.own_senses()[0]
    changed = own.model_copy(update={"expansion": {"en": "many payments in one"}})
    sample.define(changed)
    sample.save([facts(senses=[own, a_sense()])], "second")
    assert sample.own_senses() == [changed]


def test_defining_makes_threads_pending_that_mention_the_term(sample: Store, a_sense: MakeSense) -> None:
    own = a_sense("own-dp", "dp", provenance=Provenance.READER)
    sample.define(own)
    assert sample.pending("first") == THREAD
    sample.save([facts()], "first")
    sample.define(own)
    assert sample.pending("first") == []


@pytest.mark.parametrize(
    ("term", "pending"), [("chip", [("lists", "t1")]), ("hip", []), ("FÁCIL", THREAD), ("C++", [])]
)
def test_defining_makes_threads_pending_that_hold_the_word(
    sample: Store, a_sense: MakeSense, term: str, pending: list[tuple[str, str]]
) -> None:
    sample.define(a_sense("own", term, kind=Kind.JARGON, provenance=Provenance.READER))
    assert sample.pending("first") == pending


def test_only_the_reader_defines(store: Store, a_sense: MakeSense) -> None:
    with pytest.raises(ValueError, match="not the reader's own"):
        store.define(a_sense())


def test_terms_can_be_made_pending(sample: Store) -> None:
    sample.mark_pending(["nothing", "tp"])
    assert sample.pending("first") == THREAD


def test_senses_stand_in_the_order_in_which_they_are_believed(store: Store, a_sense: MakeSense) -> None:
    senses = [a_sense(f"from-{one}", "Dp", provenance=one) for one in reversed(Provenance)]
    store.save([Facts(source="forum", thread="1", languages={}, senses=tuple(senses))], "first")
    assert store.senses("dP") == senses[::-1]
    assert store.senses("TP") == []


def test_a_sense_that_lost_a_language_loses_it_in_the_store(store: Store, a_sense: MakeSense) -> None:
    own = a_sense(provenance=Provenance.READER)
    store.define(own)
    shorter = own.model_copy(update={"expansion": {"es": "otra cosa"}, "meaning": {}})
    store.define(shorter)
    assert store.own_senses() == [shorter]


def test_definitions_are_found_by_term_without_regard_to_case(sample: Store) -> None:
    both = sample.definitions()
    assert [definition.term for definition in both] == ["DP", "PP"]
    assert sample.definitions(["dp", "none"]) == both[:1]
    assert sample.definitions([]) == []


def test_a_definition_follows_its_post_to_another_thread(sample: Store, a_post: MakePost, morning: datetime) -> None:
    sample.add([a_post("2", thread="9", parent="9", collected_at=morning + timedelta(days=1))], [], [])
    moved = Definition(
        source="forum", post="2", thread="9", term="DP", expansion="data parallelism", language="en", start=4, end=20
    )
    sample.save([Facts(source="forum", thread="9", languages={"2": "es"}, definitions=(moved,))], "first")
    assert sample.definitions() == [moved]


def test_the_uses_of_a_term_are_counted_by_sense(
    sample: Store, a_mention: MakeMention, a_post: MakePost, morning: datetime
) -> None:
    sample.add([a_post("0", created_at=morning - timedelta(days=3)), a_post("8")], [], [])
    elsewhere = [
        Facts(source="forum", thread="0", languages={"0": "en"}, mentions=(a_mention("0"),)),
        Facts(source="forum", thread="8", languages={"8": "en"}, mentions=(a_mention("8", sense=None),)),
    ]
    sample.save(elsewhere, "first")
    assert term_uses(sample, "dp") == [
        TermUse("dp-parallel", 3, 2, morning - timedelta(days=3), morning, "forum", "0"),
        TermUse(None, 1, 1, morning, morning, "forum", "8"),
    ]


def test_a_term_has_a_row_for_each_thread_and_sense(
    sample: Store, a_mention: MakeMention, a_post: MakePost, morning: datetime
) -> None:
    later, day = morning + timedelta(hours=2), timedelta(days=1)
    posts = [a_post("7", created_at=morning - 3 * day, collected_at=later), a_post("8", collected_at=later)]
    sample.add([*posts, a_post("9", collected_at=morning + day)], [], [])
    sample.save(
        [
            Facts(source="forum", thread="7", languages={"7": "en"}, mentions=(a_mention("7"),)),
            Facts(
                source="forum",
                thread="8",
                languages={"8": "en"},
                mentions=(a_mention("8"), a_mention("8", start=9, sense=None), a_mention("8", "ZZ", 20, sense=None)),
            ),
            Facts(source="forum", thread="9", languages={"9": "en"}, mentions=(a_mention("9"),)),
        ],
        "first",
    )
    found = threads_by_term(sample, later, morning + day, fewest=2)
    assert [(use.term, use.thread, use.sense, use.said_at, use.collected_at) for use in found] == [
        ("DP", "7", "dp-parallel", morning - 3 * day, later),
        ("DP", "1", "dp-parallel", morning, morning),
        ("DP", "8", None, later, later),
        ("DP", "8", "dp-parallel", later, later),
    ]
    assert threads_by_term(sample, later, morning + day, fewest=3) == []
