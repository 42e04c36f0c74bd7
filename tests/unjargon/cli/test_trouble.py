"""When the store, the disk or the words are bad: is there a sentence that helps, the right status, nothing harmed?"""

import json
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
READING = (
    ("digest",),
    ("trends",),
    ("threads",),
    ("status",),
    ("sources",),
    ("search", "GPU"),
    ("term", "GPU"),
    ("query", "SELECT * FROM posts"),
    ("explain", "feed.txt"),
    ("terms", "--db", "unjargon.db"),
)
WRITING = (
    ("analyse",),
    ("define", "QFBS", "batch scheduling"),
    ("explain", "feed.txt", "--save"),
    ("collect", "bluesky", "--replay", "recorded"),
    ("daily",),
    ("serve",),
    ("demo", "--db", "unjargon.db"),
)


@pytest.fixture
def bad(here: Path, feed: Path) -> Callable[[str], None]:
    """Puts something that is no store where the store should be."""

    def put(kind: str) -> None:
        path = here / "unjargon.db"
        match kind:
            case "text":
                path.write_text("dear diary\n" * 2000)
            case "folder":
                path.mkdir()
            case "other":
                with closing(sqlite3.connect(path)) as connection:
                    connection.execute("CREATE TABLE recipes (name TEXT)")
        (here / "recorded").mkdir()
        (here / "recorded" / "recording.jsonl").write_text("")

    return put


def name(command: tuple[str, ...]) -> str:
    return "-".join(command[:1])


