"""Which store, language and settings count, and what is said of those that cannot?"""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from collector.sources import first_names
from unjargon.settings import Settings, load_settings
from unjargon.setup.example import example

Run = Callable[..., Any]
COMMANDS = (
    "demo daily serve collect import analyse digest explain terms tell term define check trends stories threads sources"
    " status search query init doctor models"
).split()


def defined(run: Run, *arguments: str) -> list[str]:
    """The reader's own terms that a command finds."""
    ran = run(*arguments)
    assert ran.status == 0, ran.err
    return [row["term"] for row in json.loads(ran.out)]


OWN = "SELECT DISTINCT term FROM glossary WHERE provenance = 'reader'"


@pytest.fixture
def two_stores(run: Run) -> None:
    for name in ("one", "two"):
        assert run("define", name.upper(), f"the {name}", "--db", f"{name}.db").status == 0


@pytest.mark.usefixtures("two_stores")
@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (("--db", "one.db", "query", OWN, "--format", "json"), "ONE"),
        (("query", OWN, "--format", "json", "--db", "two.db"), "TWO"),
        (("--db", "one.db", "query", OWN, "--format", "json", "--db", "two.db"), "TWO"),
        (("query", "--db=one.db", OWN, "--format", "json"), "ONE"),
        (("query", "--db=sqlite:///one.db", OWN, "--format", "json"), "ONE"),
    ],
)
def test_the_store_after_the_command_wins(run: Run, arguments: tuple[str, ...], found: str) -> None:
    assert defined(run, *arguments) == [found]


@pytest.mark.usefixtures("two_stores")
def test_the_flag_comes_before_the_environment_before_the_settings(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "unjargon.toml").write_text('store = "one.db"\n')
    assert defined(run, "query", OWN, "--format", "json") == ["ONE"]
    monkeypatch.setenv("UNJARGON_DB", "two.db")
    assert defined(run, "query", OWN, "--format", "json") == ["TWO"]
    assert defined(run, "query", OWN, "--format", "json", "--db", "one.db") == ["ONE"]


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("term", "GPU"), "graphics processing unit"),
        (("--lang", "es", "term", "GPU"), "unidad de procesamiento gráfico"),
        (("term", "GPU", "--lang", "es"), "unidad de procesamiento gráfico"),
        (("--lang", "es", "term", "GPU", "--lang", "en"), "graphics processing unit"),
    ],
)
def test_the_language_after_the_command_wins(run: Run, arguments: tuple[str, ...], word: str) -> None:
    assert word in run(*arguments).out


def test_the_locale_is_no_language(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "es_ES.UTF-8")
    monkeypatch.setenv("LC_ALL", "es_ES.UTF-8")
    assert "graphics processing unit" in run("term", "GPU").out


def test_the_settings_here_come_before_the_users(run: Run, here: Path) -> None:
    theirs = here / "config" / "unjargon" / "unjargon.toml"
    theirs.parent.mkdir(parents=True)
    theirs.write_text('language = "es"\n')
    assert "unidad de procesamiento" in run("term", "GPU").out
    (here / "unjargon.toml").write_text("")
    assert "graphics processing unit" in run("term", "GPU").out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_takes_the_store_and_the_language(run: Run, command: str) -> None:
    ran = run(command, "--help")
    assert ran.status == 0
    assert "--db" in ran.out
    assert "--lang" in ran.out


def test_there_are_exactly_these_commands(run: Run) -> None:
    listed = run("--help").out.split("Commands:")[1]
    assert {line.split()[0] for line in listed.splitlines() if line.startswith("  ") and line[2] != " "} == set(
        COMMANDS
    )


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("langauge = 'es'", "there is no setting 'langauge'; the settings are: "),
        ("language = 'fr'", "language"),
        ("language = 5", "language"),
        ("timezone = 'Mars/Olympus'", "'Mars/Olympus' is no time zone; write it as in Europe/Madrid"),
        ("timezone = '../../etc/passwd'", "is no time zone"),
        ("store = ''", "store"),
        ("sources = 'hackernews'", "sources"),
        ("sources = [{ name = 'bluesky', every = 'soon' }]", "is no length of time"),
        ("sources = [{ name = 'bluesky', colour = 'red' }]", "colour"),
        ("sources = ['bluesky', 'bluesky']", "is named twice"),
        ("daily_at = 'noon'", "daily_at"),
        ("this is not TOML", "are not TOML"),
        ("store = '\x01'", "are not TOML"),
    ],
)
def test_settings_that_cannot_be_are_named(run: Run, here: Path, written: str, said: str) -> None:
    (here / "unjargon.toml").write_text(written)
    ran = run("term", "GPU")
    assert ran.status == 2
    assert ran.out == ""
    assert "unjargon.toml" in ran.err
    assert said in ran.err


def test_settings_that_are_no_text_are_said_to_be(run: Run, here: Path) -> None:
    (here / "unjargon.toml").write_bytes(b'language = "\xff"')
    ran = run("term", "GPU")
    assert (ran.status, ran.out) == (2, "")
    assert "the settings unjargon.toml are not TOML" in ran.err


def test_settings_that_may_not_be_read_are_said_to_be(run: Run, here: Path, read_only: Callable[..., None]) -> None:
    path = here / "unjargon.toml"
    path.write_text("")
    path.chmod(0)
    ran = run("term", "GPU")
    assert ran.status == 2
    assert "cannot read the settings unjargon.toml: Permission denied" in ran.err


def test_a_source_of_the_settings_that_is_none_is_named_before_a_store_is_made(run: Run, here: Path) -> None:
    (here / "unjargon.toml").write_text('sources = ["hackernews", "gopher:here"]\n')
    for command in ("daily", "collect", "serve", "sources"):
        ran = run(command)
        assert ran.status == 2
        assert "There is no source 'gopher:here'. Known are: hackernews" in ran.err
    assert not (here / "unjargon.db").exists()


