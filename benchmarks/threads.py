"""What does `unjargon terms` answer on the labelled threads, and how does their own scorer judge it?"""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.figures import SHARED, module

GOLD = SHARED / "threads" / "dev.jsonl"
Items = list[dict[str, Any]]


def gold() -> Items:
    """The labelled threads."""
    return [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]


def terms_answers() -> Items:
    """What the command answers to them, as its users would run it."""
    command = [sys.executable, "-m", "unjargon", "terms"]
    with GOLD.open("rb") as items:
        done = subprocess.run(command, stdin=items, capture_output=True, check=True)
    # not splitlines: a text may hold other line ends
    return [json.loads(line) for line in done.stdout.decode().split("\n") if line]


def rates(items: Sequence[Mapping[str, Any]], answered: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, float]]:
    """The scorer's figures by group: ALL, ambiguous acronyms, lang:es, domain:ai, …"""
    ambiguous = frozenset(json.loads((SHARED / "threads" / "ambiguous.json").read_text()))
    groups = module(SHARED / "threads" / "score.py").score(items, answered, False, ambiguous)
    return {name: dict(tally.rates()) for name, tally in groups.items()}
