"""What the tests of the sources ask for: payloads, answers, and what must always hold."""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from collector.http.answer import Response
from collector.source import Collected


@pytest.fixture(scope="session")
def payloads() -> Path:
    return Path(__file__).parent


@pytest.fixture(scope="session")
def answer(now: datetime) -> Callable[[bytes], Response]:
    """A server's answer with this body."""
    return lambda body: Response("https://example.org/some/feed", 200, {}, body, now)


@pytest.fixture(scope="session")
def sound() -> Callable[[Collected], None]:
    """What holds for all that any source gives."""
    return check_sound


def check_sound(collected: Collected) -> None:
    posts = {post.external_id: post for post in collected.posts}
    assert len(posts) == len(collected.posts), "a post twice"
    for post in collected.posts:
        if post.parent is None:
            assert post.thread == post.external_id, "a root is its own thread"
        else:
            assert posts[post.parent].thread == post.thread, "a parent in another thread"
        assert post.title is None or post.text.startswith(post.title), "a title that is not in the text"
        assert _root(post.external_id, {key: p.parent for key, p in posts.items()}) == post.thread
    trends = [trend.external_id for trend in collected.trends]
    assert len(set(trends)) == len(trends), "a trend twice"
    assert set(trends) <= set(posts), "a trend without its post"
    assert Counter(sighting.trend for sighting in collected.sightings) == Counter(trends), "one sighting a trend"


def _root(key: str, parents: Mapping[str, str | None]) -> str:
    for _ in parents:
        above = parents[key]
        if above is None:
            return key
        key = above
    raise AssertionError("a circle of answers")


# --- what a server may do to a payload -------------------------------------------------------------------------------

JUNK = [
    None, True, -1, 3.5, 10**30, float("inf"), "", "x", "&#1;", "\x00", "\ud800", "2026-13-45",
    "9999-12-31T23:59:59-23:59", "http://[", "<b>" * 50, [], [[]], {},
]  # fmt: skip
JUNK_BYTES = [
    b"", b"\x00", b"\xff\xfe", b"<", b"&", b'"', b"<?", b"<![", b"]]>", b"<!--", b"&#0;", b"&#55296;", b"<b>" * 40,
    b"</div>" * 9,
]  # fmt: skip


@pytest.fixture(scope="session")
def mutilated() -> Callable[..., Any]:
    """A copy of a JSON value in which something is missing, replaced by junk, or by what stands beside it.

    `junk` is what hurts only this source, such as an id of another post.
    """
    return with_changed_spots


def with_changed_spots(data: st.DataObject, value: Any, junk: Sequence[Any] = ()) -> Any:
    value = json.loads(json.dumps(value))
    for _ in range(data.draw(st.integers(1, 5))):
        where = spots(value)
        if not where:
            break
        change(value, data.draw(st.sampled_from(where)), data, [*JUNK, *junk])
        value = json.loads(json.dumps(value))  # what was put in is its own from here on
    return value


def spots(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to everything inside a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [spot for key, child in inner for spot in [(*path, key), *spots(child, (*path, key))]]


def change(value: Any, spot: tuple[Any, ...], data: st.DataObject, junk: Sequence[Any]) -> None:
    *way, last = spot
    for key in way:
        value = value[key]
    action = data.draw(st.sampled_from(["drop", "copy", "replace", "replace", "replace"]))  # junk finds the most
    if action == "drop":
        del value[last]
    elif action == "replace":
        value[last] = data.draw(st.sampled_from(junk))
    else:
        value[last] = value[data.draw(st.sampled_from(sorted(value) if isinstance(value, dict) else range(len(value))))]


@pytest.fixture(scope="session")
def scrambled() -> Callable[..., bytes]:
    """Bytes of which up to three stretches, of at most `longest`, have given way to others."""
    return with_changed_stretches


def with_changed_stretches(data: st.DataObject, body: bytes, junk: Sequence[bytes] = (), longest: int = 80) -> bytes:
    instead = st.one_of(st.binary(max_size=20), st.sampled_from([*JUNK_BYTES, *junk]))
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(body)))
        end = data.draw(st.integers(start, min(len(body), start + longest)))
        body = body[:start] + data.draw(instead) + body[end:]
    return body


# --- recordings of the real services ---------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def recording(shared: Path) -> Callable[[str], bytes]:
    """A recorded answer, by its place among all of them; the test is skipped where it is absent."""

    def read(name: str) -> bytes:
        path = shared / "data" / "payloads" / name
        if not path.is_file():
            pytest.skip(f"{name} is not at hand")
        return path.read_bytes()

    return read


@pytest.fixture(scope="session")
def squeezed() -> Callable[[str], str]:
    """A text without blanks, and without the bullets that we put before the items of a list."""
    return without_blanks


def without_blanks(text: str) -> str:
    return "".join(text.replace("•", "").split())


@pytest.fixture(scope="session")
def words_of() -> Callable[[str], str]:
    """The words of HTML, squeezed, by another parser than ours."""
    return Words.of


class Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""

    def handle_data(self, data: str) -> None:
        self.text += data

    @classmethod
    def of(cls, html: str) -> str:
        parser = cls()
        parser.feed(html)
        parser.close()
        return without_blanks(parser.text)
