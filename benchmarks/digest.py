"""How long do 2,000 posts take from the answers of their servers to a digest, and how much memory?

The posts are those of the demo, repeated with other names for their people and projects, so that nothing is the same
text twice; analysed in a process of its own, with names found by spaCy in both languages.
"""

import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.figures import Figure, seconds

if TYPE_CHECKING:
    from db.models import Post
    from db.store import Store

POSTS = 2_000


def measure() -> Iterator[Figure]:
    """Wall time and peak memory of collected posts to digest."""
    with tempfile.TemporaryDirectory() as folder:
        found = subprocess.run(
            [sys.executable, "-m", "benchmarks.digest", folder], check=True, capture_output=True, text=True
        )
    posts, took, megabytes = found.stdout.split()
    yield f"{posts} collected posts to digest", f"{float(took):.1f} s", "30 s"
    yield "memory at its peak", f"{float(megabytes):.0f} MB", "700 MB"


def _measure(folder: Path) -> None:
    """Prints posts, seconds and megabytes."""
    from analysis.analyse import analyse
    from db.store import Store
    from unjargon.settings import load_settings
    from unjargon.work.collecting import ask_sources
    from unjargon.work.daily import DEMO
    from unjargon.work.digests import digest_text

    settings = load_settings(DEMO / "unjargon.toml", {})
    with Store.open("sqlite://") as demo, Store.open(folder / "many.db") as store:
        ask_sources(settings, demo, replay=DEMO)
        _fill(store, demo)

        def day() -> None:
            analyse(store)
            latest = store.latest_day(settings.zone)
            assert latest
            digest_text(store, latest, "en", settings)

        took = seconds(day)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(store.counts()["posts"], took, peak)


def _fill(store: "Store", demo: "Store") -> None:
    """Copies of the demo's posts and trends, with other names in each."""
    from db.models import Trend

    threads = list(demo.posts_of(demo.pending("none")).values())
    pairs = demo.trends_between(datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))
    chance = random.Random(7)
    copy = 0
    while store.counts()["posts"] < POSTS:
        copy += 1
        names = {w: f"{w[:4]}{chance.randrange(10**6)}" for w in ("Quillgate", "Corvid", "Lanternfish", "HeronDB")}
        posts: list[Post] = []
        for thread in threads:
            for post in thread:
                changed = {"external_id": f"{post.external_id}-{copy}", "thread": f"{post.thread}-{copy}"}
                changed["parent"] = f"{post.parent}-{copy}" if post.parent else None  # type: ignore[assignment]
                words = (names.get(w, w) for w in post.text.split(" "))
                changed["text"] = f"{' '.join(words)} ({chance.randrange(10**6)})"
                title = post.title and changed["text"][: len(post.title)]
                posts.append(post.model_copy(update={**changed, "title": title}))
        trends = [Trend(source=t.source, external_id=f"{t.external_id}-{copy}", title=t.title) for t, _ in pairs]
        sightings = [s.model_copy(update={"trend": f"{s.trend}-{copy}"}) for _, s in pairs]
        store.add(posts, trends, sightings)


if __name__ == "__main__":
    _measure(Path(sys.argv[1]))
