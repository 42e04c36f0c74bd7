"""Does the doctor see what is wrong, and name commands that can be typed as they stand?"""

import json
import os
import shlex
import subprocess
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
WITHOUT = """
import sys
for name in {absent}:
    sys.modules[name] = None
from unjargon.cli import main
main(sys.argv[1:])
"""
EVERYTHING = ("spacy", "psycopg")


def rows_without(run_apart: Run, *absent: str, **environment: str) -> list[dict[str, str]]:
    """What the doctor finds where these modules are not installed."""
    code = WITHOUT.format(absent=absent)
    ran = run_apart("doctor", "--offline", "--format", "json", python=("-c", code), **environment)
    rows: list[dict[str, str]] = json.loads(ran.out)
    return rows


def commands(rows: list[dict[str, str]]) -> Iterator[list[str]]:
    """What the doctor says to type."""
    for row in rows:
        _, colon, command = row["to_do"].rpartition(": ")
        if colon:
            yield shlex.split(command)


def answers_help(command: list[str]) -> bool:
    """Whether there is such a program with such a command; nothing is done."""
    words = command[1:]
    last = (
        words.index("install") + 1 if "install" in words else words.index("models") + 1 if "models" in words else None
    )
    return subprocess.run([command[0], *words[:last], "--help"], capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize(("absent", "many"), [((), 2), (EVERYTHING, 5), ((*EVERYTHING, "pip"), 5)], ids=str)
def test_every_command_that_it_names_exists(
    run_apart: Run, monkeypatch: pytest.MonkeyPatch, absent: tuple[str, ...], many: int
) -> None:
    """With pip, and without where uv is: the development environment has it."""
    monkeypatch.setenv("PATH", sysconfig.get_path("scripts") + os.pathsep + os.environ["PATH"])
    named = list(commands(rows_without(run_apart, *absent)))
    assert [command for command in named if not answers_help(command)] == []
    assert len(named) == many
    assert any(command[:3] == ["uv", "pip", "install"] for command in named) is ("pip" in absent)


def test_where_nothing_can_install_it_says_how_to_get_what_can(run_apart: Run, here: Path) -> None:
    rows = rows_without(run_apart, "psycopg", "pip", PATH=str(here))
    to_do = next(row["to_do"] for row in rows if row["what"] == "extra postgres")
    assert "neither pip nor uv" in to_do
    assert to_do.endswith("-m ensurepip")


def test_an_extra_is_installed_by_what_it_asks_for(run_apart: Run) -> None:
    """And not by our name, under which an index may have nothing, or something else."""
    to_do = next(row["to_do"] for row in rows_without(run_apart, "psycopg") if row["what"] == "extra postgres")
    assert "psycopg[binary]>=3" in shlex.split(to_do)[-1]


def test_a_source_that_is_none_is_broken(run: Run, here: Path) -> None:
    (here / "unjargon.toml").write_text('sources = ["hackernews", "hackernws", "coingecko:x"]\n')
    ran = run("doctor", "--offline", "--format", "json")
    assert ran.status == 1
    broken = {row["what"]: row for row in json.loads(ran.out) if row["state"] == "broken"}
    assert list(broken) == ["hackernws", "coingecko:x"]
    assert "no source 'hackernws'" in broken["hackernws"]["detail"]
    assert broken["hackernws"]["to_do"] == "mend the line, or take it out of unjargon.toml"
