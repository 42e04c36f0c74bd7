"""How much of a server's time and bytes is taken?"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Seconds and bytes."""

    connect: float = 10.0
    read: float = 20.0  # between two pieces of an answer
    total: float = 60.0  # for one answer, however steadily it drips
    patience: float = 10.0  # a server that asks for less than this is waited for
    attempts: int = 3
    backoff: float = 0.5  # before the second attempt, doubled for each further one
    max_bytes: int = 10_000_000
    redirects: int = 5
    allow_private: bool = False  # what a caller names: instances at home. Where a server leads to is public in any case


DEFAULT_LIMITS = Limits()
