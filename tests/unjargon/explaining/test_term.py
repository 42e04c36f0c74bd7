"""Does `unjargon term` show every meaning with what speaks for it, and `explain` use what the store knows?"""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from analysis.analyse import analyse
from db.models import Post
from db.store import Store
from unjargon.explaining.term import meanings_text
from unjargon.settings import Settings

Run = Callable[..., Any]
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def meanings(run: Run, name: str, *flags: str) -> list[dict[str, Any]]:
    ran = run("term", name, "--format", "json", *flags)
    assert ran.status == 0, ran.err
    rows: list[dict[str, Any]] = json.loads(ran.out)
    return rows


@pytest.fixture
def taught(here: Path) -> Path:
    """A store in which two authors wrote what QZX means, and a third something else."""
    said = {
        "ada": "A quick zebra crossing (QZX) is safe.",
        "bob": "Quick zebra crossings (QZX) cost more.",
        "eve": "My quiet zinc xylophone (QZX) is loud.",
    }
    posts = [
        Post(
            source="hackernews",
            external_id=name,
            thread=name,
            author=name,
            title=f"{name} says",
            text=f"{name} says\n\n{text}",
            url=f"https://news.example/{name}",
            created_at=NOON,
            collected_at=NOON,
        )
        for name, text in said.items()
    ]
    path = here / "unjargon.db"
    with Store.open(path) as store:
        store.add(posts, [], [])
        analyse(store, names=False)
    return path


def test_what_was_written_is_one_meaning_by_wording_with_its_authors(run: Run, taught: Path) -> None:
    zebra, xylophone = meanings(run, "QZX")
    assert (zebra["authors"], zebra["mentions"], zebra["threads"]) == (2, 2, 2)
    assert [each["from"] for each in zebra["evidence"]] == ["corpus", "thread", "thread"]
    written = zebra["evidence"][1]
    assert (written["author"], written["title"], written["at"]) == ("ada", "ada says", "2026-11-24T12:00:00Z")
    assert written["url"] == "https://news.example/ada"
    assert [(each["thread"], each["title"], each["mentions"]) for each in zebra["seen_in"]] == [
        ("ada", "ada says", 1),
        ("bob", "bob says", 1),
    ]
    assert (xylophone["spelled_out"], xylophone["authors"]) == ("quiet zinc xylophone", 1)
    assert [each["from"] for each in xylophone["evidence"]] == ["thread"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            ["learned from other threads: 2 authors agree", "written by ada on 2026-11-24 in “ada says”", "Met 2 t"],
        ),
        (
            "es",
            ["aprendido de otros hilos: coinciden 2 autores", "escrito por ada el 2026-11-24 en «ada says»", "Vist"],
        ),
    ],
)
def test_the_text_says_it_in_both_languages(run: Run, taught: Path, language: str, said: list[str]) -> None:
    out = run("term", "qzx", "--lang", language).out
    assert [line for line in said if line not in out] == []
    assert "https://news.example/bob" in out


def test_explain_uses_what_other_threads_taught(run: Run, taught: Path, here: Path) -> None:
    (here / "note.txt").write_text("The new QZX opened today, and everybody liked it.")
    page = run("explain", "note.txt").out
    assert "| QZX | quick zebra crossing | — | other threads |" in page
    assert "quick zebra crossing" not in run("explain", "note.txt", "--db", "none.db").out


def test_what_encyclopedias_say_has_link_and_licence(run: Run, store: Path) -> None:
    first, *others = meanings(run, "QRB")
    assert first["spelled_out"] == "quota-ranked batching"
    assert first["mentions"] > 0
    (wikipedia, *_) = first["evidence"]
    assert wikipedia == {
        "from": "encyclopedia",
        "source": "wikipedia:en",
        "title": "Quota-ranked batching",
        "url": "https://en.wikipedia.org/wiki/Quota-ranked_batching",
        "licence": "CC BY-SA 4.0",
        "at": wikipedia["at"],
    }
    assert others
    assert "- Wikipedia: Quota-ranked batching (CC BY-SA 4.0)" in run("term", "QRB").out


@pytest.mark.parametrize(
    ("language", "licence"), [("en", "Attribution-ShareAlike"), ("es", "Atribución-CompartirIgual")]
)
def test_explain_uses_what_encyclopedias_said(run: Run, store: Path, here: Path, language: str, licence: str) -> None:
    (here / "note.txt").write_text("The scheduler of our cluster uses QRB for all jobs.")
    page = run("explain", "note.txt", "--lang", language, "-o", "page.md")
    assert page.status == 0
    text = (here / "page.md").read_text(encoding="utf-8")
    assert "| QRB | quota-ranked batching |" in text
    assert "| [Wikipedia](https://en.wikipedia.org/wiki/Quota-ranked_batching) |" in text
    assert licence in text
    assert run("check", "page.md", "--lang", language).status == 0


