"""How do archives get into the store? (`unjargon import`)

files -> lines -> batches -> records in their threads -> store
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import BinaryIO, NamedTuple

from collector.sources.archive import Archived, BadPost, collected, moved_threads, named, read_line
from db.store import Store
from unjargon.errors import os_reason
from unjargon.printing import typed

_TYPED = "-"
_MARK = b"\xef\xbb\xbf"  # some editors put it before the first line
_LONGEST = 10_000_000  # bytes of a line
_LINES, _BYTES = 1000, 4_000_000  # of a batch: whichever comes first


class _Line(NamedTuple):
    """A line by where it stands."""

    file: str
    number: int
    written: bytes


@dataclass(frozen=True)
class Imported:
    """What came of it; `bad`: lines that were skipped, and files that could not be read."""

    posts: int = 0
    new: int = 0
    sightings: int = 0
    bad: int = 0


def import_archives(
    names: Sequence[str], store: Store, say: Callable[[str], None], progress: Callable[[Imported], None]
) -> Imported:
    """Puts what these files (`-`: what is typed) hold into the store, and says what of it cannot be read."""
    done = Imported()

    def complain(message: str) -> None:
        nonlocal done
        done = replace(done, bad=done.bad + 1)
        say(message)

    for batch in _batches(_lines(names, complain), complain):
        done = _added(batch, store, done)
        progress(done)
    return done


def _added(batch: Sequence[Archived], store: Store, done: Imported) -> Imported:
    now = datetime.now(UTC)
    stored = store.threads_of(named(batch))
    found = collected(batch, stored, now)
    added = store.add(found.posts, found.trends, found.sightings)
    elsewhere = moved_threads(found.posts, stored)
    below = [
        post.model_copy(update={"thread": elsewhere[key], "collected_at": now})
        for key, posts in store.posts_of(list(elsewhere)).items()
        for post in posts
    ]
    store.add(below, (), ())
    return replace(
        done, posts=done.posts + len(batch), new=done.new + added.posts, sightings=done.sightings + added.sightings
    )


def _batches(lines: Iterator[_Line], complain: Callable[[str], None]) -> Iterator[list[Archived]]:
    batch: list[Archived] = []
    size = 0
    for file, number, written in lines:
        try:
            batch.append(read_line(written))
        except BadPost as error:
            complain(f"{file}, line {number} is skipped: {error}")
        size += len(written)
        if len(batch) == _LINES or size > _BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _lines(names: Sequence[str], complain: Callable[[str], None]) -> Iterator[_Line]:
    """The lines that are not blank; says which files and lines are none that can be read."""
    for name in dict.fromkeys(names):
        shown = "what is typed" if name == _TYPED else name
        try:
            with _opened(name) as file:
                for number, written in enumerate(_whole(file), 1):
                    if written is None:
                        complain(f"{shown}, line {number} is skipped: it has over {_LONGEST:,} bytes; split it")
                    elif line := (written.removeprefix(_MARK) if number == 1 else written).strip():
                        yield _Line(shown, number, line)
        except (OSError, ValueError) as error:
            complain(f"{shown} cannot be read: {os_reason(error)}; check the name, and import it again")


def _whole(file: BinaryIO) -> Iterator[bytes | None]:
    """The lines; None for one that is too long to be held."""
    while line := file.readline(_LONGEST):
        cut = False
        while len(line) == _LONGEST and not line.endswith(b"\n"):
            line, cut = file.readline(_LONGEST), True
        yield None if cut else line


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    if name == _TYPED:
        yield typed()
        return
    with open(name, "rb") as file:  # noqa: PTH123 - a name may be a device or a pipe
        yield file
