"""Which commands are there? Each reads the settings, calls one thing and prints what came of it.

Exit status: 0 fine; 1 something that was asked for by name failed, the rest is done; 2 usage, settings, a missing
extra.
"""

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from unjargon.errors import NotDone, Trouble, Unusable, reason
from unjargon.printing import (
    TableFormat,
    distinct,
    put,
    put_bytes,
    put_rows,
    ready_output,
    say,
    say_outcome,
    typed,
    width,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.models import Outcome
    from db.store import Store
    from unjargon.settings import Settings

app = typer.Typer(
    help="Trending topics and technical threads, in words anyone can read.",
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Lang(StrEnum):
    """The languages of pages."""

    EN = "en"
    ES = "es"


class Form(StrEnum):
    """The formats of pages."""

    MD = "md"
    JSON = "json"


class Findings(StrEnum):
    """What the findings of `check` can be printed as."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


class Spelling(StrEnum):
    """When a page writes acronyms."""

    FIRST = "first"
    NEVER = "never"


Db = Annotated[str | None, typer.Option("--db", metavar="PATH|URL", help="The store.")]
Language = Annotated[Lang | None, typer.Option("--lang", help="The language of the page.")]
Table = Annotated[TableFormat, typer.Option("--format", help="How to print the table.")]
Page = Annotated[Form, typer.Option("--format", help="The format of the page.")]
Report = Annotated[
    Findings, typer.Option("--format", help="file:line:column; a JSON list; or GitHub's workflow commands.")
]
Acronyms = Annotated[
    Spelling,
    typer.Option(
        "--acronyms", help="Spelled out at their first mention; or never but in quotations, repeated without."
    ),
]
Limit = Annotated[int, typer.Option("--limit", min=1, max=10_000, help="At most so many rows.")]
Output = Annotated[Path | None, typer.Option("-o", "--output", metavar="PATH", help="A file; else standard output.")]


@dataclass
class Flags:
    """What was given before the command."""

    db: str | None = None
    lang: Lang | None = None


@app.callback()
def common(ctx: typer.Context, db: Db = None, lang: Language = None) -> None:
    """Trending topics and technical threads, in words anyone can read."""
    ctx.obj = Flags(db, lang)


def settings_of(ctx: typer.Context, db: str | None, lang: Lang | None) -> "Settings":
    """The settings, with what was given after the command, else before it."""
    from unjargon.settings import load_settings

    settings = load_settings()
    given = {"store": db or ctx.obj.db, "language": lang or ctx.obj.lang}
    return settings.model_copy(update={key: str(value) for key, value in given.items() if value})


@contextmanager
def store_of(settings: "Settings", *, create: bool = True) -> Iterator["Store"]:
    """The reader's store, open. Without `create`, a missing one is said to be missing."""
    from unjargon.stores import open_store

    with open_store(settings.store, create=create) as store:
        yield store


def told(outcomes: "Sequence[Outcome]", named: bool) -> None:
    """A line for each source; exit status 1 when one that was named failed, or none answered at all."""
    for outcome in outcomes:
        say_outcome(outcome)
    failed = [outcome for outcome in outcomes if not outcome.answered]
    if outcomes and len(failed) == len(outcomes):
        raise NotDone("no source answered; what each said stands above. To look further: unjargon doctor")
    if named and failed:
        raise typer.Exit(1)


# --- the daily work --------------------------------------------------------------------------------------------------


@app.command()
def demo(ctx: typer.Context, db: Db = None, _lang: Language = None) -> None:
    """The whole pipeline on the bundled sample recording, offline; prints the paths of two digests."""
    from unjargon.pipeline import demo as run

    say("Sample data: every person, project and number in it is invented.")
    for path in run(db or ctx.obj.db or "unjargon-demo/demo.db"):
        put(str(path))


@app.command()
def daily(ctx: typer.Context, db: Db = None, lang: Language = None) -> None:
    """Collect, analyse, look up what stays unknown and write the digest, once; prints the digest's path."""
    from unjargon.pipeline import collect as ask
    from unjargon.pipeline import expect, write_daily

    settings = settings_of(ctx, db, lang)
    say(f"asking {', '.join(expect(settings))}")
    with store_of(settings) as store:
        told(ask(settings, store), named=False)
        say("analysing, looking up what stays unknown, and writing the digest")
        for path in write_daily(settings, store):
            put(str(path))


@app.command()
def serve(ctx: typer.Context, db: Db = None, lang: Language = None) -> None:
    """Collect on schedule and write the digest daily, until stopped."""
    from unjargon.serving import serve as run

    run(settings_of(ctx, db, lang))


@app.command()
def collect(
    ctx: typer.Context,
    sources: Annotated[
        list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Else those of the settings.")
    ] = None,
    replay: Annotated[Path | None, typer.Option(metavar="DIR", help="Serve a recorded folder instead.")] = None,
    record: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write what the servers answer to a folder.")
    ] = None,
    db: Db = None,
    lang: Language = None,
) -> None:
    """Ask the sources and store what they give; then the encyclopedias, for a few terms that stayed unknown."""
    from unjargon.pipeline import collect as run
    from unjargon.pipeline import expect

    if replay and record:
        raise Unusable("what is replayed need not be recorded; give either --replay or --record")
    settings = settings_of(ctx, db, lang)
    say(
        f"asking {', '.join(expect(settings, sources or [], replay))}" + (f" as recorded in {replay}" if replay else "")
    )
    with store_of(settings) as store:
        told(run(settings, store, sources or [], replay=replay, record=record), named=bool(sources))


@app.command()
def analyse(ctx: typer.Context, db: Db = None, lang: Language = None) -> None:
    """Find terms, meanings and stories in what was collected since the last time."""
    from analysis.analyse import analyse as run

    with store_of(settings_of(ctx, db, lang), create=False) as store:
        done = run(store)
    say(f"analysed posts: {done.posts}, in threads: {done.threads}; stories in the store: {done.stories}")


@app.command()
def digest(
    ctx: typer.Context,
    date: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Else the newest day in the store.")] = None,
    acronyms: Acronyms = Spelling.FIRST,
    form: Page = Form.MD,
    output: Output = None,
    db: Db = None,
    lang: Language = None,
) -> None:
    """The digest of a day."""
    from unjargon.pipeline import digest_of

    settings = settings_of(ctx, db, lang)
    with store_of(settings, create=False) as store:
        written(digest_of(store, date, settings, form, acronyms.value), output)


def written(text: str, output: Path | None) -> None:
    """A page, to a file or to standard output."""
    from unjargon.pipeline import write_text

    if output is None:
        put(text)
    else:
        write_text(output, text)
        say(f"written to {output}")


# --- explaining ------------------------------------------------------------------------------------------------------


@app.command()
def explain(
    ctx: typer.Context,
    what: Annotated[
        str, typer.Argument(metavar="URL|FILE|-", help="A thread or any page, a feed pasted as text, or a saved page.")
    ],
    save: Annotated[bool, typer.Option("--save", help="Also keep it in the store.")] = False,
    acronyms: Acronyms = Spelling.FIRST,
    form: Page = Form.MD,
    output: Output = None,
    db: Db = None,
    lang: Language = None,
) -> None:
    """A thread or page at an address, or a pasted feed or saved page, explained now."""
    from unjargon.pipeline import explain_what

    settings = settings_of(ctx, db, lang)
    written(explain_what(what, settings, save=save, form=form, acronyms=acronyms.value), output)


@app.command()
def terms(ctx: typer.Context, db: Db = None, lang: Language = None) -> None:
    """JSON Lines in, JSON Lines out: the terms of each item, and what they mean there."""
    from unjargon.batch import run

    bad = run(typed(), put, say, db=db or ctx.obj.db, language=lang or ctx.obj.lang)
    if bad:
        raise typer.Exit(1)


@app.command()
def term(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="TERM", help="An acronym, a word or a name.")],
    form: Table = TableFormat.TABLE,
    db: Db = None,
    lang: Language = None,
) -> None:
    """Every meaning of a term that is known, what speaks for it, where it was met and since when."""
    from unjargon.meanings import COLUMNS, IN_FULL, as_text, meanings_of

    settings = settings_of(ctx, db, lang)
    rows = meanings_of(name, settings)
    if not rows:
        raise NotDone(f'no meaning of {name!r} is known, and it was not seen; add one: unjargon define {name} "…"')
    if form is TableFormat.TABLE:
        put(as_text(rows, settings.language, width()))
    else:
        put_rows(IN_FULL if form is TableFormat.JSON else COLUMNS, rows, form)


