"""Can a post put anything but its words into the Markdown that a command prints?"""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from analysis.analyse import analyse
from db.models import Post, Sighting, Trend
from db.store import Store

Run = Callable[..., Any]
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
WORDS = (
    "[free](https://evil.example/link) ![](https://evil.example/picture.png) <script>steal()</script> <b>bold</b> "
    "`code` *stars* | a cell\nand a line https://evil.example/plain"
)
URL = "https://news.example/item?id=1&from=a|b"
COMMANDS = (
    ("threads",),
    ("trends",),
    ("stories",),
    ("search", "free"),
    ("query", "SELECT title, text, url FROM posts"),
    ("query", 'SELECT 1 AS "[x](https://evil.example/) | <b>"'),
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with one trend, whose headline and answer try everything."""
    post = Post(source="list", external_id="1", thread="1", title=WORDS, text=WORDS, url=URL, collected_at=NOON)
    answer = post.model_copy(update={"external_id": "2", "title": None, "parent": "1"})
    trend = Trend(source="list", external_id="1", title=WORDS, url=URL)
    path = tmp_path_factory.mktemp("hostile") / "hostile.db"
    with Store.open(path) as store:
        store.add([post, answer], [trend], [Sighting(source="list", trend="1", rank=1, seen_at=NOON)])
        analyse(store, names=False)
    return path


@pytest.fixture(autouse=True)
def copied(hostile: Path, here: Path) -> None:
    """A copy of it is the store that commands use here."""
    shutil.copyfile(hostile, here / "unjargon.db")


def elements(markdown: str) -> Iterator[Token]:
    """What a reader of GitHub's flavour makes of it, but for words and tables."""
    for block in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown):
        for token in (block, *(block.children or [])):
            if token.type not in ("text", "inline", "code_inline") and token.tag not in TABLE:
                yield token


TABLE = ("table", "thead", "tbody", "tr", "th", "td")


def printed(run: Run, command: tuple[str, ...]) -> str:
    ran = run(*command, "--format", "md")
    assert (ran.status, ran.err) == (0, "")
    text: str = ran.out
    return text


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_cell_holds_words_and_the_links_of_the_column_of_addresses(run: Run, command: tuple[str, ...]) -> None:
    found = list(elements(printed(run, command)))
    assert {token.type for token in found} <= {"link_open", "link_close"}
    targets = {token.attrs["href"] for token in found if token.type == "link_open"}
    assert targets <= {"https://news.example/item?id=1&from=a%7Cb"}


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_cell_ends_before_its_words_do(run: Run, command: tuple[str, ...]) -> None:
    rows = printed(run, command).splitlines()
    tokens = MarkdownIt("commonmark").enable("table").parse("\n".join(rows))
    heads = sum(token.type == "th_open" for token in tokens)
    assert len(rows) >= 3
    assert heads == rows[1].count("---")
    assert sum(token.type == "td_open" for token in tokens) == heads * (len(rows) - 2)


@pytest.mark.parametrize(
    ("command", "links"),
    [
        (("threads",), 1),
        (("search", "free", "--limit", "1"), 1),
        (("query", "SELECT url FROM posts LIMIT 1"), 1),
        (("query", "SELECT url, url FROM posts LIMIT 1"), 2),
        (("query", "SELECT url AS title FROM posts LIMIT 1"), 0),
    ],
)
def test_an_address_in_its_column_can_be_followed(run: Run, command: tuple[str, ...], links: int) -> None:
    assert [token.type for token in elements(printed(run, command))].count("link_open") == links


@pytest.mark.parametrize("url", ["javascript:steal()", "https://bank.example@evil.example/", "no address", ""])
def test_what_may_not_be_followed_is_shown_only(run: Run, url: str) -> None:
    text = printed(run, ("query", f"SELECT '{url}' AS url"))
    assert not list(elements(text))
    assert url in text


def test_words_stand_as_they_were_written(run: Run) -> None:
    parser = MarkdownIt("commonmark").enable("table")
    tokens = [
        child
        for token in parser.parse(printed(run, ("query", "SELECT text FROM posts LIMIT 1")))
        for child in token.children or []
    ]
    assert "".join(token.content for token in tokens) == "text" + " ".join(WORDS.split())
