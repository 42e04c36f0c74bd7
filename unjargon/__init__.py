"""unjargon: trending topics and technical threads, in words anyone can read.

find_acronyms(text, language)     where acronyms stand, and where the text defines them
explain(text, language)           a pasted feed, page or thread, in plain words, as Markdown
open_store(location)              the store that the daily collector fills
__version__                       as installed
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.terms.acronyms import Acronym as Acronym
    from analysis.terms.acronyms import find_acronyms as find_acronyms
    from unjargon.explaining.explain import explain as explain
    from unjargon.stores import open_store as open_store

    __version__: str

__all__ = ["Acronym", "explain", "find_acronyms", "open_store"]
_ROOMS = {
    "Acronym": "analysis.terms.acronyms",
    "find_acronyms": "analysis.terms.acronyms",
    "explain": "unjargon.explaining.explain",
    "open_store": "unjargon.stores",
}


def __getattr__(name: str) -> Any:
    # what is asked for is imported when it is asked for: `unjargon --help` needs none of it
    if name == "__version__":
        return _version()
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_ROOMS[name]), name)


def _version() -> str:
    """The version that pyproject.toml names, as it was installed; "0" where unjargon is not installed as a package."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("unjargon")
    except PackageNotFoundError:
        return "0"