@app.command()
def define(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="TERM")],
    expansion: Annotated[str, typer.Argument(help='What it stands for: "data parallelism".')],
    meaning: Annotated[str | None, typer.Option(help="What it is, in plain words.")] = None,
    db: Db = None,
    lang: Language = None,
) -> None:
    """Add a meaning of your own, or correct it; it comes before the lexicon's."""
    from unjargon.glossary import define as run

    settings = settings_of(ctx, db, lang)
    with store_of(settings) as store:
        say(run(store, name, expansion, meaning, settings.language))


@app.command()
def check(
    ctx: typer.Context,
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="Markdown files, folders, patterns; - for what is typed.")
    ],
    form: Report = Findings.TEXT,
    lang: Language = None,
    _db: Db = None,
) -> None:
    """Name the acronyms that Markdown files use and do not explain, with what would explain them."""
    from unjargon.checking import check as run
    from unjargon.checking import rules_of_settings

    rules = rules_of_settings(say)
    clean = run(files, lang or ctx.obj.lang, put, say, form=form.value, rules=rules)
    if rules is None or not clean:
        raise typer.Exit(2 if rules is None else 1)


# --- looking ---------------------------------------------------------------------------------------------------------


@app.command()
def trends(
    ctx: typer.Context,
    since: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="All that was seen since a day (2026-11-24), or in the last 24h or 7d."),
    ] = None,
    rising: Annotated[
        bool, typer.Option("--rising", help="Only what is new, up or back; what gained most first.")
    ] = False,
    limit: Limit = 30,
    form: Table = TableFormat.TABLE,
    db: Db = None,
    lang: Language = None,
) -> None:
    """What is trending, and how each trend has moved; without --since, as each source's list was seen last."""
    from unjargon.trending import put_trends, trends_of

    settings = settings_of(ctx, db, lang)
    with store_of(settings, create=False) as store:
        put_trends(trends_of(store, settings, since, rising=rising)[:limit], settings.language, form)


