"""Which sources answered, and how did it go with the others? (pure)"""

from collections.abc import Iterable
from datetime import datetime

from db.models import Outcome, State
from reports.day import Day
from reports.markdown_text import visible
from reports.page import Stale, Unanswered

LONGEST_MESSAGE = 100  # characters


def latest_outcomes(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """The last outcome of each source, by name."""
    latest = {outcome.source: outcome for outcome in sorted(outcomes, key=lambda outcome: outcome.at)}
    return [latest[source] for source in sorted(latest)]


_ANSWERS = {
    State.WAIT: "wait",
    State.REFUSED: "refused",
    State.UNREACHABLE: "unreachable",
    State.FAILED: "failed",
    State.DAMAGED: "damaged",
    State.CHANGED: "changed",
}


def unanswered_source(outcome: Outcome, day: Day) -> Unanswered:
    """The source that did not answer, and how that went, in the page's words."""
    say = day.words
    if outcome.state is State.WAIT and outcome.retry_at:
        said = say.moment("wait_today", "wait_later", outcome.retry_at, day.date, day.zone)
    else:
        said = say.say(_ANSWERS[outcome.state])
    return Unanswered(say.source(outcome.source), outcome.state.value, said, _what_happened(outcome.message))


def stale(source: str, since: datetime | None, day: Day) -> Stale:
    """The source that has given nothing new since then, or nothing ever, in the page's words."""
    if since is None:
        return Stale(day.words.source(source), None, day.words.say("stale_always"))
    local = since.astimezone(day.zone).date()
    key = "stale_since" if local.year == day.date.year else "stale_since_year"
    return Stale(day.words.source(source), since, day.words.say(key, **day.words.calendar(local)))


def _what_happened(message: str) -> str:
    """The message without what to do about it, in whole words."""
    happened = visible(message).strip().partition("; ")[0]
    if len(happened) <= LONGEST_MESSAGE:
        return happened
    kept = happened[:LONGEST_MESSAGE].rpartition(" ")[0] or happened[: LONGEST_MESSAGE - 1]
    return kept.rstrip(" ,:;") + "…"
