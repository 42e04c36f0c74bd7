"""How fast may a host be asked?"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Pace:
    """How fast one host is asked: seconds between two starts, and how many requests at once."""

    interval: float = 1.0
    concurrency: int = 2
