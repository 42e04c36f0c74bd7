"""What does a file say that the reader keeps: an export, a saved page, a list of links?

It is read at each run, here and nowhere else: nothing of it is asked for over the network, and no recording holds it.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Self

from collector.errors import Refused
from collector.source import Collected, Declaration, Described, Options, TemplateLine
from collector.sources.file import MOST_BYTES, SOURCE, read_file

if TYPE_CHECKING:
    from collector.http.client import Client


def in_name_of(source: str, collected: Collected) -> Collected:
    """The same, as given by another source."""
    name = {"source": source}
    return Collected(
        posts=[post.model_copy(update=name) for post in collected.posts],
        trends=[trend.model_copy(update=name) for trend in collected.trends],
        sightings=[sighting.model_copy(update=name) for sighting in collected.sightings],
        problems=collected.problems,
    )


@dataclass
class KeptFile:
    """A file on the reader's disk."""

    declared: ClassVar[Declaration] = Declaration(
        kind=SOURCE,
        title="",
        form="file:PATH, for example file:links.txt",
        interval=timedelta(minutes=30),
        unchanged=timedelta(days=365),  # it changes when its reader changes it
        example="file:links.txt",
        described=(
            Described(
                "`file:PATH`",
                "a file that you keep: an export, a saved page, a list of links",
                "no: it needs a file",
            ),
        ),
        template=(TemplateLine("file:links.txt", "needs a file that you keep; it is read here, and stays here"),),
    )
    name: str
    options: Options = field(default_factory=Options)

    @classmethod
    def named(cls, argument: str, options: Options) -> Self:
        path = argument.strip()
        if not path or not path.isprintable() or "://" in path:
            raise ValueError(f"{argument!r} is no path of a file; write {cls.declared.form}.")
        return cls(f"{cls.declared.kind}:{path}", options)

    @classmethod
    def recognises(cls, url: str) -> bool:  # noqa: ARG003 - no address may lead to a file
        return False

    async def collect(self, client: "Client") -> Collected:
        path = Path(self.name.partition(":")[2])
        content = await client.file(path, MOST_BYTES)
        return in_name_of(self.name, read_file(path.name, content, client.now()))

    @classmethod
    async def read(cls, client: "Client", url: str) -> Collected:  # noqa: ARG003 - it asks nobody
        raise Refused(f"{url} is read as a file, not as an address; give its path", url=url)
