"""What was written for a day?"""

from datetime import date

from db.models.record import LanguageCode, Record


class Digest(Record):
    """A day's page as it was written."""

    day: date
    language: LanguageCode
    markdown: str
