"""Do the public views hold what DESIGN promises, and does docs/database.md say so?"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from db.models import Definition, Facts, Mention, Post, Sense, Sighting, Story, Trend
from db.query import query
from db.store import Store
from db.views import PUBLIC_VIEWS

# later versions keep these
COLUMNS = {
    "posts": "source external_id thread parent author title text language url score created_at collected_at",
    "threads": "source external_id title url posts authors started_at",
    "trends": "source title url rank volume seen_at story",
    "stories": "id title first_seen last_seen sources status",
    "mentions": "source post term kind start end sense",
    "positions": "source thread post author act responds_to start end words url",
    "glossary": "id term language expansion meaning category provenance evidence_url",
    "digests": "day language markdown",
}
DOCS = (Path(__file__).resolve().parents[2] / "docs" / "database.md").read_text(encoding="utf-8")


def documented(view: str) -> list[str]:
    section = DOCS.split(f"\n### {view}\n")[1].split("\n#")[0]
    return re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)


def test_every_view_is_promised() -> None:
    assert list(PUBLIC_VIEWS) == list(COLUMNS)


@pytest.mark.parametrize("view", COLUMNS)
def test_the_views_have_their_columns(store: Store, path: Path, view: str) -> None:
    assert list(query(path, f"SELECT * FROM {view}").columns) == COLUMNS[view].split()


@pytest.mark.parametrize("view", COLUMNS)
def test_every_column_is_documented(view: str) -> None:
    assert documented(view) == COLUMNS[view].split()


@pytest.mark.parametrize("sql", re.findall(r"```sql\n(.*?)```", DOCS, re.DOTALL))
def test_the_documented_queries_find_something(sample: Store, path: Path, sql: str) -> None:
    assert query(path, sql).rows


def test_a_post_has_the_language_that_the_analysis_found(store: Store, path: Path, a_post: Callable[..., Post]) -> None:
    store.add([a_post("1", language="fr"), a_post("2", language="fr")], [], [])
    store.save([Facts(source="forum", thread="1", languages={"1": "es"})], "first")
    assert query(path, "SELECT language FROM posts ORDER BY external_id").rows == [("es",), ("fr",)]


def test_times_are_text_in_utc_that_sorts_by_time(
    store: Store, path: Path, a_post: Callable[..., Post], morning: datetime
) -> None:
    half = morning + timedelta(milliseconds=500)
    store.add([a_post("1", created_at=half), a_post("2", created_at=morning)], [], [])
    assert query(path, "SELECT created_at, datetime(created_at) FROM posts ORDER BY 1").rows == [
        ("2026-11-24T06:00:00+00:00", "2026-11-24 06:00:00"),
        ("2026-11-24T06:00:00.500000+00:00", "2026-11-24 06:00:00"),
    ]


def test_threads_count_posts_and_authors(sample: Store, path: Path) -> None:
    assert query(path, "SELECT * FROM threads").rows == [
        ("forum", "1", "Training", "https://forum.example/1", 3, 2, "2026-11-24T06:00:00+00:00")
    ]


def test_a_headline_is_a_thread_once_someone_answers(sample: Store, path: Path, a_post: Callable[..., Post]) -> None:
    sample.add([a_post("a1", source="lists", thread="t1", parent="t1")], [], [])
    assert query(path, "SELECT posts FROM threads WHERE source = 'lists'").rows == [(2,)]


def test_a_post_that_is_no_trend_is_a_thread_of_one(store: Store, path: Path, a_post: Callable[..., Post]) -> None:
    store.add([a_post("1")], [], [])
    assert query(path, "SELECT posts, authors FROM threads").rows == [(1, 1)]


def test_trends_are_sightings_with_their_story(sample: Store, path: Path, morning: datetime) -> None:
    alone = Sighting(source="lists", trend="t2", rank=1, seen_at=morning)
    sample.add([], [Trend(source="lists", external_id="t2", title="Alone")], [alone])
    assert query(path, "SELECT * FROM trends ORDER BY seen_at").rows == [
        ("lists", "Alone", None, 1, None, "2026-11-24T06:00:00+00:00", None),
        ("lists", "Chip sale", "https://lists.example/t1", 4, 90, "2026-11-24T12:00:00+00:00", "s1"),
        ("lists", "Chip sale", "https://lists.example/t1", 2, None, "2026-11-24T18:00:00+00:00", "s1"),
    ]


def test_a_trend_that_is_an_answer_is_in_the_story_of_its_thread(sample: Store, path: Path, morning: datetime) -> None:
    seen = Sighting(source="forum", trend="3", rank=1, seen_at=morning)
    sample.add([], [Trend(source="forum", external_id="3", title="TP")], [seen])
    assert query(path, "SELECT story FROM trends WHERE source = 'forum'").rows == [("s1",)]


@pytest.mark.parametrize(("hours", "status"), [(0, "new"), (17, "new"), (18, "known")])
def test_a_story_is_new_on_its_first_day(store: Store, path: Path, morning: datetime, hours: int, status: str) -> None:
    members = (("a", "1"), ("b", "1"), ("a", "2"))
    last = morning + timedelta(hours=hours)
    store.save_stories([Story(id="s", title="S", members=members, first_seen=morning, last_seen=last)])
    assert query(path, "SELECT sources, status FROM stories").rows == [(2, status)]


def test_every_known_mention_joins_the_glossary(sample: Store, path: Path) -> None:
    sql = "SELECT count(DISTINCT g.id) FROM mentions m LEFT JOIN glossary g ON g.id = m.sense WHERE m.sense IS NOT NULL"
    assert query(path, sql).rows == [(1,)]
    sliced = 'SELECT DISTINCT substr(p.text, m.start + 1, m."end" - m.start), m.kind FROM mentions m JOIN posts p ON '
    sliced += "p.source = m.source AND p.external_id = m.post ORDER BY 1"
    assert query(path, sliced).rows == [("DP", "acronym"), ("TP", "acronym")]


def test_the_glossary_holds_what_is_used_what_is_the_readers_and_what_was_learned(sample: Store, path: Path) -> None:
    assert query(path, "SELECT * FROM glossary ORDER BY term, language").rows == [
        (
            "dp-parallel", "DP", "en", "data parallelism", "Each chip has a full copy.", "parallelism", "lexicon",
            "https://lexicon.example/dp",
        ),
        (
            "dp-parallel", "DP", "es", "paralelismo de datos", "Cada chip tiene una copia completa.", "parallelism",
            "lexicon", "https://lexicon.example/dp",
        ),
        ("learned:pp:en:pipeline parallelism", "PP", "en", "Pipeline parallelism", None, None, "corpus", None),
        ("own-rollup", "rollup", "en", "many transfers in one", None, None, "reader", None),
    ]  # fmt: skip


def test_a_sense_that_nobody_uses_is_not_in_the_glossary(sample: Store, path: Path) -> None:
    sample.save([Facts(source="forum", thread="1", languages={})], "first")
    assert query(path, "SELECT DISTINCT id FROM glossary").rows == [("own-rollup",)]


def test_a_sense_without_words_is_in_the_glossary_too(
    sample: Store, path: Path, a_sense: Callable[..., Sense], a_mention: Callable[..., Mention]
) -> None:
    bare = a_sense("bare", "X", expansion={}, meaning={})
    found = Facts(
        source="forum", thread="1", languages={}, senses=(bare,), mentions=(a_mention("1", "X", sense="bare"),)
    )
    sample.save([found], "first")
    assert query(path, "SELECT term, language FROM glossary WHERE id = 'bare'").rows == [("X", None)]


def test_what_was_learned_twice_is_one_row(sample: Store, path: Path, a_post: Callable[..., Post]) -> None:
    sample.add([a_post("8", url="https://forum.example/8")], [], [])
    words = {"source": "forum", "post": "8", "thread": "8", "language": "en", "start": 0, "end": 4}
    again = Definition(**words, term="pp", expansion="pipeline Parallelism")
    sample.save([Facts(source="forum", thread="8", languages={}, definitions=(again,))], "first")
    found = query(path, "SELECT term, expansion, evidence_url FROM glossary WHERE provenance = 'corpus'").rows
    assert found == [("PP", "Pipeline parallelism", "https://forum.example/8")]
