"""Does the demo make two whole digests of sample data, the same each time?"""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
LANGUAGES = ["en", "es"]


def test_it_prints_the_paths_of_its_digests_and_nothing_else(demo_run: tuple[Path, Any]) -> None:
    folder, ran = demo_run
    assert ran.out.splitlines() == [f"unjargon-demo/digest-{language}.md" for language in LANGUAGES]
    assert all((folder / path).is_file() for path in ran.out.splitlines())
    assert ran.err == "Sample data: every person, project and number in it is invented.\n"


def test_a_second_run_changes_nothing(run: Run, here: Path, demo: Path, content: Callable[[Path], list[str]]) -> None:
    copies = [here / path.name for path in sorted(demo.iterdir())]
    for copy in copies:
        copy.write_bytes((demo / copy.name).read_bytes())
    before = content(here / "demo.db")
    ran = run("demo", "--db", "demo.db")
    assert ran.status == 0
    assert ran.out.splitlines() == ["digest-en.md", "digest-es.md"]
    assert content(here / "demo.db") == before
    for copy in copies:
        if copy.suffix == ".md":
            assert copy.read_bytes() == (demo / copy.name).read_bytes()


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_digests_explain_all_that_they_use(run: Run, demo: Path, language: str) -> None:
    assert run("check", str(demo / f"digest-{language}.md")) == (0, "", "")


@pytest.mark.parametrize(("language", "marked", "head"), [("en", "Sample data", "term"), ("es", "Datos", "término")])
def test_its_digests_are_marked_and_hold_ten_items_with_a_glossary(
    demo: Path, language: str, marked: str, head: str
) -> None:
    text = (demo / f"digest-{language}.md").read_text(encoding="utf-8")
    assert marked in "\n".join(text.splitlines()[:4])
    assert len(re.findall(r"^### \d+\. ", text, re.MULTILINE)) >= 10
    assert f"| {head} |" in text


THIRD_DAY = {
    "en": ("Ranking", "Rising terms", "Still going", "up down", "Update: ", "first seen this week"),
    "es": (
        *("Ranking", "Términos en alza", "Siguen dando que hablar"),
        *("sube baja", "Actualización: ", "visto por primera vez esta semana"),
    ),
}


@pytest.mark.parametrize("language", THIRD_DAY)
def test_its_third_day_shows_what_is_new_what_moved_and_what_goes_on(demo: Path, language: str) -> None:
    *sections, movements, update, rising = THIRD_DAY[language]
    text = (demo / f"digest-{language}.md").read_text(encoding="utf-8")
    parts = {part.partition("\n")[0]: part for part in text.split("\n## ")}
    ranking, terms, going = (parts[name] for name in sections)
    assert list(dict.fromkeys(re.findall(r" · \*\*(\w+)\*\* ", ranking))) == movements.split()
    assert re.search(rf"^- \*\*BGP\*\*: {rising}", terms, re.MULTILINE)
    assert len(re.findall(r"^- ", going, re.MULTILINE)) > 3
    assert len(re.findall(rf"^### \d+\. {update}", text, re.MULTILINE)) >= 2


def test_each_of_its_stories_is_told_once(run: Run, store: Path) -> None:
    page = json.loads(run("digest", "--format", "json").out)
    members = [
        tuple(key) for part in ("items", "rest", "ranking", "going") for item in page[part] for key in item["members"]
    ]
    assert len(members) == len(set(members))
    languages = {tuple(key) for item in page["items"] for key in item["members"] if "elfarodigital" in key[0]}
    told = [item for item in page["items"] if languages & set(map(tuple, item["members"]))]
    assert max(len({key[0] for key in map(tuple, item["members"])}) for item in told) > 3


def test_the_digest_of_its_store_is_the_one_that_it_wrote(run: Run, demo: Path, store: Path) -> None:
    written = (demo / "digest-es.md").read_text(encoding="utf-8").splitlines()
    # all but the mark of the sample and the count of terms, which the mark adds to
    again = run("digest", "--lang", "es").out.splitlines()
    assert [line for line in written if line.startswith("##")] == [line for line in again if line.startswith("##")]


def test_it_never_touches_the_readers_files(demo_run: tuple[Path, Any]) -> None:
    folder, _ = demo_run
    assert "sources = []" in (folder / "unjargon.toml").read_text()
    # neither the store that is used without settings, nor that of the settings
    assert [(folder / name).read_text() for name in ("unjargon.db", "mine.db")] == ["mine", "mine too"]


def test_the_readers_settings_do_not_count(demo: Path) -> None:
    assert {path.name for path in demo.iterdir()} == {"demo.db", "digest-en.md", "digest-es.md"}
    assert (demo / "digest-en.md").read_text(encoding="utf-8").startswith("# Digest, ")


def test_a_folder_that_cannot_be_made_is_said(run: Run, here: Path) -> None:
    (here / "taken").write_text("a file")
    ran = run("demo", "--db", "taken/demo.db")
    assert ran.status == 1
    assert "cannot make the folder taken" in ran.err
    assert "choose another with --db" in ran.err
