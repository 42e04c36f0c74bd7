"""Which client does a run have: one of the network, one that records it, or one of a recording?"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from collector.http.client import Client
from collector.http.clock import Clock
from collector.http.conditional import StoredValidators
from collector.http.disk import own_file
from collector.http.limits import Limits
from collector.http.pace import Pace
from collector.http.recording import REPLAY_LIMITS, RecordingTransport, ReplayClock, ReplayTransport, Run, unhurried
from collector.http.transport import VettingTransport
from collector.settings import CollectorSettings


def online(
    settings: CollectorSettings,
    stored: StoredValidators,
    clock: Clock,
    record: Path | None,
    started: datetime | None,
    *,
    pace: Callable[[str], Pace],
) -> Client:
    """A client of the network; `record`, `started` and `pace` are as for `collect_once`.

    While it records, nothing is asked conditionally: whoever replays the recording need not have stored what it was
    that had not changed.
    """
    limits = Limits(allow_private=settings.allow_private)
    network = VettingTransport(connect=limits.connect, allow_private=limits.allow_private)
    began = (started or clock.now()).replace(microsecond=0)
    recorder = RecordingTransport(network, record, began, limits) if record else None
    return Client(
        clock,
        transport=recorder or network,
        contact=settings.contact,
        validators=None if recorder else stored,
        limits=limits,
        pace=pace,
        disk=own_file,
    )


def replaying(run: Run, stored: StoredValidators) -> Client:
    """A client of one run of a recording; it has no disk, as it has no network."""
    clock, transport = ReplayClock(run.at), ReplayTransport(run)
    return Client(clock, transport=transport, validators=stored, limits=REPLAY_LIMITS, pace=unhurried)
