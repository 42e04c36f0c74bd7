"""How do the tests run the real commands? In this process, with streams and settings of their own, or in another."""

import ctypes
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

import pytest
import stamina
from filelock import FileLock

from unjargon.cli import main

ROOT = Path(__file__).resolve().parents[2]
FEED = """\
Trending now
#
Lumen Coop raises $4B to build NPU farms in the fjords
#
$PEBBLE doubles overnight after an airdrop rumour
A long note that somebody copied:
We moved the training run from GPU (graphics processing unit) machines to TPU (tensor processing unit) pods.
The report explains quirk-free batch scheduling (QFBS) at length, and QFBS is what made the run cheap.
Data parallelism (DP) gave us most of it, and tensor parallelism (TP) the rest; DP alone is not enough.
"""


class Ran(NamedTuple):
    """What came of a command."""

    status: int
    out: str
    err: str


def run_here(*arguments: str, given: bytes = b"", encoding: str = "utf-8") -> Ran:
    """Runs `unjargon` with these arguments in this process, with `given` on standard input."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding=encoding) for _ in range(2))
    typed, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(given))
    try:
        with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
            main(arguments)
    finally:
        sys.stdin = typed
    status = ended.value.code
    assert isinstance(status, int)
    return Ran(status, *(read_back(stream) for stream in (out, err)))


def read_back(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode(stream.encoding)


@contextmanager
def folder_of_its_own(folder: Path) -> Iterator[None]:
    """The process is in this folder, and nothing of the person who runs the tests counts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for name in ("UNJARGON_DB", "UNJARGON_CONTACT", "UNJARGON_DEBUG"):
            patch.delenv(name, raising=False)
        patch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
        yield


@pytest.fixture(autouse=True)
def here(tmp_path: Path) -> Iterator[Path]:
    """The folder that commands run in."""
    stamina.set_testing(True)  # a second attempt at once
    with folder_of_its_own(tmp_path):
        yield tmp_path
    stamina.set_testing(False)


@pytest.fixture
def run() -> Callable[..., Ran]:
    return run_here


@pytest.fixture
def start(here: Path) -> Callable[..., "subprocess.Popen[str]"]:
    """Starts `python -m unjargon` as a process of its own; its three streams are pipes."""

    def begin(*arguments: str, python: Sequence[str] = ("-m", "unjargon"), **changes: str) -> "subprocess.Popen[str]":
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error", **changes}
        command = [sys.executable, *python, *arguments]
        return subprocess.Popen(
            command, cwd=here, env=environment, text=True, stdin=-1, stdout=-1, stderr=-1, encoding="utf-8"
        )

    return begin


@pytest.fixture
def run_apart(start: Callable[..., "subprocess.Popen[str]"]) -> Callable[..., Ran]:
    """Runs `unjargon` as a process of its own."""

    def finish(*arguments: str, given: str = "", **changes: object) -> Ran:
        with start(*arguments, **changes) as process:
            out, err = process.communicate(given, timeout=20)
        return Ran(process.returncode, out, err)

    return finish


OWN = {
    "unjargon.toml": 'language = "es"\nsources = []\nstore = "mine.db"\n',
    "unjargon.db": "mine",
    "mine.db": "mine too",
}


@pytest.fixture(scope="session")
def demo_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ran]:
    """A reader's folder, with `OWN` files, in which `unjargon demo` has run, and what came of it.

    It runs once, however many processes share the tests.
    """
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "reader"
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            folder.mkdir()
            for name, content in OWN.items():
                (folder / name).write_text(content)
            with folder_of_its_own(folder):
                (folder / "ran.json").write_text(json.dumps(run_here("demo")))
    ran = Ran(*json.loads((folder / "ran.json").read_text()))
    assert ran.status == 0, ran.err
    return folder, ran


@pytest.fixture(scope="session")
def demo(demo_run: tuple[Path, Ran]) -> Path:
    """The folder that `unjargon demo` made; tests read it, and leave it as it is."""
    return demo_run[0] / "unjargon-demo"


@pytest.fixture
def store(demo: Path, here: Path) -> Path:
    """The store that commands use here: a copy of the demo's."""
    return Path(shutil.copyfile(demo / "demo.db", here / "unjargon.db"))


@pytest.fixture
def feed(here: Path) -> Path:
    """A feed as somebody pasted it; its people, projects and numbers are invented."""
    path = here / "feed.txt"
    path.write_text(FEED, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def content() -> Callable[[Path], list[str]]:
    """Everything in a store, as SQL."""

    def dump(path: Path) -> list[str]:
        with closing(sqlite3.connect(path)) as connection:
            return list(connection.iterdump())

    return dump


# --- permissions ----------------------------------------------------------------------------------------------------

OVERRIDES = 0b1110  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER: what lets an administrator ignore permissions
VERSION = 0x20080522  # of the structures, see capget(2)


@contextmanager
def permissions_count() -> Iterator[None]:
    """Permissions of files count for an administrator too, as long as this lasts."""
    library = ctypes.CDLL(None, use_errno=True)
    header, sets = (ctypes.c_uint32 * 2)(VERSION, 0), (ctypes.c_uint32 * 6)()
    if library.capget(header, sets) != 0:
        pytest.skip("this system has no capabilities to lay down")
    before = sets[0]
    sets[0] = before & ~OVERRIDES
    assert library.capset(header, sets) == 0
    try:
        yield
    finally:
        sets[0] = before
        assert library.capset(header, sets) == 0


@pytest.fixture
def read_only() -> Iterator[Callable[..., None]]:
    """Takes the permission to write to these paths away, from administrators too, until the test ends."""
    if not sys.platform.startswith("linux"):
        pytest.skip("administrators are told apart on Linux only")
    modes: dict[Path, int] = {}

    def take(*paths: Path) -> None:
        for path in paths:
            modes[path] = path.stat().st_mode
            path.chmod(modes[path] & ~0o222)

    with permissions_count():
        yield take
    for path, mode in modes.items():
        path.chmod(mode)
