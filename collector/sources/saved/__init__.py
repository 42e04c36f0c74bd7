"""Which answer or page of a source did a reader save as a file, and what does it say?

What a program receives is not what a person reads: taken for prose, JSON would be explained name by name, and a page of
comments would be one text without authors. What is saved is known by the names or elements in it, and read as if the
source had been asked. It does not say which server gave it.
"""

from datetime import datetime

from collector.answer import Response
from collector.source import Collected
from collector.sources.saved.answers import from_json
from collector.sources.saved.pages import from_markup


def read_answer(name: str, content: bytes, now: datetime) -> Collected | None:
    """The posts in a saved answer or page of a source; None for what is none. `name` is for messages.

    Raises WrongShape for JSON that no source answers, and what the source's own parser raises.
    """
    answer = Response(name, 200, {}, content, now)
    is_json = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")
    return from_json(answer, now) if is_json else from_markup(answer, now)
