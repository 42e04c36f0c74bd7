"""Does each headline of a stream find its story, and how fast; beside a plain leader and MinHash, in the same run?

The labelled headlines by the scorer beside them. The first half of the stream was looked at while the method was
chosen; the second is scored as it comes after the first. The cost of a text is measured on made-up streams: one of
stories that come and go, one of words without any story, which holds the most that can be remembered.

The form for the store is measured on labelled pairs, half of them near misses; their texts were written, and dated,
without sight of the code, and those with even numbers were looked at while weights were chosen.
"""

import json
import random
import time
import tracemalloc
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from math import log, sqrt
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from benchmarks.acronyms import PEERS_PYTHON, asked
from benchmarks.figures import NO_DATA, SHARED, Figure, core_seconds, module

if TYPE_CHECKING:
    from db.models import Post

PAIRS = Path(__file__).parent.parent / "tests" / "analysis" / "stories" / "story_pairs.jsonl"
_THRESHOLD = 0.15  # cosine: the plain leader's
MADE_UP = 100_000  # texts
_ROUNDS = 3  # the fastest counts
Clusterer = Callable[[Iterable[str]], Iterator[int]]


def measure() -> Iterator[Figure]:
    """A row a measurement; says so when the data or the peers are not on this machine."""
    from analysis.stories.clusters import cluster

    yield from growth(cluster)
    yield from pairs()
    yield from store_growth()
    yield from tellings()
    if not SHARED.is_dir():
        yield NO_DATA
        return
    rows = [json.loads(line) for line in (SHARED / "stories" / "news.jsonl").read_text(encoding="utf-8").splitlines()]
    texts, gold = [row["textCleaned"] for row in rows], [row["clusterNo"] for row in rows]
    labels, pace = _timed(cluster, texts)
    plain_labels, plain_pace = _timed(leader, texts)
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


def _timed(place: Clusterer, texts: Sequence[str]) -> tuple[list[int], float]:
    """The labels, and texts a second of one core."""
    found: list[list[int]] = []
    took = [core_seconds(lambda: found.append(list(place(texts)))) for _ in range(_ROUNDS)]
    return found[-1], len(texts) / min(took)


# --- the form for the store ------------------------------------------------------------------------------------------


def pairs() -> Iterator[Figure]:
    """Labelled pairs through the real analysis: each alone in a store, and all in one. Even ones were looked at."""
    rows = [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]
    posts = [(_post(f"{n}-one", row["one"]), _post(f"{n}-other", row["other"])) for n, row in enumerate(rows)]
    alone = [len(set(_labels(pair).values())) == 1 for pair in posts]
    labels = _labels([post for pair in posts for post in pair])
    together = [labels[one.source, one.thread] == labels[other.source, other.thread] for one, other in posts]
    for name, found in (("alone in a store", alone), ("all in one store", together)):
        for part, chosen in (("all", rows), ("even", rows[::2]), ("odd", rows[1::2])):
            said = {"all": found, "even": found[::2], "odd": found[1::2]}[part]
            yield f"labelled pairs {name}, {part}: F1", f"{_f1(said, chosen):.3f}", "0.9" if part == "all" else "-"
    foreign = [n for n, row in enumerate(rows) if row["one"]["language"] != row["other"]["language"]]
    two = _f1([alone[n] for n in foreign], [rows[n] for n in foreign])
    yield f"labelled pairs in two languages ({len(foreign)}), alone: F1", f"{two:.3f}", "-"


def _post(name: str, told: dict[str, Any]) -> "Post":
    from db.models import Post

    at = datetime.fromisoformat(told["at"])
    return Post(
        source=told["source"],
        external_id=name,
        thread=name,
        title=told["title"],
        text="\n".join([told["title"], told["text"], *told["links"]]).strip(),
        language=told["language"],
        created_at=at,
        collected_at=at,
    )


def _labels(posts: Sequence["Post"]) -> dict[tuple[str, str], str]:
    from analysis.analyse import analyse
    from db.store import Store

    with Store.open("sqlite://") as store:
        store.add(posts, [], [])
        analyse(store, names=False)
        return store.stories_of([(post.source, post.thread) for post in posts])


