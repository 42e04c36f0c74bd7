"""Which records do the packages hand each other? All are frozen and validated; their tables are in `db/tables.py`.

Times are aware and in UTC. Text is plain (HTML is converted once, at the door) and in Unicode NFC. Offsets are
characters of a post's stored text, [start, end).
"""

from db.models.collected import Post, Sighting, Trend
from db.models.digests import Digest
from db.models.facts import Act, Alternative, Chapter, Entry, Explanation, Extract, Facts, Gloss, Position, Voice
from db.models.outcomes import KeptPage, Outcome, State, Validators
from db.models.record import Key, LanguageCode, PostKey, Record, Text, Utc, clean_text
from db.models.stories import Headline, Movement, Standing, Story, StoryRank
from db.models.terms import Definition, Kind, Mention, Provenance, RisingTerm, Sense, ThreadTerm
from db.models.wishes import EncyclopediaEntry, LinkedPage, Lookup, PageWish, Wish

__all__ = [
    "Act",
    "Alternative",
    "Chapter",
    "Definition",
    "Digest",
    "EncyclopediaEntry",
    "Entry",
    "Explanation",
    "Extract",
    "Facts",
    "Gloss",
    "Headline",
    "KeptPage",
    "Key",
    "Kind",
    "LanguageCode",
    "LinkedPage",
    "Lookup",
    "Mention",
    "Movement",
    "Outcome",
    "PageWish",
    "Position",
    "Post",
    "PostKey",
    "Provenance",
    "Record",
    "RisingTerm",
    "Sense",
    "Sighting",
    "Standing",
    "State",
    "Story",
    "StoryRank",
    "Text",
    "ThreadTerm",
    "Trend",
    "Utc",
    "Validators",
    "Voice",
    "Wish",
    "clean_text",
]
