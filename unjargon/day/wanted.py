"""What do the reader's rules say of a day's stories?"""

from datetime import date

from analysis.interests.rules import Interests
from analysis.interests.verdicts import Reason, Verdict, verdict_on
from db.store import Store
from reports.day import Day
from reports.digest import Interest
from reports.words import words
from unjargon.settings import Settings


def interests_on(store: Store, day: date, settings: Settings) -> dict[str, Interest]:
    """What the settings' rules say of each story of the day, by its id; nothing where there are no rules."""
    rules = settings.interests
    if not rules.rules():
        return {}
    when = Day(day, settings.zone, words(settings.language))
    stories = store.stories(when.since, when.until)
    keys = sorted({key for story in stories for key in story.members})
    posts, mentions = store.posts_of(keys), store.mentions_of(keys)
    senses = store.senses_by_id(each.sense for found in mentions.values() for each in found if each.sense)
    verdicts = {
        story.id: verdict_on(
            rules,
            [post for key in story.members for post in posts[key]],
            [mention for key in story.members for mention in mentions[key]],
            senses,
        )
        for story in stories
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