def tellings() -> Iterator[Figure]:
    """Tellings of events through `import`, `analyse` and `stories --members`: alone, and among real threads.

    Those of the events at even places were looked at; "odd" leaves all pairs with one of them out.
    """
    folder = SHARED / "stories"
    if not (folder / "tellings.jsonl").is_file():
        return
    scorer, told = module(folder / "score_tellings.py"), _rows(folder / "tellings.jsonl")
    places = sorted({row["event"] for row in told})
    for name, threads in (("alone", []), ("among threads", _rows(SHARED / "threads" / "dev.jsonl"))):
        found = _imported(scorer.posts(told, threads))
        for part, events in (("all", places), ("even", places[::2]), ("odd", places[1::2])):
            # the scorer numbers the tellings, so what is left out becomes an event that it does not pair
            kept = [row if row["event"] in events else {**row, "event": f"x{n}"} for n, row in enumerate(told)]
            gone = {f"t{n:03d}" for n, row in enumerate(told) if row["event"] not in events}
            members = [{**s, "members": [m for m in s["members"] if m["thread"] not in gone]} for s in found]
            said = scorer.score(kept, members, threads)
            pairs = f"P {said['pairs_P']:.3f}, R {said['pairs_R']:.3f}, F1 {said['pairs_F1']:.3f}"
            bound = {"alone": "F1 0.80", "among threads": "F1 0.80, P 0.95, pure 0.95"}[name]
            yield f"tellings {name}, {part}", f"{pairs}, pure {said['pure']:.3f}", bound if part == "all" else "-"


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _imported(posts: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The stories of an archive, as `stories --members` lists them."""
    from analysis.analyse import analyse
    from db.store import Store
    from unjargon.work.importing import import_archives

    with TemporaryDirectory() as place, Store.open("sqlite://") as store:
        archive = Path(place) / "posts.jsonl"
        archive.write_text("".join(f"{json.dumps(post)}\n" for post in posts), encoding="utf-8")
        import_archives([str(archive)], store, print, lambda _: None)
        analyse(store)
        return [
            {"id": s.id, "members": [{"source": source, "thread": thread} for source, thread in s.members]}
            for s in store.all_stories()
        ]


def _f1(found: Sequence[bool], rows: Sequence[dict[str, Any]]) -> float:
    right = sum(one and row["same"] for one, row in zip(found, rows, strict=True))
    return 2 * right / (sum(found) + sum(row["same"] for row in rows))


def store_growth() -> Iterator[Figure]:
    """Whether a telling costs the same after 20,000 others, a thousand a day, one in five of an open story."""
    from analysis.stories.features import features
    from analysis.stories.stories import stories_among
    from analysis.stories.tellings import Telling

    chance, begin = random.Random(1), datetime(2026, 1, 1, tzinfo=UTC)
    said = []
    for number in range(20_000):
        story = number // 5 if chance.random() < 0.5 else max(0, number // 5 - chance.randrange(500))
        names = [f"{letter}{story:05}" for letter in "KQX"]
        said.append(" ".join([chance.choice(names), chance.choice(names), *chance.sample(COMMON, 8)]))
    at = [begin + timedelta(minutes=1.44 * number) for number in range(len(said))]
    told = [Telling("s", str(n), text, text, features(text), (), at[n], at[n]) for n, text in enumerate(said)]
    took = [core_seconds(partial(stories_among, part)) for part in (told[:10_000], told)]
    pace = len(told) / took[1]
    what = "20,000 made-up tellings: time beside that of half"
    yield what, f"{took[1] / took[0]:.2f}x, {pace:.0f} tellings/s", "about 2x"


COMMON = (
    "court bank launch price model chip data network outage fine police vaccine storm market release server phone "
    "budget strike school record attack users update company year people report plan tests power city"
).split()


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
        label = -story if cosine >= _THRESHOLD else len(squares)
        if label == len(squares):
            squares.append(0.0)
        for word, weight in weights.items():
            had = index[word].get(label, 0.0)
            index[word][label] = had + weight / length
            squares[label] += (had + weight / length) ** 2 - had**2
        yield label


def minhash(texts: list[str], gold: Sequence[int]) -> Iterator[Figure]:
    """Near duplicates, as datasketch finds them."""
    if not PEERS_PYTHON.exists():
        yield "datasketch, MinHash", "not installed here; make bench installs it", "-"
        return
    answer = asked("datasketch_minhash", texts)
    labels = [int(story) for found in answer["pairs"] for _, story in found]
    pace = len(texts) / answer["seconds"]
    yield "datasketch, MinHash", f"{said(scores(gold, labels))}, {pace:.0f} texts/s", "-"


# --- cost of a text --------------------------------------------------------------------------------------------------


def growth(place: Clusterer) -> Iterator[Figure]:
    """Time of the last tenth beside the first, in which there is little to compare with, and the fifth; memory."""
    for name, made_up in (("stories", _told()), ("words without a story", unrelated())):
        tenths, sizes = lasting(place, made_up), remembered(place, made_up)
        what = f"100,000 made-up texts, {name}"
        yield f"{what}: time of the last tenth beside the fifth", f"{tenths[9] / tenths[4]:.2f}x", "about 1x"
        yield f"{what}: time of the last tenth beside the first", f"{tenths[9] / tenths[0]:.2f}x", "-"
        yield f"{what}: memory beside that of half", f"{sizes[1] / sizes[0]:.2f}x, {sizes[1] / 1e6:.0f} MB", "about 1x"


def lasting(place: Clusterer, texts: Sequence[str]) -> list[float]:
    """Seconds of each tenth."""
    best = [float("inf")] * 10
    for _ in range(_ROUNDS):
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


def _told() -> list[str]:
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