def test_no_sources_at_all_is_said(run: Run, here: Path) -> None:
    (here / "unjargon.toml").write_text("sources = []\n")
    ran = run("collect")
    assert ran.status == 2
    assert "name one, as in: unjargon collect hackernews" in ran.err


# --- init ----------------------------------------------------------------------------------------------------------


def test_init_writes_settings_that_are_the_defaults(run: Run, here: Path) -> None:
    assert run("init") == (0, "unjargon.toml\n", "")
    first = Settings.model_validate({"sources": first_names()})
    assert load_settings(here / "unjargon.toml", {}) == first
    assert "graphics processing unit" in run("term", "GPU").out
    assert run("sources").status == 0


def test_what_the_example_comments_out_is_the_default_too() -> None:
    lines = [line.removeprefix("# ") for line in example().splitlines()]
    settled = [line for line in lines if line.partition(" = ")[0] in Settings.model_fields and "[" not in line]
    assert Settings.model_validate(tomllib.loads("\n".join(settled))) == Settings()
    shown = {line.partition(" = ")[0] for line in settled}
    assert shown >= {"language", "timezone", "store", "digests", "daily_at", "contact"}


def test_every_source_of_the_example_is_one(run: Run, here: Path) -> None:
    # those that are commented out, too
    text = (
        example()
        .replace('    # "', '    "')
        .replace("    # {", "    {")
        .replace('"hackernews:show"', '"hackernews:ask"')
    )
    (here / "unjargon.toml").write_text(text)
    rows = json.loads(run("sources", "--format", "json").out)
    assert {"hackernews", "hackernews:ask", "feed:https://example.org/blog.atom"} <= {row["name"] for row in rows}


def test_init_leaves_settings_that_are_there(run: Run, here: Path) -> None:
    (here / "unjargon.toml").write_text("# mine\n")
    ran = run("init")
    assert ran.status == 2
    assert "exists already; edit it, or move it away first" in ran.err
    assert (here / "unjargon.toml").read_text() == "# mine\n"


@pytest.mark.parametrize("name", ["x.db", 'a "b" \\ c.db', "ñandú 😀.db", "tab\there.db", "del\x7f.db"])
def test_init_writes_what_was_given(run: Run, here: Path, name: str) -> None:
    assert run("init", "--lang", "es", "--db", name).status == 0
    settings = load_settings(here / "unjargon.toml", {})
    assert (settings.store, settings.language) == (name, "es")


def test_init_writes_nothing_where_it_cannot_write_all(run: Run, here: Path) -> None:
    ran = run("init", "--db", "lone \udcff.db")
    assert ran.status == 1
    assert "cannot write unjargon.toml" in ran.err
    assert not (here / "unjargon.toml").exists()


def test_init_in_a_folder_that_may_not_be_written(run: Run, here: Path, read_only: Callable[..., None]) -> None:
    read_only(here)
    ran = run("init")
    assert ran.status == 1
    assert "cannot write unjargon.toml: Permission denied; go to a folder that you may write to" in ran.err


# --- doctor --------------------------------------------------------------------------------------------------------


def test_the_doctor_says_what_is_there(run: Run, store: Path) -> None:
    ran = run("doctor", "--offline", "--format", "json")
    assert ran.status == 0
    rows = {row["what"]: row for row in json.loads(ran.out)}
    assert rows["Python"]["state"] == rows["English names"]["state"] == rows["settings"]["state"] == "ok"
    assert rows["store"]["state"] == "ok"
    assert "unjargon.db" in rows["store"]["detail"]


def test_the_doctor_says_what_is_missing_and_what_to_do(run: Run) -> None:
    rows = {row["what"]: row for row in json.loads(run("doctor", "--offline", "--format", "json").out)}
    assert rows["store"]["state"] == "missing"
    assert "unjargon collect" in rows["store"]["to_do"]
    assert "unjargon init" in rows["settings"]["to_do"]


@pytest.mark.parametrize(("name", "content"), [("unjargon.toml", "colour = 1"), ("unjargon.db", "no database" * 100)])
def test_the_doctor_names_what_is_broken(run: Run, here: Path, name: str, content: str) -> None:
    (here / name).write_text(content)
    ran = run("doctor", "--offline", "--format", "json")
    assert ran.status == 1
    broken = [row for row in json.loads(ran.out) if row["state"] == "broken"]
    assert len(broken) == 1
    assert name in broken[0]["detail"]


def test_init_takes_the_feeds_of_a_reader(run: Run, here: Path) -> None:
    (here / "feeds.opml").write_text(
        '<opml version="2.0"><body><outline text="A &quot;good&quot; blog" xmlUrl="https://a.example/feed.xml"/>'
        '<outline text="b"><outline xmlUrl="https://b.example/atom"/></outline></body></opml>'
    )
    assert run("init", "--opml", "feeds.opml").status == 0
    feeds = {s.name: s.title for s in load_settings().sources or () if s.name.startswith("feed:")}
    assert feeds == {
        "feed:https://a.example/feed.xml": 'A "good" blog',
        "feed:https://b.example/atom": "https://b.example/atom",
    }


@pytest.mark.parametrize("content", [b"", b"\x00\xff", b"<html></html>", b"<opml><body/></opml>"])
def test_init_with_what_is_no_list_of_feeds_writes_nothing(run: Run, here: Path, content: bytes) -> None:
    (here / "feeds.opml").write_bytes(content)
    ran = run("init", "--opml", "feeds.opml")
    assert (ran.status, ran.out) == (1, "")
    assert "feeds.opml" in ran.err
    assert not (here / "unjargon.toml").exists()
