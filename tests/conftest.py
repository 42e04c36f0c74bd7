"""What every test may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from markdown_it import MarkdownIt
from markdown_it.token import Token

from db.store import Store

# The same examples in every run, so that a change is judged by what it changes; `make fuzz` looks for new ones.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("fuzz", max_examples=2000, deadline=None)
settings.load_profile("repeatable")

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The measurement data beside the project."""
    if not SHARED.is_dir():
        pytest.skip("the measurement data (../shared) is not on this machine")
    return SHARED


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a store that holds nothing, to be copied: a copy costs less than the revisions that make one."""
    path = tmp_path_factory.mktemp("empty") / "store.db"
    Store.open(path).close()
    return path


class Reader:
    """What a reader of Markdown makes of a page."""

    def __init__(self, *extensions: str) -> None:
        self._parser = MarkdownIt("commonmark").enable(list(extensions))

    def tokens(self, markdown: str) -> Iterator[Token]:
        for token in self._parser.parse(markdown):
            yield token
            yield from token.children or []

    def shape(self, markdown: str) -> list[str]:
        """Every element of the page that is not plain words, in order."""
        return [token.type for token in self.tokens(markdown) if token.type not in ("text", "code_inline")]

    def words(self, markdown: str) -> str:
        """The page's words, without white space."""
        found = (token.content for token in self.tokens(markdown) if token.type in ("text", "code_inline"))
        return "".join("".join(found).split())


@pytest.fixture(scope="session")
def github() -> Reader:
    """GitHub's flavour, as far as no address is linked by itself."""
    return Reader("table", "strikethrough")


@pytest.fixture(scope="session")
def commonmark() -> Reader:
    return Reader()
