"""Can a day be read? The recorded answers of real servers in one store: its merges, and the words of its page.

`python -m benchmarks.day DIR` writes the pages and the merges to a folder, to be read one by one: whether a merge is
right, a person says.
"""

import csv
import json
import re
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.figures import SHARED, Figure

_MORNING = datetime(2026, 11, 24, 6, tzinfo=UTC)
_PAYLOADS = SHARED / "payloads"
_MOST_WORDS = 2_500


def measure() -> Iterator[Figure]:
    """A row a figure; says so when the data are not on this machine."""
    if not _PAYLOADS.is_dir():
        yield "skipped", "the measurement data (../shared) is not on this machine", "-"
        return
    with tempfile.TemporaryDirectory() as place:
        yield from written(Path(place))


def written(folder: Path) -> Iterator[Figure]:
    """Makes the day, writes what is to be read of it, and says how much that is."""
    from analysis.analyse import analyse
    from collector.errors import CollectError
    from collector.sources.file import read_file
    from db.store import Store
    from unjargon.settings import load_settings
    from unjargon.work.digests import digest_text

    settings = load_settings(environment={})
    answers = 0
    with Store.open("sqlite://") as store:
        for path in recorded():
            try:
                collected = read_file(path.name, path.read_bytes(), _MORNING)
            except CollectError:
                continue  # an error page, recorded too
            answers += 1
            store.add(collected.posts, collected.trends, collected.sightings)
        analyse(store)
        yield "recorded answers, and posts in them", f"{answers}, {store.counts()['posts']}", "-"
        stories = store.all_stories()
        merged = [story for story in stories if len(set(story.members) - story.copies) > 1]
        yield "stories, and those of several threads (to be read)", f"{len(stories)}, {len(merged)}", "95 of 100 right"
        roots = {
            key: posts[0] for key, posts in store.posts_of([k for s in merged for k in s.members]).items() if posts
        }
        told = [[f"{k[0]}: {(roots[k].title or roots[k].text)[:160]!r}" for k in story.members] for story in merged]
        (folder / "merges.json").write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
        day = store.latest_day(settings.zone)
        assert day is not None
        for language in ("en", "es"):
            page = digest_text(store, day, language, settings)
            (folder / f"day-{language}.md").write_text(page, encoding="utf-8")
            yield f"words of the page ({language})", f"{words(page)}", f"{_MOST_WORDS} at most"


def recorded() -> Iterator[Path]:
    """The payloads that a real server once gave."""
    with (_PAYLOADS / "MANIFEST.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if row["kind"].startswith("real recording"):
                yield _PAYLOADS / row["source"] / row["file"]


def words(page: str) -> int:
    """The words that are shown: no addresses of links, no marks."""
    shown = re.sub(r"\]\([^)]*\)|https?://\S+", "]", page)
    return len(re.findall(r"[^\W_](?:[\w'’.,-]*[^\W_])?", shown))


if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    for what, figure, bound in written(Path(sys.argv[1])):
        print(f"{what}: {figure} ({bound})")
