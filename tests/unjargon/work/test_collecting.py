"""Do the sources fill the store, from a server, a recording or not at all, and does the day become a page?"""

import json
import re
import socket
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

Run = Callable[..., Any]
ITEM = """<item><title>{title}</title><link>https://kestrel.example/{number}</link><guid>https://kestrel.example/{number}</guid>
<description>{text}</description><pubDate>Sun, 22 Nov 2026 05:{number}0:00 GMT</pubDate></item>"""
RSS = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>Kestrel</title><link>https://kestrel.example/</link>
<description>Invented news</description>
{ITEM.format(number=1, title="Our TPU pods", text="Data parallelism (DP) on a TPU, and why DP was enough for us.")}
{ITEM.format(number=2, title="Quiet fans", text="The GPU no longer howls &lt;b&gt;at night&lt;/b&gt;.")}
</channel></rss>"""
SOURCE = "feed:https://kestrel.example/rss"
POSTS = "SELECT source, external_id, thread, parent, author, title, text, url, created_at FROM posts ORDER BY 1, 2"


@pytest.fixture
def recording(here: Path) -> Path:
    """A recorded folder: a feed that answers, then says that nothing is new; one that breaks; one that fails."""
    folder = here / "recorded"
    folder.mkdir()
    (folder / "rss.xml").write_text(RSS)
    (folder / "page.html").write_text("<!doctype html><html><body>Down for repairs</body></html>")
    good, broken = "https://kestrel.example/rss", "https://sparrow.example/rss"
    xml = {"content-type": "application/rss+xml"}
    lines: list[Mapping[str, object]] = [
        {"at": "2026-11-22T06:00:00Z", "url": good, "status": 200, "headers": xml, "file": "rss.xml"},
        {"at": "2026-11-22T06:00:00Z", "url": broken, "status": 200, "headers": {}, "file": "page.html"},
        {"at": "2026-11-22T06:00:00Z", "url": "https://wren.example/rss", "error": "timeout"},
        {"at": "2026-11-23T06:00:00Z", "url": good, "status": 304, "headers": {}},
    ]
    (folder / "recording.jsonl").write_text("".join(json.dumps({"method": "GET", **line}) + "\n" for line in lines))
    return folder


@pytest.fixture
def server(httpserver: HTTPServer, here: Path) -> HTTPServer:
    """A server on loopback with a feed; it is the only source of the settings."""
    httpserver.expect_request("/robots.txt").respond_with_data(status=404)
    httpserver.expect_request("/rss").respond_with_data(RSS, content_type="application/rss+xml")
    feed = f"feed:{httpserver.url_for('/rss')}"
    (here / "unjargon.toml").write_text(f"allow_private = true\nsources = [{json.dumps(feed)}]\n")
    return httpserver


def rows(run: Run, sql: str, *flags: str) -> list[dict[str, Any]]:
    ran = run("query", sql, "--format", "json", *flags)
    assert ran.status == 0, ran.err
    found: list[dict[str, Any]] = json.loads(ran.out)
    return found


# --- a recording ---------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("recording")
def test_a_recording_is_collected_at_its_own_times(run: Run) -> None:
    ran = run("collect", SOURCE, "--replay", "recorded")
    assert (ran.status, ran.out) == (0, "")
    said = ran.err.splitlines()
    assert said[0] == f"asking {SOURCE} as recorded in recorded"
    assert said[1] == f"{SOURCE}: ok (posts: 2, trends: 0)"
    assert [(post["title"], post["collected_at"][:16]) for post in rows(run, "SELECT * FROM posts ORDER BY title")] == [
        ("Our TPU pods", "2026-11-22T06:00"),
        ("Quiet fans", "2026-11-22T06:00"),
    ]


@pytest.mark.usefixtures("recording")
def test_a_named_source_that_fails_is_an_error_and_the_rest_is_done(run: Run) -> None:
    ran = run("collect", SOURCE, "feed:https://sparrow.example/rss", "--replay", "recorded")
    assert ran.status == 1
    assert "feed:https://sparrow.example/rss: damaged: https://sparrow.example/rss is not a feed" in ran.err
    assert len(rows(run, POSTS)) == 2


@pytest.mark.usefixtures("recording")
@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("feed:https://wren.example/rss", "unreachable: https://wren.example/rss did not answer in time"),
        ("feed:https://lark.example/rss", "refused: https://lark.example/rss is not in the recording"),
    ],
)
def test_when_nothing_answers_that_is_an_error(run: Run, source: str, said: str) -> None:
    ran = run("collect", source, "--replay", "recorded")
    assert ran.status == 1
    assert f"{source}: {said}" in ran.err
    assert "no source answered" in ran.err


@pytest.mark.usefixtures("recording")
def test_a_source_of_the_settings_that_fails_is_only_said(run: Run, here: Path) -> None:
    (here / "unjargon.toml").write_text(f'sources = ["{SOURCE}", "feed:https://wren.example/rss"]')
    ran = run("collect", "--replay", "recorded")
    assert ran.status == 0
    assert "wren.example/rss: unreachable" in ran.err


def test_collecting_a_recording_twice_changes_nothing(
    run: Run, here: Path, recording: Path, content: Callable[[Path], list[str]]
) -> None:
    for _ in range(2):
        run("collect", SOURCE, "--replay", "recorded")
    before = [line for line in content(here / "unjargon.db") if '"outcome"' not in line]
    run("collect", SOURCE, "--replay", "recorded")
    assert [line for line in content(here / "unjargon.db") if '"outcome"' not in line] == before


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (b"", None),
        (b"not JSON\n", "line 1"),
        (b'{"at": "today", "url": "https://kestrel.example/rss", "status": 200}\n', "line 1: at"),
        (b'\n{"at": "2026-11-22T06:00:00Z", "url": "https://kestrel.example/rss"}\n', "line 2"),
        (
            b'{"at": "2026-11-22T06:00:00Z", "url": "https://k.example", "status": 200, "file": "gone.xml"}\n',
            "gone.xml",
        ),
        (
            b'{"at": "2026-11-22T06:00:00Z", "url": "https://k.example", "status": 200, "file": "../../x"}\n',
            "out of the folder",
        ),
        (b"\xff\xfe\n", "cannot be read"),
    ],
    ids=["empty", "not JSON", "no time", "no end", "no body", "outside", "no text"],
)
def test_a_damaged_recording_is_named_with_its_line(run: Run, here: Path, written: bytes, said: str | None) -> None:
    folder = here / "damaged"
    folder.mkdir()
    (folder / "recording.jsonl").write_bytes(written)
    ran = run("collect", SOURCE, "--replay", "damaged")
    if said is None:
        assert (ran.status, ran.out) == (0, "")
        return
    assert (ran.status, ran.out) == (2, "")
    assert "damaged/recording.jsonl" in ran.err
    assert said in ran.err
    assert not (here / "unjargon.db").exists()


@pytest.mark.parametrize("folder", ["missing", "feed.txt", "."])
def test_a_missing_recording_is_wrong_usage_and_makes_no_store(run: Run, here: Path, feed: Path, folder: str) -> None:
    ran = run("collect", "--replay", folder)
    assert (ran.status, ran.out) == (2, "")
    assert "cannot be read; a recording is a folder with recording.jsonl in it" in ran.err
    assert not (here / "unjargon.db").exists()


def test_what_is_replayed_is_not_recorded(run: Run, recording: Path) -> None:
    ran = run("collect", "--replay", "recorded", "--record", "new")
    assert ran.status == 2
    assert "either --replay or --record" in ran.err


@pytest.mark.parametrize(
    "name", ["gopher", "", "hackernews:worst", "google-trends:Atlantis", "feed:", "mastodon:a b", "\x1b[31m"]
)
def test_a_source_that_is_none_is_named_with_those_that_are(run: Run, here: Path, name: str) -> None:
    ran = run("collect", name)
    assert (ran.status, ran.out) == (2, "")
    assert not (here / "unjargon.db").exists()
    assert ran.err.startswith("unjargon: ")
    if name in ("gopher", ""):
        assert f"There is no source '{name}'. Known are: hackernews" in ran.err
        assert "feed:https://example.org/feed.xml" in ran.err


# --- a server ------------------------------------------------------------------------------------------------------


def test_a_recording_that_is_made_replays_to_the_same_posts(run: Run, server: HTTPServer, here: Path) -> None:
    assert run("collect", "--record", "made", "--db", "live.db").status == 0
    assert run("collect", "--replay", "made", "--db", "replayed.db").status == 0
    live = rows(run, POSTS, "--db", "live.db")
    assert len(live) == 2
    assert rows(run, POSTS, "--db", "replayed.db") == live


def test_a_recording_that_cannot_be_made_is_said(run: Run, server: HTTPServer, feed: Path) -> None:
    ran = run("collect", "--record", "feed.txt/made")
    assert ran.status == 1
    assert "cannot read or write feed.txt/made: Not a directory" in ran.err


def test_the_day_becomes_a_page(run: Run, server: HTTPServer, here: Path) -> None:
    ran = run("daily")
    assert ran.status == 0, ran.err
    [day] = [row["day"] for row in rows(run, "SELECT substr(max(collected_at), 1, 10) AS day FROM posts")]
    assert ran.out == f"digests/{day}-en.md\n"
    page = (here / "digests" / f"{day}-en.md").read_text(encoding="utf-8")
    assert "Our TPU" in page
    assert "data parallelism" in page.lower()
    assert "sample data" not in page.lower()
    assert run("check", str(here / "digests" / f"{day}-en.md")) == (0, "", "")
    assert rows(run, "SELECT markdown FROM digests") == [{"markdown": page}]
    assert re.search(r"feed:http://\S+/rss: ok \(posts: 2, trends: 0\)", ran.err)


def test_a_source_that_fails_is_a_line_of_the_page(run: Run, server: HTTPServer, here: Path) -> None:
    server.expect_request("/gone").respond_with_data(status=404)
    names = [f"feed:{server.url_for(path)}" for path in ("/rss", "/gone")]
    (here / "unjargon.toml").write_text(f"allow_private = true\nsources = {json.dumps(names)}\n")
    ran = run("daily", "--lang", "es")
    assert ran.status == 0, ran.err
    page = (here / ran.out.strip()).read_text(encoding="utf-8")
    assert ran.out.endswith("-es.md\n")
    assert "1 de 2 fuentes" in page


def test_a_page_that_cannot_be_written_is_said_and_the_posts_are_kept(run: Run, server: HTTPServer, here: Path) -> None:
    (here / "digests").write_text("a file")
    ran = run("daily")
    assert (ran.status, ran.out) == (1, "")
    assert "cannot write digests/" in ran.err
    assert len(rows(run, POSTS)) == 2


def test_when_no_source_answers_there_is_no_page(run: Run, here: Path) -> None:
    # port 9 is that of `discard`, which nobody has listened on for decades
    (here / "unjargon.toml").write_text('allow_private = true\nsources = ["feed:http://127.0.0.1:9/x"]\n')
    ran = run("daily")
    assert (ran.status, ran.out) == (1, "")
    assert "feed:http://127.0.0.1:9/x: unreachable: http://127.0.0.1:9/x cannot be reached" in ran.err
    assert "no source answered" in ran.err
    assert "retry_scheduled" not in ran.err
    assert not (here / "digests").exists()


def test_private_addresses_are_not_asked_unless_the_settings_allow_it(run: Run, server: HTTPServer, here: Path) -> None:
    (here / "unjargon.toml").write_text("")
    ran = run("collect", f"feed:{server.url_for('/rss')}")
    assert ran.status == 1
    assert "private" in ran.err
    assert server.log == []


def test_the_doctor_asks_each_source_and_keeps_nothing(run: Run, server: HTTPServer, here: Path) -> None:
    ran = run("doctor", "--format", "json")
    assert ran.status == 0
    last = json.loads(ran.out)[-1]
    assert (last["what"], last["state"]) == (f"feed:{server.url_for('/rss')}", "ok")
    assert not (here / "unjargon.db").exists()


def test_a_thread_at_an_address_is_explained(run: Run, server: HTTPServer, here: Path) -> None:
    ran = run("explain", server.url_for("/feed.xml"))
    assert (ran.status, ran.out) == (1, "")
    assert "feed.xml" in ran.err


def test_a_thread_that_is_to_be_explained_is_waited_for_as_long_as_a_source(run: Run, here: Path) -> None:
    (here / "unjargon.toml").write_text("allow_private = true\ntime_limit = 0.2\n")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/feed.xml"
        ran = run("explain", address)
    assert (ran.status, ran.out) == (1, "")
    assert f"{address} had no answer when the time of its source was up" in ran.err
