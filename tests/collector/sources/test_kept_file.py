"""Is a file that the reader keeps collected from like any source, and read by nobody else?"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from collector.errors import Refused
from collector.http.disk import own_file
from collector.http.recording import RECORDING_FILE, ReplayClock, unhurried
from collector.runs.collect import collect_once, replay
from collector.settings import CollectorSettings
from collector.sources import SOURCES, source_named
from collector.sources.file import MOST_BYTES
from db.models import Outcome, State
from db.store import Store

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
LINKS = "#\nLumen Coop builds farms in the fjords\n#\nA quiet fan\nWe moved the run to other machines."
TWEET = '[{"id_str": "900", "full_text": "A long night", "user": {"screen_name": "ana"}, "created_at": ""}]'


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "store.db") as opened:
        yield opened


def ask(store: Store, path: Path | str, record: Path | None = None) -> Outcome:
    source = source_named(f"file:{path}")
    [outcome] = collect_once(
        [source], store, CollectorSettings(), pace=unhurried, clock=ReplayClock(NOW), record=record
    )
    return outcome


@pytest.fixture
def links(tmp_path: Path) -> Path:
    path = tmp_path / "my links.txt"
    path.write_text(LINKS, encoding="utf-8")
    return path


def test_a_file_is_collected_under_its_own_name(store: Store, links: Path) -> None:
    outcome = ask(store, links)
    assert (outcome.source, outcome.state, outcome.posts, outcome.trends) == (f"file:{links}", State.OK, 3, 2)
    pairs = store.trends_between(NOW, datetime.max.replace(tzinfo=UTC))
    assert [(trend.source, trend.title, seen.rank) for trend, seen in pairs] == [
        (f"file:{links}", "Lumen Coop builds farms in the fjords", 1),
        (f"file:{links}", "A quiet fan", 2),
    ]


def test_what_was_saved_of_x_is_the_files_too(store: Store, tmp_path: Path) -> None:
    (tmp_path / "saved.json").write_text(TWEET)
    assert ask(store, tmp_path / "saved.json").posts == 1
    assert [post.author for post in store.posts(f"file:{tmp_path / 'saved.json'}", "900")] == ["ana"]


def test_a_file_that_has_not_changed_is_not_read_again(store: Store, links: Path) -> None:
    ask(store, links)
    os.utime(links, (1, 1))  # its words count, and not when they were written
    assert ask(store, links).state is State.NOT_MODIFIED
    links.write_text(LINKS.replace("quiet", "loud"), encoding="utf-8")
    assert (ask(store, links).state, store.counts()["posts"]) == (State.OK, 4)


def test_a_file_that_is_not_there_is_an_outcome(store: Store, tmp_path: Path) -> None:
    outcome = ask(store, tmp_path / "gone.txt")
    assert outcome.state is State.UNREACHABLE
    assert outcome.message == "gone.txt cannot be read (No such file or directory); check the path"


@pytest.mark.parametrize(
    ("content", "state", "said"),
    [
        (b"", State.DAMAGED, "holds nothing to read"),
        (b"%PDF-1.7", State.DAMAGED, "is a PDF document"),
        (b"x" * (MOST_BYTES + 1), State.DAMAGED, "has 20 MB, at most 20 MB are read; split it"),
    ],
    ids=["empty", "no text", "too large"],
)
def test_a_file_that_cannot_be_read_is_an_outcome(
    store: Store, tmp_path: Path, content: bytes, state: State, said: str
) -> None:
    (tmp_path / "notes.dat").write_bytes(content)
    outcome = ask(store, tmp_path / "notes.dat")
    assert (outcome.state, said in outcome.message) == (state, True)


@pytest.mark.parametrize("path", ["~nobody-of-this-name/x.txt", "x" * 300, "file.txt/below"])
def test_a_path_that_leads_nowhere_is_an_outcome(
    store: Store, path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file.txt").write_text("words")
    assert ask(store, path).state is State.UNREACHABLE


def test_only_files_are_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(Refused, match="is no file"):
            own_file(path, 10)


def test_the_home_of_the_reader_has_its_short_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "links.txt").write_text("words")
    assert own_file(Path("~/links.txt"), 5) == b"words"


def test_a_recording_neither_holds_a_file_nor_reads_one(store: Store, links: Path, tmp_path: Path) -> None:
    assert ask(store, links, record=tmp_path / "recorded").state is State.OK
    assert list((tmp_path / "recorded").iterdir()) == []
    line = '{"at": "2026-11-24T07:00:00Z", "url": "https://a.example/", "status": 404, "headers": {}}\n'
    (tmp_path / "recorded" / RECORDING_FILE).write_text(line)
    [outcome] = replay(tmp_path / "recorded", [source_named(f"file:{links}")], store)
    assert outcome.state is State.REFUSED
    assert "is not in the recording" in outcome.message


def test_no_address_leads_to_a_file(links: Path) -> None:
    for url in (links.as_uri(), f"file:{links}", str(links), "https://a.example/links.txt"):
        assert not any(source.recognises(url) for source in SOURCES if source.declared.kind == "file")
