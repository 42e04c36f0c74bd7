"""What do the benchmarks share: a row of a table, where their data are, and how long something takes."""

import importlib.util
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data"
Figure = tuple[str, str, str]  # what is measured, how much it is, what must hold
NO_DATA: Figure = ("skipped", "the measurement data (../shared) is not on this machine", "-")


def module(path: Path) -> ModuleType:
    """A scorer that stands beside its data."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def seconds(act: Callable[[], object]) -> float:
    """By the clock on the wall."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def core_seconds(act: Callable[[], object]) -> float:
    """Of one core's work, however busy the machine is."""
    start = time.process_time()
    act()
    return time.process_time() - start
