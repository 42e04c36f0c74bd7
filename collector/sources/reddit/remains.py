"""What is left of what somebody wrote, where it may have been deleted or removed?"""

import re

from collector.pages.markdown import unmarked
from collector.pages.plaintext import one_line, plain, tidy

# what stands where somebody deleted, or a moderator or Reddit removed
_GONE = re.compile(r"(?i)\[ ?(?:deleted|removed)(?: by [^\]\n]{1,40})? ?\]")


def remaining_title(title: str) -> str | None:
    """The headline on one line; None where it was deleted or removed."""
    return None if _GONE.fullmatch(title.strip()) else one_line(title) or None


def text_of(html: str | None, markdown: str | None) -> str:
    """The words as people see them; none where they were deleted or removed."""
    text = plain(html) if html else tidy(unmarked(markdown or ""))
    return "" if _GONE.fullmatch(text) else text


def author_of(name: str | None) -> str | None:
    """The name as people write it; None where the account is gone."""
    name = one_line(name or "").removeprefix("/u/")
    return None if not name or _GONE.fullmatch(name) else name