def test_what_was_met_without_a_meaning_is_listed(run: Run, here: Path) -> None:
    (here / "note.txt").write_text("Nobody knows what JQWZ is.")
    run("explain", "note.txt", "--save")
    (row,) = meanings(run, "JQWZ", "--lang", "es")
    assert (row["spelled_out"], row["from"], row["mentions"]) == ("desconocido", None, 1)
    assert [each["mentions"] for each in row["seen_in"]] == [1]
    assert "Visto 1 vez en 1 hilo" in run("term", "JQWZ", "--lang", "es").out


def test_a_word_that_is_in_no_lexicon_counts_once_it_is_defined(run: Run, here: Path) -> None:
    (here / "note.txt").write_text("Our quokkaflow is slow, said the quokkaflow team.")
    assert "quokkaflow [" not in run("explain", "note.txt", "--save").out
    assert run("define", "quokkaflow", "a pipe", "--meaning", "A pipe for numbers.").status == 0
    assert "quokkaflow [a pipe] is slow" in run("explain", "note.txt").out
    (row,) = meanings(run, "quokkaflow")
    assert (row["from"], row["mentions"], row["threads"]) == ("reader", 2, 1)
    assert "| quokkaflow | a pipe | A pipe for numbers. | your glossary |" in run("digest").out
    given = json.dumps({"id": 1, "posts": [{"id": 1, "text": "Quokkaflows!"}]}).encode()
    assert '"expansion": "a pipe"' in run("terms", "--db", "unjargon.db", given=given).out
    assert run("define", "quokkaflow", "a tube").status == 0
    assert "a pipe" not in run("digest").out


def test_what_define_refuses_loses_nothing(run: Run, taught: Path, content: Callable[[Path], list[str]]) -> None:
    run("define", "QZX", "quiz zone")
    before = content(taught)
    for words in (("QZX", ""), ("QZX", "x" * 501), ("", "x"), ("QZX", "x", "--meaning", "x" * 501), ("QZX",)):
        assert run("define", *words).status == 2
    assert content(taught) == before
    assert [row["spelled_out"] for row in meanings(run, "QZX") if row["from"] == "reader"] == ["quiz zone"]


def test_every_format_has_the_same_meanings_in_any_encoding(run: Run, store: Path) -> None:
    rows = meanings(run, "DP")
    head, *records = csv.reader(io.StringIO(run("term", "DP", "--format", "csv").out))
    assert head == list(rows[0])[: len(head)]
    assert [record[1] for record in records] == [row["spelled_out"] for row in rows]
    assert len(run("term", "DP", "--format", "md").out.splitlines()) == len(rows) + 2
    text = run("term", "DP", "--lang", "es").out
    assert all(line.isprintable() for line in text.splitlines())
    assert [line[:2] for line in text.splitlines() if line[:1].isdigit()] == [f"{n}." for n in range(1, len(rows) + 1)]
    for form in ("table", "json"):
        assert run("term", "DP", "--lang", "es", "--format", form, encoding="ascii").status == 0


@pytest.mark.parametrize("width", [1, 40, 80, 300])
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_text_fits_a_narrow_terminal(width: int, language: str) -> None:
    place = {
        "source": "hackernews",
        "thread": "1",
        "title": "Why \x1b[31m the zebra\u202e crossed " * 9,
        "url": "https://news.example/" + "x" * 90,
        "mentions": 3,
    }
    row = {
        "term": "QZX",
        "spelled_out": "quick zebra crossing " * 4,
        "meaning": "Where zebras cross. " * 9,
        "from": "thread",
        "field": "hardware",
        "category": "Animals",
        "mentions": 21,
        "threads": 7,
        "authors": 2,
        "first_seen": NOON,
        "last_seen": NOON,
        "evidence": [{**place, "from": "thread", "author": None, "at": None}] * 7,
        "seen_in": [place] * 7,
    }
    text = meanings_text([row, row], Settings(language=language), width)
    lines = [line for line in text.splitlines() if "https://" not in line]
    assert max(map(len, lines)) <= min(max(width, 40), 100)
    assert text.count("https://") == 2 * 2 * 5
    assert not {"\x1b", "\u202e"} & set(text)
    assert {"en": "and 2 more", "es": "y 2 más"}[language] in text
