"""What does a file say that a reader saved from X: a page, or JSON in one of the shapes that X has?

The shapes: objects of X API v2 (docs.x.com/x-api), the answers that a browser receives for a page (GraphQL, which X
does not document), statuses and trends of API v1.1, the page as today's browsers save it, and as it was up to 2020.
"""

import re
from datetime import datetime

from pydantic import TypeAdapter

from collector.errors import NotText
from collector.http.answer import Response
from collector.pages.soup import tree_of, undeclared
from collector.source import Collected
from collector.sources.x.saved.graphql import parse_graphql
from collector.sources.x.saved.pages import parse_x_page
from collector.sources.x.saved.timelines import is_graphql
from collector.sources.x.saved.v1 import V1Trends, is_status, parse_old_trends, parse_statuses
from collector.sources.x.saved.v2 import parse_v2

ANY = TypeAdapter(object)


def read_saved(name: str, content: bytes, now: datetime) -> Collected | None:
    """The posts, or the trends, in a file from X; None when it is none of X's. `name` is for messages.

    Raises WrongShape for a page of X without any post in it, and where no post can be read.
    """
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        try:
            value = Response(name, 200, {}, content, now).json(ANY)
        except NotText:
            return None
        return _from_json(value, now)
    text = content.decode("utf-8-sig", "replace")
    if not re.search(r"(?:twitter|x)\.com/", text) or "<" not in text:
        return None
    page = tree_of(undeclared(text))
    return None if page is None else parse_x_page(name, page, now)


def _from_json(value: object, now: datetime) -> Collected | None:
    """By what is certain: each shape has names that the others do not have."""
    items = value if isinstance(value, list) else [value]
    first = next((item for item in items if isinstance(item, dict)), {})
    if is_graphql(items):
        return parse_graphql(items, now)
    if isinstance(first.get("trends"), list) and "locations" in first:
        return parse_old_trends(V1Trends.model_validate({"trends": first["trends"]}), now)
    statuses = first["statuses"] if isinstance(first.get("statuses"), list) else items
    if any(is_status(status) for status in statuses):
        return parse_statuses(statuses, now)
    return parse_v2(items, now)
