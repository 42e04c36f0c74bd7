"""Which commands do the daily work?"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from unjargon.cli.options import (
    AcronymsOption,
    LanguageOption,
    MaxPostsOption,
    OutputOption,
    PageOption,
    Spelling,
    StoreOption,
)
from unjargon.cli.shared import limited, settings_of, store_of, written
from unjargon.errors import NotDone, Unusable
from unjargon.printing import put, say, say_outcome, say_progress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.models import Outcome

commands = typer.Typer()


@commands.command("demo")
def demo_command(ctx: typer.Context, db: StoreOption = None, _lang: LanguageOption = None) -> None:
    """The whole pipeline on the bundled sample recording, offline; prints the path of a digest in each language."""
    from unjargon.work.daily import run_demo

    say("Sample data: every person, project and number in it is invented.")
    for path in run_demo(db or ctx.obj.db or "unjargon-demo/demo.db"):
        put(str(path))


@commands.command()
def daily(ctx: typer.Context, db: StoreOption = None, lang: LanguageOption = None) -> None:
    """Collect, analyse, look up what stays unknown and write the digest, once; prints the digest's path."""
    from unjargon.work.collecting import ask_sources, expect
    from unjargon.work.daily import write_daily

    settings = settings_of(ctx, db, lang)
    say(f"asking {', '.join(expect(settings))}")
    with store_of(settings) as store:
        _say_outcomes(ask_sources(settings, store), named=False)
        say("analysing, looking up what stays unknown, and writing the digest")
        for path in write_daily(settings, store):
            put(str(path))


@commands.command("serve")
def serve_command(ctx: typer.Context, db: StoreOption = None, lang: LanguageOption = None) -> None:
    """Collect on schedule and write the digest daily, until stopped."""
    from unjargon.work.serving import serve_until_stopped

    serve_until_stopped(settings_of(ctx, db, lang))


@commands.command("collect")
def collect_command(
    ctx: typer.Context,
    sources: Annotated[
        list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Else those of the settings.")
    ] = None,
    replay: Annotated[Path | None, typer.Option(metavar="DIR", help="Serve a recorded folder instead.")] = None,
    record: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write what the servers answer to a folder.")
    ] = None,
    most: MaxPostsOption = None,
    db: StoreOption = None,
    lang: LanguageOption = None,
) -> None:
    """Ask the sources and store what they give; then the encyclopedias, for a few terms that stayed unknown."""
    from unjargon.work.collecting import ask_sources, expect

    if replay and record:
        raise Unusable("what is replayed need not be recorded; give either --replay or --record")
    settings = limited(settings_of(ctx, db, lang), most)
    say(
        f"asking {', '.join(expect(settings, sources or [], replay))}" + (f" as recorded in {replay}" if replay else "")
    )
    with store_of(settings) as store:
        _say_outcomes(ask_sources(settings, store, sources or [], replay=replay, record=record), named=bool(sources))


@commands.command("import")
def import_command(
    ctx: typer.Context,
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="JSON Lines; - for what is typed.")],
    db: StoreOption = None,
    lang: LanguageOption = None,
) -> None:
    """Store the posts of archives, one a line, as `collect` stores what sources give; see docs/formats.md."""
    from unjargon.work.importing import import_archives

    with store_of(settings_of(ctx, db, lang)) as store:
        done = import_archives(files, store, say, lambda so_far: say_progress(f"posts read: {so_far.posts:,}"))
    say(f"posts read: {done.posts:,}, new: {done.new:,}, new sightings of trends: {done.sightings:,}")
    if done.bad:
        raise NotDone(f"what was skipped is named above: {done.bad:,}; what is stored is not added twice")


@commands.command("analyse")
def analyse_command(ctx: typer.Context, db: StoreOption = None, lang: LanguageOption = None) -> None:
    """Find terms, meanings and stories in what was collected since the last time."""
    from analysis.analyse import analyse

    with store_of(settings_of(ctx, db, lang), create=False) as store:
        done = analyse(store)
    say(f"analysed posts: {done.posts}, in threads: {done.threads}; stories in the store: {done.stories}")


@commands.command()
def digest(
    ctx: typer.Context,
    date: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Else the newest day in the store.")] = None,
    acronyms: AcronymsOption = Spelling.FIRST,
    form: PageOption = "md",
    output: OutputOption = None,
    db: StoreOption = None,
    lang: LanguageOption = None,
) -> None:
    """The digest of a day."""
    from unjargon.work.digests import digest_of

    settings = settings_of(ctx, db, lang)
    with store_of(settings, create=False) as store:
        written(digest_of(store, date, settings, form, acronyms.value), output)


def _say_outcomes(outcomes: "Sequence[Outcome]", named: bool) -> None:
    """A line for each source; exit status 1 when one that was named failed, or none answered at all."""
    for outcome in outcomes:
        say_outcome(outcome)
    failed = [outcome for outcome in outcomes if not outcome.answered]
    if outcomes and len(failed) == len(outcomes):
        raise NotDone("no source answered; what each said stands above. To look further: unjargon doctor")
    if named and failed:
        raise typer.Exit(1)
