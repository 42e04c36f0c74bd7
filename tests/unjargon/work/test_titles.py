"""Is a source called what its reader calls it, wherever it is named?"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

Run = Callable[..., Any]
RSS = """<rss version="2.0"><channel><title>Kestrel</title><item><title>Our TPU (tensor processing unit) pods</title>
<description>They run data parallelism (DP) at night, and DP is all they run.</description></item></channel></rss>"""
TRENDS = """<rss xmlns:ht="https://trends.example/"><channel><item><title>eclipse</title>
<ht:approx_traffic>2000+</ht:approx_traffic></item></channel></rss>"""
SETTINGS = """
sources = [
    { name = "google-trends:es", title = "What Spain seeks" },
    { name = "feed:https://kestrel.example/rss", title = "Ana's *QZX* log" },
    { name = "feed:https://wren.example/rss", title = "Wren" },
]
"""


@pytest.fixture
def collected(run: Run, here: Path) -> None:
    """A store in which one source has trends, one has posts and one did not answer; each has a title."""
    folder = here / "recorded"
    folder.mkdir()
    (folder / "kestrel.xml").write_text(RSS)
    (folder / "trends.xml").write_text(TRENDS)
    at = {"at": "2026-11-24T06:00:00Z", "method": "GET"}
    answers = [
        {"url": "https://trends.google.com/trending/rss?geo=ES", "status": 200, "headers": {}, "file": "trends.xml"},
        {"url": "https://kestrel.example/rss", "status": 200, "headers": {}, "file": "kestrel.xml"},
        {"url": "https://wren.example/rss", "error": "timeout"},
    ]
    (folder / "recording.jsonl").write_text("".join(json.dumps({**at, **answer}) + "\n" for answer in answers))
    (here / "unjargon.toml").write_text(SETTINGS)
    assert run("collect", "--replay", str(folder)).status == 0
    assert run("analyse").status == 0


@pytest.mark.usefixtures("collected")
@pytest.mark.parametrize(("language", "failed"), [("en", "gave no answer"), ("es", "no respondió")])
def test_a_digest_names_sources_and_failures_by_their_titles(run: Run, here: Path, language: str, failed: str) -> None:
    page = run("digest", "--lang", language).out
    assert "`What Spain seeks`" in page
    assert "`Ana's *QZX* log`" in page
    assert f"`Wren`: {failed}" in page
    assert "kestrel.example" not in page.replace("https://kestrel.example", "")
    (here / "page.md").write_text(page)
    assert run("check", "page.md", "--lang", language) == (0, "", "")


@pytest.mark.usefixtures("collected")
@pytest.mark.parametrize("language", ["en", "es"])
def test_tables_for_people_name_sources_by_their_titles(run: Run, language: str) -> None:
    listed, trends = run("sources", "--lang", language).out, run("trends", "--lang", language).out
    assert all(title in listed for title in ("What Spain seeks", "Ana's *QZX* log", "Wren"))
    assert "What Spain seeks" in trends
    assert "google-trends:ES" not in listed + trends


@pytest.mark.usefixtures("collected")
def test_programs_are_told_the_name_and_the_title(run: Run) -> None:
    rows = {row["name"]: row["title"] for row in json.loads(run("sources", "--format", "json").out)}
    assert (rows["google-trends:ES"], rows["feed:https://wren.example/rss"]) == ("What Spain seeks", "Wren")
    assert rows["hackernews"] is None
    assert {row["source"] for row in json.loads(run("trends", "--format", "json").out)} == {"google-trends:ES"}


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_feed_that_is_explained_has_its_title(run: Run, httpserver: HTTPServer, here: Path, language: str) -> None:
    httpserver.expect_request("/rss").respond_with_data(RSS, content_type="application/rss+xml")
    feed = httpserver.url_for("/rss")
    (here / "unjargon.toml").write_text(
        f'allow_private = true\nsources = [{{ name = "feed:{feed}", title = "Ana\'s log" }}]\n'
    )
    assert "`Ana's log`" in run("explain", feed, "--lang", language).out.splitlines()[2]
