"""How is it said why a story stands where it does? From the numbers that put it there, and from nothing else."""

from datetime import tzinfo

from db.models import Movement, Standing, StoryRank
from reports.words import Words


def why(ranked: StoryRank, sources: int, say: Words) -> str:
    """Why it ranks where it does: "2 sources, down from #3, best #2, 14 comments"."""
    best = ranked.standings[0] if ranked.movement and ranked.standings else None
    parts = [say.count("sources", sources)]
    if ranked.movement:
        parts.append(moved(ranked.movement, best, say))
    if best and best.peak < min(best.rank, best.before or best.rank):
        parts.append(say.say("why_best", rank=best.peak))
    if ranked.surge:
        parts.append(say.say("why_surge", times=f"{ranked.surge:.0f}"))
    if ranked.comments:
        parts.append(say.count("comments", ranked.comments))
    return ", ".join(parts)


def moved(movement: Movement, standing: Standing | None, say: Words) -> str:
    """How it moved, and from where."""
    if movement is Movement.NEW or standing is None:
        return say.say("why_new")
    if standing.before is None:
        return say.say("why_taken_up")
    if movement is Movement.BACK:
        return say.count("why_back", standing.away)
    return say.say(f"why_{movement.value}", rank=standing.before)


def in_full(standing: Standing, say: Words, zone: tzinfo) -> str:
    """All that is known of it on one list, times as clocks in `zone` show them."""
    new = standing.movement is Movement.NEW
    parts = [say.say("rank", rank=standing.rank), say.say("new") if new else moved(standing.movement, standing, say)]
    parts += _velocity(standing.velocity or 0.0, say)
    parts += [
        say.say("peak", rank=standing.peak, time=f"{standing.peak_at.astimezone(zone):%Y-%m-%d %H:%M}"),
        say.say("share", seen=len(standing.ranks), looks=say.count("looks", standing.looks)),
    ]
    if not standing.listed:
        parts.append(say.say("not_listed", time=f"{standing.last_seen.astimezone(zone):%Y-%m-%d %H:%M}"))
    return ", ".join(parts)


def _velocity(ranks: float, say: Words) -> list[str]:
    """So many ranks an hour, with a sign and a decimal; nothing where that would be none."""
    whole, tenth = divmod(round(abs(ranks) * 10), 10)
    return [say.say("velocity", sign="+" if ranks > 0 else "−", whole=whole, tenth=tenth)] if whole or tenth else []
