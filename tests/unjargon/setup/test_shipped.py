"""Does what is shipped hold all that it needs? Built here, offline, by what `pip install .` builds it with."""

import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PACKAGES = ("unjargon", "collector", "analysis", "db", "reports")
FOR_THE_COMMANDS = (
    *(
        "README.md",
        "LICENSE",
        "CHANGELOG.md",
        "Makefile",
        "pyproject.toml",
        "requirements.lock",
        "requirements-dev.lock",
    ),
    *(".gitignore", ".pre-commit-hooks.yaml"),
)
IN_THE_WHEEL = (
    *(f"{package}/py.typed" for package in PACKAGES),
    *("db/migrations/env.py", "analysis/lexicon/security.jsonl", "collector/demo/recording.jsonl"),
    *("reports/templates/digest.md.j2", "unjargon/setup/pins/es.txt"),
)


def files(*folders: str) -> set[str]:
    """Every file below these folders, but for what Python leaves there."""
    found = (path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file())
    return {path.relative_to(ROOT).as_posix() for path in found if "__pycache__" not in path.parts}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", folder], cwd=ROOT, check=True, capture_output=True
    )
    return folder


def without_metadata(names: Iterable[str]) -> set[str]:
    return {name for name in names if ".dist-info/" not in name}


def test_the_wheel_holds_the_packages_and_all_that_they_read(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = without_metadata(archive.namelist())
    assert held == files(*PACKAGES)
    assert set(IN_THE_WHEEL) <= held


def test_the_source_holds_what_its_own_two_commands_need(built: Path) -> None:
    (source,) = built.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    assert files(*PACKAGES, "tests", "docs", "benchmarks") - files("benchmarks/results") <= held
    assert set(FOR_THE_COMMANDS) <= held
    assert not [name for name in held if name.startswith(".venv") or name.endswith((".pyc", ".db"))]
