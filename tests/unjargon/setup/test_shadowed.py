"""Does a folder with a `db.py` and a `collector.py` of its own disturb unjargon? docs/installing.md says the same."""

import re
import sysconfig
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
SCRIPT = Path(sysconfig.get_path("scripts")) / "unjargon"
IMPORT = "from unjargon import find_acronyms; print(find_acronyms('a GPU', 'en')[0].surface)"


@pytest.fixture
def shadowed(here: Path) -> None:
    for name in ("db.py", "collector.py", "reports.py", "analysis/__init__.py"):
        path = here / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"raise SystemExit('{name} of this folder was loaded')")


@pytest.mark.usefixtures("shadowed")
@pytest.mark.parametrize(
    "python",
    [("-m", "unjargon"), ("-P", "-m", "unjargon"), ("-I", "-m", "unjargon"), (str(SCRIPT),)],
    ids=("m", "safe path", "isolated", "script"),
)
def test_the_command_does_not_care(run_apart: Run, python: tuple[str, ...]) -> None:
    ran = run_apart("doctor", "--offline", python=python, PYTHONPATH="")
    assert (ran.status, ran.err) == (0, "")
    assert "settings" in ran.out


@pytest.mark.usefixtures("shadowed")
def test_in_python_the_folder_comes_first_unless_it_is_left_out(run_apart: Run) -> None:
    assert run_apart(python=("-c", IMPORT)).err == "analysis/__init__.py of this folder was loaded\n"
    assert run_apart(python=("-P", "-c", IMPORT)).out == "GPU\n"


@pytest.mark.usefixtures("shadowed")
def test_a_folder_that_is_asked_for_comes_first(run_apart: Run, here: Path) -> None:
    ran = run_apart("doctor", "--offline", python=(str(SCRIPT),), PYTHONPATH=str(here))
    assert ran.status == 1
    assert "of this folder was loaded" in ran.err


def test_the_version_is_said_before_anything_is_loaded(run_apart: Run) -> None:
    code = "import sys; from unjargon.cli import main\ntry: main()\nfinally: print(*sys.modules, file=sys.stderr)"
    ran = run_apart("--version", python=("-c", code))
    assert (ran.status, ran.out) == (0, f"unjargon {version('unjargon')}\n")
    loaded = {name.partition(".")[0] for name in ran.err.split()}
    assert not loaded & {"analysis", "collector", "jinja2", "pydantic", "rich", "sqlalchemy"}


def test_the_version_is_that_of_the_project(run_apart: Run) -> None:
    project = (Path(__file__).resolve().parents[3] / "pyproject.toml").read_text()
    declared = re.search(r'^version = "(.+)"$', project, re.MULTILINE)
    assert declared
    ran = run_apart(python=("-c", "import unjargon; print(unjargon.__version__)"))
    assert ran.out == f"{declared[1]}\n"
