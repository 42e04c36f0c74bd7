"""Does a store open from any earlier state, and say what is wrong where it cannot?"""

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest

from db.errors import StoreBusy, StoreDamaged, StoreError, StoreUnwritable
from db.models import Post
from db.sql.failures import KNOWN_FAILURES, store_error
from db.store import Store

MakePost = Callable[..., Post]


@pytest.fixture
def filled(path: Path, a_post: MakePost) -> Path:
    """A closed store with one post."""
    with Store.open(path) as store:
        store.add([a_post()], [], [])
    return path


def pragma(store: Store, statement: str) -> Any:
    with store.read() as connection:
        return connection.exec_driver_sql(f"PRAGMA {statement}").scalar()


@pytest.mark.parametrize("written", ["{}", "sqlite:///{}"])
def test_a_path_and_its_url_are_one_store(filled: Path, written: str) -> None:
    with Store.open(written.format(filled)) as store:
        assert store.counts()["posts"] == 1
        assert store.location == str(filled)


def test_names_may_hold_what_urls_may_not(tmp_path: Path, a_post: MakePost) -> None:
    path = tmp_path / "año 50% #1?mode=ro&x.db"
    with Store.open(path) as store:
        store.add([a_post()], [], [])
    assert path.stat().st_size > 0


def test_a_store_in_memory_is_its_own(a_post: MakePost) -> None:
    with Store.open("sqlite://") as one, Store.open("sqlite://") as other:
        one.add([a_post()], [], [])
        assert (one.counts()["posts"], other.counts()["posts"]) == (1, 0)


def test_the_file_is_set_up_for_readers_beside_a_writer(store: Store) -> None:
    settings = ("journal_mode", "busy_timeout", "foreign_keys", "synchronous")
    assert [pragma(store, name) for name in settings] == ["wal", 10_000, 1, 1]


def test_readers_do_not_wait_for_a_writer(store: Store, path: Path) -> None:
    with store.write(), Store.open(path) as other:
        assert other.counts()["posts"] == 0


def test_a_store_that_is_up_to_date_opens_without_alembic(filled: Path) -> None:
    script = "import sys; from db.store import Store; Store.open(sys.argv[1]).close(); print('alembic' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", script, str(filled)], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


def test_reading_only_reads(filled: Path, a_post: MakePost) -> None:
    with Store.open(filled, read_only=True) as store:
        assert store.counts()["posts"] == 1
        with pytest.raises(StoreUnwritable, match="read-only"):
            store.add([a_post("2")], [], [])


@pytest.mark.parametrize("how", [{"create": False}, {"read_only": True}])
def test_nothing_is_made_where_nothing_was_asked_for(path: Path, how: dict[str, bool]) -> None:
    with pytest.raises(StoreError, match="There is no store at"):
        Store.open(path, **how)
    assert not path.exists()


def test_an_empty_file_becomes_a_store(path: Path) -> None:
    path.touch()
    with Store.open(path) as store:
        assert store.counts()["posts"] == 0
    assert [file.name for file in path.parent.iterdir()] == [path.name]


# --- what can be wrong -----------------------------------------------------------------------------------------------


def test_a_file_that_is_no_database_is_left_as_it_is(path: Path) -> None:
    path.write_text("dear diary, " * 1_000)
    before = path.read_bytes()
    with pytest.raises(StoreDamaged, match="not a database") as caught:
        Store.open(path)
    assert caught.value.location == str(path)
    assert path.read_bytes() == before


