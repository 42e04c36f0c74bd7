"""Does `unjargon import` store an archive as `collect` stores what sources give, whatever its lines hold?"""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.sources.archive import BadPost, collected, read_line
from db.models import Post
from db.store import Store

Run = Callable[..., Any]
AT = "2026-11-20T05:30:00Z"
NOW = datetime(2026, 11, 24, tzinfo=UTC)


def line(key: str | int, **more: object) -> dict[str, object]:
    return {"source": "forum", "id": key, "text": f"text of {key}", "created_at": AT} | more


def written(here: Path, *lines: object, name: str = "a.jsonl") -> str:
    texts = (each if isinstance(each, str) else json.dumps(each) for each in lines)
    (here / name).write_text("".join(f"{text}\n" for text in texts), encoding="utf-8", errors="surrogatepass")
    return name


@pytest.fixture
def stored(here: Path) -> Callable[[], dict[str, Post]]:
    """Every post in the store, by id."""

    def read() -> dict[str, Post]:
        with Store.open(here / "unjargon.db", create=False) as store:
            keys = store.pending("another")
            return {post.external_id: post for posts in store.posts_of(keys).values() for post in posts}

    return read


def places(posts: dict[str, Post]) -> dict[str, tuple[str, str | None]]:
    return {key: (post.thread, post.parent) for key, post in posts.items()}


def test_a_line_is_a_post_with_its_title_as_its_first_paragraph(here: Path, run: Run, stored: Any) -> None:
    whole = line("1", author="Ana", title="A  title", url="https://x.example/a b", lang="es-MX", other=[1])
    ran = run("import", written(here, whole))
    assert (ran.status, ran.out) == (0, "")
    assert stored()["1"] == Post(
        source="forum",
        external_id="1",
        thread="1",
        author="Ana",
        title="A title",
        text="A title\n\ntext of 1",
        language="es",
        url="https://x.example/a%20b",
        created_at=AT,
        collected_at=AT,
    )


def test_importing_again_and_what_is_typed_add_nothing(here: Path, run: Run, stored: Any) -> None:
    name = written(here, line("1"), line("2", parent="1"), line("2", parent="1"))
    assert "new: 2," in run("import", name).err
    first = stored()
    assert "new: 0," in run("import", name, "-", given=(here / name).read_bytes()).err
    assert stored() == first


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1)])
@pytest.mark.parametrize("apart", [False, True])
def test_answers_find_their_thread_whenever_what_they_answer_comes(
    here: Path, run: Run, stored: Any, order: tuple[int, ...], apart: bool
) -> None:
    lines = [line("root"), line("a", parent="root"), line("b", parent="a"), line("c", thread="root")]
    if apart:
        for place in order:
            assert run("import", written(here, lines[place])).status == 0
    else:
        assert run("import", written(here, *(lines[place] for place in order))).status == 0
    expected = {"root": ("root", None), "a": ("root", "root"), "b": ("root", "a"), "c": ("root", "root")}
    assert places(stored()) == expected


def test_what_never_comes_keeps_its_place(here: Path, run: Run, stored: Any) -> None:
    run("import", written(here, line("b", parent="gone"), line("c", parent="lost", thread="root")))
    found = stored()
    assert places(found) == {
        "gone": ("gone", None),
        "b": ("gone", "gone"),
        "root": ("root", None),
        "lost": ("root", "root"),
        "c": ("root", "lost"),
    }
    assert {found["gone"].text, found["lost"].text, found["root"].text} == {""}


def test_a_circle_of_answers_is_cut(here: Path, run: Run, stored: Any) -> None:
    run("import", written(here, line("a", parent="b"), line("b", parent="a"), line("c", parent="c")))
    found = places(stored())
    assert found["c"] == ("c", None)
    assert found["a"][0] == found["b"][0]
    assert [parent for _, parent in (found["a"], found["b"])].count(None) == 1


def test_a_rank_is_a_sighting_of_a_trend(here: Path, run: Run) -> None:
    later = AT.replace("20T", "21T")
    run("import", written(here, line("1", title="Up", rank=4), line("1", title="Up", rank=2, created_at=later)))
    with Store.open(here / "unjargon.db", create=False) as store:
        history = store.trend_history([("forum", "1")], NOW)
    assert [(each.rank, f"{each.seen_at:%d}") for each in history["forum", "1"]] == [(4, "20"), (2, "21")]


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("{", "it is no JSON"),
        ("[" * 100_000, "it is no JSON"),
        ('{"source": ' + "9" * 5000 + "}", "it is no JSON"),
        ("[]", "it is no object"),
        (line("1", created_at=None), "created_at"),
        (line("1", created_at="yesterday"), "created_at: no time; write it as"),
        (line("1", created_at="0001-01-01T00:00:00+14:00"), "created_at"),
        (line("", text="x"), "id"),
        (line("\ud800"), "id"),
        (line("1", source=""), "source"),
        (line("1", text=7), "text"),
        (line("1", rank=0), "rank"),
        (line("1", rank=2**70), "rank"),
        (line("1", rank=True), "rank"),
        ({"source": "forum", "id": "1", "created_at": AT}, "text: Field required"),
    ],
)
def test_a_bad_line_is_named_and_skipped(here: Path, run: Run, stored: Any, bad: object, said: str) -> None:
    ran = run("import", written(here, line("first"), "", bad, line("last")))
    assert ran.status == 1
    assert f"a.jsonl, line 3 is skipped: {said}" in ran.err
    assert sorted(stored()) == ["first", "last"]


