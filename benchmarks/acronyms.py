"""Are acronyms found, and read where they are defined, and how fast; beside other tools, in the same run?

SDU@AAAI-22 acronym extraction, macro F1 over the spans of acronyms and long forms: what was looked at while the rules
were written are the texts with even numbers; the figures are of the odd ones. Detection on labelled threads, with the
lexicon, by the scorer beside them. Definitions and pace on the English scientific half, with each tool.
"""

import json
import random
import subprocess
import tracemalloc
from collections.abc import Iterator
from functools import partial
from typing import Any

from benchmarks.figures import NO_DATA, ROOT, SHARED, Figure, module, seconds
from benchmarks.threads import gold as labelled
from benchmarks.threads import rates, terms_answers

PEERS_PYTHON = ROOT / ".venv-bench" / "bin" / "python"
_PEERS = ("abbreviations", "pyab3p", "acronymkit", "scispacy_blank", "scispacy_full")
SETS = (("en-scientific", "en", 0.89), ("en-legal", "en", 0.89), ("es", "es", 0.91))
SLOW = 400  # texts that the slow tools read
Spans = set[tuple[int, int, int]]


def measure() -> Iterator[Figure]:
    """A row a measurement; says so when the data or the peers are not on this machine."""
    if not SHARED.is_dir():
        yield NO_DATA
        return
    for name, language, wanted in SETS:
        yield f"SDU {name}, macro F1 (odd half)", f"{macro_f1(texts_of(name)[1::2], language):.3f}", f"{wanted}"
    yield "threads (dev), detection F1", f"{rates(labelled(), terms_answers())['ALL']['det_F1']:.3f}", "0.95"
    yield from long_texts()
    yield from _compared()


def texts_of(name: str) -> list[dict[str, Any]]:
    """The labelled texts of a set."""
    found: list[dict[str, Any]] = json.loads((SHARED / "acronyms/sdu22-ae" / name / "train.json").read_text())
    return found


def macro_f1(gold: list[dict[str, Any]], language: str) -> float:
    """The official score: harmonic mean of averaged precision and averaged recall."""
    from analysis.terms.acronyms import find_acronyms

    scorer = module(SHARED / "acronyms" / "scorer.py")
    read = []
    for text in gold:
        found = find_acronyms(text["text"], language)
        shorts = [[a.start, a.end] for a in found]
        longs = [[a.long_start, a.long_end] for a in found if a.long_start is not None]
        read.append({"acronyms": shorts, "long-forms": longs})
    return float(scorer.score_phrase_level(gold, read)[2])


# --- long texts ------------------------------------------------------------------------------------------------------

PIECES = (
    "( [ A. a(b) ABC, AB=cd; AB/ - @a.b /a/b ` ' “ A 1 www. a.b. A- word x(ab) $A #A &amp; http:// A/1 é AbC A&B ~/ r/ "
    "A.B. (ABC) orABC ABC=is EE.UU. ABC( \ufffc"
).split()
BREAKS = (" ", "\n", "", " is the ", " or ")
LONG = 1_000_000  # characters


def long_texts() -> Iterator[Figure]:
    """The worst growth and pace over texts made to be hard; memory beyond the text and what is found."""
    from analysis.terms.acronyms import find_acronyms

    growth, slowest, memory = 0.0, 0.0, 0
    for text in hard_texts():
        part = min(seconds(partial(find_acronyms, text[: LONG // 10])) for _ in range(3))
        whole = min(seconds(partial(find_acronyms, text)) for _ in range(2))
        growth, slowest = max(growth, whole / part / 10), max(slowest, whole)
    prose = "The key performance index (KPI) of a chip grew again last year. " * (LONG // 64)
    for text in (prose[: LONG // 10], prose):
        tracemalloc.start()
        found = find_acronyms(text)
        memory = tracemalloc.get_traced_memory()[1] // len(found)
        tracemalloc.stop()
    yield "1 MB of hard text: time per character beside 0.1 MB, worst", f"{growth:.1f}x", "linear: about 1x"
    yield "1 MB of hard text, slowest", f"{slowest:.1f} s", "-"
    yield "1 MB of prose: memory at most", f"{memory} bytes a mention", "flat"


def hard_texts() -> Iterator[str]:
    """Repetitions of one piece, and mixtures of a few, the same in every run."""
    chance = random.Random(1)
    for piece in PIECES:
        pause = chance.choice(BREAKS)
        yield ((piece + pause) * (LONG // len(piece + pause) + 1))[:LONG]
    for _ in range(20):
        some = [piece + pause for piece in chance.sample(PIECES, 3) for pause in chance.sample(BREAKS, 2)]
        yield "".join(chance.choices(some, k=LONG))[:LONG]


# --- beside the others -----------------------------------------------------------------------------------------------


def _compared() -> Iterator[Figure]:
    """Definitions and pace of each tool on the same texts."""
    from analysis.terms.acronyms import find_acronyms

    gold = texts_of("en-scientific")[1::2]
    texts = [text["text"] for text in gold]
    found = []
    ours = len(texts) / seconds(lambda: found.extend(map(find_acronyms, texts)))
    pairs = [[(a.surface, a.long_form or "") for a in acronyms if a.long_start is not None] for acronyms in found]
    yield "definitions: unjargon", f"F1 {definition_f1(gold, pairs):.3f}, {ours:.0f} texts/s", "-"
    if not PEERS_PYTHON.exists():
        yield "other tools", "not installed here; make bench installs them", "-"
        return
    for name in _PEERS:
        some = texts[:SLOW] if name == "scispacy_full" else texts
        peer = asked(name, some)
        pace = len(some) / peer["seconds"]
        figures = (
            f"F1 {definition_f1(gold[: len(some)], peer['pairs']):.3f}, {pace:.0f} texts/s, we are {ours / pace:.1f}x"
        )
        yield f"definitions: {name}", figures, {"scispacy_blank": "3x", "scispacy_full": "50x"}.get(name, "-")


def asked(name: str, texts: list[str]) -> dict[str, Any]:
    """What another tool finds, in its own environment."""
    command = [str(PEERS_PYTHON), str(ROOT / "benchmarks" / "peers.py"), name]
    done = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, check=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def definition_f1(gold: list[dict[str, Any]], pairs: list[list[tuple[str, str]]]) -> float:
    """F1 over the spans of long forms, where a tool gives only words the first place where they stand."""
    wanted: Spans = {(i, start, end) for i, text in enumerate(gold) for start, end in text["long-forms"]}
    read: Spans = set()
    for i, (text, found) in enumerate(zip(gold, pairs, strict=True)):
        for _, long_form in found:
            at = text["text"].find(long_form)
            if at >= 0:
                read.add((i, at, at + len(long_form)))
    right = len(wanted & read)
    return 2 * right / (len(wanted) + len(read)) if right else 0.0
