"""Is what a reader pastes, saves or points to explained now, and is nothing kept unless asked for?"""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
PAGE = """<!doctype html><html lang="en"><head><title>Pods | Kestrel</title><script>alert("GPU")</script></head><body>
<nav>Home About</nav><article><h1>Pods</h1>
<p>The TPU (tensor processing unit) beats the GPU here, says <b>Kestrel</b>.</p>
</article></body></html>"""


@pytest.mark.shared
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_seed_is_explained(run: Run, shared: Path, here: Path, language: str) -> None:
    ran = run("explain", str(shared / "data/seed/feed-es.txt"), "--lang", language, "-o", "page.md")
    assert ran.status == 0, ran.err
    page = (here / "page.md").read_text(encoding="utf-8")
    terms = {line.split("|")[1].strip(" `*\\").casefold() for line in page.splitlines() if line.startswith("| ")}
    for term in ("GPU", "TPU", "DP", "TP", "PP", "PPVP", "airdrop", "launchpad", "rally", "token", "$USELESS", "$1B"):
        assert term.casefold() in terms, term
    assert {"ia", "ai"} & terms
    assert run("check", "page.md") == (0, "", "")


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_pasted_feed_is_explained(run: Run, feed: Path, language: str, here: Path) -> None:
    ran = run("explain", "feed.txt", "--lang", language, "-o", "page.md")
    assert (ran.status, ran.out, ran.err) == (0, "", "written to page.md\n")
    page = (here / "page.md").read_text(encoding="utf-8")
    for headline in ("Lumen Coop raises", "PEBBLE"):
        assert headline in page
    for term in ("GPU", "TPU", "DP", "TP", "QFBS", "$PEBBLE", "$4B", "airdrop"):
        assert re.search(rf"^\| \\?{re.escape(term)} \||[:·] {re.escape(term)} \(", page, re.MULTILINE), term
    assert "quirk-free batch scheduling" in page
    assert run("check", "page.md") == (0, "", "")


def test_what_is_typed_and_a_file_are_explained_alike(run: Run, feed: Path) -> None:
    assert run("explain", "-", given=feed.read_bytes()) == run("explain", "feed.txt")


def test_a_saved_page_is_read_without_its_menus_and_scripts(run: Run, here: Path) -> None:
    (here / "page.html").write_text(PAGE)
    ran = run("explain", "page.html")
    assert ran.status == 0
    assert "tensor processing unit" in ran.out
    assert "graphics processing unit" in ran.out
    assert "alert" not in ran.out
    assert "About" not in ran.out


def test_the_page_as_json(run: Run, feed: Path) -> None:
    page = json.loads(run("explain", "feed.txt", "--format", "json").out)
    assert (page["page"], page["language"]) == ("explanation", "en")
    assert len(page["trends"]) == 2


def test_nothing_is_kept_unless_asked_for(run: Run, feed: Path, here: Path) -> None:
    before = sorted(here.rglob("*"))
    assert run("explain", "feed.txt").status == 0
    assert sorted(here.rglob("*")) == before
    assert run("explain", "feed.txt", "--save").status == 0
    assert (here / "unjargon.db").is_file()
    assert json.loads(run("status", "--format", "json").out)[0] == {"what": "posts", "count": 3} | {
        "newest": json.loads(run("query", "SELECT max(collected_at) AS at FROM posts", "--format", "json").out)[0]["at"]
    }


def test_saving_twice_keeps_it_once(run: Run, feed: Path, here: Path) -> None:
    for _ in range(2):
        assert run("explain", "feed.txt", "--save").status == 0
    rows = json.loads(run("query", "SELECT count(*) AS posts FROM posts", "--format", "json").out)
    assert rows == [{"posts": 3}]


def test_an_existing_store_is_read_and_left_as_it_is(
    run: Run, feed: Path, store: Path, content: Callable[[Path], list[str]]
) -> None:
    before = content(store)
    assert run("explain", "feed.txt").status == 0
    assert content(store) == before


