"""How does unjargon run by itself? Each source at its own interval, the digest daily at a local time, until stopped."""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

from collector.runs.outcomes import due_sources
from collector.runs.schedule import Job, run_jobs
from unjargon.printing import say, say_outcome
from unjargon.settings import Settings
from unjargon.stores import open_store
from unjargon.work.collecting import ask_sources, sources_to_ask
from unjargon.work.daily import write_daily

_TICK = timedelta(minutes=1)  # how often it is looked which sources are due


def serve_until_stopped(settings: Settings) -> None:
    """Runs until stopped. Raises collector.schedule.AlreadyRunning when another one uses the same store."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s")
    names = ", ".join(source.name for source in sources_to_ask(settings))
    open_store(settings.store).close()  # what is wrong with them is said now, not in the night
    jobs = [
        Job("collect", lambda: _collect_due(settings), every=_TICK),
        Job("digest", lambda: _write_digest(settings), at=settings.daily_at),
    ]
    when = f"{settings.daily_at:%H:%M} {settings.timezone}"
    say(f"collecting from {names}; the digest is written daily at {when}; Ctrl-C ends it")
    run_jobs(jobs, settings.zone, lock_path=lock_path(settings.store))


def lock_path(store: str) -> Path:
    """The file that only one schedule of a store may hold."""
    return Path(f"{store}.lock") if "://" not in store else Path("unjargon.lock")


def _collect_due(settings: Settings) -> None:
    """Asks the sources whose interval is over."""
    every = {source.name: source.every for source in settings.sources or () if source.every}
    with open_store(settings.store) as store:
        now = datetime.now(UTC)
        found = due_sources(sources_to_ask(settings), store.outcomes(until=now), now, every)
        if found:
            for outcome in ask_sources(settings, store, [source.name for source in found]):
                say_outcome(outcome)


def _write_digest(settings: Settings) -> None:
    """Analyses what was collected, and writes the digest."""
    with open_store(settings.store) as store:
        for path in write_daily(settings, store):
            say(f"written: {path}")
