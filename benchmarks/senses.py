"""Are acronyms explained in the right sense, in plain words, and how fast?

The labelled threads by their own scorer. The thresholds in `analysis/senses` were set with these threads in view: the
ten-fold figures, for which the threshold is chosen on nine tenths and measured on the last, stand beside theirs.
"""

import json
import random
import statistics
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from benchmarks.figures import NO_DATA, SHARED, Figure, core_seconds, module
from benchmarks.readability import ease
from benchmarks.threads import Items, gold, rates, terms_answers

FOLDS = 10
THRESHOLDS = [step / 50 for step in range(15, 46)]
WRONG = 0.03  # of all whose meaning is known: the most that is accepted
_WORDS = 30  # of a post


def measure() -> Iterator[Figure]:
    """A row a measurement; says so when the data are not on this machine."""
    yield from _lexicon()
    yield from _pace()
    if not SHARED.is_dir():
        yield NO_DATA
        return
    items, answered = gold(), terms_answers()
    yield from _figures("threads (dev)", rates(items, answered))
    yield from _figures("threads (dev), ten-fold", rates(items, folded(items, answered)), of=("ALL", "lang:es"))
    yield "threads (dev), confidence beside what is right", f"off by {miscalibration(items, answered):.3f}", "-"
    yield f"threads (dev), each {_WORDS} words of their posts", real_pace(items), "5,000 a second"
    yield "explained threads (dev) that pass `check`, both languages", passing(items), "all"


def _figures(name: str, found: Mapping[str, Mapping[str, float]], of: Sequence[str] = ()) -> Iterator[Figure]:
    """The scorer's figures that must hold."""
    everything = found["ALL"]
    yield f"{name}: explained F1", f"{everything['explained_F1']:.3f}", "0.92 (0.85)"
    yield f"{name}: wrong meanings", f"{everything['wrong_rate']:.3f}", "0.03 (0.05)"
    yield f"{name}: abstained", f"{everything['abstain']:.3f}", "-"
    yield f"{name}: detection F1", f"{everything['det_F1']:.3f}", "0.95 (0.92)"
    ambiguous = found["ambiguous acronyms"]
    right = f"{ambiguous['of_answered']:.3f} of the answered, {1 - ambiguous['abstain']:.2f} answered"
    yield f"{name}: ambiguous acronyms right", right, "0.90 (0.80)"
    for group in of or [group for group in found if group.startswith(("lang:", "domain:"))]:
        if group != "ALL":
            wanted = "0.88 (0.80)" if group == "lang:es" else "-"
            yield f"{name}, {group}: explained F1", f"{found[group]['explained_F1']:.3f}", wanted


# --- thresholds ------------------------------------------------------------------------------------------------------


def folded(items: Items, answered: Items) -> Items:
    """The answers with, for each tenth of the items, the threshold that is best on the other nine."""
    places = list(range(len(items)))
    random.Random(1).shuffle(places)
    judged: Items = []
    for fold in range(FOLDS):
        held = set(places[fold::FOLDS])
        rest = [item for place, item in enumerate(items) if place not in held]
        learnt = [answer for place, answer in enumerate(answered) if place not in held]
        threshold = best(rest, learnt)
        judged += [at_threshold(answer, threshold) for place, answer in enumerate(answered) if place in held]
    return judged


def best(items: Items, answered: Items) -> float:
    """The threshold with the best F1 whose wrong meanings are few enough, else the one with the fewest."""

    def worth(threshold: float) -> tuple[bool, float]:
        found = rates(items, [at_threshold(answer, threshold) for answer in answered])["ALL"]
        few = found["wrong_rate"] <= WRONG
        return few, found["explained_F1"] if few else -found["wrong_rate"]

    return max(THRESHOLDS, key=worth)


def at_threshold(answer: Mapping[str, Any], threshold: float) -> dict[str, Any]:
    """An answer as it were with another threshold."""
    return {**answer, "terms": [_at_threshold(term, threshold) for term in answer["terms"]]}


def _at_threshold(term: Mapping[str, Any], threshold: float) -> Mapping[str, Any]:
    if term["provenance"] == "lexicon":
        return term if term["confidence"] >= threshold else {**term, "expansion": None}
    first = term["alternatives"][0] if term["provenance"] is None and term["alternatives"] else None
    if first and first["confidence"] >= threshold:
        return {**term, "expansion": first["expansion"]}
    return term