@pytest.mark.parametrize("address", ["ftp://example.org/x", "mailto://ana@example.org", "http://", "x://\x00", "://"])
def test_an_address_that_nothing_reads(run: Run, address: str) -> None:
    ran = run("explain", address)
    assert (ran.status, ran.out) == (2, "")
    assert "what can be read: an item of news.ycombinator.com" in ran.err
    assert "the text of any web page" in ran.err
    assert "or a file, or -" in ran.err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "holds nothing to read; save or paste the text itself"),
        (b" \n\t\n", "holds nothing to read"),
        (b"%PDF-1.7 \x00\x01", "is a PDF document, and only text and saved web pages are read"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "is a picture"),
        (bytes(range(256)) * 10, "is no text; give a text file or a saved web page"),
        (b"GPU " * 7_500_000, "has 30 MB, at most 20 MB are read; split it"),
        (b"<!doctype html><html><body></body></html>", "holds nothing to read"),
    ],
    ids=["empty", "blank", "pdf", "picture", "binary", "30 MB", "empty page"],
)
def test_a_file_that_holds_no_text(run: Run, here: Path, content: bytes, said: str) -> None:
    (here / "given").write_bytes(content)
    ran = run("explain", "given", "--save")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("unjargon: given ")
    assert said in ran.err
    assert not (here / "unjargon.db").exists()


def test_bytes_that_are_no_utf8_are_read_as_what_they_most_likely_are(run: Run, here: Path) -> None:
    (here / "given").write_bytes("La GPU ejecutó el código".encode("cp1252"))
    ran = run("explain", "given", "--lang", "es")
    assert ran.status == 0
    assert "ejecutó el código" in ran.out


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("missing.txt", "cannot read missing.txt: No such file or directory; check the path"),
        (".", "cannot read .: Is a directory; check the path"),
        ("x" * 5000, "File name too long"),
        ("a\x00b", "cannot read a b: embedded null byte"),
    ],
)
def test_a_file_that_cannot_be_read(run: Run, what: str, said: str) -> None:
    ran = run("explain", what)
    assert (ran.status, ran.out) == (1, "")
    assert said in ran.err


def test_a_page_that_cannot_be_written_leaves_what_was_there(run: Run, feed: Path, here: Path) -> None:
    ran = run("explain", "feed.txt", "-o", "feed.txt/page.md")
    assert ran.status == 1
    assert "cannot write feed.txt/page.md" in ran.err
    assert "choose another place" in ran.err
    assert sorted(path.name for path in here.iterdir()) == ["feed.txt"]


HEADLINES = """\
Trending now
#
Los GPU de Lumen Coop llegan al CPD, y un LLM de QZX los usa
#
GPUs for an LLM: CVE-2026-91402 is why, says “the GPU man”
"""


IN_SPANISH = (
    "Las unidades de procesamiento gráfico de Lumen Coop llegan al centro de proceso de datos, y un gran modelo"
)
IN_ENGLISH = (
    "Graphics processing units for a large language model: CVE-2026-91402 [Common Vulnerabilities and Exposures] is"
    " why, says “the GPU man”"
)


@pytest.mark.parametrize(("language", "headline"), [("es", IN_SPANISH), ("en", IN_ENGLISH)])
def test_headlines_without_acronyms(run: Run, here: Path, language: str, headline: str) -> None:
    (here / "feed.txt").write_text(HEADLINES, encoding="utf-8")
    ran = run("explain", "feed.txt", "--lang", language, "--acronyms", "never", "-o", "page.md")
    assert ran.status == 0, ran.err
    page = (here / "page.md").read_text(encoding="utf-8")
    assert headline in page
    assert run("check", "page.md", "--lang", language) == (0, "", "")


def test_a_headline_without_acronyms_as_json_keeps_what_was_written(run: Run, here: Path) -> None:
    (here / "feed.txt").write_text(HEADLINES, encoding="utf-8")
    page = json.loads(run("explain", "feed.txt", "--acronyms", "never", "--format", "json").out)
    assert page["acronyms"] == "never"
    item = page["trends"][1]
    assert item["title"]["extract"]["text"] == HEADLINES.splitlines()[-1]
    assert item["title"]["written_out"]["text"].startswith("Graphics processing units for a large language model: CVE-")
    for gloss in item["title"]["written_out"]["glosses"]:
        written = item["title"]["written_out"]["text"][gloss["start"] : gloss["end"]]
        assert written.startswith(gloss["term"])


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_demos_digest_without_acronyms(run: Run, store: Path, here: Path, language: str) -> None:
    first = run("digest", "--lang", language)
    never = run("digest", "--lang", language, "--acronyms", "never", "-o", "page.md")
    page = (here / "page.md").read_text(encoding="utf-8")
    assert (first.status, never.status) == (0, 0)
    assert page != first.out
    assert run("check", "page.md", "--lang", language) == (0, "", "")


def test_another_way_with_acronyms_is_wrong_usage(run: Run, feed: Path) -> None:
    ran = run("explain", "feed.txt", "--acronyms", "sometimes")
    assert ran.status == 2
    assert "'first', 'never'" in ran.err
