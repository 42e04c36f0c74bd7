"""Do stores of every revision reach the newest, with nothing lost and search still working?"""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from db.errors import StoreError, StoreNewer
from db.migrations import NEWEST, SCRIPT_LOCATION, configured, ours
from db.models import Outcome, Post, State
from db.search import search
from db.sql.engine import bring_up_to_date, reach
from db.sql.location import Location
from db.store import Store
from db.tables import METADATA
from db.views import PUBLIC_VIEWS

# rebuilds `post`, as Alembic does on SQLite: a new table, the rows copied, the old one dropped with all its triggers
NEXT = f'''
"""A revision to come."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{NEWEST}"


def upgrade() -> None:
    with op.batch_alter_table("post", recreate="always") as post:
        post.add_column(sa.Column("mood", sa.Text(), server_default="calm"))
'''


@pytest.fixture
def next_scripts(tmp_path: Path) -> Path:
    """The migrations of a version to come: ours, and one that rebuilds the posts."""
    scripts = tmp_path / "migrations"
    shutil.copytree(SCRIPT_LOCATION, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "9999_next.py").write_text(NEXT)
    return scripts


def upgrade_to_next(path: Path, scripts: Path) -> None:
    place = Location(path=path)
    engine = reach(place, create=False, read_only=False)
    try:
        bring_up_to_date(engine, place, newest="9999", scripts=scripts)
    finally:
        engine.dispose()


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def test_the_newest_revision_is_alembics_head() -> None:
    assert ScriptDirectory.from_config(configured()).get_heads() == [NEWEST]


def test_the_migrations_make_the_tables_that_the_records_need(store: Store) -> None:
    with store.read() as connection:
        options = {"include_object": ours, "render_as_batch": True}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), METADATA) == []


def test_an_older_store_is_copied_before_it_is_changed(sample: Store, path: Path, next_scripts: Path) -> None:
    sample.close()
    upgrade_to_next(path, next_scripts)
    backup = path.with_name(f"unjargon.db.backup-{NEWEST}")
    with Store.open(backup, read_only=True) as store:
        assert store.counts()["posts"] == 4
    assert rows(path, "SELECT DISTINCT mood FROM post") == [("calm",)]


def test_what_refers_to_a_rebuilt_table_survives(sample: Store, path: Path, next_scripts: Path) -> None:
    before = sample.counts()
    sample.close()
    upgrade_to_next(path, next_scripts)
    assert {name: rows(path, f"SELECT count(*) FROM {name}")[0][0] for name in PUBLIC_VIEWS} == before
    assert rows(path, "PRAGMA foreign_key_check") == []


def test_search_works_on_a_rebuilt_table(sample: Store, path: Path, next_scripts: Path) -> None:
    sample.close()
    upgrade_to_next(path, next_scripts)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE post SET text = 'something new' WHERE external_id = '3'")
        connection.execute("INSERT INTO post_fts(post_fts, rank) VALUES ('integrity-check', 1)")
        found = connection.execute("SELECT count(*) FROM post_fts WHERE post_fts MATCH 'new OR training'").fetchone()
    assert found == (2,)


def test_an_upgrade_that_fails_changes_nothing(sample: Store, path: Path, next_scripts: Path) -> None:
    sample.close()
    revision = next_scripts / "versions" / "9999_next.py"
    revision.write_text(NEXT + '    op.execute("INSERT INTO nowhere VALUES (1)")\n')
    with pytest.raises(Exception, match="nowhere"):
        upgrade_to_next(path, next_scripts)
    with Store.open(path) as store:
        assert search(store, "training")
    assert rows(path, "SELECT name FROM sqlite_master WHERE name LIKE '_alembic_tmp%'") == []


def test_a_store_of_a_newer_version_is_left_as_it_is(sample: Store, path: Path, next_scripts: Path) -> None:
    sample.close()
    upgrade_to_next(path, next_scripts)
    before = rows(path, "SELECT * FROM post")
    with pytest.raises(StoreNewer, match="newer version"):
        Store.open(path)
    assert rows(path, "SELECT * FROM post") == before


def test_an_older_store_is_not_upgraded_for_reading(store: Store, path: Path) -> None:
    store.close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
    with pytest.raises(StoreError, match="for writing"):
        Store.open(path, read_only=True)


def test_outcomes_of_an_older_store_are_kept_without_a_fingerprint(store: Store, path: Path, morning: datetime) -> None:
    asked = Outcome(source="a", at=morning, state=State.OK, posts=3, fingerprint="new")
    store.record(asked)
    with store.write() as connection:
        command.downgrade(configured(connection), "0003")
    store.close()
    with Store.open(path) as upgraded:
        assert upgraded.outcomes() == [asked.model_copy(update={"fingerprint": None})]


def test_everything_can_be_taken_down_and_made_again(sample: Store, path: Path, a_post: Callable[..., Post]) -> None:
    with sample.write() as connection:
        command.downgrade(configured(connection), "base")
    sample.close()
    assert rows(path, "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')") == [("alembic_version",)]
    with Store.open(path) as store:
        assert store.add([a_post()], [], []).posts == 1
