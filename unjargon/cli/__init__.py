"""Which commands are there? Each reads the settings, calls one thing and prints what came of it.

Exit status: 0 fine; 1 something that was asked for by name failed, the rest is done; 2 usage, settings, a missing
extra.
"""

import logging
import os
import sys
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from db.errors import UnjargonError
from unjargon.cli import explaining, looking, setup, work
from unjargon.cli.options import LanguageOption, StoreOption
from unjargon.cli.shared import Flags
from unjargon.printing import put, ready_output, say

if TYPE_CHECKING:
    from collections.abc import Sequence

app = typer.Typer(
    help="Trending topics and technical threads, in words anyone can read.",
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for group in (work, explaining, looking, setup):  # in this order --help lists them
    app.add_typer(group.commands)


def _put_version(asked: bool) -> None:
    if asked:
        from unjargon import __version__

        put(f"unjargon {__version__}")
        raise typer.Exit


@app.callback()
def common(
    ctx: typer.Context,
    db: StoreOption = None,
    lang: LanguageOption = None,
    _version: Annotated[
        bool, typer.Option("--version", callback=_put_version, is_eager=True, help="Which unjargon this is.")
    ] = False,
) -> None:
    """Trending topics and technical threads, in words anyone can read."""
    ctx.obj = Flags(db, lang)


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
        sys.exit(error.exit_status if isinstance(error, UnjargonError) else 1)


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
    if isinstance(error, UnjargonError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        what = error.filename or "the output"
        return f"cannot read or write {what}: {error.strerror}; make room, or choose another place"
    kind = type(error).__name__
    return f"unexpected {kind}: {error}; please report it, with what UNJARGON_DEBUG=1 prints when you run this again"
