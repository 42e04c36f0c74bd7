"""Does what stays unknown and matters reach the encyclopedias, and what they say the page?"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from collector.payloads.wikimedia import WIKIMEDIA_LICENCE
from reports.heads import _LICENCE as PRINTED
from reports.words import page_words

Run = Callable[..., Any]

SOURCE = "feed:https://kestrel.example/rss"
ITEM = "<item><title>{title}</title><link>https://kestrel.example/{n}</link><guid>{n}</guid><description>{text}</description></item>"
RSS = '<?xml version="1.0"?><rss version="2.0"><channel><title>Kestrel</title><link>https://kestrel.example/</link>{}</channel></rss>'
FEED = RSS.format(
    ITEM.format(n=1, title="Our jobs", text="The QZFB scheduler keeps the cluster busy all night long.")
    + ITEM.format(n=2, title="Their jobs", text="Nobody told the other teams what QZFB is, but they all run it now.")
    + ITEM.format(n=3, title="Quiet fans", text="Only once is ZZQK named here, so nobody needs to know.")
)
SUMMARY = {
    "type": "standard",
    "title": "Quota-zoned fair batching",
    "description": "Rule for sharing a cluster among jobs",
    "wikibase_item": "Q990000002",
    "extract": "Quota-zoned fair batching (QZFB) is a rule by which a scheduler shares a cluster.",
}
SPANISH = SUMMARY | {
    "title": "Lotes justos por zonas",
    "description": "Regla para repartir un clúster",
    "extract": "Lotes justos por zonas (en inglés QZFB) es una regla.",
}
WANTED = "SELECT term FROM wish ORDER BY term"
LOOKUPS = "SELECT encyclopedia, term, state FROM lookup ORDER BY encyclopedia, term"


@pytest.fixture
def recording(here: Path) -> Path:
    """A feed that names QZFB twice, and encyclopedias: one knows it in English, one in Spanish, one fails."""
    folder = here / "recorded"
    folder.mkdir()
    (folder / "rss.xml").write_text(FEED)
    (folder / "en.json").write_text(json.dumps(SUMMARY))
    (folder / "es.json").write_text(json.dumps(SPANISH))
    (folder / "page.html").write_text("<html><body>Down for repairs</body></html>")
    wiki = "https://{}.wikipedia.org/api/rest_v1/page/{}"
    answers = {
        "https://kestrel.example/rss": "rss.xml",
        wiki.format("en", "summary/QZFB"): "en.json",
        wiki.format("es", "summary/QZFB"): "es.json",
        wiki.format("en", "html/QZFB_(disambiguation)"): None,
        wiki.format("es", "html/QZFB_(desambiguaci%C3%B3n)"): None,
        "https://en.wiktionary.org/api/rest_v1/page/definition/QZFB": "page.html",
    }
    lines = [
        {"at": "2026-11-22T06:00:00Z", "method": "GET", "url": url, "status": 200 if file else 404}
        | ({"file": file} if file else {})
        for url, file in answers.items()
    ]
    (folder / "recording.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    (here / "unjargon.toml").write_text(f'sources = ["{SOURCE}"]\n')
    return folder


def rows(run: Run, sql: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("query", sql, "--format", "json").out)
    return found


def collected(run: Run) -> Any:
    ran = run("collect", "--replay", "recorded")
    assert ran.status == 0, ran.err
    return ran


def analysed(run: Run) -> None:
    assert run("analyse").status == 0


@pytest.mark.usefixtures("recording")
def test_what_stays_unknown_is_asked_for_when_sources_are_asked_next(run: Run) -> None:
    assert "wiki" not in collected(run).err, "nothing is known to be unknown yet"
    analysed(run)
    assert rows(run, WANTED) == [{"term": "QZFB"}], "what is named once does not matter"
    said = collected(run).err.splitlines()
    assert "wikipedia:en: unknown terms asked for: 1, found: 1" in said
    assert "wikipedia:es: unknown terms asked for: 1, found: 1" in said
    (broken,) = [
        line for line in said if line.startswith("wiktionary:en: unknown terms asked for: 1, found: 0; QZFB: ")
    ]
    assert "a page (HTML) instead of JSON" in broken
    analysed(run)
    assert rows(run, WANTED) == []
    assert rows(run, "SELECT licence FROM encyclopedia_entry GROUP BY 1") == [{"licence": "CC BY-SA 4.0"}]


@pytest.mark.usefixtures("recording")
@pytest.mark.parametrize(
    ("language", "row"),
    [
        (
            "en",
            (
                "| QZFB | quota-zoned fair batching | Rule for sharing a cluster among jobs. "
                "| [Wikipedia](https://en.wikipedia.org/wiki/Quota-zoned_fair_batching) |"
            ),
        ),
        (
            "es",
            (
                "| QZFB | lotes justos por zonas (en inglés, quota-zoned fair batching) "
                "| Regla para repartir un clúster. "
                "| [Wikipedia](https://en.wikipedia.org/wiki/Quota-zoned_fair_batching) |"
            ),
        ),
    ],
)
def test_the_page_says_what_the_encyclopedia_said_and_where(run: Run, here: Path, language: str, row: str) -> None:
    for _ in range(2):
        collected(run)
        analysed(run)
    page = run("digest", "--lang", language).out
    assert row in page
    (here / "page.md").write_text(page)
    assert run("check", "page.md", "--lang", language) == (0, "", "")


@pytest.mark.usefixtures("recording")
def test_nothing_is_asked_twice(run: Run, here: Path, content: Callable[[Path], list[str]]) -> None:
    for _ in range(2):
        collected(run)
        analysed(run)
    before = [line for line in content(here / "unjargon.db") if '"outcome"' not in line]
    assert "wiki" not in collected(run).err
    analysed(run)
    assert [line for line in content(here / "unjargon.db") if '"outcome"' not in line] == before


@pytest.mark.usefixtures("recording")
def test_the_settings_can_forbid_it(run: Run, here: Path) -> None:
    (here / "unjargon.toml").write_text(f'encyclopedias = false\nsources = ["{SOURCE}"]\n')
    collected(run)
    analysed(run)
    assert "wiki" not in collected(run).err
    assert rows(run, LOOKUPS) == []
    assert "never asked" in run("doctor", "--offline").out


def test_a_recording_without_encyclopedias_leaves_the_wish_open(run: Run, recording: Path) -> None:
    lines = (recording / "recording.jsonl").read_text().splitlines(keepends=True)
    (recording / "recording.jsonl").write_text("".join(line for line in lines if "kestrel" in line))
    for _ in range(2):
        assert "wiki" not in collected(run).err
        analysed(run)
    assert (rows(run, WANTED), rows(run, LOOKUPS)) == ([{"term": "QZFB"}], [])


def test_where_no_source_answers_no_encyclopedia_is_asked(run: Run, recording: Path) -> None:
    collected(run)
    analysed(run)
    text = (recording / "recording.jsonl").read_text().replace('"status": 200, "file": "rss.xml"', '"error": "dns"')
    (recording / "recording.jsonl").write_text(text)
    ran = run("collect", "--replay", "recorded")
    assert ran.status == 1
    assert "wiki" not in ran.err
    assert rows(run, LOOKUPS) == []


def test_a_term_of_a_thread_uses_what_the_store_knows(run: Run, recording: Path) -> None:
    for _ in range(2):
        collected(run)
        analysed(run)
    item = json.dumps({"id": 1, "lang": "en", "posts": [{"id": 1, "text": "Is QZFB in your cluster?"}]})
    (term,) = [
        t
        for t in json.loads(run("terms", "--db", "unjargon.db", given=item.encode()).out)["terms"]
        if t["surface"] == "QZFB"
    ]
    assert (term["expansion"], term["provenance"]) == ("quota-zoned fair batching", "encyclopedia")


def test_the_daily_run_with_lookups_forbidden_keeps_the_wish(run: Run, httpserver: HTTPServer, here: Path) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data(status=404)
    httpserver.expect_request("/rss").respond_with_data(FEED, content_type="application/rss+xml")
    feed = f"feed:{httpserver.url_for('/rss')}"
    (here / "unjargon.toml").write_text(
        f"encyclopedias = false\nallow_private = true\nsources = [{json.dumps(feed)}]\n"
    )
    ran = run("daily")
    assert ran.status == 0, ran.err
    assert rows(run, WANTED) == [{"term": "QZFB"}]


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_demo_looks_something_up(run: Run, store: Path, language: str) -> None:
    page = run("digest", "--date", "2026-11-23", "--lang", language).out
    assert "| [Wikipedia](https://en.wikipedia.org/wiki/Quota-ranked_batching) |" in page
    assert "QRB [quota-ranked batching]" in page


def test_the_pages_name_the_licence_of_what_is_looked_up() -> None:
    assert WIKIMEDIA_LICENCE == "CC BY-SA 4.0"
    assert PRINTED == "https://creativecommons.org/licenses/by-sa/4.0/"
    for language in ("en", "es"):
        assert page_words(language).say("licence").endswith(" 4.0")
