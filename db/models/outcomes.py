"""How did asking a source end, and what is kept of that for the next time?"""

from enum import StrEnum

from db.models.record import Key, Record, Text, Utc


class State(StrEnum):
    """How asking a source ended."""

    OK = "ok"
    PARTIAL = "partial"  # something of it was damaged or missing, the rest is in the store
    EMPTY = "empty"  # answered, and holds nothing
    NOT_MODIFIED = "not modified"
    WAIT = "asked to wait"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    FAILED = "failed"  # the server failed
    DAMAGED = "damaged"  # answered with something that cannot be read
    CHANGED = "markup changed"  # its page holds nothing where the content used to stand

    @property
    def answered(self) -> bool:
        """Whether the source did its part."""
        return self in (State.OK, State.PARTIAL, State.EMPTY, State.NOT_MODIFIED)


class Outcome(Record):
    """What came of asking one source once."""

    source: Key
    at: Utc
    state: State
    message: Text = ""  # what happened, to what, and what to do; empty when all is well
    posts: int = 0  # that it gave, new or not: collecting the same again must change nothing
    trends: int = 0
    fingerprint: str | None = None  # of the keys of these posts and trends; None where it gave none
    retry_at: Utc | None = None

    @property
    def answered(self) -> bool:
        """Whether the source did its part."""
        return self.state.answered


class KeptPage(Record):
    """The newest page of a source in which nothing was found where its content used to stand, for a report."""

    source: Key
    at: Utc
    url: Text
    page: bytes  # its beginning


class Validators(Record):
    """What a server gave to ask "has this changed?" next time (RFC 9110, section 13)."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
