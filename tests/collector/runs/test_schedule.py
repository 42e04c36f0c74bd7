"""When does each job run, and what ends it?"""

import logging
import os
import signal
import threading
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from filelock import FileLock

from collector.runs.schedule import AlreadyRunning, Job, run_jobs, trigger

MADRID = ZoneInfo("Europe/Madrid")
OFTEN = timedelta(hours=1)


def moments(job: Job, start: datetime, number: int) -> list[datetime]:
    found: list[datetime] = []
    rule, last, now = trigger(job, MADRID), None, start
    for _ in range(number):
        last = rule.get_next_fire_time(last, now)
        assert last is not None
        found.append(last)
        now = last + timedelta(microseconds=1)
    return found


def test_a_daily_job_keeps_its_hour_when_the_clocks_change() -> None:
    job = Job("digest", lambda: None, at=time(7, 30))
    found = moments(job, datetime(2026, 10, 24, 0, 0, tzinfo=MADRID), 3)
    assert [m.strftime("%d %H:%M %z") for m in found] == ["24 07:30 +0200", "25 07:30 +0100", "26 07:30 +0100"]


def test_an_hour_that_a_day_does_not_have_skips_no_other_day() -> None:
    job = Job("digest", lambda: None, at=time(2, 30))
    found = moments(job, datetime(2026, 3, 28, 0, 0, tzinfo=MADRID), 3)
    assert {m.astimezone(MADRID).date().day for m in found} >= {28, 30}


def test_a_job_has_one_rhythm() -> None:
    with pytest.raises(ValueError, match="either `every` or `at`"):
        Job("both", lambda: None, every=OFTEN, at=time(7))
    with pytest.raises(ValueError, match="either `every` or `at`"):
        Job("none", lambda: None)


def test_jobs_run_at_once_until_told_to_stop(tmp_path: Path) -> None:
    stop, ran = threading.Event(), []

    def last() -> None:
        ran.append("last")
        stop.set()

    jobs = [Job("first", lambda: ran.append("first"), every=OFTEN), Job("last", last, every=OFTEN)]
    run_jobs(jobs, UTC, lock_path=tmp_path / "lock", stop=stop)
    assert sorted(ran) == ["first", "last"]


def test_a_job_that_fails_is_logged_and_the_others_go_on(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    stop = threading.Event()

    def fail() -> None:
        raise RuntimeError("no disk")

    def leave() -> None:
        raise SystemExit(2)

    jobs = [Job("bad", fail, every=OFTEN), Job("leaving", leave, every=OFTEN), Job("good", stop.set, every=OFTEN)]
    with caplog.at_level(logging.INFO, logger="collector"):
        run_jobs(jobs, UTC, lock_path=tmp_path / "lock", stop=stop)
    said = [record.getMessage() for record in caplog.records if record.name == "collector.runs.schedule"]
    assert "the job bad failed: RuntimeError: no disk; it runs again at its next time" in said
    assert all(record.exc_info is None for record in caplog.records if record.name == "collector.runs.schedule")


def test_the_job_that_runs_is_waited_for(tmp_path: Path) -> None:
    stop, ended = threading.Event(), []

    def slow() -> None:
        stop.set()
        ended.append("slow")

    run_jobs([Job("slow", slow, every=OFTEN)], UTC, lock_path=tmp_path / "lock", stop=stop)
    assert ended == ["slow"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_and_its_handlers_are_put_back(tmp_path: Path, number: signal.Signals) -> None:
    before = signal.getsignal(number)
    run_jobs([Job("kill", lambda: os.kill(os.getpid(), number), every=OFTEN)], UTC, lock_path=tmp_path / "lock")
    assert signal.getsignal(number) is before


def test_there_is_one_schedule_a_store(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with FileLock(path), pytest.raises(AlreadyRunning, match="another schedule is running"):
        run_jobs([], UTC, lock_path=path)


def test_the_lock_is_free_afterwards(tmp_path: Path) -> None:
    for _ in range(2):
        stop = threading.Event()
        run_jobs([Job("once", stop.set, every=OFTEN)], UTC, lock_path=tmp_path / "lock", stop=stop)
