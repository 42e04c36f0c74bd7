"""In which formats can a page be printed? FORMATS is the only list: a new format is a file here and a line below.

The file has a function `render`. It is imported when the first page is printed: whoever only wants the names, as the
command line's help does, waits for no templates.
"""

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from reports.page import ReportPage


class Format(NamedTuple):
    """A format by the name that the command line knows it by, and its file."""

    name: str
    file: str

    def render(self, page: "ReportPage") -> str:
        """The whole text of the page, ending in a line end."""
        text: str = import_module(f"{__name__}.{self.file}").render(page)
        return text


FORMATS = (
    Format("md", "markdown"),
    Format("json", "json"),
)
