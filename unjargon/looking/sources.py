"""Which sources are there, and how does each stand?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from collector.http.answer import clipped
from db.models import Outcome, State
from db.store import Store
from reports.words import Words, page_words
from unjargon.day.conditions import Condition, Stand, items_per_run
from unjargon.day.stale import stand_of
from unjargon.declared import own_titles
from unjargon.errors import NotDone
from unjargon.printing import TableFormat, TableRow, put_rows, say, under_titles, width
from unjargon.settings import Settings
from unjargon.stores import known_store
from unjargon.work.collecting import sources_to_ask

_COLUMNS = (
    *("name", "title", "kind", "enabled", "state", "since", "until", "last_success", "items_per_run"),
    *("posts", "trends", "message"),
)
_FOR_PEOPLE = ("name", "state", "last_success", "items_per_run")
_EXPLAINED = (Condition.REFUSED, Condition.BROKEN, Condition.UNREACHABLE, Condition.FAILED)  # with what to do
_NARROWEST, _OTHERS = 60, 39  # characters: of a terminal, and of the columns beside name and state


@dataclass(frozen=True)
class KnownSource:
    """A source and how it stands, with how asking it ended last, or with the `form` of its name."""

    name: str
    enabled: bool
    stand: Stand
    latest: Outcome | None = None
    last_success: datetime | None = None
    items_per_run: float | None = None
    title: str | None = None  # that the reader gave it
    form: str = ""

    @property
    def kind(self) -> str:
        return self.name.partition(":")[0]


def known_sources(settings: Settings) -> list[KnownSource]:
    """The sources of the settings, then those that only the store knows; then, off, the kinds that there are besides,
    with what their names look like."""
    from collector.sources import SOURCES

    given = own_titles(settings)
    enabled = [source.name for source in sources_to_ask(settings)]
    with known_store(settings.store) as store:
        asked = [outcome.source for outcome in store.outcomes()] if store else []
        successes = store.successes() if store else {}
        names = [*enabled, *(name for name in asked if name not in enabled)]
        known = [_known(store, name, name in enabled, successes.get(name), given.get(name), settings) for name in names]
    kinds = {each.kind for each in known}
    others = [source.declared for source in SOURCES if source.declared.kind not in kinds]
    return [*known, *(KnownSource(each.kind, False, Stand(Condition.OFF), form=each.form) for each in others)]


def _known(
    store: Store | None, name: str, enabled: bool, success: datetime | None, title: str | None, settings: Settings
) -> KnownSource:
    latest = next(store.history(name), None) if store else None
    if store is None or latest is None:
        return KnownSource(name, enabled, Stand(Condition.NEVER), title=title)
    stands = stand_of(store, name, settings)
    return KnownSource(name, enabled, stands, latest, success, items_per_run(store.history(name)), title)


def kept_page_of(source: str, settings: Settings) -> bytes:
    """The page of a source in which nothing was found. Raises NotDone when none is kept."""
    with known_store(settings.store) as store:
        kept = store.kept_page(source) if store else None
    if kept is None:
        raise NotDone(
            f"no page of {source!r} is kept: only one whose markup changed is, until the source answers again; "
            "to see how the sources stand: unjargon sources"
        )
    return kept.page


# --- printing --------------------------------------------------------------------------------------------------------


def put_sources(found: Sequence[KnownSource], language: str, form: TableFormat) -> None:
    """The sources in a format; where a person looks, in words, and on standard error what to do about trouble."""
    if form in (TableFormat.JSON, TableFormat.CSV):
        put_rows(_COLUMNS, [_source_row(each) for each in found], form)
        return
    own, now = page_words(language), datetime.now(UTC)
    rows = [
        {**_source_row(each), "name": each.title or each.name, "state": state_in_words(each, own, now)}
        for each in found
    ]
    if form is TableFormat.TABLE and (wide := width()):
        rows = [short(row, wide) for row in rows]
    put_rows(*under_titles(_FOR_PEOPLE, rows, own), form)
    for each in found:
        if each.latest and each.stand.condition in _EXPLAINED:
            say(f"{each.name}: {each.latest.message}")


def _source_row(each: KnownSource) -> TableRow:
    """All that is known of a source, under the names of the columns."""
    latest, items = each.latest, each.items_per_run
    return {
        "name": each.name,
        "title": each.title,
        "kind": each.kind,
        "enabled": each.enabled,
        "state": each.stand.condition.value,
        "since": each.stand.since,
        "until": each.stand.until,
        "last_success": each.last_success,
        "items_per_run": None if items is None else round(items, 1),
        "posts": latest.posts if latest else None,
        "trends": latest.trends if latest else None,
        "message": latest.message if latest else each.form,
    }


def short(row: TableRow, wide: int) -> dict[str, Any]:
    """The row with a name and a state that take two lines of a terminal so wide, beside a time and a number."""
    room = max(wide, _NARROWEST) - _OTHERS
    return {**row, "name": _middle_cut(row["name"], room), "state": clipped(row["state"], room)}


def _middle_cut(name: str, room: int) -> str:
    """The name without its middle where it is too long: feeds of one host differ at their end."""
    half = (room - 1) // 2
    return name if len(name) <= room else f"{name[:half]}…{name[-half:]}"


def state_in_words(each: KnownSource, own: Words, now: datetime) -> str:
    """How the source stands: stale since 2026-11-20; asked to wait until 09:40; broken: markup changed."""
    condition, since, until = each.stand
    if condition is Condition.WAIT and until:
        moment = f"{until:%H:%M}" if until.date() == now.date() else f"{until:%Y-%m-%d %H:%M}"
        return own.say("stands_wait" if now < until else "stands_waited", until=moment)
    if condition is Condition.BROKEN and each.latest and each.latest.state is State.CHANGED:
        return own.say("stands_changed")
    if condition is Condition.STALE and since is None:
        return own.say("stands_empty")
    return own.say(f"stands_{condition.name.lower()}", since=f"{since:%Y-%m-%d}" if since else "")