@pytest.mark.parametrize("kind", ["text", "folder", "other"])
@pytest.mark.parametrize("command", [*READING, *WRITING], ids=name)
def test_what_is_no_store_is_left_as_it_is(
    run: Run, here: Path, bad: Callable[[str], None], kind: str, command: tuple[str, ...]
) -> None:
    bad(kind)
    before = {path: path.read_bytes() for path in here.rglob("*") if path.is_file()}
    ran = run(*command)
    assert (ran.status, ran.out) == (1 if kind == "folder" else 2, "")
    assert "unjargon.db" in ran.err or "query" in ran.err
    assert "please report" not in ran.err
    assert {path: path.read_bytes() for path in here.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    "command", [c for c in (*READING, *WRITING) if c[0] not in ("query", "trends", "threads")], ids=name
)
def test_a_store_of_a_newer_version_is_left_as_it_is(
    run: Run,
    bad: Callable[[str], None],
    store: Path,
    content: Callable[[Path], list[str]],
    command: tuple[str, ...],
) -> None:
    bad("newer")
    with closing(sqlite3.connect(store)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    before = content(store)
    ran = run(*command)
    assert (ran.status, ran.out) == (2, "")
    assert "was written by a newer version (9999). Upgrade unjargon to read it." in ran.err
    assert content(store) == before


def test_a_store_that_is_cut_off_is_said_to_be_damaged(run: Run, store: Path) -> None:
    with store.open("r+b") as file:
        file.truncate(50_000)
    for command in (("digest",), ("trends",), ("status",)):
        ran = run(*command)
        assert (ran.status, ran.out) == (2, ""), command
        assert "is damaged. Put a backup in its place, or move it away and start a new one." in ran.err


@pytest.mark.parametrize("location", ["feed.txt/x.db", "missing/folder/x.db", "x" * 300, "a\x00b"])
@pytest.mark.parametrize(
    "command", [("define", "QFBS", "batch scheduling"), ("status",), ("trends",), ("term", "GPU")], ids=name
)
def test_a_place_where_no_store_can_be(
    run: Run, here: Path, feed: Path, command: tuple[str, ...], location: str
) -> None:
    ran = run(*command, "--db", location)
    if command[0] == "term" and ran.status == 0:  # what the lexicon knows needs no store
        assert ran.out
        return
    assert (ran.status, ran.out) == (1, "")
    assert "please report" not in ran.err
    assert [path.name for path in here.iterdir()] == ["feed.txt"]


@pytest.mark.parametrize("location", ["mysql://host/x", "://", "https://example.org/x.db", "postgresql://"])
def test_an_address_that_is_no_store(run: Run, location: str) -> None:
    ran = run("status", "--db", location)
    assert (ran.status, ran.out) == (1, "")
    assert "please report" not in ran.err


def test_no_password_is_printed(run: Run) -> None:
    ran = run("status", "--db", "postgresql://ana:s3cret@127.0.0.1:9/x")
    assert (ran.status, ran.out) == (1, "")
    assert "s3cret" not in ran.err
    assert "ana:***@127.0.0.1" in ran.err


# --- permissions and space -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", READING, ids=name)
def test_a_store_that_may_only_be_read_is_read(
    run: Run, store: Path, feed: Path, read_only: Callable[..., None], command: tuple[str, ...]
) -> None:
    read_only(store)
    assert run(*command).status == 0


@pytest.mark.parametrize("command", WRITING[:3], ids=name)
def test_a_store_that_may_only_be_read_is_not_written(
    run: Run, store: Path, feed: Path, read_only: Callable[..., None], command: tuple[str, ...]
) -> None:
    before = store.read_bytes()
    read_only(store)
    ran = run(*command)
    assert (ran.status, ran.out) == (1, "")
    assert "The store unjargon.db is read-only. Give yourself permission to write it, or choose another." in ran.err
    assert store.read_bytes() == before


@pytest.mark.parametrize(
    "command", [WRITING[1], WRITING[2], ("demo",), ("explain", "feed.txt", "-o", "page.md")], ids=name
)
def test_a_folder_that_may_not_be_written(
    run: Run, here: Path, feed: Path, read_only: Callable[..., None], command: tuple[str, ...]
) -> None:
    read_only(here)
    ran = run(*command)
    assert (ran.status, ran.out) == (1, "")
    assert "cannot" in ran.err
    assert [path.name for path in here.iterdir()] == ["feed.txt"]


@pytest.fixture
def small_disk(here: Path) -> Iterator[Path]:
    """A disk of 8 MB, on systems that let us have one."""
    disk = here / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    if not mount or subprocess.run([mount, "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk], check=False).returncode:
        pytest.skip("a small disk can be had by administrators only")
    yield disk
    subprocess.run(["umount", "--lazy", disk], check=True)


def fill(path: Path) -> None:
    with suppress(OSError), path.open("wb", buffering=0) as file:
        while file.write(bytes(4096)):
            pass


def test_a_full_disk_is_said_and_harms_nothing(
    run: Run, demo: Path, feed: Path, small_disk: Path, content: Callable[[Path], list[str]]
) -> None:
    store = Path(shutil.copyfile(demo / "demo.db", small_disk / "s.db"))
    feed.write_text("".join(f"#\nHeadline {n} about a GPU\n" for n in range(2000)))
    assert run("status", "--db", "disk/s.db").status == 0
    before = content(store)
    fill(small_disk / "filler")
    for command in (("define", "GPU", "x" * 400), ("explain", "feed.txt", "--save")):
        ran = run(*command, "--db", "disk/s.db")
        assert (ran.status, ran.out) == (1, "")
        assert "disk" in ran.err.replace("disk/s.db", "")
        assert "please report" not in ran.err
    ran = run("digest", "--db", str(demo / "demo.db"), "-o", "disk/page.md")
    assert (ran.status, ran.out) == (1, "")
    assert "cannot write disk/page.md: No space left on device; make room, or choose another place" in ran.err
    (small_disk / "filler").unlink()
    assert content(store) == before
    assert sorted(path.name for path in small_disk.iterdir() if path.suffix != ".db-wal") == ["s.db"]
    assert run("define", "GPU", "x", "--db", "disk/s.db").status == 0


# --- words ---------------------------------------------------------------------------------------------------------

HOSTILE = {
    "nothing": "",
    "space": " ",
    "controls": "\x1b[2J\x07\x9b\r\n",
    "NUL": "a\x00b",
    "long": "x" * 100_000,
    "emoji": "👩‍👩‍👧‍👦" * 500,
    "bidi": "\u202egnp.\u2066",
    "no text": "\udcff\udcfe",
    "format": "%s%n{0}{x}{day}",
    "path": "../../../../etc/passwd",
    "dash": "-",
    "option": "--option",
    "number": "9" * 5000,
    "SQL": "'; DROP TABLE post; --",
}
TEMPLATES = [
    "{}",
    "--db {} status",
    "--lang {} status",
    "term {}",
    "term GPU --lang {}",
    "term GPU --format {}",
    "term GPU --db {}",
    "define {} x",
    "define QFBS {}",
    "define QFBS y --meaning {}",
    "define QFBS y --db {}",
    "check {}",
    "explain {}",
    "explain feed.txt -o {}",
    "explain feed.txt --db {}",
    "terms --db {}",
    "trends --limit {}",
    "search {}",
    "query {}",
    "query {} --db demo.db",
    "digest --date {} --db demo.db",
    "digest --date 2026-11-21 -o {}",  # a day without anything
    "collect {}",
    "collect --replay {}",
    "collect bluesky --replay {}",
    "analyse --db {}",
    "sources --db {}",
    "doctor --offline --db {}",
    "init {}",
    "init --opml {}",
    "init --db {}",
    "serve {}",
]


@pytest.mark.parametrize("template", TEMPLATES)
def test_no_words_end_in_a_traceback(run: Run, store: Path, feed: Path, template: str) -> None:
    for kind, words in HOSTILE.items():
        ran = run(*(words if part == "{}" else part for part in template.split()))
        assert ran.status in (0, 1, 2), kind
        assert "Traceback" not in ran.err, kind
        assert "please report" not in ran.err, kind
        assert ran.status == 0 or ran.err or ran.out, kind
        assert all(line.isprintable() for line in ran.err.splitlines() if line.startswith("unjargon: ")), kind


@pytest.mark.parametrize("key", ["store", "digests", "timezone", "contact", "language"])
def test_no_setting_ends_in_a_traceback(run: Run, here: Path, key: str) -> None:
    for kind, words in HOSTILE.items():
        text = f"{key} = {json.dumps(words)}\n"
        (here / "unjargon.toml").write_bytes(text.encode(errors="surrogateescape"))
        ran = run("status")
        assert ran.status in (1, 2), kind
        assert "Traceback" not in ran.err, kind
        assert "please report" not in ran.err, kind
