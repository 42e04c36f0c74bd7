"""What is explained in ordinary prose, where hardly anything needs it, and how much of that is wrong?

By the judgements beside the texts (`../shared/data/prose`). What is explained anew was judged by nobody:
`python -m benchmarks.prose` lists it, to be read, with the words around it.
"""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from benchmarks.figures import NO_DATA, SHARED, Figure

_TEXTS = SHARED / "prose" / "prose.jsonl"
_AROUND = 50  # characters to either side


def measure() -> Iterator[Figure]:
    """A row a figure."""
    if not _TEXTS.is_file():
        yield NO_DATA
        return
    verdicts = judged()
    found = Counter(verdicts.get(key, "not judged") for key in explained())
    words = sum(len(text.split()) for text in texts().values())
    known = sum(found[verdict] for verdict in ("right", "wrong", "idle"))
    yield "explanations in it", ", ".join(f"{n} {verdict}" for verdict, n in sorted(found.items())), "-"
    yield "wrong, of those that were judged", f"{found['wrong'] / max(1, known):.3f}", "0.05, not above 0.10"
    yield "wrong ones in 1,000 words, not judged ones with them", f"{_rate(found, words):.2f}", "0.3"
    lost = sum(verdict == "right" for verdict in verdicts.values()) - found["right"]
    yield "right ones that are no longer explained", f"{lost}", "0"


def _rate(found: Mapping[str, int], words: int) -> str | float:
    return 1000 * (found["wrong"] + found["not judged"]) / words


def texts() -> dict[str, str]:
    """The texts by their ids."""
    items = (json.loads(line) for line in _TEXTS.read_text(encoding="utf-8").splitlines())
    return {item["id"]: item["posts"][0]["text"] for item in items}


def judged() -> dict[tuple[str, str], str]:
    """What was said of each explanation, by text and surface."""
    rows = map(json.loads, (SHARED / "prose" / "judged.jsonl").read_text(encoding="utf-8").splitlines())
    return {(row["id"], row["surface"]): row["verdict"] for row in rows}


def explained() -> dict[tuple[str, str], dict[str, Any]]:
    """What the command explains in the texts, by text and surface."""
    command = [sys.executable, "-m", "unjargon", "terms"]
    with _TEXTS.open("rb") as items:
        done = subprocess.run(command, stdin=items, capture_output=True, check=True)
    rows = [json.loads(line) for line in done.stdout.decode().split("\n") if line]
    return {
        (row["id"], term["surface"]): term
        for row in rows
        for term in row["terms"]
        if term["meaning"] or term["expansion"]
    }


if __name__ == "__main__":
    known, written = judged(), texts()
    for (text, surface), term in explained().items():
        verdict = known.get((text, surface), "?")
        if verdict in ("?", "wrong"):
            around = written[text][max(0, term["start"] - _AROUND) : term["end"] + _AROUND].replace("\n", " ")
            print(f"{verdict:5} {text} {surface} [{term['expansion'] or term['meaning']}]: …{around}…")
