"""What does a page say of its article in JSON-LD, with the words of schema.org? (pure)

Sites that search engines read describe their articles so (https://schema.org/Article): in objects, lists or graphs,
whose parts may stand beside them and be named by `@id`. Each value may be a text, an object, or a list of these.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from collector.http.answer import clipped
from collector.pages.plaintext import plain
from collector.payloads.wire import utc_time
from db.models import clean_text

_MOST_NODES = 2_000
_LONGEST_SCRIPT = 1_000_000  # characters
_PARTS = ("@graph", "mainEntity", "mainEntityOfPage", "hasPart")  # where an article may stand
_MOST_AUTHORS = 5
_LONGEST_NAME = 80

_Node = Mapping[str, Any]


@dataclass(frozen=True)
class LinkedData:
    """What is said of an article; what is not said is empty or None."""

    headline: str = ""
    description: str = ""
    body: str = ""
    author: str = ""
    publisher: str = ""
    published: datetime | None = None
    language: str = ""


def linked_data(scripts: Iterable[str]) -> LinkedData:
    """What these scripts say of the page's article, which is the first of several; damaged scripts say nothing."""
    nodes = [node for script in scripts for node in _nodes(script)][:_MOST_NODES]
    article = next((node for node in nodes if _is_article(node)), {})
    named = {str(node.get("@id")): node for node in nodes if node.get("name")}
    return LinkedData(
        headline=_text(article.get("headline")) or _text(article.get("name")),
        description=_text(article.get("description")),
        body=_text(article.get("articleBody")),
        author=", ".join(dict.fromkeys(_names(article.get("author"), named))),
        publisher=next(_names(article.get("publisher"), named), ""),
        published=utc_time(_text(article.get("datePublished"))),
        language=_text(article.get("inLanguage")),
    )


def _nodes(script: str) -> Iterator[_Node]:
    """The objects of a script that may describe something, outer before inner."""
    waiting = [_parsed(script)]
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, list):
            waiting += reversed(value)
        elif isinstance(value, dict):
            yield value
            waiting += [value[part] for part in reversed(_PARTS) if part in value]


def _parsed(script: str) -> object:
    try:
        # line breaks within texts are the damage that is met most, and does none
        return json.loads(script, strict=False) if len(script) <= _LONGEST_SCRIPT else None
    except (ValueError, RecursionError):
        return None


def _is_article(node: _Node) -> bool:
    """Also NewsArticle, TechArticle, BlogPosting, LiveBlogPosting and the like."""
    kinds = node.get("@type")
    return any(
        isinstance(kind, str) and kind.endswith(("Article", "Posting", "Report"))
        for kind in (kinds if isinstance(kinds, list) else [kinds])
    )


def _text(value: object) -> str:
    """The words of a value, which some sites write as HTML."""
    first = value[0] if isinstance(value, list) and value else value
    if isinstance(first, dict):
        first = first.get("@value") or first.get("name")
    return plain(clean_text(first)) if isinstance(first, str) else ""


def _names(value: object, named: Mapping[str, _Node]) -> Iterator[str]:
    for each in (value if isinstance(value, list) else [value])[:_MOST_AUTHORS]:
        node = named.get(str(each.get("@id")), each) if isinstance(each, dict) and not each.get("name") else each
        name = clipped(_text(node), _LONGEST_NAME)
        if name and "://" not in name:
            yield name
