"""When does a reader's day begin and end, and in which words is it told?"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from reports.words import Words


@dataclass(frozen=True)
class Day:
    """A day somewhere: from `since` (included) to `until` (excluded)."""

    date: date
    zone: tzinfo
    words: Words

    @property
    def since(self) -> datetime:
        return datetime.combine(self.date, time.min, self.zone).astimezone(UTC)

    @property
    def until(self) -> datetime:
        return datetime.combine(self.date + timedelta(days=1), time.min, self.zone).astimezone(UTC)
