"""Does search find what the words say, whatever they are?"""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.models import Post
from db.search import Hit, search
from db.store import Store


def names(hits: list[Hit]) -> list[tuple[str, str]]:
    return [(hit.kind, hit.external_id) for hit in hits]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("training", [("post", "1")]),
        ("TRAIN", [("post", "1")]),  # the last word may be a beginning
        ("train dp", []),  # the others may not
        ("dp training", [("post", "1")]),
        ("facil", [("post", "2")]),
        ("FÁCIL", [("post", "2")]),
        ("bea", [("post", "2")]),
        ("chip sale", [("trend", "t1")]),
        ("copia", [("meaning", "dp-parallel")]),
        ("parallel", [("meaning", "dp-parallel"), ("post", "2")]),
        ("parallelism chips", []),
        ("transfers", [("meaning", "own-rollup")]),
        ("nowhere", []),
    ],
)
def test_words_are_found_without_regard_to_case_and_accents(
    sample: Store, words: str, found: list[tuple[str, str]]
) -> None:
    assert names(search(sample, words)) == found


def test_a_hit_says_where_it_is(sample: Store) -> None:
    assert search(sample, "chip sale") == [
        Hit("trend", "lists", "t1", "Chip sale", "Chip sale", "https://lists.example/t1")
    ]
    (post,) = search(sample, "training")
    assert (post.title, post.snippet, post.url) == ("Training", "Training What is DP?", "https://forum.example/1")
    (meaning,) = search(sample, "copia")
    assert meaning.source == "lexicon"
    assert meaning.snippet == "paralelismo de datos: Cada chip tiene una copia completa."


def test_the_kinds_take_turns(sample: Store) -> None:
    assert [hit.kind for hit in search(sample, "chip")] == ["meaning", "trend"]
    assert [hit.kind for hit in search(sample, "dp", limit=2)] == ["meaning", "post"]


@pytest.mark.parametrize(
    "words",
    [
        "",
        " ",
        '"',
        "''",
        "*",
        "🙂",
        "AND",
        "OR NOT",
        "NEAR(",
        "text:dp",
        "-dp",
        "dp AND",
        "^dp",
        "\0",
        "\ud800",
        "_",
        "$1B",
    ],
)
def test_any_text_may_be_searched_for(sample: Store, words: str) -> None:
    assert isinstance(search(sample, words), list)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text())
def test_no_text_breaks_the_search(sample: Store, words: str) -> None:
    search(sample, words)


def test_very_long_texts_may_be_searched_for(sample: Store) -> None:
    assert search(sample, "dp " * 10_000)


def test_what_was_collected_anew_is_found_by_its_new_words_only(
    sample: Store, a_post: Callable[..., Post], morning: datetime
) -> None:
    changed = a_post("1", title="Cooking", text="Cooking\n\nfor two", collected_at=morning + timedelta(days=1))
    sample.add([changed], [], [])
    assert search(sample, "training") == []
    assert names(search(sample, "cooking")) == [("post", "1")]


@pytest.mark.parametrize("table", ["post", "trend", "wording"])
def test_the_indices_hold_what_the_tables_hold(sample: Store, a_post: Callable[..., Post], table: str) -> None:
    with sample.write() as connection:
        connection.exec_driver_sql("DELETE FROM post WHERE external_id = '3'")
        connection.exec_driver_sql(f"INSERT INTO {table}_fts({table}_fts, rank) VALUES ('integrity-check', 1)")