@app.command()
def stories(
    ctx: typer.Context,
    story: Annotated[str | None, typer.Argument(metavar="[ID]", help="Else all of them, newest first.")] = None,
    limit: Limit = 30,
    form: Table = TableFormat.TABLE,
    db: Db = None,
    lang: Language = None,
) -> None:
    """The history of a story: its posts, its ranks over time and its terms; or which stories there are."""
    from unjargon.storytelling import put_story

    settings = settings_of(ctx, db, lang)
    if story is None:
        listed(settings, "stories", limit, form)
        return
    with store_of(settings, create=False) as store:
        put_story(store, story, settings, form)


@app.command()
def threads(
    ctx: typer.Context, limit: Limit = 30, form: Table = TableFormat.TABLE, db: Db = None, lang: Language = None
) -> None:
    """The threads in the store, newest first."""
    listed(settings_of(ctx, db, lang), "threads", limit, form)


def listed(settings: "Settings", name: str, limit: int, form: TableFormat) -> None:
    """A list of what is in the store."""
    from unjargon.looking import LISTS, look

    put_rows(LISTS[name].columns, look(settings, name, limit), form)


@app.command()
def sources(
    ctx: typer.Context,
    page: Annotated[
        str | None,
        typer.Option(metavar="SOURCE", help="Instead, the kept page of a source whose markup changed, for a report."),
    ] = None,
    form: Table = TableFormat.TABLE,
    db: Db = None,
    lang: Language = None,
) -> None:
    """Every source, and how it stands: fresh, stale, asked to wait, refused, broken, …"""
    from unjargon.sources import listed as known
    from unjargon.sources import page_of, put_sources

    settings = settings_of(ctx, db, lang)
    if page is not None:
        put_bytes(page_of(page, settings))
    else:
        put_sources(known(settings), settings.language, form)


@app.command()
def status(ctx: typer.Context, form: Table = TableFormat.TABLE, db: Db = None, lang: Language = None) -> None:
    """What the store holds, and how fresh it is."""
    from unjargon.looking import STATUS_COLUMNS, status_rows

    put_rows(STATUS_COLUMNS, status_rows(settings_of(ctx, db, lang)), form)


@app.command()
def search(
    ctx: typer.Context,
    words: Annotated[list[str], typer.Argument(metavar="WORDS...")],
    limit: Limit = 20,
    form: Table = TableFormat.TABLE,
    db: Db = None,
    lang: Language = None,
) -> None:
    """Full text over posts, trends and meanings; accents do not matter."""
    from db.search import search as run
    from unjargon.looking import HIT_COLUMNS, hit_rows

    with store_of(settings_of(ctx, db, lang), create=False) as store:
        put_rows(HIT_COLUMNS, hit_rows(run(store, " ".join(words), limit=limit)), form)


