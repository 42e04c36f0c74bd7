"""Does every error that may reach a person say how the command ends?"""

import importlib
import pkgutil
import subprocess
import sys

import pytest

from analysis.lexicon.lines import LexiconError
from collector.errors import CollectError, Refused
from collector.runs.schedule import AlreadyRunning
from collector.sources.archive import BadPost
from db.errors import (
    MissingDriver,
    QueryError,
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreNewer,
    StoreUnwritable,
    UnjargonError,
)
from db.migrations import Foreign, UnknownRevision
from unjargon.errors import NotDone, Unusable

PACKAGES = ("unjargon", "collector", "analysis", "db", "reports")
NEVER_SHOWN = {BadPost, Foreign, UnknownRevision}  # the store's own errors say what they mean
RUN_BY_OTHERS = ("unjargon.__main__", "db.migrations.env")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (StoreError("?"), 1),
        (StoreUnwritable("?"), 1),
        (StoreBusy("?"), 1),
        (StoreNewer("?"), 2),
        (StoreDamaged("?"), 2),
        (MissingDriver("?"), 2),
        (QueryError("?"), 2),
        (CollectError("?"), 1),
        (Refused("?", status=404), 1),
        (AlreadyRunning("?"), 2),
        (LexiconError("?"), 2),
        (NotDone("?"), 1),
        (Unusable("?"), 2),
    ],
)
def test_an_error_knows_how_its_command_ends(error: UnjargonError, status: int) -> None:
    assert error.exit_status == status


def test_no_error_of_ours_stands_outside_the_tree() -> None:
    roots = [importlib.import_module(name) for name in PACKAGES]
    names = [each.name for root in roots for each in pkgutil.walk_packages(root.__path__, f"{root.__name__}.")]
    modules = [importlib.import_module(name) for name in names if name not in RUN_BY_OTHERS]
    ours = {
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Exception) and value.__module__.split(".")[0] in PACKAGES
    }
    assert {error for error in ours if not issubclass(error, UnjargonError)} == NEVER_SHOWN


def test_the_errors_load_no_database() -> None:
    script = "import sys, db.errors; print({'sqlalchemy', 'sqlmodel', 'sqlite3', 'pydantic'} & {*sys.modules})"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout == "set()\n"
