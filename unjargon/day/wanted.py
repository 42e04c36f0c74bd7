"""What do the reader's rules say of a day's stories? (pure)"""

from analysis.interests.rules import Interests
from analysis.interests.verdicts import Reason, Verdict, verdict_on
from reports.order import Interest
from reports.records import DayRecords


def interests_on(records: DayRecords, rules: Interests) -> dict[str, Interest]:
    """What the rules say of each story of the day, by its id; nothing where there are no rules."""
    if not rules.rules():
        return {}
    verdicts = {
        story.id: verdict_on(
            rules,
            [post for key in story.members for post in records.threads[key]],
            [mention for key in story.members for mention in records.mentions[key]],
            records.senses,
        )
        for story in records.stories
    }
    return {story: _interest(found, rules) for story, found in verdicts.items()}


def _interest(found: Verdict, rules: Interests) -> Interest:
    return Interest(is_in=found.is_in, boost=found.boost, rule=_favoured_by(found, rules) if found.is_in else None)


def _favoured_by(found: Verdict, rules: Interests) -> str | None:
    """The rule that makes a favourite of it: that of `include`, else the first of `boost` that brings it forward."""
    if found.reason is Reason.INCLUDED:
        return found.rule
    if found.boost <= 1:
        return None
    forward = {rule.written for rule, factor in rules.boost.items() if factor > 1}
    return next((written for written in found.boosted_by if written in forward), None)