@app.command()
def query(
    ctx: typer.Context,
    sql: Annotated[str, typer.Argument(metavar="SQL", help="SELECT …; the views are in docs/database.md.")],
    form: Table = TableFormat.TABLE,
    db: Db = None,
    lang: Language = None,
) -> None:
    """Read-only SQL over the store."""
    from unjargon.looking import ask

    found = ask(settings_of(ctx, db, lang), sql)
    columns = distinct(found.columns)
    put_rows(columns, [dict(zip(columns, row, strict=True)) for row in found.rows], form)
    if found.truncated:
        say(f"only the first {len(found.rows)} rows are shown; add a LIMIT or a WHERE")


# --- setting up ------------------------------------------------------------------------------------------------------


@app.command()
def init(
    ctx: typer.Context,
    opml: Annotated[Path | None, typer.Option("--opml", metavar="FILE", help="Feeds exported from a reader.")] = None,
    db: Db = None,
    lang: Language = None,
) -> None:
    """Write a commented unjargon.toml here, with the feeds of an OPML list if one is given."""
    from unjargon.settings import NAME, example, feeds_of

    path = Path(NAME)
    feeds = feeds_of(opml) if opml else ()
    try:
        content = example(db or ctx.obj.db, lang or ctx.obj.lang or Lang.EN, feeds).encode()
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError as error:
        raise Unusable(f"{path} exists already; edit it, or move it away first") from error
    except (OSError, ValueError) as error:
        raise NotDone(f"cannot write {path}: {reason(error)}; go to a folder that you may write to") from error
    put(str(path))


@app.command()
def doctor(
    ctx: typer.Context,
    offline: Annotated[bool, typer.Option("--offline", help="Ask no server.")] = False,
    form: Table = TableFormat.TABLE,
    db: Db = None,
    lang: Language = None,
) -> None:
    """What is installed, reachable and missing, and what to do about it."""
    from unjargon.doctor import COLUMNS, examine

    rows = examine(lambda: settings_of(ctx, db, lang), offline=offline)
    put_rows(COLUMNS, rows, form)
    if any(row["state"] == "broken" for row in rows):
        raise typer.Exit(1)


def main(arguments: "Sequence[str] | None" = None) -> NoReturn:
    """The console script: no traceback reaches a person. `arguments`: else those of the process."""
    ready_output()
    logging.getLogger("stamina").setLevel(logging.ERROR)  # a retry is no news; how it ended is said
    try:
        try:
            app(arguments, prog_name="unjargon")
        finally:
            flushed()
        sys.exit(0)
    except BrokenPipeError:
        sys.exit(1)  # whoever read our output has read enough
    except KeyboardInterrupt:
        say("stopped")
        sys.exit(130)
    except Exception as error:
        say(f"unjargon: {error_text(error)}")
        if os.environ.get("UNJARGON_DEBUG"):
            raise
        sys.exit(error_status(error))


def flushed() -> None:
    """Writes out what is still to be written, so that a full disk or a closed pipe is met here and not at exit."""
    try:
        sys.stdout.flush()
    except OSError:
        # what is left in the buffer must not complain once more
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise


def error_text(error: Exception) -> str:
    """The sentence that the error tells a person."""
    known = ("StoreError", "QueryError", "CollectError", "LexiconError", "AlreadyRunning")
    if isinstance(error, Trouble) or any(kind.__name__ in known for kind in type(error).__mro__):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        what = error.filename or "the output"
        return f"cannot read or write {what}: {error.strerror}; make room, or choose another place"
    kind = type(error).__name__
    return f"unexpected {kind}: {error}; please report it, with what UNJARGON_DEBUG=1 prints when you run this again"


def error_status(error: Exception) -> int:
    """1 or 2, as DESIGN has it: 2 where the command could not begin."""
    if isinstance(error, Trouble):
        return error.status
    names = {kind.__name__ for kind in type(error).__mro__}
    if isinstance(error.__cause__, ImportError):
        return 2
    return 2 if names & {"StoreNewer", "StoreDamaged", "QueryError", "LexiconError", "AlreadyRunning"} else 1
