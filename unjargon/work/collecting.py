"""How are sources asked, and then the encyclopedias and linked pages?"""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from collector.errors import CollectError
from collector.source import Source
from db.models import Outcome
from db.store import Store
from unjargon.errors import Unusable
from unjargon.printing import say_fulfilled
from unjargon.settings import Settings

if TYPE_CHECKING:
    from collector.wishes.fulfil import Fulfilled


_SAMPLE = "SAMPLE"  # a recording of invented data holds a file of this name


def sources_to_ask(settings: Settings, names: Sequence[str] = ()) -> list[Source]:
    """The sources that are named, else those of the settings. Raises Unusable for a name that is none."""
    from collector.sources import first_names, source_named

    options = {source.name: source.options for source in settings.sources or ()}
    asked = list(dict.fromkeys(names)) or (first_names() if settings.sources is None else list(options))
    if not asked:
        raise Unusable("no source is named, and the settings have none; name one, as in: unjargon collect hackernews")
    try:
        return [source_named(name, options.get(name)) for name in asked]
    except ValueError as error:
        raise Unusable(str(error)) from error


def expect(settings: Settings, names: Sequence[str] = (), replay: Path | None = None) -> list[str]:
    """The names of the sources that `collect` will ask. Raises Unusable for a name or a recording that is none."""
    from collector.http.recording import Recording

    try:
        if replay is not None:
            Recording.load(replay)
    except CollectError as error:
        raise Unusable(str(error)) from error
    return [source.name for source in sources_to_ask(settings, names)]


def ask_sources(
    settings: Settings,
    store: Store,
    names: Sequence[str] = (),
    *,
    replay: Path | None = None,
    record: Path | None = None,
) -> list[Outcome]:
    """One outcome a source (and a run, when a recording is replayed); what they gave is in the store.

    So is what encyclopedias and linked pages say of what the analysis wished to know, unless no source could be had.
    """
    from collector.runs.collect import collect_once
    from collector.runs.collect import replay as replayed
    from collector.sources import polite

    asked, started = sources_to_ask(settings, names), datetime.now(UTC)
    try:
        if replay is not None:
            if (replay / _SAMPLE).is_file():
                store.mark_sample()
            outcomes = replayed(replay, asked, store, max_posts=settings.max_posts)
        else:
            outcomes = collect_once(
                asked, store, settings, pace=polite, by_name=bool(names), record=record, started=started
            )
    except CollectError as error:
        raise Unusable(str(error)) from error
    if any(outcome.answered for outcome in outcomes):
        for done in look_up_wishes(settings, store, replay=replay, record=record, started=started):
            say_fulfilled(done)
    return outcomes


def look_up_wishes(
    settings: Settings,
    store: Store,
    *,
    replay: Path | None = None,
    record: Path | None = None,
    started: datetime | None = None,
) -> "list[Fulfilled]":
    """Asks encyclopedias and linked pages for what the analysis wants to know, if the settings let it; one result a
    run."""
    from collector.sources import polite
    from collector.wishes.encyclopedias import DEFINITIONS
    from collector.wishes.fulfil import fulfil, replay_wishes

    if not store.wishes() and not store.page_wishes():
        return []
    if replay is not None:
        return replay_wishes(replay, store, settings, DEFINITIONS)
    return [fulfil(store, settings, DEFINITIONS, pace=polite, record=record, started=started)]
