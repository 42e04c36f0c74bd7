"""When does each job run? It runs the jobs that it is given, and knows nothing of what they do."""

import logging
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from pathlib import Path

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from filelock import FileLock, Timeout

from db.errors import UnjargonError

_log = logging.getLogger(__name__)

# a computer that was asleep at the hour catches up, once, when it wakes
_DEFAULTS = {"misfire_grace_time": int(timedelta(hours=12).total_seconds()), "coalesce": True, "max_instances": 1}
_SIGNALS = (signal.SIGTERM, signal.SIGINT)


class AlreadyRunning(UnjargonError):
    """Another schedule holds the lock."""

    exit_status = 2


@dataclass(frozen=True)
class Job:
    """What to run, and when: at once and then every so often, or each day at a time of the schedule's zone."""

    name: str
    run: Callable[[], None]
    every: timedelta | None = None
    at: time | None = None

    def __post_init__(self) -> None:
        if (self.every is None) == (self.at is None):
            raise ValueError(f"the job {self.name} needs either `every` or `at`")


def trigger(job: Job, zone: tzinfo) -> BaseTrigger:
    """The moments at which `job` runs."""
    if job.at is not None:
        return CronTrigger(hour=job.at.hour, minute=job.at.minute, second=job.at.second, timezone=zone)
    assert job.every is not None  # noqa: S101 - Job says so
    return IntervalTrigger(seconds=max(1, int(job.every.total_seconds())), timezone=zone)


def run_jobs(jobs: Sequence[Job], zone: tzinfo, *, lock_path: Path, stop: threading.Event | None = None) -> None:
    """Runs the jobs, one after the other, until `stop` is set or the process is told to end (SIGTERM, Ctrl-C).

    A job that is running then is waited for. A job that fails is logged, and runs again at its next time.
    Raises AlreadyRunning when another schedule holds `lock_path`.
    """
    stop = stop or threading.Event()
    with _alone(lock_path), _told_to_end(stop):
        scheduler = BackgroundScheduler(
            timezone=zone,
            jobstores={"default": MemoryJobStore()},
            # one worker: two jobs would only wait for each other's store
            executors={"default": ThreadPoolExecutor(max_workers=1)},
            job_defaults=_DEFAULTS,
        )
        for job in jobs:
            first = {"next_run_time": datetime.now(zone)} if job.every is not None else {}
            scheduler.add_job(_safely, trigger(job, zone), args=[job], id=job.name, name=job.name, **first)
        scheduler.start()
        try:
            stop.wait()
        finally:
            scheduler.shutdown(wait=True)


def _safely(job: Job) -> None:
    try:
        job.run()
    except (Exception, SystemExit) as error:
        _log.error("the job %s failed: %s: %s; it runs again at its next time", job.name, type(error).__name__, error)
        _log.debug("where the job %s failed", job.name, exc_info=True)


@contextmanager
def _alone(lock_path: Path) -> Iterator[None]:
    lock = FileLock(lock_path, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise AlreadyRunning(
            f"another schedule is running (it holds {lock_path}); stop it first, or give this one another store"
        ) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _told_to_end(stop: threading.Event) -> Iterator[None]:
    """Signals set `stop`, as long as this lasts; only the main thread may listen to them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
