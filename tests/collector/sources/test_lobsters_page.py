"""Is a saved page of a story of Lobsters, old or new, read as its conversation?"""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from collector.errors import MarkupChanged
from collector.http.answer import Response
from collector.source import Collected
from collector.sources.file import read_file
from collector.sources.lobsters.pages import parse_lobsters_page

HERE = Path(__file__).parent / "lobsters"
PAGES = ("page_old.html", "page_new.html")


def at(hour: int, minute: int) -> datetime:
    return datetime(2026, 11, 24, hour, minute, tzinfo=UTC)


SAID = [
    ("aaa111", None, "ana", at(5, 30), 8, "Is EP worth it?\n\nEP & TP on a GPU."),
    ("c_c1", "aaa111", "bo", at(5, 45), 7, "Yes: a < b.\n\nWith DP, too."),
    ("c_c2", "c_c1", None, at(5, 50), None, ""),
    ("c_c3", "c_c2", "ana", at(6, 0), None, "Gone, but answered. 🙂"),
    ("c_c4", "aaa111", "bo", at(6, 10), -1, "No."),
]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_its_story_and_who_answers_whom(name: str, now: datetime, sound: Callable[[Collected], None]) -> None:
    collected = read_file(name, (HERE / name).read_bytes(), now)
    sound(collected)
    read = [(p.external_id, p.parent, p.author, p.created_at, p.score, p.text) for p in collected.posts]
    assert read == SAID
    assert [post.url for post in collected.posts][:2] == ["https://lobste.rs/s/aaa111", "https://lobste.rs/c/c1"]
    assert (collected.trends, collected.problems) == ([], [])


@pytest.mark.parametrize("name", PAGES)
def test_a_time_of_an_unknown_zone_is_none(name: str, now: datetime) -> None:
    page = (HERE / name).read_bytes().replace(b" -0600", b"").replace(b"data-at-unix", b"data-other")
    assert {post.created_at for post in read_file(name, page, now).posts} == {None}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_another_site_with_the_same_software_is_not_taken_for_lobsters(name: str, now: datetime) -> None:
    page = (HERE / name).read_bytes().replace(b"lobste.rs", b"faro.example")
    assert {post.source for post in read_file(name, page, now).posts} == {"file"}


@pytest.mark.parametrize(
    ("replaced", "by"), [(b'class="story"', b'class="tale"'), (b"Is EP worth it?</a>", b"</a>")], ids=str
)
def test_a_page_without_its_story_says_what_was_looked_for(replaced: bytes, by: bytes, now: datetime) -> None:
    page = (HERE / "page_new.html").read_bytes().replace(replaced, by)
    with pytest.raises(MarkupChanged, match=r"li\.story"):
        parse_lobsters_page(Response("page.html", 200, {}, page, now), "lobsters", now)