def test_files_that_cannot_be_read_are_named_and_the_rest_is_stored(here: Path, run: Run, stored: Any) -> None:
    (here / "bytes").write_bytes(b"\xff\n")
    ran = run("import", "nowhere", ".", "bytes", written(here, line("1")))
    assert ran.status == 1
    assert [text.split(":")[0] for text in ran.err.splitlines()[:3]] == [
        "nowhere cannot be read",
        ". cannot be read",
        "bytes, line 1 is skipped",
    ]
    assert list(stored()) == ["1"]


def test_long_lines_marks_half_characters_and_times_without_a_zone(here: Path, run: Run, stored: Any) -> None:
    long = line("1", text="word " * 20_000)
    half = line("2", text="a\ud800b\0", created_at="2026-11-20T05:30:00")
    zone = line(3, created_at="2026-11-20T06:30:00+01:00", text=None, title="Title")
    name = written(here, "\ufeff" + json.dumps(long), half, zone)
    assert run("import", name).status == 0
    found = stored()
    assert len(found["1"].text) > 99_000
    assert found["2"].text == "ab"
    assert found["2"].created_at == found["3"].created_at == datetime.fromisoformat(AT)


def test_a_line_without_end_is_skipped(here: Path, run: Run, stored: Any) -> None:
    (here / "a").write_bytes(b'{"text": "' + b"x" * 21_000_000 + b'"}\n' + json.dumps(line("1")).encode())
    ran = run("import", "a")
    assert ran.status == 1
    assert "a, line 1 is skipped: it has over 10,000,000 bytes; split it" in ran.err
    assert list(stored()) == ["1"]


def test_what_is_said_to_come_from_the_future_was_not_collected_there(here: Path, run: Run, stored: Any) -> None:
    run("import", written(here, line("1", created_at="9999-01-01T00:00:00Z")))
    assert stored()["1"].collected_at < datetime.now(UTC)


def test_stories_with_their_members(here: Path, run: Run) -> None:
    gate = "Quillgate gateways hit by a hole, CVE-2026-91402"
    run("import", written(here, line("1", title=gate), line("2", source="news", title=gate), line("3", parent="1")))
    run("analyse")
    [story] = json.loads(run("stories", "--members", "--format", "json").out)
    assert list(story) == ["id", "title", "members"]
    assert story["members"] == [{"source": "forum", "thread": "1"}, {"source": "news", "thread": "2"}]
    assert run("stories", "--members", "--format", "csv").out.splitlines()[1].endswith(",forum,1")
    assert run("stories", "sgone", "--members").status == 1


def ids() -> st.SearchStrategy[str]:
    return st.sampled_from("abcdef")


@given(
    st.lists(st.fixed_dictionaries({"id": ids()}, optional={"parent": ids(), "thread": ids()}), max_size=12),
    st.dictionaries(ids(), ids()),
)
def test_every_parent_and_root_is_in_the_thread(said: list[dict[str, str]], there: dict[str, str]) -> None:
    lines = [read_line(json.dumps(line("") | each).encode()) for each in said]
    before = {("forum", key): key for key in {*there, *there.values()}}
    found = collected(lines, before, NOW)
    threads = {post.external_id: post.thread for post in found.posts}
    for post in found.posts:
        for answered in {post.thread, post.parent or post.thread} - {key for _, key in before}:
            assert threads[answered] == post.thread


def lines_of_bytes() -> Iterator[st.SearchStrategy[bytes]]:
    yield st.binary(max_size=40)
    keys = st.sampled_from(["source", "id", "thread", "parent", "text", "title", "created_at", "rank", "lang", "url"])
    values = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just(AT)
    yield st.dictionaries(keys, values).map(lambda row: json.dumps(row).encode())


@given(st.one_of(*lines_of_bytes()))
def test_any_line_is_a_post_or_bad(given_line: bytes) -> None:
    with suppress(BadPost):
        read = read_line(given_line)
        assert collected([read], {}, NOW).posts[0].external_id == read.id
