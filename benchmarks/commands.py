"""How long does a command take to start? Median of several runs in processes of their own."""

import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.figures import Figure, seconds

_RUNS = 7


def measure() -> Iterator[Figure]:
    """Python alone, then `--help`, `term` on a filled store, and `terms` on one line."""
    with tempfile.TemporaryDirectory() as folder:
        store = str(Path(folder) / "demo.db")
        unjargon("demo", "--db", store)
        yield "python -c pass", f"{_took(['-c', 'pass']):.2f} s", "-"
        yield "unjargon --help", f"{_took(['-m', 'unjargon', '--help']):.2f} s", "0.2 s"
        yield "unjargon term DP", f"{_took(['-m', 'unjargon', 'term', 'DP', '--db', store]):.2f} s", "0.8 s"
        line = '{"id": "1", "posts": [{"id": "a", "text": "DP beside TP and PP"}]}\n'
        yield "unjargon terms, one line", f"{_took(['-m', 'unjargon', 'terms'], line):.2f} s", "0.6 s"


def unjargon(*arguments: str) -> None:
    """A command that must succeed."""
    subprocess.run([sys.executable, "-m", "unjargon", *arguments], check=True, capture_output=True)


def _took(arguments: list[str], text: str = "") -> float:
    """The median wall time of a Python process with these arguments."""
    command = partial(
        subprocess.run, [sys.executable, *arguments], input=text, text=True, check=True, capture_output=True
    )
    return statistics.median(seconds(command) for _ in range(_RUNS))
