"""Which answer or page of a source did a reader save as a file, and what does it say?

What a program receives is not what a person reads: taken for prose, JSON would be explained name by name, and a page of
comments would be one text without authors. What is saved is known by the names or elements in it, and read as if the
source had been asked. It does not say which server gave it.
"""

import re
from datetime import datetime

from collector.http.answer import Response
from collector.source import Collected
from collector.sources.saved.answers import from_json
from collector.sources.saved.pages import from_markup
from collector.sources.saved.refusals import other_xml, unknown

# before an answer that only scripts of its own site are to read
GUARD = re.compile(rb"\)\]\}'[ \t,]*\r?\n")
BARE = re.compile(rb"null|true|false|-?[0-9]+(?:\.[0-9]+)?")


def read_answer(name: str, content: bytes, now: datetime) -> Collected | None:
    """The posts in a saved answer or page of a source; None for what is none. `name` is for messages.

    Raises WrongShape for JSON that no source answers, and for XML that is no feed, Damaged for JSON that breaks off,
    and what the source's own parser raises.
    """
    body = content.lstrip(b"\xef\xbb\xbf \t\r\n")
    guarded = GUARD.match(body)
    body = body[guarded.end() :].lstrip() if guarded else body
    if BARE.fullmatch(body.rstrip()):
        return Collected()
    is_json = body[:1] in (b"{", b"[")
    answer = Response(name, 200, {}, body if guarded else content, now)
    found = from_json(answer, now) if is_json else from_markup(answer, now)
    if found is None and (error := unknown(name, None) if guarded else other_xml(name, body)):
        raise error
    return found