def miscalibration(items: Items, answered: Items) -> float:
    """The expected calibration error of the lexicon's senses in ten bins (Guo et al., ICML 2017)."""
    scorer = module(SHARED / "threads" / "score.py")
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for item, answer in zip(items, answered, strict=True):
        known = defaultdict(list)
        for entry in item["gold"]:
            if entry["kind"] == "acronym" and entry.get("expansion"):
                known[scorer.fold_surface(entry["surface"])].append(entry)
        for term in answer["terms"]:
            right = known.get(scorer.fold_surface(term["surface"]))
            if right and term["provenance"] == "lexicon" and term["expansion"]:
                sure = float(term["confidence"])
                bins[min(9, int(sure * 10))].append((sure, any(scorer.accepted(term["expansion"], e) for e in right)))
    total = sum(map(len, bins.values()))
    return (
        sum(abs(sum(sure for sure, _ in found) - sum(right for _, right in found)) for found in bins.values()) / total
    )


# --- plain words -----------------------------------------------------------------------------------------------------


def _lexicon() -> Iterator[Figure]:
    """How much there is, how plainly it is said, and how long it takes to load."""
    from analysis.lexicon.lexicon import load_lexicon

    known = load_lexicon()
    meanings = list(known.meanings())
    kinds = Counter(meaning.sense.kind.value for meaning in meanings)
    acronyms = {meaning.sense.term for meaning in meanings}
    several = sum(len(known.of(term)) > 1 for term in acronyms)
    yield "senses", f"{len(meanings)}", "2,500"
    yield "jargon that is no acronym", f"{kinds['jargon']}", "700"
    yield "terms with two senses or more", f"{several}", "150"
    for code in ("en", "es"):
        figures = [ease(meaning.sense.meaning[code], code) for meaning in meanings]
        yield f"reading ease of meanings, {code}", f"{statistics.mean(figures):.0f}", "50"
    script = (
        "import time; from analysis.lexicon.lexicon import load_lexicon; start = time.perf_counter(); load_lexicon();"
        "print(time.perf_counter() - start)"
    )
    loads = [
        float(subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout) for _ in range(5)
    ]
    yield "the lexicon loads", f"{statistics.median(loads):.2f} s", "0.1 s"


def passing(items: Items) -> str:
    """The share of explained threads that the contract passes."""
    from analysis.explaining.contract import unexplained
    from analysis.lexicon.lexicon import load_lexicon
    from unjargon.explaining.explain import explain

    passed = 0
    for item in items:
        text = "\n\n".join([item.get("title") or "", *(post["text"] or "" for post in item["posts"])])
        passed += sum(not unexplained(explain(text, code), code, load_lexicon()) for code in ("en", "es"))
    return f"{passed} of {2 * len(items)}"


# --- pace -------------------------------------------------------------------------------------------------------------


def _pace() -> Iterator[Figure]:
    """Posts of 30 words a second on one core, alone and as one long thread; and ten times as many.

    Other posts with the same words are read before: what is measured is a long run, not its first second.
    """
    _timed([thread(made_up(4_000, seed=2))])
    posts = made_up(20_000)
    alone = [
        json.dumps({"id": i, "lang": "en", "posts": [{"id": 1, "text": text}]}) for i, text in enumerate(posts[:4000])
    ]
    seconds = {n: _timed([thread(posts[:n])]) for n in (2_000, 20_000)}
    yield f"posts of {_WORDS} words, one an item", f"{4000 / _timed(alone):.0f} a second", "5,000 a second"
    yield f"posts of {_WORDS} words, one thread of 2,000", f"{2_000 / seconds[2_000]:.0f} a second", "5,000 a second"
    yield "ten times the posts take", f"{seconds[20_000] / seconds[2_000]:.1f} times as long", "linear: about 10"


def real_pace(items: Items) -> str:
    """The same for the words of the labelled threads, at the second reading."""
    lines = [json.dumps(item) for item in items]
    words = sum(len((post["text"] or "").split()) for item in items for post in item["posts"])
    _timed(lines)
    return f"{words / _WORDS / _timed(lines):.0f} a second"


def thread(posts: Sequence[str]) -> str:
    """One item of these posts."""
    return json.dumps({"id": 1, "lang": "en", "posts": [{"id": i, "text": text} for i, text in enumerate(posts)]})


def made_up(count: int, *, seed: int = 1) -> list[str]:
    """Posts of everyday words with two acronyms and a word of jargon each, the same in every run."""
    from wordfreq import top_n_list

    from analysis.lexicon.lexicon import load_lexicon

    chance = random.Random(seed)
    terms = sorted({meaning.sense.term for meaning in load_lexicon().meanings()})
    words = top_n_list("en", 3000)
    return [
        " ".join(chance.sample([*chance.choices(words, k=_WORDS - 3), *chance.sample(terms, 3)], k=_WORDS)) + "."
        for _ in range(count)
    ]


def _timed(lines: Sequence[str]) -> float:
    """Seconds of one core for these lines."""
    from analysis.lexicon.lexicon import load_lexicon
    from unjargon.explaining.batch import BatchItem, given_item
    from unjargon.explaining.terms import terms_line

    known = load_lexicon()
    return core_seconds(lambda: [terms_line(given_item(line.encode(), BatchItem), known) for line in lines])
