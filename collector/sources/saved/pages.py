"""Which source has this feed or page, by the elements in it?"""

import re
from datetime import datetime

from collector.http.answer import Response
from collector.source import Collected
from collector.sources.declared import declarations

_BEFORE = rb"(?:\xef\xbb\xbf)?\s*(?:<\?[^>]*>\s*|<!--.{0,2000}?-->\s*|<!DOCTYPE[^>]*>\s*){0,9}"
_FEED = re.compile(_BEFORE + rb"<(?:rss|feed|rdf:RDF)\b", re.DOTALL)


def from_markup(answer: Response, now: datetime) -> Collected | None:
    """What a feed or page of a source says; None for any other page, and for what is neither."""
    is_feed = bool(_FEED.match(answer.body))
    for declared in declarations():
        for known in declared.saved_feeds if is_feed else declared.saved_pages:
            is_it = all(re.search(element, answer.body) for element in known.elements)
            if is_it and (found := known.read(answer, declared.kind, now)) is not None:
                return found
    return None
