"""Which pages come of the demo, the labelled threads and the payloads? For `diff -r` before and after a change.

`python -m benchmarks.pages DIR` writes them all to a folder. No figure comes of it: whoever moves code about and means
to change nothing makes one folder before and one after.
"""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.threads import SHARED, Items, gold
from db.languages import PAGE_LANGUAGES

if TYPE_CHECKING:
    from db.models import Post

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def main(folder: Path) -> None:
    """Writes the pages. What cannot be explained has a page that says why."""
    for name, text in (*_demo(), *_threads(), *payloads()):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _demo() -> Iterator[tuple[str, str]]:
    """Every day of the bundled recording, in each language, format and spelling."""
    from db.store import Store
    from unjargon.settings import load_settings
    from unjargon.work.daily import DEMO, run_demo
    from unjargon.work.digests import digest_text

    with tempfile.TemporaryDirectory() as place:
        location = f"{place}/demo.db"
        run_demo(location)
        settings = load_settings(DEMO / "unjargon.toml", {})
        with Store.open(location) as store:
            last = store.latest_day(settings.zone)
            assert last is not None
            for day in (last - timedelta(days=back) for back in range(3)):
                for language in PAGE_LANGUAGES:
                    for form in ("md", "json"):
                        for spelling in ("first", "never"):
                            text = digest_text(store, day, language, settings, form=form, acronyms=spelling)
                            yield f"demo/{day}-{language}-{spelling}.{form}", text


def _threads() -> Iterator[tuple[str, str]]:
    """Each labelled thread, as posts that answer one another and as pasted text."""
    from collector.source import Collected
    from unjargon.explaining.explain import explain, explaining_page

    items: Items = gold() if SHARED.is_dir() else []
    for item in items:
        posts = posts_of(item)
        pasted = "\n\n".join(filter(None, [item.get("title"), *(post["text"] for post in item["posts"])]))
        for language in PAGE_LANGUAGES:
            yield f"threads/{item['id']}-{language}.md", explaining_page(Collected(posts), language)
            yield f"threads/{item['id']}-{language}.json", explaining_page(Collected(posts), language, form="json")
            yield f"pasted/{item['id']}-{language}.md", explain(pasted, language)


def posts_of(item: dict[str, Any]) -> "list[Post]":
    """A labelled thread as it would be collected, its posts a minute apart."""
    from db.models import Post

    return [
        Post(
            source="thread",
            external_id=post["id"],
            thread=item["posts"][0]["id"],
            parent=post.get("parent"),
            author=post.get("author") or None,
            title=item.get("title") if not number else None,
            text="\n\n".join(filter(None, (item.get("title"), post["text"]))) if not number else post["text"] or "",
            created_at=NOON + timedelta(minutes=number),
            collected_at=NOON,
        )
        for number, post in enumerate(item["posts"])
    ]


def payloads() -> Iterator[tuple[str, str]]:
    """Each recorded answer or page, as a file that a reader saved."""
    from collector.errors import CollectError
    from collector.sources.file import read_file
    from unjargon.explaining.explain import explaining_page

    for path in sorted(path for path in (SHARED / "payloads").rglob("*") if path.is_file()):
        name = f"payloads/{path.relative_to(SHARED / 'payloads')}"
        try:
            collected = read_file(path.name, path.read_bytes(), NOON)
        except CollectError as error:
            yield f"{name}.md", f"{type(error).__name__}: {error}\n"
            continue
        yield f"{name}-problems.md", "\n".join([*collected.problems, *collected.notes])
        for language in PAGE_LANGUAGES:
            yield f"{name}-{language}.md", explaining_page(collected, language)


if __name__ == "__main__":
    shutil.rmtree(sys.argv[1], ignore_errors=True)
    main(Path(sys.argv[1]))
