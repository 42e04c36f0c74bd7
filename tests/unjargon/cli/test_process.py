"""Does the command behave as a process should: quick to start, quiet when its output is closed, ended by a signal?"""

import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from pytest_httpserver import HTTPServer

Run = Callable[..., Any]
HEAVY = ("spacy", "sqlmodel", "sqlalchemy", "httpx", "jinja2", "rich.console", "alembic", "thinc", "db.models")
MANY = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 10000) SELECT i, hex(randomblob(50)) FROM n"
)
LOADED = """
import sys
from unjargon.cli import main
try:
    main(sys.argv[1:])
finally:
    print(*(name for name in {heavy} if name in sys.modules), file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("arguments", "allowed"),
    [
        (("--help",), ""),
        (("digest", "--help"), ""),
        (("terms",), "db.models"),
        (("check", "feed.txt", "--lang", "en"), "db.models"),
        (("init",), "db.models httpx rich.console"),  # its lines are declared by the sources
        (("term", "DP", "--format", "csv"), "db.models sqlalchemy sqlmodel jinja2"),
        (("explain", "feed.txt"), "db.models sqlalchemy sqlmodel jinja2 alembic"),
    ],
    ids=" ".join,
)
def test_a_command_loads_only_what_it_needs(
    run_apart: Run, feed: Path, arguments: tuple[str, ...], allowed: str
) -> None:
    code = LOADED.format(heavy=HEAVY)
    given = '{"id": 1, "posts": [{"id": 1, "text": "GPU"}]}\n'
    ran = run_apart(*arguments, python=("-c", code), given=given)
    assert ran.out
    assert set(ran.err.split()) <= set(allowed.split())


def test_the_module_is_the_command(run_apart: Run) -> None:
    ran = run_apart("--help")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("Usage: unjargon [OPTIONS] COMMAND")


@pytest.mark.parametrize(
    "arguments", [("term", "DP", "--format", "csv"), ("query", MANY, "--format", "csv"), ("threads",)]
)
def test_output_that_nobody_reads_is_no_trouble(start: Run, store: Path, arguments: tuple[str, ...]) -> None:
    with start(*arguments) as process:
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
def test_output_that_does_not_fit_is_said(run_apart: Run) -> None:
    code = "import os, unjargon.cli; os.dup2(os.open('/dev/full', os.O_WRONLY), 1); unjargon.cli.main()"
    ran = run_apart("term", "DP", "--format", "csv", python=("-c", code))
    assert ran.status == 1
    assert ran.err == (
        "unjargon: cannot read or write the output: No space left on device; make room, or choose another place\n"
    )


@pytest.mark.parametrize("closed", [0, 1, 2])
def test_a_stream_that_is_closed_is_no_trouble(run_apart: Run, closed: int) -> None:
    code = f"import os, sys; os.close({closed}); os.execv(sys.executable, [sys.executable, '-m', 'unjargon', 'terms'])"
    ran = run_apart(python=("-c", code))
    assert (ran.status, ran.out, ran.err) == (0, "", "")


def test_a_terminal_that_lacks_the_characters_shows_their_numbers(run_apart: Run) -> None:
    ascii_only = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    ran = run_apart("term", "GPU", "--lang", "es", "--format", "csv", **ascii_only)
    assert (ran.status, ran.err) == (0, "")
    assert "procesamiento gr\\u00e1fico" in ran.out
    told = run_apart("term", "QFBS😀", **ascii_only)
    assert told.status == 1
    assert "QFBS\\ud83d\\ude00" in told.err


def test_bytes_that_are_no_text_are_arguments_like_others(run_apart: Run) -> None:
    ran = run_apart("term", os.fsdecode(b"\xff\xfe"))
    assert ran.status == 1
    assert "no meaning of" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_serve_collects_at_once_and_stops_when_told_to(
    start: Run, run: Run, httpserver: HTTPServer, here: Path, number: signal.Signals
) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data(status=404)
    httpserver.expect_request("/rss").respond_with_data(
        '<rss version="2.0"><channel><title>K</title><item><title>A GPU</title><guid>1</guid></item></channel></rss>',
        content_type="application/rss+xml",
    )
    source = f"feed:{httpserver.url_for('/rss')}"
    (here / "unjargon.toml").write_text(f'allow_private = true\ndaily_at = 03:30:00\nsources = ["{source}"]\n')
    with start("serve") as process:
        said = [process.stderr.readline(), process.stderr.readline()]
        process.send_signal(number)
        out, rest = process.communicate(timeout=20)
    assert said[0] == f"collecting from {source}; the digest is written daily at 03:30 UTC; Ctrl-C ends it\n"
    assert said[1] == f"{source}: ok (posts: 1, trends: 0)\n"
    assert (process.returncode, out, rest) == (0, "", "")
    assert json.loads(run("status", "--format", "json").out)[0]["count"] == 1


def test_two_schedules_of_one_store_are_one_too_many(run_apart: Run, here: Path) -> None:
    with FileLock(here / "unjargon.db.lock"):
        ran = run_apart("serve")
    assert (ran.status, ran.out) == (2, "")
    assert "another schedule is running (it holds unjargon.db.lock); stop it first" in ran.err
