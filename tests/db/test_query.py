"""Can people ask anything of the store, and change nothing?"""

from pathlib import Path

import pytest

from db.errors import QueryError, StoreDamaged, StoreUnwritable
from db.query import ResultSet, query
from db.store import Store

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT "


@pytest.mark.parametrize(
    ("sql", "rows"),
    [
        ("SELECT external_id FROM posts WHERE thread = '1' ORDER BY 1", [("1",), ("2",), ("3",)]),
        ("SELECT count(*) FROM post_fts WHERE post_fts MATCH 'facil'", [(1,)]),
        ("SELECT upper(term) FROM mentions WHERE sense IS NULL;", [("TP",)]),
        ("VALUES (1, NULL), (2.5, x'00')", [(1, None), (2.5, b"\0")]),
        ("SELECT CAST(x'ff' AS TEXT)", [("\ufffd",)]),
        ("WITH one AS (SELECT 1 AS a) SELECT a FROM one", [(1,)]),
        ("SELECT date(seen_at, '+1 day') FROM trends LIMIT 1", [("2026-11-25",)]),
        (f"{ENDLESS} i FROM n LIMIT 3", [(1,), (2,), (3,)]),
        ("SELECT name FROM sqlite_master WHERE name = 'digests'", [("digests",)]),
    ],
)
def test_everything_can_be_read(sample: Store, path: Path, sql: str, rows: list[tuple[object, ...]]) -> None:
    assert query(path, sql).rows == rows


def test_columns_have_their_names(sample: Store, path: Path) -> None:
    found = query(path, 'SELECT day, language AS "the language", 1 FROM digests')
    assert found == ResultSet(("day", "the language", "1"), [("2026-11-24", "en", 1)], truncated=False)


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM post",
        "UPDATE post SET text = ''",
        "INSERT INTO digest VALUES ('2026-01-01', 'en', '')",
        "DROP VIEW posts",
        "CREATE TABLE mine(a)",
        "CREATE TEMP TABLE mine(a)",
        "ATTACH 'other.db' AS other",
        "ATTACH ':memory:' AS other",
        "PRAGMA query_only = OFF",
        "PRAGMA writable_schema = ON",
        "SELECT * FROM pragma_database_list",
        "SELECT load_extension('x')",
        "VACUUM INTO 'copy.db'",
        "BEGIN IMMEDIATE",
        "INSERT INTO post_fts(post_fts) VALUES ('rebuild')",
        "REINDEX",
        "ANALYZE",
    ],
)
def test_nothing_else_is_allowed(sample: Store, path: Path, sql: str) -> None:
    before = sorted(file.name for file in path.parent.iterdir())
    with pytest.raises(QueryError, match="not allowed"):
        query(path, sql)
    assert sorted(file.name for file in path.parent.iterdir()) == before


@pytest.mark.parametrize(
    "sql",
    ["SELEC 1", "SELECT * FROM nowhere", "SELECT 1; SELECT 2", "SELECT '\0'", "SELECT '\ud800'", "SELECT ?", "("],
)
def test_what_cannot_be_read_is_explained(sample: Store, path: Path, sql: str) -> None:
    with pytest.raises(QueryError, match="cannot be read"):
        query(path, sql)


@pytest.mark.parametrize("sql", ["", ";", "-- nothing"])
def test_no_query_is_no_query(sample: Store, path: Path, sql: str) -> None:
    with pytest.raises(QueryError, match="no query"):
        query(path, sql)


@pytest.mark.parametrize("what", ["count(*) FROM n", "i FROM n WHERE i < 0", "(SELECT count(*) FROM n)"])
def test_what_takes_too_long_is_stopped(sample: Store, path: Path, what: str) -> None:
    with pytest.raises(QueryError, match=r"longer than 0\.1 seconds"):
        query(path, ENDLESS + what, seconds=0.1)


@pytest.mark.parametrize("sql", ["SELECT zeroblob(1000000000)", "SELECT hex(zeroblob(15000000))"])
def test_what_is_too_large_is_stopped(sample: Store, path: Path, sql: str) -> None:
    with pytest.raises(QueryError, match="too large"):
        query(path, sql)


@pytest.mark.parametrize(("most", "truncated"), [(3, True), (4, False), (5, False)])
def test_rows_beyond_the_limit_are_cut_and_said_so(sample: Store, path: Path, most: int, truncated: bool) -> None:
    found = query(path, "SELECT * FROM posts", rows=most)
    assert (len(found.rows), found.truncated) == (min(most, 4), truncated)


def test_answers_that_would_fill_the_memory_are_cut(sample: Store, path: Path) -> None:
    found = query(path, f"{ENDLESS} printf('%.*c', 10000000, 'x') FROM n")
    assert found.truncated
    assert len(found.rows) < 10


def test_a_store_can_be_queried_while_it_is_written(sample: Store, path: Path) -> None:
    with sample.write() as connection:
        connection.exec_driver_sql("DELETE FROM digest")
        assert query(path, "SELECT count(*) FROM digests").rows == [(1,)]


def test_a_store_that_cannot_be_opened_is_the_stores_error(tmp_path: Path) -> None:
    with pytest.raises(StoreUnwritable):
        query(tmp_path / "missing.db", "SELECT 1")
    (tmp_path / "text.db").write_text("dear diary " * 1_000)
    with pytest.raises(StoreDamaged):
        query(tmp_path / "text.db", "SELECT 1")
    assert not (tmp_path / "missing.db").exists()


@pytest.mark.parametrize("location", ["sqlite://", "postgresql://ana:secret@host/db"])
def test_only_files_can_be_queried(location: str) -> None:
    with pytest.raises(QueryError, match="in a file") as caught:
        query(location, "SELECT 1")
    assert "secret" not in str(caught.value)
