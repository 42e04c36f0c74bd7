"""Which commands look into the store?"""

from typing import TYPE_CHECKING, Annotated

import typer

from unjargon.cli.options import LanguageOption, LimitOption, StoreOption, TableOption
from unjargon.cli.shared import settings_of, store_of
from unjargon.printing import TableFormat, distinct_columns, put_bytes, put_rows, say

if TYPE_CHECKING:
    from unjargon.settings import Settings

commands = typer.Typer()


@commands.command()
def trends(
    ctx: typer.Context,
    since: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="All that was seen since a day (2026-11-24), or in the last 24h or 7d."),
    ] = None,
    rising: Annotated[
        bool, typer.Option("--rising", help="Only what is new, up or back; what gained most first.")
    ] = False,
    limit: LimitOption = 30,
    form: TableOption = TableFormat.TABLE,
    db: StoreOption = None,
    lang: LanguageOption = None,
) -> None:
    """What is trending, and how each trend has moved; without --since, as each source's list was seen last."""
    from unjargon.looking.trends import in_turns, put_trends, trends_of

    settings = settings_of(ctx, db, lang)
    with store_of(settings, create=False) as store:
        found = trends_of(store, settings, since, rising=rising)
    shown = found[:limit] if rising else in_turns(found, limit)
    put_trends(shown, settings, form)
    if len(shown) < len(found):
        say(f"only {len(shown)} of {len(found)} trends are shown; for more: --limit")


@commands.command("stories")
def stories_command(
    ctx: typer.Context,
    story: Annotated[str | None, typer.Argument(metavar="[ID]", help="Else all of them, newest first.")] = None,
    members: Annotated[
        bool, typer.Option("--members", help="Which threads belong to each; all stories, whatever --limit says.")
    ] = False,
    limit: LimitOption = 30,
    form: TableOption = TableFormat.TABLE,
    db: StoreOption = None,
    lang: LanguageOption = None,
) -> None:
    """The history of a story: its posts, its ranks over time and its terms; or which stories there are."""
    from unjargon.looking.members import put_members
    from unjargon.looking.stories import put_story

    settings = settings_of(ctx, db, lang)
    if members:
        with store_of(settings, create=False) as store:
            put_members(store, story, form)
        return
    if story is None:
        _put_list(settings, "stories", limit, form)
        return
    with store_of(settings, create=False) as store:
        put_story(store, story, settings, form)


@commands.command("threads")
def threads_command(
    ctx: typer.Context,
    limit: LimitOption = 30,
    form: TableOption = TableFormat.TABLE,
    db: StoreOption = None,
    lang: LanguageOption = None,
) -> None:
    """The threads in the store, newest first."""
    _put_list(settings_of(ctx, db, lang), "threads", limit, form)


def _put_list(settings: "Settings", name: str, limit: int, form: TableFormat) -> None:
    """A list of what is in the store."""
    from unjargon.looking.lists import STORE_LISTS, look

    put_rows(STORE_LISTS[name].columns, look(settings, name, limit), form)


@commands.command()
def sources(
    ctx: typer.Context,
    page: Annotated[
        str | None,
        typer.Option(metavar="SOURCE", help="Instead, the kept page of a source whose markup changed, for a report."),
    ] = None,
    form: TableOption = TableFormat.TABLE,
    db: StoreOption = None,
    lang: LanguageOption = None,
) -> None:
    """Every source, and how it stands: fresh, stale, asked to wait, refused, broken, …"""
    from unjargon.looking.sources import kept_page_of, known_sources, put_sources

    settings = settings_of(ctx, db, lang)
    if page is not None:
        put_bytes(kept_page_of(page, settings))
    else:
        put_sources(known_sources(settings), settings.language, form)


@commands.command()
def status(
    ctx: typer.Context, form: TableOption = TableFormat.TABLE, db: StoreOption = None, lang: LanguageOption = None
) -> None:
    """What the store holds, and how fresh it is."""
    from unjargon.looking.lists import STATUS_COLUMNS, status_rows

    put_rows(STATUS_COLUMNS, status_rows(settings_of(ctx, db, lang)), form)


@commands.command("search")
def search_command(
    ctx: typer.Context,
    words: Annotated[list[str], typer.Argument(metavar="WORDS...")],
    limit: LimitOption = 20,
    form: TableOption = TableFormat.TABLE,
    db: StoreOption = None,
    lang: LanguageOption = None,
) -> None:
    """Full text over posts, trends and meanings; accents do not matter."""
    from db.search import search
    from unjargon.looking.lists import HIT_COLUMNS, hit_rows

    with store_of(settings_of(ctx, db, lang), create=False) as store:
        put_rows(HIT_COLUMNS, hit_rows(search(store, " ".join(words), limit=limit)), form)


@commands.command("query")
def query_command(
    ctx: typer.Context,
    sql: Annotated[str, typer.Argument(metavar="SQL", help="SELECT …; the views are in docs/database.md.")],
    form: TableOption = TableFormat.TABLE,
    db: StoreOption = None,
    lang: LanguageOption = None,
) -> None:
    """Read-only SQL over the store."""
    from unjargon.stores import ask

    found = ask(settings_of(ctx, db, lang).store, sql)
    columns = distinct_columns(found.columns)
    put_rows(columns, [dict(zip(columns, row, strict=True)) for row in found.rows], form)
    if found.truncated:
        say(f"only the first {len(found.rows)} rows are shown; add a LIMIT or a WHERE")
