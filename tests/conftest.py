"""What every test may ask for."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The measurement data beside the project."""
    if not SHARED.is_dir():
        pytest.skip("the measurement data (../shared) is not on this machine")
    return SHARED
