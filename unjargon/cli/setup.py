"""Which commands help to set it up?"""

from pathlib import Path
from typing import Annotated

import typer

from unjargon.cli.options import LanguageOption, StoreOption, TableOption
from unjargon.cli.shared import settings_of
from unjargon.errors import NotDone, Unusable, os_reason
from unjargon.printing import TableFormat, put, put_rows

commands = typer.Typer()


@commands.command()
def init(
    ctx: typer.Context,
    opml: Annotated[Path | None, typer.Option("--opml", metavar="FILE", help="Feeds exported from a reader.")] = None,
    db: StoreOption = None,
    lang: LanguageOption = None,
) -> None:
    """Write a commented unjargon.toml here, with the feeds of an OPML list if one is given."""
    from unjargon.settings import NAME
    from unjargon.setup.example import example, feeds_of

    path = Path(NAME)
    feeds = feeds_of(opml) if opml else ()
    try:
        content = example(db or ctx.obj.db, lang or ctx.obj.lang or "en", feeds).encode()
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError as error:
        raise Unusable(f"{path} exists already; edit it, or move it away first") from error
    except (OSError, ValueError) as error:
        raise NotDone(f"cannot write {path}: {os_reason(error)}; go to a folder that you may write to") from error
    put(str(path))


@commands.command()
def doctor(
    ctx: typer.Context,
    offline: Annotated[bool, typer.Option("--offline", help="Ask no server.")] = False,
    form: TableOption = TableFormat.TABLE,
    db: StoreOption = None,
    lang: LanguageOption = None,
) -> None:
    """What is installed, reachable and missing, and what to do about it."""
    from unjargon.setup.doctor import COLUMNS, examine

    rows = examine(lambda: settings_of(ctx, db, lang), offline=offline)
    put_rows(COLUMNS, rows, form)
    if any(row["state"] == "broken" for row in rows):
        raise typer.Exit(1)


@commands.command()
def models(
    languages: Annotated[list[str], typer.Argument(metavar="LANGUAGE...", help="en, es.")],
    _db: StoreOption = None,
    _lang: LanguageOption = None,
) -> None:
    """Install spaCy and its models, which find the names of people and organisations."""
    from unjargon.setup.models import install

    install(languages)
