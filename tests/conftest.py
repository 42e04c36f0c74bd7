"""What every test may ask for."""

from pathlib import Path

import pytest
from hypothesis import settings

from db.store import Store

# The same examples in every run, so that a change is judged by what it changes; `make fuzz` looks for new ones.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("fuzz", max_examples=2000, deadline=None)
settings.load_profile("repeatable")

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The measurement data beside the project."""
    if not SHARED.is_dir():
        pytest.skip("the measurement data (../shared) is not on this machine")
    return SHARED


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a store that holds nothing, to be copied: a copy costs less than the revisions that make one."""
    path = tmp_path_factory.mktemp("empty") / "store.db"
    Store.open(path).close()
    return path
