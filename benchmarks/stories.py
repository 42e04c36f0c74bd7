"""Does each headline of a stream find its story, and how fast; beside a plain leader and MinHash, in the same run?

The labelled headlines by the scorer beside them. The first half of the stream was looked at while the method was
chosen; the second is scored as it comes after the first. The cost of a text is measured on made-up streams: one of
stories that come and go, one of words without any story, which holds the most that can be remembered.
"""

import json
import random
import time
import tracemalloc
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from math import log, sqrt

from benchmarks.acronyms import PEERS_PYTHON, asked
from benchmarks.threads import SHARED, module

THRESHOLD = 0.15  # cosine: the plain leader's
MADE_UP = 100_000  # texts
ROUNDS = 3  # the fastest counts
Row = tuple[str, str, str]
Clusterer = Callable[[Iterable[str]], Iterator[int]]


def run() -> Iterator[Row]:
    """A row a measurement; says so when the data or the peers are not on this machine."""
    from analysis.clusters import cluster

    yield from growth(cluster)
    if not SHARED.is_dir():
        yield "skipped", "the measurement data (../shared) is not on this machine", "-"
        return
    rows = [json.loads(line) for line in (SHARED / "stories" / "news.jsonl").read_text(encoding="utf-8").splitlines()]
    texts, gold = [row["textCleaned"] for row in rows], [row["clusterNo"] for row in rows]
    labels, pace = timed(cluster, texts)
    plain_labels, plain_pace = timed(leader, texts)
    half = len(gold) // 2
    found = scores(gold, labels)
    yield "headlines: normalised mutual information", f"{found['nmi']:.3f}", "0.88"
    yield "headlines: B-cubed F1", f"{found['b3']:.3f}", "0.72"
    yield "headlines: stories for each of the gold", f"{found['k_over_gold']:.2f}", "at most 2.5"
    yield "headlines, first half", said(scores(gold[:half], labels[:half])), "-"
    yield "headlines, second half", said(scores(gold[half:], labels[half:])), "-"
    yield "headlines: pace", f"{pace:.0f} texts/s, {pace / plain_pace:.2f}x the plain leader", "0.7x"
    yield "plain leader", f"{said(scores(gold, plain_labels))}, {plain_pace:.0f} texts/s", "-"
    yield from minhash(texts, gold)


def scores(gold: Sequence[int], labels: Sequence[int]) -> dict[str, float]:
    """What the scorer beside the data says."""
    judged: dict[str, float] = module(SHARED / "stories" / "score.py").scores(gold, labels)
    return judged


def said(found: dict[str, float]) -> str:
    """The three figures in one cell."""
    return f"NMI {found['nmi']:.3f}, B³ F1 {found['b3']:.3f}, {found['k_over_gold']:.2f} for each of the gold"


def timed(place: Clusterer, texts: Sequence[str]) -> tuple[list[int], float]:
    """The labels, and texts a second of one core."""
    seconds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        labels = list(place(texts))
        seconds.append(time.process_time() - start)
    return labels, len(texts) / min(seconds)


# --- beside the others -----------------------------------------------------------------------------------------------


def leader(texts: Iterable[str]) -> Iterator[int]:
    """The plain way: the story with the nearest sum of TF-IDF vectors by cosine, over an inverted index."""
    having: Counter[str] = Counter()
    index: dict[str, dict[int, float]] = defaultdict(dict)
    squares: list[float] = []
    for seen, text in enumerate(texts, 1):
        counts = Counter(text.lower().split())
        having.update(counts.keys())
        weights = {word: (1 + log(count)) * log((seen + 1) / (having[word] + 0.5)) for word, count in counts.items()}
        length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        products: dict[int, float] = defaultdict(float)
        for word, weight in weights.items():
            for story, had in index[word].items():
                products[story] += weight * had
        nearest = ((product / (length * sqrt(squares[story])), -story) for story, product in products.items())
        cosine, story = max(nearest, default=(0.0, 0))
        label = -story if cosine >= THRESHOLD else len(squares)
        if label == len(squares):
            squares.append(0.0)
        for word, weight in weights.items():
            had = index[word].get(label, 0.0)
            index[word][label] = had + weight / length
            squares[label] += (had + weight / length) ** 2 - had**2
        yield label


def minhash(texts: list[str], gold: Sequence[int]) -> Iterator[Row]:
    """Near duplicates, as datasketch finds them."""
    if not PEERS_PYTHON.exists():
        yield "datasketch, MinHash", "not installed here; make bench installs it", "-"
        return
    answer = asked("datasketch_minhash", texts)
    labels = [int(story) for found in answer["pairs"] for _, story in found]
    pace = len(texts) / answer["seconds"]
    yield "datasketch, MinHash", f"{said(scores(gold, labels))}, {pace:.0f} texts/s", "-"


# --- cost of a text --------------------------------------------------------------------------------------------------


def growth(place: Clusterer) -> Iterator[Row]:
    """Time of the last tenth beside the first, in which there is little to compare with, and the fifth; memory."""
    for name, made_up in (("stories", told()), ("words without a story", unrelated())):
        tenths, sizes = lasting(place, made_up), remembered(place, made_up)
        what = f"100,000 made-up texts, {name}"
        yield f"{what}: time of the last tenth beside the fifth", f"{tenths[9] / tenths[4]:.2f}x", "about 1x"
        yield f"{what}: time of the last tenth beside the first", f"{tenths[9] / tenths[0]:.2f}x", "-"
        yield f"{what}: memory beside that of half", f"{sizes[1] / sizes[0]:.2f}x, {sizes[1] / 1e6:.0f} MB", "about 1x"


def lasting(place: Clusterer, texts: Sequence[str]) -> list[float]:
    """Seconds of each tenth."""
    best = [float("inf")] * 10
    for _ in range(ROUNDS):
        labels = place(texts)
        for part in range(10):
            start = time.process_time()
            for _ in islice(labels, len(texts) // 10):
                pass
            best[part] = min(best[part], time.process_time() - start)
    return best


def remembered(place: Clusterer, texts: Sequence[str]) -> list[int]:
    """Bytes after each half."""
    sizes = []
    tracemalloc.start()
    labels = place(texts)
    for _ in range(2):
        for _ in islice(labels, len(texts) // 2):
            pass
        sizes.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    return sizes


def told() -> list[str]:
    """One text in fifty begins a story; each story has words of its own and is told ever less; common words between."""
    chance = random.Random(1)
    stories: list[list[str]] = []
    texts = []
    for place in range(MADE_UP):
        if place % 50 == 0:
            stories.append([f"{len(stories):04}{letter}" for letter in "abcdefgh"])
        story = stories[-1 - min(int(chance.expovariate(1 / 20)), len(stories) - 1)]
        common = [f"c{min(int(chance.paretovariate(0.7)), 9999)}" for _ in range(4)]
        texts.append(" ".join(chance.sample(story, 3) + common))
    return texts


def unrelated() -> list[str]:
    """Seven words of ten thousand, by chance."""
    chance = random.Random(1)
    return [" ".join(f"{chance.randrange(10_000):04}" for _ in range(7)) for _ in range(MADE_UP)]
