"""How long does a command take? Median of several runs in processes of their own, beside Python that does nothing."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure

_RUNS = 7
FEED = Path(__file__).with_name("feed-es.txt")  # invented
THREAD = '{"id": "1", "posts": [{"id": "a", "text": "DP beside TP and PP"}]}\n'


def measure() -> Iterator[Figure]:
    """Python alone; then what loads nothing, what reads a filled store, and what reads a text."""
    with tempfile.TemporaryDirectory() as folder:
        store = str(Path(folder) / "demo.db")
        took(["-m", "unjargon", "demo", "--db", store])
        commands = [
            ("--help", "0.2 s", ["--help"], ""),
            ("--version", "0.2 s", ["--version"], ""),
            ("term DP", "0.6 s", ["term", "DP", "--db", store], ""),
            ("terms, one line", "0.6 s", ["terms"], THREAD),
            ("explain of a feed", "2.5 s", ["explain", str(FEED), "--lang", "es"], ""),
        ]
        nothing = median(["-c", "pass"])
        yield "python -c pass", f"{nothing:.3f} s", "-"
        for name, bound, arguments, text in commands:
            seconds = median(["-m", "unjargon", *arguments], text)
            yield f"unjargon {name}", f"{seconds:.2f} s, {seconds / nothing:.0f}x", bound


def median(arguments: list[str], text: str = "") -> float:
    """The median wall time of a Python process with these arguments; the first run, which fills caches, is left out."""
    took(arguments, text)
    return statistics.median(took(arguments, text) for _ in range(_RUNS))


def took(arguments: list[str], text: str = "") -> float:
    """The wall time of a process that must succeed, in seconds."""
    # as installed: where bytecode may not be kept, all of ours would be compiled again at each start, for a second
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, *arguments], input=text, text=True, check=True, capture_output=True, env=environment
    )
    return time.perf_counter() - start
