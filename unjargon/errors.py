"""How does a command end when something is wrong? With a sentence for people and an exit status, never a traceback.

UnjargonError           `db/errors.py`; carries `exit_status`
└── Trouble             base of what the front door finds wrong
    ├── Unusable        2: usage, settings, a missing extra or model
    └── NotDone         1: something that was asked for by name failed; the rest is done
        └── BadLine     `unjargon/explaining/batch.py`
"""

from db.errors import UnjargonError


class Trouble(UnjargonError):
    """What happened, to what, and what to do."""


class Unusable(Trouble):
    """The command cannot begin."""

    exit_status = 2


class NotDone(Trouble):
    """Part of what was asked for could not be done."""


def os_reason(error: OSError | ValueError) -> str:
    """Why a file could not be read or written; a ValueError is a path that no system has."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
