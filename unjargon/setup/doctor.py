"""What is installed, reachable and missing, and what is to be done about it?"""

import platform
import shlex
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from analysis.terms.names import model_of
from unjargon.errors import Trouble, Unusable
from unjargon.printing import TableRow
from unjargon.settings import Settings, find_file
from unjargon.setup.environment import ROOT, installer, program, requirements
from unjargon.setup.models import MODELS

COLUMNS = ("what", "state", "detail", "to_do")
_EXTRAS = {"psycopg": "postgres"}
_OLDEST = (3, 11)


def examine(load: Callable[[], Settings], *, offline: bool) -> list[TableRow]:
    """One row for each thing that matters; `state` is ok, missing or broken."""
    rows = [*_python(), *_models(), *_extras()]
    try:
        settings = load()
    except Trouble as error:
        return [*rows, _row("settings", "broken", str(error), "mend the file")]
    path = find_file()
    rows.append(
        _row("settings", "ok", str(path or "the defaults"), "" if path else f"to change them: {program()} init")
    )
    used = "asked for terms that stay unknown" if settings.encyclopedias else "never asked: encyclopedias = false"
    rows.append(_row("encyclopedias", "ok", used))
    unknown = list(_unknown_sources(settings, path))
    asked = [] if offline or unknown else _sources(settings)
    return [*rows, *_store(settings), *unknown, *asked]


def _row(what: str, state: str, detail: str, to_do: str = "") -> TableRow:
    return {"what": what, "state": state, "detail": detail, "to_do": to_do}


def _python() -> Iterator[TableRow]:
    try:
        yield _row("unjargon", "ok", version("unjargon"))
    except PackageNotFoundError:
        yield _row("unjargon", "broken", "not installed as a package", _installing([str(ROOT)]))
    fine = sys.version_info >= _OLDEST
    yield _row(
        "Python", "ok" if fine else "broken", platform.python_version(), "" if fine else "install Python 3.11 or newer"
    )


def _models() -> Iterator[TableRow]:
    for code, model in MODELS.items():
        what = f"{model.language} names"
        if package := model_of(code):
            yield _row(what, "ok", package)
        else:
            yield _row(what, "missing", "names are found by rule only", f"install it: {program()} models {code}")


def _extras() -> Iterator[TableRow]:
    for module, extra in _EXTRAS.items():
        there = find_spec(module) is not None
        to_do = "" if there else _installing(requirements(extra) or [f"{ROOT}[{extra}]"])
        yield _row(f"extra {extra}", "ok" if there else "missing", module, to_do)


def _installing(wanted: Sequence[str]) -> str:
    try:
        return f"install it: {shlex.join([*installer(), *wanted])}"
    except Unusable as error:
        return str(error)


def _store(settings: Settings) -> Iterator[TableRow]:
    from db.errors import StoreError
    from db.store import Store

    if not Store.exists(settings.store):
        yield _row("store", "missing", settings.store, f"it is made by: {program()} collect")
        return
    try:
        with Store.open(settings.store, create=False, read_only=True) as store:
            posts = store.counts()["posts"]
        yield _row("store", "ok", f"{settings.store}: {posts} posts" + _size(settings.store))
    except StoreError as error:
        yield _row("store", "broken", str(error), "")


def _size(store: str) -> str:
    path = Path(store)
    return f", {path.stat().st_size / 1e6:.1f} MB" if path.is_file() else ""


def _unknown_sources(settings: Settings, path: Path | None) -> Iterator[TableRow]:
    """The lines of the settings that name no source, or one that cannot be set up so."""
    from unjargon.work.collecting import sources_to_ask

    for line in settings.sources or ():
        try:
            sources_to_ask(settings, [line.name])
        except Trouble as error:
            yield _row(line.name, "broken", str(error), f"mend the line, or take it out of {path}")


def _sources(settings: Settings) -> Iterator[TableRow]:
    """Asks each source once, into a store that is thrown away."""
    from db.store import Store
    from unjargon.work.collecting import ask_sources

    try:
        with Store.open("sqlite://") as store:
            outcomes = ask_sources(settings, store)
    except Trouble as error:
        yield _row("sources", "broken", str(error), "mend the settings")
        return
    for outcome in outcomes:
        state = "ok" if outcome.answered else "missing"
        yield _row(outcome.source, state, outcome.message or str(outcome.state))
