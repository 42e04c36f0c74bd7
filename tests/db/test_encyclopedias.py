"""Does the store know which acronyms stay unknown, what the encyclopedias were asked for, and what they said?"""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from alembic import command

from db.migrations import configured
from db.models import EncyclopediaEntry, Facts, Kind, Lookup, Mention, Post, Provenance, Sense, State, Trend, Wish
from db.sql.engine import reach
from db.sql.location import Location
from db.store import Store

Make = Callable[..., Any]


def entry(at: datetime, position: int = 0, **changes: Any) -> EncyclopediaEntry:
    values = {"encyclopedia": "wikipedia:en", "term": "TP", "position": position, "language": "en"}
    values |= {"phrase": "Tensor parallelism", "meaning": "a way of sharing work", "url": "https://wiki.example/TP"}
    return EncyclopediaEntry(**(values | {"licence": "CC BY-SA 4.0", "fetched_at": at} | changes))


def found(at: datetime, **changes: Any) -> Lookup:
    values = {"encyclopedia": "wikipedia:en", "term": "TP", "at": at, "state": State.OK}
    return Lookup(**(values | changes))


def test_an_unknown_acronym_is_counted_by_posts(store: Store, a_post: Make, a_mention: Make) -> None:
    store.add([a_post("1", text="TP TP DP"), a_post("2", text="a TP")], [], [])
    unknown = {"sense": None, "confidence": None}
    store.save(
        [
            Facts(
                source="forum",
                thread="1",
                languages={"1": "en"},
                mentions=(
                    a_mention("1", "TP", 0, **unknown),
                    a_mention("1", "TP", 3, **unknown),
                    a_mention("1", "DP", 6),
                ),
                senses=(Sense(id="dp-parallel", term="DP", kind=Kind.ACRONYM, provenance=Provenance.LEXICON),),
            ),
            Facts(
                source="forum",
                thread="2",
                languages={"2": "en"},
                mentions=(
                    a_mention("2", "TP", 2, **unknown),
                    Mention(
                        source="forum", post="2", start=0, end=1, surface="a", term="Ana", kind=Kind.NAME, sense=None
                    ),
                ),
            ),
        ],
        "first",
    )
    assert store.unknown_acronyms() == [Wish(term="TP", posts=2, in_trend=False)]


def test_only_the_title_of_a_trend_counts_as_a_trend(store: Store, a_post: Make, a_mention: Make) -> None:
    posts = [a_post("1", title="TP now", text="TP now\n\nPP too"), a_post("2", title="GP now", text="GP now")]
    store.add(posts, [Trend(source="forum", external_id="1", title="TP now")], [])
    unknown = {"sense": None, "confidence": None}
    mentions = (a_mention("1", "TP", 0, **unknown), a_mention("1", "PP", 8, **unknown))
    store.save([Facts(source="forum", thread="1", languages={"1": "en"}, mentions=mentions)], "first")
    other = (a_mention("2", "GP", 0, **unknown),)
    store.save([Facts(source="forum", thread="2", languages={"2": "en"}, mentions=other)], "first")
    assert {wish.term: wish.in_trend for wish in store.unknown_acronyms()} == {"TP": True, "PP": False, "GP": False}


def test_what_stands_in_a_file_of_the_readers_is_to_be_asked_for_nowhere(
    store: Store, a_post: Make, a_mention: Make
) -> None:
    unknown = {"sense": None, "confidence": None}
    for number, source in enumerate(["file:notes.txt", "file:notes.txt", "forum", "files"]):
        key = str(number)
        store.add([a_post(key, source=source, text="a TP")], [], [])
        mention = a_mention(key, "TP", 2, source=source, **unknown)
        store.save([Facts(source=source, thread=key, languages={key: "en"}, mentions=(mention,))], "first")
    assert store.unknown_acronyms() == [Wish(term="TP", posts=2, in_trend=False)]


def test_wishes_are_replaced_as_a_whole(store: Store, content: Callable[[Store], str]) -> None:
    wishes = [Wish(term="PP", posts=3, in_trend=True), Wish(term="TP", posts=2, in_trend=False)]
    store.save_wishes([Wish(term="GP", posts=2, in_trend=False), *wishes])
    store.save_wishes(wishes)
    assert store.wishes() == wishes
    before = content(store)
    store.save_wishes(reversed(wishes))
    assert content(store) == before


def test_what_an_encyclopedia_said_comes_back_as_it_was_given(store: Store, morning: datetime) -> None:
    entries = [entry(morning), entry(morning, 1, subject="Q1", text="\ud800 broken", language="es", meaning="")]
    lookup = found(morning, again_at=morning + timedelta(weeks=1), message="said \0 nothing")
    store.save_lookup(lookup, entries)
    assert store.encyclopedia_entries() == entries
    assert store.lookups() == [lookup]


def test_what_is_said_makes_the_threads_that_mention_it_pending_once(sample: Store, morning: datetime) -> None:
    sample.save_lookup(found(morning), [entry(morning)])
    assert sample.pending("first") == [("forum", "1")]
    posts = sample.posts("forum", "1")
    sample.save([Facts(source="forum", thread="1", languages={p.external_id: "en" for p in posts})], "first")
    sample.save_lookup(found(morning), [entry(morning)])
    assert sample.pending("first") == []


def test_an_answer_replaces_the_one_before_it_and_a_failure_does_not(store: Store, morning: datetime) -> None:
    store.save_lookup(found(morning), [entry(morning), entry(morning, 1)])
    store.save_lookup(found(morning, encyclopedia="wiktionary:en"), [entry(morning, encyclopedia="wiktionary:en")])
    store.save_lookup(found(morning, state=State.FAILED, message="down"))
    assert len(store.encyclopedia_entries()) == 3
    store.save_lookup(found(morning), [entry(morning, phrase="Take profit")])
    assert [e.phrase for e in store.encyclopedia_entries()] == ["Take profit", "Tensor parallelism"]
    assert [known.state for known in store.lookups()] == [State.OK, State.OK]


def test_a_store_from_before_the_encyclopedias_is_brought_up_to_date(
    path: Path, a_post: Callable[..., Post], morning: datetime
) -> None:
    place = Location(path=path)
    engine = reach(place, create=True, read_only=False)
    with engine.begin() as connection:
        command.upgrade(configured(connection), "0001")
        connection.exec_driver_sql(
            "INSERT INTO post (source, external_id, thread, text, collected_at, newest_at) VALUES "
            "('forum', 'old', 'old', 'What is TP?', '2026-11-20T06:00:00+00:00', '2026-11-20T06:00:00+00:00')"
        )
    engine.dispose()
    with Store.open(path) as store:
        assert [post.text for post in store.posts("forum", "old")] == ["What is TP?"]
        assert (store.wishes(), store.lookups(), store.encyclopedia_entries()) == ([], [], [])
        store.save_lookup(found(morning), [entry(morning)])
        assert store.encyclopedia_entries() == [entry(morning)]
    assert path.with_name("unjargon.db.backup-0001").is_file()