def test_a_database_of_another_program_is_left_as_it_is(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE bookmarks(url)")
    before = path.read_bytes()
    with pytest.raises(StoreDamaged, match="another program"):
        Store.open(path)
    assert path.read_bytes() == before


def test_a_malformed_store_says_so(filled: Path) -> None:
    whole = filled.read_bytes()
    filled.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises(StoreDamaged, match="damaged"):
        Store.open(filled)


def test_a_store_without_its_tables_says_so(filled: Path) -> None:
    with closing(sqlite3.connect(filled)) as other:
        other.execute("DROP TABLE sighting")
    with Store.open(filled) as store, pytest.raises(StoreDamaged, match="does not hold the tables"):
        store.latest_day(UTC)


@pytest.mark.parametrize("where", ["missing/unjargon.db", "file/unjargon.db", "folder", "nul\0"])
def test_what_cannot_be_opened_is_named(tmp_path: Path, where: str) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    with pytest.raises(StoreUnwritable) as caught:
        Store.open(tmp_path / where)
    assert caught.value.location == str(tmp_path / where)


def test_a_full_disk_leaves_the_store_unharmed(store: Store, a_post: MakePost, content: Callable[[Store], str]) -> None:
    store.add([a_post("1")], [], [])
    before = content(store)
    pragma(store, f"max_page_count = {pragma(store, 'page_count')}")
    with pytest.raises(StoreUnwritable, match="the disk is full"):
        store.add([a_post(str(number), text="x" * 5_000) for number in range(2, 200)], [], [])
    assert content(store) == before
    assert pragma(store, "integrity_check") == "ok"


def test_a_store_that_another_program_holds_is_busy(store: Store, path: Path, a_post: MakePost) -> None:
    pragma(store, "busy_timeout = 0")
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy, match="another program"):
            store.add([a_post()], [], [])
    store.add([a_post()], [], [])


def driver_error(code: int | str) -> Exception:
    error = sqlite3.OperationalError("words of the driver")
    setattr(error, "sqlstate" if isinstance(code, str) else "sqlite_errorcode", code)
    return error


@pytest.mark.parametrize("code", KNOWN_FAILURES)
def test_each_known_failure_has_its_class_and_its_words(code: int | str) -> None:
    kind, words = KNOWN_FAILURES[code]
    error = store_error(driver_error(code), "x.db")
    assert type(error) is kind
    assert str(error) == f"The store x.db {words}."


def test_a_refined_code_means_what_its_primary_code_means() -> None:
    assert type(store_error(driver_error(sqlite3.SQLITE_IOERR_WRITE), "x.db")) is StoreUnwritable


def test_what_is_not_known_is_said_in_the_drivers_words() -> None:
    assert str(store_error(driver_error("99999"), "x.db")) == "The store x.db cannot be used: words of the driver."


# --- other databases -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", ["mysql://ana:secret@host/db", "nonsense://", "http://a.example/b", "://"])
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(StoreError, match="is no store") as caught:
        Store.open(url)
    assert "secret" not in str(caught.value) + caught.value.location


def test_a_server_that_is_not_there_is_an_error_without_its_password() -> None:
    with pytest.raises(StoreError, match=r"ana:\*\*\*@127.0.0.1:1/db.* cannot be used") as caught:
        Store.open("postgresql://ana:se%40cret@127.0.0.1:1/db?connect_timeout=2")
    assert "cret" not in str(caught.value) + caught.value.location


def test_a_password_that_would_be_read_as_a_host_is_not_repeated() -> None:
    with pytest.raises(StoreError, match="%40") as caught:
        Store.open("postgresql://ana:se@cret@127.0.0.1:1/db")
    assert "cret" not in str(caught.value) + caught.value.location


def test_postgresql_without_its_driver_names_the_extra() -> None:
    script = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from db.errors import MissingDriver\n"
        "from db.store import Store\n"
        "try: Store.open('postgresql://host/db')\n"
        "except MissingDriver as error: print(error.exit_status, error)"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.startswith("2 ")
    assert "unjargon[postgres]" in run.stdout


@pytest.fixture(autouse=True)
def nothing_left_over(tmp_path: Path) -> Iterator[None]:
    """A closed store is one file: no log of SQLite's, no unfinished backup."""
    yield
    assert not [file for file in tmp_path.iterdir() if file.name.endswith((".part", "-journal"))]
