"""In which formats can a page be printed? FORMATS is the only list: a new format is a file here and a line below."""

from collections.abc import Callable
from dataclasses import dataclass

from reports.formats import json, markdown
from reports.page import Page


@dataclass(frozen=True)
class Format:
    """A format by the name that the command line knows it by. `render` gives the whole text, ending in a line end."""

    name: str
    render: Callable[[Page], str]


FORMATS = (
    Format("md", markdown.render),
    Format("json", json.render),
)
