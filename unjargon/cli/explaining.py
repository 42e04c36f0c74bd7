"""Which commands say what words mean?"""

from typing import Annotated

import typer

from unjargon.cli.options import (
    AcronymsOption,
    Findings,
    FindingsOption,
    LanguageOption,
    MaxPostsOption,
    OutputOption,
    PageOption,
    Spelling,
    StoreOption,
    TableOption,
)
from unjargon.cli.shared import limited, settings_of, store_of, written
from unjargon.errors import NotDone
from unjargon.printing import TableFormat, put, put_rows, say, typed, width

commands = typer.Typer()


@commands.command("explain")
def explain_command(
    ctx: typer.Context,
    what: Annotated[
        str, typer.Argument(metavar="URL|FILE|-", help="A thread or any page, a feed pasted as text, or a saved page.")
    ],
    save: Annotated[bool, typer.Option("--save", help="Also keep it in the store.")] = False,
    most: MaxPostsOption = None,
    acronyms: AcronymsOption = Spelling.FIRST,
    form: PageOption = "md",
    output: OutputOption = None,
    db: StoreOption = None,
    lang: LanguageOption = None,
) -> None:
    """A thread or page at an address, or a pasted feed or saved page, explained now."""
    from unjargon.explaining.explain import explain_what

    settings = limited(settings_of(ctx, db, lang), most)
    written(explain_what(what, settings, save=save, form=form, acronyms=acronyms.value), output)


@commands.command()
def terms(ctx: typer.Context, db: StoreOption = None, lang: LanguageOption = None) -> None:
    """JSON Lines in, JSON Lines out: the terms of each item, and what they mean there."""
    from unjargon.explaining.terms import put_answers

    bad = put_answers(typed(), put, say, db=db or ctx.obj.db, language=lang or ctx.obj.lang)
    if bad:
        raise typer.Exit(1)


@commands.command()
def tell(ctx: typer.Context, lang: LanguageOption = None, _db: StoreOption = None) -> None:
    """JSON Lines in, JSON Lines out: who says what in each thread, in its own words."""
    from unjargon.explaining.tell import put_accounts

    if put_accounts(typed(), put, say, language=lang or ctx.obj.lang):
        raise typer.Exit(1)


@commands.command()
def term(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="TERM", help="An acronym, a word or a name.")],
    form: TableOption = TableFormat.TABLE,
    db: StoreOption = None,
    lang: LanguageOption = None,
) -> None:
    """Every meaning of a term that is known, what speaks for it, where it was met and since when."""
    from unjargon.explaining.term import MEANING_COLUMNS, MEANING_IN_FULL, meanings_of, meanings_text

    settings = settings_of(ctx, db, lang)
    rows = meanings_of(name, settings)
    if not rows:
        raise NotDone(f'no meaning of {name!r} is known, and it was not seen; add one: unjargon define {name} "…"')
    if form is TableFormat.TABLE:
        put(meanings_text(rows, settings, width()))
    else:
        put_rows(MEANING_IN_FULL if form is TableFormat.JSON else MEANING_COLUMNS, rows, form)


@commands.command("define")
def define_command(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="TERM")],
    expansion: Annotated[str, typer.Argument(help='What it stands for: "data parallelism".')],
    meaning: Annotated[
        str | None, typer.Option(help="What it is, in plain words; else the one it had stays, if it still fits.")
    ] = None,
    db: StoreOption = None,
    lang: LanguageOption = None,
) -> None:
    """Add a meaning of your own, or correct it; it comes before the lexicon's."""
    from unjargon.explaining.define import add_meaning

    settings = settings_of(ctx, db, lang)
    with store_of(settings) as store:
        for line in add_meaning(store, name, expansion, meaning, settings.language):
            say(line)


@commands.command("check")
def check_command(
    ctx: typer.Context,
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="Markdown files, folders, patterns; - for what is typed.")
    ],
    form: FindingsOption = Findings.TEXT,
    lang: LanguageOption = None,
    _db: StoreOption = None,
) -> None:
    """Name the acronyms that Markdown files use and do not explain, with what would explain them."""
    from unjargon.explaining.check import check_files, rules_of_settings

    rules = rules_of_settings(say)
    clean = check_files(files, lang or ctx.obj.lang, put, say, form=form.value, rules=rules)
    if rules is None or not clean:
        raise typer.Exit(2 if rules is None else 1)
