"""How does a command end when something is wrong? With a sentence for people and an exit status, never a traceback.

Trouble             base; carries `status`
├── Unusable        2: usage, settings, a missing extra or model
└── NotDone         1: something that was asked for by name failed; the rest is done
"""


class Trouble(Exception):
    """What happened, to what, and what to do."""

    status = 1


class Unusable(Trouble):
    """The command cannot begin."""

    status = 2


class NotDone(Trouble):
    """Part of what was asked for could not be done."""


def reason(error: OSError | ValueError) -> str:
    """Why a file could not be read or written; a ValueError is a path that no system has."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
